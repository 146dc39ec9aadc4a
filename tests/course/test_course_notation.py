"""A course's notation: five symbols of its own reach every page and notebook, a clash is refused, and the equations still run."""

from __future__ import annotations

import json
import re
import tomllib
import zlib
from functools import cache
from pathlib import Path

import dated_book  # makes the small books importable
import pytest
from dated_book import BEFORE, ROOT, course_of

from nncourse.cli import CourseError
from nncourse.course_file.model import LECTURES, Notation
from nncourse.editions import in_notation, notation_note, notation_problems, sources
from nncourse.editions.letters.blocks import formulas
from nncourse.editions.letters.questions import rewritten_table
from nncourse.editions.letters.tongue import tongue_of
from nncourse.editions.letters.whole import ORIGINALS, TABLE, Letters
from nncourse.editions.letters.writer import Writer, contexts_of
from nnlib.formula.ledger.sources import spans
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.dialect import dialect
from nnlib.formula.typesetting.translate import translate

assert dated_book
CHAPTERS = sorted(
    p for p in (ROOT / "book").rglob("*.ipynb") if not any(x.startswith((".", "_")) for x in p.relative_to(ROOT).parts)
)
NAMES = [path.stem for path in CHAPTERS]
FIVE = {r"\delta": "e", "w": r"\theta", r"\eta": r"\alpha", "t": "y", r"\varphi": "g"}
OWN = Notation("book", FIVE)
UPRIGHT = re.compile(r"\\(?:mathrm|text|operatorname)\s*\{[^}]*\}")
TOKEN = re.compile(r"\\[A-Za-z]+|[A-Za-z]")


def tokens(latex: str) -> set[str]:
    return set(TOKEN.findall(UPRIGHT.sub(" ", latex)))


