"""The checker: what holds is accepted, what does not is refused, and the step that breaks is the one that is named."""

import numpy as np
import pytest
from language import WORDS, book, chain, checked

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.semantics.scene import Scene
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.tree import Chain

NUMBERS = Scene(given={"x": 3.0, "y": -2.0, "c": 3.0, "K": 4})
VECTORS = Scene(given={"x": np.array([1.0, 2.0]), "y": np.array([1.0, 5.0]), "J": np.eye(2)})

HOLDS = [
    "x = c", r"x \ne y", "x > y", r"y < x = c", r"x \le c", r"x \ge c", r"y < x \le c", r"|y| = 2", r"x \to c",
    r"\frac{1}{0} = \infty", r"-\infty = -\frac{1}{0}",
]  # fmt: skip


@pytest.mark.parametrize("latex", [latex for latex in HOLDS if r"\to" not in latex])
def test_holds(latex):
    verdict = checked(latex, NUMBERS)
    assert verdict.holds, verdict.failure
    assert (verdict.scenes, verdict.comparisons) == (1, len(chain(latex).steps))


REFUSED = {
    "x = y": (1, "the left side is 3.0, the right side -2.0"),
    "x = c = y": (2, "the left side is 3.0, the right side -2.0"),
    "x = c = c + 0 = y = x": (3, "the left side is 3.0, the right side -2.0"),
    r"x \ne c": (1, "both sides are 3.0"),
    "x < c": (1, "3.0 < 3.0 does not hold"),
    "x > c": (1, "3.0 > 3.0 does not hold"),
    r"x \le y": (1, "3.0 <= -2.0 does not hold"),
    r"y \ge x": (1, "-2.0 >= 3.0 does not hold"),
    r"y \le x": (1, "the bound is never attained: it could be tighter"),
    r"x = c \le x + 1": (2, "the bound is never attained: it could be tighter"),
    r"\frac{0}{0} = \frac{0}{0}": (1, "the left side is nan, the right side nan"),
    r"\frac{0}{0} \ne c": (1, "the left side is nan, the right side 3.0"),
    r"\frac{1}{0} = -\frac{1}{0}": (1, "the left side is inf, the right side -inf"),
    r"x \approx c": (1, "the scene names no small parameter for the approximation"),
    r"x \leftarrow y": (1, "the scene does not say what x is after the step"),
    r"x + y \leftarrow y": (1, "expected a symbol on the left of the arrow"),
    "x": (1, "a formula without a relation says nothing that could be checked"),
    "x = u": (
        1,
        "the index u stands on the right side only, and nothing binds u, or tells how far it runs as an index",
    ),
    "x = 3 (1 + 0.0000001)": (1, "the left side is 3.0, the right side 3.0000003"),
}


@pytest.mark.parametrize("latex", REFUSED)
def test_refused(latex):
    failure = checked(latex, NUMBERS).failure
    assert (failure.step, failure.reason) == REFUSED[latex]


def test_tolerance():
    assert checked("x = 3 (1 + 0.000000001)", NUMBERS).holds  # relative 1e-9, as rounding may do
    assert not checked("x = 3.0000001", NUMBERS).holds


def test_shapes_have_to_agree():
    failure = checked(r"x = x^\top", VECTORS).failure
    assert failure.reason == "the left side is a column of 2, the right side a 1 x 2 matrix"
    assert checked(r"x = 1", VECTORS).failure.reason == "the left side is a column of 2, the right side a number"
    assert checked("J x = x", VECTORS).holds


def test_a_free_index_means_for_all_and_the_message_says_which():
    verdict = checked("x_i = y_i", VECTORS)
    assert str(verdict.failure) == "step 1: the left side is 2.0, the right side 5.0 (at i = 2)"
    assert verdict.comparisons == 2
    three = Scene(given={"x": np.ones(2), "y": np.ones(3)})
    assert checked("x_i = y_i", three).failure.reason == "the index i runs to 2 in x, to 3 in y"


