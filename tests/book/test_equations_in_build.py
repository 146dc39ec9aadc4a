"""The equations in the build: what fails is named, the mark says what the record says, the switch leaves comparisons alone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import equation_ledger
import fingerprint
import notation_switch
import pytest
from docutils import nodes
from katex_math import typesetter
from small_book import TITLE, SmallBook

from nnlib.formula import Chapter, load_notation
from nnlib.formula.ledger.record import Record

RECORD = Record(
    "eq-a", "chapter", "chapter.ipynb", "one", "a = b", "executed",
    relations=1, instances=12, comparisons=1036, mutants=24, killed=24, line=7,
)  # fmt: skip

CONTEXTS = """import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("chapter")


@chapter.scene("eq-double")
def number(draw: Draw) -> Scene:
    return Scene(given={"z": draw.number_near(0.0)})
"""


def changed(**changes: Any) -> Record:
    return Record(**{**RECORD.__dict__, **changes})


# --- A build ---------------------------------------------------------------------------------------------------


def test_an_equation_that_does_not_hold_fails_the_build_and_is_named(book: SmallBook) -> None:
    contexts = book.folder / "book/equations/chapter.py"
    contexts.parent.mkdir()
    contexts.write_text(CONTEXTS)
    book.write(TITLE, ("markdown", "doubling", "Then\n\n$$\nz + z = 3 z\n$$ (eq-double)"))
    for _ in range(2):
        code, said = book.build()
        assert code == 1
        assert "chapter.ipynb, cell doubling, line 3, eq-double, step 1" in said and "Equations: 1 FAILED" in said, said
    book.write(TITLE, ("markdown", "doubling", "Then\n\n$$\nz + z = 2 z\n$$ (eq-double)"))
    code, said = book.build()
    assert code == 0 and "Equations: 1 hold" in said, said
    page = book.folder / "_build/html/book/part/chapter.html"
    assert "/blob/HEAD/book/equations/chapter.py#L8" in page.read_text()
    assert len(list((book.folder / "_build/html/_static/notation").glob("chapter.*.js"))) == len(
        load_notation().dialects
    )
    # the check moved within its file: no notebook runs, but the page is made again
    contexts.write_text("# how it is checked\n" + CONTEXTS)
    code, said = book.build()
    assert code == 0 and "0 to run" in said, said
    assert "/blob/HEAD/book/equations/chapter.py#L9" in page.read_text()
    # and without a check
    contexts.write_text(CONTEXTS.replace('"eq-double"', '"eq-other"'))
    code, said = book.build()
    assert code == 1 and "eq-double has no context" in said and "eq-other has a context" in said, said


def test_the_language_and_the_checks_make_the_pages_anew(tmp_path: Path) -> None:
    (tmp_path / "equations").mkdir()
    empty = fingerprint.fingerprint(tmp_path)
    (tmp_path / "equations" / "a.py").write_text("x = 1")
    assert fingerprint.fingerprint(tmp_path) != empty
    assert (fingerprint.LANGUAGE / "notation.toml").exists()


# --- What a mark says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (RECORD, "Checked on 12 random instances, 1036 comparisons to 8 digits; 24 slips planted, all noticed."),
        (changed(killed=23, equivalents=1), "24 slips planted, 23 noticed, 1 says the same."),
        (changed(killed=22, equivalents=2), "22 noticed, 2 say the same."),
        (changed(code=("nnlib.relu",)), "all noticed. nnlib.relu agrees."),
        (changed(code=("nnlib.relu", "nnlib.Relu")), "nnlib.relu and nnlib.Relu agree."),
        (changed(latex=r"\lim_{h \to 0} h = 0"), "comparisons to 6 digits;"),
        (changed(latex=r"a \approx b"), "comparisons by the order of the error;"),
        (changed(latex=r"a = b + O(h)"), "comparisons by the order of the error;"),
        (changed(status="unchecked", reason="it holds in words."), "Not checked by a program: it holds in words."),
    ],
)
def test_the_mark_says_what_the_record_says(record: Record, text: str) -> None:
    assert text in equation_ledger.sentences(record)


def application(folder: Path) -> Any:
    return SimpleNamespace(
        srcdir=str(folder), config=SimpleNamespace(html_theme_options={"repository_url": "https://example.org/o/r"})
    )


def test_the_mark_leads_to_the_check(tmp_path: Path) -> None:
    app = application(tmp_path)
    start = "https://example.org/o/r/blob/HEAD/book/equations/chapter.py"
    assert equation_ledger.source(app, RECORD) == f"{start}#L7"
    unchecked = changed(status="unchecked", reason="x < y & z", line=0)
    assert equation_ledger.source(app, unchecked) == start
    (tmp_path / "book/equations").mkdir(parents=True)
    (tmp_path / "book/equations/chapter.py").write_text('chapter = ...\n\nchapter.unchecked("eq-a", "why")\n')
    assert equation_ledger.source(app, unchecked) == f"{start}#L3"
    mark = equation_ledger.mark(app, unchecked, "12")
    assert 'title="Equation 12: not checked"' in mark and "x &lt; y &amp; z" in mark and "nn-unchecked" in mark


# --- The notation switch ---------------------------------------------------------------------------------------


def paragraph(text: str, *formulas: str) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.Text(text), *(nodes.math(latex, latex) for latex in formulas))


def page(*blocks: nodes.Node) -> nodes.document:
    from docutils.utils import new_document

    document = new_document("page")
    document.extend(blocks)
    return document


def test_what_names_or_quotes_a_lecture_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "book/equations").mkdir(parents=True)
    quoting = 'from nnlib.formula import Chapter\nchapter = Chapter("part")\nchapter.quoted("x_2 = g(S_2)", "quoted")\n'
    (tmp_path / "book/equations/part.py").write_text(quoting)
    caption = nodes.figure("", nodes.caption("", "", nodes.math("z", "z")))
    document = page(
        paragraph("A unit has ", "z"),
        paragraph("Cui writes ", "a"),
        paragraph("A cuisine has ", r"\varphi(z)"),
        paragraph("They print ", "x_2=g(S_2)", "x"),
        caption,
    )
    notation_switch.keep_comparisons(application(tmp_path), document, "book/part")
    kept = [notation_switch.AS_IT_IS in block["classes"] for block in document.children]
    assert kept == [False, True, False, True, True]
    assert list(notation_switch.within_sentences(document)) == ["z", r"\varphi(z)"]


def test_a_page_in_a_lecture_s_letters() -> None:
    chapter = Chapter("part")
    chapter.unchecked("eq-words", "prose")
    blocks = [
        nodes.math_block(latex, latex, label=label, ids=[f"equation-{label}"])
        for label, latex in (("eq-a", r"a = \varphi(z)"), ("eq-same", "1 + 1 = 2"), ("eq-words", r"a = \text{large}"))
    ]
    try:
        found = notation_switch.in_letters_of("cui", page(*blocks, paragraph("So ", "z", "1 < 2")), chapter)
    finally:
        typesetter.close()
    assert list(found["equations"]) == ["equation-eq-a"]
    assert r"z = h(a)" in found["equations"]["equation-eq-a"][0].replace(r"\left", "").replace(r"\right", "")
    assert list(found["letters"]) == ["z"] and ">a</annotation>" in found["letters"]["z"]


def test_the_formulas_of_a_remark_are_typeset() -> None:
    try:
        shown = notation_switch._sentence("Wan & others keep $b$; 1 < 2.")
    finally:
        typesetter.close()
    assert shown.startswith('Wan &amp; others keep <span class="katex">') and shown.endswith("; 1 &lt; 2.")
