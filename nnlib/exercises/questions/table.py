"""A table of a data file, read field by field, so that a slip is named with its file, its exercise and its field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MISSING = object()


class DataError(ValueError):
    """A fault in a data file: where, what was found, what was expected."""


class Table:
    """The fields of one table; `done` refuses those that nobody asked for."""

    def __init__(self, raw: Any, where: str) -> None:
        self.where = where
        if not isinstance(raw, Mapping):
            self.fail(f"expected a table, got {raw!r}")
        self.raw: dict[str, Any] = dict(raw)
        self.known: list[str] = []

    def fail(self, what: str) -> Any:
        """Raise DataError with the place."""
        raise DataError(f"{self.where}: {what}")

    def get(self, name: str, kind: type | tuple[type, ...], default: Any = _MISSING) -> Any:
        """A field of the given type; without a default it must be there."""
        self.known.append(name)
        if name not in self.raw:
            return self.fail(f"the field {name!r} is missing") if default is _MISSING else default
        value = self.raw[name]
        names = {
            str: "a text",
            bool: "true or false",
            int: "a whole number",
            float: "a number",
            list: "a list",
            dict: "a table",
        }
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            wanted = " or ".join(names[k] for k in (kind if isinstance(kind, tuple) else (kind,)))
            self.fail(f"{name} must be {wanted}, got {value!r}")
        return value

    def text(self, name: str, default: Any = _MISSING, most: int = 2000) -> str:
        """A text that is not empty unless that is its default."""
        value = self.get(name, str, default)
        if not value.strip() and value != default:
            self.fail(f"{name} is empty")
        if len(value) > most:
            self.fail(f"{name} has {len(value)} characters, expected at most {most}")
        return " ".join(value.split()) if value else value

    def texts(self, name: str, default: Any = _MISSING) -> tuple[str, ...]:
        """A list of texts."""
        value = self.get(name, list, default)
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.fail(f"{name} must be a list of texts, got {value!r}")
        return tuple(value)

    def tables(self, name: str, least: int = 0) -> list[Table]:
        """A list of tables."""
        value = self.get(name, list, [])
        if len(value) < least:
            self.fail(f"{name} needs at least {least} entries, got {len(value)}")
        return [Table(item, f"{self.where}, {name} {number}") for number, item in enumerate(value, start=1)]

    def done(self) -> None:
        """DataError for a field that has no meaning here."""
        for name in self.raw:
            if name not in self.known:
                self.fail(f"unknown field {name!r}; known are {', '.join(self.known)}")
