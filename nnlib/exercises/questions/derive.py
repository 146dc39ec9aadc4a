"""Derive it: a typed formula, compared with the right one at random points, whatever its form.

The questions come in the order of a teacher: can it be read, does it use what it may, has it a value, is it right, is it
a known mistake, one slip away, truly related to the right one? Else the smallest counter-example.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.evidence import Evidence, show
from nnlib.exercises.plain import plain
from nnlib.exercises.questions import relations, slips
from nnlib.exercises.questions.allowed import refuse
from nnlib.exercises.questions.letters import Letters, points
from nnlib.exercises.questions.model import MOST, Question, Reply
from nnlib.exercises.questions.samples import Sample, Values, agrees, close, natural, same
from nnlib.exercises.questions.typed import read, spelled
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.values import EvaluationError, shape
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError, excerpt

STUDY, FRESH = 5, 8  # points a diagnosis is looked for at, and points at which its claim has to hold too


Holds = Callable[[Sequence[Values], Sequence[Sample]], bool]


@dataclass(frozen=True)
class Diagnosis:
    """A sentence about a wrong formula, and the claim behind it about the formula's values at some points."""

    code: str
    message: str
    holds: Holds


NOTHING = Diagnosis(
    "counter-example",
    "Not yet right, and no single cause stands out. Follow your formula through the example below.",
    lambda got, samples: True,
)


@dataclass(frozen=True)
class Mistake:
    """A known wrong formula and what is said to it."""

    code: str
    formula: str
    message: str


