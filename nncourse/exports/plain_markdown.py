"""A statement written for the book (MyST) as the plain Markdown that every notebook shows, whatever its extensions.

A reference becomes the words it has in the full book with a link there: an assignment leaves the course's site, and is read without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from nncourse.site.references import Target

ROLE = re.compile(r"\{(?P<role>[a-z:-]+)\}`(?:(?P<words>[^`<]*?)\s*<(?P<named>[^`>]*)>|(?P<target>[^`<]*))`")
OPENING = re.compile(r"^\s*(?P<fence>`{3,}|:{3,})\{(?P<name>[\w-]+)\}\s*(?P<title>.*?)\s*$")
OPTION = re.compile(r"^:[\w-]+:.*$")
NUMBERED = re.compile(r"^(?P<start>.*\$\$)[ \t]*\(eq-[\w-]+\)[ \t]*$", re.MULTILINE)
COMMENT = re.compile(r"^%.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Link:
    """How a reference reads and where it leads; no address where the full book is published nowhere."""

    words: str
    address: str = ""

    def __str__(self) -> str:
        return f"[{self.words}]({self.address})" if self.address else self.words


Find = Callable[[str, str], "Link | None"]  # role and label -> how it reads, None if the book has no such label


def plain(text: str, find: Find) -> str:
    """The text without roles, directives and labels.

    >>> print(plain("```{exercise} Sum\\n:label: ex-sum\\n\\nSee {eq}`eq-a`.\\n```", lambda role, label: Link("(3)")))
    ### Sum
    <BLANKLINE>
    See (3).
    """
    text = NUMBERED.sub(lambda found: found["start"], COMMENT.sub("", _unfenced(text)))

    def words(found: re.Match[str]) -> str:
        label = (found["named"] or found["target"] or "").strip()
        link = find(found["role"], label)
        if link is None:
            return str(found["words"] or f"`{label}`")
        return str(Link(found["words"] or link.words, link.address))

    return ROLE.sub(words, text).strip()


def _unfenced(text: str) -> str:
    """Directives opened: an exercise under its title, any other one under its own; code stays as it is."""
    made: list[str] = []
    fences: list[str] = []
    options = False
    for line in text.split("\n"):
        opening = OPENING.match(line)
        if opening:
            fences.append(opening["fence"])
            options = True
            title = opening["title"]
            if title:
                made += [f"### {title}" if opening["name"] == "exercise" else f"**{title}**", ""]
        elif fences and set(line.strip()) == {fences[-1][0]} and len(line.strip()) >= len(fences[-1]):
            fences.pop()
        elif options and (OPTION.match(line) or not line.strip()):
            continue
        else:
            options = False
            made.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip()


def of_full_book(targets: Mapping[str, Target], url: str, page: str) -> Find:
    """References by the full book's table of labels; links begin at `url`, and `page` is the statement's own."""
    site = url.rstrip("/") + "/" if url else ""

    def find(role: str, label: str) -> Link | None:
        if role == "widget-state":  # a state can be opened on the chapter's page only
            name, _, query = label.partition("?")
            state = urlencode({f"{name}.{trait}": value for trait, value in parse_qsl(query, keep_blank_values=True)})
            return Link("the widget", f"{site}{page}.html?{state}#widget-{name}" if site else "")
        if role == "cite":
            return Link(label, f"{site}book/bibliography.html" if site else "")
        target = targets.get(label) or targets.get(label.lower())
        if target is None:
            return None
        kind, number = target.kind, target.number
        numbered = f"{kind} ({number})" if kind == "equation" else f"{kind} {number}"
        words = f"“{target.title}” in the book" if kind == "section" or not number else f"{numbered} of the book"
        return Link(words, target.address(site) if site else "")

    return find
