"""One submission inside its walls: it loads the cells, then forks one process for each answer, which is called there.

So an answer finds everything as the cells have left it, whatever another answer did. What is said here is believed by
nobody: it is a student's process, and only values come out.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
from typing import Any

import numpy as np

from nncourse.sandbox.inside import absent, frames, namespaces
from nncourse.sandbox.inside.cells import Notebook
from nncourse.sandbox.inside.reading import Reader
from nncourse.sandbox.inside.values import MOST_CHARACTERS, Writer
from nnlib.exercises.diagnosis.isolation import Outcome, Sandbox
from nnlib.exercises.diagnosis.raised import place_of
from nnlib.exercises.diagnosis.snapshot import Thing

MOST_WARNINGS, LONGEST = 20, 2000
PATIENCE = 60.0  # seconds for what is known to end, on a machine that is busy
BROKEN = 70  # the exit code that tells of code which has broken what runs it
MOST_GIVEN = 2**30  # what comes from outside is the grader's


def warm_up() -> None:
    """In the server, once: import and do what every submission will, so that none has to do it first."""
    import linecache
    import statistics  # noqa: F401  # what it imports in turn is what many others do

    import numpy.fft
    import numpy.linalg
    import numpy.ma
    import numpy.polynomial
    import numpy.random  # noqa: F401

    import nnlib  # noqa: F401

    linecache.getline(__file__, 1)
    notebook = Notebook(PATIENCE, PATIENCE)
    notebook.run(["import numpy as np\ndef f(z):\n    return np.exp(z) @ np.ones((3, 2)) + max(z)"], [])
    notebook.answers["f"] = notebook.space["f"]
    notebook.facts({"exercise": "f", "count": 1})
    ours, theirs = socket.socketpair()
    rng = np.random.default_rng(1)
    with ours, theirs, Sandbox(PATIENCE) as box:
        for args in ((np.ones(3), rng), (np.ones(3),)):
            _send(ours, box.call(notebook.space["f"], args), notebook.space["f"], box, 10**6)
            frames.receive(theirs, 10**6)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    np.random.seed(0)  # noqa: NPY002 - every submission begins with the same numbers


def serve(channel: frames.Channel) -> None:
    """Process 1 of a submission: requests until the socket closes."""
    absent.install()
    random.seed(0)  # Python seeds it anew after each fork
    notebook: Notebook | None = None
    while True:
        try:
            request, _ = frames.receive(channel, 0)
        except frames.Ended:
            return
        if request["do"] == "load":
            notebook = Notebook(request["seconds_cell"], request["seconds_all"])
            notebook.run(request["cells"], request["wanted"])
            answers = {one["exercise"]: notebook.facts(one) for one in request["wanted"]}
            frames.send(channel, {"answers": answers, "problems": notebook.problems})
        elif request["do"] == "answer" and notebook is not None:
            frames.send(channel, {"ready": True})
            own: frames.Channel = channel
            if isinstance(channel, socket.socket):  # the next byte brings a socket that the answer has for itself
                own = socket.socket(fileno=socket.recv_fds(channel, 1, 1)[1][0])
            drawn = random.getstate()
            child = os.fork()
            if child == 0:
                code = BROKEN
                try:
                    random.setstate(drawn)
                    if isinstance(channel, socket.socket):
                        channel.close()
                    _answer(own, notebook.answers.get(request["exercise"]), request["seconds"])
                    code = 0
                finally:
                    os._exit(code)
            if isinstance(own, socket.socket) and own is not channel:
                own.close()
            else:  # it reads what comes next, up to its end
                frames.send(channel, {"status": os.waitpid(child, 0)[1]})
        elif request["do"] == "end":
            frames.send(channel, {"status": _end(child)})


def _end(child: int) -> int:
    """End the answer's process and every other but this one; how it had ended before, as a wait status."""
    done, status = os.waitpid(child, os.WNOHANG)
    if os.getpid() == 1:
        os.kill(-1, signal.SIGKILL) if _others() else None
    elif not done:
        os.kill(child, signal.SIGKILL)
    if not done:
        _, status = os.waitpid(child, 0)
        status = -1 if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else status
    namespaces.reap()
    return status


def _others() -> bool:
    try:
        os.kill(-1, 0)
    except OSError:
        return False
    return True


def _answer(channel: frames.Channel, fn: Any, seconds: float) -> None:
    """The process of one answer: calls until the socket closes. The clock runs while it is called and not between."""
    left = seconds
    with Sandbox(seconds) as box:
        clock = box._clock
        clock.stop()
        while True:
            try:
                request, data = frames.receive(channel, MOST_GIVEN)
            except frames.Ended:
                return
            if request["do"] == "end":
                return
            if request["seed"] is not None:
                box.seed(request["seed"])
            reader = Reader(data)
            several = [tuple(reader.decode({"list": args})) for args in request["several"]]
            for args in several:
                started = time.monotonic()
                clock.seconds = max(left, 1e-3)
                clock.start()
                try:
                    outcome = box.call(fn, args)
                finally:
                    clock.stop()
                left -= time.monotonic() - started
                _send(channel, outcome, fn, box, request["most"])
                if box.expired:
                    break


def _send(channel: frames.Channel, outcome: Outcome, fn: Any, box: Sandbox, most: int) -> None:
    """The outcome as data; a value that is too large becomes its kind, and so do arguments that have become too large."""
    size = 0
    for short_value, short_given in ((False, False), (True, False), (True, True)):
        writer = Writer()
        value = Thing(type(outcome.value).__name__, size) if short_value else outcome.value
        given = [Thing(type(each).__name__, size) for each in outcome.given] if short_given else outcome.given
        content = {
            "value": writer.encode(value),
            "given": [writer.encode(each) for each in given],
            "error": None if outcome.error is None else _error(outcome.error, fn),
            "timed_out": outcome.timed_out,
            "expired": box.expired,
            "said": outcome.said[:LONGEST],
            "warned": [text[:LONGEST] for text in outcome.warned[:MOST_WARNINGS]],
            "printed": box.printed,
        }
        size = sum(map(len, writer.arrays)) // 8
        if 8 * size <= most and len(repr(content)) <= MOST_CHARACTERS:
            break
    frames.send(channel, content, writer.arrays)


def _error(error: BaseException, fn: Any) -> dict[str, Any]:
    """The error's name, Python's own errors among its kinds, and where it was raised."""
    place = place_of(error, fn)
    names = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins" and kind is not object]
    told = None if place is None else [place.number, place.text[:LONGEST], sorted(place.uses)[:100]]
    return {"name": type(error).__name__[:80], "bases": names[:20], "place": told}
