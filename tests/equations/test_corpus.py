"""Equations of all chapters, written or waiting in corpus/: they are read, they hold, and no slip in one goes unnoticed."""

import os
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import equations
import pytest

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.ledger.contexts import Chapter, load
from nnlib.formula.ledger.ledger import run
from nnlib.formula.ledger.sources import Formula, formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.printer import Printer

CORPUS = Path(__file__).parent / "corpus"
CHAPTERS = tuple(
    sorted(path.stem for path in CORPUS.glob("*.md"))
)  # a chapter takes its file with it when it is written
INVENTORY = tomllib.loads((equations.ROOT / "book" / "_data" / "lectures.toml").read_text(encoding="utf-8"))
PIECE = re.compile(
    r"^(?P<sentence>\S[^\n]*(?:\n\S[^\n]*)*)\n<!-- (?P<ids>[^>]*) -->\n\n\$\$[^$]*\$\$ \((?P<label>[^)]*)\)", re.M
)


WRITTEN = {key: path for key, path in equations.chapters() if (equations.CONTEXTS / f"{key}.py").exists()}
SOURCES = WRITTEN | {key: CORPUS / f"{key}.md" for key in CHAPTERS}


def test_a_written_chapter_has_left_the_corpus():
    assert not set(WRITTEN) & set(CHAPTERS)


@cache
def ledger():
    return run([(key, CORPUS / f"{key}.md") for key in CHAPTERS], CORPUS / "contexts", processes=os.cpu_count() or 1)


@cache
def chapter(key: str) -> Chapter:
    return load((CORPUS / "contexts" if key in CHAPTERS else equations.CONTEXTS) / f"{key}.py")


@cache
def executed() -> list[tuple[str, Formula, tuple[t.Chain, ...]]]:
    """Every equation that is executed, with its chapter and its tree."""
    found = []
    for key, path in SOURCES.items():
        words = chapter(key).vocabulary(book_vocabulary())
        for formula in formulas(path):
            if formula.displayed and formula.label in chapter(key).contexts:
                found.append((key, formula, parse(formula.latex, words)))
    return found


def test_nothing_is_wrong_with_the_ledger():
    assert ledger().problems == []


def test_size_and_status():
    records = ledger().records
    assert {each.chapter for each in records} == set(CHAPTERS)
    assert len({each.label for each in records}) == len(records)
    done = [each for each in records if each.status == "executed"]
    assert len(done) >= 0.9 * len(records)
    assert all(each.instances >= 8 and each.relations for each in done)
    # what is executed has been read; what is not carries a reason
    assert all(len(each.reason) > 30 for each in records if each.status == "unchecked")


def test_labels_are_not_those_of_written_chapters():
    written = {f.label for _, path in equations.chapters() for f in formulas(path) if f.displayed}
    assert not written & {each.label for each in ledger().records}


def test_slips():
    records = ledger().records
    slips, killed, same = (sum(getattr(each, key) for each in records) for key in ("mutants", "killed", "equivalents"))
    assert killed >= 0.97 * slips
    assert killed + same == slips
    assert same <= 0.03 * slips
    reasons = [reason for key in CHAPTERS for reason in chapter(key).equivalents.values()]
    assert len(reasons) == same  # none is listed in vain
    assert all(len(reason) > 20 for reason in reasons)


def test_slips_with_all_widths_equal():
    """Swapped indices then fit; the numbers have to tell."""
    planted, noticed = 0, 0
    for key, formula, chains in executed():
        scenes = list(chapter(key).contexts[formula.label].scenes(equal_sizes=True))
        verdict = check(chains, scenes)
        assert verdict.holds, f"{formula.label}: {verdict.failure}"
        for place, chain in enumerate(chains):
            for mutant in mutants(chain):
                planted += 1
                noticed += not check([*chains[:place], mutant.chain, *chains[place + 1 :]], scenes).holds
    assert noticed >= 0.95 * planted


