"""Which searches are asked of an answer, in their order: the more telling first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnlib.exercises.diagnosis import arguments, edited, regions, relations, terms
from nnlib.exercises.diagnosis.answer import Answer
from nnlib.exercises.diagnosis.findings import Case, Finding, Search
from nnlib.exercises.model import Exercise, Question

RELATIONS: tuple[Search, ...] = (
    relations.constant,
    relations.sign,
    arguments.changed,
    arguments.swapped,
    relations.factor,
    relations.function_of_the_right_one,
    relations.rearranged,
    relations.shifted,
    regions.right_except,
    terms.terms,
    terms.scaled,
)
# true, but they say little about the cause
VAGUE: tuple[Search, ...] = (regions.confined, relations.nearly)
# what can be asked of values among which are nan and infinities
WITH_GAPS: tuple[Search, ...] = (regions.right_except, edited.once, regions.confined, edited.twice)


def questions(answer: Answer) -> Search:
    """The exercise's own questions, each asked about the arguments of every case."""

    def search(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
        if any(not case.comparable for case in cases):
            return
        for question in exercise.questions:

            def holds(seen: Sequence[Case], question: Question = question) -> bool:
                return all(question.holds(answer.ask, case.args) for case in seen)

            yield Finding(question.code, question.message, holds)

    return search
