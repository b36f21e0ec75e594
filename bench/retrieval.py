"""How well the right releases are found: every judged set, our method beside three plain ones and without each part.

    python -m bench.retrieval --data DIR --indexes DIR [--ablation] [--every N] [--plot FILE.svg] [SET...]

``--indexes`` holds the index of each set, built from the data before: isaf, xquad_en, cast21_mini, cranfield, doj-title
(built without titles). Questions of our own are asked by ``bench.own_questions``. Invariant: one set of weights for all
sets; a set whose index is not there is named as left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import machine
from bench.plots import measured
from index.embed import Embedder, Fingerprint, open_exported
from index.errors import ReleaseQAError
from index.generation import Generation, open_generation
from qa.evaluate import DEPTH, OURS, Evaluation, Method, Question, Ranking, Row, baselines, evaluate, read_questions
from qa.records import Query, Turn
from qa.search import filter_of, retrieve
from qa.search.fuse import Weights
from qa.understand import understand

SETS = ("isaf", "xquad_en", "cast21_mini", "cranfield", "doj-title")
Edit = Callable[[Query], Query]


def _as_read(query: Query) -> Query:
    return query


@dataclass(frozen=True)
class Variant:
    """Our method with other weights, with parts of the reading left out by ``edit``, or ignored by name."""

    weights: Weights = field(default_factory=Weights)
    edit: Edit = _as_read
    ignore: tuple[str, ...] = ()


VARIANTS: Mapping[str, Variant] = {
    "without terms": Variant(Weights(terms=0)),
    "without vectors": Variant(Weights(vectors=0)),
    "without late interaction": Variant(Weights(states=0, sentence=0)),
    "without the best sentence": Variant(Weights(sentence=0)),
    "without neighbours": Variant(Weights(neighbours=0)),
    "without strengths of time and who": Variant(Weights(strengths=False)),
    "without names": Variant(Weights(names=False)),
    "without variants": Variant(edit=lambda query: replace(query, variants=())),
    "time as plain words": Variant(ignore=("time",)),
    "without earlier turns": Variant(edit=lambda query: replace(query, context=())),
}


@dataclass(frozen=True)
class Opened:
    """One index and its embedder."""

    generation: Generation
    embedder: Embedder

    def families(self) -> dict[str, str]:
        """The family of every release, or itself."""
        cards = self.generation.cards(self.generation.ids()).values()
        return {card.id: card.family or card.id for card in cards}

    def method(self, variant: Variant) -> Method:
        """Our method as a whole, from the words of the question on."""

        def run(question: Question) -> Ranking:
            query = variant.edit(self.read(question.text, question.history, variant.ignore))
            where = filter_of(query, without=question.without)
            found = retrieve(
                self.generation, self.embedder, query, k=DEPTH // 2, where=where, weights=variant.weights
            )
            return Ranking(tuple(hit.release.id for hit in found), found.confidence)

        return run

    def read(self, text: str, history: Sequence[Turn] = (), ignore: Sequence[str] = ()) -> Query:
        """The question as understood with this corpus."""
        return understand(text, history=history, ignore=ignore, corpus=self.generation)


def opened(indexes: Path, name: str) -> Opened | None:
    """The index of a set, or None where there is none."""
    try:
        generation = open_generation(indexes / name, verify=False)
    except ReleaseQAError as error:
        print(f"\n{name}: left out ({error.cause})")
        return None
    return Opened(generation, open_exported(indexes / name / "models", Fingerprint(**generation.manifest.embedder)))


def of_set(index: Opened, questions: Sequence[Question], variants: Mapping[str, Variant]) -> Evaluation:
    """Our method, the baselines and the variants, on the same questions."""
    families = index.families()
    methods: dict[str, Method] = {OURS: index.method(Variant()), **baselines(index.generation, index.embedder)}
    methods |= {name: index.method(variant) for name, variant in variants.items()}
    return evaluate(questions, methods, lambda one: families.get(one, one))


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--indexes", type=Path, required=True)
    arguments.add_argument("--ablation", action="store_true")
    arguments.add_argument("--every", type=int, default=1, help="take every N-th question")
    arguments.add_argument("--plot", type=Path)
    arguments.add_argument("sets", nargs="*", default=SETS)
    asked = arguments.parse_args()
    print(machine())
    rows: dict[str, tuple[Row, ...]] = {}
    for name in asked.sets:
        index = opened(asked.indexes, name)
        if index:
            questions = read_questions(asked.data / "eval" / name / "queries.jsonl.gz")[:: asked.every]
            found = of_set(index, questions, VARIANTS if asked.ablation else {})
            rows[name] = found.rows
            print(f"\n### {name}, {len(questions)} questions\n\n{found.markdown()}", flush=True)
    if asked.plot and rows:
        measured(rows, asked.plot)


if __name__ == "__main__":
    main()
