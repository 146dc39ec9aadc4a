"""Variants of an exercise: the same task with other numbers in its statement and in what its answers are tried on.

This is the seam only; what has variants stands in `definitions/variants`. Which parameters a student gets is no affair of
this package: a variant is judged by the parameters it is called with, and another's right answer is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nnlib.exercises.model import Exercise, Misconception
from nnlib.exercises.questions.model import NotAnAnswer, Reply
from nnlib.exercises.questions.predict import Predict, number_of
from nnlib.exercises.registry import Entry

Parameter = int | float | str
Parameters = Mapping[str, Parameter]
OTHER = "other-parameters"


@dataclass(frozen=True)
class Variants:
    """All variants of one exercise.

    `combinations` are the parameters that may be drawn, in a fixed order: a change of them changes everybody's numbers. `make`
    gives the exercise for some of them, `statement` its text as Markdown. `fair` says why none of them is easier. `also` are the
    codes of listed mistakes that are right for other parameters, and told by their own names.
    """

    id: str
    combinations: tuple[Parameters, ...]
    make: Callable[[Parameters], Entry]
    statement: Callable[[Parameters], str]
    fair: str
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "_made", {})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(self.combinations[0])

    def chosen(self, given: Mapping[str, object]) -> Parameters:
        """The combination that equals what was given; ValueError says what was expected."""
        if set(given) != set(self.names):
            raise ValueError(
                f"{self.id}: expected the parameters {', '.join(self.names)}, got {', '.join(map(str, given)) or 'none'}"
            )
        for combination in self.combinations:
            if all(given[name] == value for name, value in combination.items()):
                return combination
        raise ValueError(f"{self.id} has no variant with {said(given)}")

    def plain(self, parameters: Mapping[str, object]) -> Entry:
        """The exercise with these parameters, each made once; it does not know the other variants."""
        chosen = self.chosen(parameters)
        made: dict[tuple[Parameter, ...], Entry] = self.__dict__["_made"]
        key = tuple(chosen[name] for name in self.names)
        if key not in made:
            made[key] = self.make(chosen)
        return made[key]

    def entry(self, parameters: Mapping[str, object]) -> Entry:
        """The exercise with these parameters, which tells an answer that is right for others."""
        chosen = self.chosen(parameters)
        made: dict[tuple[Any, ...], Entry] = self.__dict__["_made"]
        key = (OTHER, *(chosen[name] for name in self.names))
        if key not in made:
            others = [self.plain(other) for other in self.combinations if other is not chosen]
            made[key] = recognising(self.plain(chosen), others, chosen)
        return made[key]


def said(parameters: Mapping[str, object]) -> str:
    """Parameters as a text.

    >>> said({"slope": 0.03, "form": "library"})
    'slope = 0.03, form = library'
    """
    return ", ".join(f"{name} = {value}" for name, value in parameters.items())


def message(parameters: Parameters) -> str:
    """What is told of an answer that is right for another variant."""
    return f"Right for other parameters than yours. Yours: {said(parameters)}."


def recognising(own: Entry, others: list[Entry], parameters: Parameters) -> Entry:
    """The exercise with the right answers of other variants as its last known mistakes."""
    text = message(parameters)
    if isinstance(own, Exercise):
        more = [Misconception(OTHER, text, other.reference) for other in others if isinstance(other, Exercise)]
        return replace(own, misconceptions=(*own.misconceptions, *more))
    assert isinstance(own, Predict)
    fields = {name: getattr(own, name) for name in own.__dataclass_fields__}
    return PredictVariant(**fields, others=tuple(o for o in others if isinstance(o, Predict)), told=text)


@dataclass(frozen=True)
class PredictVariant(Predict):
    """A prediction that knows the right answers of the other variants: told before what is merely near them."""

    others: tuple[Predict, ...] = ()
    told: str = ""

    def verdict(self, answer: Any) -> Reply:
        """As of a prediction, but an answer that is right for another variant is told as that; listed mistakes come first."""
        reply = super().verdict(answer)
        listed = reply.code.partition("-")[0] in ("number", "shape") and reply.code.partition("-")[2].isdigit()
        if reply.passed or listed or not any(_is_right(other, answer) for other in self.others):
            return reply
        return Reply(False, OTHER, self.told)


def _is_right(question: Predict, answer: Any) -> bool:
    try:
        return question.verdict(answer).passed
    except NotAnAnswer:
        return False


def answers_differ(questions: list[Predict]) -> list[int]:
    """Which of these predictions to keep so that no two have answers that count as the same: greedily, by their place."""
    kept: list[int] = []
    rights = [
        question.right if isinstance(question.right, tuple) else number_of(question.right) for question in questions
    ]
    for place, question in enumerate(questions):
        if not any(_alike(rights[place], rights[k], max(question.rtol, questions[k].rtol)) for k in kept):
            kept.append(place)
    return kept


def _alike(one: Any, other: Any, rtol: float) -> bool:
    """Whether one answer may count as the other; numbers have to be three tolerances apart, so that rounding does no harm."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return bool(one == other)
    return bool(abs(one - other) <= 3 * rtol * max(abs(one), abs(other)))
