"""The page "Add documents" and its routes: drop files, see what they will change, rebuild with real progress, undo.

Invariant: nothing here can be done where the server is open to others without an access word (``desk.writable``); the
page's script writes names and errors as text only.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from index.errors import ReleaseQAError, UsageError
from qa.as_json import to_plain
from qa.desk import Desk
from qa.pages.frame import page
from qa.pages.markup import sendable
from qa.uploads import FILE_LIMIT, FILES_LIMIT, kinds
from qa.workbench import Workbench

_PAGE = Markup("""<section class="add" id="add">
<h1>Add documents</h1>
<p class="lede">Drop releases here, see what they will change, then rebuild. Questions go on being answered meanwhile,
and the last build can be brought back.</p>
<div class="drop" id="drop"><p><label class="pick"><input type="file" id="files" multiple accept="{kinds}">\
Choose files</label> or <label class="pick"><input type="file" id="folder" webkitdirectory>a folder</label>,
or drop them here</p>
<span>{named}; up to {limit} MB each</span></div>
<p id="said" role="status" aria-live="polite"></p>
<ul id="uploads" class="shelf">{uploads}</ul>
<p class="does"><button id="rebuild">Rebuild the index</button>
<button id="look" class="quiet">See what would change</button>
<button id="undo" class="plain">Undo the last rebuild</button></p>
<div id="work" hidden><progress id="bar" max="1" value="0" aria-label="Progress of the rebuild"></progress>
<p id="stage" role="status" aria-live="polite"></p></div>
<ul id="changes" class="shelf changes"></ul>
</section>
<aside class="about" aria-label="What is mirrored"><h2 class="kicker">Mirrored folders</h2>
<ul>{folders}</ul><p class="note">Rebuilding reads these folders again, too.</p></aside>""")

_UPLOAD = Markup('<li><span>{name}</span> <button class="plain" data-discard="{name}">Discard</button></li>')


def add_routes(desk: Desk) -> list[Route]:
    """The page and what its buttons call; none where this server may not be written to."""
    if not desk.writable:
        return []
    bench = Workbench(desk.watch)

    def add(request: Request) -> Response:
        main = _PAGE.format(
            kinds=",".join(kinds()),
            named=", ".join(kind[1:] for kind in kinds()),
            limit=FILE_LIMIT // 1_000_000,
            uploads=Markup("").join(_UPLOAD.format(name=name) for name, _ in bench.uploads.files()),
            folders=Markup("").join(Markup("<li>{}</li>").format(path) for path in desk.archive.info().folders),
        )
        return HTMLResponse(page(desk, title="Add documents", main=main, here="/add"))

    async def upload(request: Request) -> Response:
        kept, refused = [], []
        try:
            async with request.form(max_files=FILES_LIMIT, max_fields=1) as form:
                for value in form.getlist("files"):
                    if isinstance(value, UploadFile):
                        try:
                            kept.append(bench.uploads.keep(value.filename or "", value.file))
                        except UsageError as error:
                            refused.append(str(error))
        except MultiPartException as error:
            return JSONResponse({"error": sendable(error.message)}, 400)
        return JSONResponse({"kept": kept, "refused": [sendable(line) for line in refused]})

    async def discard(request: Request) -> Response:
        name = (await request.body()).decode("utf-8", "replace")
        return _told(lambda: bench.uploads.discard(name))

    def rebuild(request: Request) -> Response:
        return _told(bench.start) if request.method == "POST" else JSONResponse(to_plain(bench.work))

    def look(request: Request) -> Response:
        return _told(bench.look)

    def undo(request: Request) -> Response:
        return _told(bench.undo)

    return [
        Route("/add", add),
        Route("/api/uploads", upload, methods=["POST"]),
        Route("/api/uploads/discard", discard, methods=["POST"]),
        Route("/api/rebuild", rebuild, methods=["GET", "POST"]),
        Route("/api/preview", look, methods=["POST"]),
        Route("/api/undo", undo, methods=["POST"]),
    ]


def _told(do: Callable[[], object]) -> Response:
    """Do it, and say that it is done or what stood in the way."""
    try:
        do()
    except ReleaseQAError as error:
        return JSONResponse({"error": sendable(str(error))}, 409)
    return JSONResponse({"done": True})
