"""The table of what the chapters hold is counted, complete and up to date."""

import json

import chapter_table
import equations


def test_the_page_is_up_to_date():
    assert chapter_table.PAGE.read_text(encoding="utf-8") == chapter_table.page(), (
        "python tools/chapter_table.py --write"
    )


def test_every_chapter_has_a_row():
    rows = chapter_table.page().splitlines()
    for key, _ in equations.chapters():
        assert sum(line.startswith(f"| {key} |") for line in rows) == 1, key


def test_what_is_counted(tmp_path):
    cells = [
        ("markdown", "Two words $x = 1$ and `code`.\n\n$$\nx = 1\n$$ (eq-one)", {"lectures": ["CUI-06", "CUI-07"]}),
        ("markdown", "```{exercise} T\n:label: ex-t\nNot counted.\n```", {"errata": ["E-X-01"]}),
        ("code", "ask('t')", {"tags": ["exercise"], "exercise": "t"}),
        ("code", "1", {"widget": "neuron"}),
    ]
    made = [
        {"cell_type": kind, "source": source, "metadata": metadata, "id": str(i)}
        for i, (kind, source, metadata) in enumerate(cells)
    ]
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    row = chapter_table.row("small", path)
    assert (row.equations, row.unchecked) == (1, 1)  # it has no context
    assert (row.code_cells, row.exercises, row.answering, row.widgets) == (2, 1, 1, 1)
    assert (row.lecture_entries, row.errata) == (2, 1)
    assert row.words == 5  # Two words and . (eq-one)
