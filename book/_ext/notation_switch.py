"""The page's formulas in the letters of each lecture: typeset when the book is built, fetched when a reader asks for them.

Each chapter has one file a lecture, a script that hands its formulas over, so that it also works for a site opened from a
folder. A page that is not asked loads nothing of it. What compares notations (tables made from data, figures with their
captions, paragraphs that name a lecture or quote one) stays as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lecture_data
from course_letters import book_equations, book_letters, table
from docutils import nodes
from equation_ledger import CONTEXTS, chapters
from katex_math import typesetter
from sphinx.application import Sphinx
from sphinx.util import logging
from tables import nn_table

from nnlib.formula import Chapter, load_notation
from nnlib.formula.ledger.contexts import load
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.translate import Translation, translate, translate_inline

FOLDER = "_static/notation"
BOOK = "book"  # in a course with letters of its own, the book's are one notation of the menu
AS_IT_IS = "nn-as-it-is"
_FORMULA = re.compile(r"\$([^$]+)\$")
logger = logging.getLogger(__name__)


# --- What stays as it is --------------------------------------------------------------------------------------


def keep_comparisons(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark the blocks that compare notations."""
    quotations = _chapter(app, docname.split("/")[-1]).quotations
    for formula in doctree.findall(nodes.math):
        block = _block(formula)
        if block is not None and AS_IT_IS not in block["classes"]:
            always = isinstance(block, nn_table | nodes.figure) or "nn-erratum" in block["classes"]
            if (
                always
                or "".join(formula.astext().split()) in quotations
                or lecture_data.name_pattern().search(block.astext())
            ):
                block["classes"].append(AS_IT_IS)


def _chapter(app: Sphinx, key: str) -> Chapter:
    file = Path(app.srcdir) / CONTEXTS / f"{key}.py"
    return load(file) if file.exists() else Chapter(key)


def _block(formula: nodes.Node) -> nodes.Element | None:
    """The figure, the table, the erratum or else the paragraph that a formula stands in."""
    found: nodes.Element | None = None
    place = formula.parent
    while place is not None:
        whole = isinstance(place, nodes.table | nodes.figure) or "nn-erratum" in place.get("classes", [])
        if whole or (found is None and isinstance(place, nodes.paragraph | nodes.term | nodes.caption)):
            found = place
        place = place.parent
    return found


# --- The formulas of a page -----------------------------------------------------------------------------------


def displayed(doctree: nodes.document) -> dict[str, tuple[str, str]]:
    """The displayed equations of a page: anchor to label and LaTeX."""
    labelled = (node for node in doctree.findall(nodes.math_block) if node.get("label") and node["ids"])
    return {node["ids"][0]: (node["label"], node.astext().strip()) for node in labelled}


def within_sentences(doctree: nodes.document) -> Iterator[str]:
    """The formulas of its sentences that may change, each once."""
    found: dict[str, None] = {}
    for node in doctree.findall(nodes.math):
        block = _block(node)
        if block is None or AS_IT_IS not in block["classes"]:
            found[node.astext().strip()] = None
    yield from found


def in_letters_of(lecture: str, doctree: nodes.document, chapter: Chapter, root: str = "") -> dict[str, Any]:
    """What a page shows in another notation: equations by anchor, inline formulas by LaTeX, and remarks on the letters.

    The page of a course may show other letters than the book's; what is translated is always the book's formula.
    """
    words = chapter.vocabulary(book_vocabulary())
    own = {*chapter.symbols, *chapter.layered, *chapter.functions}  # which no lecture's letters are to be taken for
    equations, letters, remarks = {}, {}, dict[str, None]()
    back, behind = book_equations(root, chapter.key), book_letters(root, chapter.key)
    for anchor, (label, shown) in displayed(doctree).items():
        if label in chapter.unchecked_because:
            continue
        latex = back.get(label, shown)
        try:
            chains = parse(latex, words)
        except FormulaError:
            continue  # the ledger says so
        found = Translation(latex, True) if lecture == BOOK else translate(chains, lecture, chapter.key, own)
        new = latex if found.same else found.latex
        if new != shown or found.remarks:
            equations[anchor] = ["" if new == shown else _html(new, True), *map(_sentence, found.remarks)]
    for shown in within_sentences(doctree):
        latex = behind.get(shown, shown)
        found = Translation(latex, True)
        if lecture != BOOK:
            found = translate_inline(latex, lecture, words, chapter.key, own)
        remarks |= dict.fromkeys(found.remarks)
        if found.latex != shown:
            letters[shown] = _html(found.latex, False)
    return {"equations": equations, "letters": letters, "remarks": [*map(_sentence, remarks)]}


def _html(latex: str, display: bool) -> str:
    return typesetter.html(latex, display)


def _sentence(remark: str) -> str:
    """A remark with its formulas typeset."""
    parts = _FORMULA.split(remark)
    escaped = (part.replace("&", "&amp;").replace("<", "&lt;") for part in parts)
    return "".join(typesetter.html(parts[n], False) if n % 2 else text for n, text in enumerate(escaped))


# --- Pages ----------------------------------------------------------------------------------------------------


def add_switch(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the menu its names, and write what this page shows in each notation."""
    dialects = load_notation().dialects
    names = {key: dialect.name for key, dialect in dialects.items()}
    if course := table(str(app.srcdir)):
        names = {BOOK: "Book", **names}
        context["notation_of_course"] = course["name"]
    context["notations"] = list(names.items())
    if doctree is None or pagename not in chapters(app, app.env).values():
        return
    key = pagename.split("/")[-1]
    chapter, texts = _chapter(app, key), {}
    for lecture in names:
        try:
            formulas = in_letters_of(lecture, doctree, chapter, str(app.srcdir))
        except ValueError as error:
            logger.warning("the notation of %r: %s", lecture, error, location=pagename)
            return
        handed = json.dumps(formulas, ensure_ascii=False, separators=(",", ":"))
        texts[lecture] = f"nnNotation({json.dumps(lecture)},{handed})\n"
    version = hashlib.sha256("".join(texts.values()).encode()).hexdigest()[:10]
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{key}.*.js"):
        old.unlink()
    for lecture, text in texts.items():
        (folder / f"{key}.{lecture}.{version}.js").write_text(text, encoding="utf-8")
    context["notation_files"] = context["pathto"](f"{FOLDER}/{key}.*.{version}.js", 1)


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("equation_ledger")
    app.connect("doctree-resolved", keep_comparisons)
    app.connect("html-page-context", add_switch)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
