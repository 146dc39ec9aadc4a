"""Every exercise that a lecture sets, asks or leaves open has exercises of this book that treat it and answer back."""

from __future__ import annotations

import tomllib
from pathlib import Path

from nnlib.exercises.registry import entry, exercise_ids

TABLE = tomllib.loads(Path(__file__).with_name("lecture_exercises.toml").read_text(encoding="utf-8"))
COUNTS = {"CUI": 11, "WAN": 9, "TAU": 11, "BUN": 13, "SYB": 11}


def test_all_55_are_named() -> None:
    expected = {f"X-{lecture}-{number:02}" for lecture, count in COUNTS.items() for number in range(1, count + 1)}
    assert len(expected) == 55 and set(TABLE) == expected


def test_each_is_treated_by_exercises_that_exist() -> None:
    missing = {name: sorted(set(row["by"]) - set(exercise_ids())) for name, row in TABLE.items()}
    assert {name: ids for name, ids in missing.items() if ids} == {}
    assert all(row["by"] and len(set(row["by"])) == len(row["by"]) and row["asks"] for row in TABLE.values())


def test_all_kinds_take_part() -> None:
    """The lectures' questions are of every kind: to program, derive, predict, find an error, prove."""
    kinds = {entry(name).kind for row in TABLE.values() for name in row["by"] if name in exercise_ids()}
    assert kinds == {"code", "derive", "predict", "find", "prove"}
