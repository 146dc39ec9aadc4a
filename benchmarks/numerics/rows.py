"""What is measured, against whom, and what it must reach; each part can be measured alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from numerics import agreement, epochs, gradient, peers, steps, timing, windows
from numerics.steps import Task
from numerics.timing import Contender

DTYPES = ("float64", "float32")
SMALL = Task((64, 64, 10), batch=32)
MEDIUM = Task((784, 256, 256, 10), batch=128)
DEEP = Task((460, 1024, 1024, 1024, 3000), batch=128, activation="sigmoid")


@dataclass(frozen=True)
class Goal:
    """The largest ratio allowed, and the one aimed at."""

    must: float
    aim: float


@dataclass(frozen=True)
class Work:
    """One kind of work: its contenders, ours first, and the goal of ours against each of the others by name."""

    title: str
    contenders: Callable[[str], list[Contender]]
    goals: dict[str, Goal]
    tolerance: dict[str, float] = field(default_factory=lambda: agreement.TOLERANCE)


def _step(task: Task, dtype: str, *, products: bool) -> list[Contender]:
    found = [steps.ours(task, dtype)]
    if peers.available("torch"):
        found.append(steps.pytorch(task, dtype))
    if products:
        reference, bare = steps.products(task, dtype)
        agreement.same_results([reference, bare], agreement.TOLERANCE[dtype])
        found.append(bare)
    return found


def _epoch(dtype: str) -> list[Contender]:
    theirs = [epochs.scikit_learn(SMALL, dtype)] if peers.available("sklearn") else []
    return [epochs.ours(SMALL, dtype), *theirs]


PARTS: dict[str, list[Work]] = {
    "small": [
        Work(
            "step of the MLP 64-64-10, batch 32",
            lambda dtype: _step(SMALL, dtype, products=False),
            {"PyTorch": Goal(0.5, 0.25)},
        )
    ],
    "epoch": [Work("epoch of the MLP 64-64-10, batch 32", _epoch, {"scikit-learn": Goal(1.0, 0.4)})],
    "medium": [
        Work(
            "step of the MLP 784-256-256-10, batch 128",
            lambda dtype: _step(MEDIUM, dtype, products=True),
            {"PyTorch": Goal(1.3, 0.9), "bare products": Goal(1.6, 1.15)},
        )
    ],
    "deep": [
        Work(
            "step of the DNN 460-1024-1024-1024-3000, batch 128",
            lambda dtype: _step(DEEP, dtype, products=True),
            {"PyTorch": Goal(1.3, 1.0), "bare products": Goal(1.35, 1.12)},
        )
    ],
    "convolution": [
        Work(
            "Conv2D(1 -> 16, 3x3) on 64 x 28 x 28, forward and backward",
            lambda dtype: windows.convolution(1, 16, 28, dtype),
            {"PyTorch": Goal(1.3, 0.6)},
        ),
        Work(
            "Conv2D(16 -> 32, 3x3) on 64 x 14 x 14, forward and backward",
            lambda dtype: windows.convolution(16, 32, 14, dtype),
            {"PyTorch": Goal(2.5, 1.5)},
        ),
    ],
    "pooling": [
        Work(
            "MaxPool2D(2) on 64 x 16 x 28 x 28, forward and backward",
            lambda dtype: windows.pooling(16, 28, dtype),
            {"PyTorch": Goal(1.2, 0.6)},
        )
    ],
    "gradient": [
        Work(
            f"gradient of the {name}, batch {task.batch}",
            lambda dtype, task=task: gradient.contenders(task, dtype),
            {"forward pass": Goal(3.5, 2.5)},
            gradient.TOLERANCE,
        )
        for name, task in [("MLP 64-64-10", SMALL), ("MLP 784-256-256-10", MEDIUM), ("DNN", DEEP)]
    ],
}


def check(work: Work, dtype: str) -> tuple[list[Contender], dict[str, float]]:
    """The contenders, once their results agree, and how far apart they were; Disagreement if they do not."""
    found = work.contenders(dtype)
    compared = [contender for contender in found if contender.name != "bare products"]  # those were, with our layers
    return found, agreement.same_results(compared, work.tolerance[dtype])


def measure(part: str, rounds: int) -> Iterator[dict[str, Any]]:
    """One row for each work of the part, floating type and contender other than ours."""
    for work in PARTS[part]:
        for dtype in DTYPES:
            found, apart = check(work, dtype)
            ours, *others = timing.times(found, rounds)
            for contender, theirs in zip(found[1:], others, strict=True):
                ratio, goal = timing.ratio(ours, theirs), work.goals[contender.name]
                yield {
                    "work": work.title,
                    "against": contender.name,
                    "dtype": dtype,
                    "ratio": round(ratio.value, 3),
                    "median_ratio": round(ratio.median, 3),
                    "best_ratio": round(ratio.best, 3),
                    "ours_ms": round(1e3 * ratio.ours_seconds, 4),
                    "theirs_ms": round(1e3 * ratio.theirs_seconds, 4),
                    "apart": apart.get(contender.name),
                    "must": goal.must,
                    "aim": goal.aim,
                }
