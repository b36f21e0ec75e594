// The page "Add documents": sends files, starts and follows a rebuild. Names and errors are written as text only.
const find = (id) => document.getElementById(id);
const bench = find("add");
if (bench) {
  const ask = async (path, options) => {
    const response = await fetch(path, options);
    const said = await response.json().catch(() => ({ error: `the server answered ${response.status}` }));
    if (!response.ok && !said.error) said.error = `the server answered ${response.status}`;
    return said;
  };
  const tell = (line) => (find("said").textContent = line);
  const row = (list, text, extra) => {
    const item = document.createElement("li");
    item.append(extra ?? document.createElement("span"));
    item.firstChild.textContent = text;
    list.append(item);
    return item;
  };

  const send = async (files) => {
    if (!files.length) return;
    const form = new FormData();
    for (const file of files) form.append("files", file);
    tell(`Sending ${files.length} ${files.length === 1 ? "file" : "files"} …`);
    const { kept = [], refused = [], error } = await ask("/api/uploads", { method: "POST", body: form });
    for (const name of kept) {
      const there = [...find("uploads").querySelectorAll("[data-discard]")].some((b) => b.dataset.discard === name);
      if (there) continue;
      const button = document.createElement("button");
      button.className = "plain";
      button.dataset.discard = name;
      button.textContent = "Discard";
      row(find("uploads"), name).append(" ", button);
    }
    tell(error ?? [`${kept.length} kept. Rebuild to ask about them.`, ...refused].join(" "));
  };

  find("files").addEventListener("change", (event) => send(event.target.files));
  find("drop").addEventListener("dragover", (event) => event.preventDefault());
  find("drop").addEventListener("drop", (event) => {
    event.preventDefault();
    send(event.dataTransfer.files);
  });
  find("uploads").addEventListener("click", async (event) => {
    const name = event.target.dataset.discard;
    if (!name) return;
    const { error } = await ask("/api/uploads/discard", { method: "POST", body: name });
    if (error) return tell(error);
    event.target.closest("li").remove();
    tell("Discarded. Its releases leave the index with the next rebuild.");
  });

  const follow = async () => {
    const work = await ask("/api/rebuild");
    find("work").hidden = work.state === "idle";
    find("rebuild").disabled = work.state === "building";
    if (work.state === "building") {
      if (work.total) find("bar").value = work.done / work.total;
      else find("bar").removeAttribute("value");
      find("stage").textContent = work.total ? `${work.stage}: ${work.done} of ${work.total}` : `${work.stage} …`;
      setTimeout(follow, 300);
      return;
    }
    find("bar").value = work.state === "done" ? 1 : 0;
    find("stage").textContent = work.error ?? work.said ?? "";
    find("added").replaceChildren();
    for (const [id, title, versions] of work.added ?? []) {
      const link = document.createElement("a");
      link.href = `/release?id=${encodeURIComponent(id)}`;
      const item = row(find("added"), title, link);
      if (versions > 1) item.append(` (one of ${versions} versions)`);
    }
    for (const [path, reason] of work.skipped ?? []) row(find("added"), `Not read: ${path}: ${reason}`);
  };

  find("rebuild").addEventListener("click", async () => {
    const { error } = await ask("/api/rebuild", { method: "POST" });
    tell(error ?? "");
    follow();
  });
  find("undo").addEventListener("click", async () => {
    const { error } = await ask("/api/undo", { method: "POST" });
    tell(error ?? "The build before is the current one again.");
    follow();
  });
  follow();
}