@dataclass(frozen=True)
class Derive(Question):
    """`right` is one right formula of many; `letters` what it may contain, `avoid` what it must do without:
    functions and operators by name, "abs" for bars, "[ ]" for brackets that hold a condition.
    """

    letters: Letters
    right: str
    mistakes: tuple[Mistake, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "derive"

    @cached_property
    def formula(self) -> t.Node:
        """The right formula as a tree."""
        return self.letters.parse(self.right)

    @cached_property
    def study(self) -> list[Sample]:
        """Points at which a diagnosis is looked for."""
        return self.samples(0, STUDY)

    @cached_property
    def fresh(self) -> list[Sample]:
        """Points at which its claim has to hold as well."""
        return self.samples(STUDY, FRESH)

    def samples(self, first: int, count: int) -> list[Sample]:
        """Random points, numbered from `first`."""
        return [Sample(self.letters, scene, self.formula) for scene in points(self.letters, self.id, first, count)]

    def instruction(self) -> str:
        known = ", ".join(
            spelled(name) for name in (*self.letters.names, *self.letters.sizes, *self.letters.function_names)
        )
        free = ", ".join(self.letters.indices)
        return (
            f"Letters: {known}" + (f"; free indices: {free}" if free else "") + ".\n"
            f'Answer with a formula, e.g. check("{self.id}", "p_i*([i==j] - p_j)"), in this notation or in LaTeX.'
        )

    def judge(self, answer: Any) -> Reply:
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip(" .")):
            return Reply(False, "not-attempted", f'Not attempted yet: give a formula to check("{self.id}", "...").')
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            answer = repr(answer)
        if not isinstance(answer, str):
            return Reply(
                False, "not-a-formula", f"Expected a formula as text, got a value of type {type(answer).__name__}."
            )
        try:
            tree = read(answer, self.letters.vocabulary)
            refuse(tree, answer, self.letters, self.avoid, Evaluator(self.study[0].scene.graph))
        except FormulaError as error:
            notes = (f"in your formula:\n{excerpt(error.source, error.column - 1)}",)
            message = f"Column {error.column}: {error.reason}{'' if error.reason.endswith('?') else '.'}"
            return Reply(False, "syntax", message[:MOST], Evidence(notes=notes))
        except RecursionError:
            return Reply(False, "syntax", "Your formula is nested too deeply to be read: write it with fewer brackets.")
        return self._judge_tree(tree)

    def _judge_tree(self, tree: t.Node) -> Reply:
        samples = [*self.study, *self.fresh]
        try:
            got = [sample.values(tree) for sample in samples]
        except (EvaluationError, ArithmeticError) as error:
            return Reply(False, "no-value", f"Your formula has no value here: {error}."[:MOST])
        if all(same(values, sample.expected) for values, sample in zip(got, samples, strict=True)):
            return Reply(True, "right", plain(self.solved))
        wrong = self._wrong_shape(samples[0], got[0])
        if wrong is not None:
            return wrong
        found = self.diagnosis(tree, got, samples)
        return Reply(False, found.code, plain(found.message)[:MOST], self._evidence(got, samples))

    def _wrong_shape(self, sample: Sample, got: Values) -> Reply | None:
        mine, right = got[0], sample.expected[0]
        if mine.shape == right.shape:
            return None
        message = f"Wrong shape: your formula is {shape(mine)} here, expected is {shape(right)}."
        if mine.ndim == 2 and mine.shape == right.shape[::-1] and close(mine.T, right):
            message += " It is the transpose of the right one."
        return Reply(False, "shape", message)

    def diagnosis(self, tree: t.Node, got: Sequence[Values], samples: Sequence[Sample]) -> Diagnosis:
        """The first of all findings that holds at all points."""
        for found in self._findings(tree, samples):
            if found.holds(got, samples):
                return found
        return NOTHING

    def _findings(self, tree: t.Node, samples: Sequence[Sample]) -> Iterator[Diagnosis]:
        """Everything that may be wrong with a formula, the most telling first."""
        for mistake in self.mistakes:
            yield Diagnosis(mistake.code, mistake.message, _is(self.letters.parse(mistake.formula)))
        if not any(isinstance(part, t.Symbol) for part in tree.walk()):
            text = "Your formula has no letters: it is the same number everywhere, and the right one is not."
            yield Diagnosis("constant", text, lambda got, samples: _varies(samples))
        for relation in (*relations.of_the_whole(samples[0]), *relations.of_the_letters(samples[0])):
            yield Diagnosis(relation.code, relation.message, _everywhere(relation.claim))
        clear = [slip for slip in self._slips(tree, samples[0]) if slip.code != "one-place"]
        for slip in clear:
            yield Diagnosis(slip.code, slip.message, _right(slip.formula) if slip.mended else _is(slip.formula))
        for relation in relations.of_letters_and_sign(samples[0]):
            yield Diagnosis(relation.code, relation.message, _everywhere(relation.claim))
        for relation in relations.of_a_part(samples[0]):
            yield Diagnosis(relation.code, relation.message, relations.somewhere(relation.claim))
        for slip in self._slips(tree, samples[0]):
            if slip.code == "one-place":
                yield Diagnosis(slip.code, slip.message, _right(slip.formula))

    def _slips(self, tree: t.Node, sample: Sample) -> Iterator[slips.Slip]:
        names = [*self.letters.names, *self.letters.sizes]
        shapes = {name: sample.shape(name) for name in names}
        confused = [(a, b) for a, b in combinations(names, 2) if shapes[a] == shapes[b] is not None]
        yield from slips.mended(tree, confused, names)
        yield from slips.reindexed(tree, list(self.letters.indices))
        yield from slips.rescaled(tree)
        yield from slips.spoilt(self.formula, names)

    def _evidence(self, got: Sequence[Values], samples: Sequence[Sample]) -> Evidence:
        """The point with the fewest numbers at which the formula is wrong, and the first place there."""
        wrong = [
            (sum(math.prod(sample.shape(name) or ()) for name in self.letters.names), number, place)
            for number, sample in enumerate(samples)
            for place, (mine, right) in enumerate(zip(got[number], sample.expected, strict=True))
            if not close(mine, right)
        ]
        _, number, place = min(wrong)
        sample = samples[number]
        where = [f"{name} = {value}" for name, value in sample.places[place].items()]
        values = [
            f"{spelled(name)} = {show(np.asarray(sample.value(name)))}"
            for name in self.letters.names
            if sample.shape(name) is not None
        ]
        functions = [
            f"{spelled(n)}: a smooth function" for n, what in self.letters.function_names.items() if what == "any"
        ]
        probe = ", ".join([*where, *values, *functions])
        return Evidence(probe, show(natural(got[number][place])), show(natural(sample.expected[place])))


def _is(formula: t.Node) -> Holds:
    """The claim that the learner's formula has the values of this one."""

    def holds(got: Sequence[Values], samples: Sequence[Sample]) -> bool:
        try:
            return all(same(values, sample.values(formula)) for values, sample in zip(got, samples, strict=True))
        except (EvaluationError, ArithmeticError):
            return False

    return holds


def _right(formula: t.Node) -> Holds:
    """The claim that this formula, the learner's with one change, is right."""
    return lambda got, samples: agrees(formula, samples)


def _everywhere(claim: relations.Claim) -> Holds:
    return lambda got, samples: all(claim(sample, values) for sample, values in zip(samples, got, strict=True))


def _varies(samples: Sequence[Sample]) -> bool:
    return any(not close(x, samples[0].expected[0]) for sample in samples for x in sample.expected)
