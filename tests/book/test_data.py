"""The lists the book is made from agree with each other: lectures, errata, notation."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import lecture_data
import pytest
from pybtex.database import parse_file

import nnlib
from nnlib.formula import LECTURES, load_notation, parse_notation
from nnlib.formula import reader as notation_reader

ROOT = lecture_data.DATA.parents[1]
BIBLIOGRAPHY = lecture_data.DATA.parent / "references.bib"


def test_every_lecture_is_listed_completely_and_in_order():
    entries = lecture_data.entries()
    counts = Counter(entry.prefix for entry in entries.values())
    assert counts == {"CUI": 63, "WAN": 50, "TAU": 63, "BUN": 66, "SYB": 53}
    assert len(entries) == 295
    expected = [f"{p}-{n:02d}" for p in lecture_data.lectures() for n in range(1, counts[p] + 1)]
    assert list(entries) == expected


def test_entry_ids_are_unique_in_the_file():
    raw = tomllib.loads(lecture_data.LECTURES_FILE.read_text(encoding="utf-8"))["entry"]
    assert [i for i, n in Counter(e["id"] for e in raw).items() if n > 1] == []


def test_entries_name_known_chapters_and_have_short_titles():
    for entry in lecture_data.entries().values():
        assert entry.chapters, entry.id
        assert set(entry.chapters) <= set(lecture_data.chapters()), entry.id
        assert 1 <= len(entry.title.split()) <= 14, entry.id
        assert entry.title.count("$") % 2 == 0, entry.id
        assert re.fullmatch(r"\d+(-\d+)?(,\d+(-\d+)?)*", entry.lines), entry.id


def test_lectures_agree_with_the_notation_table_and_the_bibliography():
    keys = [lecture.key for lecture in lecture_data.lectures().values()]
    assert tuple(keys) == LECTURES
    works = parse_file(str(BIBLIOGRAPHY)).entries
    assert {lecture.cite for lecture in lecture_data.lectures().values()} <= set(works)


def test_errata_and_entries_refer_to_each_other():
    errata, entries = lecture_data.errata(), lecture_data.entries()
    files = {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"))["erratum"] for file in lecture_data.errata_files()
    }
    assert len(errata) == sum(map(len, files.values())), "an id occurs twice"
    assert all(raw["chapters"][0] == name for name, found in files.items() for raw in found)
    for erratum in errata.values():
        assert set(erratum.entries) <= set(entries), erratum.id
        assert set(erratum.chapters) <= set(lecture_data.chapters()), erratum.id
        assert erratum.kind in lecture_data.error_classes(), erratum.id
        pointing = {i for i, entry in entries.items() if erratum.id in entry.errata}
        assert pointing == set(erratum.entries), erratum.id
        for text in (erratum.printed, erratum.right, erratum.why):
            assert text.strip(), erratum.id
            assert text.count("$") % 2 == 0, erratum.id


def test_every_erratum_of_a_written_chapter_is_described():
    written = {path.stem for path in (ROOT / "book").glob("*/*.ipynb")}
    assert {"activations", "losses"} <= written
    needed = {
        erratum
        for entry in lecture_data.entries().values()
        if written & set(entry.chapters)
        for erratum in entry.errata
    }
    assert set(lecture_data.errata()) <= needed
    told_elsewhere = {e for e in needed - set(lecture_data.errata())}
    later = {c for entry in lecture_data.entries().values() for c in entry.chapters} - written
    for erratum in told_elsewhere:  # an erratum of an entry with two chapters may wait for the second
        chapters = {c for entry in lecture_data.entries().values() if erratum in entry.errata for c in entry.chapters}
        assert chapters & later, f"{erratum} is told nowhere, and all of its chapters are written"


# --- Notation ---------------------------------------------------------------------------------------------


def table_text() -> str:
    return notation_reader.resources.files("nnlib.formula").joinpath("notation.toml").read_text(encoding="utf-8")


def test_the_notation_table_is_sound():
    table = load_notation()
    for symbol in table.symbols:
        assert set(symbol.chapters) <= set(lecture_data.chapters()), symbol.id
        assert symbol.chapters, symbol.id
        assert tuple(symbol.lectures) == LECTURES


def test_code_names_exist_in_nnlib():
    for name in ("logistic", "softmax", "logsumexp", "jacobian", "entropy", "cross-entropy", "kl-divergence"):
        assert hasattr(nnlib, load_notation().symbol(name).code), name


@pytest.mark.parametrize(
    ("code", "at", "value", "slope"),
    [("relu", 0.0, 0, 0), ("leaky_relu", 0.0, 0, 0.01), ("absolute", 0.0, 0, 0), ("sign", 0.0, 0, 0),
     ("unit_step", 0.0, 1, 0), ("piecewise_linear", -0.5, 0, 0), ("piecewise_linear", 0.5, 1, 0)],
)  # fmt: skip
def test_the_table_of_kinks_says_what_nnlib_does(code, at, value, slope):
    row = next(kink for kink in load_notation().kinks if kink.code == code)
    assert getattr(nnlib, code)(at) == value
    assert getattr(nnlib, f"{code}_prime")(at) == slope
    assert str(value) in row.value
    assert row.slope == ("$\\alpha$" if code == "leaky_relu" else str(slope))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "target"', 'id = "output"', "'output' occurs twice"),
        (r"latex = '\alpha'" + '\nmeaning = "slope', r"latex = '\eta'" + '\nmeaning = "slope',
         r"symbol 'learning-rate'.*already means 'leaky-slope'"),
        (r"latex = 't'" + "\nmeaning", r"latex = '\hat  y'" + "\nmeaning", r"symbol 'target'.*already means 'output'"),
        ("wan = { latex = ['x_i'", "malik = { latex = ['x_i'", r"symbol 'input': unknown lecture 'malik'"),
        ("cui = \"absent\"\nwan = \"absent\"\ntaura = { latex = ['x_{s", "wan = \"absent\"\ntaura = { latex = ['x_{s",
         r"symbol 'data-matrix': lecture 'cui' is missing"),
        ('rules = ["swap"]', 'rules = ["swop"]', r"symbol 'weight', lecture 'wan': unknown rule 'swop'"),
        ('shape = ["d_0"]', 'shape = "d_0"', r"symbol 'input': shape must be a list"),
        ('batch_shape = ["N", "d_0"]\n', "", r"symbol 'input': batch_latex and batch_shape belong together"),
        ('code = "X"', 'cod = "X"', r"symbol 'input': unknown field 'cod'"),
        ('sybrandt = "pre-activation of a hidden unit"', 'ng = "x"', r"false friend 'h': unknown lecture 'ng'"),
    ],
)  # fmt: skip
def test_a_faulty_table_is_refused(old, new, message):
    text = table_text()
    assert old in text
    with pytest.raises(ValueError, match=message):
        parse_notation(text.replace(old, new, 1))
