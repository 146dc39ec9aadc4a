"""The slips: each kind is planted where it can occur, none is the original, none comes twice, and scenes notice them."""

from collections import Counter

import pytest
from language import book, chain

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.typesetting.printer import Printer

# equation, kind, what must be among its slips
PLANTED = [
    ("x = y", "sign", "x = -y"),
    ("x = y + c", "sign", "x = -y + c"),
    ("x = y + c", "sign", "x = y - c"),
    ("x = -y", "sign", "x = y"),
    ("x = 2 y", "factor", "x = 3 y"),
    ("x = y^{2}", "factor", "x = y^{3}"),
    ("x = 0.5", "factor", "x = 1.5"),
    (r"x = \frac{1}{N} y", "lost 1/N", "x = y"),
    (r"x = \frac{1}{2} y", "lost 1/N", "x = y"),
    ("x = y c", "lost factor", "x = y"),
    (r"x = y \odot c", "lost factor", "x = c"),
    (r"x = y \odot c", "product for entry by entry", "x = y c"),
    ("x = y + c", "lost term", "x = c"),
    (r"x = \frac{y}{c}", "lost denominator", "x = y"),
    (r"x = \frac{y}{c}", "fraction upside down", r"x = \frac{c}{y}"),
    ("x_i = w_{ij} y_j", "swapped indices", "x_i = w_{ji} y_j"),
    ("x_i = w_{ij} y_j", "wrong index", "x_i = w_{ii} y_j"),
    ("x_i = w_{ij} y_j", "wrong index", "x_i = w_{ij} y_i"),
    ("a^{(l)} = z^{(l)}", "shifted layer", "a^{(l)} = z^{(l + 1)}"),
    ("a^{(l)} = z^{(l)}", "shifted layer", "a^{(l)} = z^{(l - 1)}"),
    (r"x = \sigma'(y)", "lost prime", r"x = \sigma(y)"),
    (r"x = J^\top y", "lost transpose", "x = J y"),
    ("x = J y", "transpose", r"x = J^{\top} y"),
    ("a = z", "a for z", "a = a"),
    ("a = z", "z for a", "z = z"),
    (r"x = \sum_{i=1}^{K} y_i", "bound of a sum", r"x = \sum_{i = 1 + 1}^{K} y_i"),
    (r"x = \sum_{i=1}^{K} y_i", "bound of a sum", r"x = \sum_{i = 1}^{K - 1} y_i"),
    (r"x = \sum_i y_i", "sum for product", r"x = \prod_i y_i"),
    (r"x = \max_i y_i", "min for max", r"x = \min_i y_i"),
    (r"x = \max(0, y)", "min for max", r"x = \min(0, y)"),
    (r"x = \argmax_i y_i", "min for max", r"x = \argmin_i y_i"),
    (r"x = [y > 0]", "wrong condition", r"x = [y \ge 0]"),
    (r"x = [y > 0]", "wrong condition", r"x = [y < 0]"),
    (r"x \le y", "wrong relation", r"x \ge y"),
    ("x = y^{2}", "lost power", "x = y"),
    (r"x = \sqrt{y}", "lost root", "x = y"),
    (r"x = |y|", "lost bars", "x = y"),
    (
        r"x = \begin{cases} 0 & \text{if } y < 0 \\ c & \text{otherwise} \end{cases}",
        "wrong case",
        r"x = \begin{cases} c & \text{if } y < 0 \\ 0 & \text{otherwise} \end{cases}",
    ),
    (
        r"x = \begin{cases} 0 & \text{if } y < 0 \\ c & \text{otherwise} \end{cases}",
        "wrong condition",
        r"x = \begin{cases} 0 & \text{if } y \le 0 \\ c & \text{otherwise} \end{cases}",
    ),
]


@pytest.mark.parametrize(("latex", "kind", "slip"), PLANTED)
def test_planted(latex, kind, slip):
    assert (kind, chain(slip)) in [(mutant.kind, mutant.chain) for mutant in mutants(chain(latex))]


NOT_PLANTED = [
    ("x = e^{y}", "lost power"),  # e alone is no slip that anybody makes
    (r"x = \frac{1}{N}", "lost denominator"),
    ("x = y", "swapped indices"),
    ("x_i = y_i", "wrong index"),  # the only index there is
    (r"x = \sigma(y)", "lost prime"),
    (r"x = \lim_{y \to 0} (y)", "bound of a sum"),
]


@pytest.mark.parametrize(("latex", "kind"), NOT_PLANTED)
def test_not_planted(latex, kind):
    assert kind not in {mutant.kind for mutant in mutants(chain(latex))}


def test_letters_are_confused_only_where_both_are_bound():
    assert "a for z" not in {mutant.kind for mutant in mutants(chain("x = z"))}
    assert "a for z" in {mutant.kind for mutant in mutants(chain("x = z"), names={"x", "z", "a"})}


@pytest.mark.parametrize("equation", book(), ids=str)
def test_every_slip_is_another_equation_and_none_comes_twice(equation):
    printer = Printer()
    for whole in equation.chains:
        found = [mutant.chain for mutant in mutants(whole)]
        assert whole not in found
        assert len(set(found)) == len(found)
        shown = [printer.relations(tree) for tree in found]
        assert printer.relations(whole) not in shown and len(set(shown)) == len(shown)


def _score(count, equal_sizes):
    """Slips that are noticed, and all, by kind."""
    noticed, planted = Counter(), Counter()
    for equation in book():
        scenes = list(equation.context.scenes(count, equal_sizes))
        chains = equation.chains
        for place, whole in enumerate(chains):
            for mutant in mutants(whole):
                planted[mutant.kind] += 1
                changed = [*chains[:place], mutant.chain, *chains[place + 1 :]]
                noticed[mutant.kind] += not check(changed, scenes).holds
    return noticed, planted


def test_every_kind_is_noticed():
    noticed, planted = _score(12, False)
    assert sum(noticed.values()) >= 0.97 * sum(planted.values())
    for kind, count in planted.items():
        assert noticed[kind] >= 0.8 * count or count - noticed[kind] <= 2, kind
    assert len(planted) >= 18


def test_equal_sizes_still_notice_most():
    noticed, planted = _score(12, True)
    assert sum(noticed.values()) >= 0.95 * sum(planted.values())
