// The reader's earlier conversations, kept in this browser only if they want it: questions and limits, never answers,
// which are asked for again when a conversation is taken up. Everything kept is shown as text only.
import { button } from "./edit.js";
import { say } from "./talk.js";

const MOST = 20;
let since = Date.now(); // names the conversation on the page
let shelf = null; // the key of this archive's conversations

function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(shelf) ?? "null");
    return Array.isArray(read) ? read : null; // null: nothing may be kept
  } catch {
    return null;
  }
}

function keep(conversations) {
  try {
    if (conversations === null) localStorage.removeItem(shelf);
    else localStorage.setItem(shelf, JSON.stringify(conversations.slice(0, MOST)));
  } catch {
    // A browser that keeps nothing: the box stays empty when the list is drawn again.
  }
}

export function remember(questions, pending) {
  const section = document.querySelector(".earlier:not([data-drawn])");
  if (section) {
    shelf = `release-qa-${section.dataset.archive}`;
    if (!questions.length) since = Date.now();
    draw(section);
  }
  const before = shelf && kept();
  if (!before || pending || !questions.length) return;
  const turns = [...questions].map((question) => JSON.parse(question.dataset.kept));
  const others = before.filter((one) => one.since !== since);
  const now = [{ since, turns }, ...others];
  if (JSON.stringify(now) !== JSON.stringify(before)) keep(now);
}

function draw(section) {
  section.dataset.drawn = "";
  const conversations = kept();
  const box = section.querySelector("[data-keep]");
  box.checked = conversations !== null;
  box.onchange = () => {
    keep(box.checked ? [] : null);
    draw(section);
  };
  const list = section.querySelector("ol");
  list.replaceChildren();
  for (const [place, { turns }] of (conversations ?? []).entries()) {
    const item = document.createElement("li");
    const again = button(turns[0].question);
    again.dataset.act = "resume";
    again.dataset.place = place;
    item.append(again, turns.length > 1 ? ` and ${turns.length - 1} more` : "");
    list.append(item);
  }
  section.querySelector("[data-act=forget]").hidden = !conversations?.length;
}

export function resume(place) {
  const { since: named, turns } = kept()[place];
  since = named;
  say({ act: "resume", turns });
}

export function forget() {
  keep([]);
  draw(document.querySelector(".earlier"));
}
