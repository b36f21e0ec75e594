"""A Query becomes Results: passages found by meaning and by words, fused with reasons, one hit for a family.

``retrieve`` is the way from one to the other, ``matches`` lists everything that fits. Invariant: what was given as a
limit is never overstepped; what was only read from the words moves scores, and no measure depends on how others did.
"""

from qa.search.matches import matches
from qa.search.pool import filter_of
from qa.search.retrieve import check_wanted, retrieve

__all__ = ["check_wanted", "filter_of", "matches", "retrieve"]
