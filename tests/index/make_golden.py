"""Makes the golden index of the current format: ``python tests/index/make_golden.py``.

Run it once for every new format version, never for an old one: what a released program wrote must stay readable.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from hand_made import CORPUS, PieceEmbedder, made

from index import manifest as manifests
from index import sources
from index.files import sha256
from index.generation import SOURCES

GOLDEN = Path(__file__).parents[1] / "data" / f"golden-v{manifests.FORMAT}"


def main() -> None:
    """Build it, and take out what says where and by whom it was built."""
    if GOLDEN.exists():
        sys.exit(f"{GOLDEN} is there already")
    with tempfile.TemporaryDirectory() as where:
        index_dir = Path(where) / "index"
        made(index_dir, CORPUS, PieceEmbedder())
        folder = index_dir / "gen-1"
        listing = sources.encoded({f"/releases/{release.path}": 64 * "0" for release in CORPUS})
        (folder / SOURCES).write_bytes(listing)
        manifest = manifests.load(folder)
        files = {**manifest.files, SOURCES: manifests.Listed(len(listing), sha256(listing))}
        manifest = replace(manifest, folders=["/releases"], created="2026-01-01", files=files, sources=sha256(listing))
        (folder / manifests.NAME).write_bytes(manifests.encoded(manifest))
        (index_dir / "lock").unlink()
        shutil.rmtree(index_dir / "cache")
        shutil.copytree(index_dir, GOLDEN)


if __name__ == "__main__":
    main()
