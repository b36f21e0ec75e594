"""Standing questions: saved beside the index, asked again at each build, and what the new releases change.

They lie in ``standing.json`` in the index directory, with the releases that answered them last. Invariant: a question
is only reported when the quotes that answer it changed, and each change is reported once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BrokenIndex, UsageError
from index.files import Files, sha256
from qa.records import Answer, ReleaseCard  # at run time: REST describes ``Changed`` by its fields
from qa.wording import counted

if TYPE_CHECKING:
    from qa.archive import Archive

FILE = "standing.json"
_SETTINGS = frozenset({"since", "until", "issuer", "speaker", "language", "order"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A saved question with its limits.

    ``quoted`` is what answered it when last asked: the sha256 of each release's id, and of what was quoted from it.
    Hashes, so that a release that is purged later leaves nothing here.
    """

    question: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    quoted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """A standing question whose answer is another now.

    ``new`` are the releases that answer it and did not before, ``reworded`` those quoted with other words than before;
    ``gone`` counts the releases that answered it and do not any more.
    """

    question: str
    new: tuple[ReleaseCard, ...]
    reworded: tuple[ReleaseCard, ...]
    gone: int
    answer: Answer

    def describe(self) -> str:
        """One line: "“Who leads NATO?”: 2 new releases change this answer (a.txt, b.txt)"."""
        parts = [
            f"{counted(len(cards), noun)} {one if len(cards) == 1 else many} ({', '.join(card.id for card in cards)})"
            for cards, noun, one, many in (
                (self.new, "new release", "changes this answer", "change this answer"),
                (self.reworded, "release", "is quoted with other words", "are quoted with other words"),
            )
            if cards
        ]
        if self.gone:
            parts.append(f"{counted(self.gone, 'release')} no longer answer{'s' if self.gone == 1 else ''} it")
        return f"“{self.question}”: {'; '.join(parts)}"


def standing(index_dir: Path) -> tuple[Standing, ...]:
    """The saved questions, in the order they were saved. Raises BrokenIndex where the file is damaged."""
    path = index_dir / FILE
    try:
        rows = json.loads(path.read_bytes())
        return tuple(Standing(str(row["question"]), dict(row["settings"]), dict(row["quoted"])) for row in rows)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise BrokenIndex(
            f"the standing questions cannot be read ({cause}).", path=path, next_command=f"mend or remove {path}"
        ) from cause


def save(archive: Archive, question: str, settings: Mapping[str, Any] | None = None) -> Answer:
    """Save a question with its limits, or take up new limits for one that is saved; its answer as of now."""
    kept: dict[str, Any] = {name: str(value) for name, value in (settings or {}).items() if value is not None}
    if unknown := kept.keys() - _SETTINGS:
        raise UsageError(f"a standing question has no {', '.join(sorted(unknown))}.")
    answer = archive.ask(question, **kept)
    others = [one for one in standing(archive.index_dir) if one.question != question]
    _write(archive.index_dir, [*others, Standing(question, kept, _quoted(answer))])
    return answer


def forget(index_dir: Path, question: str) -> None:
    """Remove a saved question, by its words or by its number in the list. Raises UsageError where there is none."""
    saved = standing(index_dir)
    left = [one for number, one in enumerate(saved, 1) if question not in (one.question, str(number))]
    if len(left) == len(saved):
        raise UsageError(
            f"there is no standing question {question!r}.", path=index_dir, next_command="release-qa standing list"
        )
    _write(index_dir, left)


def ask_again(archive: Archive) -> tuple[Changed, ...]:
    """Ask all saved questions of the index as it is now; those whose answer changed since they were last asked."""
    saved = standing(archive.index_dir)
    changed, asked = [], []
    for one in saved:
        answer = archive.ask(one.question, **one.settings)
        quoted = _quoted(answer)
        cards = {_hash(quote.release.id): quote.release for quote in answer.quotes}
        new = tuple(card for key, card in cards.items() if key not in one.quoted)
        reworded = tuple(card for key, card in cards.items() if one.quoted.get(key, quoted[key]) != quoted[key])
        gone = len(one.quoted.keys() - quoted.keys())
        if new or reworded or gone:
            changed.append(Changed(one.question, new, reworded, gone, answer))
        asked.append(Standing(one.question, one.settings, quoted))
    if changed:
        _write(archive.index_dir, asked)
    return tuple(changed)


def _quoted(answer: Answer) -> dict[str, str]:
    words: dict[str, str] = {}
    for quote in answer.quotes:
        words[quote.release.id] = f"{words.get(quote.release.id, '')}\n{quote.text}"
    return {_hash(release_id): _hash(text) for release_id, text in words.items()}


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass"))


def _write(index_dir: Path, saved: Sequence[Standing]) -> None:
    text = json.dumps([asdict(one) for one in saved], ensure_ascii=False, indent=1)
    Files().replace(index_dir / FILE, text.encode("utf-8", "backslashreplace"))
