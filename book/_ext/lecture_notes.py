"""From a cell's metadata to the reader: which lecture entries a paragraph treats, and which errata it shows.

A cell with `lectures` or `errata` gets a small margin note that links to the lecture map and the errata page.
The places are remembered, with their headings and first sentences, for those two pages (lecture_pages.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import lecture_data
import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from first_sentence import after_headings, first_sentence
from source_lint import MOST_ENTRIES, id_list_problems
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from tables import inline


class nn_note(nodes.General, nodes.Element):
    """The margin note: attributes `treats` (lecture entries), `errata`, `sentence` (nodes)."""


class nn_link(nodes.Inline, nodes.TextElement):
    """A link to a row of the lecture map (kind "lecture") or of the errata page (kind "erratum")."""


@dataclass(frozen=True)
class Place:
    """Where the book treats an entry; `heading` and `sentence` are inline nodes."""

    docname: str
    anchor: str
    heading: tuple[nodes.Node, ...]
    sentence: tuple[nodes.Node, ...]


# --- Notebook cells ---------------------------------------------------------------------------------------


def annotate(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Put the note before the first paragraph of every cell that has `lectures` or `errata`."""
    cells, last_sentence, inserted = [], "", 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            last_sentence = first_sentence(cell.source) or last_sentence
        treats, errata = (cell.metadata.get(name, []) for name in ("lectures", "errata"))
        if "lectures" in cell.metadata or "errata" in cell.metadata:
            refuse(app, docname, cell)
            note = _fenced(treats, errata, last_sentence)
            if cell.cell_type == "markdown":
                lines = cell.source.splitlines()
                at = after_headings(cell.source)
                cell.source = "\n".join([*lines[:at], "", *note, "", *lines[at:]])
            else:
                inserted += 1
                cells.append(nbformat.v4.new_markdown_cell("\n".join(note), id=f"lecture-note-{inserted}"))
        cells.append(cell)
    notebook.cells = cells


def refuse(app: Sphinx, docname: str, cell: nbformat.NotebookNode) -> None:
    """Stop the build on a wrong id, naming the notebook, the cell and what was expected."""
    for name, known, most in (
        ("lectures", lecture_data.entries(), MOST_ENTRIES),
        ("errata", lecture_data.errata(), None),
    ):
        if name in cell.metadata:
            for found, expected in id_list_problems(name, cell.metadata[name], known, most):
                raise ExtensionError(f"{docname}, cell {cell.id!r}: {found}; expected {expected}")


def _fenced(treats: Iterable[str], errata: Iterable[str], sentence: str) -> list[str]:
    head = ["`````{lecture-note} " + " ".join(treats), *([":errata: " + " ".join(errata)] if errata else [])]
    return [*head, "", sentence, "`````"]


# --- Directives -------------------------------------------------------------------------------------------


class LectureNote(SphinxDirective):
    """The margin note of a cell; its content is the first sentence, kept for the map and not shown here."""

    optional_arguments = MOST_ENTRIES
    option_spec: ClassVar = {"errata": directives.unchanged}
    has_content = True
    shows_content = False

    def run(self) -> list[nodes.Node]:
        errata = self.options.get("errata", "").split()
        treats = " ".join(self.arguments).split()
        known_entries, known_errata = lecture_data.entries(), lecture_data.errata()
        for name, ids, known in (("lectures", treats, known_entries), ("errata", errata, known_errata)):
            for found, expected in id_list_problems(name, ids, known, None) if ids else ():
                raise self.error(f"{found}; expected {expected}")
        self.env.note_dependency(str(lecture_data.LECTURES_FILE))
        for file in (lecture_data.CLASSES_FILE, *lecture_data.errata_files()):
            self.env.note_dependency(str(file))
        text = "\n".join(self.content)
        note = nn_note(treats=treats, errata=errata, sentence=inline(self, first_sentence(text)))
        note["ids"] = [f"treats-{i}" for i in treats] + [f"shows-{i}" for i in errata]
        note += nodes.paragraph("", "", *_note_text(treats, errata))
        shown = self.parse_content_to_nodes() if self.shows_content else []
        return [note, *shown]


