r"""The course's notation as one more dialect of the book's table: a lecture's forms, or the book's, with symbols of one's own.

`{'\delta': 'e'}` renames every entry of the table that begins with that letter, also below an accent. A whole form, as in
`{'w_{ij}^{(l)}': 'w_{ji}^{(l)}'}`, changes that entry alone and may say another order of indices.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from nncourse.course_file.model import Notation as CourseNotation
from nnlib.formula.names import name_of
from nnlib.formula.notation import Dialect as DialectHead
from nnlib.formula.notation import LectureForm, Notation, Rule, Symbol
from nnlib.formula.reader import load_notation
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.scripts import ACCENTS
from nnlib.formula.syntax.tokens import tokenise
from nnlib.formula.typesetting.dialect import Dialect

KEY = "course"
ANY: tuple[Rule, ...] = ("rename", "swap", "shift", "transpose")  # whatever the form turns out to do


class NotationError(ValueError):
    """A symbol of the course that cannot be."""


@dataclass(frozen=True)
class Tongue:
    """The course's notation: the table with its dialect, and which symbols of the table are the course's own, by id."""

    table: Notation
    name: str
    own: Mapping[str, str]  # id of the table's entry -> the key of course.yml that renames it
    like: str = "book"
    symbols: Mapping[str, str] = field(default_factory=dict)  # as course.yml has them

    def dialect(self, chapter: str) -> Dialect:
        """The dialect as a chapter reads it; ValueError names the entry that cannot be read."""
        return _dialect(self, chapter)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@cache
def _dialect(tongue: Tongue, chapter: str) -> Dialect:
    return Dialect(tongue.table, KEY, chapter)


def tongue_of(notation: CourseNotation) -> Tongue | None:
    """The course's notation, or None if it is the book's. NotationError names a symbol that the table does not have."""
    if notation.like == "book" and not notation.symbols:
        return None
    table = load_notation()
    if notation.like != "book" and notation.like not in table.dialects:
        near = difflib.get_close_matches(notation.like, ["book", *table.dialects], n=1)
        advice = f"; did you mean {near[0]!r}?" if near else f"; expected book or one of {', '.join(table.dialects)}"
        raise NotationError(f"notation: unknown notation {notation.like!r}{advice}")
    own = dict(_renamed(notation.symbols, table))
    symbols = tuple(_with_form(symbol, notation.like, own) for symbol in table.symbols)
    says = table.dialects[notation.like].says if notation.like != "book" and not own else ()
    name = table.dialects[notation.like].name if notation.like != "book" else "the course"
    dialects = MappingProxyType({**table.dialects, KEY: DialectHead(KEY, name, says)})
    keys = {symbol_id: key for symbol_id, (key, _) in own.items()}
    whole = replace(table, symbols=symbols, dialects=dialects)
    made = Tongue(whole, name, keys, notation.like, notation.symbols)
    try:
        made.dialect("")
    except ValueError as error:
        symbol = str(error).partition(":")[0].removeprefix("notation, ").partition(",")[0]
        reason = str(error).partition(": ")[2].splitlines()[0]
        raise NotationError(f"notation: the course's form of the {symbol} cannot be read: {reason}") from error
    return made


def _renamed(symbols: Mapping[str, str], table: Notation) -> Iterator[tuple[str, tuple[str, tuple[str, str]]]]:
    """For each entry that the course renames: its key in course.yml, and the forms for one sample and for all."""
    for key, letter in symbols.items():
        try:
            readable = name_of(letter) is not None
            tokenise(key)
        except FormulaError as error:
            raise NotationError(f"notation: {key!r}: {letter!r} cannot be read: {error}") from error
        if not readable:
            raise NotationError(f"notation: {letter!r} for {key!r} is not a letter with its indices")
        found = 0
        for symbol in table.symbols:
            forms = tuple(_put(latex, key, letter) for latex in (symbol.latex, symbol.batch_latex))
            if any(forms):
                found += 1
                yield symbol.id, (key, (forms[0], forms[1]))
        if not found:
            near = difflib.get_close_matches(key, known_letters(table), n=1, cutoff=0.3)
            advice = f"; did you mean {near[0]!r}?" if near else ""
            raise NotationError(f"notation: the book's table of symbols has no {key!r}{advice}")


def known_letters(table: Notation) -> list[str]:
    """What `symbols` of a course can name: every form of the table and its letter."""
    found: dict[str, None] = {}
    for symbol in table.symbols:
        for latex in filter(None, (symbol.latex, symbol.batch_latex)):
            name = name_of(latex)
            found |= dict.fromkeys([latex, *([name] if name else [])])
    return list(found)


def _put(latex: str, key: str, letter: str) -> str:
    """The form with another letter in front, "" if it begins with something else than `key`."""
    tokens, wanted = tokenise(latex), [token.text for token in tokenise(key)]
    if len(tokens) > 1 and tokens[0].text in ACCENTS and tokens[0].text != wanted[0] and len(tokenise(letter)) == 1:
        inner = _put(latex[tokens[1].at :], key, letter)  # \hat w goes with w
        return f"{tokens[0].text} {inner}" if inner else ""
    if not latex or [token.text for token in tokens[: len(wanted)]] != wanted:
        return ""
    rest = tokens[len(wanted) :]
    if rest and rest[0].text not in ("_", "^", "(", "'"):
        return ""
    return letter + (latex[rest[0].at :] if rest else "")


def _with_form(symbol: Symbol, like: str, own: Mapping[str, tuple[str, tuple[str, str]]]) -> Symbol:
    """The entry with what the course writes for it; absent means that the book's letter is kept."""
    form = symbol.lectures[like] if like != "book" else None
    if symbol.id in own:
        one, many = own[symbol.id][1]
        if symbol.function:
            one = re.sub(r"(?<!\^\{)\(.*", "", one)
        before = form or LectureForm((), ANY)
        form = replace(
            before,
            latex=(one or many,),
            rules=ANY,
            form=(one,) if one else before.form,
            plain=() if one else before.plain,
            batch=(many,) if many else before.batch,
            note="",
            remark="",
        )
    return replace(symbol, lectures=MappingProxyType({**symbol.lectures, KEY: form}))
