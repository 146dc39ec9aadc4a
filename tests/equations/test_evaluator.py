"""The value of every construct, against numbers by hand, NumPy and mpmath."""

import mpmath
import numpy as np
import pytest
from language import WORDS, checked, expression

from nnlib.formula.semantics.evaluate import Evaluator
from nnlib.formula.semantics.ranges import free_indices
from nnlib.formula.semantics.scene import Graph, Scene, identifier
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax.parser import parse_expression

VECTOR = np.array([3.0, -1.0, 2.0])
OTHER = np.array([0.5, 4.0, -2.0])
MATRIX = np.array([[1.0, 2.0, -3.0], [0.5, -1.0, 4.0]])
FUNCTIONS = {
    "sigma": lambda z: 1 / (1 + np.exp(-z)),
    "varphi": lambda z, i=1: np.tanh(i * z),
    "softmax": lambda z: np.exp(z) / np.sum(np.exp(z)),
    "relu": lambda z: np.where(np.real(z) > 0, z, 0 * z),
    "f": lambda x, y: x - 2 * y,
    "leaky_alpha": lambda z: np.where(np.real(z) > 0, z, 0.1 * z),
}
SCENE = Scene(
    given={"x": VECTOR, "y": OTHER, "J": MATRIX, "c": 2.5, "p": -3.0, "K": 3, "t": np.array([2, 3]), "epsilon": 0.0},
    functions=FUNCTIONS,
)


def value(latex, scene=SCENE, **indices):
    found = Evaluator(Graph(scene))(expression(latex), {identifier(k): v for k, v in indices.items()})
    return found[:, 0] if found.ndim == 2 and found.shape[1] == 1 else found


VALUES = {
    r"2.5": 2.5,
    r"\pi + e - 1": np.pi + np.e - 1,
    r"-\infty": -np.inf,
    r"c - p": 5.5,
    r"x + y": VECTOR + OTHER,
    r"2 x": 2 * VECTOR,
    r"x^\top y": VECTOR @ OTHER,
    r"x y^\top": np.outer(VECTOR, OTHER),
    r"J x": MATRIX @ VECTOR,
    r"x^\top J^\top": (MATRIX @ VECTOR)[None, :],
    r"x \odot y": VECTOR * OTHER,
    r"x \odot 2 y": VECTOR * 2 * OTHER,
    r"\frac{x}{c}": VECTOR / 2.5,
    r"c / p": -2.5 / 3,
    r"\frac{1}{\epsilon}": np.inf,
    r"c^2": 6.25,
    r"p^3": -27.0,
    r"p^{-1}": -1 / 3,
    r"\epsilon^0": 1.0,
    r"\epsilon^{c}": 0.0,
    r"e^{c}": np.exp(2.5),
    r"\sqrt{c}": 2.5**0.5,
    r"|p|": 3.0,
    r"|x|": np.abs(VECTOR),
    r"\Vert x\Vert": 14**0.5,
    r"\Vert J\Vert^2": 31.25,
    r"x_2": -1.0,
    r"J_{13}": -3.0,
    r"J_{2,1}": 0.5,
    r"J_{12}": 2.0,
    r"x_{t_1}": -1.0,
    r"(x + y)_3": 0.0,
    r"(1, c, 3)": [1.0, 2.5, 3.0],
    r"\exp(c) - \log c": np.exp(2.5) - np.log(2.5),
    r"\sin c + \cosh(c)": np.sin(2.5) + np.cosh(2.5),
    r"\max(p, c, 0)": 2.5,
    r"\min(p, c)": -3.0,
    r"\mathrm{diag}(x)": np.diag(VECTOR),
    r"\sigma(c)": 1 / (1 + np.exp(-2.5)),
    r"\sigma(x)": 1 / (1 + np.exp(-VECTOR)),
    r"f(c, p)": 8.5,
    r"\mathrm{softmax}(x)_2": np.exp(-1) / np.sum(np.exp(VECTOR)),
    r"\varphi_{2}(c)": np.tanh(5.0),
    r"\varphi_2'(c)": 2 / np.cosh(5.0) ** 2,
    r"\sum_i x_i": 4.0,
    r"\sum_{i=2}^{3} x_i": 1.0,
    r"\sum_{i=1}^{2} \sum_{j=1}^{K} J_{ij}": 3.5,
    r"\sum_{i,j} J_{ij} x_j": np.sum(MATRIX @ VECTOR),
    r"\sum_{i \ne 2} x_i": 5.0,
    r"\sum_{i=3}^{2} x_i": 0.0,
    r"\prod_i x_i": -6.0,
    r"\prod_{i=3}^{2} x_i": 1.0,
    r"\sum_{i=1}^K i": 6.0,
    r"\max_i x_i": 3.0,
    r"\min_{1 \le i \le 2} y_i": 0.5,
    r"\argmax_i y_i": 2.0,
    r"\arg\min_i y_i": 3.0,
    r"\max_i (x_i - y_i) c": 10.0,
    r"[c = 2.5] + [p > 0]": 1.0,
    r"[1 < c < 2]": 0.0,
    r"[2 \in t] + [4 \in t]": 1.0,
    r"\begin{cases} 1 & \text{if } p > 0 \\ c & \text{if } p \le 0 \end{cases}": 2.5,
    r"\begin{cases} 1 & \text{if } p > 0 \\ c & \text{otherwise} \end{cases}": 2.5,
    r"\nabla_x (x^\top y)": OTHER,
    r"\nabla_J (\Vert J\Vert^2)": 2 * MATRIX,
    r"\frac{\partial}{\partial x_2} (x_2 y_2)": 4.0,
    r"\frac{\partial}{\partial x} (J x)": MATRIX,
    r"\frac{\partial}{\partial x} (x^\top x)": 2 * VECTOR[None, :],
    r"\frac{d}{d c} |c - 2.5|": 0.0,
    r"\frac{d}{d p} |p|": -1.0,
    r"\frac{d}{d c} c^3": 18.75,
}  # fmt: skip


