// The page "Standing": saves a question and removes one; what went wrong is written as text only.
const form = document.getElementById("stand");
const said = document.getElementById("said");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  const headers = { "Content-Type": "application/json" };
  said.textContent = "Asking it once …";
  done(await fetch("/api/standing", { method: "POST", headers, body: JSON.stringify(Object.fromEntries(filled)) }));
});

document.querySelector(".standing .shelf")?.addEventListener("click", async (event) => {
  const question = event.target.closest("[data-forget]")?.dataset.forget;
  if (question === undefined) return;
  done(await fetch(`/api/standing?${new URLSearchParams({ question })}`, { method: "DELETE" }));
});

async function done(answer) {
  if (answer.ok) location.reload();
  else said.textContent = (await answer.json()).error;
}

// The form waits for this script: what is typed and sent before would go to the page's own address, and be lost.
form?.querySelector("fieldset").removeAttribute("disabled");
