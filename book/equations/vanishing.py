"""What the equations of the chapter on vanishing gradients are checked on.

Expectations run over all outcomes of weights with three possible values, so they are sums without any sampling.
"""

from itertools import product

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, below_the_last, network, relu, sigma, slopes, tanh

chapter = Chapter("vanishing", symbols=["U", "n_in", "n_out"])


def softsign(z):
    return z / (1 + np.sign(np.real(z)) * z)


def one_unit(draw: Draw, phi, *special: float) -> Scene:
    """The slope by the activation is negative in the first scene, where the bounds are attained, at z = 0."""
    z = draw.number_near(*special) if special else draw.number_near(0.0, 1.0, -4.0)
    slope = -1.5 if draw.number == 0 else draw.rng.normal()
    return Scene(
        given={"z": z},
        rules={"a": lambda g: phi(g.z), "ell": lambda g: slope * g.a + (draw.number > 0) * g.a**3},
        functions={"sigma": sigma, "softsign": softsign},
    )


@chapter.scene("eq-back-through-sigmoid", "eq-quarter", "eq-slope-bounds", "eq-saturation")
def logistic_unit(draw: Draw) -> Scene:
    return one_unit(draw, sigma)


@chapter.scene("eq-back-through-tanh")
def tanh_unit(draw: Draw) -> Scene:
    return one_unit(draw, tanh)


@chapter.scene("eq-back-through-softsign")
def softsign_unit(draw: Draw) -> Scene:
    return one_unit(draw, softsign)


@chapter.scene("eq-error-bound")
def logistic_layers(draw: Draw) -> Scene:
    """Attained where every unit of the layer receives 0 and the next layer is one unit."""
    if draw.number:
        return network(draw, activation=sigma, layers=below_the_last)
    scene = network(draw, depth=2, ends=(None, 1), activation=sigma, layers=below_the_last)
    scene.given["w"][1][:], scene.given["b"][1][:] = 0.0, 0.0
    return scene


@chapter.scene("eq-error-product")
def one_unit_a_layer(draw: Draw) -> Scene:
    last, phi = draw.pick(3, 4, 2), draw.pick(*ACTIVATIONS)
    return Scene(
        given={"L": last, "w": {k: draw.rng.normal() for k in range(1, last + 1)}, "x": draw.rng.normal()},
        rules={"ell": lambda g: np.sin(g.a[last])},
        layers={
            "z": lambda g, layer: g.w[layer] * g.a[layer - 1] + 0.3,
            "a": lambda g, layer: 1.0 * g.x if layer == 0 else phi(g.z[layer]),
            "delta": lambda g, layer: slopes(g, "z", layer),
        },
        functions={"varphi": phi},
    )


@chapter.scene("eq-orthogonal-layers")
def orthogonal(draw: Draw) -> Scene:
    d = draw.size()
    q, _ = np.linalg.qr(draw.matrix(d, d))
    return Scene(given={"U": q, "I": np.eye(d), "s": draw.pick(0.5, 2.0, 1.1), "L": draw.pick(3, 5)})


@chapter.scene("eq-dead-relu")
def rectified_unit(draw: Draw) -> Scene:
    d = draw.size()
    w, x = np.zeros(d) if draw.number == 0 else draw.vector(d), draw.vector(d)
    z = draw.number_near(0.0, 0.5, -0.5)
    return Scene(
        given={"w": w, "x": x, "b": z - np.dot(w, x)},
        rules={
            "z": lambda g: np.dot(g.w, g.x) + g.b,
            "a": lambda g: relu(g.z),
            "ell": lambda g: np.exp(0.3 * g.a) - 2 * g.a,
        },
    )


def random_weights(draw: Draw, variance=None) -> Scene:
    d = draw.pick(2, 3)
    often = draw.pick(0.25, 0.4, 0.5)  # the probability of each of the two values that are not 0
    tau = np.sqrt(variance / d) if variance else draw.pick(0.7, 1.3)
    size = tau / np.sqrt(2 * often)
    one = [(-size, often), (0.0, 1 - 2 * often), (size, often)]
    every = [(np.array([w for w, _ in row]), np.prod([p for _, p in row])) for row in product(one, repeat=d)]
    x = draw.vector(d)
    return Scene(
        given={"x": x, "delta": x, "d": d, "tau": tau},
        rules={"z": lambda g: sum(g.w[j] * x[j] for j in range(d))},
        functions={"relu": relu},
        outcomes={"w": every},
    )


@chapter.scene("eq-initial-variance", "eq-backward-variance")
def any_weights(draw: Draw) -> Scene:
    return random_weights(draw)


@chapter.scene("eq-xavier")
def xavier(draw: Draw) -> Scene:
    return random_weights(draw, 1.0)


@chapter.scene("eq-he")
def he(draw: Draw) -> Scene:
    return random_weights(draw, 2.0)


@chapter.scene("eq-logistic-as-tanh")
def centred_logistic_units(draw: Draw) -> Scene:
    d = draw.size()
    return Scene(given={"w": draw.vector(d), "s": draw.vector(d), "d": d}, functions={"sigma": sigma})


@chapter.scene("eq-relu-half")
def symmetric(draw: Draw) -> Scene:
    values = np.abs(draw.vector(3))
    return Scene(
        functions={"relu": relu},
        outcomes={
            "z": [(0.0, 0.1), *((s * v, p) for v, p in zip(values, (0.2, 0.2, 0.05), strict=True) for s in (1, -1))]
        },
    )


_TWICE = (
    "relu is positive exactly where its argument is, and has the slopes 0 and 1 only: masking twice is masking once"
)
_START = r"\frac{\partial \ell}{\partial w_j} = "
chapter.same("eq-dead-relu", _START + r"[a > 0] \frac{\partial \ell}{\partial a} x_j", _TWICE)
chapter.same("eq-dead-relu", _START + r"[z > 0] \frac{\partial \ell}{\partial z} x_j", _TWICE)
chapter.same(
    "eq-orthogonal-layers",
    r"\left(\left(s U\right)^{L}\right)^{\top} \left(s U\right)^{L} = s^{2 L} I^{\top}",
    "the identity is its own transpose",
)