@pytest.mark.parametrize("latex", VALUES)
def test_value(latex):
    found = value(latex)
    assert np.shape(found) == np.shape(VALUES[latex])
    np.testing.assert_allclose(found, VALUES[latex], rtol=1e-14, atol=1e-15)


ERRORS = {
    r"x + c": "cannot add a column of 3 and a number",
    r"x + x^\top": "cannot add a column of 3 and a 1 x 3 matrix",
    r"x y": "cannot multiply a column of 3 and a column of 3",
    r"x \odot c": "cannot multiply a column of 3 and a number entry by entry",
    r"c^\top": "cannot transpose a number",
    r"\frac{c}{x}": "expected a number below a fraction line, got a column of 3",
    r"x^2": "expected a number as the base of a power, got a column of 3",
    r"p^{c}": "a negative number to the power 2.5",
    r"\epsilon^{-1}": "0 to a negative power",
    r"\log p": "the logarithm of -3.0",
    r"x_4": "'x' has indices from 1 to 3, got 4",
    r"x_0": "'x' has indices from 1 to 3, got 0",
    r"x_{1,2}": "'x' has 1 indices here, got 2",
    r"x_{c}": "expected a whole number as an index, got 2.5",
    r"u": "'u' is not bound in the scene",
    r"D_{\mathrm{KL}}(x \Vert y)": "the scene has no function 'D_KL'",
    r"\log_2 c": "the scene has no function 'log'",
    r"\sigma": r"the function \sigma has no argument",
    r"\sigma''(c)": "a prime is the first derivative of a function of one argument",
    r"\sum_i x_i J_{ji}": None,  # j is free: a value for it is given below
    r"\sum_j J_{ji} x_j": "the index j runs to 2 in J, to 3 in x",
    r"\sum_i c": "nothing binds i, or tells how far it runs as an index",
    r"\max_i J": None,
    r"\begin{cases} 1 & \text{if } p < 0 \\ c & \text{if } p \le 0 \end{cases}": "2 cases of 2 apply here",
    r"\begin{cases} 1 & \text{if } p > 0 \\ c & \text{if } p > 1 \end{cases}": "no case of 2 apply here",
    r"\frac{d}{d c} \frac{d}{d c} c^3": "a derivative of a derivative",
    r"\frac{d x}{d (c + 1)}": "expected a symbol below a derivative",
    r"\mathbb E_c[c]": "the scene has no outcomes of 'c'",
    r"\pm c": "PlusMinus cannot be evaluated here",
    r"\mathrm{diag}(J)": "diag expects a column, got a 2 x 3 matrix",
}


@pytest.mark.parametrize("latex", [latex for latex in ERRORS if ERRORS[latex]])
def test_error(latex):
    with pytest.raises(EvaluationError) as caught:
        value(latex, i=1)
    assert str(caught.value) == ERRORS[latex]


SMOOTH = {
    r"\sigma(c)": lambda c: 1 / (1 + mpmath.exp(-c)),
    r"c^3 e^{-c}": lambda c: c**3 * mpmath.exp(-c),
    r"\frac{\log c}{c + 1}": lambda c: mpmath.log(c) / (c + 1),
    r"\sqrt{1 + c^2}": lambda c: mpmath.sqrt(1 + c * c),
    r"\tanh(c) \sin(2 c)": lambda c: mpmath.tanh(c) * mpmath.sin(2 * c),
    r"\Vert c x\Vert": lambda c: c * mpmath.sqrt(14),
    r"\prod_{i=1}^{3} (c + i)": lambda c: (c + 1) * (c + 2) * (c + 3),
    r"c^{c}": lambda c: c**c,
    r"|c - 4|": lambda c: abs(c - 4),
}


@pytest.mark.parametrize("latex", SMOOTH)
def test_derivative_against_mpmath(latex):
    expected = float(mpmath.diff(SMOOTH[latex], mpmath.mpf("2.5")))
    for derivative in (r"\frac{d}{d c}", r"\frac{\partial}{\partial c}", r"\nabla_c"):
        assert value(rf"{derivative} \left({latex}\right)") == pytest.approx(expected, rel=1e-13)


