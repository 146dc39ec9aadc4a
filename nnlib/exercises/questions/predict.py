"""Predict: a number, a shape, a choice, several choices or an order, before the cell is run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from nnlib.exercises.plain import plain
from nnlib.exercises.questions import numbers, shapes
from nnlib.exercises.questions.model import NotAnAnswer, PageQuestion, Reply, Rich, Rules, letters

Number = float | Callable[[], float]  # typed, or computed when it is asked for
Form = Literal["number", "shape", "choice", "choices", "order"]


@dataclass(frozen=True)
class Choice:
    """One thing to choose or to put in order. `reply` is said to who chooses it wrongly; `rank` is its place in an order."""

    key: str
    text: str
    right: bool = False
    reply: str = ""
    rank: Number = 0.0


@dataclass(frozen=True)
class Predict(PageQuestion):
    """`answer` tells which of the fields count: `right`, `wrong`, tolerances and units of a number or shape, or `choices`."""

    form: Form
    right: Number | tuple[str, ...] = 0.0
    wrong: tuple[tuple[Any, str], ...] = ()
    rtol: float = 0.0
    atol: float = 0.0
    units: Mapping[str, float] = field(default_factory=lambda: {"": 1.0})
    choices: tuple[Choice, ...] = ()
    direction: float = 1.0  # of an order: 1 for the smallest first

    @property
    def kind(self) -> str:
        return "predict"

    def rules(self) -> Rules:
        rules: Rules = {"id": self.id, "form": self.form, "solved": Rich(self.solved)}
        if self.form == "number":
            wrong = [{"value": number_of(value), "reply": Rich(reply)} for value, reply in self.wrong]
            tolerances = {"rtol": self.rtol, "atol": self.atol, "exact": max(self.rtol, self.atol) < 1e-6}
            return {**rules, "right": number_of(self.right), "wrong": wrong, "units": dict(self.units), **tolerances}
        if self.form == "shape":
            assert isinstance(self.right, tuple)
            listed = [{"shape": list(value), "reply": Rich(reply)} for value, reply in self.wrong]
            return {**rules, "right": list(self.right), "wrong": listed}
        if self.form == "order":
            return {
                **rules,
                "items": [{"key": c.key, "rank": self.direction * number_of(c.rank)} for c in self.choices],
            }
        choices = [{"key": c.key, "right": c.right, "reply": Rich(c.reply)} for c in self.choices]
        return {**rules, "choices": choices}

    def read(self, answer: Any) -> Any:
        if self.form == "number":
            return numbers.of_text_or_number(answer, self.units)
        if self.form == "shape":
            return shapes.of_text_or_tuple(answer)
        return self._keys(answer)

    def verdict(self, answer: Any) -> Reply:
        rules = self.rules()
        if self.form == "number":
            reply = numbers.judged(rules, answer)
        elif self.form == "shape":
            reply = shapes.judged(rules, answer)
        elif self.form == "order":
            reply = ordered(rules, answer)
        else:
            reply = chosen(rules, answer)
        return Reply(reply.passed, reply.code, plain(reply.message))

    def instruction(self) -> str:
        offered = "\n".join(f"  {c.key}  {plain(c.text)}" for c in self.choices)
        units = ", ".join(name for name in self.units if name)
        how = {
            "number": f'a number, e.g. check("{self.id}", 0.25)' + (f"; units: {units}" if units else ""),
            "shape": f'a shape, e.g. check("{self.id}", (3, 5))',
            "choice": f'a letter, e.g. check("{self.id}", "a")',
            "choices": f'every letter that is right, e.g. check("{self.id}", "a c")',
            "order": f'the letters in order, e.g. check("{self.id}", "b a c")',
        }[self.form]
        return (f"{offered}\n" if offered else "") + f"Answer with {how}."

    def _keys(self, answer: Any) -> list[str]:
        """The letters of an answer: "b", 2 for the second, "a c", ["a", "c"]."""
        parts = (
            letters(answer) if isinstance(answer, str) else answer if isinstance(answer, Sequence | set) else [answer]
        )
        keys = [choice.key for choice in self.choices]
        found = []
        for part in parts:
            if isinstance(part, int) and not isinstance(part, bool) and 1 <= part <= len(keys):
                part = keys[part - 1]
            key = str(part).strip().lower()
            if key not in keys:
                raise NotAnAnswer(f"Expected one of the letters {', '.join(keys)}, got {key[:20]!r}.")
            found.append(key)
        if self.form == "choice" and len(found) != 1:
            raise NotAnAnswer(f"Expected one letter out of {', '.join(keys)}, got {len(found)}.")
        if self.form == "order" and sorted(found) != sorted(keys):
            raise NotAnAnswer(f"Expected each of the letters {', '.join(keys)} once.")
        return sorted(set(found)) if self.form == "choices" else found


def number_of(value: Any) -> float:
    """The number itself, or what its function gives."""
    return float(value() if callable(value) else value)


def chosen(rules: Rules, keys: list[str]) -> Reply:
    """The reply to the first wrong choice; then what is missing."""
    for item in rules["choices"]:
        if item["key"] in keys and not item["right"]:
            return Reply(False, f"choice-{item['key']}", item["reply"])
    missing = [item for item in rules["choices"] if item["right"] and item["key"] not in keys]
    if missing:
        start = "What you chose is right, but" if keys else "Nothing is chosen;"
        belongs = "1 more belongs" if len(missing) == 1 else f"{len(missing)} more belong"
        return Reply(False, "choices-missing", f"{start} {belongs} to it.")
    return Reply(True, "right", rules["solved"])


def ordered(rules: Rules, keys: list[str]) -> Reply:
    """The first two neighbours that stand the wrong way round."""
    rank = {item["key"]: item["rank"] for item in rules["items"]}
    for before, after in pairwise(keys):
        if rank[before] > rank[after]:
            return Reply(False, "order", f"{after} has to stand before {before}: compare these two once more.")
    return Reply(True, "right", rules["solved"])
