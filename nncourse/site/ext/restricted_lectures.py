"""The lecture map and the errata of a course: what its chapters treat; for the rest they lead to the full book.

Rows whose paragraph is not here go; those that other chapters treat as well say where in the full book; a margin note whose
row is not here leads to the full book's row.
"""

from __future__ import annotations

from typing import Any

import lecture_data
from course_data import data, link
from docutils import nodes
from lecture_notes import places
from lecture_pages import FillPlaces, nn_where
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from tables import nn_scroll

ROWS = {"lecture": "book/lecture-map", "erratum": "book/errata"}
NOTHING = "No chapter of this course treats an entry of this lecture."


class RestrictRows(SphinxPostTransform):
    """Before the places are filled."""

    default_priority = 3

    def run(self, **kwargs: Any) -> None:
        for where in list(self.document.findall(nn_where)):
            if not places(self.env, where["target"]):
                row = _around(where)
                row.parent.remove(row)
        for scroll in list(self.document.findall(nn_scroll)):
            body = next(scroll.findall(nodes.tbody), None)
            if body is not None and not body.children:
                scroll.replace_self(nodes.paragraph("", NOTHING))
        for rubric in list(self.document.findall(nodes.rubric)):
            following = rubric.next_node(descend=False, siblings=True)
            if "nn-erratum-lecture" in rubric["classes"] and (following is None or isinstance(following, nodes.rubric)):
                rubric.parent.remove(rubric)


def _around(where: nodes.Node) -> nodes.Element:
    """The row or the erratum that a placeholder stands in."""
    found = where.parent
    while not isinstance(found, nodes.row) and "nn-erratum" not in found["classes"]:
        found = found.parent
    return found


class FillPlacesOfCourse(FillPlaces):  # type: ignore[misc]
    """The book's transform, with the full book behind it."""

    def _link(self, found: Any) -> list[nodes.Node]:
        if places(self.env, found["target"]):
            made: list[nodes.Node] = super()._link(found)
            if any(isinstance(node, nodes.reference) for node in made):
                return made
        page = ROWS[found["kind"]]
        if found["target"] not in data()["rows"].get(page, ()):
            return list(found.children)
        says = f"{'Entry' if found['kind'] == 'lecture' else 'Erratum'} {found['target']}"
        return [link(page, f"{found['kind']}-{found['target']}", says, *found.children)]

    def _where(self, target: str, chapters: tuple[str, ...], brief: bool) -> list[nodes.Node]:
        parts: list[nodes.Node] = super()._where(target, (), brief)
        elsewhere: dict[str, str] = {}
        for page, anchor in data()["places"].get(target, ()):
            if page not in self.env.found_docs:
                elsewhere.setdefault(page, anchor)
        if elsewhere:
            parts += [nodes.Text(" In the full book also: " if parts else "In the full book: ")]
        for number, (page, anchor) in enumerate(elsewhere.items()):
            title = data()["pages"][page]
            parts += [nodes.Text(", ")] if number else []
            parts.append(link(page, anchor, title, nodes.inline("", title)))
        return [*parts, nodes.Text(".")] if elsewhere else parts

    def _counts(self) -> list[nodes.Node]:
        lectures = lecture_data.lectures().values()
        mine = {i: e for i, e in lecture_data.entries().items() if places(self.env, i)}
        text = f"{len(mine)} of the {len(lecture_data.entries())} entries are treated in the chapters of this course."
        items = nodes.bullet_list(bullet="-")
        for lecture in lectures:
            every = sum(e.prefix == lecture.prefix for e in lecture_data.entries().values())
            here = sum(e.prefix == lecture.prefix for e in mine.values())
            items += nodes.list_item("", nodes.paragraph("", f"{lecture.short}: {here} of {every}"))
        return [nodes.paragraph("", text), items]


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("lecture_notes")
    transforms = app.registry.post_transforms
    transforms[transforms.index(FillPlaces)] = FillPlacesOfCourse
    app.add_post_transform(RestrictRows)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
