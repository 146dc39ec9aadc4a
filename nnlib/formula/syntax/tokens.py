r"""LaTeX as a row of tokens: commands, letters, digits, brackets, with the column of each.

What only spaces the formula out is dropped (`\,`, `\quad`, `\left`, the `&` of `aligned`); inside `cases`, `&` and `\\`
say something and are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnlib.formula.syntax.errors import FormulaError

SPACING = frozenset(
    {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", r"\displaystyle", r"\textstyle", r"\limits"}
)
SIZES = frozenset({r"\left", r"\right", r"\big", r"\Big", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr", r"\middle"})
# a bar looks alike on both sides; the size before it, or its name, tells the sides apart when bars are nested
BARS = frozenset({"|", r"\Vert"})
OPENS = frozenset({r"\left", r"\bigl", r"\Bigl", r"\lvert", r"\lVert"})
CLOSES = frozenset({r"\right", r"\bigr", r"\Bigr", r"\rvert", r"\rVert"})
# two ways to write one thing
SAME = {
    r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne", r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\lVert": r"\Vert",
    r"\rVert": r"\Vert", r"\|": r"\Vert", r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\operatorname": r"\mathrm",
    r"\ldots": r"\dots", r"\cdots": r"\dots", r"\gets": r"\leftarrow", r"\prime": "'", r"\{": r"\lbrace", r"\}": r"\rbrace",
    r"\exp": r"\exp", r"\lbrack": "[", r"\rbrack": "]", r"\intercal": r"\top", r"\times": r"\cdot", r"\ast": "*",
}  # fmt: skip

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[a-z*]+\}|\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\S", re.DOTALL)
_TEXT = re.compile(r"\\text\s*\{([^{}]*)\}")


@dataclass(frozen=True)
class Token:
    """A piece of LaTeX: `text` in its one canonical spelling, `at` its column from 0.

    `words` are those of `\\text{..}`; of a bar that says so, "opens" or "closes".
    """

    text: str
    at: int
    words: str | None = None


def tokenise(source: str) -> list[Token]:
    """The tokens of a formula; FormulaError for an environment that is not closed or not known."""
    tokens: list[Token] = []
    environments: list[tuple[str, int]] = []
    place, side = 0, ""
    while match := _TOKEN.search(source, place):
        place = match.end()
        text, at = match[0], match.start()
        before, side = side, text if text in SIZES else ""
        if text in (r"\begin", r"\end"):
            raise FormulaError(rf"{text} expects the name of an environment in braces", source, at)
        if text.startswith((r"\begin", r"\end")) and "{" in text:
            name = text[text.index("{") + 1 : -1]
            _environment(source, environments, name, text, at)
            if name == "cases":
                tokens.append(Token(r"\begin{cases}" if text.startswith(r"\begin") else r"\end{cases}", at))
        elif text == r"\text":
            words = _TEXT.match(source, at)
            if not words:
                raise FormulaError(r"\text expects words in braces", source, at)
            tokens.append(Token(r"\text", at, " ".join(words[1].split())))
            place = words.end()
        elif text in SPACING or text in SIZES:
            continue
        elif text in ("&", r"\\"):
            if environments and environments[-1][0] == "cases":
                tokens.append(Token(text, at))
        elif text == "~":
            continue
        else:
            plain = SAME.get(text, text)
            tokens.append(Token(plain, at, _side(before, text) if plain in BARS else None))
    if environments:
        name, at = environments[-1]
        raise FormulaError(rf"\begin{{{name}}} is not closed by \end{{{name}}}", source, at)
    return tokens


def _side(before: str, bar: str) -> str | None:
    return "opens" if {before, bar} & OPENS else "closes" if {before, bar} & CLOSES else None


def _environment(source: str, opened: list[tuple[str, int]], name: str, text: str, at: int) -> None:
    if name not in ("aligned", "cases", "gathered", "split"):
        raise FormulaError(f"the environment {name!r} is not in the language; known are aligned, cases", source, at)
    if text.startswith(r"\begin"):
        opened.append((name, at))
    elif not opened or opened[-1][0] != name:
        expected = rf"\end{{{opened[-1][0]}}}" if opened else "no \\end here"
        raise FormulaError(f"expected {expected}, got {text}", source, at)
    else:
        opened.pop()
