"""Every chapter's source is in order: ids, equations, labels, figures; and each planted fault is named."""

from __future__ import annotations

import lecture_data
import nbformat
import pytest
from first_sentence import after_headings, first_sentence
from source_lint import Known, duplicate_labels, known_ids, lint

BOOK = lecture_data.DATA.parent
KNOWN = Known(
    entries=frozenset({"CUI-06", "CUI-07", "WAN-08", "TAU-49", "BUN-05"}),
    errata=frozenset({"E-X-01"}),
    exercises=frozenset({"softmax", "relu_prime"}),
    widgets=frozenset({"softmax-bench"}),
)


def notebook(*cells):
    built = []
    for kind, source, metadata in cells:
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        built.append(make(source, metadata=metadata, id=f"cell-{len(built) + 1}"))
    return nbformat.v4.new_notebook(cells=built)


SOUND = notebook(
    ("markdown", "(sec-a)=\n# A\n\nText $x$.\n\n$$\nx = 1\n$$ (eq-x)\n\n$$x = 2$$ (eq-y)", {"lectures": ["CUI-06"]}),
    ("markdown", "```{exercise} T\n:label: ex-t\nProve $x$.\n\n$$\n1\n$$ (eq-one)\n```\n\n```python\n$$ no\n```", {}),
    ("markdown", "```{math}\n:label: eq-m\nx\n```\n\n```{solution} ex-t\n:label: sol-t\nDone.\n```", {}),
    ("code", "_ = ax.plot([1])", {"mystnb": {"figure": {"name": "fig-a"}, "image": {"alt": "A line"}}}),
    ("code", "1", {"exercise": "softmax", "widget": "softmax-bench", "errata": ["E-X-01"]}),
)


def test_a_number_that_is_not_the_books_may_be_typed():
    text = "Equation 16 of the paper, $f(2)$, by 12 %, in (0, 1), the 3 equations."
    assert lint("a.ipynb", notebook(("markdown", text, {})), KNOWN) == []


def test_a_sound_notebook_has_no_problem():
    assert lint("a.ipynb", SOUND, KNOWN) == []


