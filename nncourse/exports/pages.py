"""Sections of the built course site, taken out of their pages: what a handout and slides are made of.

A label is a chapter's key (`losses`) or anything with an anchor on a page (`sec-kl`, `ex-softmax`). What only works on a page
(buttons, hints, folded code) goes, what is shown stays: a widget is its still picture, a formula is typeset as on the page.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from nncourse.cli import CourseError
from nncourse.editions.canary import WORD

ANCHOR = re.compile(r'\bid="([^"]+)"')
HEADINGS = ("h1", "h2", "h3", "h4")
# parts of a page that serve its reader's hand: links to a heading, hints, forms' buttons, the line that leads to the notebook, what was checked
PAGE_ONLY = "script, style, a.headerlink, .nn-hint, .nn-solve, .nn-report, .nn-check, .nn-controls, .nn-verdict, button, .toctree-wrapper"
SHOWN = re.compile(rf"^# {WORD}[0-9a-f]+$")
NAMED = ("sec-", "ex-", "fig-", "eq-")  # what is offered when a label is not known


@dataclass(frozen=True)
class Piece:
    """A section, the page it stands on (`book/one-neuron/losses.html`) and its title."""

    page: str
    title: str
    tag: Tag


def pages_of(html: Path) -> list[str]:
    """The pages of a built site that have text of their own, by their paths."""
    found = (path.relative_to(html).as_posix() for path in sorted(html.rglob("*.html")))
    return [
        name
        for name in found
        if not name.startswith(("_", "lite/", "notebooks/")) and name not in ("404.html", "search.html")
    ]


def pieces(html: Path, labels: Sequence[str]) -> list[Piece]:
    """The chosen sections in the order of their labels; CourseError names what is not there, with the nearest match."""
    texts = {name: (html / name).read_text(encoding="utf-8") for name in pages_of(html)}
    parsed: dict[str, BeautifulSoup] = {}
    made = []
    for label in labels:
        page = _page_with(label, texts)
        if page not in parsed:
            parsed[page] = BeautifulSoup(texts[page], "html.parser")
        found = _found(parsed[page], label)
        parts = [found, *_belonging(found)]
        title = found.find(HEADINGS) or found.find(class_="admonition-title")
        # a section may be chosen twice, within its chapter and alone
        own = copy(found)
        if parts[1:]:
            own = Tag(name="div")
            own.extend([copy(part) for part in parts])
        made.append(Piece(page, _text(title) if isinstance(title, Tag) else label, own))
    return made


def _belonging(block: Tag) -> list[Tag]:
    """What follows an exercise and belongs to it: its stub or question, and its solution if the site shows it."""
    if "exercise" not in _classes(block):
        return []
    found: list[Tag] = []
    for sibling in block.find_next_siblings():
        classes = _classes(sibling)
        if sibling.name == "section" or "exercise" in classes:
            break
        if {"tag_exercise", "tag_solution", "solution"} & set(classes):
            found.append(sibling)
    return found


def _page_with(label: str, texts: dict[str, str]) -> str:
    chapters = {name.rpartition("/")[2].removesuffix(".html"): name for name in texts if "article" in texts[name]}
    if label in chapters:
        return chapters[label]
    there = [name for name, text in texts.items() if f'id="{label}"' in text]
    if len(there) == 1:
        return there[0]
    if there:
        raise CourseError(
            f"the label {label!r} is on {len(there)} pages: {', '.join(there)}; name a chapter or a label of its own"
        )
    known = {name for text in texts.values() for name in ANCHOR.findall(text) if name.startswith(NAMED)} | set(chapters)
    near = difflib.get_close_matches(label, sorted(known), n=1, cutoff=0.5)
    advice = f"did you mean {near[0]!r}?" if near else f"its chapters are {', '.join(sorted(chapters))}"
    raise CourseError(f"the course's site has no section {label!r}; {advice}")


def _found(page: BeautifulSoup, label: str) -> Tag:
    article = page.find("article")
    assert isinstance(article, Tag)
    marked = article.find(id=label)
    if not isinstance(marked, Tag):  # the label is a chapter's key
        chapter = article.find("section")
        assert isinstance(chapter, Tag)
        return chapter
    block = marked if marked.name in ("section", "figure", "div") else marked.find_parent("section")
    if isinstance(block, Tag) and not block.select_one("h1, h2, h3, h4, p"):
        block = marked.find_parent("section")
    assert isinstance(block, Tag)
    return block


def _text(tag: Tag) -> str:
    own = copy(tag)
    for link in own.select("a.headerlink, .katex-mathml"):
        link.decompose()
    return " ".join(own.get_text().split())


def cleaned(piece: Piece) -> Tag:
    """The section for paper: everything open that is shown, nothing that wants a hand."""
    tag = piece.tag
    for cell in tag.select("div.cell"):
        folded = cell.select_one("details.hide")
        if folded is not None and "tag_solution" not in _classes(cell):
            folded.decompose()  # the page folds code that draws a figure; the figure stays
    for gone in tag.select(PAGE_ONLY):
        gone.decompose()
    for cell in tag.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.select_one("img, svg"):
            cell.decompose()
    for details in tag.select("details"):
        details["open"] = ""
        if "hide" in _classes(details):  # a solution's code
            if summary := details.find("summary"):
                summary.decompose()
            details.unwrap()
    for comment in tag.find_all("span", string=SHOWN):  # which only a search needs
        comment.decompose()
    for image in tag.select("img"):
        del image["loading"]
    for shown in tag.select("[tabindex]"):
        del shown["tabindex"]
    for field in tag.select("input, select, textarea"):
        field["disabled"] = ""
    return tag


def _classes(tag: Tag) -> list[str]:
    return list(tag.get("class") or [])


def relinked(chosen: Sequence[Piece], course_url: str, files: str = "") -> None:
    """Make links and pictures work outside their pages: pictures from `files`, links to chosen parts within, others to the course's site.

    A link that leads to a page which is published nowhere becomes its words.
    """
    anchors = {str(tag["id"]) for piece in chosen for tag in [piece.tag, *piece.tag.select("[id]")] if tag.get("id")}
    pages = {piece.page for piece in chosen}
    for piece in chosen:
        base = f"{posixpath.dirname(piece.page)}/" if "/" in piece.page else ""
        for image in piece.tag.select("img[src], source[src]"):
            if not urlsplit(str(image["src"])).scheme:
                image["src"] = files + quote(posixpath.normpath(base + str(image["src"]).partition("?")[0]))
        for link in piece.tag.select("a[href]"):
            address = urlsplit(str(link["href"]))
            if address.scheme:
                continue
            page = posixpath.normpath(base + address.path) if address.path else piece.page
            if address.fragment in anchors and page in pages and not address.query:
                link["href"] = f"#{address.fragment}"
            elif course_url:
                link["href"] = urljoin(course_url.rstrip("/") + "/" + page, address._replace(path="").geturl())
            else:
                link.unwrap()


def stylesheets(html: Path, chosen: Sequence[Piece]) -> list[str]:
    """The style sheets that the pages of these sections use, from the site's root, in their order."""
    found: dict[str, None] = {}
    for page in dict.fromkeys(piece.page for piece in chosen):
        head = (html / page).read_text(encoding="utf-8").partition("</head>")[0]
        base = f"{posixpath.dirname(page)}/" if "/" in page else ""
        for tag in BeautifulSoup(head, "html.parser").select('link[rel="stylesheet"]'):
            address = str(tag["href"]).partition("?")[0]
            if not urlsplit(address).scheme:
                # book/_ext/page_bundles.py joins them and names the parts, of which one may want some only
                parts = str(tag.get("data-of", "")).split() or [posixpath.basename(address)]
                found |= {posixpath.normpath(f"{base}{posixpath.dirname(address)}/{part}"): None for part in parts}
    return list(found)
