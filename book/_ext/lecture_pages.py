"""The lecture map and the errata page: tables whose last columns are filled when all chapters have been read.

`{lecture-map}` gives the counts, `{lecture-map} cui` the entries of one lecture in its own order,
`{errata-list}` the errata. The tables are built with placeholders; a transform fills them before Sphinx
resolves references.
"""

from __future__ import annotations

import re
from typing import Any

import lecture_data
from docutils import nodes
from lecture_notes import Place, _pages, chapter_page, nn_link, places
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from tables import inline, table


class nn_where(nodes.General, nodes.TextElement):
    """Placeholder: the places that treat `target`."""


class nn_counts(nodes.General, nodes.Element):
    """Placeholder: how many entries are treated."""


class LectureMap(SphinxDirective):
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(lecture_data.LECTURES_FILE))
        shown = _pages(self.env).setdefault(self.env.docname, [])
        if not self.arguments:
            return [nn_counts()]
        by_key = {lecture.key: lecture for lecture in lecture_data.lectures().values()}
        if self.arguments[0] not in by_key:
            raise self.error(f"unknown lecture {self.arguments[0]!r}, expected one of {', '.join(by_key)}")
        lecture = by_key[self.arguments[0]]
        rows = []
        for entry in lecture_data.entries().values():
            if entry.prefix == lecture.prefix:
                title = inline(self, entry.title)
                if entry.lost:
                    title += inline(self, " *(lost in the text we have)*")
                where = nn_where(target=entry.id, chapters=entry.chapters)
                number = [nodes.Text(f"{lecture.short} {entry.number}")]
                rows.append((f"lecture-{entry.id}", [number, title, [where]]))
                shown.append(entry.id)
        head = [[nodes.Text(text)] for text in ("Entry", "What it is", "Where this book treats it")]
        return [table(f"{lecture.author}: {lecture.title}", head, rows, classes=["nn-lecture-map"])]


class ErrataList(SphinxDirective):
    """One block an erratum, lecture by lecture: printed and right form below each other, which fits a phone too."""

    def run(self) -> list[nodes.Node]:
        for file in (lecture_data.CLASSES_FILE, *lecture_data.errata_files()):
            self.env.note_dependency(str(file))
        shown = _pages(self.env).setdefault(self.env.docname, [])
        blocks: list[nodes.Node] = []
        lecture = None
        for erratum in lecture_data.errata().values():
            prefix = erratum.id.split("-")[1]
            if prefix != lecture:
                lecture = prefix
                title = "Between the lectures" if prefix == "X" else lecture_data.lectures()[prefix].author
                blocks.append(nodes.rubric("", title, classes=["nn-erratum-lecture"]))
            blocks.append(self._block(erratum))
            shown.append(erratum.id)
        return blocks

    def _block(self, erratum: lecture_data.Erratum) -> nodes.container:
        lines = erratum.lines
        if not erratum.id.startswith("E-X-"):
            lines = f"{'line' if lines.isdigit() else 'lines'} {lines}"
        place: list[nodes.Node] = [nodes.strong("", erratum.id), nodes.Text(f", {lines} (")]
        for number, entry in enumerate(erratum.entries):
            place += [nodes.Text(", ")] if number else []
            place.append(nn_link("", "", nodes.Text(_name(entry)), kind="lecture", target=entry))
        in_words = lecture_data.error_classes()[erratum.kind].partition(":")[0]
        place += [nodes.Text("): "), nodes.emphasis("", f"{in_words}."), nodes.Text(" "), *inline(self, erratum.why)]
        where = nn_where(target=erratum.id, chapters=erratum.chapters, brief=True)
        parts = [
            ("The text", inline(self, erratum.printed)),
            ("What holds", inline(self, erratum.right)),
            ("Shown in", [where]),
        ]
        fields = nodes.field_list("", *(_field(name, body) for name, body in parts))
        block = nodes.container("", nodes.paragraph("", "", *place), fields, classes=["nn-erratum"])
        block["ids"].append(f"erratum-{erratum.id}")
        return block


def _field(name: str, body: list[nodes.Node]) -> nodes.field:
    return nodes.field("", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *body)))


