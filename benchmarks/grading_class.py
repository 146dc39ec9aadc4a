"""A class for the benchmark of the graders: notebooks of two exercises, right, wrong and untouched answers in a fixed mixture.

No two notebooks are the same, so that nothing is taken from a cache.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

EXERCISES = {"softmax": 4, "mse_grad": 6}
IMPORTS = "import numpy as np\nimport nnlib as nn\nfrom nnlib.exercises import check, exercise, hint"
STATEMENT = "**Exercise.** Write the function, run the cell and read what it says."
SIGNATURES = {"softmax": "softmax(Z)", "mse_grad": "mse_grad(y_hat, t)"}
RIGHT = {
    "softmax": (
        "E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))\n    return E / E.sum(axis=-1, keepdims=True)",
        "Z = Z - Z.max(axis=-1)[..., None]\n    E = np.exp(Z)\n    return E / np.sum(E, axis=-1)[..., None]",
        "S = Z - Z.max(axis=-1, keepdims=True)\n    return np.exp(S - np.log(np.exp(S).sum(axis=-1, keepdims=True)))",
    ),
    "mse_grad": (
        "return 2 * (y_hat - t) / y_hat.size",
        "n = np.prod(np.shape(t))\n    return (y_hat - t) * (2 / n)",
        "d = y_hat - t\n    return (d + d) / d.size",
    ),
}
WRONG = {
    "softmax": (
        "E = np.exp(Z)\n    return E / E.sum(axis=-1, keepdims=True)",
        "E = np.exp(Z - Z.max())\n    return E / E.sum()",
        "E = np.exp(Z - Z.max(axis=-1, keepdims=True))\n    return E / E.sum(axis=0)",
        "E = np.exp(Z - Z.max(axis=-1))\n    return E / E.sum(axis=-1)",
        "return 1 / (1 + np.exp(-Z))",
        "E = np.exp(Z - Z.max(axis=-1, keepdims=True))\n    return E / E.mean(axis=-1, keepdims=True)",
        "return np.log(Z)",
        "E = np.exp(Z - Z.max(axis=-1, keepdims=True)) ** 2 + 1\n    return E / E.sum(axis=-1, keepdims=True)",
    ),
    "mse_grad": (
        "return 2 * (y_hat - t)",
        "return (y_hat - t) / y_hat.size",
        "return 2 * (t - y_hat) / y_hat.size",
        "return 2 * (y_hat - t) / len(y_hat)",
        "return 2 * np.mean(y_hat - t)",
        "return 2 * (y_hat - t) / y_hat.shape[1]",
        "return np.abs(y_hat - t) / y_hat.size",
        "2 * (y_hat - t) / y_hat.size",
    ),
}
SHARES = (0.6, 0.3)  # right, wrong; the rest is untouched


def answer(exercise: str, number: int) -> tuple[str, bool]:
    """A student's cell, and whether it is right; the same for the same number."""
    rng = random.Random(f"{exercise} {number}")
    share = rng.random()
    right = share < SHARES[0]
    body = rng.choice(RIGHT[exercise] if right else WRONG[exercise] if share < sum(SHARES) else ("...",))
    return f'@exercise("{exercise}")\ndef {SIGNATURES[exercise]}:\n    # student {number}\n    {body}', right


def notebook(number: int) -> str:
    """The notebook of a student."""
    cells = [_text("# Homework"), _code(IMPORTS)]
    for exercise in EXERCISES:
        cells += [_text(STATEMENT), _code(answer(exercise, number)[0])]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells})


def hand_in(folder: Path, count: int) -> Path:
    """A class of this size below a folder."""
    for number in range(count):
        path = folder / f"student{number:05}" / "hw1.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(notebook(number), encoding="utf-8")
        os.utime(path, (1_790_000_000, 1_790_000_000))  # before it is due
    return folder


def points(count: int) -> dict[tuple[str, str], float]:
    """What every answer must get."""
    return {(f"student{n:05}", e): w * answer(e, n)[1] for n in range(count) for e, w in EXERCISES.items()}


def course(folder: Path, book: Path) -> Path:
    """A course with the one assignment."""
    folder.mkdir(parents=True, exist_ok=True)
    exercises = ", ".join(f"{name}: {value}" for name, value in EXERCISES.items())
    (folder / "course.yml").write_text(
        f"book: {{path: {book}}}\ntitle: Neural Networks\ntimezone: Europe/Berlin\ncontents: [learning, activations, losses]\n"
        f'assignments:\n  - {{id: hw1, title: Homework, exercises: {{{exercises}}}, due: "2026-11-01 23:59"}}\n'
    )
    return folder / "course.yml"


def marks(out: Path) -> Iterator[tuple[tuple[str, str], float]]:
    """The points in a grader's result lines."""
    for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        yield (told["student"], told["exercise"]), told["points"]


def _text(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
