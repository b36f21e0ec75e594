// A question edited where it stands: its heading becomes a field; Enter asks anew from there, Escape leaves it be.
import { say } from "./talk.js";

export function edit(question, text) {
  const heading = question.querySelector("h2");
  const tools = question.querySelector(".tools");
  const form = document.createElement("div");
  form.className = "editing";
  const field = document.createElement("textarea");
  field.value = text;
  field.rows = Math.min(6, text.split("\n").length + Math.floor(text.length / 60));
  field.setAttribute("aria-label", "Edit the question");
  const ask = button("Ask this instead");
  const leave = button("Cancel");
  form.append(field, ask, leave);
  const close = () => {
    form.remove();
    heading.hidden = tools.hidden = false;
    tools.querySelector("[data-act=edit]").focus();
  };
  const send = () => {
    close();
    if (field.value.trim() && field.value !== text) {
      say({ act: "edit", turn: Number(question.dataset.turn), text: field.value });
    }
  };
  ask.addEventListener("click", send);
  leave.addEventListener("click", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  });
  heading.hidden = tools.hidden = true;
  question.append(form);
  field.focus();
}

export function button(label) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  return made;
}
