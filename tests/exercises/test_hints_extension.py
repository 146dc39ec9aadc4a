"""Hints reach the page as folded blocks after each stub; an unknown exercise stops the build with its place."""

import sys
from pathlib import Path

import nbformat.v4 as nbf
import pytest
from sphinx.errors import ExtensionError

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))

import exercise_hints


def notebook(name="relu"):
    stub = nbf.new_code_cell("...", id="relu-stub", metadata={"exercise": name, "tags": ["exercise", "remove-output"]})
    solution = nbf.new_code_cell("...", id="relu-solution", metadata={"exercise": name, "tags": ["solution"]})
    return nbf.new_notebook(cells=[nbf.new_markdown_cell("text", id="text"), stub, solution])


def test_hints_follow_the_stub_once():
    nb = notebook()
    exercise_hints.insert_hints(None, "chapter", nb)
    exercise_hints.insert_hints(None, "chapter", nb)
    assert [c.id for c in nb.cells] == ["text", "relu-stub", "relu-stub-hints", "relu-solution"]
    assert nb.cells[2].source.count(":::{dropdown} Hint") == 3


def test_unknown_exercise_names_page_cell_and_ids():
    with pytest.raises(ExtensionError, match=r"chapter, cell 'relu-stub'.*rellu.*did you mean 'relu'.*softmax"):
        exercise_hints.insert_hints(None, "chapter", notebook("rellu"))


def test_setup_connects_to_the_event():
    calls = []

    class App:
        def setup_extension(self, name):
            calls.append(name)

        def connect(self, event, handler):
            calls.append((event, handler))

    assert exercise_hints.setup(App())["parallel_read_safe"]
    assert calls == ["notebook_source", ("notebook-read", exercise_hints.insert_hints)]
