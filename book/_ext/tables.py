"""Tables made from data: a caption, a header row, a header in each row.

Every table stands in a container that scrolls sideways by keyboard. The tables are not numbered: they are
what their page is about, and nothing refers to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class nn_table(nodes.table):
    """A table of its own class, which Sphinx does not number."""


class nn_scroll(nodes.General, nodes.Element):
    """A region that scrolls sideways when its table is wider than the page."""


def inline(directive: SphinxDirective, text: str) -> list[nodes.Node]:
    """MyST text of one line as nodes: its mathematics and emphasis become real nodes."""
    if not text:
        return []
    return list(directive.state.inline_text(text, directive.lineno)[0])


def table(
    caption: str,
    head: Sequence[Sequence[nodes.Node]],
    rows: Sequence[tuple[str, Sequence[Sequence[nodes.Node]]]],
    classes: Sequence[str] = (),
) -> nn_scroll:
    """A table of (id, cells) rows; the first cell of a row is its header, an empty id gives it no anchor."""
    group = nodes.tgroup(cols=len(head))
    for column in range(len(head)):
        group += nodes.colspec(colwidth=1, stub=column == 0)
    group += nodes.thead("", _row("", head))
    group += nodes.tbody("", *(_row(anchor, cells) for anchor, cells in rows))
    whole = nn_table("", nodes.title(caption, caption), group, classes=["nn-table", *classes])
    return nn_scroll("", whole, label=caption)


def _row(anchor: str, cells: Sequence[Sequence[nodes.Node]]) -> nodes.row:
    row = nodes.row()
    if anchor:
        row["ids"].append(anchor)
    for cell in cells:
        row += nodes.entry("", nodes.paragraph("", "", *cell))
    return row


def visit_scroll(translator: Any, node: nodes.Element) -> None:
    label = translator.attval(node["label"])
    translator.body.append(f'<div class="nn-scroll" tabindex="0" role="region" aria-label="{label}">\n')


def depart_scroll(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</div>\n")


def visit_table(translator: Any, node: nodes.Element) -> None:
    translator.visit_table(node)


def depart_table(translator: Any, node: nodes.Element) -> None:
    translator.depart_table(node)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(nn_table, html=(visit_table, depart_table))
    app.add_node(nn_scroll, html=(visit_scroll, depart_scroll))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
