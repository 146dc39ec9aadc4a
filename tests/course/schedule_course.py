"""Small courses for the tests of calendar, feed and announcements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from nncourse.course_file.model import Assignment, Book, Course, Late, Meeting, Person, Solutions

BERLIN = ZoneInfo("Europe/Berlin")


def at(year: int, month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    """A moment in Berlin."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


def meeting(title: str, day: date, start: str = "", end: str = "", **fields: Any) -> Meeting:
    """A meeting; the hours as "10:15"."""

    def moment(clock: str) -> datetime | None:
        return at(day.year, day.month, day.day, *map(int, clock.split(":"))) if clock else None

    return Meeting(title, day, moment(start), moment(end), **fields)


def course(**fields: Any) -> Course:
    """A course of one autumn, with some of its fields replaced."""
    usual = Course(
        Path("."), Book(), "Neural Networks", (), term="Autumn 2026", url="https://uni.example/nn/", timezone=BERLIN,
        staff=(Person("Ada *L.*", "Lecturer", "ada@uni.example", "https://uni.example/~ada"), Person("Bo")),
        schedule=(
            meeting("Learning", date(2026, 10, 5), "10:15", "11:45", place="Room *7*", chapters=("learning",), note="Bring *paper*."),
            meeting("Excursion", date(2026, 10, 7)),
            meeting("Losses", date(2026, 10, 26), "10:15", "11:45", chapters=("losses", "activations")),
        ),
        solutions=Solutions("hidden", {"softmax": date(2026, 11, 1), "relu": "shown"}),
        assignments=(
            Assignment("hw1", "Homework 1", {"softmax": 4, "cross_entropy": 6}, at(2026, 10, 20, 23, 59), date(2026, 10, 6), Late(0.1, 3)),
            Assignment("hw2", "Homework 2", {"relu": 1}, at(2026, 11, 3, 12), date(2026, 10, 21), variants=True),
        ),
    )  # fmt: skip
    return replace(usual, **fields)
