"""All equations of the book at once: slips when all widths are equal, errors within derivations, printing, what occurs."""

from dataclasses import replace
from functools import cache

import equations

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.ledger.contexts import Chapter, load
from nnlib.formula.ledger.sources import Formula, formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.printer import Printer


@cache
def chapter(key: str) -> Chapter:
    return load(equations.CONTEXTS / f"{key}.py")


@cache
def executed() -> list[tuple[str, Formula, tuple[t.Chain, ...]]]:
    """Every equation that is executed, with its chapter and its tree."""
    found = []
    for key, path in equations.chapters():
        words = chapter(key).vocabulary(book_vocabulary())
        for formula in formulas(path):
            if formula.displayed and formula.label in chapter(key).contexts:
                found.append((key, formula, parse(formula.latex, words)))
    return found


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
                if relation != "=" or isinstance(side, t.Number) or _remainder(side):
                    continue
                failure = check(_with_step(chains, place, number, t.Product((t.Number("1.5"), side))), scenes).failure
                if failure is None and check(_with_step(chains, place, number, t.Number("0")), scenes).holds:
                    continue  # one and a half times nothing
                assert failure and failure.step == before + number + 1, f"{formula.label}: {failure}"
                tried += 1
            before += len(chain.steps)
    assert tried > 300


def _with_step(chains: tuple[t.Chain, ...], place: int, number: int, side: t.Node) -> list[t.Chain]:
    """The chains with one side of one of them replaced."""
    steps = list(chains[place].steps)
    steps[number] = (steps[number][0], side)
    return [*chains[:place], replace(chains[place], steps=tuple(steps)), *chains[place + 1 :]]


def _remainder(side: t.Node) -> bool:
    """A remainder: one and a half times O(h) is O(h)."""
    return any(isinstance(part, t.Order) for part in side.walk())


def test_what_is_printed_is_read_again():
    for key, formula, chains in executed():
        words = chapter(key).vocabulary(book_vocabulary())
        printed = [Printer().relations(chain) for chain in chains]
        assert tuple(again for latex in printed for again in parse(latex, words)) == chains, formula.label


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
