// The page "Add documents": sends files, shows what they would change, starts and follows a rebuild. Names and errors
// are written as text only.
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

  const BATCH = 40; // a request stays well below the server's limit
  const send = async (files) => {
    const sent = [...files].map(({ file, path }) => ({ file, path: path || file.webkitRelativePath || file.name }));
    let count = 0;
    const problems = [];
    for (let at = 0; at < sent.length; at += BATCH) {
      tell(`Sending ${at + 1} of ${sent.length} …`);
      const form = new FormData();
      for (const { file, path } of sent.slice(at, at + BATCH)) form.append("files", file, path);
      const { kept = [], refused = [], error } = await ask("/api/uploads", { method: "POST", body: form });
      count += kept.length;
      problems.push(...refused, ...(error ? [error] : []));
      kept.forEach(list);
    }
    const came = [`${count} kept.`, ...problems].join(" ");
    tell(came);
    if (count) look(came);
  };

  const list = (name) => {
    const there = [...find("uploads").querySelectorAll("[data-discard]")].some((b) => b.dataset.discard === name);
    if (there) return;
    const button = document.createElement("button");
    button.className = "plain";
    button.dataset.discard = name;
    button.textContent = "Discard";
    row(find("uploads"), name).append(" ", button);
  };

  const chosen = (event) => send([...event.target.files].map((file) => ({ file })));
  find("files").addEventListener("change", chosen);
  find("folder").addEventListener("change", chosen);
  find("drop").addEventListener("dragover", (event) => event.preventDefault());
  find("drop").addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    send((await Promise.all(entries.map(within))).flat());
  });

  // The files of a dropped entry, with their paths; a folder hands over its entries a hundred at a time.
  const within = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      return [{ file, path: entry.fullPath }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return (await Promise.all(found.map(within))).flat();
      found.push(...some);
    }
  };

  find("uploads").addEventListener("click", async (event) => {
    const name = event.target.dataset.discard;
    if (!name) return;
    const { error } = await ask("/api/uploads/discard", { method: "POST", body: name });
    if (error) return tell(error);
    event.target.closest("li").remove();
    look("Discarded. Its releases leave the index with the next rebuild.");
  });

  const KINDS = { new: "New", changed: "Changed", gone: "Gone" };
  const follow = async () => {
    const work = await ask("/api/rebuild");
    const underWay = work.state === "building" || work.state === "looking";
    find("work").hidden = work.state === "idle";
    find("bar").hidden = !underWay;
    for (const id of ["rebuild", "look", "undo"]) find(id).disabled = underWay;
    if (underWay) {
      if (work.total) find("bar").value = work.done / work.total;
      else find("bar").removeAttribute("value");
      find("stage").textContent = work.total ? `${work.stage}: ${work.done} of ${work.total}` : `${work.stage} …`;
      setTimeout(follow, 300);
      return;
    }
    find("stage").textContent = work.error ?? work.said ?? "";
    find("changes").replaceChildren();
    for (const { id, title, kind, version_of: known } of work.changes ?? []) show(id, title, kind, known, work.state);
    for (const line of work.answers ?? []) row(find("changes"), line).className = "told";
    for (const [path, reason] of work.skipped ?? []) row(find("changes"), `Not read: ${path}: ${reason}`).className = "skip";
  };

  const show = (id, title, kind, known, state) => {
    const link = document.createElement("a");
    if ((state === "done") !== (kind === "gone")) link.href = `/release?id=${encodeURIComponent(id)}`;
    const item = row(find("changes"), title, link);
    const badge = document.createElement("span");
    badge.className = `badge ${kind}`;
    badge.textContent = KINDS[kind] ?? kind;
    item.prepend(badge, " ");
    if (known) item.append(` a version of “${known}”`);
  };

  const begin = async (path, said = "") => {
    const { error } = await ask(path, { method: "POST" });
    tell(error ?? said);
    follow();
  };
  const look = (said) => begin("/api/preview", said); // what was said of the files stays to be read
  find("look").addEventListener("click", () => look());
  find("rebuild").addEventListener("click", () => begin("/api/rebuild"));
  find("undo").addEventListener("click", async () => {
    const { error } = await ask("/api/undo", { method: "POST" });
    tell(error ?? "The build before is the current one again.");
    follow();
  });
  follow();
}
