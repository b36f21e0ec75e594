"""The seed release as it was scraped: banner, page header and stamp leave its sentences, and nothing is guessed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from index.read import read
from index.records import HOLE

SEED = Path(os.environ.get("RELEASE_QA_DATA", "no data")) / "releases"


@pytest.mark.corpora
@pytest.mark.skipif(not SEED.is_dir(), reason="RELEASE_QA_DATA names no folder with the releases")
def test_the_seed_release_comes_out_clean() -> None:
    (release,) = read([SEED]).releases
    assert release.title == "NATO Secretary General discusses current security challenges with President Erdogan"
    assert (release.date, release.issuer) == (date(2020, 5, 14), "NATO")
    assert release.dated is not None and release.dated.found_in == "header line"
    assert f"more important than ever to demons {HOLE} the collective defence of all Allies." in release.text
    noises = ("cookie", "**", "5/15/2020", "nato - news", "last updated", "otan")
    assert not [noise for noise in noises if noise in release.text.lower()]
    assert {piece.kind for piece in release.removed} == {"banner", "letterhead", "title", "date stamp", "page header"}
    for span in release.spans:
        if span.end - span.start == span.source_end - span.source_start:
            source = release.source_text[span.source_start : span.source_end]
            assert source.split() == release.text[span.start : span.end].split()
