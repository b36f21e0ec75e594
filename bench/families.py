"""How well copies and versions of a release are found, and releases that only share a template are kept apart.

    python -m bench.families --data DIR [--misses]

From 300 releases of ``corpora/doj`` a set is made by editing: exact copies, retyped texts (other line breaks, marks and
typing errors), updates (a paragraph more, a figure changed), corrections (a name or figure), and twins that are no
family: the same sentences with other names and figures, or the same long closing text under another release. What
belongs together is known from how the set is made. Then whole corpora are timed.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from bench.labelled import records, texts
from bench.machine import machine, wilson
from index.families import families, families_from
from index.records import Dated, Release
from index.signatures import candidates, signature

KINDS = ("copy", "retyped", "updated", "corrected", "other names", "same closing")
CLOSING = (
    "About the task force. The task force was founded to fight fraud and waste across all programmes. It brings "
    "together investigators, auditors and prosecutors from every region, and works with partners in local government "
    "and abroad. Since it was founded it has opened thousands of inquiries and returned large sums to the public "
    "purse. Anyone who knows of fraud is asked to call the office nearest to them or to write to the address given on "
    "its pages. All who are charged are presumed innocent until they are proven guilty in court. The office answers "
    "questions of the press on working days between nine and five, and publishes its yearly report in spring. Pictures "
    "and sound may be used free of charge if their source is named. To be taken off this list, write to the press "
    "office. "
)
_SYLLABLES = tuple(consonant + vowel for consonant in "bdklmnrstv" for vowel in "aeo")


def release(identifier: str, text: str, day: str, title: str | None) -> Release:
    dated = Dated("release", date.fromisoformat(day), "day", -1, -1, "field", 0.99)
    return Release(identifier, f"{identifier}.txt", title, None, None, None, None, text, text, dates=(dated,))


def retyped(text: str, chance: random.Random) -> str:
    """Other line breaks and marks, and an error in one word of sixty."""
    words = re.split(r"(\s+)", text.replace("'", "’").replace('"', "”"))
    for at in range(0, len(words), 2):
        word = words[at]
        if len(word) > 4 and word.islower() and chance.random() < 1 / 60:
            cut = chance.randrange(1, len(word) - 1)
            words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        if at + 1 < len(words):
            words[at + 1] = chance.choice([" ", " ", " ", "\n", "  "]) if "\n\n" not in words[at + 1] else "\n\n"
    return "FOR IMMEDIATE RELEASE\n\n" + "".join(words)


def updated(text: str, chance: random.Random) -> str:
    """One figure changed, and a paragraph more."""
    added = "Since this release was first issued, a hearing was set and {} more people came forward to help."
    mark = chance.choice(["UPDATED: ", ""])
    return mark + other_figures(text, chance, 1) + "\n\n" + added.format(chance.randrange(3, 90))


def corrected(text: str, chance: random.Random) -> str:
    """One figure and one name, wrong before, are put right."""
    names = sorted(set(re.findall(r"(?<=[a-z] )[A-Z][a-z]{4,}", text)))
    if names:
        name = chance.choice(names)
        text = text.replace(name, name[:2] + name[3] + name[2] + name[4:])
    mark = chance.choice(["CORRECTION: a figure was wrong in the first version of this release.\n\n", ""])
    return mark + other_figures(text, chance, 1)


def other_figures(text: str, chance: random.Random, most: int) -> str:
    found = list(re.finditer(r"\d+", text))
    for figure in sorted(chance.sample(found, min(most, len(found))), key=lambda m: -m.start()):
        text = text[: figure.start()] + str(chance.randrange(2, 999)) + text[figure.end() :]
    return text


def other_names(text: str, chance: random.Random) -> str:
    """The same sentences about other people, places and sums."""
    def invented(_: re.Match[str]) -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(3)).capitalize()

    words = sorted(set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", text)))
    for word in words:
        if chance.random() < 0.7:  # the issuer's own names stay in a template
            text = re.sub(rf"\b{word}\b", invented(re.match("", "") or next(re.finditer("", ""))), text)
    return other_figures(text, chance, 10_000)


def edited_set(data: Path) -> tuple[list[Release], set[tuple[str, str]], dict[str, str]]:
    """The releases, the pairs of ids that belong together, and how each made release was made."""
    chance = random.Random(300)
    pool = [r for r in records(data / "corpora/doj.jsonl.gz") if 600 < len(r["text"]) < 6000]
    originals = chance.sample(pool, 360)
    spare = originals[300:]
    changes: dict[str, Callable[[str, random.Random], str]] = {
        "copy": lambda text, _: text, "retyped": retyped, "updated": updated, "corrected": corrected,
        "other names": other_names,
    }  # fmt: skip
    made: list[Release] = []
    pairs: set[tuple[str, str]] = set()
    kinds: dict[str, str] = {}
    for number, record in enumerate(originals[:300]):
        kind = KINDS[number % len(KINDS)]
        text, identifier = record["text"], record["id"]
        second = f"{identifier}-{kind}"
        later = (date.fromisoformat(record["date"]) + timedelta(chance.randrange(4))).isoformat()
        if kind == "same closing":
            lead, other = text[:500], spare[number // len(KINDS)]["text"][:500]
            made.append(release(identifier, lead + "\n\n" + CLOSING, record["date"], record["title"]))
            made.append(release(second, other + "\n\n" + CLOSING, later, None))
        else:
            made.append(release(identifier, text, record["date"], record["title"]))
            made.append(release(second, changes[kind](text, chance), later, record["title"]))
        kinds[second] = kind
        if kind in KINDS[:4]:
            pairs.add(tuple(sorted((identifier, second))))
    chance.shuffle(made)
    return made, pairs, kinds


def found_pairs(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    members: dict[str, list[str]] = {}
    for identifier, family in found.items():
        members.setdefault(family, []).append(identifier)
    for group in members.values():
        yield from combinations(sorted(group), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="list every pair that is wrong")
    arguments = parser.parse_args()
    made, expected, kinds = edited_set(arguments.data)
    found = set(found_pairs(families(made)))
    print(f"{machine()}\n\n| what | right | of | share | 95% interval |\n|---|---|---|---|---|")
    rows = [("precision", len(found & expected), len(found)), ("recall", len(found & expected), len(expected))]
    for kind in KINDS:
        of_kind = [tuple(sorted((second.rsplit("-", 1)[0], second))) for second, k in kinds.items() if k == kind]
        rows.append((kind, sum((pair in found) == (kind in KINDS[:4]) for pair in of_kind), len(of_kind)))
    for name, right, total in rows:
        low, high = wilson(right, total)
        print(f"| families, {name} | {right} | {total} | {right / max(1, total):.3f} | {low:.3f}–{high:.3f} |")
    for name in ("doj", "senate"):
        releases = {i: release(i, text, "2010-01-01", None) for i, text in texts(arguments.data, name).items()}
        begun = time.process_time()
        signatures = {identifier: signature(one.text) for identifier, one in releases.items()}
        signed = time.process_time()
        days = {identifier: one.date for identifier, one in releases.items()}
        grouped = families_from(candidates(signatures), days, releases.__getitem__, {})
        print(
            f"\n{name}: {len(releases)} releases, {(signed - begun) / len(releases) * 1000:.2f} ms a signature, "
            f"{time.process_time() - signed:.1f} s for {len(set(grouped.values()))} families of {len(grouped)}."
        )
    if arguments.misses:
        for pair in sorted(found ^ expected):
            print("not found" if pair in expected else "no family", *pair)


if __name__ == "__main__":
    main()
