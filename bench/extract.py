"""Token F1 of what reading leaves of a web page, against gold text. `python -m bench.extract --data DIR`

The scorer is that of Zyte's article-extraction-benchmark: shingles of four words (`\\w+`), true and false positives and
negatives normalised by page, precision and recall of their sums. Three sets: the benchmark's 181 article pages; 150
Justice Department pages; the same 150 pages as a plain tag stripper leaves them, menus, footers and all, read as
one folder of .txt files. Beside each stands what the page's whole visible text and trafilatura alone reach.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bench.machine import machine
from index.load.decoding import decode
from index.load.striptags import visible_text
from index.read import read

_WORD = re.compile(r"\w+")
_SHINGLE = 4


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds eval/extract")
    parser.add_argument("--worst", type=int, default=0, help="also list the pages with the lowest scores")
    arguments = parser.parse_args()
    extract = arguments.data / "eval" / "extract"
    articles, article_gold = _articles(extract)
    pages, page_gold = justice_pages(extract)
    stripped = {name: visible_text(decode(page, markup=True)).encode() for name, page in pages.items()}
    print(f"{machine()}\n")
    print("| pages | n | visible text | trafilatura | this project | precision | recall |")
    print("|---|---|---|---|---|---|---|")
    for title, suffix, files, gold in (
        ("articles", ".html", articles, article_gold),
        ("Justice Department", ".html", pages, page_gold),
        ("the same, tags stripped, one folder", ".txt", stripped, page_gold),
    ):
        ours = _read(files, suffix)
        whole = {name: visible_text(decode(files[name], markup=True)) for name in files}
        theirs = {name: _trafilatura(files[name]) for name in files} if suffix == ".html" else {}
        one, two, three = _f1(gold, whole), _f1(gold, theirs), _f1(gold, ours)
        alone = f"{two[0]:.4f}" if theirs else "–"
        figures = f"{one[0]:.4f} | {alone} | **{three[0]:.4f}** | {three[1]:.4f} | {three[2]:.4f}"
        print(f"| {title} | {len(gold)} | {figures} |")
        if arguments.worst:
            _worst(gold, ours, arguments.worst)


def _articles(extract: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    with tarfile.open(extract / "articles.tar.gz") as archive:
        member = archive.extractfile("ground-truth.json")
        assert member
        gold = {name: str(about["articleBody"]) for name, about in json.load(member).items()}
        pages: dict[str, bytes] = {}
        for name in gold:
            packed = archive.extractfile(f"html/{name}.html.gz")
            assert packed
            pages[name] = gzip.decompress(packed.read())
    return pages, gold


def justice_pages(extract: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The Justice Department's pages and their gold texts, by name."""
    with gzip.open(extract / "doj_html_gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = {str(record["id"]): str(record["text"]) for record in map(json.loads, lines)}
    pages: dict[str, bytes] = {}
    with tarfile.open(extract / "doj_html.tar.gz") as archive:
        for name in gold:
            member = archive.extractfile(f"doj_html/{name}.html")
            assert member
            pages[name] = member.read()
    return pages, gold


def _read(files: Mapping[str, bytes], suffix: str) -> dict[str, str]:
    """The text that reading one folder of these files leaves, by name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / f"{name}{suffix}").write_bytes(data)
        return {release.path.removesuffix(suffix): release.text for release in read([folder]).releases}


def _trafilatura(page: bytes) -> str:
    import trafilatura

    return trafilatura.extract(page, include_comments=False) or ""


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    last = max(1, len(words) - _SHINGLE + 1)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(last)) if words else Counter()


def _counts(true: str, found: str) -> tuple[float, float, float]:
    """True positives, false positives and false negatives of one page, as shares of their sum."""
    one, two = _shingles(true), _shingles(found)
    counts = sum((one & two).values()), sum((two - one).values()), sum((one - two).values())
    whole = sum(counts) or 1
    return counts[0] / whole, counts[1] / whole, counts[2] / whole


def _f1(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """F1, precision and recall over all pages; a page that was not read counts as empty."""
    sums = [sum(column) for column in zip(*(_counts(gold[n], found.get(n, "")) for n in gold), strict=True)]
    precision, recall = sums[0] / ((sums[0] + sums[1]) or 1), sums[0] / ((sums[0] + sums[2]) or 1)
    return 2 * precision * recall / ((precision + recall) or 1), precision, recall


def _worst(gold: Mapping[str, str], found: Mapping[str, str], count: int) -> None:
    scored = sorted((_counts(gold[name], found.get(name, "")), name) for name in gold)
    for (right, extra, lost), name in scored[:count]:
        print(f"    {name}: {right:.2f} right, {extra:.2f} too much, {lost:.2f} lost")


if __name__ == "__main__":
    main()
