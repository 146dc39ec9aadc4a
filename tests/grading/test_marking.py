"""A mark is what the student saw: code and message of every listed answer, through the sandbox, are those of `check` in a notebook."""

import json
import os
import sys
from contextlib import contextmanager

import pytest
from handed_in import CHECK, IMPORTS, MSE, RELU, RELU_WRONG, ROOT, notebook, task
from in_process import InProcess
from sandbox_here import needs_sandbox
from whole_modules import ANSWERS, RIGHT, WRONG, answers_and_definitions, listed

from nncourse import editions
from nncourse.grading.marks.calling import Sandboxed
from nncourse.grading.marks.marking import mark, open_sandbox
from nncourse.sandbox import Died, Limits, Sandbox, SandboxFailure, Wanted
from nnlib.exercises import check, exercise_ids
from nnlib.exercises.checking import judged
from nnlib.exercises.registry import entry, get

sys.path.append(str(ROOT / "tests" / "course"))
pytestmark = needs_sandbox
RECORDED = json.loads((ANSWERS / "verdicts.json").read_text(encoding="utf-8"))
CODE = exercise_ids("code")


# -- the same verdict ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def loaded():
    """All listed functions in one sandbox: they are called there, one process each."""
    every = listed()
    cells = [answers_and_definitions(), *(one.cell for one in every)]
    wanted = [Wanted(f"{i}", i + 1, "answer", len(get(one.exercise).parameters)) for i, one in enumerate(every)]
    with Sandbox(Limits(cell=100, cells=200)) as room:
        found = room.load(cells, wanted)
        assert not found.problems
        yield room, found, every


@pytest.mark.parametrize("name", CODE)
def test_every_listed_answer_gets_the_code_and_message_that_are_recorded(loaded, name):
    room, found, every = loaded
    seen = set()
    for number, one in enumerate(every):
        if one.exercise != name:
            continue
        seen.add(one.key)
        answer = Sandboxed(room, f"{number}", found.answers[f"{number}"].facts)
        result = judged(get(name), answer)
        if one.right:
            assert result.passed, (one.key, result)
        else:
            assert [result.code, result.message] == RECORDED[name][one.key], one.key
            assert not result.passed
    assert seen >= set(RECORDED[name]) and len(seen) - len(RECORDED[name]) == len(RIGHT[name])


def test_the_evidence_is_the_same_too(loaded):
    room, found, every = loaded
    functions = {("right", n): fns for n, fns in RIGHT.items()}
    compared = 0
    for number, one in enumerate(every):
        if number % 23 or one.key.startswith("misconception"):
            continue
        index = int(one.key.split()[1])
        mine = [row[1] for row in WRONG if row[0] == one.exercise]
        fn = functions["right", one.exercise][index] if one.right else mine[index]
        here = judged(get(one.exercise), fn)
        there = judged(get(one.exercise), Sandboxed(room, f"{number}", found.answers[f"{number}"].facts))
        assert str(there) == str(here)
        compared += 1
    assert compared > 10


def cells_of(name):
    """Statement, stub and solution of an exercise as the book has them."""
    return editions.exercise_cells(ROOT, name)


def sources(cells):
    return [cell["source"] for cell in cells if cell["cell_type"] == "code"]


def test_the_books_solutions_get_full_marks_and_its_stubs_none():
    solved, stubs = [IMPORTS + "\nimport nnlib as nn"], [IMPORTS]
    for name in CODE:
        _, stub, solution = cells_of(name)
        solved += sources(solution)
        stubs.append(stub["source"])
    right = mark(task(notebook(*solved), asked=CODE), open_sandbox("auto"))
    assert [v.exercise for v in right] == list(CODE)
    assert all(v.passed and v.code == "right" for v in right), [v for v in right if not v.passed]
    empty = mark(task(notebook(*stubs), asked=CODE), open_sandbox("auto"))
    assert all(not v.passed and v.code == "not-attempted" for v in empty), [
        v for v in empty if v.code != "not-attempted"
    ]


def test_listed_answers_to_questions_get_what_check_says():
    from listed_answers import STUB, answers

    questions = [name for name in exercise_ids() if name not in CODE]
    given = {name: [one for one in answers(name) if one.source != STUB] for name in questions}
    for round in range(max(map(len, given.values()))):
        asked = [name for name in questions if round < len(given[name])]
        cells = [f"{given[name][round].source}\ncheck({name!r}, {name})" for name in asked]
        verdicts = mark(task(notebook(*cells), asked=asked), InProcess)
        for name, verdict in zip(asked, verdicts, strict=True):
            space = {}
            exec(given[name][round].source, space)
            seen = check(name, space[name])
            assert (verdict.passed, verdict.code, verdict.message) == (seen.passed, seen.code, seen.message), name
            assert verdict.passed is given[name][round].right, name
    stubs = mark(task(notebook(*[f"check({name!r}, ...)" for name in questions]), asked=questions), InProcess)
    assert {verdict.code for verdict in stubs} == {"not-attempted"}


# -- what goes wrong on the way ------------------------------------------------------------------------------------------


class Unsteady(InProcess):
    """A room that fails before it works."""

    failures, opened = 0, 0

    def __enter__(self):
        type(self).opened += 1
        if type(self).opened <= self.failures:
            raise SandboxFailure("no process could be started")
        return self


