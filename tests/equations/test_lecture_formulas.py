"""The lectures' own formulas, in their own letters: the correct ones hold, and every misprinted one gets its verdict."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from language import WORDS, chain, checked
from lecture_entries import LECTURES, Entry, chapter, entries, scenes, verdict, vocabulary

from nnlib.formula import Scene
from nnlib.formula.checking.check import Failure, check
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.tree import Call, Number, Sequence, Symbol
from nnlib.formula.syntax.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = [entry for entry in entries() if entry.kind == "formula"]
ERRATA = [entry for entry in entries() if entry.kind == "erratum"]
#: every erratum that is wrong as printed (A) or damaged in reading (B), by its number in its lecture
WRONG = {
    "CUI": {"A": (1, 2, 3, 5, 8, 10), "B": (4, 6, 7)},
    "WAN": {"A": (4, 5, 6, 7, 8, 9, 10, 11, 14), "B": (1, 3, 12)},
    "TAU": {"A": (1, 2, 5, 10, 11, 14), "B": (4, 8)},
    "BUN": {"A": (1, 2, 3, 5), "B": ()},
    "SYB": {"A": (2, 5, 6, 8, 10, 11), "B": ()},
}


@pytest.mark.parametrize("entry", FORMULAS, ids=str)
def test_what_is_printed_right_holds(entry: Entry):
    found = verdict(entry, entry.latex)
    assert found.failure is None, str(found.failure)
    assert found.scenes >= 8 and found.comparisons > 0


@pytest.mark.parametrize("entry", ERRATA, ids=str)
def test_a_misprint_gets_its_verdict_and_the_corrected_form_holds(entry: Entry):
    if entry.verdict == "parse":
        with pytest.raises(FormulaError) as error:
            parse(entry.latex, vocabulary(entry.lecture))
        assert entry.says in error.value.reason
        assert 1 < error.value.column <= len(entry.latex)
    else:
        failure = verdict(entry, entry.latex).failure
        assert failure is not None, "accepted as printed"
        assert (failure.kind, failure.step) == (entry.verdict, entry.step), str(failure)
        assert entry.says in failure.reason
    corrected = verdict(entry, entry.corrected).failure
    assert corrected is None, str(corrected)


@pytest.mark.parametrize("entry", [e for e in ERRATA if e.verdict != "parse"], ids=str)
def test_a_misprint_is_noticed_when_all_sizes_are_equal(entry: Entry):
    assert not verdict(entry, entry.latex, equal_sizes=True).holds
    assert verdict(entry, entry.corrected, equal_sizes=True).holds


def test_every_wrong_formula_is_there():
    there = {(entry.id, entry.letter) for entry in entries() if entry.letter in ("A", "B")}
    wanted = {
        (f"E-{lecture}-{number:02}", letter)
        for lecture, classes in WRONG.items()
        for letter, numbers in classes.items()
        for number in numbers
    }
    assert len(wanted) == 39
    assert there == wanted
    for entry in entries():
        assert entry.kind != "not_formula" or (entry.because and entry.id not in {e.id for e in ERRATA})


def test_there_are_enough_right_ones_of_every_lecture():
    counts = {lecture: len({e.where for e in FORMULAS if e.lecture == lecture}) for lecture in LECTURES}
    assert min(counts.values()) >= 12
    assert sum(counts.values()) >= 100


def test_a_correction_is_another_formula():
    for entry in ERRATA:
        assert "".join(entry.latex.split()) != "".join(entry.corrected.split()), entry


def test_no_scene_is_idle():
    for lecture in LECTURES:
        used = {entry.scene for entry in entries() if entry.lecture == lecture and entry.scene}
        assert used == set(chapter(lecture).contexts)
        assert all(len(scenes(lecture, name)) == 12 for name in used)


def test_the_errata_of_the_book_have_the_same_class_and_place():
    files = (ROOT / "book" / "_data" / "errata").glob("[!_]*.toml")
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    shown = {erratum["id"]: erratum for table in tables for erratum in table["erratum"]}
    both = [entry for entry in ERRATA if entry.id in shown]
    assert {entry.id for entry in both} >= {"E-CUI-03", "E-CUI-05", "E-WAN-03", "E-TAU-14", "E-SYB-02"}
    for entry in both:
        assert entry.letter == shown[entry.id]["class"]
        assert set(re.findall(r"\d+", entry.where)) & set(re.findall(r"\d+", shown[entry.id]["lines"])), entry


def test_the_formulas_are_entries_of_the_lectures():
    table = tomllib.loads((ROOT / "book" / "_data" / "lectures.toml").read_text(encoding="utf-8"))
    assert {entry.id for entry in FORMULAS} <= {entry["id"] for entry in table["entry"]}


# -- what the language had to learn for them

PAIR = Scene(given={"p": [[0.2, 0.3, 0.5], [0.1, 0.6, 0.3]], "q": [0.2, 0.3, 0.5], "t": [1.0, 2.0]})


@pytest.mark.parametrize(
    ("latex", "kind", "says"),
    [
        ("q_k = p_{nk}", "scope", "the index n stands on the right side only: the left side is 0.2"),
        ("p_{nk} = q_k", "scope", "the index n stands on the left side only"),
        (r"p_{nk} = \sum_n p_{nk}", "scope", "the index n stands on the left side only, the right side sums over it"),
        (
            r"t_n = \begin{cases} 1 & k = 1 \\ 2 & k \ne 1 \end{cases}",
            "scope",
            "the index k stands on the right side only, and",
        ),
        (
            r"q_k = [n = 1]",
            "scope",
            "the index n stands on the right side only, and nothing binds n, or tells how far it runs as an index",
        ),
        (r"\sum_k p_{nk} = 2", "refuted", "the left side is 1.0"),
        ("q_k = 2 q_k", "refuted", "the left side is 0.2"),
        ("q_n = p_{nk}", "shape", "the index n runs to"),
        ("q = p", "shape", "the left side is a column of 3, the right side a 2 x 3 matrix"),
        ("q + t = q", "shape", "cannot add"),
        (
            "q_k = c",
            "scope",
            "the index c stands on the right side only, and nothing binds c, or tells how far it runs as an index",
        ),
        ("q_4 = 1", "scope", "'q' has indices from 1 to 3, got 4"),
        ("q_{1,1} = 1", "shape", "'q' has 1 indices here, got 2"),
    ],
)
def test_a_failure_has_a_kind(latex: str, kind: str, says: str):
    failure = checked(latex, PAIR).failure
    assert failure is not None
    assert failure.kind == kind, str(failure)
    assert says in failure.reason


def test_an_index_on_one_side_is_no_error_where_the_equation_holds():
    assert checked(r"\sum_k p_{nk} = 1", PAIR).holds
    assert checked(r"\sum_k p_{nk} = c", Scene(given={**PAIR.given, "c": 1.0})).holds
    assert checked(r"p_{nk} \le \max_i q_i + c", Scene(given={**PAIR.given, "c": 0.1})).holds


def test_a_layer_that_is_not_there_or_not_written_is_beyond_scope():
    scene = Scene(layers={"w": lambda g, layer: {1: [[2.0, 3.0]]}[layer]}, given={"x": {1: [1.0], 2: [2.0]}})
    for latex, says in {
        r"w_{11}^{(2)} = 1": "'w' has no layer 2",
        r"w_{1j} = w_{1j}^{(1)}": "'w' has a value for each layer only",
        r"x = 1": "'x' needs an index here: there is one for each number",
        r"x_3 = 1": "'x' has no entry 3",
    }.items():
        failure = checked(latex, scene).failure
        assert failure is not None
        assert (failure.kind, failure.reason) == ("scope", says)


def verdict_of(latex: str, scene: Scene, words: Vocabulary) -> Failure | None:
    return check(parse(latex, words), [scene]).failure


def test_brackets_may_say_what_a_symbol_depends_on():
    weights = {1: [[1.0, 2.0]], 2: [[3.0]]}
    words = WORDS.with_names(applied=["L"])
    bound = Scene(given={"w": weights, "x": [1.0, 2.0]}, rules={"L": lambda g: g.w[1][0, 0] ** 2})
    assert verdict_of(r"\frac{\partial L(w, x)}{\partial w_{11}^{(1)}} = 2", bound, words) is None
    applied = Scene(given={"w": weights}, functions={"L": lambda w: w[1][0, 0] ** 2 + w[2][0, 0]})
    assert verdict_of(r"\frac{\partial L(w)}{\partial w_{11}^{(1)}} = 2 w_{11}^{(1)}, L(w) = 4", applied, words) is None
    unbound = verdict_of(r"L(c) = 1", Scene(given={"c": 2.0, "x": 1.0}), words)
    assert unbound is not None and unbound.reason == "the scene has no function 'L'"
    chosen = Scene(given={"J": frozenset({1, 3})}, functions={"L": lambda members: float(sum(members))})
    assert verdict_of(r"L(J) = 4", chosen, words) is None


def test_derivatives_by_a_logarithm_and_by_a_matrix():
    scene = Scene(
        given={"y": [0.5, 2.0], "w": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}, rules={"L": lambda g: (g.w**2).sum() / 2}
    )
    assert checked(r"\frac{\partial y_k}{\partial \log y_k} = y_k", scene).holds
    assert not checked(r"\frac{\partial y_k}{\partial \log y_k} = 1", scene).holds
    assert checked(r"\frac{\partial L}{\partial w} = w", scene).holds
    assert not checked(r"\frac{\partial L}{\partial w} = 2 w", scene).holds


def test_lists_in_braces_and_labels_above():
    assert chain(r"\{x, 1\} = y").first == Sequence((Symbol("x"), Number("1")))
    assert chain(r"\max\{0, x\} = y").first == Call("max", (Number("0"), Symbol("x")))
    words = WORDS.with_names(symbols=["o", "o^(h)", r"\Delta w"], applied=[r"\alpha"])
    (found,) = parse(r"o_j^{(h)} = \alpha'(x)", words)
    assert (found.first, found.steps[0][1]) == (Symbol("o^(h)", (Symbol("j"),)), Call(r"\alpha", (Symbol("x"),), 1))
    (found,) = parse(r"\Delta w_j = \alpha x", words)
    assert found.first == Symbol(r"\Delta w", (Symbol("j"),))
    assert checked(r"x = \max\{y_1, \dots, y_3\}", Scene(given={"x": 5.0, "y": [1.0, 5.0, 2.0]})).holds
