"""What the chapters on networks and training need of the language: dots, limits, remainders, updates, sets, images."""

import numpy as np
import pytest
from language import WORDS, checked, expression

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.ledger.contexts import Chapter, Draw
from nnlib.formula.ledger.scenes import below_the_last, network, relu, samples, softmax
from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.limits import limit
from nnlib.formula.semantics.scene import Graph, Scene
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.printer import Printer

VECTOR = np.array([1.0, 2.0, 4.0, 8.0, 16.0])


def value(latex: str, scene: Scene, **indices: int) -> float:
    return Evaluator(Graph(scene))(expression(latex), indices)


# -- dots


@pytest.mark.parametrize(
    ("latex", "size", "expected"),
    [
        (r"x_1 + \dots + x_d", 5, 31.0),
        (r"x_1 + \dots + x_d", 2, 3.0),
        (r"x_1 + \dots + x_d", 1, 1.0),  # one term, not twice
        (r"x_1 + x_3 + \dots + x_5", 5, 21.0),  # goes on by two
        (r"x_d + \dots + x_1", 4, 15.0),
        (r"x_1 x_d + \dots + x_d x_1", 3, 4 + 4 + 4.0),  # one number goes up, the other down
        (r"c + x_1 + \dots + x_d - c", 3, 7.0),
        (r"x_1 \dots x_d", 4, 64.0),
        (r"(x_1, \dots, x_d) (1, 1, 1)^\top", 3, None),
    ],
)
def test_dots_stand_for_what_lies_between(latex, size, expected):
    scene = Scene(given={"x": VECTOR, "d": size, "c": 0.5})
    if expected is None:
        assert value(r"(x_1, \dots, x_d)_2", scene) == 2.0
    else:
        assert value(latex, scene) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"x_1 + \dots + c", "different forms"),
        (r"\dots + x_d", "between two terms"),
        (r"x_1 c_1 + \dots + x_d c_4", "do not go on alike"),
        (r"x_1 + x_3 + \dots + x_4", "do not go on alike"),
    ],
)
def test_dots_that_say_nothing(latex, message):
    scene = Scene(given={"x": VECTOR, "c": VECTOR, "d": 5})
    with pytest.raises(EvaluationError, match=message):
        value(latex, scene)


def test_dots_between_layers_multiply_matrices():
    rng = np.random.default_rng(1)
    matrices = {1: rng.normal(size=(2, 3)), 2: rng.normal(size=(4, 2)), 3: rng.normal(size=(5, 4))}
    scene = Scene(given={"W": matrices, "L": 3})
    found = value(r"W^{(L)} W^{(L-1)} \dots W^{(1)}", scene)
    assert found == pytest.approx(matrices[3] @ matrices[2] @ matrices[1])


# -- limits


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\lim_{u \to 0} \frac{\sin(u)}{u}", 1.0),
        (r"\lim_{u \to 2} \frac{u^2 - 4}{u - 2}", 4.0),
        (r"\lim_{u \to \infty} \frac{2 u + 1}{u}", 2.0),
        (r"\lim_{u \to -\infty} \exp(u)", 0.0),
        (r"\lim_{k \to \infty} \left(c^k\right)", 0.0),
        (r"\lim_{u \to 0} \frac{f(x + u) - f(x)}{u}", 12.0),
    ],
)
def test_limits(latex, expected):
    scene = Scene(given={"c": 0.75, "x": 2.0}, functions={"f": lambda z: z**3})
    assert value(latex, scene) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("function", "end", "message"),
    [
        (lambda u: np.asarray(np.sign(u)), 0.0, "two sides"),
        (lambda u: np.asarray(np.sin(1 / u)), 0.0, "settle"),
        (lambda u: np.asarray(u**2), np.inf, "settle"),
        (lambda u: np.asarray(np.exp(u)), np.inf, "bound|settle"),
    ],
)
def test_no_limit(function, end, message):
    with pytest.raises(EvaluationError, match=message):
        limit(function, end)


# -- remainders and approximations


@pytest.mark.parametrize(
    ("latex", "holds"),
    [
        (r"f(x + \epsilon) = f(x) + 3 x^2 \epsilon + O(\epsilon^2)", True),
        (r"f(x + \epsilon) = f(x) + 3 x^2 \epsilon + O(\epsilon)", False),  # true, but weaker than what is known
        (r"f(x + \epsilon) = f(x) + 3 x^2 \epsilon + O(\epsilon^3)", False),
        (r"f(x + \epsilon) = f(x) + 2 x^2 \epsilon + O(\epsilon^2)", False),
        (r"f(x + \epsilon) - f(x) = O(\epsilon)", True),
    ],
)
def test_the_order_of_a_remainder(latex, holds):
    scene = Scene(given={"x": 1.5, "epsilon": 1e-3}, functions={"f": lambda z: z**3}, small=("epsilon", 9))
    assert checked(latex, scene).holds is holds


