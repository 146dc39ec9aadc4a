"""The functions of one file, judged: they are loaded into one sandbox and called there, the check looks on from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from nncourse.grading.marks.reading import Notebook, to_run
from nncourse.grading.marks.room import Died, Loaded, Open, Room, SandboxFailure, Wanted
from nncourse.grading.marks.task import Asked, Verdict
from nncourse.grading.marks.verdicts import Others, checked, judged_by, not_judged, surprise
from nncourse.grading.submissions.answers import Candidate
from nnlib.exercises.diagnosis.elsewhere import Box, Elsewhere, Facts
from nnlib.exercises.model import Exercise

TRIES = 3  # of a sandbox that fails; of what runs out of time one fewer


@dataclass(frozen=True)
class Answer:
    """A function that answers an exercise, and where it stands."""

    asked: Asked
    exercise: Exercise
    notebook: Notebook
    candidate: Candidate
    notes: list[str]
    others: Others = ()

    @property
    def place(self) -> str:
        return f"{self.notebook.name}, cell {self.candidate.cell}"

    @property
    def wanted(self) -> Wanted:
        c = self.candidate
        return Wanted(self.exercise.id, c.cell - 1, c.name, len(self.exercise.parameters))


class Sandboxed(Elsewhere):
    """A student's function, by its exercise, in a sandbox that has loaded it."""

    def __init__(self, room: Room, exercise: str, facts: Facts) -> None:
        self._room, self._exercise, self._facts = room, exercise, facts

    @property
    def facts(self) -> Facts:
        return self._facts

    def box(self, seconds: float) -> AbstractContextManager[Box]:
        return self._room.answer(self._exercise, seconds)


def judged_functions(answers: Sequence[Answer], open_room: Open) -> Iterator[Verdict]:
    """The verdicts on functions of one file. What failed through no fault of the answer is tried again in a new sandbox."""
    ahead = list(answers)
    for attempt in range(1, TRIES + 1):
        again = []
        for answer, verdict in list(_once(ahead, open_room)):
            enough = attempt == TRIES or (verdict.cause != "failed" and attempt == TRIES - 1)
            if verdict.sure or enough:
                yield verdict
            else:
                again.append(answer)
        ahead = again
        if not ahead:
            return


def _once(answers: Sequence[Answer], open_room: Open) -> Iterator[tuple[Answer, Verdict]]:
    ahead = list(answers)
    try:
        with open_room() as room:
            loaded = _loaded(room, answers)
            while ahead:
                verdict = _judged(room, loaded, ahead[0])
                yield ahead.pop(0), verdict
    except (SandboxFailure, Died) as problem:
        for answer in ahead:
            yield answer, not_judged(answer.exercise, answer.place, answer.notes, problem)


def _loaded(room: Room, answers: Sequence[Answer]) -> Loaded:
    """The file loaded; if a cell ends the process, without the cells behind the last answer."""
    cells = to_run(answers[0].notebook, [answer.candidate for answer in answers])
    wanted = [answer.wanted for answer in answers]
    try:
        return room.load(cells, wanted)
    except Died:
        return room.load(cells[: max(each.cell for each in wanted) + 1], wanted)


def _judged(room: Room, loaded: Loaded, answer: Answer) -> Verdict:
    exercise, cell = answer.exercise, answer.candidate.cell
    found = loaded.answers.get(exercise.id)
    out_of_time = any(problem.kind == "timeout" for problem in loaded.problems)
    if found is None or not found.found:
        why = next((f": {problem.text}" for problem in loaded.problems if problem.cell == cell - 1), "")
        text = f"Cell {cell} stopped before {answer.candidate.name} was defined{why}."[:280]
        code = "cell-failed"
        return Verdict(
            exercise.id, "code", False, code, text, code, "", answer.place, tuple(answer.notes), sure=not out_of_time
        )
    try:
        result, owners = judged_by(answer.asked, exercise, Sandboxed(room, exercise.id, found.facts), answer.others)
    except (SandboxFailure, Died) as stop:
        return not_judged(exercise, answer.place, answer.notes, stop)
    except Exception as problem:
        return surprise(exercise, answer.place, problem)
    notes = list(answer.notes)
    if not result.passed:  # a helper may be missing because its cell failed
        before = [problem for problem in loaded.problems if problem.cell < cell - 1]
        notes += [f"Cell {p.cell + 1} before it failed: {p.text}"[:280] for p in before[:3]]
    verdict = checked(exercise, result, answer.place, notes, found.digest, owners)
    return replace(verdict, sure=verdict.sure and (result.passed or not out_of_time))