def texts(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


@cache
def five() -> Letters:
    tongue = tongue_of(OWN)
    assert tongue is not None
    return Letters(tongue, ROOT)


# --- Every formula of every chapter ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_five_symbols_reach_every_formula(path: Path) -> None:
    """By the letters that are printed, apart from how they came about. What may stay is told by the book itself."""
    writer = Writer(five().tongue, contexts_of(ROOT, path.stem))
    reached, kept = 0, []
    for text in texts(path):
        old, new = (sorted(spans(each), key=lambda s: s.start) for each in (text, writer.text(text)))
        assert len(old) == len(new)
        for (span, compared), shown in zip(formulas(text, writer.chapter.quotations), new, strict=True):
            mine = {key for key in FIVE if key in tokens(span.latex) and key not in writer.own}
            if compared or span.label in writer.chapter.unchecked_because or not mine:
                assert span.latex == shown.latex or mine or shown.latex.endswith("{}")
                continue
            try:
                parse(span.latex, writer.words)
            except FormulaError:
                continue
            printed = tokens(shown.latex)
            if mine & printed - {FIVE[key] for key in mine}:
                kept.append(span.latex)
            else:
                assert {FIVE[key] for key in mine} <= printed, (span.latex, shown.latex)
                reached += 1
    assert len(kept) <= max(3, 0.03 * reached), kept
    assert writer.counts["changed"] >= reached


def test_most_of_the_book_changes_and_what_cannot_be_read_is_counted() -> None:
    letters = Letters(five().tongue, ROOT)
    for path in CHAPTERS:
        for text in texts(path):
            letters.writer(path.stem).text(text)
    counts = letters.counts()
    assert counts["changed"] > 700 and counts["not read"] < 0.03 * counts.total()
    assert sum(len(writer.unread) for writer in letters.writers.values()) == counts["not read"]


@pytest.mark.parametrize("lecture", LECTURES)
def test_a_lectures_notation_is_that_of_the_menu(lecture: str) -> None:
    """The course prints what the reader of the book sees who chooses the lecture there."""
    tongue = tongue_of(Notation(lecture))
    assert tongue is not None
    writer = Writer(tongue, contexts_of(ROOT, "backprop"))
    for text in texts(ROOT / "book/gradients/backprop.ipynb"):
        for span in (s for s in spans(text) if s.displayed and s.label not in writer.chapter.unchecked_because):
            found = translate(parse(span.latex, writer.words), dialect(lecture, "backprop"), "backprop", writer.own)
            shown = "".join(writer.display(span.latex, span.label).split())
            assert shown == "".join((span.latex if found.same else found.latex).split())


@pytest.mark.parametrize("notation", [Notation("cui"), Notation("wan", {r"\eta": r"\mu"})], ids=["cui", "both"])
def test_every_formula_leads_back_to_the_books(notation: Notation) -> None:
    """Also where two of the book's formulas are printed alike."""
    tongue = tongue_of(notation)
    assert tongue is not None
    for path in CHAPTERS:
        writer = Writer(tongue, contexts_of(ROOT, path.stem))
        for text in texts(path):
            shown = [s for s in sorted(spans(writer.text(text)), key=lambda s: s.start)]
            for (span, compared), each in zip(formulas(text, writer.chapter.quotations), shown, strict=True):
                if not span.displayed and not compared and span.latex in writer.known:
                    back = writer.letters[each.latex]
                    assert _read(back, writer) == _read(span.latex, writer)


def _read(latex: str, writer: Writer) -> object:
    return parse(latex, writer.words)


# --- The sources of a course ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return sources(course_of(tmp_path_factory.mktemp("course"), notation=OWN), BEFORE, ROOT)


def test_pages_notebooks_and_questions_have_it_and_the_checks_have_the_books(whole: dict[str, bytes]) -> None:
    for path in CHAPTERS:
        mine, original = (
            json.loads(whole[name]) for name in (path.relative_to(ROOT).as_posix(), f"{ORIGINALS}/{path.name}")
        )
        source = {
            "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"
        }
        for notebook in (mine, original):
            assert {"".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"} <= source
        assert len(mine["cells"]) == len(original["cells"])
    answers = json.loads(zlib.decompress(whole["nnlib/exercises/answers.pack"]))
    for name in ("backprop", "single-neuron"):
        before = tomllib.loads((ROOT / f"nnlib/exercises/questions/data/{name}.toml").read_text())
        after = tomllib.loads(answers[f"questions/data/{name}.toml"])
        assert before != after and _without_formulas(before) == _without_formulas(after)
    hints = tomllib.loads(answers["questions/data/backprop.toml"])["derive"][0]["hints"]
    assert any(r"\theta_{ij}" in hint for hint in hints) and not any("w_{ij}" in hint for hint in hints)
    for name, text in answers.items():
        if name.endswith(".py"):
            compile(text, name, "exec")
    table = json.loads(whole[TABLE])
    assert table["equations"]["backprop"]["eq-weight-slope"].count(r"\delta") == 1
    assert table["symbols"]["learning-rate"] == [r"\alpha"] and table["symbols"]["target"][0] == "y"


def _without_formulas(value: object) -> object:
    if isinstance(value, str):
        return re.sub(r"\$[^$]+\$", "$", value)
    if isinstance(value, dict):
        return {key: _without_formulas(item) for key, item in value.items()}
    return [_without_formulas(item) for item in value] if isinstance(value, list) else value


def test_what_stays_is_counted_and_said(whole: dict[str, bytes]) -> None:
    said = notation_note(whole, ["backprop"])
    found = [int(number) for number in re.findall(r"\b\d+\b", said)]
    assert len(found) == 4 and found[0] > 100 and 0 < found[2] and notation_note({}, ["backprop"]) == ""


def test_a_formula_to_be_typed_says_how_its_letters_are_spelled(whole: dict[str, bytes]) -> None:
    cells = json.loads(whole["book/gradients/backprop.ipynb"])["cells"]
    text = next("".join(c["source"]) for c in cells if ":label: ex-delta-recursion" in "".join(c["source"]))
    assert "letters are spelled as in the full book" in text and "for $e$" in text and "for $g$" in text
    assert text.rstrip().endswith("```") or "```" in text.rpartition("full book")[2]


def test_texts_of_the_registry_for_exports(tmp_path: Path) -> None:
    said = in_notation(course_of(tmp_path, notation=OWN), ROOT, "delta_recursion")(
        r"The slope is $\delta_i a_j$, not `delta`."
    )
    assert said == "The slope is $e_i a_j$, not `delta`."
    assert in_notation(course_of(tmp_path), ROOT, "mse")("$t$") == "$t$"


def test_a_table_of_questions_changes_in_its_texts_alone() -> None:
    table = "right = '\\delta'\nhint = 'See $\\delta$.'\nlist = [{ text = \"$\\\\delta$ it is\", key = '\\delta' }]\n"
    made = tomllib.loads(rewritten_table(table, lambda text: text.replace(r"$\delta$", "$e'$")))
    assert made == {"right": r"\delta", "hint": "See $e'$.", "list": [{"text": "$e'$ it is", "key": r"\delta"}]}


# --- What cannot be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbols", "chapters", "said"),
    [
        ({r"\dleta": "e"}, ["losses"], r"no '\\\\dleta'; did you mean '\\\\delta'\?"),
        ({"t": "x+1"}, ["losses"], "'x\\+1' for 't' is not a letter"),
        (
            {r"\delta": "z"},
            ["backprop"],
            "'z' for .* has another meaning \\(pre-activation\\) in: eq-[a-z-]+ of the chapter backprop",
        ),
        ({"w": "v"}, ["momentum"], "velocity of momentum.*of the chapter momentum"),
        ({"w": "v"}, ["learning"], "a letter of the chapter.*of the chapter learning"),
        ({"t": "n"}, ["losses"], "index of a sample"),
    ],
    ids=["unknown", "no-letter", "table", "velocity", "own", "index"],
)
def test_a_letter_that_cannot_be_is_refused_with_its_reason(
    symbols: dict[str, str], chapters: list[str], said: str
) -> None:
    found = notation_problems(Notation("book", symbols), ROOT, chapters)
    assert len(found) == 1 and re.search(said, found[0]), found


@pytest.mark.parametrize(
    "symbols",
    [
        FIVE,
        {"z": "a", "a": "z"},
        {r"\mathcal L": "J", r"\hat y": "o"},
        {"w_{ij}^{(l)}": r"\theta_{ji}^{(l)}", "W^{(l)}": r"\Theta^{(l)\top}"},
    ],
    ids=["five", "swapped", "loss", "transposed"],
)
def test_letters_that_fit_are_taken(symbols: dict[str, str]) -> None:
    assert notation_problems(Notation("book", symbols), ROOT, NAMES) == []


def test_a_clash_counts_only_in_the_chosen_chapters(tmp_path: Path) -> None:
    assert notation_problems(Notation("book", {"w": "v"}), ROOT, ["losses"]) == []
    with pytest.raises(CourseError, match="unknown notation 'cu'; did you mean 'cui'"):
        sources(course_of(tmp_path, notation=Notation("cu")), BEFORE, ROOT)


def test_an_order_of_indices_of_ones_own() -> None:
    tongue = tongue_of(Notation("book", {"w_{ij}^{(l)}": r"\theta_{ji}^{(l)}"}))
    assert tongue is not None
    writer = Writer(tongue, contexts_of(ROOT, "backprop"))
    assert writer.inline("w_{ij}^{(l)} a_j^{(l-1)}") == r"\theta_{ji}^{(l)} a_j^{(l - 1)}"
    assert writer.inline("w_{1j}^{(2)}=3") == r"\theta_{j1}^{(2)} = 3"
    assert writer.inline("w_{21}^{(2)}=-1") == r"\theta_{12}^{(2)} = -1"