def test_an_error_in_a_derivation_is_found_at_its_step():
    tried = 0
    for key, formula, chains in executed():
        scenes = list(chapter(key).contexts[formula.label].scenes(count=8))
        before = 0
        for place, chain in enumerate(chains):
            for number, (relation, side) in enumerate(chain.steps):
                if relation != "=" or isinstance(side, t.Number) or _vanishes(side):
                    continue
                wrong = t.Product((t.Number("1.5"), side))
                steps = (*chain.steps[:number], (relation, wrong), *chain.steps[number + 1 :])
                failure = check([*chains[:place], replace(chain, steps=steps), *chains[place + 1 :]], scenes).failure
                assert failure and failure.step == before + number + 1, f"{formula.label}: {failure}"
                tried += 1
            before += len(chain.steps)
    assert tried > 200


def _vanishes(side: t.Node) -> bool:
    """A remainder: one and a half times O(h) is O(h)."""
    return any(isinstance(part, t.Order) for part in side.walk())


def test_what_is_printed_is_read_again():
    for key, formula, chains in executed():
        words = chapter(key).vocabulary(book_vocabulary())
        printed = [Printer().relations(chain) for chain in chains]
        assert tuple(again for latex in printed for again in parse(latex, words)) == chains, formula.label


@pytest.mark.parametrize("key", CHAPTERS)
def test_every_equation_says_what_it_is_and_what_it_stands_for(key: str):
    text = (CORPUS / f"{key}.md").read_text(encoding="utf-8")
    pieces = {match["label"]: match for match in PIECE.finditer(text)}
    entries = {entry["id"]: entry for entry in INVENTORY["entry"]}
    assert set(pieces) == {f.label for f in formulas(CORPUS / f"{key}.md") if f.displayed}
    own = 0
    for label, match in pieces.items():
        assert match["sentence"].endswith("."), label
        ids = match["ids"].split()
        assert ids and set(ids) <= set(entries), label
        own += any(key in entries[each]["chapters"] for each in ids)
    assert own >= 0.6 * len(pieces)


def test_every_formula_of_the_inventory_is_there():
    """Formulas and derivations of the chapters to come; ReLU's own are in the chapter on activation functions."""
    used = {
        i
        for key in CHAPTERS
        for m in PIECE.finditer((CORPUS / f"{key}.md").read_text(encoding="utf-8"))
        for i in m["ids"].split()
    }
    wanted = {
        entry["id"]
        for entry in INVENTORY["entry"]
        if entry["kind"] in ("formula", "derivation", "theorem", "algorithm")
        and set(entry["chapters"]) <= set(CHAPTERS)
    }
    assert wanted - used == set()


def test_every_kind_of_relation_occurs():
    assert len(executed()) >= 230
    nodes = [node for _, _, chains in executed() for chain in chains for node in chain.walk()]
    relations = {relation for node in nodes if isinstance(node, t.Chain) for relation, _ in node.steps}
    assert relations >= {"=", "<=", ">=", "<", ">", "!=", "approx", "assign", "in"}
    assert max(len(chain.steps) for _, _, chains in executed() for chain in chains) >= 3
    operators = {node.operator for node in nodes if isinstance(node, t.Big)}
    assert operators >= {"sum", "prod", "max", "min", "argmax", "lim", "E"}
    kinds = {type(node) for node in nodes}
    assert kinds >= {
        t.Cases,
        t.Order,
        t.Dots,
        t.Gradient,
        t.Iverson,
        t.Norm,
        t.Absolute,
        t.Hadamard,
        t.Root,
        t.Transpose,
    }
    assert {node.partial for node in nodes if isinstance(node, t.Derivative)} == {True, False}
    offsets = [n for n in nodes if isinstance(n, t.Symbol) and len(n.indices) > 1 and isinstance(n.indices[-1], t.Sum)]
    assert len(offsets) > 5
    by_vectors = [
        n
        for n in nodes
        if isinstance(n, t.Derivative) and isinstance(n.by, t.Symbol) and n.by.layer and not n.by.indices
    ]
    assert by_vectors  # a Jacobian