class FillPlaces(SphinxPostTransform):
    """Fill placeholders and the links of margin notes, before Sphinx resolves references (priority 10)."""

    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        for counts in list(self.document.findall(nn_counts)):
            counts.replace_self(self._counts())
        for where in list(self.document.findall(nn_where)):
            where.replace_self(self._where(where["target"], where["chapters"], bool(where.get("brief"))))
        for link in list(self.document.findall(nn_link)):
            link.replace_self(self._link(link))

    def _uri(self, docname: str, anchor: str) -> str:
        here = self.env.docname
        uri = "" if docname == here else self.app.builder.get_relative_uri(here, docname)
        return f"{uri}#{anchor}"

    def _link(self, link: nn_link) -> list[nodes.Node]:
        """A link to the row of the target; plain text where no page of the book lists it."""
        for docname, shown in sorted(_pages(self.env).items()):
            if link["target"] in shown:
                uri = self._uri(docname, f"{link['kind']}-{link['target']}")
                return [nodes.reference("", "", *link.children, internal=True, refuri=uri)]
        return list(link.children)

    def _where(self, target: str, chapters: tuple[str, ...], brief: bool) -> list[nodes.Node]:
        parts: list[nodes.Node] = []
        found = places(self.env, target)
        told = set()  # text and program of one section need one link
        for place in found:
            section = (place.docname, "".join(node.astext() for node in place.heading))
            if brief and section in told:
                continue
            told.add(section)
            parts += [nodes.Text(" ")] if parts else []
            parts += self._place(place, brief)
        to_come = [k for k in chapters if not (found and chapter_page(self.env, k))]
        if to_come:
            names = ", ".join(lecture_data.chapters()[key].title for key in to_come)
            text = f"{'More in a' if found else 'A'} chapter to come: {names}."
            if not found and all(chapter_page(self.env, key) for key in to_come):
                text = f"Not treated yet; it belongs to: {names}."
            parts += [nodes.Text(" ")] if parts else []
            parts.append(nodes.inline("", text, classes=["nn-to-come"]))
        return parts

    def _place(self, place: Place, brief: bool) -> list[nodes.Node]:
        chapter = _clean(self.env.titles[place.docname].children, self.env.docname)
        heading = _clean(place.heading, self.env.docname)
        label: list[nodes.Node] = [*chapter]
        if "".join(n.astext() for n in heading) != "".join(n.astext() for n in chapter):
            label += [nodes.Text(": "), *heading]
        uri = self._uri(place.docname, place.anchor)
        link = nodes.reference("", "", nodes.inline("", "", *label), internal=True, refuri=uri)
        return [link, nodes.Text(". "), *([] if brief else _clean(place.sentence, self.env.docname))]

    def _counts(self) -> list[nodes.Node]:
        total = len(lecture_data.entries())
        treated = sum(bool(places(self.env, i)) for i in lecture_data.entries())
        text = f"{treated} of the {total} entries are treated in the chapters that are written."
        items = nodes.bullet_list(bullet="-")
        for lecture in lecture_data.lectures().values():
            mine = [i for i, e in lecture_data.entries().items() if e.prefix == lecture.prefix]
            done = sum(bool(places(self.env, i)) for i in mine)
            items += nodes.list_item("", nodes.paragraph("", f"{lecture.short}: {done} of {len(mine)}"))
        return [nodes.paragraph("", text), items]


def _name(entry_id: str) -> str:
    entry = lecture_data.entries()[entry_id]
    return f"{lecture_data.lectures()[entry.prefix].short} {entry.number}"


def _clean(inlines: Any, docname: str) -> list[nodes.Node]:
    """Copies of inline nodes that can stand on another page: no ids, references resolved from there, quotation marks curled."""
    copies = [node.deepcopy() for node in inlines]
    for copy in copies:
        for node in copy.findall(nodes.Element):
            node.attributes.update(ids=[], names=[], backrefs=[])
            if isinstance(node, addnodes.pending_xref):
                node["refdoc"] = docname
    return [nodes.Text(_curled(copy)) if isinstance(copy, nodes.Text) else copy for copy in copies]


def _curled(text: str) -> str:
    """Typographic quotation marks, as the other pages get them from docutils."""
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("tables")
    app.add_directive("lecture-map", LectureMap)
    app.add_directive("errata-list", ErrataList)
    app.add_post_transform(FillPlaces)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
