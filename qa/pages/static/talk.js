// The conversation as the page knows it, and its line to the server (qa/web/line.py). A wish waits in line until the
// one before is done, and is sent again when its answer breaks off, so each takes effect exactly once. What the page
// looks like is a list of HTML the server made, one piece a turn; draw() makes the document like it, whenever a part of
// it appears.
import { morph } from "./morph.js";

const TRIES = 4; // so often an answer may break off before the reader is told

let shown = []; // the turns
let panel = ""; // what stands beside them
let opening = { head: "", greeting: "", panel: "" }; // the page without turns
let limits = []; // as they are set below the box; Gradio tells (qa/web/wire.py)
let talk = begun();

document.addEventListener("limits", (event) => (limits = event.detail));

function begun() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const name = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name, number: 0, line: [], stop: new AbortController(), busy: false, trouble: "" };
}

export function say(wish, within = limits) {
  talk.line.push({ wish, limits: within });
  draw();
  serve(talk);
}

// Where the list of all that matches a turn's question lies.
export const matching = (turn) => `/talk/matches.csv?${new URLSearchParams({ conversation: talk.name, turn })}`;

export function startOver() {
  talk.stop.abort();
  talk = begun();
  shown = [];
  panel = "";
  draw();
  open();
}

async function serve(mine) {
  if (mine.busy) return;
  mine.busy = true;
  while (mine.line.length) {
    mine.number += 1;
    const kept = [...document.querySelectorAll("#chat .question")].map((one) => JSON.parse(one.dataset.kept));
    const body = JSON.stringify({ conversation: mine.name, number: mine.number, kept, ...mine.line[0] });
    await heard(mine, body);
    if (mine.stop.signal.aborted) return;
    mine.line.shift();
    mine.trouble = "";
    draw();
  }
  mine.busy = false;
}

// Send a wish until it is done, or has broken off too often.
async function heard(mine, body) {
  let broken = 0;
  for (let wait = 250; !mine.stop.signal.aborted; wait = Math.min(2 * wait, 8_000)) {
    const outcome = await told(mine, body);
    if (outcome === "done") return;
    if (outcome === "broken off") broken += 1;
    if (broken === TRIES) return complain(mine, "The server gave no answer to this.");
    mine.trouble = "No connection to the server; trying again …";
    draw();
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

// Send a wish once and show what comes: it is "done", was "broken off", or is still "unsent".
async function told(mine, body) {
  const answer = await fetch("/talk", { method: "POST", body, signal: mine.stop.signal }).catch(() => null);
  if (!answer) return "unsent";
  if (answer.status >= 500) return "broken off";
  if (!answer.ok) {
    complain(mine, await answer.text());
    return "done";
  }
  for await (const page of lines(answer.body)) {
    if (page.done || mine.stop.signal.aborted) return "done";
    shown = [...shown.slice(0, page.before), ...page.shown];
    panel = page.panel;
    draw();
  }
  return "broken off";
}

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const next = () => reader.read().catch(() => ({ done: true })); // broken off; what stands there says how far it is
  let rest = "";
  for (let read = await next(); !read.done; read = await next()) {
    const pieces = (rest + read.value).split("\n");
    rest = pieces.pop();
    for (const piece of pieces) yield JSON.parse(piece);
  }
}

function complain(mine, text) {
  if (mine !== talk) return;
  const said = document.createElement("p");
  said.className = "problem";
  said.setAttribute("role", "alert");
  said.textContent = text;
  const article = document.createElement("article");
  article.className = "turn";
  article.append(said);
  shown = [...shown, article.outerHTML];
  draw();
}

// The first page as the server knows it: with questions to start from, and of the archive as it is now.
export async function open() {
  const mine = talk;
  for (let wait = 500; mine === talk; wait = Math.min(2 * wait, 8_000)) {
    const answer = await fetch("/talk", { signal: mine.stop.signal }).catch(() => null);
    if (answer?.ok) {
      opening = await answer.json();
      return draw();
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

const drawn = new WeakMap(); // of each piece on the page, the HTML it was made of

export function draw() {
  fill(document.querySelector("#masthead .standing"), [opening.head]);
  fill(document.querySelector("#chat .turns"), shown.length ? shown : [opening.greeting]);
  fill(document.querySelector("#panel .beside"), [panel || opening.panel]);
  const next = talk.line.slice(1).map(({ wish }) => wish.text).filter(Boolean);
  const notice = talk.trouble || (next.length ? `Next: ${next.join(" · ")}` : "");
  const place = document.querySelector("#chat .next-up");
  if (place && place.textContent !== notice) place.textContent = notice;
}

function fill(box, pieces) {
  if (!box) return;
  while (box.children.length > pieces.length) box.lastElementChild.remove();
  for (const [place, html] of pieces.entries()) {
    const there = box.children[place];
    if (!html || (there && drawn.get(there) === html)) continue;
    const made = document.createElement("template");
    made.innerHTML = html.trim();
    const piece = made.content.firstElementChild;
    const stays = there ? morph(there, piece) : box.appendChild(piece);
    drawn.set(stays, html);
  }
}
