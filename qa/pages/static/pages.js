// Our pages work without this script; it only brings the quote into view where a browser lost the #quote of a link,
// and copies citations and addresses.
import { copy } from "./copy.js";

document.getElementById("quote")?.scrollIntoView({ block: "center" });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  copy(button, "link" in button.dataset ? new URL(button.dataset.copy, location.href).href : button.dataset.copy);
});
