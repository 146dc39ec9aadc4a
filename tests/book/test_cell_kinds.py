"""Which cells offer Run, in every chapter; and that the cells of the edition without solutions hold none."""

from __future__ import annotations

import json
from collections import Counter
from types import SimpleNamespace
from typing import Any

import live_cells
import nbformat
import pytest
import solutions
from page_widgets import VIEW

from nnlib.exercises.questions.model import PageQuestion
from nnlib.exercises.registry import entry


def code(source: str = "1", **metadata: Any) -> Any:
    cell = nbformat.v4.new_code_cell(source, id="a-cell")
    cell.metadata.update(metadata)
    return cell


def with_widget(**metadata: Any) -> Any:
    cell = code("SoftmaxBench()", **metadata)
    cell.outputs = [nbformat.v4.new_output("display_data", {VIEW: {}, "text/html": "<div>"})]
    return cell


@pytest.mark.parametrize(
    "cell, kind",
    [
        (code(), "run"),
        (code(tags=["hide-input"], mystnb={"figure": {}}), "run"),
        (code(tags=["hide-cell", "solution"], exercise="relu"), "run"),
        (code(tags=["exercise", "remove-output"], exercise="relu"), "run"),
        (code('ask("hidden_delta_shape")', tags=["exercise", "remove-output"], exercise="hidden_delta_shape"), "ask"),
        (code(tags=["remove-input"], widget="softmax-bench"), "widget"),
        (with_widget(), "widget"),
        (code("from nnlib.widgets import Neuron", tags=["hide-cell", "solution"], exercise="relu"), "widget"),
        (code("print(DigitRecogniser(drawing=sheet).probabilities())"), "widget"),
        (code("class Neuron:\n    pass"), "run"),
        (code(tags=["remove-input"]), "quiet"),
        (code(tags=["remove-cell"]), "quiet"),
    ],
)
def test_what_a_cell_is(cell: Any, kind: str) -> None:
    assert live_cells.kind(cell) == kind


def noted(notebook: Any) -> list[dict[str, Any]]:
    app = SimpleNamespace(env=SimpleNamespace())
    live_cells.note_cells(app, "book/part/chapter", notebook)
    (name, content), *others = live_cells.cell_files(app.env).items()
    assert name == "cells/book-part-chapter.json" and not others
    found: list[dict[str, Any]] = json.loads(content)
    return found


def test_every_code_cell_of_the_book_has_its_place(notebooks: dict[str, Any]) -> None:
    counts: Counter[str] = Counter()
    for path, notebook in notebooks.items():
        written = [cell for cell in notebook.cells if cell.cell_type == "code"]
        cells = noted(nbformat.from_dict(json.loads(json.dumps(notebook))))
        assert [(c["id"], c["source"]) for c in cells] == [(c.id, c.source) for c in written], path
        for cell, original in zip(cells, written, strict=True):
            tags = original.metadata.get("tags", [])
            counts[cell["kind"]] += 1
            if cell["kind"] == "widget":
                assert "widget" in original.metadata or live_cells.WIDGET_CODE.search(original.source), (
                    path,
                    cell["id"],
                )
            else:
                assert "widget" not in original.metadata and "nnlib.widgets" not in original.source, (path, cell["id"])
            if cell["kind"] == "ask":
                assert cell["source"].startswith("ask(") and isinstance(entry(cell["exercise"]), PageQuestion)
            elif cell["kind"] == "run":
                assert not {"remove-input", "remove-cell"} & set(tags), (path, cell["id"])
    assert counts["run"] > 400 and counts["ask"] > 100 and counts["widget"] > 20, counts


def test_only_cells_that_offer_run_are_named() -> None:
    cells = [code(), with_widget(), code(tags=["remove-cell"])]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_markdown_cell("text", id="text")])
    assert [cell["kind"] for cell in noted(notebook)] == ["run", "widget", "quiet"]
    assert [cell.metadata.get(live_cells.RUN) for cell in notebook.cells] == ["cell-0", None, None, None]


def test_the_student_edition_has_no_solution_among_its_cells(notebooks: dict[str, Any]) -> None:
    found = 0
    for path, notebook in notebooks.items():
        text = nbformat.writes(notebook)
        full = json.dumps(noted(nbformat.reads(text, as_version=4)))
        without = json.dumps(noted(nbformat.reads(solutions.student_notebook(text), as_version=4)))
        assert solutions.MARK not in without and '"solution"' not in without, path
        found += full.count(solutions.MARK)
    assert found > 50


def test_a_name_becomes_an_attribute_of_the_cell() -> None:
    from sphinx.config import Config

    added: list[str] = []
    app = SimpleNamespace(
        config=Config(), add_css_file=added.append, add_js_file=lambda name, **_options: added.append(name)
    )
    body = '<div class="cell tag_hide-cell nn-run--my-cell_2 docutils container">\n<p class="nn-run">'
    context = {"body": body}
    live_cells.load_on_page(app, "", "", context, None)
    assert context["body"].startswith('<div class="cell tag_hide-cell docutils container" data-nn-cell="my-cell_2">')
    assert context["body"].endswith('<p class="nn-run">') and added == ["live/live.css", "solved.js", "live/live.js"]
    added.clear()
    plain = {"body": '<div class="cell docutils container">'}
    live_cells.load_on_page(app, "", "", plain, None)
    assert plain["body"] == '<div class="cell docutils container">' and added == []
