"""A learner's function cannot disturb the notebook, and what it does is said."""
# ruff: noqa: NPY002 - the global random state is what is tested

import builtins
import os
import random
import signal
import sys
import threading
import time

import numpy as np
import pytest
from endless_functions import loop, stubborn

from nnlib.exercises import check
from nnlib.exercises.diagnosis.isolation import Sandbox, TimeLimit
from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get


@pytest.mark.parametrize("fn", [loop, stubborn])
def test_endless_loop_is_stopped_and_the_line_named(fn):
    start = time.monotonic()
    verdict = judge(get("relu"), fn, seconds=0.3)
    assert time.monotonic() - start < 3
    assert verdict.code == "timeout" and "line" in verdict.message


def test_endless_loop_is_stopped_in_another_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(judge(get("relu"), loop, seconds=0.3)))
    thread.start()
    thread.join(5)
    assert not thread.is_alive() and found[0].code == "timeout"


def test_alarm_and_its_handler_are_put_back():
    before = signal.getsignal(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        with Sandbox(1) as box:
            assert box.call(lambda: 3, ()).value == 3
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
        assert signal.getsignal(signal.SIGALRM) is before
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_time_limit_is_no_exception_a_learner_catches():
    assert not issubclass(TimeLimit, Exception)


def test_prints_are_kept_short(capsys):
    def loud(z):
        print("x" * 100_000)
        print("y", file=sys.stderr)
        return np.abs(z)

    result = check("relu", loud)
    assert result.code == "absolute-value" and "printed" in str(result.evidence) and len(str(result.evidence)) < 2000
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("leave", [lambda z: sys.exit(3), lambda z: exit(), lambda z: quit()])
def test_exit_is_caught(leave):
    result = check("relu", leave)
    assert result.code in ("raised-exit", "raised-name") and not result.passed


def test_input_is_refused_and_comes_back():
    before = builtins.input
    assert "ask for input" in check("relu", lambda z: input("z?")).message
    assert builtins.input is before


def test_global_state_is_restored(tmp_path):
    def messy(z):
        np.random.seed(1)
        random.seed(1)
        np.seterr(all="raise")
        np.set_printoptions(precision=1)
        os.chdir(tmp_path)
        sys.setrecursionlimit(5000)
        return np.maximum(z, 0)

    np.random.seed(5)
    state = (np.random.get_state()[1].tolist(), random.getstate(), np.geterr(), np.get_printoptions())
    rest = (os.getcwd(), sys.getrecursionlimit())
    assert check("relu", messy).passed
    assert state == (np.random.get_state()[1].tolist(), random.getstate(), np.geterr(), np.get_printoptions())
    assert rest == (os.getcwd(), sys.getrecursionlimit())


def test_changed_arguments_are_reported():
    def in_place(z):
        z[z < 0] = 0
        return z

    result = check("relu", in_place)
    assert result.code == "changes-argument" and "argument z" in result.message and "values are right" in result.message


def test_the_failing_line_is_quoted():
    def fails(z):
        y = z + 1
        return y[100, 100, 100]

    result = check("relu", fails)
    assert "return y[100, 100, 100]" in result.message and "IndexError" in result.message


def test_recursion_without_end():
    def again(z):
        return again(z)

    assert check("relu", again).code == "raised-recursion"
