"""`{exercise-list}`: all exercises of the book by chapter, with what each asks for and a link to its place.

Titles and places come from the chapters, kinds from the registry of nnlib. The list is useful as it stands; a script of the
page (`progress.js`) adds what the reader has solved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from lecture_pages import _clean
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import exercise_subtitle
from tables import table

from nnlib.exercises.registry import entry, exercise_ids

KINDS = {
    "code": "write a function",
    "derive": "derive a formula",
    "predict": "predict",
    "find": "find the error",
    "prove": "prove",
}
ON_PAPER = "on paper"
SCRIPT = "progress.js"


class nn_exercises(nodes.General, nodes.Element):
    """Placeholder: the tables of all exercises."""


class nn_progress(nodes.General, nodes.Element):
    """Where the script puts its counts and buttons. `rows` says which exercises a row stands for: several questions may
    stand below one statement. Without scripts, a sentence says what is missing."""


def _pages(env: Any) -> set[str]:
    """The pages that hold the list."""
    found: set[str] = env.__dict__.setdefault("nn_progress_pages", set())
    return found


class ExerciseList(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        _pages(self.env).add(self.env.docname)
        rows: dict[str, list[str]] = {}
        for name in exercise_ids():
            rows.setdefault(f"progress-{entry(name).label}", []).append(name)
        return [nn_progress(rows=json.dumps(rows, separators=(",", ":"))), nn_exercises()]


def in_order(env: Any, docname: str) -> Iterator[str]:
    """The pages in the order of the table of contents."""
    yield docname
    for child in env.toctree_includes.get(docname, []):
        yield from in_order(env, child)


class FillExercises(SphinxPostTransform):
    """Fill the placeholder before Sphinx resolves references."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for placeholder in list(self.document.findall(nn_exercises)):
            placeholder.replace_self(self._tables())

    def _tables(self) -> list[nodes.Node]:
        kinds: dict[str, list[str]] = {}
        for name in exercise_ids():
            words = KINDS[entry(name).kind]
            if words not in kinds.setdefault(entry(name).label, []):
                kinds[entry(name).label].append(words)
        placed: dict[str, list[tuple[int, str, nodes.Element]]] = {}
        for label, found in getattr(self.env, "sphinx_exercise_registry", {}).items():
            if found["type"] == "exercise":
                node = found["node"]
                placed.setdefault(found["docname"], []).append((node["serial_number"], label, node))
        tables: list[nodes.Node] = []
        for docname in dict.fromkeys(in_order(self.env, self.config.root_doc)):
            rows = [self._row(docname, label, node, kinds) for _, label, node in sorted(placed.get(docname, []))]
            if rows:
                head = [[nodes.Text(text)] for text in ("Exercise", "What it asks for")]
                tables.append(table(self.env.titles[docname].astext(), head, rows, classes=["nn-exercise-list"]))
        return tables or [nodes.paragraph("", "There are no exercises yet.")]

    def _row(
        self, docname: str, label: str, node: nodes.Element, kinds: dict[str, list[str]]
    ) -> tuple[str, list[list[nodes.Node]]]:
        subtitle = next(iter(node.findall(exercise_subtitle)), None)
        words = _clean(subtitle.children, self.env.docname) if subtitle is not None else [nodes.Text("Exercise")]
        uri = self.app.builder.get_relative_uri(self.env.docname, docname) + f"#{label}"
        link = nodes.reference("", "", nodes.inline("", "", *words), internal=True, refuri=uri)
        return f"progress-{label}" if label in kinds else "", [
            [link],
            [nodes.Text(", ".join(kinds.get(label, [ON_PAPER])))],
        ]


def purge(app: Sphinx, env: Any, docname: str) -> None:
    _pages(env).discard(docname)


def merge(app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    _pages(env).update(_pages(other) & docnames)


def refresh(app: Sphinx, env: Any) -> list[str]:
    """The list is written again whenever a chapter may have changed."""
    return sorted(_pages(env))


def add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    if pagename in _pages(app.builder.env):
        app.add_js_file(SCRIPT, loading_method="defer")


def visit_progress(translator: Any, node: nodes.Element) -> None:
    translator.body.append(
        f'<div class="nn-progress" data-nn-progress="{translator.attval(node["rows"])}">'
        "<noscript><p>What you have solved is marked by a script, and scripts are off.</p></noscript></div>\n"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("tables")
    app.setup_extension("sphinx_exercise")
    app.add_node(nn_progress, html=(visit_progress, lambda translator, node: None))
    app.add_node(nn_exercises)
    app.add_directive("exercise-list", ExerciseList)
    app.add_post_transform(FillExercises)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", refresh)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
