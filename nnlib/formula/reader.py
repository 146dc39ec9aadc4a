"""Reading the notation table, and refusing one that contradicts itself.

One LaTeX form with two meanings, a lecture nobody gave, a form that is neither there nor marked as absent:
each is an error that names the entry, so that a slip in the table cannot reach a page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, cast, get_args

from nnlib.formula.notation import (
    LECTURES,
    Convention,
    Dialect,
    FalseFriend,
    Kink,
    LectureForm,
    NamedFunction,
    Notation,
    Rule,
    Symbol,
)

_SYMBOL_FIELDS = frozenset(Symbol.__dataclass_fields__)
_FORM_FIELDS = frozenset(LectureForm.__dataclass_fields__)
_SHOWN = ("form", "plain", "batch")


@cache
def load_notation() -> Notation:
    """The book's table.

    >>> table = load_notation()
    >>> table.symbol("pre-activation").latex
    'z_i^{(l)}'
    >>> table.symbol("pre-activation").lectures["cui"].latex
    ('a_i^{(l)}',)
    """
    text = resources.files("nnlib.formula").joinpath("notation.toml").read_text(encoding="utf-8")
    return parse_notation(text)


def parse_notation(text: str) -> Notation:
    """Read a table from TOML text and check it. ValueError names the entry at fault."""
    data = tomllib.loads(text)
    lectures = _words(data.get("lectures", []), "head", "lectures")
    if lectures[: len(LECTURES)] != LECTURES:
        raise ValueError(f"notation: expected lectures = {list(LECTURES)} and perhaps more, got {list(lectures)}")
    known = {"lectures", "dialect", "symbol", "function", "false_friend", "kink", "convention"}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"notation: unknown table {unknown[0]!r}, expected one of {sorted(known)}")
    symbols = tuple(_symbol(raw, i, lectures) for i, raw in enumerate(data.get("symbol", ()), start=1))
    _refuse_duplicates(symbols)
    functions = tuple(_function(raw, i) for i, raw in enumerate(data.get("function", ()), start=1))
    _unique("function latex", (f.latex for f in functions))
    friends = tuple(_false_friend(raw, i) for i, raw in enumerate(data.get("false_friend", ()), start=1))
    _unique("false_friend latex", (f.latex for f in friends))
    kinks = tuple(
        Kink(**_strings(raw, f"kink {i}", ("function", "at", "value", "slope", "code", "reason")))
        for i, raw in enumerate(data.get("kink", ()), start=1)
    )
    conventions = tuple(
        Convention(**_strings(raw, f"convention {i}", ("id", "statement", "reason")))
        for i, raw in enumerate(data.get("convention", ()), start=1)
    )
    _unique("convention id", (c.id for c in conventions))
    return Notation(symbols, functions, friends, kinks, conventions, _dialects(data.get("dialect", {}), lectures))


def _dialects(raw: Mapping[str, Any], lectures: tuple[str, ...]) -> Mapping[str, Dialect]:
    if set(raw) != set(lectures):
        raise ValueError(f"notation: expected a table [dialect.KEY] for each of {list(lectures)}, got {sorted(raw)}")
    found = {}
    for key in lectures:
        where = f"dialect {key!r}"
        if not isinstance(raw[key], dict) or set(raw[key]) != {"name", "says"}:
            raise ValueError(f"notation, {where}: expected name and says, got {raw[key]!r}")
        head = _strings({"name": raw[key]["name"]}, where, ("name",))
        found[key] = Dialect(key, head["name"], _words(raw[key]["says"], where, "says"))
    return MappingProxyType(found)


def _symbol(raw: Mapping[str, Any], number: int, lectures: tuple[str, ...]) -> Symbol:
    where = f"symbol {raw.get('id', f'number {number}')!r}"
    texts = {key: raw[key] for key in ("batch_latex", "code", "note") if key in raw}
    fields = _strings(
        {key: raw[key] for key in ("id", "latex", "meaning") if key in raw} | texts,
        where,
        ("id", "latex", "meaning", *texts),
    )
    if unknown := sorted(set(raw) - _SYMBOL_FIELDS):
        raise ValueError(f"notation, {where}: unknown field {unknown[0]!r}, expected one of {sorted(_SYMBOL_FIELDS)}")
    if ("batch_latex" in raw) != ("batch_shape" in raw):
        raise ValueError(f"notation, {where}: batch_latex and batch_shape belong together, got only one of them")
    return Symbol(
        **fields,
        shape=_words(raw["shape"], where, "shape") if "shape" in raw else None,
        batch_shape=_words(raw.get("batch_shape", []), where, "batch_shape"),
        chapters=_words(raw.get("chapters", []), where, "chapters"),
        function=raw.get("function", False) is True,
        lectures=_lectures(raw.get("lectures", {}), where, lectures),
    )


def _function(raw: Mapping[str, Any], number: int) -> NamedFunction:
    where = f"function {raw.get('latex', f'number {number}')!r}"
    texts = {key: value for key, value in raw.items() if key != "chapters"}
    fields = _strings(texts, where, ("latex", "meaning", "code"))
    return NamedFunction(**fields, chapters=_words(raw.get("chapters", []), where, "chapters"))


def _lectures(raw: Mapping[str, Any], where: str, lectures: tuple[str, ...]) -> Mapping[str, LectureForm | None]:
    """The forms of an entry; the five lectures have one each, a notation that was added later may leave some out."""
    _known_lectures(raw, where, lectures)
    if missing := [key for key in LECTURES if key not in raw]:
        raise ValueError(f'notation, {where}: lecture {missing[0]!r} is missing, expected a form or "absent"')
    return MappingProxyType({key: _form(raw.get(key, "absent"), f"{where}, lecture {key!r}") for key in lectures})


def _form(raw: object, where: str) -> LectureForm | None:
    if raw == "absent":
        return None
    if not isinstance(raw, dict) or not {"latex", "rules"} <= set(raw) <= _FORM_FIELDS:
        raise ValueError(f'notation, {where}: expected "absent" or some of {sorted(_FORM_FIELDS)}, got {raw!r}')
    rules = _words(raw["rules"], where, "rules")
    if wrong := [rule for rule in rules if rule not in get_args(Rule)] or ([] if rules else ["(none)"]):
        raise ValueError(f"notation, {where}: unknown rule {wrong[0]!r}, expected one of {list(get_args(Rule))}")
    note = raw.get("note", "")
    latex = _words(raw["latex"], where, "latex")
    if not isinstance(note, str) or not (latex or note):
        raise ValueError(f"notation, {where}: expected at least one LaTeX form or a note, got {raw!r}")
    shown = {
        key: _words([raw[key]] if isinstance(raw[key], str) else raw[key], where, key) for key in _SHOWN if key in raw
    }
    remark = _strings({"remark": raw.get("remark", "")}, where, ("remark",))["remark"]
    return LectureForm(latex, cast(tuple[Rule, ...], rules), note, remark=remark, **shown)


def _false_friend(raw: Mapping[str, Any], number: int) -> FalseFriend:
    where = f"false friend {raw.get('latex', f'number {number}')!r}"
    meanings = raw.get("lectures", {})
    _known_lectures(meanings, where)
    if len(meanings) < 2:
        raise ValueError(f"notation, {where}: expected a meaning in at least two lectures, got {len(meanings)}")
    texts = _strings(meanings, where, tuple(meanings))
    ordered: dict[str, str] = {key: texts[key] for key in LECTURES if key in texts}
    head = _strings({"book": "", **{k: v for k, v in raw.items() if k != "lectures"}}, where, ("latex", "book"))
    return FalseFriend(lectures=MappingProxyType(ordered), **head)


def _known_lectures(raw: object, where: str, lectures: tuple[str, ...] = LECTURES) -> None:
    if not isinstance(raw, dict):
        raise ValueError(f"notation, {where}: expected a table of lectures, got {raw!r}")
    if unknown := [key for key in raw if key not in lectures]:
        raise ValueError(f"notation, {where}: unknown lecture {unknown[0]!r}, expected one of {list(lectures)}")


def _strings(raw: Mapping[str, Any], where: str, names: tuple[str, ...]) -> dict[str, str]:
    if set(raw) != set(names):
        raise ValueError(f"notation, {where}: expected the fields {list(names)}, got {list(raw)}")
    for name in names:
        if not isinstance(raw[name], str):
            raise ValueError(f"notation, {where}: {name} must be a string, got {raw[name]!r}")
    return {name: raw[name] for name in names}


def _words(raw: object, where: str, name: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) for word in raw):
        raise ValueError(f"notation, {where}: {name} must be a list of strings, got {raw!r}")
    return tuple(raw)


def _unique(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"notation: {what} {value!r} occurs twice")
        seen.add(value)


def _refuse_duplicates(symbols: tuple[Symbol, ...]) -> None:
    """No id twice, and no LaTeX form (spaces apart) with two meanings."""
    _unique("symbol id", (s.id for s in symbols))
    owner: dict[str, str] = {}
    for symbol in symbols:
        for latex in filter(None, (symbol.latex, symbol.batch_latex)):
            form = "".join(latex.split())
            if form in owner:
                raise ValueError(
                    f"notation, symbol {symbol.id!r}: {latex!r} already means {owner[form]!r}; "
                    "one LaTeX form has one meaning"
                )
            owner[form] = symbol.id
