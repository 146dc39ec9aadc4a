"""The first sentence of a cell's prose: what the lecture map prints about the place that treats an entry."""

from __future__ import annotations

import re

#: A full stop after these does not end a sentence.
ABBREVIATIONS = ("e.g", "i.e", "cf", "vs", "etc", "Fig", "Eq", "resp", "approx", "no", "Sect")
PROTECTED = re.compile(r"(\$[^$]+\$|`[^`]+`|\{[\w:-]+\}`[^`]*`|\]\([^)]*\))")
CITATION = re.compile(r"\s*\{(?:cite|footcite)(?:[:\w]*)?\}`[^`]*`")


def first_sentence(source: str) -> str:
    """The first sentence of the first paragraph, mathematics kept; "" if the cell has no prose.

    >>> first_sentence("(sec-x)=\\n## Title\\n\\nThe slope is $1-a^2$, e.g. 1 at 0. More follows.")
    'The slope is $1-a^2$, e.g. 1 at 0.'
    """
    text = CITATION.sub("", first_paragraph(source))
    hidden: list[str] = []

    def hide(match: re.Match[str]) -> str:
        hidden.append(match[0])
        return f"\x00{len(hidden) - 1}\x01"

    text = PROTECTED.sub(hide, text)
    end = len(text)
    for match in re.finditer(r"[.?!][)\"'*”’]*(?=\s|$)", text):
        word = text[: match.start()].rpartition(" ")[2].lstrip("(")
        following = text[match.end() :].lstrip()
        if word in ABBREVIATIONS or (following and following[0].islower()):
            continue
        end = match.end()
        break
    return re.sub(r"\x00(\d+)\x01", lambda m: hidden[int(m[1])], text[:end]).strip()


def first_paragraph(source: str) -> str:
    """The first paragraph of prose: no heading, label, directive, displayed equation, comment or table."""
    paragraph: list[str] = []
    fence, displayed = "", False
    for line in source.splitlines():
        text = line.strip()
        if fence:
            if text.startswith(fence) and not text.strip(fence[0]):
                fence = ""
            continue
        if displayed:
            displayed = "$$" not in text
            continue
        opening = re.match(r"(`{3,}|:{3,}|~{3,})", text)
        not_prose = re.match(r"#{1,6} |\([^)\s]+\)=$|%|\|", text)
        skip = not text or opening or text.startswith("$$") or not_prose
        if skip and paragraph:
            break
        if opening:
            fence = opening[1]
        elif text.startswith("$$"):
            displayed = text.count("$$") == 1
        elif not skip:
            paragraph.append(text if paragraph else re.sub(r"^([-*+>]|\d+[.)])\s+", "", text))
    return " ".join(paragraph)


def after_headings(source: str) -> int:
    """The line where a cell's first paragraph may begin: after its headings and their labels."""
    lines = source.splitlines()
    position = 0
    for number, line in enumerate(lines):
        text = line.strip()
        if re.match(r"#{1,6} ", text):
            position = number + 1
        elif text and not re.match(r"\([^)\s]+\)=$", text):
            break
    return position
