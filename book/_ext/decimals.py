"""Every decimal in a chapter's prose is the rounding of a number that a cell of the same section printed.

A textbook's numbers go stale when its programs change. Here they cannot: the executed notebook is divided at
its `##` headings, and each decimal in text or inline mathematics must be found, at the digits shown, in the
text output of its section. Decimals that no program prints stand on a reviewed list with a reason.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from source_lint import outside_code

EXCEPTIONS_FILE = Path(__file__).resolve().parents[1] / "_data" / "decimals.toml"

PROSE_NUMBER = re.compile(
    r"(?<![\w.])(?P<mantissa>\d+\.\d+)(?![\d]|\.\d)"
    r"(?:\s*\\(?:cdot|times)\s*10\^(?:\{\s*(?P<braced>[-+]?\d+)\s*\}|(?P<bare>\d)))?"
)
PRINTED_NUMBER = re.compile(r"(?<![\w.])(?P<mantissa>\d+(?:\.\d*)?|\.\d+)(?:[eE](?P<exponent>[-+]?\d+))?(?!\w)")
NOT_PROSE = (
    re.compile(r"\{[\w:-]+\}`[^`]*`"),  # roles: references, citations
    re.compile(r"(`+).*?\1"),  # inline code
    re.compile(r"\]\([^)]*\)"),  # the target of a link
    re.compile(r"https?://\S+"),
    re.compile(r"<[^>]+>"),
)


@dataclass(frozen=True)
class Number:
    """A number as written: its value without sign, and the value of one unit in its last place."""

    text: str
    value: Decimal
    unit: Decimal

    @classmethod
    def read(cls, text: str, mantissa: str, exponent: str | None) -> Number:
        power = int(exponent or 0)
        places = len(mantissa.partition(".")[2])
        return cls(text, Decimal(mantissa).scaleb(power), Decimal(1).scaleb(power - places))

    def rounds(self, printed: Number) -> bool:
        """Whether this is `printed` rounded to the digits shown here; `printed` must have as many."""
        return printed.unit <= self.unit and 2 * abs(printed.value - self.value) <= self.unit


@dataclass
class Section:
    heading: str
    prose: list[tuple[str, Number]] = field(default_factory=list)
    printed: list[Number] = field(default_factory=list)


@dataclass(frozen=True)
class Exemption:
    """A decimal that no program prints, with the reason why that is right."""

    notebook: str
    decimal: str
    reason: str


def load_exemptions(path: Path = EXCEPTIONS_FILE) -> list[Exemption]:
    with path.open("rb") as file:
        return [Exemption(**raw) for raw in tomllib.load(file).get("exception", [])]


def sections(notebook: Mapping[str, Any]) -> list[Section]:
    """The notebook divided at its ## headings; what stands before the first one is a section of its own."""
    found = [Section("(before the first ##)")]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for heading, text in _pieces(cell["source"]):
                if heading:
                    found.append(Section(heading))
                found[-1].prose += [(cell.get("id", "?"), number) for number in prose_numbers(text)]
        elif cell["cell_type"] == "code":
            found[-1].printed += printed_numbers(_text_outputs(cell))
    return found


def prose_numbers(text: str) -> list[Number]:
    """The decimals of Markdown text: without code, roles, links, options of directives, displayed equations."""
    option = re.compile(r"\s*:[\w-]+:|\([^)\s]+\)=\s*$")
    text = "\n".join(line for line in text.splitlines() if not option.match(line))
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    return [Number.read(m[0], m["mantissa"], m["braced"] or m["bare"]) for m in PROSE_NUMBER.finditer(text)]


def printed_numbers(text: str) -> list[Number]:
    return [Number.read(m[0], m["mantissa"], m["exponent"]) for m in PRINTED_NUMBER.finditer(text)]


def problems(path: str, notebook: Mapping[str, Any], exemptions: Sequence[Exemption]) -> list[str]:
    """Decimals that no cell of their section printed, and exceptions that are no longer used."""
    allowed = {e.decimal: e for e in exemptions if e.notebook == path}
    used: set[str] = set()
    found = []
    for section in sections(notebook):
        for cell, number in section.prose:
            if any(number.rounds(printed) for printed in section.printed):
                continue
            if number.text in allowed:
                used.add(number.text)
                continue
            closest = _closest(number, section.printed)
            found.append(
                f"{path}, cell {cell!r}, section {section.heading!r}: {number.text} is in the prose, "
                f"expected a number that a code cell of the section prints and that rounds to it; {closest}"
            )
    for decimal in allowed.keys() - used:
        found.append(f"{EXCEPTIONS_FILE.name}: {decimal} of {path} is no longer used, expected it removed")
    return found


def _closest(number: Number, printed: Sequence[Number]) -> str:
    if not printed:
        return "the section prints no number"
    near = min(printed, key=lambda p: abs(p.value - number.value))
    return f"the closest printed number is {near.text}"


def _pieces(source: str) -> Iterator[tuple[str, str]]:
    heading, lines = "", []
    for line in outside_code(source, mathematics=False):
        if line.startswith("## "):
            yield heading, "\n".join(lines)
            heading, lines = line[3:].strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _text_outputs(cell: Mapping[str, Any]) -> str:
    def parts() -> Iterable[Any]:
        for output in cell.get("outputs", []):
            if output["output_type"] == "stream":
                yield output["text"]
            elif "text/plain" in output.get("data", {}):
                yield output["data"]["text/plain"]

    return "\n".join(part if isinstance(part, str) else "".join(part) for part in parts())
