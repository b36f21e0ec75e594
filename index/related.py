"""The families of what a build reads: pairs that were compared by an earlier build are not compared again.

A verdict is kept under the fingerprints of both releases. Invariant: the families are those of ``index.families``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index.families import families_from
from index.files import digest
from index.headers import Header
from index.parse import Cache
from index.records import Release
from index.signatures import Pair, candidates

_SHELF = "verdict"
_YES, _NO = b"1", b"0"


def related(
    signatures: Mapping[str, bytes], headers: Mapping[str, Header], release_of: Callable[[str], Release], cache: Cache
) -> dict[str, str]:
    """Release id to family id, for families of two or more; ``release_of`` is asked for those not compared before."""
    pairs = candidates(signatures)
    keys = {pair: _key(pair, headers) for pair in pairs}
    kept = cache.get_many(_SHELF, keys.values())
    verdicts = {pair: kept[key] == _YES for pair, key in keys.items() if key in kept}
    found = families_from(pairs, {one: header.day for one, header in headers.items()}, release_of, verdicts)
    fresh = {keys[pair]: _YES if alike else _NO for pair, alike in verdicts.items()}
    cache.put_many(_SHELF, {key: verdict for key, verdict in fresh.items() if key not in kept})
    return found


def _key(pair: Pair, headers: Mapping[str, Header]) -> str:
    return digest(headers[one].fingerprint.encode() for one in pair)
