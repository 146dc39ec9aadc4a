"""What the equations of the chapter on gradient descent are checked on.

Quadratics have eigenvectors and curvatures that are drawn first; mini-batches are all subsets of one size.
"""

from itertools import combinations

import numpy as np

from nnlib.formula import Chapter, Draw, Graph, Scene
from nnlib.formula.ledger.scenes import slopes

chapter = Chapter("sgd", symbols=["Q", r"\mathcal L_B"], applied=[r"\mathcal L"])


@chapter.scene("eq-gradient-step", "eq-small-step")
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


@chapter.scene("eq-quadratic-descent")
def run(draw: Draw) -> Scene:
    """The steps are taken in the coordinates of the directions."""
    curvatures, directions, matrix = bowl(draw)
    d, eta, minimiser = len(curvatures), draw.pick(0.1, 0.3, 0.7), draw.vector(len(curvatures))
    away = draw.vector(d)
    path = {}
    for k in range(6):
        path[k] = minimiser + directions @ away
        away = np.array([x - eta * c * x for x, c in zip(away, curvatures, strict=True)])

    given = {"Q": matrix, "hat_w": minimiser, "I": np.eye(d), "eta": eta, "w": path}
    return Scene(given=given, ranges={"k": range(5)})


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


@chapter.scene("eq-mini-batch-loss", "eq-mini-batch-unbiased", "eq-mini-batch-variance", "eq-stochastic-step")
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
        after={"w": lambda g: w - eta * slopes(Graph(Scene(given, rules)), "w", of="mathcal_L_B")},
    )


_SYMMETRIC = "the matrix of second derivatives is symmetric"
chapter.same(
    "eq-quadratic-bowl",
    r"\mathcal L\left(w\right) = \frac{1}{2} \left(w - \hat w\right)^{\top} Q^{\top} \left(w - \hat w\right)",
    _SYMMETRIC,
)
chapter.same("eq-quadratic-bowl", r"\nabla_{w} \mathcal L\left(w\right) = Q^{\top} \left(w - \hat w\right)", _SYMMETRIC)
for _latex in (
    r"w_{k + 1} - \hat w = \left(I - \eta Q^{\top}\right) \left(w_k - \hat w\right)",
    r"w_k = \hat w + \left(I - \eta Q^{\top}\right)^{k} \left(w_0 - \hat w\right)",
):
    chapter.same("eq-quadratic-descent", _latex, _SYMMETRIC)
