"""A room that is none: cells and answers run in this process. To test the marking without a sandbox, and never shipped."""

from __future__ import annotations

import contextlib
import io
import sys
import types
from concurrent.futures import Executor, Future

from nncourse.grading.marks.marking import mark
from nncourse.sandbox import Found, Loaded, Problem
from nnlib.exercises.diagnosis.attempt import facts_of
from nnlib.exercises.diagnosis.elsewhere import Facts
from nnlib.exercises.diagnosis.isolation import Sandbox
from nnlib.exercises.diagnosis.raised import place_of
from nnlib.exercises.results import attempt_hash


class InProcess:
    """Runs whole cells, one after another, and calls what they leave."""

    def __init__(self):
        self.functions = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def load(self, cells, wanted):
        space, problems, answers = {"__name__": "__main__"}, [], {}
        module = types.ModuleType("nnlib.exercises")
        module.exercise = lambda *_a, **_k: lambda fn: fn
        module.check = module.hint = module.ask = lambda *_a, **_k: None
        real, sys.modules["nnlib.exercises"] = sys.modules["nnlib.exercises"], module
        try:
            for number, cell in enumerate(cells):
                try:
                    with contextlib.redirect_stdout(io.StringIO()):
                        exec(compile(cell, f"<cell {number}>", "exec"), space)
                except SyntaxError as problem:
                    problems.append(Problem(number, "syntax", str(problem)))
                except Exception as problem:
                    problems.append(Problem(number, "raised", f"{type(problem).__name__}: {problem}"))
                for one in wanted:
                    if one.cell == number and one.name in space:
                        self.functions[one.exercise] = space[one.name]
        finally:
            sys.modules["nnlib.exercises"] = real
        for one in wanted:
            fn = self.functions.get(one.exercise)
            known = one.exercise in self.functions
            facts = facts_of(fn, one.count) if known else Facts()
            answers[one.exercise] = Found(known, facts, attempt_hash(fn) if known else "")
        return Loaded(answers, tuple(problems))

    @contextlib.contextmanager
    def answer(self, exercise, seconds=5.0):
        with Sandbox(seconds) as box:
            yield Bound(box, self.functions[exercise])


class Bound:
    """nnlib's own box around the function that was found."""

    def __init__(self, box, fn):
        self.box, self.fn = box, fn

    def __getattr__(self, name):
        return getattr(self.box, name)

    def calls(self, _fn, several):
        outcomes = self.box.calls(self.fn, several)
        for outcome in outcomes:
            if outcome.error is not None:
                outcome.error.place = place_of(outcome.error, self.fn)
        return outcomes

    def call(self, _fn, args):
        return self.calls(None, [args])[0]


def mark_here(task):
    """What an executor runs, without a sandbox."""
    return [verdict.as_dict() for verdict in mark(task, InProcess)]


class Inline(Executor):
    """Does what is submitted at once."""

    def __init__(self):
        self.done = 0

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.done += 1
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future
