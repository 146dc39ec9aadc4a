"""Chapters and exercises as references that Sphinx resolves, to this course or, where one is left out, to the full book."""

from __future__ import annotations

from collections.abc import Iterable

from nncourse.schedule.words import listed


def chapter(key: str) -> str:
    """A link to a chapter with its title: every chapter of the book has the label sec-KEY."""
    return f"{{ref}}`sec-{key}`"


def exercise(exercise_id: str) -> str:
    """A link to the paragraph of an exercise; several questions may stand in one."""
    return f"{{ref}}`{_label(exercise_id)}`"


def exercises(ids: Iterable[str]) -> str:
    """Links to exercises, each paragraph once, in the order given."""
    return listed(dict.fromkeys(map(exercise, ids)))


def _label(exercise_id: str) -> str:
    from nnlib.exercises import registry  # here, for it takes half a second, and a calendar often needs none

    return registry.entry(exercise_id).label