@pytest.mark.parametrize(
    ("kind", "source", "metadata", "found"),
    [
        ("markdown", "Text.", {"lectures": ["CUI-6"]}, "unknown id 'CUI-6'; expected a known one, did you mean 'CUI-0"),
        ("markdown", "Text.", {"lectures": "CUI-06"}, "metadata lectures is 'CUI-06'; expected a list of ids"),
        ("markdown", "Text.", {"lectures": []}, r"metadata lectures is \[\]"),
        ("markdown", "Text.", {"lectures": sorted(KNOWN.entries)}, "lectures has 5 ids; expected at most 4"),
        ("markdown", "Text.", {"lectures": ["CUI-06", "CUI-06"]}, "names an id twice"),
        ("markdown", "Text.", {"errata": ["E-X-99"]}, "errata names the unknown id 'E-X-99'"),
        ("code", "1", {"exercise": "sotfmax"}, "exercise is 'sotfmax'; expected one of .*did you mean 'softmax'"),
        ("code", "1", {"widget": "bench"}, "metadata widget is 'bench'"),
        ("markdown", "$$\nx = 1\n$$", {}, r"an equation without a label \(x = 1\)"),
        ("markdown", "$$x = 1$$", {}, "an equation without a label"),
        ("markdown", "$$\nx = 1\n$$ (x)", {}, "an equation labelled 'x'"),
        ("markdown", "\\begin{align}\nx\n\\end{align}", {}, "an amsmath environment"),
        ("markdown", "```{math}\nx = 1\n```", {}, r"a \{math\} directive without a label"),
        ("markdown", "As equation (12) says.", {}, r"the reference 'equation \(12\)'; expected a reference by label"),
        ("markdown", "It follows by (9).", {}, r"the reference 'by \(9\)'; expected a reference by label"),
        ("markdown", "(my-section)=\n## A", {}, "label 'my-section'; expected a label that begins with"),
        ("markdown", "(sec-a)=\n## A\n\n(sec-a)=\n## B", {}, "label 'sec-a' is defined again"),
        ("code", "fig, ax = plt.subplots()\n_ = ax.plot(x)", {}, "a figure without alternative text"),
        ("code", "axs[0].imshow(x)", {"mystnb": {"image": {"alt": " "}}}, "a figure without alternative text"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_cell(kind, source, metadata, found):
    problems = lint("a.ipynb", notebook((kind, source, metadata)), KNOWN)
    assert problems
    with pytest.raises(AssertionError, match=f"a.ipynb, cell 'cell-1': .*{found}"):
        raise AssertionError("\n".join(map(str, problems)))


def test_a_label_twice_in_the_book_is_named_with_both_places():
    one, two = (notebook(("markdown", "(sec-a)=\n# A", {})) for _ in range(2))
    (problem,) = duplicate_labels({"one.ipynb": one, "two.ipynb": two})
    assert str(problem) == (
        "two.ipynb, cell 'cell-1': label 'sec-a' is defined again; expected a new one: cell 'cell-1' of one.ipynb has it"
    )


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("# T\n\nOne. Two.", "One."),
        ("(sec-a)=\n## T $x$\n\nA slope of 0.5, e.g. at 0 (cf. above), is $a.b c$ small. Two.",
         "A slope of 0.5, e.g. at 0 (cf. above), is $a.b c$ small."),
        ("$$\nx\n$$ (eq-a)\n\n```{note}\nNo.\n```\n\nIt follows\nthat `a. B` holds! Yes.", "It follows that `a. B` holds!"),
        ("The sum {cite}`cui` is\n$$\nx\n$$ (eq-a)\n", "The sum is"),
        ("- Point one. More.\n- Point two.", "Point one."),
        ("# Only a heading", ""),
    ],
)  # fmt: skip
def test_first_sentence(source, sentence):
    assert first_sentence(source) == sentence


def test_the_note_goes_after_the_headings_and_before_other_labels():
    assert after_headings("(sec-a)=\n# A\n\nText") == 2
    assert after_headings("Text\n\n# A") == 0
    assert after_headings("(fig-a)=\n```{note}\n```") == 0


# --- The chapters -----------------------------------------------------------------------------------------


def test_the_chapters_have_no_problem(notebooks):
    known = known_ids()
    problems = [str(p) for path, nb in notebooks.items() for p in lint(path, nb, known)]
    assert problems == []


def test_no_label_occurs_twice_in_the_book(notebooks):
    assert list(map(str, duplicate_labels(notebooks))) == []


def treated(notebooks, name):
    """id -> the chapters whose cells name it in this field of their metadata."""
    places = {}
    for path, nb in notebooks.items():
        chapter = path.rpartition("/")[2].removesuffix(".ipynb")
        for cell in nb.cells:
            for item in cell.metadata.get(name, []):
                places.setdefault(item, set()).add(chapter)
    return places


@pytest.mark.parametrize("chapter", sorted(path.stem for path in BOOK.glob("*/*.ipynb")))
def test_a_finished_chapter_treats_all_its_lecture_entries(notebooks, chapter):
    places = treated(notebooks, "lectures")
    entries = lecture_data.entries().values()
    missing = [e.id for e in entries if chapter in e.chapters and chapter not in places.get(e.id, ())]
    assert missing == [], f"book/**/{chapter}.ipynb: no cell's metadata lectures names {', '.join(missing)}"


def test_every_erratum_is_treated_in_one_of_its_chapters(notebooks):
    places = treated(notebooks, "errata")
    missing = [e.id for e in lecture_data.errata().values() if not places.get(e.id, set()) & set(e.chapters)]
    assert missing == [], f"no cell's metadata errata names {', '.join(missing)}"


def test_an_erratum_with_something_to_compute_has_a_code_cell(notebooks):
    shown = {
        item
        for nb in notebooks.values()
        for cell in nb.cells
        if cell.cell_type == "code" and "assert" in cell.source
        for item in cell.metadata.get("errata", [])
    }
    missing = [e.id for e in lecture_data.errata().values() if e.kind != "W" and e.id not in shown]
    assert missing == [], f"no code cell with an assertion has metadata errata for {', '.join(missing)}"
