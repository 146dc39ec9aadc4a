"""What the equations of the chapter on losses are checked on.

Everything is written here anew with plain loops and powers, and complex arguments carry derivatives.
"""

import numpy as np

import nnlib as nn
from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("losses", symbols=["u", "S", r"\bar g"])


def sigma(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def softmax(z):
    return 1 / np.sum(np.exp(z[:, None] - z[None, :]), axis=0)


def divergence(p, q):
    """log of the product of (p/q)^p: the definition by an exponent."""
    return np.log(np.prod([(a / b) ** a for a, b in zip(p, q, strict=True)]))


@chapter.scene("eq-loss-mean")
def losses_of_samples(draw: Draw) -> Scene:
    n = draw.size()
    losses = np.abs(draw.vector(n))
    return Scene(given={"N": n, "ell": losses, "mathcal_L": np.average(losses)})


@chapter.scene("eq-squared-error-one", "eq-squared-error-slope")
def one_sample(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(
        given={"K": k, "hat_y": draw.vector(k), "t": draw.vector(k)},
        rules={"ell": lambda g: np.dot(g.hat_y - g.t, g.hat_y - g.t) / 2},
    )


@chapter.scene("eq-squared-error-gauss")
def one_output(draw: Draw) -> Scene:
    return Scene(given={"hat_y": draw.number_near(0.0, 1.0), "t": draw.rng.normal()})


@chapter.scene("eq-squared-error", "eq-mse")
def batch(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    y, t = draw.matrix(n, k), draw.matrix(n, k)
    sums = [sum((y[i, j] - t[i, j]) ** 2 for j in range(k)) for i in range(n)]
    return Scene(
        given={
            "N": n,
            "K": k,
            "hat_y": y,
            "t": t,
            "mathcal_L": np.mean(sums) / 2,
            "mathcal_L_MSE": np.mean((y - t) ** 2),
        }
    )


@chapter.scene("eq-regularised-loss")
def penalised(draw: Draw) -> Scene:
    n, widths = draw.size(), [draw.size(), draw.size(), draw.size()]
    weights = {layer: draw.matrix(widths[layer], widths[layer - 1]) for layer in (1, 2)}
    losses, strength = np.abs(draw.vector(n)), draw.pick(0.1, 0.01, 1.0)
    size = sum(np.linalg.norm(w) ** 2 for w in weights.values())
    return Scene(
        given={
            "N": n, "L": 2, "d": dict(enumerate(widths)), "w": weights, "ell": losses, "lambda": strength,
            "mathcal_L_lambda": np.average(losses) + strength * size / 2,
        }
    )  # fmt: skip


@chapter.scene("eq-one-hot")
def labels(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    c = draw.rng.integers(1, k + 1, size=n)
    return Scene(given={"c": c, "t": np.eye(k)[c - 1]})


@chapter.scene("eq-kl")
def two_distributions(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(given={"K": k, "p": draw.distribution(k), "q": draw.distribution(k)}, functions={"D_KL": divergence})


@chapter.scene("eq-kl-split")
def target_and_output(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(
        given={"K": k, "t": draw.distribution(k), "hat_y": draw.distribution(k)}, functions={"D_KL": divergence}
    )


@chapter.scene("eq-cross-entropy")
def surprise(draw: Draw) -> Scene:
    k = draw.size()
    t, y = draw.pick(draw.one_hot(k), draw.distribution(k)), draw.distribution(k)
    return Scene(given={"K": k, "t": t, "hat_y": y, "ell": -np.log(np.prod(y**t))})


@chapter.scene("eq-nll")
def true_class(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(given={"K": k, "hat_y": draw.distribution(k), "c": draw.rng.integers(1, k + 1)})


@chapter.scene("eq-likelihood")
def samples(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    y = np.array([draw.distribution(k) for _ in range(n)])
    return Scene(given={"N": n, "hat_y": y, "c": draw.rng.integers(1, k + 1, size=n)})


@chapter.scene("eq-bce", "eq-bce-slope")
def one_probability(draw: Draw) -> Scene:
    t = draw.pick(0.0, 1.0, 0.3, 1.0, 0.0, 0.8)
    return Scene(
        given={"hat_y": draw.rng.uniform(0.05, 0.95), "t": t},
        rules={"ell": lambda g: -np.log(g.hat_y**t * (1 - g.hat_y) ** (1 - t))},
    )


@chapter.scene("eq-bce-delta", "eq-bce-logits")
def logistic_output(draw: Draw) -> Scene:
    t = draw.pick(0.0, 1.0, 0.3, 1.0, 0.0, 0.8)
    return Scene(
        given={"z": draw.number_near(0.0, 4.0, -4.0), "t": t},
        rules={"hat_y": lambda g: sigma(g.z), "ell": lambda g: -t * np.log(g.hat_y) - (1 - t) * np.log(1 - g.hat_y)},
    )


@chapter.scene("eq-squared-error-delta")
def logistic_output_squared(draw: Draw) -> Scene:
    t = draw.pick(0.0, 1.0, 0.3)
    return Scene(
        given={"z": draw.number_near(0.0, 4.0, -4.0), "t": t},
        rules={"hat_y": lambda g: sigma(g.z), "ell": lambda g: (g.hat_y - t) ** 2 / 2},
    )


@chapter.scene("eq-log-softmax", "eq-log-softmax-stable", "eq-softmax-nll", "eq-log-softmax-slope", "eq-softmax-delta")
def softmax_output(draw: Draw) -> Scene:
    k = draw.size()
    c = draw.rng.integers(1, k + 1)
    t = np.eye(k)[c - 1]
    return Scene(
        given={"z": draw.vector(k), "K": k, "t": t, "c": c},
        rules={
            "hat_y": lambda g: softmax(g.z),
            "m": lambda g: np.max(np.real(g.z)),
            "ell": lambda g: -np.log(np.prod(g.hat_y**t)),
        },
    )


@chapter.scene("eq-any-loss")
def any_loss(draw: Draw) -> Scene:
    k = draw.size()
    target = draw.vector(k)
    return Scene(
        given={"z": draw.vector(k), "K": k},
        rules={
            "hat_y": lambda g: softmax(g.z),
            "ell": lambda g: np.sum((g.hat_y - target) ** 3 / 3 + np.exp(g.hat_y)),
            "g": lambda g: (np.real(g.hat_y) - target) ** 2 + np.exp(np.real(g.hat_y)),
        },
    )


@chapter.scene("eq-minus-p-delta")
def minus_p(draw: Draw) -> Scene:
    k = draw.size()
    return Scene(given={"z": draw.vector(k), "c": draw.rng.integers(1, k + 1)}, rules={"hat_y": lambda g: softmax(g.z)})


_ONE = "targets sum to 1, and so do probabilities: the sum is a factor 1"
_STEPS = (
    r"\frac{\partial \ell}{\partial z_k} = -\sum_{i = 1}^{K} t_i \frac{\partial \log\left(\hat y_i\right)}{\partial z_k}"
    r" = -\sum_{i = 1}^{K} t_i \left([i = k] - \hat y_k\right) = -t_k + \hat y_k"
)
chapter.same("eq-softmax-delta", _STEPS + r" = \hat y_k - t_k", _ONE)
chapter.same("eq-softmax-delta", _STEPS + r" \sum_{i = 1}^{K} \hat y_i = \hat y_k - t_k", _ONE)
chapter.same(
    "eq-nll",
    r"-\sum_{k = 1}^{K} [k = c] \log\left(\hat y_c\right) = -\log\left(\hat y_c\right)",
    "the bracket leaves k = c only, so both letters mean the same",
)

for _latex, _why in {
    r"\mathrm{Error}_i=\frac{1}{2}(\hat y_i-t_i)^2": "Wan's Error_i, beside the book's letters",
    r"\mathrm{err}(\hat y,t)=(\hat y-t)^2": "Taura's err, beside the book's letters",
    r"\mathbb E_{j=1}^{d}": "Sybrandt's mean, as printed",
    r"y_n=\{\bar y_{n1},\dots\}": "Cui's line, as printed",
}.items():
    chapter.quoted(_latex, _why)

# what nnlib computes, compared as the third
chapter.code(
    "eq-squared-error", nn.SquaredError, values={"mathcal_L": lambda g: nn.SquaredError().forward(g.hat_y, g.t)}
)
chapter.code("eq-mse", nn.MSE, values={"mathcal_L_MSE": lambda g: nn.MSE().forward(g.hat_y, g.t)})
chapter.code("eq-kl", nn.kl_divergence, functions={"D_KL": nn.kl_divergence})
chapter.code("eq-cross-entropy", nn.cross_entropy, values={"ell": lambda g: nn.cross_entropy(g.t, g.hat_y)})
chapter.code(
    "eq-softmax-nll",
    nn.SoftmaxCrossEntropy,
    values={"ell": lambda g: nn.SoftmaxCrossEntropy().forward(g.z, np.asarray(g.c - 1))},
)
chapter.code("eq-bce-logits", nn.SigmoidBCE, values={"ell": lambda g: nn.SigmoidBCE().forward(g.z, g.t)})