def test_the_scene_that_fails_is_named():
    scenes = [Scene(given={"x": x, "y": 1.0}) for x in (1.0, 1.0, 2.0)]
    verdict = check(parse("x = y", WORDS), scenes)
    assert (verdict.failure.scene, verdict.scenes, verdict.comparisons) == (3, 3, 3)


def test_a_bound_is_attained_in_one_scene_at_least():
    scenes = [Scene(given={"x": x, "y": 2.0}) for x in (1.0, 2.0, -1.0)]
    assert check(parse(r"x \le y", WORDS), scenes).holds
    assert not check(parse(r"x \le y", WORDS), scenes[::2]).holds
    assert not check(parse(r"x < y", WORDS), scenes).holds
    assert check(parse(r"x < y", WORDS), scenes[::2]).holds
    both = parse(r"x \le y \le 3", WORDS)
    assert check(both, scenes).failure.step == 2


def test_several_chains_count_their_steps_together():
    failure = check(parse("x = c = x, y = -2, y = x", WORDS), [NUMBERS]).failure
    assert failure.step == 4


@pytest.mark.parametrize(("order", "holds"), [(1, False), (2, True), (3, False)])
def test_the_order_of_an_approximation(order, holds):
    scene = Scene(given={"x": 0.7, "epsilon": 1e-2}, functions={"f": np.sin}, small=("epsilon", order))
    central = r"f'(x) \approx \frac{f(x + \epsilon) - f(x - \epsilon)}{2 \epsilon}"
    verdict = check(parse(central, WORDS), [scene])
    assert verdict.holds is holds
    if not holds:
        assert verdict.failure.reason == f"the error shrinks with the order 2.00, expected {order}"
    forward = r"f'(x) \approx \frac{f(x + \epsilon) - f(x)}{\epsilon}"
    assert check(parse(forward, WORDS), [scene]).holds is (order == 1)
    wrong = r"f'(x) \approx \frac{f(x + \epsilon) + f(x)}{\epsilon}"
    assert not check(parse(wrong, WORDS), [scene]).holds


def test_assignment():
    scene = Scene(
        given={"x": np.array([1.0, 2.0]), "y": np.array([0.5, -1.0]), "eta": 0.1},
        after={"x": lambda g: g.x - g.eta * g.y},
    )
    assert checked(r"x \leftarrow x - \eta y", scene).holds
    assert checked(r"x_i \leftarrow x_i - \eta y_i", scene).holds
    failure = checked(r"x_i \leftarrow x_i + \eta y_i", scene).failure
    assert str(failure) == "step 1: the left side is 0.95, the right side 1.05 (at i = 1)"


def test_nan_and_infinity_within_vectors():
    odd = Scene(given={"x": np.array([1.0, np.nan]), "y": np.array([1.0, np.inf])})
    assert not checked("x = x", odd).holds
    assert checked("y = y", odd).holds
    assert not checked(r"y = -y", odd).holds


# -- a damaged line of a derivation is the one that is named


def _injections():
    """Every slip in one line of a derivation of the book; the line below it is left as it is."""
    for equation in book():
        (whole,) = equation.chains if len(equation.chains) == 1 else (None,)
        if whole is None or len(whole.steps) < 2:
            continue
        for place, (relation, line) in enumerate(whole.steps):
            if relation == "=":
                for mutant in mutants(Chain(whole.first, ((relation, line),))):
                    damaged = mutant.chain.steps[0][1]
                    if mutant.chain.first == whole.first and damaged != line:
                        steps = (*whole.steps[:place], (relation, damaged), *whole.steps[place + 1 :])
                        yield equation, place + 1, Chain(whole.first, steps)


def test_the_step_that_breaks_is_named():
    injections = list(_injections())
    assert len(injections) >= 300
    for equation, step, damaged in injections:
        failure = check([damaged], list(equation.context.scenes())).failure
        if failure is None:  # the same statement: it is listed as such
            assert any(label == equation.label for label, _ in equation.chapter.equivalents), equation.label
        elif failure.kind not in ("shape", "scope"):  # an index of two lengths, a layer too far: of the whole formula
            assert failure.step == step, f"{equation.label}: step {step} damaged, step {failure.step} named"
