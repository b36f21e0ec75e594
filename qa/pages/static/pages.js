// Our pages work without this script; it only brings the quote into view where a browser lost the #quote of a link,
// and copies citations and addresses.
document.getElementById("quote")?.scrollIntoView({ block: "center" });

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const label = button.textContent;
  const text = "link" in button.dataset ? new URL(button.dataset.copy, location.href).href : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser refused";
  }
  setTimeout(() => (button.textContent = label), 1600);
});
