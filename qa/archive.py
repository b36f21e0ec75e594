"""The archive that ``open_index`` opens: ask it, retrieve from it, read its releases. One object for every way in.

Invariant: a question is answered by one generation from beginning to end; when a build has published a newer one,
the next question is answered by that. Safe to use from several threads. The model is loaded by the first question.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from qa.opened import Opened, Verify, open_current
from qa.records import Answer, Group, Matches, Order, ReleaseCard, Results, Written
from qa.settings import Day, History, Settings

if TYPE_CHECKING:
    from types import TracebackType

    from index.embed import Embedder
    from index.records import Release
    from qa.compared import Comparison, Wording
    from qa.endpoint import Endpoint
    from qa.evaluate import Evaluation
    from qa.info import Info
    from qa.search.rerank import Reads


def open_index(
    index_dir: str | os.PathLike[str],
    *,
    embedder: Embedder | None = None,
    verify: Verify = "now",
    reranker: str | Reads | None = None,
) -> Archive:
    """Open an index that ``build_index`` or ``release-qa build`` made.

    ``embedder`` stands in for the one that the index names, and must be the same. Every file's hash is compared before
    the first answer, up to 512 MB (beyond, ``release-qa check`` does it); with ``verify="background"``, for servers,
    at any size while questions are answered, and the first mismatch turns every later answer into a BrokenIndex.
    ``reranker`` is a cross-encoder that reads the first hits once more: a sentence-transformers one by its folder or
    hub name, or an object of that kind; it is loaded by the first question.
    Raises NoIndex, BrokenIndex naming the damaged file, or NewerFormat.
    """
    return Archive(index_dir, embedder=embedder, verify=verify, reranker=reranker)


def retrieve(question: str, *, index: str | os.PathLike[str] = "release-index", k: int = 10) -> Results:
    """The one-liner: the ``k`` best releases for ``question`` from the index in the directory ``index``."""
    with open_index(index) as archive:
        return archive.retrieve(question, k=k)


class Archive:
    """An opened index. Use it as a context manager, or ``close`` it."""

    def __init__(
        self,
        index_dir: str | os.PathLike[str],
        *,
        embedder: Embedder | None = None,
        verify: Verify = "now",
        reranker: str | Reads | None = None,
    ) -> None:
        self.index_dir = Path(index_dir)
        self._verify: Verify = verify
        self._reranker = reranker
        self._moving = threading.Lock()
        self._opened: Opened | None = open_current(self.index_dir, verify, None, embedder)

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; questions under way finish, later ones raise UsageError."""
        self._opened = None

    def retrieve(
        self,
        question: str,
        *,
        k: int = 10,
        group: Group = "release",
        history: History = (),
        since: Day | None = None,
        until: Day | None = None,
        issuer: str | None = None,
        speaker: str | None = None,
        language: str | None = None,
        order: Order | None = None,
        as_of: Day | None = None,
        ignore: Sequence[str] = (),
    ) -> Results:
        """The best ``k`` releases (or passages, as ``group`` says) for ``question``.

        ``history`` are the turns before, ``Turn`` or ``{"role": "user", "text": ...}``. ``since`` and ``until`` are
        inclusive; ``language`` is a tag like "en"; ``as_of`` is the day that "this year" is read by. ``ignore`` names
        parts of the reading (``Results.query.parts``) to switch off. Raises UsageError for a question or a setting
        that makes no sense.
        """
        settings = Settings(history, since, until, issuer, speaker, language, order, as_of, ignore)
        return self._retrieve(self._current(), question, k, group, settings)

    def matches(
        self,
        question: str,
        *,
        history: History = (),
        since: Day | None = None,
        until: Day | None = None,
        issuer: str | None = None,
        speaker: str | None = None,
        language: str | None = None,
        order: Order | None = None,
        as_of: Day | None = None,
        ignore: Sequence[str] = (),
    ) -> Matches:
        """Every release that matches ``question``, newest first, counted by month and issuer; settings as above."""
        from qa import search

        settings = Settings(history, since, until, issuer, speaker, language, order, as_of, ignore)
        generation = self._current().generation
        return search.matches(generation, settings.query(question, generation))

    def ask(
        self,
        question: str,
        *,
        k: int = 10,
        group: Group = "release",
        history: History = (),
        since: Day | None = None,
        until: Day | None = None,
        issuer: str | None = None,
        speaker: str | None = None,
        language: str | None = None,
        order: Order | None = None,
        as_of: Day | None = None,
        ignore: Sequence[str] = (),
        llm: Endpoint | None = None,
        heard: Callable[[Written], None] | None = None,
    ) -> Answer:
        """Exact quotes that answer ``question``, or the statement that no release does; settings as in ``retrieve``.

        With ``llm`` (``qa.endpoint.endpoint``) a language model tells the answer too: ``Answer.written``, each sentence
        of it checked, and given to ``heard`` as soon as it is.
        """
        settings = Settings(history, since, until, issuer, speaker, language, order, as_of, ignore)
        written: tuple[Written, ...] = ()
        for step in self._steps(question, k, group, settings, llm):
            if heard is not None and isinstance(step, Answer) and step.written[len(written) :]:
                written = step.written
                heard(written[-1])
        assert isinstance(step, Answer)
        return step

    def stream(
        self, question: str, *, k: int = 10, group: Group = "release", llm: Endpoint | None = None, **settings: Any
    ) -> Iterator[Results | Answer]:
        """``ask`` in its steps, each as soon as it is done; ``settings`` as in ``ask``.

        First come the Results, then the Answer by quotes, then, with ``llm``, the Answer with each sentence more.
        """
        return self._steps(question, k, group, Settings(**settings), llm)

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors of this index; loaded when first used."""
        return self._current().embedder

    def release(self, release_id: str) -> Release:
        """The whole release of that id. Raises UsageError where there is none."""
        return self._current().generation.release(release_id)

    def releases(self) -> tuple[ReleaseCard, ...]:
        """The cards of all releases, newest first, undated ones last."""
        from qa.cards import cards_of

        generation = self._current().generation
        cards = cards_of(generation, generation.ids()).values()
        return tuple(sorted(cards, key=lambda card: (-(card.date.toordinal() if card.date else 0), card.id)))

    def compare(self, older: str, newer: str | None = None) -> Comparison:
        """Two releases side by side, by id; of one id alone, the version of its family before it and itself.

        Which is the older one is decided by their dates, where both have one. Raises UsageError for an id that there
        is not, and for one id without another version.
        """
        from qa.compare import compare_releases

        opened = self._current()
        return compare_releases(opened.generation, opened.embedder.loaded, older, newer)

    def wording(self, phrase: str, *, k: int = 20) -> Wording:
        """How ``phrase`` was worded over time: where it stands, its first and last use, each beside the next.

        Where it stands nowhere word for word it is taken as a topic: the nearest sentences of at most ``k`` releases.
        """
        from qa.phrases import topic_uses, verbatim_uses, wording

        opened = self._current()
        if uses := verbatim_uses(phrase, opened.generation):
            return wording(phrase, uses, verbatim=True)
        uses = topic_uses(self.retrieve(phrase, k=k), opened.generation, opened.embedder.loaded)
        return wording(phrase, uses, verbatim=False)

    def cite(self, release_id: str, start: int | None = None, end: int | None = None, *, style: str = "plain") -> str:
        """The citation of a release, or of ``text[start:end]`` of it with those words: plain, markdown or bibtex.

        Raises UsageError for an id or a range that there is not, or another style.
        """
        from qa.quoting import citation

        return citation(self._current().generation, release_id, start, end, style)

    def info(self) -> Info:
        """What the index holds and what it was built with."""
        from qa.info import info_of

        return info_of(self._current().generation)

    def evaluate(self, questions: str | os.PathLike[str]) -> Evaluation:
        """Ask every judged question of a JSON-lines file, by our method and by three plain ones on the same passages.

        Raises ReadError with the line that is no judged question.
        """
        from qa.evaluate import evaluate_index

        opened = self._current()
        return evaluate_index(opened.generation, opened.embedder.loaded, questions)

    def _steps(
        self, question: str, k: int, group: Group, settings: Settings, llm: Endpoint | None
    ) -> Iterator[Results | Answer]:
        from qa.answer import answer

        opened = self._current()
        results = self._retrieve(opened, question, k, group, settings)
        yield results
        found = answer(results, opened.generation, opened.embedder.loaded)
        yield found
        if llm is not None:
            from qa.generate import told

            yield from told(found, llm)

    def _retrieve(self, opened: Opened, question: str, k: int, group: Group, settings: Settings) -> Results:
        from qa import search

        query = settings.query(question, opened.generation)
        search.check_wanted(k, group)  # before the model is loaded
        model = opened.embedder.loaded
        return search.retrieve(opened.generation, model, query, k=k, group=group, reranker=self._reranker)

    def _current(self) -> Opened:
        """What answers now: the opened generation, or its successor if one was published."""
        now = self._opened
        if now is None:
            raise UsageError("this archive was closed.", path=self.index_dir)
        if now.generation.is_current():
            now.require_whole()
            return now
        with self._moving:
            if self._opened is now:
                self._opened = open_current(self.index_dir, self._verify, now, None)
        return self._current()
