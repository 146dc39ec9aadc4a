"""A course whose assignment has variants, and a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schedule_course import course

from nncourse.course_file.model import Course
from nnlib.exercises.registry import exercises_with_variants, variants_of

ROOT = Path(__file__).resolve().parents[2]
SECRET = bytes(range(32))
ALL = exercises_with_variants()


def given(tmp_path: Path) -> Course:
    return course(folder=tmp_path)


def right_answer(name: str, parameters: dict[str, Any]) -> Any:
    entry = variants_of(name).plain(parameters)  # type: ignore[union-attr]
    return getattr(entry, "reference", None) or (entry.right if isinstance(entry.right, tuple) else float(entry.right))  # type: ignore[attr-defined]