def test_a_remainder_has_no_sign():
    (chain,) = parse(r"x = y + O(\epsilon)", WORDS)
    assert all(not isinstance(node, t.Negative) or node.body != chain.steps[0][1] for node in chain.walk())
    assert r"x = y - O\left(\epsilon\right)" not in {Printer().relations(m.chain) for m in mutants(chain)}


# -- updates


def test_updates_at_once_and_in_turn():
    given = {"u": 1.0, "v": 2.0}
    at_once = Scene(given, after={"u": lambda g: 3.0, "v": lambda g: 1.0})
    assert checked(r"u \leftarrow u + v, v \leftarrow u", at_once).holds
    in_turn = Scene(given, after={"u": lambda g: 3.0, "v": lambda g: 3.0}, in_turn=True)
    assert checked(r"u \leftarrow u + v, v \leftarrow u", in_turn).holds
    assert not checked(r"v \leftarrow u, u \leftarrow u + v", in_turn).holds


def test_updates_of_entries_of_every_layer():
    weights = {1: np.arange(6.0).reshape(2, 3), 2: np.ones((4, 2))}
    scene = Scene({"w": weights, "c": 0.5}, after={"w": lambda g, layer: g.w[layer] / 2}, ranges={"l": (1, 2)})
    assert checked(r"w_{ij}^{(l)} \leftarrow c w_{ij}^{(l)}", scene).holds
    assert not checked(r"w_{ij}^{(l)} \leftarrow c w_{ji}^{(l)}", scene).holds
    assert "does not say" in str(checked(r"c \leftarrow c", scene).failure)


# -- sets and expectations


def test_sets_have_a_size_and_members():
    scene = Scene(given={"N": frozenset({1, 4}), "x": VECTOR})
    assert value("|N|", scene) == 2.0
    assert value(r"\sum_{n \in N} x_n", scene) == 9.0
    with pytest.raises(EvaluationError, match="size"):
        value("N + 1", scene)


def test_expectations_of_sets_and_of_several_variables():
    sets = [(frozenset({1, 2}), 0.5), (frozenset({3, 5}), 0.5)]
    scene = Scene(
        given={"x": VECTOR}, outcomes={"N": sets, "u": [(1.0, 0.25), (5.0, 0.75)], "v": [(0.0, 0.5), (2.0, 0.5)]}
    )
    assert value(r"\mathbb E_N[\sum_{n \in N} x_n]", scene) == pytest.approx(11.5)
    assert value(r"\mathbb E_{u, v}[u (v + 1)]", scene) == pytest.approx(4 * 2)
    assert value(r"\mathbb E_u[(u - \mathbb E_u[u])^2]", scene) == pytest.approx(3.0)


def test_an_index_of_something_random_takes_its_range_from_the_rest():
    masks = [(np.array([0.0, 1.0]), 0.5), (np.array([1.0, 0.0]), 0.5)]
    scene = Scene({"x": VECTOR[:2]}, rules={"y": lambda g: g.u * g.x}, outcomes={"u": masks})
    assert checked(r"\mathbb E_u[y_i] = \frac{1}{2} x_i", scene).holds


# -- indices and arrays


def test_indices_that_count_from_zero_and_offsets():
    image = np.arange(20.0).reshape(4, 5)
    scene = Scene({"x": image, "w": np.array([[1.0, 0.0], [0.0, -1.0]])}, first={"x": 0, "w": 0})
    assert value("x_{0,0}", scene) == 0.0
    assert value("x_{3,4}", scene) == 19.0
    assert value(r"\sum_{i', j'} w_{i',j'} x_{i+i', j+j'}", scene, i=1, j=2) == image[1, 2] - image[2, 3]
    with pytest.raises(EvaluationError, match="from 0 to 3"):
        value("x_{4,0}", scene)


def test_axes_may_count_differently():
    stack = np.arange(24.0).reshape(2, 3, 4)
    scene = Scene({"x": stack}, first={"x": (1, 0, 0)})
    assert value("x_{2,0,3}", scene) == stack[1, 0, 3]
    assert value(r"\sum_{ic, i, j} x_{ic,i,j}", scene) == stack.sum()


def test_two_letters_are_one_index_where_the_table_says_so():
    assert expression("w_{oc,ic,i'}").indices == (t.Symbol("oc"), t.Symbol("ic"), t.Symbol("i'"))
    assert expression(r"\sum_{ic=1}^{3} b_{ic}").variable == t.Symbol("ic")
    assert expression("w_{ij}").indices == (t.Symbol("i"), t.Symbol("j"))
    assert Printer()(expression("b_{oc}")) == "b_{oc}"


def test_a_bracket_that_is_zero_silences_what_has_no_value():
    scene = Scene({"x": VECTOR})
    assert value(r"\sum_{i=0}^{5} [1 \le i] x_i", scene) == 31.0
    with pytest.raises(EvaluationError, match="from 1 to 5"):
        value(r"\sum_{i=0}^{5} [0 \le i] x_i", scene)


