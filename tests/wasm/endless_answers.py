"""What is said of answers that never end, and how soon."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from endless_functions import loop, stubborn, swallows_once

from nnlib.exercises.diagnosis.judge import judge
from nnlib.exercises.registry import get


def endless(count: int, seconds: float) -> list[list[Any]]:
    """Code, message and seconds of `count` answers that never end, one after another, each with a right one behind it."""
    found = []
    for number in range(count):
        start = time.perf_counter()
        verdict = judge(get("relu"), (loop, stubborn, swallows_once)[number % 3], seconds=seconds)
        found.append([verdict.code, verdict.message, time.perf_counter() - start])
        assert judge(get("relu"), lambda z: np.maximum(z, 0), seconds=5).passed
    return found
