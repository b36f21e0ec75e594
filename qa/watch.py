"""The standing questions as a server keeps them: saved and forgotten from several pages, asked again at each rebuild.

Invariant: one writer at a time, so that no saved question gets lost; ``changed`` is what the last rebuild of this
server changed, and is told until the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qa import standing
from qa.standing import Changed, Standing

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.records import Answer


class Watch:
    """The standing questions of one archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.changed: tuple[Changed, ...] = ()
        self._writing = threading.Lock()

    @property
    def questions(self) -> tuple[Standing, ...]:
        """All that are saved, in the order they were. Raises BrokenIndex where their file is damaged."""
        return standing.standing(self.archive.index_dir)

    def save(self, question: str, settings: Mapping[str, Any]) -> Answer:
        """Save a question with its limits; its answer as of now. Raises UsageError for one that cannot be asked."""
        with self._writing:
            return standing.save(self.archive, question, settings)

    def forget(self, question: str) -> None:
        """Remove a saved question, by its words. Raises UsageError where there is none."""
        with self._writing:
            standing.forget(self.archive.index_dir, question)

    def ask_again(self) -> tuple[Changed, ...]:
        """Ask all of them of the index as it is now; those whose answer changed."""
        with self._writing:
            self.changed = standing.ask_again(self.archive)
        return self.changed
