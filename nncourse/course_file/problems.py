"""All mistakes of a course file together: collected with their lines, told at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nncourse.cli import CourseError
from nncourse.course_file.located import Items, Table, line_of

T = TypeVar("T")


class Problems:
    """The mistakes found so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[tuple[int, str]] = []

    def report(self, line: int, text: str) -> None:
        if (line, text) not in self.found:
            self.found.append((line, text))

    def at(self, container: Table | Items, key: str | int, text: str) -> None:
        self.report(line_of(container, key), text)

    def value(self, make: Callable[..., T], table: Table, key: str, *more: Any, otherwise: Any) -> T:
        """The value of a key made by `make`; where it is missing or refused, `otherwise`."""
        if key not in table:
            return otherwise  # type: ignore[no-any-return]
        try:
            return make(table[key], *more)
        except ValueError as problem:
            self.at(table, key, f"'{key}': {problem}")
            return otherwise  # type: ignore[no-any-return]

    def stop(self) -> None:
        """CourseError with everything found, in the order of the lines."""
        if self.found:
            lines = [f"{self.name}, line {line}: {text}" for line, text in sorted(self.found, key=lambda f: f[0])]
            raise CourseError(lines[0] if len(lines) == 1 else f"{len(lines)} mistakes\n  " + "\n  ".join(lines))
