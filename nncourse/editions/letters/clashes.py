r"""Letters of the course that would mean two things in one formula of the book, each told with the formula and both meanings.

A letter of one's own is refused where it clashes: printing it would be wrong, and keeping the book's there would mix two notations.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from nncourse.course_file.model import Notation
from nncourse.editions.book_tools import tool
from nncourse.editions.letters.blocks import formulas
from nncourse.editions.letters.tongue import NotationError, Tongue, tongue_of
from nncourse.editions.letters.writer import contexts_of
from nnlib.formula.names import INDICES, book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.choice import choose
from nnlib.formula.typesetting.dialect import Dialect
from nnlib.formula.typesetting.legend import Legend

EXAMPLES = 3  # formulas named for each clash


def problems(notation: Notation, book: Path, chapters: Iterable[str]) -> list[str]:
    """What is wrong with a course's notation in these chapters, as sentences; empty if nothing is.

    Only displayed equations count: within a sentence, a formula where a letter clashes keeps the book's letters.
    """
    try:
        tongue = tongue_of(notation)
    except NotationError as error:
        return [str(error)]
    if tongue is None or not tongue.own:
        return []
    found: dict[str, list[str]] = {}
    wanted = set(chapters)
    for path in tool("edition").tree(book / "book"):
        if path.suffix == ".ipynb" and path.stem in wanted:
            for clash, place in _in_chapter(path, tongue, book):
                found.setdefault(clash, []).append(place)
    return [f"notation: {clash}: {_listed(places)}" for clash, places in found.items()]


def _listed(places: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(places))
    more = len(distinct) - EXAMPLES
    return ", ".join(distinct[:EXAMPLES]) + (f" and {more} more" if more > 0 else "")


def _in_chapter(path: Path, tongue: Tongue, book: Path) -> Iterator[tuple[str, str]]:
    chapter = contexts_of(book, path.stem)
    words, dialect = chapter.vocabulary(book_vocabulary()), tongue.dialect(path.stem)
    own = {*chapter.symbols, *chapter.layered, *chapter.functions}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        for span, _ in formulas(tool("solutions").text_of(cell), chapter.quotations):
            if not span.displayed or span.label in chapter.unchecked_because:
                continue
            try:
                chains = parse(span.latex, words)
            except FormulaError:
                continue
            for clash in clashes(dialect, tongue, chains, own):
                yield clash, f"{span.label} of the chapter {path.stem}"


def clashes(dialect: Dialect, tongue: Tongue, chains: Sequence[t.Chain], own: Collection[str]) -> Iterator[str]:
    """The letters of the course that the formula cannot take."""
    legend = choose(dialect, chains, own)
    forced = {key[0] for key, count in legend.chosen.items() if count}
    if not forced:
        return
    whole = Legend(dialect, legend.occurring, {}, own)
    names = {_letter(node) for chain in chains for node in chain.walk()} - {""}
    for name in sorted(forced):
        word = dialect.words[name]
        key = tongue.own.get(word.symbol.id)
        form = next((f for k in legend.occurring if k[0] == name and (f := whole.form(k))), None)
        if key is None or form is None or form.letter is None:
            continue
        others = [
            other.symbol.meaning
            for k in legend.occurring
            if k[0] != name and (other := dialect.words[k[0]]) and (f := whole.form(k)) and f.letter == form.letter
        ]
        if not others and form.letter in names:
            taken = dialect.words.get(form.letter) if form.letter not in own else None
            others = [
                taken.symbol.meaning if taken else "an index" if form.letter in INDICES else "a letter of the chapter"
            ]
        meaning = f" ({others[0].partition(':')[0].partition(';')[0]})" if others else ""
        yield f"{tongue.symbols[key]!r} for {key!r} has another meaning{meaning} in"


def _letter(node: t.Node) -> str:
    if isinstance(node, t.Symbol):
        return node.name
    return node.function if isinstance(node, t.Call) else ""
