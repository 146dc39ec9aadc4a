"""Every reference to what the course has left out becomes a link to the full book, with the number it has there.

One transform for all roles, domains and Markdown links: what is still waiting to be resolved and stands on a page of the full
book that is not here. It says so in words: "equation (54) of the full book", "Loss functions (full book)".
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import notebook_links
import notebook_references
from course_data import data, fingerprint, link
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

# words after which "(54)" alone would be read as a number of this course
PREPOSITIONS = "by of in from with into to like for at on between via under"
OTHERS = "and or that as see is are than insert put take use using also recall then if when because both"
WORDS = [*PREPOSITIONS.split(), *OTHERS.split()]
BEFORE_NAME = re.compile(rf"(?:^|[\s(])(?:{'|'.join(WORDS)})\s*$|[.;:,(]\s*$|^\s*$", re.I)
SENTENCE = re.compile(r"[.?]\s*$|^\s*$")
PLACEHOLDER = re.compile(r"%s|\{number\}")


class LeadToFullBook(SphinxPostTransform):
    """After the lists of places are filled (priority 4), before anything resolves a reference (9 and 10)."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(addnodes.pending_xref)):
            found = self._page(node) or self._target(node)
            if found is not None:
                node.replace_self(found)

    def _page(self, node: addnodes.pending_xref) -> nodes.reference | None:
        """A link to a left-out page as a whole: {doc}, or a Markdown link to its source."""
        if node["reftype"] not in {"doc", "myst", "any"}:
            return None
        path, _, label = node["reftarget"].partition("#")
        if label in data()["targets"]:
            return None
        name = str(PurePosixPath(path).with_suffix("")) if path.endswith((".ipynb", ".md")) else path
        page = docname_join(node.get("refdoc", self.env.docname), name)
        if page in self.env.found_docs or page not in data()["pages"]:
            return None
        title = data()["pages"][page]
        return link(page, "", title, *_said(node, title))

    def _target(self, node: addnodes.pending_xref) -> nodes.reference | None:
        label = node["reftarget"].rpartition("#")[2]
        if label not in data()["targets"] or _here(self.env, label):
            return None
        page, anchor, kind, number, title = data()["targets"][label]
        if page in self.env.found_docs:
            return None
        name = _name(kind, number, title)
        if node.get("refexplicit"):
            return link(page, anchor, name, *_said(node, title, number))
        if kind == "equation":
            return link(page, anchor, name, nodes.inline("", f"{_equation(node, number)} of the full book"))
        if number:
            return link(page, anchor, name, nodes.inline("", f"{name} of the full book"))
        return link(page, anchor, title, nodes.inline("", f"{title} (full book)"))


def _here(env: Any, label: str) -> bool:
    """Whether a page of the course has the label, be it one of the instructor's."""
    return label in env.get_domain("std").anonlabels or label in env.get_domain("math").equations


def _name(kind: str, number: str, title: str) -> str:
    if kind == "equation":
        return f"Equation ({number})"
    return str(data()["formats"].get(kind, "%s")) % number if number else title


def _equation(node: nodes.Element, number: str) -> str:
    """ "(54)" behind the word that says what it is, "equation (54)" elsewhere."""
    before = _text_before(node)
    if not BEFORE_NAME.search(before):
        return f"({number})"
    return f"{'Equation' if SENTENCE.search(before) else 'equation'} ({number})"


def _text_before(node: nodes.Element) -> str:
    parent = node.parent
    index = parent.index(node)
    return "".join(each.astext() for each in parent.children[max(0, index - 2) : index])


def _said(node: nodes.Element, title: str, number: str = "") -> list[nodes.Node]:
    """The author's own words, or the title; then where they lead."""
    if not node.get("refexplicit"):
        return [nodes.inline("", f"{title} (full book)")]
    words = [child.deepcopy() for child in node.children]
    for text in [t for word in words for t in word.findall(nodes.Text)]:
        filled = PLACEHOLDER.sub(number, text.astext()).replace("{name}", title)
        if filled != text.astext() and text.parent is not None:
            text.parent.replace(text, nodes.Text(filled))
    return [*words, nodes.Text(" (full book)")]


# --- notebooks that leave the site: their references are words and links of Markdown -----------------------------

_of_this_site = notebook_references.targets


def with_full_book(app: Sphinx) -> dict[tuple[str, str], Any]:
    """What a notebook's references can mean: the course's own places, and those of the full book."""
    known: dict[tuple[str, str], Any] = _of_this_site(app)
    for label, (page, anchor, kind, number, title) in data()["targets"].items():
        if page in app.env.found_docs:
            continue
        role = "eq" if kind == "equation" else "ref"
        name = f"equation ({number})" if kind == "equation" else _name(kind, number, title)
        words = f"{name} of the full book" if number else f"{title} (full book)"
        known.setdefault((role, label), notebook_references.Target(page, anchor, words, data()["address"]))
    return known


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("nn_course", fingerprint(), "env")
    app.add_post_transform(LeadToFullBook)
    notebook_references.targets = with_full_book
    notebook_links.outside_links = lambda repository, docname: {}  # the book's repository has the book's notebooks
    return {"parallel_read_safe": True, "parallel_write_safe": True}