class Treats(LectureNote):
    """The same on a Markdown page: the content is the paragraph that treats the entries, and is shown."""

    shows_content = True


def _note_text(treats: list[str], errata: list[str]) -> list[nodes.Node]:
    """ "Cui 6, 7; Taura 54; Erratum E-CUI-12": each name once, and for screen readers in every link."""
    parts: list[nodes.Node] = []
    previous = ""
    for entry in (lecture_data.entries()[i] for i in treats):
        short = lecture_data.lectures()[entry.prefix].short
        if parts:
            parts.append(nodes.Text(", " if short == previous else "; "))
        name = nodes.inline("", f"{short} ", classes=["nn-visually-hidden"] if short == previous else [])
        parts.append(nn_link("", "", name, nodes.Text(str(entry.number)), kind="lecture", target=entry.id))
        previous = short
    for number, erratum in enumerate(errata):
        parts += [nodes.Text(", " if number else "; ")] if parts else []
        name = nodes.inline("", "Erratum ", classes=["nn-visually-hidden"] if number else [])
        parts.append(nn_link("", "", name, nodes.Text(erratum), kind="erratum", target=erratum))
    return parts


# --- What the environment remembers -------------------------------------------------------------------------


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """After a page is read: note every place that treats an entry or shows an erratum, with its heading."""
    docname = app.env.docname
    places: dict[str, list[Place]] = {}
    for note in list(doctree.findall(nn_note)):
        section = note.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        title = section[0].children if section is not None and len(section) else ()
        heading = tuple(n.deepcopy() for n in title)
        sentence = tuple(n.deepcopy() for n in note.attributes.pop("sentence", []))
        for kind, ids in (("treats", note["treats"]), ("shows", note["errata"])):
            for target in ids:
                anchor, taken = f"{kind}-{target}", len(places.get(target, ()))
                if taken:  # the same entry again on this page: an anchor of its own
                    note["ids"][note["ids"].index(anchor)] = anchor = f"{anchor}-{taken + 1}"
                places.setdefault(target, []).append(Place(docname, anchor, heading, sentence))
    _memory(app.env)[docname] = places


def _memory(env: Any) -> dict[str, dict[str, list[Place]]]:
    return env.__dict__.setdefault("nn_lecture_map", {})


def purge(app: Sphinx, env: Any, docname: str) -> None:
    _memory(env).pop(docname, None)
    _pages(env).pop(docname, None)


def merge(app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    _memory(env).update({d: _memory(other)[d] for d in docnames if d in _memory(other)})
    _pages(env).update({d: _pages(other)[d] for d in docnames if d in _pages(other)})


def _pages(env: Any) -> dict[str, list[str]]:
    """docname -> the ids whose rows stand on that page."""
    return env.__dict__.setdefault("nn_lecture_pages", {})


def refresh(app: Sphinx, env: Any) -> list[str]:
    """The map and the errata page are written again whenever a chapter may have changed."""
    return list(_pages(env))


def places(env: Any, target: str) -> list[Place]:
    """Every place that treats `target`, in the order of the pages' names."""
    return [place for docname in sorted(_memory(env)) for place in _memory(env)[docname].get(target, [])]


def chapter_page(env: Any, key: str) -> str | None:
    """The page of a chapter, None if it is not written yet."""
    name = "index" if key == "front" else key
    names = (d for d in sorted(env.found_docs) if d.split("/")[-1] == name)
    return next(names, None)


def visit_note(translator: Any, node: nodes.Element) -> None:
    label = "In the lectures" if node["treats"] else "Erratum of a lecture"
    start = translator.starttag(node, "div", CLASS="nn-lectures", role="note", **{"aria-label": label})
    translator.body.append(start)


def depart_note(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</div>\n")


def setup(app: Sphinx) -> Mapping[str, Any]:
    app.setup_extension("tables")
    app.setup_extension("lecture_pages")
    app.add_node(nn_note, html=(visit_note, depart_note))
    app.add_directive("lecture-note", LectureNote)
    app.add_directive("treats", Treats)
    app.connect("notebook-read", annotate, priority=600)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", refresh)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
