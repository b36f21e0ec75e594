"""A question and its chat become a Query: what to look for, from when, by whom, in which order.

Read by rules and from the corpus's own words, in a few milliseconds and without a model. Invariant: no question makes
this fail but one with nothing in it, or far too much; what is given by argument wins over what is read from the words;
a part that ``ignore`` names is as if it had not been said, and its words are plain words again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import get_args

from index.errors import UsageError
from qa.records import Order, Query, Turn
from qa.understand.corpus import Corpus
from qa.understand.days import day, describe_time
from qa.understand.parts import Limits, query_of
from qa.understand.words import LONGEST_QUESTION, STOP_WORDS, cleaned, words

__all__ = ["LONGEST_QUESTION", "STOP_WORDS", "Corpus", "cleaned", "day", "describe_time", "understand", "words"]


def understand(
    question: str,
    *,
    history: Sequence[Turn] = (),
    since: date | str | None = None,
    until: date | str | None = None,
    issuer: str | None = None,
    speaker: str | None = None,
    language: str | None = None,
    order: Order | None = None,
    as_of: date | str | None = None,
    ignore: Sequence[str] = (),
    corpus: Corpus | None = None,
) -> Query:
    """The question as it will be searched. Dates are given as ``date`` or as "2011", "2011-03", "2011-03-19".

    ``as_of`` is the day that "last month" is counted from, by default today. ``corpus`` tells issuers, speakers and
    spellings; without it only time, order and names are read.
    Raises UsageError for an empty question, one of more than 4,000 characters, an unreadable date, ``since``
    after ``until``, or an order that is none. Characters that cannot be printed are dropped.
    """
    text = cleaned(question)
    first, last = day(since, "since"), day(until, "until", last=True)
    if first and last and first > last:
        raise UsageError(f"since ({first}) is after until ({last}).", next_command="swap the two dates")
    if order is not None and order not in get_args(Order):
        raise UsageError(f"the order must be newest or oldest, not {order!r}.")
    limits = Limits(
        first, last, issuer or None, speaker or None, order, day(as_of, "as_of", last=True), language or None
    )
    return query_of(text, history, limits, tuple(ignore), corpus)
