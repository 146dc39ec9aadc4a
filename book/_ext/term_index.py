"""`{term-index}`: the terms that the chapters define, by the alphabet, with links to where.

A chapter marks the place with Sphinx's own directive before the paragraph that defines the term:
`{index} single: softmax` or, with a term below it, `{index} single: momentum; Nesterov's`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from docutils import nodes
from lecture_pages import _clean
from progress_page import in_order
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

Place = tuple[str, str]  # a page and an anchor on it


class nn_terms(nodes.General, nodes.Element):
    """Placeholder: the index."""


class TermIndex(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # other pages' terms may have changed
        return [nn_terms()]


def terms(env: Any, root: str) -> dict[str, dict[str, list[Place]]]:
    """By term, by the term below it ("" for its own), the places in the order of the book."""
    found: dict[str, dict[str, list[Place]]] = {}
    entries = env.get_domain("index").entries
    for docname in dict.fromkeys(in_order(env, root)):
        for kind, value, anchor, _main, _key in entries.get(docname, []):
            if kind != "single":
                raise ValueError(f"{docname}: an index entry is 'single: term' or 'single: term; below', got {kind!r}")
            term, _, below = (part.strip() for part in value.partition(";"))
            found.setdefault(term, {}).setdefault(below, []).append((docname, anchor))
    return found


class FillTerms(SphinxPostTransform):
    """Fill the placeholder before Sphinx resolves references."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for placeholder in list(self.document.findall(nn_terms)):
            placeholder.replace_self(list(self._letters()))

    def _letters(self) -> Iterator[nodes.Node]:
        found = terms(self.env, self.config.root_doc)
        for letter, group in groupby(sorted(found, key=str.casefold), key=lambda term: term[0].upper()):
            items = nodes.bullet_list(bullet="-", classes=["nn-terms"])
            for term in group:
                items += self._item(term, found[term])
            yield nodes.rubric("", letter)
            yield items

    def _item(self, term: str, below: dict[str, list[Place]]) -> nodes.list_item:
        item = nodes.list_item("", nodes.paragraph("", "", nodes.Text(term), *self._links(below.get("", []))))
        if set(below) - {""}:
            inner = nodes.bullet_list(bullet="-")
            for name in sorted(set(below) - {""}, key=str.casefold):
                line = nodes.paragraph("", "", nodes.Text(name), *self._links(below[name]))
                inner += nodes.list_item("", line)
            item += inner
        return item

    def _links(self, places: list[Place]) -> Iterator[nodes.Node]:
        """', ' and the page's title as a link, for each place."""
        for docname, anchor in places:
            uri = self.app.builder.get_relative_uri(self.env.docname, docname) + f"#{anchor}"
            title = _clean(self.env.titles[docname].children, self.env.docname)
            yield nodes.Text(", ")
            yield nodes.reference("", "", nodes.inline("", "", *title), internal=True, refuri=uri)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("progress_page")
    app.add_node(nn_terms)
    app.add_directive("term-index", TermIndex)
    app.add_post_transform(FillTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
