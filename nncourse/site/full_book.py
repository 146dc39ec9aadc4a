"""Reads the full book once, without running a notebook, and writes down where everything stands and what it is numbered.

It runs as a program in the environment of the book (`python full_book.py BOOK RESULT`), because one process can hold one
Sphinx with the book's extensions. What an environment of Sphinx knows becomes plain JSON; `references` reads it.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

# a picture of one pixel: a cell that draws a figure has to have an output, or the figure is not numbered
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
KINDS = {
    "displaymath": "equation",
    "figure": "figure",
    "table": "table",
    "code-block": "listing",
    "exercise": "exercise",
}
NEEDS = "What it needs"
SOLUTIONS = "sol-"  # an edition may leave them out, so no link leads to one
NOT_RUN = ("execution", "equation_ledger")  # extensions whose work before reading is of no use here


def stand_in(app: Any, docname: str, notebook: Any) -> None:
    """Give each cell that draws a figure a picture in place of the output it has not got."""
    import nbformat

    for cell in notebook.cells:
        if cell.cell_type == "code" and "figure" in (cell.metadata.get("mystnb") or {}) and not cell.outputs:
            picture = {"output_type": "display_data", "data": {"image/png": PIXEL}, "metadata": {}}
            cell.outputs = [nbformat.from_dict(picture)]  # type: ignore[no-untyped-call]


class Notes:
    """What is taken from each page while it is read: its references, what it says it needs, its widgets."""

    def __init__(self) -> None:
        self.uses: dict[str, dict[str, int]] = {}
        self.needs: dict[str, list[str]] = {}
        self.widgets: dict[str, list[str]] = {}
        self.cites: list[str] = []

    def note_cells(self, app: Any, docname: str, notebook: Any) -> None:
        names = [cell.metadata["widget"] for cell in notebook.cells if "widget" in cell.metadata]
        self.widgets[docname] = list(dict.fromkeys(names))

    def note_page(self, app: Any, doctree: Any) -> None:
        from docutils import nodes
        from sphinx import addnodes

        docname = app.env.docname
        found = [node for node in doctree.findall(addnodes.pending_xref) if not _in_solution(node)]
        self.uses[docname] = dict(Counter(node["reftarget"] for node in found if node.get("refdomain") != "cite"))
        if any(node.get("refdomain") == "cite" for node in found):
            self.cites.append(docname)
        for paragraph in doctree.findall(nodes.paragraph):
            strong = next(paragraph.findall(nodes.strong), None)
            if strong is not None and strong.astext().startswith(NEEDS) and paragraph.astext().startswith(NEEDS):
                self.needs[docname] = [node["reftarget"] for node in paragraph.findall(addnodes.pending_xref)]


def _in_solution(node: Any) -> bool:
    """Whether a reference stands in a solution, which a course may not show."""
    from sphinx_exercise.nodes import solution_node

    while node is not None and not isinstance(node, solution_node):
        node = node.parent
    return node is not None


def sphinx_of(book: Path, scratch: Path) -> Any:
    """The book as Sphinx sees it, with nothing that runs notebooks, checks equations or fetches Python for the pages."""
    from jupyter_book.config import get_final_config
    from sphinx.application import Sphinx

    os.environ.update({"NN_PYODIDE_WHEELS": "none", "NN_LITE": "no"})
    os.environ.pop("SITE_URL", None)
    settings, _info = get_final_config(
        user_yaml=book / "_config.yml", sourcedir=book, cli_config={"latex_individualpages": False}
    )
    settings["external_toc_path"] = str(book / "_toc.yml")
    places = (book, None, scratch / "html", scratch / "doctrees")
    app = Sphinx(*places, "dummy", confoverrides=settings, status=None, warning=io.StringIO())
    waiting = app.events.listeners["env-get-outdated"]
    waiting[:] = [listener for listener in waiting if listener.handler.__module__ not in NOT_RUN]
    app.connect("notebook-read", stand_in, priority=50)
    return app


def empty_ledger(app: Any, env: Any, *changes: set[str]) -> list[str]:
    from nnlib.formula.ledger.ledger import Ledger

    env.__dict__["nn_ledger"] = Ledger((), ())
    return []


def _title(env: Any, label: str) -> str:
    """A section's title, a figure's caption, the name of an exercise."""
    from sphinx_exercise.nodes import exercise_subtitle

    exercise = getattr(env, "sphinx_exercise_registry", {}).get(label)
    if exercise is not None:
        return next((node.astext() for node in exercise["node"].findall(exercise_subtitle)), "")
    return str(env.get_domain("std").labels.get(label, ("", "", ""))[2])


def table(app: Any, notes: Notes) -> dict[str, Any]:
    """Everything that a course asks the full book for."""
    env = app.env
    std, math = env.get_domain("std"), env.get_domain("math")
    numbers = {
        (docname, anchor): (KINDS.get(kind, kind), ".".join(map(str, number)))
        for docname, kinds in env.toc_fignumbers.items()
        for kind, anchors in kinds.items()
        for anchor, number in anchors.items()
    }
    targets: dict[str, list[str]] = {}
    for label, (docname, anchor) in std.anonlabels.items():
        if docname in env.found_docs and not label.startswith(SOLUTIONS):
            kind, number = numbers.get((docname, anchor), ("section", ""))
            targets[label] = [docname, anchor, kind, number, _title(env, label)]
    for label, (docname, number) in math.equations.items():
        from docutils.nodes import make_id

        anchor = make_id(f"equation-{label}")
        number = numbers.get((docname, anchor), ("", str(number)))[1]
        targets[label] = [docname, anchor, "equation", number, ""]
    places: dict[str, list[list[str]]] = {}
    for docname, found in sorted(env.__dict__.get("nn_lecture_map", {}).items()):
        for target, mine in found.items():
            places.setdefault(target, []).extend([docname, place.anchor] for place in mine)
    return {
        "order": [d for d in app.config.external_site_map if d in env.found_docs],
        "pages": {docname: title.astext() for docname, title in env.titles.items()},
        "targets": targets,
        "places": places,
        "rows": env.__dict__.get("nn_lecture_pages", {}),
        "uses": notes.uses,
        "needs": notes.needs,
        "widgets": notes.widgets,
        "cites": notes.cites,
        "formats": {kind: app.config.numfig_format.get(kind, "%s") for kind in ("figure", "table", "exercise")},
    }


def main() -> int:
    book, result = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    os.chdir(book)
    sys.path.insert(0, str(book))
    with tempfile.TemporaryDirectory() as name:
        app, notes = sphinx_of(book, Path(name)), Notes()
        app.connect("env-get-outdated", empty_ledger, priority=200)
        app.connect("notebook-read", notes.note_cells)
        app.connect("doctree-read", notes.note_page)
        app.build()
        found = table(app, notes)
    result.parent.mkdir(parents=True, exist_ok=True)
    new = result.with_suffix(".part")
    new.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    new.replace(result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