@pytest.mark.parametrize(
    ("failures", "code", "sure", "opened"),
    [(0, "right", True, 1), (2, "right", True, 3), (9, "sandbox-failed", False, 3)],
)
def test_a_failure_of_the_sandbox_is_tried_again_and_never_a_mark(failures, code, sure, opened):
    room = type("Room", (Unsteady,), {"failures": failures, "opened": 0})
    (verdict,) = mark(task(notebook(IMPORTS, RELU)), room)
    assert (verdict.code, verdict.sure, room.opened) == (code, sure, opened)
    assert verdict.cause == ("checked" if code == "right" else "failed")


def test_an_answer_that_ends_its_process_gets_nothing_and_the_other_one_its_mark():
    class Dying(InProcess):
        @contextmanager
        def answer(self, exercise, seconds=5.0):
            if exercise == "relu":
                raise Died("memory")
            with super().answer(exercise, seconds) as box:
                yield box

    relu, mse = mark(task(notebook(IMPORTS, RELU, MSE), asked=("relu", "mse")), Dying)
    assert (relu.code, relu.cause, relu.passed, relu.sure) == ("stopped-memory", "stopped", False, True)
    assert "memory" in relu.message and mse.passed


def test_a_cell_that_ends_the_process_behind_the_answers_is_left_out():
    class Fragile(InProcess):
        def load(self, cells, wanted):
            if any("os._exit" in cell for cell in cells):
                raise Died("exit", "code 1")
            return super().load(cells, wanted)

    after = mark(task(notebook(IMPORTS, RELU, "import os\nos._exit(1)")), Fragile)[0]
    before = mark(task(notebook(IMPORTS, "import os\nos._exit(1)", RELU)), Fragile)[0]
    assert after.passed and (before.code, before.cause) == ("stopped-exit", "stopped")


def test_what_ran_out_of_time_is_tried_twice_and_is_not_sure():
    opened = []

    class Slow(InProcess):
        def __enter__(self):
            opened.append(self)
            return self

        @contextmanager
        def answer(self, exercise, seconds=5.0):
            with super().answer(exercise, 0.2) as box:
                yield box

    (verdict,) = mark(task(notebook(IMPORTS, "@exercise('relu')\ndef relu(z):\n    while True:\n        pass")), Slow)
    assert (verdict.code, verdict.passed, verdict.sure, len(opened)) == ("timeout", False, False, 2)
    assert "It was in line" in verdict.message


def test_a_fault_of_the_check_itself_is_told_and_is_no_verdict(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("nncourse.grading.marks.verdicts.judged", broken)
    relu, question = mark(task(notebook(IMPORTS, RELU, CHECK), asked=("relu", "sum_or_mean")), InProcess)
    assert (
        relu.code == question.code == "check-failed" and relu.cause == "failed" and not relu.sure and not question.sure
    )


def test_marking_leaves_no_trace_in_the_instructors_own_results(monkeypatch, tmp_path):
    monkeypatch.setenv("NNLIB_RESULTS", str(tmp_path / "results.jsonl"))
    mark(task(notebook(IMPORTS, RELU_WRONG, CHECK), asked=("relu", "sum_or_mean")), InProcess)
    assert os.listdir(tmp_path) == []


def test_nothing_of_a_submission_runs_in_the_grader(tmp_path):
    """Cells and answers that would leave a file behind, or change what the check uses, were they run here."""
    touch = f"open({str(tmp_path / 'was here')!r}, 'w').close()"
    patch = "import numpy, nnlib.exercises.diagnosis.compare as c\nc.same = numpy.allclose = numpy.isclose = lambda *a, **k: True"
    cells = [
        IMPORTS,
        touch,
        patch,
        RELU_WRONG.replace("return", f"{touch}\n    return"),
        f"check('sum_or_mean', {touch})",
    ]
    relu, question = mark(task(notebook(*cells), asked=("relu", "sum_or_mean")), open_sandbox("auto"))
    assert os.listdir(tmp_path) == [] and question.code == "no-literal"
    assert not relu.passed
    assert entry("relu") and check("relu", lambda z: z + 1).code != "right"


@pytest.mark.parametrize(
    "answer", ["2^(10^100)", "-2^(10^100)", "9" * 1900, "1e999", "0/0", "(" * 900 + "w" + ")" * 900, "{" * 1900]
)
def test_no_formula_is_right_by_being_infinite_or_too_deep(answer):
    derived = [name for name in exercise_ids("derive")][::9]
    verdicts = mark(task(notebook(*[f"check({name!r}, {answer!r})" for name in derived]), asked=derived), InProcess)
    assert not any(v.passed for v in verdicts) and {v.cause for v in verdicts} == {"checked"}


def test_a_formula_that_would_take_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr("nncourse.grading.marks.verdicts.SECONDS", 0.5)
    monkeypatch.setattr("nnlib.formula.semantics.evaluate.MOST_TERMS", 10**9)  # the limit that would end it sooner
    name = exercise_ids("derive")[0]
    cells = [f"check({name!r}, 'sum_{{i=1}}^{{99999999}} i')", CHECK]
    formula, other = mark(task(notebook(*cells), asked=(name, "sum_or_mean")), InProcess)
    assert (formula.code, formula.passed, formula.sure) == ("timeout", False, False) and other.passed
