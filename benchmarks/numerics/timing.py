"""Ratios of processor time: the contenders run in turn, round after round, so that what disturbs one disturbs all.

A ratio is the smaller of two estimates: the median over the rounds, and best against best. Other programs on the
machine can only make either of them larger or smaller by chance; both are kept in the results.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

ROUNDS = 25
SECONDS = 0.01  # how long a contender runs at least in each round


@dataclass(frozen=True)
class Contender:
    """Somebody's way to do the work.

    `run` does it once and returns the loss, if there is one; `results` names what else came out; `reset` undoes it.
    """

    name: str
    run: Callable[[], Any]
    results: Callable[[], dict[str, Any]]
    reset: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Ratio:
    """The time of the first contender in units of the second's, and the times themselves."""

    median: float
    best: float
    ours_seconds: float
    theirs_seconds: float

    @property
    def value(self) -> float:
        return min(self.median, self.best)


def _seconds(contender: Contender, repeats: int) -> float:
    """Processor time of one run, the mean of `repeats` of them."""
    contender.reset()
    start = process_time()
    for _ in range(repeats):
        contender.run()
    return (process_time() - start) / repeats


def times(contenders: Sequence[Contender], rounds: int = ROUNDS, seconds: float = SECONDS) -> list[list[float]]:
    """For each contender its seconds a run in each round; the one that begins changes from round to round."""
    repeats = [max(2, round(seconds / max(_seconds(contender, 2), 1e-7))) for contender in contenders]
    taken: list[list[float]] = [[] for _ in contenders]
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for place in range(len(contenders)):
                who = (turn + place) % len(contenders)
                taken[who].append(_seconds(contenders[who], repeats[who]))
            gc.collect()
    finally:
        gc.enable()
    return taken


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """The two estimates from the times of the same rounds."""
    median = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return Ratio(median, min(ours) / min(theirs), min(ours), min(theirs))
