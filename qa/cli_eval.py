"""The command that measures: eval, how well an index answers a set of judged questions.

Invariant: the table holds our method beside three plain ones on the same passages, never our figure alone.
"""

from __future__ import annotations

from pathlib import Path

import click

from qa.cli import A_FILE, ANSWERED, app, as_record, the_index
from qa.cli_ask import print_json


@app.command(name="eval")
@click.argument("questions", type=A_FILE, metavar="QUESTIONS.jsonl", help="Judged questions, one a line.")
@the_index
@as_record
def evaluate(questions: Path, index: Path, as_json: bool) -> int:
    """Measure an index on judged questions: nDCG, Recall, MRR, AUROC, beside three plain baselines."""
    from qa.archive import open_index

    with open_index(index) as archive:
        evaluation = archive.evaluate(questions)
    if as_json:
        print_json(evaluation)
    else:
        print(evaluation.markdown())
    return ANSWERED
