"""What the equations of the chapter on gradient descent are checked on.

Quadratics have eigenvectors and curvatures that are drawn first; mini-batches are all subsets of one size.
"""

from itertools import combinations

import numpy as np

from nnlib.formula import Chapter, Draw, Graph, Scene
from nnlib.formula.ledger.scenes import slopes

chapter = Chapter("sgd", symbols=["Q", r"\mathcal L_B", "u", "v", "g", "s", r"\nu", "P"], applied=[r"\mathcal L"])

for _latex in (
    r"L(w+\Delta w;D)\approx L(w;D)+\frac{\partial L}{\partial w}\Delta w",
    r"w-\eta\,{}^t\frac{\partial L}{\partial w}",
    r"\Delta w=-\eta\dots",
    r"2(w_2x_i^2+w_1x_i+w_0-t_i)",
    r"(1\;x_i\;x_i^2)",
    r"\frac{|D'|}{|D|}",
):
    chapter.quoted(_latex, "Taura's loss and its gradient, in his letters")
chapter.quoted(r"\nabla_w=\frac{\partial\mathcal L}{\partial w_{jk}}", "Malik and Wan's gradient as printed")
chapter.quoted(r"X^{d\times n}", "Sybrandt's data matrix")


@chapter.scene("eq-gradient-step", "eq-small-step", "eq-gradient-entries")
def smooth_loss(draw: Draw) -> Scene:
    d = draw.size()
    a, b = draw.vector(d), draw.vector(d)
    w, eta = draw.vector(d), 1e-3

    def gradient(w):
        return a * np.cos(a * w) + 2 * b * b * w

    return Scene(
        given={"w": w, "eta": eta},
        functions={"mathcal_L": lambda w: np.sum(np.sin(a * w)) + np.sum(b * b * w * w)},
        after={"w": lambda g: w - eta * gradient(w)},
        small=("eta", 2),
    )


@chapter.scene("eq-slope-along")
def any_direction(draw: Draw) -> Scene:
    d = draw.size()
    a = draw.vector(d)
    return Scene(
        given={"w": draw.vector(d), "u": draw.vector(d), "epsilon": 1e-3},
        functions={"mathcal_L": lambda w: np.prod(np.exp(w / 4)) + np.sum(a * w**3)},
        small=("epsilon", 2),
    )


@chapter.scene("eq-steepest")
def unit_direction(draw: Draw) -> Scene:
    """Attained against the gradient."""
    d = draw.size()
    a, w, u = draw.vector(d), draw.vector(d), draw.vector(d)
    gradient = 2 * a * a * w
    u = draw.pick(-gradient, u, gradient)
    return Scene(
        given={"w": w, "u": u / np.sqrt(np.dot(u, u))}, functions={"mathcal_L": lambda w: np.sum(a * a * w * w)}
    )


