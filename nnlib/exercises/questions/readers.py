"""From the tables of a data file to the questions of each kind."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nnlib.exercises.questions.derive import Derive, Mistake
from nnlib.exercises.questions.find import Find, Line, Program
from nnlib.exercises.questions.letters import KINDS, Letters
from nnlib.exercises.questions.predict import Choice, Number, Predict
from nnlib.exercises.questions.prove import Prove, Reason, Step
from nnlib.exercises.questions.table import DataError, Table

VALUES = "nnlib.exercises.questions.values"


def computed(chapter: str, name: str, table: Table) -> Callable[..., Any]:
    """A function of the chapter's values module, found when it is first called."""
    if not name.isidentifier():
        table.fail(f"expected the name of a function of {VALUES}.{_module(chapter)}, got {name!r}")
    return partial(_call, f"{VALUES}.{_module(chapter)}", name, table.where)


def _call(module: str, name: str, where: str, *arguments: Any) -> Any:
    function = getattr(importlib.import_module(module), name, None)
    if function is None:
        raise DataError(f"{where}: {module} has no function {name!r}")
    return function(*arguments)


def _module(chapter: str) -> str:
    return chapter.replace("-", "_")


def _number(table: Table, field: str, chapter: str) -> Number:
    value = table.get(field, (int, float, str))
    return computed(chapter, value, table) if isinstance(value, str) else float(value)


def _letters(table: Table, chapter: str) -> Letters:
    meanings, functions, indices = (table.get(name, dict, {}) for name in ("letters", "functions", "indices"))
    scene = table.text("scene", "")
    for letter, meaning in meanings.items():
        words = meaning.split() if isinstance(meaning, str) else [""]
        if not (meaning == "" and scene) and not words[0].startswith("=") and words[0] not in KINDS:
            table.fail(f"the letter {letter!r} is {meaning!r}; expected '= a formula' or one of {', '.join(KINDS)}")
    return Letters(meanings, functions, indices, computed(chapter, scene, table) if scene else None)


def derive(table: Table, head: dict[str, Any]) -> Derive:
    mistakes = []
    for each in table.tables("mistakes"):
        mistakes.append(Mistake(each.text("code"), each.text("formula"), each.text("message")))
        each.done()
    return Derive(
        **head,
        letters=_letters(table, head["chapter"]),
        right=table.text("right"),
        mistakes=tuple(mistakes),
        avoid=table.texts("avoid", []),
    )


def predict(table: Table, head: dict[str, Any]) -> Predict:
    form = table.text("answer")
    if form == "number":
        return _predict_number(table, head)
    if form == "shape":
        wrong = []
        for each in table.tables("wrong"):
            wrong.append((_shape(each, "shape"), each.text("reply")))
            each.done()
        return Predict(**head, form="shape", right=_shape(table, "right"), wrong=tuple(wrong))
    if form == "order":
        first = -1.0 if table.get("largest_first", bool, False) else 1.0
        items = []
        for place, each in enumerate(table.tables("choices", least=3)):
            rank = _number(each, "value", head["chapter"])
            items.append(Choice(_letter(place), each.text("text"), rank=rank))
            each.done()
        return Predict(**head, form="order", choices=tuple(items), direction=first)
    if form not in ("choice", "choices"):
        table.fail(f"answer is {form!r}, expected number, shape, choice, choices or order")
    choices = _choices(table, "choices", least=2)
    count = sum(choice.right for choice in choices)
    if (form == "choice" and count != 1) or not 1 <= count < len(choices) + (form == "choices"):
        table.fail(f"{count} choices are right = true")
    return Predict(**head, form="choice" if form == "choice" else "choices", choices=choices)


def _predict_number(table: Table, head: dict[str, Any]) -> Predict:
    wrong = []
    for each in table.tables("wrong"):
        wrong.append((_number(each, "value", head["chapter"]), each.text("reply")))
        each.done()
    units = {str(name): float(value) for name, value in table.get("units", dict, {}).items()}
    right = _number(table, "right", head["chapter"])
    whole = isinstance(right, float) and right.is_integer()
    within = float(table.get("within", (int, float), 0.0))
    rtol = float(table.get("tolerance", (int, float), 0.0 if within or whole else 0.02))
    return Predict(
        **head,
        form="number",
        right=right,
        wrong=tuple(wrong),
        units={"": 1.0, **units},
        rtol=max(rtol, 1e-9),
        atol=within,
    )


