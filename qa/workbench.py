"""The workbench behind the page "Add documents": files are kept, the index is rebuilt beside the running one, undone.

Invariant: questions go on being answered by the old generation until the new one is published; a build that fails
leaves the old one. What a rebuild will change is told before it is begun.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import IndexBusy, ReleaseQAError
from index.preview import Change
from index.records import Progress
from qa.uploads import Uploads

if TYPE_CHECKING:
    from qa.watch import Watch

_UNDER_WAY = ("looking", "building")
_TOLD = 200
"""So many changes and skipped files are told one by one."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is under way, or was last.

    ``state`` is "idle", "looking" (at what would change), "seen", "building", "done" or "failed"; ``said`` is what
    came of it in a sentence, ``changes`` what a rebuild would change (seen) or has changed (done),
    ``answers`` a line for each standing question whose answer it changed.
    """

    state: str = "idle"
    stage: str = ""
    done: int = 0
    total: int = 0
    said: str = ""
    changes: tuple[Change, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()


class Workbench:
    """The uploads and the rebuilds of one archive."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.archive = watch, watch.archive
        index_dir = self.archive.index_dir
        self.uploads = Uploads(index_dir.with_name(f"{index_dir.name}-uploads"))
        self._lock = threading.Lock()
        self._work = Work()

    @property
    def work(self) -> Work:
        """What is under way, or was last."""
        return self._work

    def look(self) -> None:
        """See in the background what a rebuild would change. Raises IndexBusy while something is under way."""
        self._begin("looking", self._seen)

    def start(self) -> None:
        """Rebuild in the background from the recorded folders and the uploads. Raises IndexBusy as ``look``."""
        self._begin("building", self._rebuilt)

    def undo(self) -> str:
        """Make the generation before this one the current one again; its name. Raises where there is none."""
        from index.upkeep import rollback

        with self._lock:
            self._refuse_if_busy()
            self._work = Work()
            return rollback(self.archive.index_dir)

    def _begin(self, state: str, do: Callable[[], Work]) -> None:
        with self._lock:
            self._refuse_if_busy()
            self._work = Work(state, "starting")
        threading.Thread(target=self._run, args=(do,), name=state, daemon=True).start()

    def _refuse_if_busy(self) -> None:
        if self._work.state in _UNDER_WAY:
            raise IndexBusy(f"{self._work.state} is under way.", path=self.archive.index_dir)

    def _run(self, do: Callable[[], Work]) -> None:
        try:
            self._work = do()
        except (ReleaseQAError, OSError) as error:
            self._work = replace(self._work, state="failed", said=str(error))

    def _paths(self) -> list[str]:
        """The folders that were mirrored before there were uploads, and the uploads if there are any."""
        uploads = str(self.uploads.root.absolute())
        mirrored = [folder for folder in self.archive.info().folders if folder != uploads]
        return mirrored + ([uploads] if self.uploads.files() else [])

    def _look(self) -> Work:
        from index.preview import preview

        seen = preview(self._paths(), self.archive.index_dir, progress=self._note)
        skipped = tuple((skip.path, skip.reason) for skip in seen.skipped[:_TOLD])
        said = f"{_counted(seen.changes)}, {seen.unchanged:,} unchanged"
        return Work("seen", said=said, changes=seen.changes[:_TOLD], skipped=skipped)

    def _seen(self) -> Work:
        seen = self._look()
        return replace(seen, said=f"A rebuild would bring {seen.said}.")

    def _rebuilt(self) -> Work:
        """Build from what is mirrored and the uploads; what came of it."""
        from index import build_index

        seen = self._look()
        report = build_index(self._paths(), self.archive.index_dir, progress=self._note)
        try:
            answers = tuple(changed.describe() for changed in self.watch.ask_again())
        except ReleaseQAError as error:  # the index is built all the same
            answers = (str(error),)
        return replace(seen, state="done", said=f"Done in {report.seconds:.1f} seconds: {seen.said}.", answers=answers)

    def _note(self, progress: Progress) -> None:
        self._work = replace(self._work, stage=progress.stage, done=progress.done, total=progress.total)


def _counted(changes: tuple[Change, ...]) -> str:
    """ "2 new, 1 changed, 0 gone"."""
    kinds = [change.kind for change in changes]
    return ", ".join(f"{kinds.count(kind):,} {kind}" for kind in ("new", "changed", "gone"))
