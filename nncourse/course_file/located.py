"""YAML as plain data that remembers its lines, read as what the instructor meant.

YAML turns 2026-02-30 into an error, 10:15 into 615 and 1.10 into 1.1. So every value stays the text that was typed, and
becomes a number or a truth value only where the schema asks for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

Report = Callable[[int, str], None]
Schema = dict[str, Any]
TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
DEEPEST = 20


class Table(dict[str, Any]):
    """A mapping with the line of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list with the line of each item."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_of(container: Table | Items, key: str | int) -> int:
    """The line of a key or an item; where it is not there, that of the container."""
    if isinstance(container, Table):
        return container.lines.get(str(key), container.line)
    return container.lines[int(key)] if int(key) < len(container.lines) else container.line


def load(text: str, schema: Schema, report: Report) -> Table:
    """The text of a YAML file as tables, lists, texts, numbers and truth values; what YAML itself refuses is reported."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        report(mark.line + 1 if mark else 1, _explained(problem))
        return Table(1)
    except yaml.YAMLError as problem:  # a character that no YAML file may hold
        report(1, f"this is not YAML: {problem}")
        return Table(1)
    if root is None:
        return Table(1)
    if not isinstance(root, yaml.MappingNode):
        report(1, "expected keys with values, such as 'title: Neural Networks'")
        return Table(1)
    found = _plain(root, schema, schema, report, 0)
    assert isinstance(found, Table)
    return found


def _explained(problem: yaml.MarkedYAMLError) -> str:
    """What YAML says, with the remedy for the mistakes that are made in a course file."""
    said = problem.problem or str(problem)
    if "escape character" in said:
        return "a backslash within double quotes; write LaTeX in single quotes: '\\delta'"
    if "\\t" in said:
        return "a tab; indent with spaces"
    if "mapping values are not allowed" in said:
        return "a second colon in this value, or a line indented too far; put a text with a colon into quotes"
    return f"this is not YAML: {said}" + (f" ({problem.context})" if problem.context else "")


def _plain(node: yaml.Node, schema: Schema, root: Schema, report: Report, depth: int) -> Any:
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        report(line, "nested too deeply, or in itself")
        return None
    if isinstance(node, yaml.MappingNode):
        table = Table(line)
        for key_node, value_node in node.value:
            _entry(table, key_node, value_node, schema, root, report, depth)
        return table
    if isinstance(node, yaml.SequenceNode):
        items = Items(line)
        for child in node.value:
            value = _plain(child, schema.get("items", {}), root, report, depth + 1)
            if value is not None:
                items.append(value)
                items.lines.append(child.start_mark.line + 1)
        return items
    return _scalar(node, schema)


def _entry(
    table: Table, key: yaml.Node, value: yaml.Node, schema: Schema, root: Schema, report: Report, depth: int
) -> None:
    """One key of a mapping: its first value counts, a second one is reported, none at all is as if the key were not there."""
    line = key.start_mark.line + 1
    if not isinstance(key, yaml.ScalarNode):
        report(line, "expected a key, and found a list or a table in its place")
        return
    if key.value in table.lines:
        report(line, f"the key '{key.value}' stands here a second time; the first is in line {table.lines[key.value]}")
        return
    inner = schema.get("properties", {}).get(key.value) or schema.get("additionalProperties") or {}
    found = _plain(value, inner, root, report, depth + 1)
    table.lines[key.value] = line
    if found is not None:
        table[key.value] = found


def _scalar(node: yaml.ScalarNode, schema: Schema) -> Any:
    text: str = node.value
    typed = node.style is None  # in quotes it is meant as a text
    if typed and (not text or text in ("~", "null", "Null", "NULL")):
        return None
    wanted = schema.get("type")
    if wanted == "boolean":
        return TRUTH.get(text.lower(), text)
    if wanted == "integer":
        return int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else text
    if wanted == "number":
        return float(text) if re.fullmatch(r"[+-]?(\d{1,9}(\.\d*)?|\.\d+)", text) else text
    return text.strip()
