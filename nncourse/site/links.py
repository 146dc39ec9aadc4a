"""Every link of a built site, followed: pages, files and anchors inside must exist, and so must those of the full book.

Links to other sites are counted by nobody. What the full book has is taken from the table of its places, or from a built copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from nncourse.site.references import Table

SCRIPT = re.compile(r"<script\b[^>]*>.*?</script>|<!--.*?-->|<style\b[^>]*>.*?</style>", re.S)
TAG = re.compile(r"<(?P<tag>[a-zA-Z][\w-]*)(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
ATTRIBUTE = re.compile(
    r"(?<![\w-])(?P<name>href|src|id|name)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.I
)
APART = ("lite", "_static")  # applications of their own


def _page(path: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The anchors of a page and the links on it."""
    anchors, links = set(), []
    text = SCRIPT.sub("", path.read_text(encoding="utf-8", errors="replace"))
    for tag in TAG.finditer(text):
        for found in ATTRIBUTE.finditer(tag["attributes"]):
            value = unescape(found["double"] if found["double"] is not None else found["single"])
            name = found["name"].lower()
            if name == "id" or (name == "name" and tag["tag"].lower() == "a"):
                anchors.add(value)
            elif name in {"href", "src"}:
                links.append(value)
    return frozenset(anchors), tuple(dict.fromkeys(links))


def known_places(table: Table) -> dict[str, set[str]]:
    """For each page of the full book, the anchors that a course may link to."""
    found: dict[str, set[str]] = {page: set() for page in (*table.order, "index")}
    for target in table.targets.values():
        found[target.page].add(target.anchor)
    for places in table.raw["places"].values():
        for page, anchor in places:
            found[page].add(anchor)
    for page, rows in table.raw["rows"].items():
        kind = "lecture" if page.endswith("lecture-map") else "erratum"
        found[page] |= {f"{kind}-{row}" for row in rows}
    return found


def places_of_site(site: Path) -> dict[str, set[str]]:
    """The same of a built copy of the full book: every anchor of every page."""
    pages = (p for p in site.rglob("*.html") if p.relative_to(site).parts[0] not in APART)
    return {p.relative_to(site).with_suffix("").as_posix(): set(_page(p)[0]) for p in pages}


def to_full_book(site: Path, address: str) -> dict[str, list[str]]:
    """The links of the site to the full book, by page."""
    found = {}
    for path in _pages(site):
        links = [link for link in _page(path)[1] if link.startswith(address)]
        if links:
            found[path.relative_to(site).as_posix()] = links
    return found


def _pages(site: Path) -> Iterator[Path]:
    for path in sorted(site.rglob("*.html")):
        if path.relative_to(site).parts[0] not in APART:
            yield path


def broken(site: Path, address: str, places: dict[str, set[str]], own: str = "") -> list[str]:
    """What leads nowhere: lines `page: link: why`. `address` is that of the full book, `own` that of the course."""
    page = cache(_page)
    found = []
    for path in _pages(site):
        here = path.relative_to(site).as_posix()
        prefix = urlsplit(own).path if path.name == "404.html" else ""  # whose links begin at the host's root
        for link in page(path)[1]:
            why = _why(site, path, link, address, places, prefix, page)
            if why:
                found.append(f"{here}: {link}: {why}")
    return found


def _why(
    site: Path,
    path: Path,
    link: str,
    address: str,
    places: dict[str, set[str]],
    prefix: str,
    page: Callable[[Path], tuple[frozenset[str], tuple[str, ...]]],
) -> str:
    """Why a link leads nowhere; "" if it does not."""
    if link.startswith(address):
        return _in_full_book(link.removeprefix(address), places)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = unquote(parts.path)
    if prefix and target.startswith(prefix):
        file = site / target.removeprefix(prefix)
    else:
        file = (path.parent / target) if target else path
    if file.is_dir():
        file = file / "index.html"
    if not file.exists():
        return "no such file"
    inside = PurePosixPath(file.resolve().relative_to(site.resolve()).as_posix())
    apart = inside.parts[0] in APART
    if parts.fragment and file.suffix == ".html" and not apart and unquote(parts.fragment) not in page(file)[0]:
        return "no such anchor"
    return ""


def _in_full_book(rest: str, places: dict[str, set[str]]) -> str:
    parts = urlsplit(rest)
    name = parts.path.removesuffix(".html") or "index"
    if name not in places:
        return "no such page of the full book"
    if parts.fragment and unquote(parts.fragment) not in places[name]:
        return "no such anchor of the full book"
    return ""
