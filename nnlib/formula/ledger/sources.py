r"""The formulas of a notebook or a Markdown page: the displayed ones with their labels, the inline ones apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^\s*(?P<marks>`{3,}|~{3,}|:{3,})\s*(?P<what>\S*)")
_PROGRAM = re.compile(r"\{(code|code-block|code-cell|literalinclude|raw)\b|[^{\s]")  # what is not prose
_INLINE_CODE = re.compile(r"(?P<ticks>`+)[^`\n]+(?P=ticks)")
_DISPLAYED = re.compile(r"\$\$(?P<latex>.*?)\$\$[ \t]*(?:\((?P<label>[^()\s]+)\))?", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?P<latex>[^$\n]+(?:\n[^$\n]+)*)\$(?!\$)")


@dataclass(frozen=True)
class Place:
    """Where a formula stands: file, cell (empty for a page), line of the cell (from 1)."""

    file: str
    cell: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, " + (f"cell {self.cell}, " if self.cell else "") + f"line {self.line}"


@dataclass(frozen=True)
class Formula:
    """A formula of the book; `label` is None for inline formulas and for displayed ones that lack theirs."""

    latex: str
    label: str | None
    displayed: bool
    place: Place


def formulas(path: Path, name: str | None = None) -> Iterator[Formula]:
    """All formulas of one file, in its order."""
    shown = name or path.name
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "markdown":
                source = cell["source"]
                yield from formulas_in(
                    source if isinstance(source, str) else "".join(source), shown, cell.get("id", "")
                )
    else:
        yield from formulas_in(text, shown, "")


def formulas_in(text: str, file: str, cell: str) -> Iterator[Formula]:
    """The formulas of a piece of MyST Markdown."""
    text = _INLINE_CODE.sub(_blank, _without_programs(text))
    for match in _DISPLAYED.finditer(text):
        yield Formula(match["latex"].strip(), match["label"], True, _place(text, match.start("latex"), file, cell))
    rest = _DISPLAYED.sub(_blank, text)
    for match in _INLINE.finditer(rest):
        yield Formula(match["latex"].strip(), None, False, _place(rest, match.start("latex"), file, cell))


@dataclass(frozen=True)
class Span:
    """A formula and its place in a text: from the first dollar sign to behind the last one."""

    start: int
    end: int
    latex: str
    label: str | None
    displayed: bool


def spans(text: str) -> Iterator[Span]:
    """The formulas of a piece of MyST Markdown with their places, the displayed ones first."""
    text = _INLINE_CODE.sub(_blank, _without_programs(text, same_length=True))
    for match in _DISPLAYED.finditer(text):
        yield Span(match.start(), match.end("latex") + 2, match["latex"].strip(), match["label"], True)
    for match in _INLINE.finditer(_DISPLAYED.sub(_blank, text)):
        yield Span(match.start(), match.end(), match["latex"].strip(), None, False)


def _without_programs(text: str, same_length: bool = False) -> str:
    """The text with blocks of code left empty; the body of a directive such as an exercise is text."""
    lines, opened = [], list[tuple[str, bool]]()  # the fences that are open, and whether they hold a program
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        inside = any(program for _, program in opened)
        blank = "\n" * len(line) if same_length else ""  # no formula reaches over empty lines
        if fence and opened and fence["marks"].startswith(opened[-1][0]) and not fence["what"]:
            opened.pop()
            line = blank
        elif fence and not inside:
            program = bool(_PROGRAM.match(fence["what"])) or (not fence["what"] and fence["marks"][0] != ":")
            opened.append((fence["marks"], program))
            line = blank
        elif inside:
            line = blank
        lines.append(line)
    return "\n".join(lines)


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if c == "\n" else " " for c in match[0])


def _place(text: str, at: int, file: str, cell: str) -> Place:
    return Place(file, cell, text.count("\n", 0, at) + 1)
