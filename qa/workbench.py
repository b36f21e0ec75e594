"""The workbench behind the page "Add documents": files are kept, the index is rebuilt beside the running one, undone.

Invariant: questions go on being answered by the old generation until the new one is published; a build that fails
leaves the old one. Uploads are bounded in size, number and kind, lie in one folder of their own that the index
records, and their names can lead nowhere else.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from index.errors import IndexBusy, ReleaseQAError, UsageError
from index.records import Progress

if TYPE_CHECKING:
    from qa.archive import Archive

FILE_LIMIT = 20_000_000
TOTAL_LIMIT = 500_000_000
FILES_LIMIT = 1_000
"""Bytes of one file, bytes of all, and the number of files that are kept."""

_FOLDER = "uploaded"


@dataclass(frozen=True, slots=True)
class Work:
    """How far a rebuild is. ``state`` is "idle", "building", "done" or "failed"; ``said`` is what came of it."""

    state: str = "idle"
    stage: str = ""
    done: int = 0
    total: int = 0
    said: str = ""
    added: tuple[tuple[str, str, int], ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()


class Workbench:
    """The uploads and the rebuilds of one archive. ``added`` of its work are (id, title, versions) of new releases."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.folder = archive.index_dir.with_name(f"{archive.index_dir.name}-uploads")
        self._lock = threading.Lock()
        self._work = Work()

    @property
    def work(self) -> Work:
        """The rebuild under way, or the last one."""
        return self._work

    def files(self) -> list[tuple[str, int]]:
        """(name, bytes) of every upload, by name."""
        folder = self.folder / _FOLDER
        if not folder.is_dir():
            return []
        return sorted((path.name, path.stat().st_size) for path in folder.iterdir() if path.is_file())

    def keep(self, name: str, content: BinaryIO) -> str:
        """Keep one upload under a safe form of ``name``, which is returned. Raises UsageError with the reason."""
        safe = safe_name(name)
        if not safe.lower().endswith(kinds()):
            raise UsageError(f"{safe} is of no kind that is read ({', '.join(kinds())}).")
        data = content.read(FILE_LIMIT + 1)
        there = self.files()
        if len(data) > FILE_LIMIT:
            raise UsageError(f"{safe} is larger than {FILE_LIMIT // 1_000_000} MB.")
        if len(there) >= FILES_LIMIT or sum(size for _, size in there) + len(data) > TOTAL_LIMIT:
            raise UsageError(f"{safe} does not fit: the uploads are full.", next_command="discard some of them")
        target = self.folder / _FOLDER / safe
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return safe

    def discard(self, name: str) -> None:
        """Remove one upload; the next rebuild leaves its releases out. Raises UsageError when there is none."""
        if name not in {there for there, _ in self.files()}:
            raise UsageError("there is no such upload.", path=safe_name(name))
        (self.folder / _FOLDER / name).unlink()

    def start(self) -> None:
        """Rebuild in the background from the recorded folders and the uploads. Raises IndexBusy while one runs."""
        with self._lock:
            if self._work.state == "building":
                raise IndexBusy("a rebuild is under way.", path=self.archive.index_dir)
            self._work = Work("building", "starting")
        threading.Thread(target=self._rebuild, name="rebuild", daemon=True).start()

    def undo(self) -> str:
        """Make the generation before this one the current one again; its name. Raises where there is none."""
        from index.upkeep import rollback

        with self._lock:
            if self._work.state == "building":
                raise IndexBusy("a rebuild is under way.", path=self.archive.index_dir)
            self._work = Work()
            return rollback(self.archive.index_dir)

    def _rebuild(self) -> None:
        try:
            self._work = self._rebuilt()
        except (ReleaseQAError, OSError) as error:
            self._work = replace(self._work, state="failed", said=str(error))

    def _rebuilt(self) -> Work:
        """Build from what is mirrored and the uploads; what came of it."""
        from index import build_index

        before = {card.id for card in self.archive.releases()}
        uploads = [str(self.folder.absolute())]
        mirrored = [folder for folder in self.archive.info().folders if folder not in uploads]
        paths = mirrored + (uploads if self.files() else [])
        report = build_index(paths, self.archive.index_dir, progress=self._note)
        cards = self.archive.releases()
        added = tuple((card.id, card.title or card.id, card.versions) for card in cards if card.id not in before)
        gone = len(before - {card.id for card in cards})
        said = f"{len(added):,} new, {gone:,} gone, {report.unchanged:,} unchanged; {report.seconds:.1f} seconds."
        skipped = tuple((skip.path, skip.reason) for skip in report.skipped)
        return Work("done", said=said, added=added, skipped=skipped)

    def _note(self, progress: Progress) -> None:
        self._work = replace(self._work, stage=progress.stage, done=progress.done, total=progress.total)


def kinds() -> tuple[str, ...]:
    """The suffixes of files that are read, sorted."""
    from index.load import LOADERS, TABLES

    return tuple(sorted({*LOADERS, *TABLES}))


def safe_name(name: str) -> str:
    """A file name that leads nowhere: its last part, of letters, digits, dot, dash, underscore and space only."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    kept = "".join(c if c.isalnum() or c in "._- " else "-" for c in last).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    whole = f"{stem[-120:]}{dot}{suffix[-12:]}" if dot else kept[-120:]
    return whole.strip(". ") or "unnamed"
