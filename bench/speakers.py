"""How often a sentence is given to the person whose words it is.

    python -m bench.speakers --data DIR [--misses]

DIR holds ``corpora/``; the expectations are the sentences labelled by hand in ``bench/labels/speakers.tsv``. Precision
is the share of attributed sentences that are right, recall the share of sentences with a speaker that got the right
one. A sentence that a person may read either way counts as right with its speaker or with none.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bench.labelled import labels, texts
from bench.machine import machine, wilson
from index.sentences import sentences
from index.speakers.attribution import speakers


@dataclass(frozen=True)
class Case:
    release: str
    start: int
    expected: str
    found: str

    @property
    def right(self) -> bool:
        """Whether the surnames agree, diacritics aside; of speakers who speak together one is enough."""
        names = {surname(name) for name in self.expected.lstrip("~").split("|")}
        return surname(self.found) in names or (self.expected[0] == "~" and self.found == "-")


def surname(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[ ,]+(?:jr|sr|ii|iii)\b\.?", "", plain).split()[-1].strip(".,")


def cases(data: Path) -> list[Case]:
    """Each labelled sentence with the name that ``speakers`` gives it, "-" for none."""
    text_of = texts(data, "doj", "senate", "isaf")
    found = []
    for row in labels("speakers"):
        text, start, end = text_of[row["id"]], int(row["start"]), int(row["end"])
        said = [a.name for a in speakers(text, sentences(text)) if a.start < end and start < a.end]
        found.append(Case(row["id"], start, row["speaker"], said[0] if said else "-"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="list every sentence that is wrong")
    arguments = parser.parse_args()
    found = cases(arguments.data)
    attributed = [case for case in found if case.found != "-"]
    spoken = [case for case in found if case.expected != "-" and case.expected[0] != "~"]
    print(f"{machine()}\n\n| what | right | of | share | 95% interval |\n|---|---|---|---|---|")
    for name, rows in (("precision", attributed), ("recall", spoken)):
        right = sum(case.right for case in rows)
        low, high = wilson(right, len(rows))
        print(f"| speakers, {name} | {right} | {len(rows)} | {right / len(rows):.3f} | {low:.3f}–{high:.3f} |")
    sample = [(text, sentences(text)) for text in list(texts(arguments.data, "doj").values())[:500]]
    begun = time.process_time()
    for text, borders in sample:
        speakers(text, borders)
    print(f"\nSpeakers take {(time.process_time() - begun) / len(sample) * 1000:.2f} ms a Justice Department release.")
    if arguments.misses:
        for case in found:
            if not case.right:
                print(f"{case.release} at {case.start}: expected {case.expected}, found {case.found}")


if __name__ == "__main__":
    main()
