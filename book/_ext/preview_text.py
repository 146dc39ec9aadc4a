"""The sentence that a shared link shows: a page's first plain paragraph, cut at a sentence or a word.

sphinxext-opengraph would take the first words of the page with the formulas as raw LaTeX between them.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

SHORTEST, LONGEST = 60, 200
FORMULA = (nodes.math, nodes.math_block, nodes.literal)
APART = ("margin", "nn-lectures")


def description(doctree: nodes.document) -> str:
    """Plain text of 60 to 200 characters from the first paragraphs without a formula; "" if there is none."""
    text = ""
    for paragraph in doctree.findall(nodes.paragraph):
        ancestor: nodes.Node | None = paragraph
        aside = False
        while ancestor is not None:
            aside |= isinstance(ancestor, nodes.Element) and bool(set(APART) & set(ancestor.get("classes", [])))
            ancestor = ancestor.parent
        if aside or any(next(paragraph.findall(kind), None) for kind in FORMULA):
            continue
        text = (text + " " + re.sub(r"\s+", " ", paragraph.astext())).strip()
        if len(text) >= SHORTEST:
            break
    if len(text) <= LONGEST:
        return text
    sentence = text[:LONGEST].rfind(". ")
    return text[: sentence + 1] if sentence >= SHORTEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def add_description(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is None:
        return
    meta = dict(context.get("meta") or {})
    if "og:description" not in meta and (text := description(doctree)):
        meta["og:description"] = text
    context["meta"] = meta


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_description, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
