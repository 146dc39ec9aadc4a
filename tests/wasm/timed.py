"""How long a check and a training step take, in milliseconds: called in CPython and in WASM, in one run."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable

import numpy as np

import nnlib as nn
from nnlib.exercises import check, exercise_ids
from nnlib.exercises.registry import get

BATCH, WIDTH, CLASSES = 32, 100, 10


def checks(runs: int) -> list[float]:
    """The median for every exercise that asks for a function: its right answer and, if it has one, its first misconception."""
    found = []
    for name in exercise_ids("code"):
        exercise = get(name)
        answers = [exercise.independent, *(item.wrong for item in exercise.misconceptions[:1])]
        found.append(
            _median(lambda name=name, answers=answers: [check(name, fn) for fn in answers], runs) / len(answers)
        )
    return found


def training_step(runs: int) -> float:
    """The median of forward, loss, backward and one step of SGD, a network of one hidden layer on a batch of digits."""
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(BATCH, 64)), rng.integers(CLASSES, size=BATCH)
    net = nn.Network([nn.Linear(64, WIDTH, rng=rng), nn.ReLU(), nn.Linear(WIDTH, CLASSES, rng=rng)])
    loss, step = nn.SoftmaxCrossEntropy(), nn.SGD(net, 0.1)

    def once() -> None:
        loss.forward(net.forward(x), t)
        net.backward(loss.backward(), input_grad=False)
        step.step()

    return _median(once, runs)


def _median(work: Callable[[], object], runs: int) -> float:
    work()  # what is made once is not measured
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def versions() -> list[str]:
    """Of Python and NumPy."""
    return [platform.python_version(), np.__version__]
