"""Notebooks and classes to be marked: how the tests of the grader make them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from nncourse.cli import main
from nncourse.grading.marks.task import Asked, File, Task
from nncourse.grading.marks.version import version

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = "import numpy as np\nfrom nnlib.exercises import check, exercise, hint"
RELU = "@exercise('relu')\ndef relu(z):\n    return np.maximum(z, 0)"
RELU_WRONG = "@exercise('relu')\ndef relu(z):\n    return np.abs(z)"
RELU_STUB = "@exercise('relu')\ndef relu(z):\n    ..."
MSE = "@exercise('mse')\ndef mse(y_hat, t):\n    return np.mean((y_hat - t) ** 2)"
MSE_WRONG = "@exercise('mse')\ndef mse(y_hat, t):\n    return np.sum((y_hat - t) ** 2)"
CHECK = "check('sum_or_mean', '1/1280')"
COURSE = """
book: {path: BOOK}
title: Neural Networks
timezone: Europe/Berlin
contents: [learning, activations, losses]
assignments:
  - {id: hw1, title: First homework, exercises: {relu: 4, mse: 6}, due: "2026-11-01 23:59", late: {per_day: 10%, days: 3}}
"""


def code(source, **more):
    """A code cell."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def text(source):
    """A Markdown cell."""
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def whole(cells, **metadata):
    """The JSON of a notebook; cells are sources or cells."""
    made = [cell if isinstance(cell, dict) else code(cell) for cell in cells]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}


def notebook(*cells, **metadata):
    """A notebook as it lies on disk."""
    return json.dumps(whole(cells, **metadata)).encode()


def task(*files, asked=("relu",), student="ada", **more):
    """A submission of these files: contents, or pairs of a name and a content."""
    named = [f if isinstance(f, tuple) else (f"hw{i}.ipynb", f) for i, f in enumerate(files, start=1)]
    wanted = tuple(Asked(name, version(name)) for name in asked)
    return Task(student, tuple(File(*each) for each in named), wanted, **more)


def course(folder, text=COURSE):
    """A course file of two exercises."""
    path = folder / "course.yml"
    path.write_text(text.replace("BOOK", str(ROOT)))
    return path


def hand_in(folder, **contents):
    """A folder for each student; times are before the assignment is due."""
    for student, content in contents.items():
        (folder / student).mkdir(parents=True)
        path = folder / student / "hw1.ipynb"
        path.write_bytes(content)
        os.utime(path, (1_790_000_000, 1_790_000_000))  # in September 2026
    return folder


def grade(folder, course, *more):
    """Run the command, in this process; its exit code."""
    os.environ.setdefault("NNCOURSE_BOOK", str(ROOT))
    return main(["grade", str(folder), "--assignment", "hw1", "--course", str(course), *map(str, more)])


def results(out):
    """The result lines by student and exercise."""
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    return {(line["student"], line["exercise"]): line for line in lines}
