"""The printer: what it prints is read as the same tree, and KaTeX can typeset it."""

import pytest
from hypothesis import HealthCheck, given, settings
from katex_math import Typesetter
from language import WORDS, book
from random_trees import equations, trees

from nnlib.formula.checking.mutate import mutants
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse, parse_expression
from nnlib.formula.typesetting.printer import Printer, name

PRINTER = Printer()
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def katex():
    typesetter = Typesetter()
    yield typesetter
    typesetter.close()


@pytest.mark.parametrize("equation", book(), ids=str)
def test_the_book_and_all_its_slips(equation, katex):
    for chain in equation.chains:
        for tree in (chain, *(mutant.chain for mutant in mutants(chain))):
            on_one_line = PRINTER.relations(tree)
            assert parse(on_one_line, equation.words) == (tree,)
            if len(tree.steps) > 1:
                assert parse(PRINTER(tree), equation.words) == (tree,)
            katex.html(on_one_line, True)  # ValueError if it cannot
        katex.html(PRINTER(chain), True)


@settings(QUIET, max_examples=600)
@given(trees())
def test_random_expressions(tree):
    assert parse_expression(PRINTER(tree), WORDS) == tree
    assert parse_expression(Printer(compact=True)(tree), WORDS) == tree


@settings(QUIET, max_examples=200)
@given(equations())
def test_random_equations(tree):
    assert parse(PRINTER(tree), WORDS) == (tree,) == parse(PRINTER.relations(tree), WORDS)


@settings(QUIET, max_examples=150)
@given(tree=trees(depth=3))
def test_katex_typesets_random_expressions(katex, tree):
    assert katex.html(PRINTER(tree), True).startswith("<span")  # ValueError if it cannot


x, y, k = t.Symbol("x"), t.Symbol("y"), t.Symbol("k")
ONE, TWO = t.Number("1"), t.Number("2")
SHOWN = {
    "a product in a power": (t.Power(t.Product((TWO, x)), TWO), r"\left(2 x\right)^{2}"),
    "a power in a power": (t.Power(t.Power(x, TWO), TWO), r"\left(x^{2}\right)^{2}"),
    "a layer in a power": (t.Power(t.Symbol("z", (), k), TWO), r"\left(z^{(k)}\right)^{2}"),
    "a fraction in a power": (t.Power(t.Fraction(ONE, x), TWO), r"\left(\frac{1}{x}\right)^{2}"),
    "a derivative in a power": (
        t.Power(t.Derivative(t.Sum((x, y)), x, False), TWO),
        r"\left(\frac{d}{d x} \left(x + y\right)\right)^{2}",
    ),
    "a negative in a product": (t.Product((x, t.Negative(y))), r"x \left(-y\right)"),
    "a sum in a product": (t.Product((t.Sum((x, y)), x)), r"\left(x + y\right) x"),
    "a sum in a negative": (t.Negative(t.Sum((x, y))), r"-\left(x + y\right)"),
    "a number behind a letter": (t.Product((x, TWO)), r"x \cdot 2"),
    "a bracket behind a function": (
        t.Product((t.Call(r"\sigma", ()), t.Sum((x, y)))),
        r"\sigma \cdot \left(x + y\right)",
    ),
    "a sum over an index within a product": (
        t.Product((t.Big("sum", k, None, None, x), y)),
        r"\left(\sum_{k} x\right) y",
    ),
    "a sum over an index at the end": (t.Product((y, t.Big("sum", k, None, None, x))), r"y \sum_{k} x"),
    "a maximum of a product": (t.Big("max", k, None, None, t.Product((x, y))), r"\max_{k} \left(x y\right)"),
    "entries": (t.Item(t.Symbol("x", (k,)), (k,)), r"\left(x_k\right)_{k}"),
    "numbers as indices": (t.Symbol("x", (ONE, TWO)), "x_{1, 2}"),
    "an index of an index": (t.Symbol("x", (k, t.Symbol("c", (k,)))), "x_{k c_k}"),
    "the transpose of a layer": (t.Transpose(t.Symbol("z", (), k)), r"z^{(k)\top}"),
    "entry by entry": (t.Hadamard((t.Product((x, y)), t.Sum((x, y)))), r"x y \odot \left(x + y\right)"),
    "bars in bars": (
        t.Absolute(t.Sum((x, t.Absolute(y)))),
        r"\left|x + \left|y\right|\right|",
    ),
}


@pytest.mark.parametrize("what", SHOWN)
def test_brackets_stand_where_they_are_needed(what):
    tree, latex = SHOWN[what]
    assert PRINTER(tree) == latex
    assert parse_expression(latex, WORDS) == tree


def test_names():
    assert name("softmax") == r"\mathrm{softmax}"
    assert name("tanh") == r"\tanh"
    assert name(r"\mathcal L_MSE") == r"\mathcal L_{\mathrm{MSE}}"
    assert name(r"leaky_\alpha") == r"\mathrm{leaky}_{\alpha}"
    assert name("D_KL") == r"D_{\mathrm{KL}}"
    assert name("i'") == "i'"