def test_prime():
    """By a complex step where the scene has the function alone, as a function of its own where it has one."""
    z = np.array([-2.0, 0.0, 0.7])
    scene = Scene(given={"z": z}, functions=FUNCTIONS)
    sigma = 1 / (1 + np.exp(-z))
    np.testing.assert_allclose(value(r"\sigma'(z)", scene), sigma * (1 - sigma), rtol=1e-14)
    np.testing.assert_allclose(value(r"\mathrm{relu}'(z)", scene), [0, 0, 1])
    own = Scene(given={"z": z}, functions={**FUNCTIONS, "sigma'": lambda z: 7 + z})
    np.testing.assert_allclose(value(r"\sigma'(z)", own), 7 + z)
    bend = value(r"\frac{\partial}{\partial z_3} \sigma'(z_3)", Scene(given={"z": z}, functions=FUNCTIONS))
    assert bend == pytest.approx((sigma * (1 - sigma) * (1 - 2 * sigma))[2], rel=1e-8)


def test_layers_follow_from_each_other():
    """A derivative by a weight of an early layer goes through all that follows."""
    weights = {1: np.array([[0.3, -0.2], [0.5, 0.9], [-1.0, 0.4]]), 2: np.array([[1.5, -0.7, 0.2]])}
    scene = Scene(
        given={"w": weights, "x": np.array([0.4, -1.1]), "L": 2},
        layers={
            "z": lambda g, l: g.w[l] @ (g.x if l == 1 else g.a[l - 1]),
            "a": lambda g, l: np.tanh(g.z[l]),
        },
        rules={"ell": lambda g: np.sum(g.a[2] ** 2)},
    )

    def loss(w):
        a = [
            mpmath.tanh(row[0] * mpmath.mpf("0.4") + row[1] * mpmath.mpf("-1.1"))
            for row in [[0.3, -0.2], [w, 0.9], [-1.0, 0.4]]
        ]
        return mpmath.tanh(1.5 * a[0] - 0.7 * a[1] + 0.2 * a[2]) ** 2

    slope = value(r"\frac{\partial \ell}{\partial w_{21}^{(1)}}", scene)
    assert slope == pytest.approx(float(mpmath.diff(loss, 0.5)), rel=1e-12)
    gradient = value(r"\nabla_{w^{(1)}} \ell", scene)
    assert gradient.shape == (3, 2) and gradient[1, 0] == slope
    assert value(r"a_1^{(L)}", scene) == value(r"a_1^{(L-1+1)}", scene)
    assert value(r"w_{1,3}^{(2)}", scene) == 0.2
    with pytest.raises(EvaluationError, match=r"'w' has no layer 3"):
        value(r"w_{11}^{(3)}", scene)


def test_a_given_value_does_not_follow():
    """delta bound as a number has no slope; bound as a rule it has."""
    given = Scene(given={"c": 2.0, "y": 4.0})
    follows = Scene(given={"c": 2.0}, rules={"y": lambda g: g.c**2})
    assert value(r"\frac{d y}{d c}", given) == 0
    assert value(r"\frac{d y}{d c}", follows) == 4


def test_expectation():
    scene = Scene(given={"x": 0.0, "c": 2.0}, outcomes={"x": [(1.0, 0.25), (5.0, 0.75)]})
    assert value(r"\mathbb E_x[c x^2] - \mathbb E_x[x]^2", scene) == 2 * (0.25 + 18.75) - 16


def test_zero_times_the_logarithm_of_zero():
    """Is nan, which no comparison accepts: a scene gives the convention by its own distribution."""
    scene = Scene(given={"x": np.array([0.0, 1.0])})
    with np.errstate(all="ignore"):
        assert np.isnan(value(r"\sum_i x_i \log x_i", scene))
    assert not checked(r"\sum_i x_i \log x_i = \sum_i x_i \log x_i", scene).holds


def test_free_indices_are_what_nobody_binds():
    tree = parse_expression(r"w_{ij} x_j + \sum_k w_{ik}", WORDS)
    evaluator = Evaluator(Graph(Scene(given={"w": MATRIX, "x": VECTOR})))
    assert free_indices([tree], evaluator) == ["i", "j"]


def test_large_numbers_are_an_error_not_a_crash():
    with pytest.raises(EvaluationError, match="expected a whole number as an index, got inf"):
        value("x_{" + "9" * 400 + "}")


def test_more_terms_than_anybody_would_write_out_are_refused():
    for latex in (r"\sum_{i=1}^{99999999} i", r"\sum_{i=1}^{101} \sum_{j=1}^{100} i j", r"\prod_{i=1}^{10001} 2"):
        with pytest.raises(EvaluationError, match="expected at most 10,000 terms, got more"):
            value(latex)
    assert value(r"\sum_{i=1}^{100} \sum_{j=1}^{100} 1 + \sum_{i=1}^{100} i") == 15_050
