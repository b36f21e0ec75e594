"""Web pages: the visible text as it came, which part of it is the release, and what the page says about itself.

Invariant: a page that trafilatura or lxml can do nothing with still gives its visible text (``kept`` is None
then, and cleaning treats it as plain text); only a page without any visible text is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.errors import ReadError
from index.load.decoding import decode, storable
from index.load.document import DateHint, Document
from index.load.maincontent import main_content
from index.load.striptags import visible_text

_DATE_NAMES = (
    "article:published_time og:article:published_time published_time datepublished date pubdate publishdate "
    "publish-date publish_date publication_date publicationdate dc.date dc.date.issued dc.date.created dcterms.date "
    "dcterms.issued dcterms.created dcterms.available date.issued release_date releasedate article.published "
    "sailthru.date parsely-pub-date cxenseparse:recs:publishtime originalpublicationdate timestamp"
)
_DATE_METAS = frozenset(_DATE_NAMES.split())
_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title", "headline")
_ISSUER_METAS = ("og:site_name", "dcterms.publisher", "dc.publisher", "publisher", "application-name")
_SITE_PARTS = re.compile(r"\s+(?:\||»|«|·|•|::|[-–—])\s+")
_LARGEST = 20_000_000
_MOST_HINTS = 12


def load_html(data: bytes) -> Iterator[Document]:
    """The one release of a page. Raises ReadError when it shows no text."""
    yield html_document(decode(data, markup=True))


def html_document(page: str) -> Document:
    """A document from a decoded page. Raises ReadError when it shows no text."""
    if len(page) > _LARGEST:
        raise ReadError(f"the page has more than {_LARGEST // 1_000_000} million characters.")
    page = storable(page)
    text = visible_text(page)
    if not any(character.isalnum() for character in text):
        raise ReadError("the page shows no text.")
    tree = _tree(page)
    if tree is None:
        return Document(id="", path="", suffix=".html", source_text=text)
    metas = _metas(tree)
    linked = list(_linked_data(tree))
    url = _first(tree.xpath("//link[@rel='canonical']/@href")) or _first(metas.get("og:url", ()))
    return Document(
        id="",
        path="",
        suffix=".html",
        source_text=text,
        title=_title(tree, metas, linked),
        hints=tuple(_date_hints(tree, metas, linked, url))[:_MOST_HINTS],
        issuer=_issuer(metas, linked),
        url=url,
        language=_language(tree),
        kept=main_content(tree, text),
    )


def _tree(page: str) -> Any:
    """The page as an lxml tree, or None when it cannot be one."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if len(tree) else None


def _metas(tree: Any) -> dict[str, list[str]]:
    """The contents of the page's meta tags by name, property or itemprop in lower case."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content[:1000])
    return found


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of the page, nested ones too; broken ones are passed over."""
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        try:
            waiting = [json.loads(element.text_content(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                yield item
                waiting.extend(value for value in item.values() if isinstance(value, dict | list))


def _date_hints(
    tree: Any, metas: dict[str, list[str]], linked: list[dict[str, Any]], url: str | None
) -> Iterator[DateHint]:
    """What the page says of its date, the surest places first."""
    for item in linked:
        if isinstance(item.get("datePublished"), str):
            yield DateHint(item["datePublished"][:100], "json-ld")
    for name, values in metas.items():
        if name in _DATE_METAS:
            yield from (DateHint(value[:100], "meta") for value in values[:2])
    for element in tree.iter("time"):
        spelled = element.get("datetime") or element.text_content()
        if spelled.strip() and not _in_margin(element):
            yield DateHint(" ".join(spelled.split())[:100], "time")
    if url:
        yield DateHint(url, "url")


def _in_margin(element: Any) -> bool:
    """Whether an element stands in a menu, a footer or a side column: the dates there are those of other pages."""
    return any(ancestor.tag in ("aside", "footer", "nav") for ancestor in element.iterancestors())


def _title(tree: Any, metas: dict[str, list[str]], linked: list[dict[str, Any]]) -> str | None:
    """The headline: the h1 or JSON-LD headline that the page's title repeats, else the page's own titles."""
    page_title = _spaced(_first(tree.xpath("//title/text()")) or "")
    headings = [_spaced(element.text_content()) for element in tree.iter("h1")]
    named = [item["headline"] for item in linked if isinstance(item.get("headline"), str)]
    named += [value for name in _TITLE_METAS for value in metas.get(name, ())]
    for candidate in [*headings, *map(_spaced, named)]:
        if len(candidate) > 8 and candidate.casefold() in page_title.casefold():
            return candidate
    whole = _spaced(named[0]) if named else page_title
    if len(headings) == 1 and len(headings[0].split()) > 3:
        return headings[0]
    parts = _SITE_PARTS.split(whole)
    longest = max(parts, key=len)
    return (longest if len(longest) >= 0.4 * len(whole) else whole) or next(filter(None, headings), None)


def _issuer(metas: dict[str, list[str]], linked: list[dict[str, Any]]) -> str | None:
    """Who publishes the page, by JSON-LD or its meta tags."""
    for item in linked:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip() and not name.startswith("http"):
            return _spaced(name)
    return next((metas[name][0] for name in _ISSUER_METAS if name in metas), None)


def _language(tree: Any) -> str | None:
    root = tree.getroottree().getroot()
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", root.get("lang") or "")
    return found[1].lower() if found else None


def _first(values: Any) -> str | None:
    return next((str(value).strip() for value in values if str(value).strip()), None)


def _spaced(text: str) -> str:
    return " ".join(text.split())[:1000]
