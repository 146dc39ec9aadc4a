r"""What nnlib says of its exercises (prompts, choices, replies, hints) in the course's letters.

Only formulas between dollar signs change, never what an answer is judged by. A formula to be typed is read in the book's letters;
its statement then says how the course's are spelled.
"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from nncourse.editions.attribution import ids_by_label, statements_in
from nncourse.editions.letters.writer import NOTHING, Writer
from nnlib.exercises import registry
from nnlib.exercises.questions.derive import Derive
from nnlib.exercises.questions.typed import spelled
from nnlib.formula.typesetting.printer import name as latex_of

Writers = Callable[[str], Writer]  # a chapter's key to its writer


def rewritten(path: str, text: str, writers: Writers) -> str:
    """A file of nnlib's answers, by its path below nnlib/exercises, with its texts in the course's letters."""
    place = PurePosixPath(path)
    if place.parts[0] == "questions" and place.suffix == ".toml":
        return rewritten_table(text, writers(place.stem).text)
    if place.parts[0] == "definitions" and place.suffix == ".py":
        return rewritten_hints(text, writers)
    return text


def rewritten_table(text: str, change: Callable[[str], str]) -> str:
    """A TOML table whose texts with formulas are changed; ValueError if that would change anything else."""
    before = tomllib.loads(text)
    for value in sorted(set(_texts(before)), key=len, reverse=True):
        after = change(value)
        if after == value:
            continue
        new = json.dumps(after, ensure_ascii=False)
        for written in (f"'''{value}'''", f"'{value}'", json.dumps(value, ensure_ascii=False)):
            text = text.replace(written, new)
    wanted = _changed(before, lambda value: change(value) if "$" in value else value)
    if tomllib.loads(text) != wanted:
        raise ValueError("a table of questions could not be rewritten: one of its texts is written in an unusual way")
    return text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if "$" in value:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _changed(item, change) for key, item in value.items()}
    return [_changed(item, change) for item in value] if isinstance(value, list) else value


@cache
def _chapter_of_hint() -> Mapping[str, str]:
    """The chapter of every hint of the registry."""
    entries = map(registry.entry, registry.exercise_ids())
    return {hint: entry.chapter for entry in entries for hint in entry.hints}


def rewritten_hints(text: str, writers: Writers) -> str:
    """A module of definitions with the formulas of its hints changed; nothing else in it is touched."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode("utf-8")))
    content = text.encode("utf-8")
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _chapter_of_hint()
    ]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        assert isinstance(node.value, str) and node.end_lineno is not None and node.end_col_offset is not None
        after = writers(_chapter_of_hint()[node.value]).text(node.value)
        if after != node.value:
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            content = content[:start] + repr(after).encode("utf-8") + content[end:]
    return content.decode("utf-8")


def with_spellings(text: str, writer: Writer) -> str:
    """Markdown whose exercises that ask for a formula say how the course's letters are typed."""
    lines = text.split("\n")
    for number, label in reversed(statements_in(text)):
        said = spellings(label, writer)
        if said:
            marks = lines[number].strip()
            fence = marks[: len(marks) - len(marks.lstrip("`:"))]
            closing = next((n for n in range(number + 1, len(lines)) if lines[n].strip() == fence), None)
            if closing is not None:
                lines[closing:closing] = ["", said]
    return "\n".join(lines)


def spellings(label: str, writer: Writer) -> str:
    """The sentence on how letters are typed in the answers to an exercise; "" where the course's are the book's."""
    pairs: dict[str, str] = {}
    for name in ids_by_label().get(label, ()):
        exercise = registry.entry(name)
        if isinstance(exercise, Derive):
            for letter in (*exercise.letters.names, *exercise.letters.function_names):
                shown = writer.inline(latex_of(letter)).removesuffix(NOTHING)
                if shown != latex_of(letter):
                    pairs[shown] = spelled(letter)
    if not pairs:
        return ""
    listed = ", ".join(f"`{typed}` for ${shown}$" for shown, typed in pairs.items())
    return f"In a formula that you type, letters are spelled as in the full book: {listed}."
