"""What the equations of the chapter on gradient checking are checked on.

Losses are smooth functions of a vector; costs are counted by going through the loops of a forward and a backward pass.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import relu

chapter = Chapter(
    "gradcheck",
    symbols=["e", "u", r"\hat u", "M", "M_quotients", "M_backprop"],
    applied=[r"\mathcal L", "f"],
)


def smooth_loss(draw: Draw, order: float) -> Scene:
    d = draw.size()
    inside = draw.matrix(d, d) / 2

    def loss(w):
        return np.sum(np.tanh(np.einsum("ij,j->i", inside, w))) + np.prod(np.exp(w / 4)) + np.sum(w**3) / 5

    return Scene(
        given={"w": draw.vector(d), "epsilon": 1e-2, "e": {i + 1: row for i, row in enumerate(np.eye(d))}},
        functions={"mathcal_L": loss},
        small=("epsilon", order),
    )


@chapter.scene("eq-central-quotient", "eq-central-order", "eq-central-limit")
def symmetric(draw: Draw) -> Scene:
    return smooth_loss(draw, 2)


@chapter.scene("eq-one-sided-quotient", "eq-one-sided-order")
def one_sided(draw: Draw) -> Scene:
    return smooth_loss(draw, 1)


def one_weight(draw: Draw, order: float) -> Scene:
    """A smooth function of one number, with its second and third derivative written out."""
    a, b, c = draw.rng.uniform(0.5, 1.5, size=3)

    return Scene(
        given={"x": draw.number_near(0.3, -0.8, 0.0), "epsilon": 1e-1},
        functions={
            "f": lambda x: a * np.exp(x) + b * x**3 + np.sin(c * x),
            "f''": lambda x: a * np.exp(x) + 6 * b * x - c**2 * np.sin(c * x),
            "f'''": lambda x: a * np.exp(x) + 6 * b - c**3 * np.cos(c * x),
        },
        small=("epsilon", order),
    )


@chapter.scene("eq-taylor-third", "eq-central-error")
def up_to_the_fourth_power(draw: Draw) -> Scene:
    return one_weight(draw, 4)


@chapter.scene("eq-one-sided-error")
def up_to_the_second_power(draw: Draw) -> Scene:
    return one_weight(draw, 2)


@chapter.scene("eq-central-cube", "eq-central-kink")
def one_number(draw: Draw) -> Scene:
    x = draw.number_near(0.0, 1.0, -2.0)
    return Scene(given={"x": x, "epsilon": draw.pick(1e-1, -1e-2, 0.5)}, functions={"relu": relu})


@chapter.scene("eq-closeness")
def two_gradients(draw: Draw) -> Scene:
    """Equal ones, and opposite ones of different lengths: with a plus for the minus 0 would not be attained."""
    u = draw.vector(draw.size())
    return Scene(given={"u": u, "hat_u": draw.pick(u, -2.0 * u, draw.vector(len(u)))})


@chapter.scene("eq-closeness-denominators")
def agreeing_gradients(draw: Draw) -> Scene:
    u = draw.vector(draw.size())
    return Scene(given={"u": u, "hat_u": draw.pick(1.5 * u, draw.vector(len(u)))})


@chapter.scene("eq-closeness-near")
def two_near_gradients(draw: Draw) -> Scene:
    d = draw.size()
    u, away = draw.vector(d), draw.vector(d)
    return Scene(given={"u": u, "epsilon": 1e-2}, rules={"hat_u": lambda g: u + g.epsilon * away}, small=("epsilon", 3))


@chapter.scene("eq-forward-cost", "eq-gradient-cost")
def multiplications(draw: Draw) -> Scene:
    last = draw.pick(2, 3, 1)
    widths = [draw.size() for _ in range(last + 1)]
    weights = [
        (i, j, layer) for layer in range(1, last + 1) for i in range(widths[layer]) for j in range(widths[layer - 1])
    ]
    forward = len(weights)
    backward = 0
    for _, _, layer in weights:
        backward += 1 + (layer > 1)  # a product of the gradient, and one of the error of the layer below, if it has one
    quotients = sum(forward for _ in weights for _ in (1, -1))
    return Scene(
        given={
            "L": last, "d": dict(enumerate(widths)), "M": forward, "M_quotients": quotients,
            "M_backprop": forward + backward,
        }
    )  # fmt: skip