def test_arrays_with_more_axes_go_through_functions_only():
    scene = Scene(
        {"x": np.arange(-4.0, 4.0).reshape(2, 2, 2), "W": np.ones((1, 8))}, functions={"f": np.ravel, "relu": relu}
    )
    assert value("W f(relu(x))".replace("relu", r"\mathrm{relu}"), scene) == 6.0
    with pytest.raises(EvaluationError, match="cannot multiply"):
        value("W x", scene)
    with pytest.raises(EvaluationError, match="cannot transpose"):
        value(r"x^\top", scene)


def test_powers_of_matrices():
    matrix = np.array([[2.0, 1.0], [0.0, 4.0]])
    scene = Scene({"W": matrix, "d": 3, "x": np.ones(2)})
    assert value("W^d", scene) == pytest.approx(matrix @ matrix @ matrix)
    assert value("W W^{-1} x", scene) == pytest.approx(np.ones((2, 1)))
    with pytest.raises(EvaluationError, match="no inverse"):
        value("(W - W)^{-1}", scene)
    with pytest.raises(EvaluationError, match="whole number"):
        value("W^{0.5}", scene)


def test_a_column_of_one_entry_is_a_number_beside_a_number():
    scene = Scene({"x": np.array([3.0]), "c": 3.0, "y": np.array([3.0, 4.0])})
    assert checked("x + c = 2 c", scene).holds
    assert not checked("y + c = 2 c", scene).holds


def test_functions_that_cannot_take_an_argument_say_so():
    scene = Scene({"x": VECTOR}, functions={"f": lambda z: np.ones((2, 3)) @ z})
    with pytest.raises(EvaluationError, match="f does not take this"):
        value("f(x)", scene)


# -- derivatives


def test_derivatives_by_an_entry_of_a_numbered_table():
    points = {0: np.array([1.0, 2.0]), 1: np.array([3.0, 5.0])}
    scene = Scene({"x": points}, functions={"f": lambda z: z[0] * z[1]})
    assert value(r"\nabla_{x_1} f(x_1)", scene).ravel() == pytest.approx([5.0, 3.0])
    assert value(r"\frac{\partial f(x_0)}{\partial x_{0,2}}", scene) == pytest.approx(1.0)
    assert value(r"\nabla_{x_1} (x_0^\top x_1)", scene).ravel() == pytest.approx([1.0, 2.0])
    with pytest.raises(EvaluationError, match="no entry"):
        value(r"\nabla_{x_7} f(x_1)", scene)


def test_an_infinite_side_equals_nothing_finite():
    scene = Scene({"x": np.inf, "y": 1.0})
    assert not checked("x = y", scene).holds
    assert checked("x = x", scene).holds


# -- letters that are applied


def test_a_loss_may_be_a_function_of_the_weights():
    words = Chapter("a", applied=[r"\ell"]).vocabulary(WORDS)
    scene = Scene({"v": 3.0}, rules={"ell": lambda g: g.v**2}, functions={"ell": lambda v: v**2})
    assert check(parse(r"\ell(v) = \ell = v^2, \nabla_v \ell(v) = 2 v", words), [scene]).holds
    assert isinstance(parse(r"\ell(v) = 1", WORDS)[0].first, t.Product)  # elsewhere it multiplies
    with pytest.raises(FormulaError):
        parse(r"\ell() = 1", words)


# -- networks as scenes


@pytest.mark.parametrize("number", range(4))
def test_networks_bind_the_error_as_a_slope(number):
    scene = network(Draw("a network", number))
    graph, last, h = Graph(scene), scene.given["L"], 1e-6
    assert len({scene.given["d"][layer] for layer in range(last + 1)}) == last + 1  # all widths differ
    z = graph.z[1].copy()
    for unit in range(len(z)):
        up, down = z.copy(), z.copy()
        up[unit] += h
        down[unit] -= h
        if abs(z[unit]) < h:
            assert number == 3  # the kink of relu is among the scenes
            continue
        slope = (graph.disturb(("z", 1), up).ell - graph.disturb(("z", 1), down).ell) / (2 * h)
        assert graph.delta[1][unit] == pytest.approx(slope, abs=1e-6)


def test_samples_are_rows_and_the_loss_their_mean():
    scene = samples(Draw("rows", 1), output=softmax, layers=below_the_last)
    graph = Graph(scene)
    rows = graph.X
    weights, biases, phi = scene.given["w"], scene.given["b"], scene.functions["varphi"]
    for n, row in enumerate(rows):
        for layer in sorted(weights):
            row = weights[layer] @ row + biases[layer]
            row = phi(row) if layer < scene.given["L"] else softmax(row)
        assert graph.hat_Y[n] == pytest.approx(row)
    assert graph.mathcal_L == pytest.approx(graph.ell.mean())
    assert list(scene.ranges["l"]) == list(range(1, scene.given["L"]))
