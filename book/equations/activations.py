"""What the equations of the chapter on activation functions are checked on.

The functions are written here anew, in another form than the chapter and nnlib have (sigma by tanh, tanh by sinh and
cosh), and for complex arguments whose imaginary part carries a derivative: a choice is made by the real part.
"""

import numpy as np

import nnlib as nn
from nnlib.formula import Chapter, Draw, Graph, Scene

chapter = Chapter("activations", symbols=["k", "u", "v", "s"])

KINKS = (0.0, -0.5, 0.5, 3.0, -3.0, 0.25, -8.0, 20.0)


def sigma(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def step(z):
    return np.where(np.real(z) >= 0, 1.0, 0.0)


def sign(z):
    return np.sign(np.real(z))


def ramp(z):
    inside = np.abs(np.real(z)) < 0.5
    return np.where(inside, z + 0.5, step(z))


def relu(z):
    return np.where(np.real(z) > 0, z, 0 * z)


def softplus(z):
    return np.log(np.exp(z / 2) + np.exp(-z / 2)) + z / 2


def softsign(z):
    return z / (1 + np.sign(np.real(z)) * z)


FUNCTIONS = {
    "sigma": sigma, "step": step, "sign": sign, "ramp": ramp, "relu": relu, "softplus": softplus, "softsign": softsign,
    "tanh": lambda z: np.sinh(z) / np.cosh(z),
}  # fmt: skip


@chapter.scene(
    "eq-step", "eq-sign", "eq-ramp", "eq-sigmoid", "eq-sigmoid-symmetry", "eq-sigmoid-prime", "eq-sigmoid-bell", "eq-tanh",
    "eq-tanh-sigmoid", "eq-tanh-prime", "eq-softsign", "eq-softsign-prime", "eq-relu", "eq-relu-prime", "eq-softplus",
    "eq-softplus-prime", "eq-softplus-gap", "eq-ramp-relu",
)  # fmt: skip
def one_number(draw: Draw) -> Scene:
    return Scene(given={"z": draw.number_near(*KINKS)}, functions=FUNCTIONS)


@chapter.scene("eq-leaky")
def leaky(draw: Draw) -> Scene:
    alpha = draw.pick(0.01, 0.2, 0.0, 1.0)
    z = draw.number_near(*KINKS)
    return Scene(given={"z": z, "alpha": alpha}, functions={"leaky_alpha": lambda z: relu(z) - alpha * relu(-z)})


@chapter.scene("eq-two-lines")
def two_lines(draw: Draw) -> Scene:
    return Scene(given={"x": draw.number_near(0.0, 0.5)})


@chapter.scene("eq-pre-activation")
def unit(draw: Draw) -> Scene:
    d = draw.size()
    w, x, b = draw.vector(d), draw.vector(d), draw.rng.normal()
    return Scene(given={"w": w, "x": x, "b": b, "d": d, "z": np.dot(np.append(w, b), np.append(x, 1.0))})


@chapter.scene("eq-slope-factor")
def one_unit(draw: Draw) -> Scene:
    phi = draw.pick(sigma, np.tanh, softplus, relu)
    return Scene(
        given={"z": draw.number_near(0.7, -0.3)},
        rules={"a": lambda g: phi(g.z), "ell": lambda g: np.exp(-0.3 * g.a) + g.a**3},
        functions={"varphi": phi},
    )


@chapter.scene("eq-central-difference")
def difference(draw: Draw) -> Scene:
    phi = draw.pick(sigma, np.tanh, softplus)
    return Scene(
        given={"z": draw.number_near(0.7, -0.4), "epsilon": 1e-2}, functions={"varphi": phi}, small=("epsilon", 2)
    )


@chapter.scene("eq-relu-jacobian", "eq-relu-mask")
def layer_of_relus(draw: Draw) -> Scene:
    d = draw.size()
    z = draw.vector(d)
    z[draw.rng.integers(d)] = 0.0
    slopes = draw.vector(d)
    return Scene(
        given={"z": z, "d": d},
        rules={"a": lambda g: relu(g.z), "ell": lambda g: np.sum(slopes * g.a + g.a**2 / 2)},
        functions=FUNCTIONS,
    )


@chapter.scene("eq-maxout")
def pieces(draw: Draw) -> Scene:
    k = draw.size()
    z = draw.vector(k)
    if draw.number == 0:
        z[:] = z[0]  # a tie
    return Scene(given={"z": z, "k": k}, functions={"maxout": lambda z: sorted(z, key=np.real)[-1]})


def softmax(z):
    return 1 / np.sum(np.exp(z[:, None] - z[None, :]), axis=0)


def logsumexp(z):
    return -np.log(softmax(z)[0]) + z[0]


def logits(draw: Draw, classes: int) -> Scene:
    z = draw.vector(classes)
    if draw.number == 0:
        z[:] = z[0]  # all tied: the upper bound of log-sum-exp is attained
    if draw.number == 1:
        z[0] += 60.0  # one far above: the lower bound is attained to the last digit
    return Scene(
        given={"z": z, "K": classes},
        rules={"hat_y": lambda g: softmax(g.z), "J": _jacobian, "m": lambda g: z.max()},
        functions={"softmax": softmax, "logsumexp": logsumexp, "sigma": sigma},
    )


def _jacobian(g: Graph):
    p = softmax(g.z)
    return np.array([[p[k] * (1 - p[k]) if i == k else -p[i] * p[k] for i in range(len(p))] for k in range(len(p))])


@chapter.scene(
    "eq-softmax", "eq-softmax-ratio", "eq-softmax-log", "eq-softmax-log-slope", "eq-softmax-jacobian",
    "eq-softmax-jacobian-matrix", "eq-logsumexp", "eq-sum-exp-bounds", "eq-logsumexp-bounds", "eq-logsumexp-slope",
    "eq-softmax-stable", "eq-logsumexp-stable",
)  # fmt: skip
def several_classes(draw: Draw) -> Scene:
    return logits(draw, draw.size())


@chapter.scene("eq-softmax-two")
def two_classes(draw: Draw) -> Scene:
    return logits(draw, 2)


_FOLDED = "relu has the slopes 0 and 1 only, so masking twice is masking once"
_ONE_TERM = "only the term i = j is left of the sum, and there both letters mean the same"
chapter.same(
    "eq-relu-jacobian",
    r"\frac{\partial a_i}{\partial z_j} = [i = j] \mathrm{relu}'\left(a_i\right)",
    "relu(z) is positive exactly where z is",
)
chapter.same(
    "eq-relu-jacobian",
    r"\frac{\partial a_i}{\partial z_j} = [i = j] \mathrm{relu}'\left(z_j\right)",
    "the bracket leaves i = j only, so z_i and z_j are one number",
)
_START = r"\frac{\partial \ell}{\partial z_j} = \sum_{i = 1}^{d} "
_END = r" = \frac{\partial \ell}{\partial a_j} [z_j > 0]"
_MIDDLE = r"\frac{\partial \ell}{\partial a_i} \frac{\partial a_i}{\partial z_j} = "
chapter.same(
    "eq-relu-mask",
    rf"{_START}\frac{{\partial \ell}}{{\partial z_i}} \frac{{\partial a_i}}{{\partial z_j}}{_END}",
    _FOLDED,
)
chapter.same(
    "eq-relu-mask",
    rf"{_START}\frac{{\partial \ell}}{{\partial a_j}} \frac{{\partial a_i}}{{\partial z_j}}{_END}",
    _ONE_TERM,
)
chapter.same("eq-relu-mask", rf"{_START}{_MIDDLE}\frac{{\partial \ell}}{{\partial z_j}} [z_j > 0]", _FOLDED)
chapter.same(
    "eq-relu-mask",
    rf"{_START}{_MIDDLE}\frac{{\partial \ell}}{{\partial a_j}} [a_j > 0]",
    "relu(z) is positive exactly where z is",
)

for _latex in (r"x_2=g(S_2)", r"v_2=g(S_2)"):
    chapter.quoted(_latex, "Wan's letters, beside the book's")

# what nnlib computes, compared as the third
for _label, _name, _function in (
    ("eq-step", "step", nn.unit_step),
    ("eq-sign", "sign", nn.sign),
    ("eq-ramp", "ramp", nn.piecewise_linear),
    ("eq-sigmoid", "sigma", nn.sigmoid),
    ("eq-tanh", "tanh", nn.tanh),
    ("eq-softsign", "softsign", nn.softsign),
    ("eq-relu", "relu", nn.relu),
    ("eq-maxout", "maxout", nn.maxout),
    ("eq-softplus", "softplus", nn.softplus),
    ("eq-softmax", "softmax", nn.softmax),
    ("eq-logsumexp", "logsumexp", nn.logsumexp),
):
    chapter.code(_label, _function, functions={_name: _function})
for _label, _name, _function, _slope in (
    ("eq-sigmoid-prime", "sigma", nn.sigmoid, nn.sigmoid_prime),
    ("eq-tanh-prime", "tanh", nn.tanh, nn.tanh_prime),
    ("eq-softsign-prime", "softsign", nn.softsign, nn.softsign_prime),
    ("eq-relu-prime", "relu", nn.relu, nn.relu_prime),
    ("eq-softplus-prime", "softplus", nn.softplus, nn.softplus_prime),
):
    chapter.code(_label, _slope, functions={_name: _function, f"{_name}'": _slope})
chapter.code(
    "eq-leaky",
    nn.leaky_relu,
    functions=lambda scene: {"leaky_alpha": lambda z: nn.leaky_relu(z, scene.given["alpha"])},
)
chapter.code("eq-softmax-jacobian-matrix", nn.softmax_jacobian, values={"J": lambda g: nn.softmax_jacobian(g.z)})
