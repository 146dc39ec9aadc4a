"""The gallery: every widget of the book, alive, with a line on what to try and the way to its chapter.

The directive {widget-gallery} makes one section a widget from nnlib/widgets/gallery.toml. The first two are mounted at
once, the others when the reader comes near, so that a phone does not run two dozen pictures at a time.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from lecture_notes import chapter_page
from page_widgets import ELEMENT, READ, named, on_page
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tables import inline
from widget_data import FILE, Entry, entries

from nnlib.widgets import WIDGETS
from nnlib.widgets.bundle import HERE

AT_ONCE = 2


class nn_widget_place(nodes.General, nodes.Element):
    """Placeholder: where a widget stands in the book, known when all pages have been read."""


def element(name: str, lazy: bool) -> str:
    """The widget's page element in its first state."""
    text = WIDGETS[name]().to_html()
    found = ELEMENT.match(text)
    assert found is not None
    return named(found, name, lazy) + text[found.end() :] + ("" if lazy else READ)


class WidgetGallery(SphinxDirective):
    has_content = False

    def run(self) -> list[nodes.Node]:
        for path in [FILE, *HERE.glob("*.py")]:
            self.env.note_dependency(str(path))
        galleries(self.env).add(self.env.docname)
        shown = [entry for entry in entries().values() if entry.name in WIDGETS]
        return [self.section(entry, lazy=i >= AT_ONCE) for i, entry in enumerate(shown)]

    def section(self, entry: Entry, lazy: bool) -> nodes.section:
        title = nodes.title("", f"{entry.number}. {entry.title}")
        attempt = nodes.paragraph("", "", nodes.strong("", "Try: "), *inline(self, entry.attempt))
        place = nn_widget_place(name=entry.name, chapter=entry.chapter)
        widget = nodes.raw("", element(entry.name, lazy), format="html")
        section = nodes.section(
            "", title, attempt, widget, place, ids=[f"gallery-{entry.name}"], names=[], classes=["nn-gallery"]
        )
        return section


def galleries(env: Any) -> set[str]:
    """The pages with a gallery: they are written anew with every build, for the links to the chapters."""
    return env.__dict__.setdefault("nn_galleries", set())


def refresh(_app: Sphinx, env: Any) -> list[str]:
    return sorted(galleries(env))


def purge(_app: Sphinx, env: Any, docname: str) -> None:
    galleries(env).discard(docname)


def merge(_app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    galleries(env).update(galleries(other) & docnames)


def fill_places(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """A link to the widget in its chapter, or to the chapter; nothing if that is not written yet."""
    for node in list(doctree.findall(nn_widget_place)):
        page = chapter_page(app.env, node["chapter"])
        if page is None:
            node.parent.remove(node)
            continue
        anchor = f"#widget-{node['name']}" if node["name"] in [w.name for w in on_page(app.env).get(page, [])] else ""
        address = app.builder.get_relative_uri(docname, page) + anchor
        link = nodes.reference("", app.env.titles[page].astext(), refuri=address, internal=True)
        node.replace_self(nodes.paragraph("", "", nodes.Text("In its chapter: "), link, classes=["nn-gallery-place"]))


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("page_widgets")
    app.add_node(nn_widget_place)
    app.add_directive("widget-gallery", WidgetGallery)
    app.connect("doctree-resolved", fill_places)
    app.connect("env-updated", refresh)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
