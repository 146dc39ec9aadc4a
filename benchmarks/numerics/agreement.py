"""Whether contenders did the same work: their results compared array by array, before anything is timed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from numerics.timing import Contender

TOLERANCE = {"float64": 1e-10, "float32": 2e-4}
RUNS = 3  # a wrong update shows at the second run, in the loss too


class Disagreement(AssertionError):
    """Two contenders did not compute the same: no time of either means anything."""


def difference(got: npt.ArrayLike, wanted: npt.ArrayLike) -> float:
    """Largest difference, in units of the largest entry that is wanted; nan if either holds one."""
    a, b = np.asarray(got, np.float64), np.asarray(wanted, np.float64)
    scale = np.max(np.abs(b), initial=0.0)
    return float(np.max(np.abs(a - b), initial=0.0) / (scale or 1.0))


def compare(who: str, got: Mapping[str, Any], wanted: Mapping[str, Any], tolerance: float) -> float:
    """The worst difference over all results; Disagreement if it is not within the tolerance or a result is absent.

    What `wanted` does not name is not compared; each contender may know some things only about itself.
    """
    shared = sorted(got.keys() & wanted.keys())
    if not shared:
        raise Disagreement(f"{who} gives {', '.join(sorted(got)) or 'nothing'}, none of {', '.join(sorted(wanted))}")
    worst = 0.0
    for name in shared:
        shape, expected = np.shape(got[name]), np.shape(wanted[name])
        if shape != expected:
            raise Disagreement(f"{who}: {name} has the shape {shape}, expected {expected}")
        off = difference(got[name], wanted[name])
        if not off <= tolerance:  # nan is no agreement
            raise Disagreement(f"{who}: {name} differs by {off:.1e} of its largest entry, allowed are {tolerance:.0e}")
        worst = max(worst, off)
    return worst


def same_results(contenders: Sequence[Contender], tolerance: float, *, runs: int = RUNS) -> dict[str, float]:
    """Let each contender run from the same start and compare it with the first; the worst difference of each."""
    outcomes = []
    for contender in contenders:
        contender.reset()
        returned = [contender.run() for _ in range(runs)]
        losses = {"loss": returned} if returned[0] is not None else {}
        outcomes.append({**losses, **contender.results()})
        contender.reset()
    return {
        contender.name: compare(contender.name, outcome, outcomes[0], tolerance)
        for contender, outcome in zip(contenders[1:], outcomes[1:], strict=True)
    }
