"""Which cells a reader can run in the page, and what Python has to know of them.

A cell that a page shows offers Run; a widget and a question are alive already; what a page does not show runs unasked with
those above it. Each cell that offers Run carries its name, and the sources of a page's cells lie in one file.
"""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from docutils import nodes
from exercise_questions import asked
from page_widgets import VIEW
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nnlib.exercises.questions.model import PageQuestion
from nnlib.widgets import WIDGETS

UNSEEN = {"remove-cell", "remove-input"}
RUN = "nn_run"  # metadata of a cell: its id, if it offers Run
# a cell that computes with a widget needs a notebook: the page's widgets are alive without Python
WIDGET_CODE = re.compile(rf"\bnnlib\.widgets\b|\b(?:{'|'.join(cls.__name__ for cls in WIDGETS.values())})\(")
MARKED = re.compile(r'<div class="(?P<before>[^"]*?) ?\bnn-run--(?P<cell>[\w-]+)(?P<after>[^"]*)"')


def kind(cell: nbformat.NotebookNode) -> str:
    """What the page makes of a code cell: run, widget, ask or quiet."""
    if isinstance(asked(cell), PageQuestion):
        return "ask"
    shown = any(VIEW in output.get("data", {}) for output in cell.get("outputs", []))
    if shown or "widget" in cell.metadata or WIDGET_CODE.search(cell.source):
        return "widget"
    return "quiet" if UNSEEN & set(cell.metadata.get("tags", [])) else "run"


def described(cell: nbformat.NotebookNode) -> dict[str, Any]:
    """A cell as the page's scripts read it."""
    return {
        "id": cell.id,
        "source": cell.source,
        "tags": cell.metadata.get("tags", []),
        "exercise": cell.metadata.get("exercise"),
        "kind": kind(cell),
    }


def cells_of(env: Any) -> dict[str, list[dict[str, Any]]]:
    """The code cells of every notebook, in their order."""
    return env.__dict__.setdefault("nn_live_cells", {})


def note_cells(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Keep the cells as their author wrote them, and give those that offer Run their name."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    cells_of(app.env)[docname] = [described(cell) for cell in cells]
    for cell in cells:
        if kind(cell) == "run":
            cell.metadata[RUN] = cell.id


def cell_files(env: Any) -> dict[str, bytes]:
    """The file of each page with cells, by its path below _static/live."""
    return {
        f"cells/{docname.replace('/', '-')}.json": json.dumps(cells, ensure_ascii=False, indent=0).encode("utf-8")
        for docname, cells in sorted(cells_of(env).items())
        if cells
    }


def purge(_app: Sphinx, env: Any, docname: str) -> None:
    cells_of(env).pop(docname, None)


def merge(_app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    cells_of(env).update({name: cells_of(other)[name] for name in docnames if name in cells_of(other)})


class nn_live_note(nodes.General, nodes.Element):
    """Text for a site with Python in its pages (`offered`) or for one without."""


class LiveNote(SphinxDirective):
    """`{live-note} offered` and `{live-note} left out`: of the two texts a site shows the one that is true."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        if self.arguments[0] not in ("offered", "left out"):
            raise self.error(f"live-note is 'offered' or 'left out', got {self.arguments[0]!r}")
        note = nn_live_note("", offered=self.arguments[0] == "offered")
        self.state.nested_parse(self.content, self.content_offset, note)
        return [note]


def resolve(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Choose between the notes; name the cells by a class, which becomes an attribute when the page is written."""
    for note in list(doctree.findall(nn_live_note)):
        note.replace_self(note.children if note["offered"] == bool(app.config.nn_live) else [])
    if not app.config.nn_live:
        return
    for node in doctree.findall(nodes.container):
        if node.get("nb_element") == "cell_code" and RUN in node["cell_metadata"]:
            node["classes"].append(f"nn-run--{node['cell_metadata'][RUN]}")


def load_on_page(app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Name the cells in the page's markup, and add script and style sheet to a page that has any."""
    body, found = MARKED.subn(r'<div class="\g<before>\g<after>" data-nn-cell="\g<cell>"', context.get("body", ""))
    if found:
        context["body"] = body
        app.add_css_file("live/live.css")
        for script in ("solved.js", "live/live.js"):
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("notebook_source")  # it declares the event "notebook-read"
    app.add_node(nn_live_note)
    app.add_directive("live-note", LiveNote)
    app.connect("notebook-read", note_cells, priority=400)  # before questions become forms
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", load_on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
