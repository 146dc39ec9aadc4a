"""Questions on the page: predict, find the error and prove become forms that answer; code and derivations lead to the notebook.

A form takes the place of the cell `ask("id")`. Only pages that hold one load the script and the style sheet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from katex_math import typesetter
from question_forms import form, rich
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

import nnlib.exercises
from nnlib.exercises.questions.model import PageQuestion, Question
from nnlib.exercises.registry import Entry, entry

FOLDER = Path(nnlib.exercises.__file__).parent
MARK = 'class="nn-ask"'


def insert_questions(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Put a form into the place of each question's cell, and below each stub a link to the notebook."""
    present = {cell.id for cell in notebook.cells}
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        exercise = asked(cell)
        if exercise is None:
            continue
        note_files(app, exercise)
        if isinstance(exercise, PageQuestion):
            show_form(docname, cell, exercise)
        elif (new := f"{cell.id[:58]}-solve") not in present:
            cells.append(
                nbformat.v4.new_markdown_cell(f"{prompt(exercise)}{link(docname, app.config.nn_run_offered)}", id=new)
            )
    notebook.cells = cells


def asked(cell: nbformat.NotebookNode) -> Entry | None:
    """The exercise of a stub or of an `ask` cell; what is unknown is reported by the lint."""
    name = cell.metadata.get("exercise")
    if name is None or cell.cell_type != "code" or "exercise" not in cell.metadata.get("tags", []):
        return None
    try:
        return entry(name)
    except ValueError:
        return None


def show_form(docname: str, cell: nbformat.NotebookNode, question: PageQuestion) -> None:
    """Make the form the cell's only output, and hide its code."""
    try:
        markup = form(question, typesetter.html)
    except ValueError as error:
        raise ExtensionError(f"{docname}, exercise {question.id!r}: KaTeX cannot read a formula: {error}") from error
    tags = [tag for tag in cell.metadata["tags"] if tag != "remove-output"]
    cell.metadata["tags"] = [*tags, "remove-input"]
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": markup})]
    cell.execution_count = None


def prompt(exercise: Entry) -> str:
    """Which part of the exercise is asked, where there are several; a stub of code says it itself."""
    said = exercise.prompt if isinstance(exercise, Question) else ""
    return f'<p class="nn-prompt">{rich(said, typesetter.html)}</p>\n' if said else ""


def link(docname: str, live: bool) -> str:
    """The line that leads from an exercise on the page to the notebook, or says that Run answers as well."""
    here, answers = (
        ("Edit and run the cell above, or solve it in", "answers too") if live else ("Solve it in", "answers")
    )
    address = f"{'../' * docname.count('/')}_sources/{docname}.ipynb"
    return f'<p class="nn-solve">{here} <a href="{address}" download>this chapter\'s notebook</a>, which {answers}.</p>'


def note_files(app: Sphinx, exercise: Entry) -> None:
    """A page is read again when the data of its questions have changed."""
    data = FOLDER / "questions" / "data" / f"{exercise.chapter}.toml"
    if data.exists():
        app.env.note_dependency(str(data))


def load_on_page(app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Add script and style sheet to a page that holds a question."""
    if app.builder.format == "html" and MARK in context.get("body", ""):
        app.add_css_file("exercises.css")
        for script in ("solved.js", "read_number.js", "exercises.js"):
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("notebook_source")  # it declares the event "notebook-read"
    app.connect("notebook-read", insert_questions, priority=600)  # after the hints, so that the link stands above them
    app.connect("html-page-context", load_on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