def bowl(draw: Draw) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Curvatures (the smallest first), their directions as columns, and the matrix."""
    d = draw.size()
    curvatures = np.sort(draw.rng.uniform(0.2, 3.0, size=d))
    directions, _ = np.linalg.qr(draw.matrix(d, d))
    return curvatures, directions, sum(k * np.outer(v, v) for k, v in zip(curvatures, directions.T, strict=True))


@chapter.scene("eq-quadratic-bowl")
def quadratic(draw: Draw) -> Scene:
    curvatures, directions, matrix = bowl(draw)
    minimiser, w = draw.vector(len(curvatures)), draw.vector(len(curvatures))

    def loss(w):
        return sum(c * np.dot(v, w - minimiser) ** 2 / 2 for c, v in zip(curvatures, directions.T, strict=True))

    return Scene(given={"Q": matrix, "hat_w": minimiser, "w": w}, functions={"mathcal_L": loss})


@chapter.scene("eq-quadratic-descent", "eq-quadratic-descent-steps")
def run(draw: Draw) -> Scene:
    """The steps are taken in the coordinates of the directions."""
    curvatures, directions, matrix = bowl(draw)
    d, eta, minimiser = len(curvatures), draw.pick(0.1, 0.3, 0.7), draw.vector(len(curvatures))
    away = draw.vector(d)
    path = {}
    for k in range(6):
        path[k] = minimiser + directions @ away
        away = np.array([x - eta * c * x for x, c in zip(away, curvatures, strict=True)])

    def loss(w):
        return sum(c * np.dot(v, w - minimiser) ** 2 / 2 for c, v in zip(curvatures, directions.T, strict=True))

    given = {"Q": matrix, "hat_w": minimiser, "I": np.eye(d), "eta": eta, "w": path}
    return Scene(given=given, functions={"mathcal_L": loss}, ranges={"k": range(5)})


@chapter.scene("eq-one-direction")
def eigenvector(draw: Draw) -> Scene:
    curvatures, directions, matrix = bowl(draw)
    which = int(draw.rng.integers(len(curvatures)))
    return Scene(
        given={
            "Q": matrix, "I": np.eye(len(curvatures)), "eta": draw.pick(0.1, 0.3, 0.7), "kappa": curvatures[which],
            "v": 1.5 * directions[:, which], "k": draw.pick(3, 2, 5),
        }
    )  # fmt: skip


@chapter.scene("eq-step-limit")
def one_direction(draw: Draw) -> Scene:
    eta, curvature = draw.pick((0.3, 4.0), (3.0, 0.5), (0.5, 1.0), (0.9, 2.1))
    return Scene(given={"eta": eta, "kappa": curvature})


@chapter.scene("eq-largest-rate")
def rates(draw: Draw) -> Scene:
    """Powers of two, so that the rate at the edge is exact."""
    curvatures = 2.0 ** draw.rng.permutation(np.arange(-2, draw.size() - 1))
    edge = 2 / curvatures.max()
    return Scene(given={"kappa": curvatures, "eta": edge * draw.pick(1.0, 0.5, 2.0, 0.0, -1.0, 0.9, 1.1)})


@chapter.scene("eq-best-rate")
def two_ends(draw: Draw) -> Scene:
    curvatures, _, _ = bowl(draw)
    best = 2 / (curvatures[0] + curvatures[-1])
    return Scene(given={"kappa": curvatures, "d": len(curvatures), "eta": best * draw.pick(1.0, 0.3, 2.0, 1.05, 0.95)})


@chapter.scene("eq-descent")
def gain(draw: Draw) -> Scene:
    """Attained in the direction of the largest curvature."""
    curvatures, directions, matrix = bowl(draw)
    w = 2 * directions[:, -1] if draw.number == 0 else draw.vector(len(curvatures))
    return Scene(
        given={"w": w, "kappa": curvatures, "d": len(curvatures), "eta": draw.pick(0.3, 0.1, 1.0)},
        functions={"mathcal_L": lambda w: np.einsum("i,ij,j", w, matrix, w) / 2},
    )


def regression(draw: Draw) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, d = draw.size(4), draw.size()
    return draw.matrix(max(n, d + 1), d), draw.vector(max(n, d + 1)), draw.vector(d)


@chapter.scene("eq-regression-step", "eq-regression-curvature")
def line_fit(draw: Draw) -> Scene:
    """The minimiser from a library, the step sample by sample."""
    rows, targets, w = regression(draw)
    n, eta = len(rows), draw.pick(0.1, 0.3)

    def loss(w):
        return sum((sum(row * w) - target) ** 2 for row, target in zip(rows, targets, strict=True)) / n / 2

    new = w - eta * sum((np.dot(row, w) - target) * row for row, target in zip(rows, targets, strict=True)) / n
    return Scene(
        given={
            "X": rows, "t": targets, "N": n, "w": w, "eta": eta, "hat_w": np.linalg.lstsq(rows, targets, rcond=None)[0],
            "Q": sum(np.outer(row, row) for row in rows) / n,
        },
        functions={"mathcal_L": loss},
        after={"w": lambda g: new},
    )  # fmt: skip


@chapter.scene("eq-double-well")
def double_well(draw: Draw) -> Scene:
    w = draw.number_near(0.0, 1.0, -1.0)
    return Scene(given={"w": w}, functions={"mathcal_L": lambda w: (w * w - 1) ** 2 / 4 - 0.25 + 0.1 * w})


@chapter.scene(
    "eq-mini-batch-loss",
    "eq-mini-batch-chance",
    "eq-mini-batch-unbiased",
    "eq-mini-batch-variance",
    "eq-stochastic-step",
)
def batches(draw: Draw) -> Scene:
    n, d = draw.size(3), draw.size()
    x, t, w, eta = draw.matrix(n, d), draw.vector(n), draw.vector(d), 0.1
    size = draw.pick(2, 1, n - 1)
    every = [frozenset(batch) for batch in combinations(range(1, n + 1), size)]
    rules = {
        "ell": lambda g: np.array([(np.dot(row, g.w) - target) ** 2 / 2 for row, target in zip(x, t, strict=True)]),
        "mathcal_L": lambda g: np.mean(g.ell),
        "mathcal_L_B": lambda g: np.mean([g.ell[member - 1] for member in g.B.item()]),
    }
    given = {"w": w, "N": n, "eta": eta, "B": every[draw.rng.integers(len(every))]}
    return Scene(
        given=given,
        rules=rules,
        outcomes={"B": [(batch, 1 / len(every)) for batch in every]},
        ranges={"n": range(1, n + 1)},
        after={"w": lambda g: w - eta * slopes(Graph(Scene(given, rules)), "w", of="mathcal_L_B")},
    )


@chapter.scene("eq-noise-floor")
def floor(draw: Draw) -> Scene:
    """The floor by adding up what every earlier step still contributes."""
    eta, curvature = draw.pick((0.5, 1.0), (0.3, 4.0), (0.7, 0.6))
    variance = abs(draw.number_near(1.0, 2.0)) + 0.5
    factor = (1 - eta * curvature) ** 2
    return Scene(
        given={
            "eta": eta, "kappa": curvature, "nu": variance,
            "s": sum(eta * eta * variance * factor**k for k in range(400)),
        }
    )  # fmt: skip


_SYMMETRIC = "the matrix of second derivatives is symmetric"
for _label, _latex in (
    (
        "eq-quadratic-bowl",
        r"\mathcal L\left(w\right) = \frac{1}{2} \left(w - \hat w\right)^{\top} Q^{\top} \left(w - \hat w\right)",
    ),
    ("eq-quadratic-bowl", r"\nabla_{w} \mathcal L\left(w\right) = Q^{\top} \left(w - \hat w\right)"),
    ("eq-quadratic-descent", r"w_k = \hat w + \left(I - \eta Q^{\top}\right)^{k} \left(w_0 - \hat w\right)"),
    (
        "eq-quadratic-descent-steps",
        r"w_{k + 1} - \hat w = w_k - \eta \nabla_{w_k} \mathcal L\left(w_k\right) - \hat w"
        r" = w_k - \hat w - \eta Q^{\top} \left(w_k - \hat w\right) = \left(I - \eta Q\right) \left(w_k - \hat w\right)",
    ),
    (
        "eq-quadratic-descent-steps",
        r"w_{k + 1} - \hat w = w_k - \eta \nabla_{w_k} \mathcal L\left(w_k\right) - \hat w"
        r" = w_k - \hat w - \eta Q \left(w_k - \hat w\right) = \left(I - \eta Q^{\top}\right) \left(w_k - \hat w\right)",
    ),
    ("eq-one-direction", r"\left(I - \eta Q^{\top}\right)^{k} v = \left(1 - \eta \kappa\right)^{k} v"),
    ("eq-regression-curvature", r"\nabla_{w} \mathcal L\left(w\right) = Q^{\top} \left(w - \hat w\right)"),
):
    chapter.same(_label, _latex, _SYMMETRIC)
