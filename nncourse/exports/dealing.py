"""A section dealt out to slides: its blocks in their order, as many on a slide as fit by a guess of their height.

A figure or a still widget has a slide of its own, a heading begins one, and a sentence that announces what follows goes with it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from copy import copy

from bs4 import BeautifulSoup, Tag

from nncourse.exports.pages import HEADINGS, Piece

FULL = 17.0  # what fits on a slide, in lines of text
LINE = 88  # characters of a line


def dealt(piece: Piece) -> Iterator[str]:
    """The slides of one section as HTML: each begins with its heading, or with the title again where it goes on."""
    title, on_slide, room = piece.title, list[str](), FULL
    headed = True  # the first slide has the section's heading, or an exercise's own

    def slide() -> str:
        top = "" if headed else f'<p class="nn-goes-on">{html.escape(title)}</p>'
        return top + "".join(on_slide)

    for block in blocks(piece.tag):
        heading = block.name in HEADINGS
        size = weight(block)
        if on_slide and (heading or size > room):
            # a heading never stands alone at a slide's end, nor a sentence that announces what comes next
            carried = [] if heading or not _announces(on_slide) else [on_slide.pop()]
            if on_slide:
                yield slide()
                headed = False
            on_slide, room = carried, FULL
            if carried:
                room -= 2
        if heading:
            title, headed = _words(block), True
        on_slide.append(str(block))
        room -= size
    if on_slide:
        yield slide()


def _announces(on_slide: Sequence[str]) -> bool:
    last = BeautifulSoup(on_slide[-1], "html.parser")
    return (
        len(on_slide) > 1
        and last.p is not None
        and last.get_text().rstrip().endswith(":")
        and len(last.get_text()) < 3 * LINE
    )


def _words(tag: Tag) -> str:
    own = copy(tag)
    for hidden in own.select(".katex-mathml"):
        hidden.decompose()
    return " ".join(own.get_text().split())


def blocks(tag: Tag) -> Iterator[Tag]:
    """The blocks of a section in their order; sections within it are opened, and a cell's code and output are blocks of their own."""
    for child in tag.children:
        if not isinstance(child, Tag):
            continue
        classes = list(child.get("class") or [])
        if child.name == "section" or (child.name == "div" and not classes):
            yield from blocks(child)
        elif child.name == "span" and not child.get_text(strip=True):
            continue
        elif child.name == "div" and "cell" in classes and weight(child) > FULL:
            for part in child.find_all(True, recursive=False):
                yield _in_cell(child, part)
        elif child.name in ("ul", "ol") and weight(child) > FULL:
            yield from _split_list(child)
        elif child.get_text(strip=True) or child.select_one("img, svg"):
            yield child


def _in_cell(cell: Tag, part: Tag) -> Tag:
    """A part of a cell within the cell's own element, whose style it needs."""
    outer = BeautifulSoup(f'<div class="{" ".join(cell.get("class") or [])}">{part}</div>', "html.parser").div
    assert outer is not None
    return outer


def _split_list(tag: Tag) -> Iterator[Tag]:
    """A long list as several, whose numbers go on."""
    items, room, first = list[str](), FULL, 1
    entries = tag.find_all("li", recursive=False)
    for number, item in enumerate(entries, start=1):
        size = weight(item)
        if items and size > room:
            yield _list(tag.name, items, first)
            items, room, first = [], FULL, number
        items.append(str(item))
        room -= size
    yield _list(tag.name, items, first)


def _list(name: str, items: Sequence[str], first: int) -> Tag:
    made = BeautifulSoup(f'<{name} start="{first}">{"".join(items)}</{name}>', "html.parser").find(True)
    assert isinstance(made, Tag)
    return made


def weight(block: Tag) -> float:
    """How many lines of a slide a block takes, about."""
    if block.select_one("figure, img, .nn-widget") is not None or block.name == "figure":
        return FULL
    if block.name in HEADINGS:
        return 2.2
    if (pre := block.select("pre")) and "cell" in (block.get("class") or []):
        return sum(0.7 * (text.get_text().rstrip().count("\n") + 1) + 1 for text in pre)
    if block.name == "table" or block.select_one("table"):
        return 1.35 * len(block.select("tr")) + 0.5
    displays = len(block.select(".katex-display"))
    rows = max(displays, sum(text.count("\\\\") + 1 for text in _sources(block)) if displays else 0)
    paragraphs = block.select("p, li, dt, dd") or [block]
    lines = sum(max(1.0, len(_words(p)) / LINE) + 0.55 for p in paragraphs if not p.select_one(".katex-display"))
    return 2.0 * rows + lines + (1.5 if "admonition" in (block.get("class") or []) else 0)


def _sources(block: Tag) -> Iterator[str]:
    """The LaTeX of the displayed formulas in a block."""
    for display in block.select(".katex-display annotation"):
        yield display.get_text()
