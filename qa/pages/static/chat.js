// The page's listeners, at work from before Gradio draws its first part: questions and clicks in our own HTML become
// wishes (talk.js); citations light their card up on hover and bring it into view on click. It reads data-* attributes
// and never builds HTML from them.
import { copy } from "./copy.js";
import { edit } from "./edit.js";
import { forget, remember, resume } from "./history.js";
import { draw, matching, open, say, startOver } from "./talk.js";

const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
const glide = quiet ? "auto" : "smooth";
let wanted = null; // the card to show as soon as its turn's sources arrive

const TYPES = { html: "text/html", md: "text/markdown", csv: "text/csv" };

const composer = () => document.querySelector("#question textarea");
const card = (turn, rank) => document.getElementById(`src-${turn}-${rank}`);

function show(turn, rank) {
  const found = card(turn, rank);
  if (!found) return false;
  found.scrollIntoView({ behavior: glide, block: "nearest" });
  found.focus({ preventScroll: true });
  found.classList.remove("flash");
  void found.offsetWidth; // restart the animation
  found.classList.add("flash");
  return true;
}

document.addEventListener("click", (event) => {
  const cite = event.target.closest("a.cite");
  if (cite) {
    event.preventDefault();
    const { turn, rank } = cite.dataset;
    if (!show(turn, rank)) {
      wanted = [turn, rank];
      say({ act: "show", turn: Number(turn) });
    }
    return;
  }
  const button = event.target.closest("[data-act]");
  if (!button) return;
  event.preventDefault();
  const { act, text, turn, name, since, until } = button.dataset;
  if (act === "edit") return edit(button.closest(".question"), text);
  if (act === "copy") return copy(button, text);
  if (act === "save") return save(button.dataset.name, text);
  if (act === "forget") return forget();
  if (act === "stand") return stand(button, text);
  if (act === "list") return list(button, Number(turn));
  if (act === "resume") return resume(Number(button.dataset.place));
  say({ act, text, name, since, until, turn: turn ? Number(turn) : null });
});

// The box and its buttons are Gradio's; what they mean is ours, so they are heard before Gradio hears them.
document.addEventListener("keydown", (event) => {
  const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (sends && event.target === composer()) take(event, ask);
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("#question button")) take(event, ask);
  else if (event.target.closest("#fresh")) take(event, startOver);
}, true);

function take(event, act) {
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
}

function ask() {
  const box = composer();
  say({ act: "ask", text: box.value });
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true })); // so that Gradio knows it is empty, and its height
}

// Save the question as a standing one; the button says how that went.
async function stand(button, question) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/api/standing", { method: "POST", headers, body: question }).catch(() => null);
  button.textContent = answer?.ok ? "Kept: see Standing" : ((await answer?.json())?.error ?? "The server did not answer");
  button.disabled = true;
}

async function list(button, turn) {
  const answer = await fetch(matching(turn)).catch(() => null);
  if (answer?.ok) save("releases.csv", await answer.text());
  else button.textContent = (await answer?.text()) ?? "The server did not answer";
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: TYPES[name.split(".").pop()] }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

for (const [kind, lit] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(kind, (event) => {
    const cite = event.target.closest?.("a.cite");
    if (cite) card(cite.dataset.turn, cite.dataset.rank)?.classList.toggle("lit", lit);
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    composer()?.focus();
  }
});

// A new question is brought to the top of the conversation, and once more when its answer has unfolded below it.
let asked = 0;
let waiting = false;
new MutationObserver(() => {
  const questions = document.querySelectorAll("#chat .question");
  const pending = document.querySelector("#chat .pending") !== null;
  const arrived = waiting && !pending;
  if (questions.length > asked || arrived) {
    questions[questions.length - 1]?.scrollIntoView({ behavior: arrived ? "auto" : glide, block: "start" });
  }
  asked = questions.length;
  waiting = pending;
  if (wanted && show(...wanted)) wanted = null;
  draw();
  remember(questions, pending);
}).observe(document.body, { childList: true, subtree: true });

open();

// An address may carry a question: of a standing one, or sent by a colleague.
const carried = new URLSearchParams(location.search);
if (carried.get("ask")) {
  const limits = ["since", "until", "issuer", "speaker", "language"].map((name) => carried.get(name) ?? "");
  history.replaceState(null, "", "/");
  say({ act: "ask", text: carried.get("ask") }, limits);
}
