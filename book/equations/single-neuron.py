"""What the equations of the chapter on gradient descent for one neuron are checked on.

Slopes are taken by complex steps of losses that are written with products and powers.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Graph, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, sigma, slopes, two_classes

chapter = Chapter("single-neuron", symbols=["v", "u", "o"], applied=["P"])

chapter.quoted(
    r"\Delta w_i=-\eta\frac{\partial\mathcal L}{\partial w_i}=\eta\,\mathbb E_{x\in X}(t-o)(o-o^2)x_i",
    "Sybrandt's line, in his letters",
)
chapter.quoted("o=0.5", "Sybrandt's output")
SECOND = r"\frac{\partial^2\ell}{\partial w_i\partial w_j}"
chapter.quoted(SECOND + r"=\hat y(1-\hat y)x_ix_j", "a second derivative; the chapter compares it with differences")
chapter.quoted(r"\sum_{ij}v_i" + SECOND + r"v_j\ge 0", "a second derivative; the chapter computes its eigenvalues")


def unit(draw: Draw, phi, loss) -> Scene:
    d = draw.size()
    w, b = draw.vector(d), draw.rng.normal()
    if draw.number == 3:  # the pre-activation is exactly 0, the kink of relu
        w, b = np.zeros(d), 0.0
    t = draw.pick(0.0, 1.0, 0.3)
    return Scene(
        given={"w": w, "b": b, "x": draw.vector(d), "t": t, "d": d},
        rules={
            "z": lambda g: sum(g.w[j] * g.x[j] for j in range(d)) + g.b,
            "hat_y": lambda g: phi(g.z),
            "ell": lambda g: loss(g.hat_y, t),
        },
        functions={"varphi": phi, "sigma": sigma},
    )


def half_square(prediction, target):
    return (prediction * prediction - 2 * prediction * target + target * target) / 2


def surprise(prediction, target):
    return -np.log(prediction**target * (1 - prediction) ** (1 - target))


@chapter.scene("eq-neuron-slope")
def any_neuron(draw: Draw) -> Scene:
    return unit(draw, draw.pick(*ACTIVATIONS), half_square)


@chapter.scene("eq-logistic-neuron-slope")
def logistic_neuron(draw: Draw) -> Scene:
    return unit(draw, sigma, half_square)


@chapter.scene("eq-log-odds", "eq-logistic-regression-error")
def logistic_regression(draw: Draw) -> Scene:
    return unit(draw, sigma, surprise)


def data(draw: Draw, loss) -> Scene:
    d, n = draw.size(), draw.size()
    t = draw.rng.integers(0, 2, size=n).astype(float)
    eta = draw.pick(0.5, 0.1, 3.0)
    rules = {
        "hat_y": lambda g: np.array([sigma(np.dot(row, g.w) + g.b) for row in g.X]),
        "mathcal_L": lambda g: np.mean([loss(y, target) for y, target in zip(g.hat_y, t, strict=True)]),
    }
    given = {"w": draw.vector(d), "b": draw.rng.normal(), "X": draw.matrix(n, d), "t": t, "N": n, "eta": eta}
    before = Scene(given=given, rules=rules)

    def moved(name: str):
        return lambda g: given[name] - eta * slopes(Graph(before), name, of="mathcal_L")

    return Scene(given=given, rules=rules, after={"w": moved("w"), "b": moved("b")})


@chapter.scene("eq-neuron-step")
def step_on_squares(draw: Draw) -> Scene:
    return data(draw, half_square)


@chapter.scene("eq-logistic-regression-gradient", "eq-logistic-regression-step")
def step_on_surprise(draw: Draw) -> Scene:
    return data(draw, lambda y, t: two_classes(np.array([y]), np.array([t])))


@chapter.scene("eq-neuron-step-bound", "eq-update-slope")
def outputs(draw: Draw) -> Scene:
    """Attained for t = 1 alone, where the error is negative: without the bars it would not be."""
    y = draw.number_near(1 / 3, 0.5, 0.9)
    return Scene(given={"hat_y": y if 0 < y < 1 else sigma(y), "t": draw.pick(1.0, 0.0)})
