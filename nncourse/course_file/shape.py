"""The shape of a course file by its JSON schema: what does not fit is said with its line, and left out.

What remains has the right shape, so that the values in it can be checked in the same run.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from nncourse.course_file.located import Items, Report, Schema, Table, line_of
from nncourse.course_file.quick_jsonschema import jsonschema

KINDS = {
    "string": "a text",
    "object": "keys with values",
    "array": "a list (each item on a line of its own after '- ')",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
}


@cache
def schema() -> Schema:
    """The JSON schema of course.yml."""
    found: Schema = json.loads((Path(__file__).parent / "schema.json").read_text(encoding="utf-8"))
    return found


def nearest(word: str, known: Iterable[str], what: str = "") -> str:
    """What to say after an unknown word: the nearest match, or all of them.

    >>> nearest("titel", ["title", "term"])
    "did you mean 'title'?"
    >>> nearest("x", ["title", "term"], "keys")
    'the keys are title, term'
    """
    names = list(known)
    close = difflib.get_close_matches(_folded(word), {_folded(name): None for name in names}, n=1, cutoff=0.55)
    if close:
        alike = [name for name in names if _folded(name) == close[0]]  # \\delta and \\Delta
        return f"did you mean '{max(alike, key=lambda name: difflib.SequenceMatcher(None, word, name).ratio())}'?"
    return f"the {what} are {', '.join(names)}" if names else f"there are no {what} here"


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def fit(root: Table, report: Report) -> None:
    """Report everything in `root` that the schema refuses, and take it out."""
    validator = jsonschema.Draft202012Validator(schema())
    for turn in range(20):  # what was taken out may be missed by its container, which then goes too
        errors = sorted(validator.iter_errors(root), key=lambda e: [str(part) for part in e.absolute_path])
        if not errors:
            return
        for error in errors:
            if turn == 0:
                _tell(root, error, report)
        for error in sorted(errors, key=lambda e: [str(part).zfill(6) for part in e.absolute_path], reverse=True):
            _remove(root, error)
    raise AssertionError("the schema refuses every part of the file")


def _place(root: Table, path: list[str | int]) -> tuple[Any, Any]:
    """The container and the value at a path; None where it has been taken out already."""
    container: Any = None
    value: Any = root
    for part in path:
        container = value
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None, None
    return container, value


def _tell(root: Table, error: jsonschema.ValidationError, report: Report) -> None:
    path = list(error.absolute_path)
    container, value = _place(root, path)
    line = line_of(container, path[-1]) if path else root.line
    name = next((part for part in reversed(path) if isinstance(part, str)), "course.yml")
    rule: Any = error.validator_value
    described: Schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties":
        known = described["properties"]
        for key in _unknown(value, described):
            where = f" in '{name}'" if path else ""
            report(value.lines[key], f"unknown key '{key}'{where}; {nearest(key, known, 'keys')}")
    elif error.validator == "required":
        where = (
            f"in this item of '{name}'" if isinstance(container, Items) else f"in '{name}'" if path else "in the file"
        )
        for key in rule:
            if key not in value and key not in _misspelt(value, described):
                blank = ", and nothing stands after its colon" if key in value.lines else ""
                report(value.lines.get(key, line), f"the key '{key}' is missing {where}{blank}")
    elif error.validator == "type":
        kinds = " or ".join(KINDS[kind] for kind in ([rule] if isinstance(rule, str) else rule))
        report(line, f"'{name}' is {_shown(value)}; expected {described.get('expected', kinds)}")
    elif error.validator == "enum":
        what = described["expected"].removeprefix("a ")
        report(line, f"unknown {what} '{value}'; {nearest(str(value), rule, what + 's')}")
    elif error.validator in ("minItems", "minProperties", "minLength"):
        report(line, f"'{name}' is empty")
    elif error.validator != "oneOf" or not _misspelt(value, described):
        report(line, f"'{name}' is {_shown(value)}; expected {described.get('expected', error.message)}")


def _unknown(table: Table, described: Schema) -> list[str]:
    return [key for key in table if key not in described["properties"]]


def _misspelt(table: Table, described: Schema) -> set[str]:
    """The known keys that unknown ones come near to: these are told as unknown, and need not be told as missing."""
    told = [nearest(key, described["properties"]) for key in table.lines if key not in described["properties"]]
    return {advice.split("'")[1] for advice in told if advice.startswith("did you mean")}


def _shown(value: Any) -> str:
    if isinstance(value, Table):
        keys = ", ".join(value)
        return f"a table with {keys}" if keys else "empty"
    if isinstance(value, Items):
        return "a list"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else f"'{value}'"


def _remove(root: Table, error: jsonschema.ValidationError) -> None:
    path = list(error.absolute_path)
    container, value = _place(root, path)
    if error.validator == "additionalProperties" and isinstance(value, Table):
        for key in [key for key in value if key not in error.schema["properties"]]:
            del value[key]
    elif not path:  # keys of the file itself are missing, or of the book
        _complete(root)
    elif isinstance(container, Table):
        container.pop(str(path[-1]), None)
    elif isinstance(container, Items) and container:
        del container[int(path[-1])], container.lines[int(path[-1])]


def _complete(root: Table) -> None:
    """Stand-ins for missing keys: the rest of the file can be checked, and what was reported stops the reading anyway."""
    root.setdefault("book", {"path": "."})
    root.setdefault("title", "?")
    root.setdefault("contents", ["?"])
