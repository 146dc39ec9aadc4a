r"""What Sybrandt's letters mean: h before and o^{(h)} after the hidden units, z and o of the output, t the target.

W_ij leads from i to j, the source first; primes mark the last layer. \alpha is the activation function where a bracket
follows, and a factor of the momentum elsewhere.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import relu, sigma, softplus

chapter = Chapter(
    "sybrandt",
    symbols=[*"MNWXbdhknotwxz", "o^(h)", r"\Delta W", r"\Delta w", r"\alpha", r"\beta", r"\eta", r"\mathcal L"],
    functions=[r"\phi", r"\sigma"],
    applied=[r"\alpha", r"\mathcal L"],
)


def one_number(draw: Draw, function) -> Scene:
    """Points on both sides of every step and bend, and 0 itself."""
    return Scene(
        given={"z": draw.number_near(0.0, 0.3, -0.3, 0.8, -0.8, 2.0, 0.45, -0.45)}, functions={"phi": function}
    )


@chapter.scene("linear")
def linear(draw: Draw) -> Scene:
    return one_number(draw, lambda z: 3 * z - z - z)


@chapter.scene("step")
def step(draw: Draw) -> Scene:
    return one_number(draw, lambda z: (1 + np.sign(z)) / 2)


@chapter.scene("sign")
def sign(draw: Draw) -> Scene:
    return one_number(draw, lambda z: float(z > 0) - float(z < 0))


@chapter.scene("ramp")
def ramp(draw: Draw) -> Scene:
    return one_number(draw, lambda z: np.clip(z + 0.5, 0, 1))


@chapter.scene("logistic")
def logistic(draw: Draw) -> Scene:
    return one_number(draw, sigma)


@chapter.scene("tanh")
def hyperbolic_tangent(draw: Draw) -> Scene:
    return one_number(draw, lambda z: 2 * sigma(2 * z) - 1)


@chapter.scene("relu")
def rectifier(draw: Draw) -> Scene:
    return one_number(draw, relu)


@chapter.scene("activation")
def activation(draw: Draw) -> Scene:
    return Scene(
        given={"x": draw.number_near(0.0, 2.0)}, functions={"alpha": lambda x: 1 / (1 + np.exp(-x)), "sigma": sigma}
    )


@chapter.scene("perceptron")
def perceptron(draw: Draw) -> Scene:
    n, alpha = draw.size(), draw.pick(sigma, np.tanh, softplus)
    x, w, t, eta = draw.vector(n), draw.vector(n), float(draw.pick(0, 1)), draw.pick(0.1, 1.0)

    def output(s):
        return alpha(np.dot(s.x, s.w))

    return Scene(
        given={"n": n, "x": x, "w": w, "t": t, "eta": eta},
        rules={
            "z": lambda s: np.dot(s.x, s.w),
            "o": output,
            "Delta_w": lambda s: (t - output(s)) * np.diag(x) @ np.full(n, eta),
        },
        functions={"alpha": alpha},
        after={"w": lambda s: np.array([a + eta * (t - output(s)) * b for a, b in zip(w, x, strict=True)])},
    )


@chapter.scene("logistic unit")
def logistic_unit(draw: Draw) -> Scene:
    n = draw.size()
    x, w, t, eta = draw.vector(n), draw.vector(n), float(draw.pick(0, 1)), draw.pick(0.1, 2.0)
    return Scene(
        given={"n": n, "x": x, "w": w, "t": t, "eta": eta},
        rules={
            "z": lambda s: np.sum(s.w * s.x),
            "o": lambda s: sigma(s.z),
            "mathcal_L": lambda s: np.square(s.o - t) / 2,
            "Delta_w": lambda s: -eta * (s.o - t) * s.o * (1 - s.o) * x,
        },
        functions={"sigma": sigma},
    )


@chapter.scene("one output")
def one_output(draw: Draw) -> Scene:
    """Outputs where the update is largest, where its factor o - o^2 is, and others."""
    t, o = draw.pick((1.0, 1 / 3), (0.0, 2 / 3), (1.0, 0.5), (0.0, 0.5), (1.0, 0.1), (0.0, 0.99), (1.0, 0.8))
    return Scene(given={"t": t, "o": o})


def one_hidden_layer(draw: Draw, alpha) -> Scene:
    n, k = draw.size(), draw.size()
    t = float(draw.pick(0, 1))
    return Scene(
        given={
            "n": n, "k": k, "x": draw.vector(n), "W": draw.matrix(n, k), "b": draw.vector(k), "W_prime": draw.vector(k),
            "b_prime": draw.rng.normal(), "t": t,
        },
        rules={
            "h": lambda s: np.einsum("ij,i->j", s.W, s.x) + s.b,
            "o_h": lambda s: alpha(s.h),
            "z": lambda s: np.sum(s.W_prime * s.o_h) + s.b_prime,
            "o": lambda s: sigma(s.z),
            "mathcal_L": lambda s: np.square(s.o - t) / 2,
        },
        functions={"sigma": sigma, "alpha": alpha},
    )  # fmt: skip


@chapter.scene("linear hidden layer")
def linear_hidden_layer(draw: Draw) -> Scene:
    """The network of the lecture as printed, where o^{(h)} = h."""
    return one_hidden_layer(draw, lambda h: 1.0 * h)


@chapter.scene("hidden layer with an activation function")
def nonlinear_hidden_layer(draw: Draw) -> Scene:
    return one_hidden_layer(draw, draw.pick(np.tanh, sigma, softplus))


def loss(x, w, t):
    """Half the mean over the samples, the rows of x, of squares."""
    return np.sum((np.tensordot(x, w, 1) - t) ** 2) / (2 * len(x))


def slope(x, w, t):
    return x.T @ (x @ w - t) / len(x)


@chapter.scene("momentum")
def momentum(draw: Draw) -> Scene:
    d, n, outputs, k = draw.size(3), draw.size(), draw.size(), draw.pick(3, 7)
    x, w, t, before = draw.matrix(d, n), draw.matrix(n, outputs), draw.matrix(d, outputs), draw.matrix(n, outputs)
    beta, alpha, eta = draw.pick(0.9, 0.5), draw.pick(1.0, 0.3), draw.pick(0.1, 0.7)
    now = beta * before + alpha * slope(x, w, t)
    return Scene(
        given={
            "W": w, "M": {k - 1: before, k: now}, "k": k, "beta": beta, "alpha": alpha, "eta": eta, "Delta_W": -eta * now,
        },
        rules={"mathcal_L": lambda s: loss(x, s.W, t)},
    )  # fmt: skip


@chapter.scene("descent")
def descent(draw: Draw) -> Scene:
    d, n, outputs, eta = draw.size(3), draw.size(), draw.size(), draw.pick(0.1, 0.7)
    x, w, t = draw.matrix(d, n), draw.matrix(n, outputs), draw.matrix(d, outputs)
    return Scene(
        given={"W": w, "eta": eta, "Delta_W": -eta * slope(x, w, t)}, rules={"mathcal_L": lambda s: loss(x, s.W, t)}
    )


@chapter.scene("nesterov")
def nesterov(draw: Draw) -> Scene:
    """Nesterov's step v_k = beta v_(k-1) - eta alpha grad(W + beta v_(k-1)), by which W moves; N = -v / eta."""
    d, n, outputs, k = draw.size(3), draw.size(), draw.size(), draw.pick(3, 7)
    x, w, t, before = draw.matrix(d, n), draw.matrix(n, outputs), draw.matrix(d, outputs), draw.matrix(n, outputs)
    beta, alpha, eta = draw.pick(0.9, 0.5), draw.pick(1.0, 0.3), draw.pick(0.1, 0.7)
    now = beta * before - eta * alpha * slope(x, w + beta * before, t)
    return Scene(
        given={
            "X": x, "W": w, "t": t, "N": {k - 1: -before / eta, k: -now / eta}, "k": k, "beta": beta, "alpha": alpha,
            "eta": eta, "Delta_W": now,
        },
        functions={"mathcal_L": loss},
    )  # fmt: skip


@chapter.scene("batches")
def batches(draw: Draw) -> Scene:
    """d samples, n features and a batch of b rows, in every order that a lecture's data have."""
    d, n, b = draw.pick((1000, 5, 32), (60000, 784, 64), (150, 4, 10), (500, 3, 100))
    return Scene(given={"d": d, "n": n, "b": b})