def _shape(table: Table, field: str) -> tuple[str, ...]:
    value = table.get(field, list)
    if not all(isinstance(size, int | str) for size in value):
        table.fail(f"{field} must be a list of sizes such as [3, 5] or ['N', 'K'], got {value!r}")
    return tuple(map(str, value))


def _choices(table: Table, field: str, least: int = 0) -> tuple[Choice, ...]:
    found = []
    for place, each in enumerate(table.tables(field, least)):
        right, reply = each.get("right", bool, False), each.text("reply", "")
        if not right and not reply:
            each.fail("a wrong choice needs a reply")
        found.append(Choice(_letter(place), each.text("text"), right, reply))
        each.done()
    return tuple(found)


def _letter(place: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[place]


def find(table: Table, head: dict[str, Any]) -> Find:
    form: Any = table.text("form", "formula")
    if form not in ("formula", "text", "code"):
        table.fail(f"form is {form!r}, expected formula, text or code")
    lines, faulty = [], []
    for number, each in enumerate(table.tables("lines", least=3), start=1):
        fault = each.get("fault", bool, False)
        show = each.get("show", str).rstrip("\n")
        line = Line(
            show, each.text("why", "") if fault else each.text("why"), each.get("repaired", str) if fault else "",
            each.text("check", ""), each.text("unchecked", ""),
        )  # fmt: skip
        each.done()
        lines.append(line)
        faulty += [number] * fault
    if len(faulty) != 1:
        table.fail(f"expected one line with fault = true, got {len(faulty)}")
    faults = _choices(table, "faults")
    if faults and sum(fault.right for fault in faults) != 1:
        table.fail("exactly one of the faults is right = true")
    program = None
    if form == "code":
        names = [computed(head["chapter"], table.text(field), table) for field in ("arguments", "reference")]
        program = Program(table.text("function"), *names)
    letters = None if form == "code" else _letters(table, head["chapter"])
    return Find(**head, form=form, lines=tuple(lines), fault=faulty[0], faults=faults, letters=letters, program=program)


def prove(table: Table, head: dict[str, Any]) -> Prove:
    reasons: dict[str, Reason] = {}
    for number, each in enumerate(table.tables("reasons"), start=1):
        if each.text("name") in reasons:
            each.fail("two reasons have the same name")
        reasons[each.text("name")] = Reason(str(number), each.text("text"))
        each.done()
    raw = table.tables("steps", least=3)
    names = [each.text("name") for each in raw]
    if len(set(names)) < len(names):
        table.fail("two steps have the same name")
    shown = shuffled(names, head["id"])
    key = {name: _letter(place).upper() for place, name in enumerate(shown)}

    def naming(text: str) -> str:
        for name in sorted(key, key=len, reverse=True):
            text = text.replace(f"@{name}", f"step {key[name]}")
        return text

    steps = {}
    for name, each in zip(names, raw, strict=True):
        extra = each.get("extra", bool, False)
        needs, given = each.texts("needs", []), each.texts("reasons", [])
        replies = each.get("replies", dict, {})
        for what, known in ((needs, names), ((*given, *replies), list(reasons))):
            if unknown := [one for one in what if one not in known]:
                each.fail(f"{unknown[0]!r} is not among {', '.join(known) or 'the reasons (there are none)'}")
        if reasons and not given and not extra:
            each.fail("a step needs its reasons, as the exercise asks for them")
        steps[name] = Step(
            key[name], each.text("text"), tuple(key[need] for need in needs), tuple(reasons[one].key for one in given),
            tuple((reasons[one].key, naming(reply)) for one, reply in replies.items()),
            naming(each.text("early") if extra else each.text("early", "")), extra,
        )  # fmt: skip
        each.done()
    return Prove(
        **head, steps=tuple(steps[name] for name in shown), reasons=tuple(reasons.values()),
        checklist=table.texts("checklist"), model=tuple(key[n] for n in names if not steps[n].extra),
    )  # fmt: skip


def shuffled(names: list[str], seed: str) -> list[str]:
    """The names in an order that is the same each time, and not the one in which they came."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    while (found := [names[i] for i in rng.permutation(len(names))]) == names:
        pass
    return found
