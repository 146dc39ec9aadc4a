"""What the equations of the chapter on bias, variance and regularisation are checked on.

Training sets, noise and masks have finitely many outcomes, so every expectation is an exact sum.
"""

from itertools import product

import numpy as np

from nnlib.formula import Chapter, Draw, Graph, Scene
from nnlib.formula.ledger.scenes import slopes

chapter = Chapter("generalise", symbols=["D", "f", "u", "v", "c", "y", r"\bar f", r"\hat f"])


@chapter.scene("eq-bias-variance", "eq-noise")
def training_sets(draw: Draw) -> Scene:
    """A training set decides the prediction; the noise of the target has mean 0 and does not know of it."""
    sets = draw.size()
    predictions, chances, f = draw.vector(sets), draw.distribution(sets), draw.rng.normal()
    noise = draw.pick((0.5, -0.25), (1.0, -1.0))
    share = -noise[1] / (noise[0] - noise[1])
    return Scene(
        given={"f": f},
        rules={"hat_y": lambda g: predictions[int(g.D)]},
        outcomes={"D": list(enumerate(chances)), "t": [(f + noise[0], share), (f + noise[1], 1 - share)]},
    )


@chapter.scene("eq-penalty-gradient", "eq-weight-decay", "eq-ridge")
def penalised(draw: Draw) -> Scene:
    """The minimiser by least squares on the samples and on as many rows of zeros as there are weights."""
    n, d = draw.size(), draw.size()
    x, t, w, strength, eta = draw.matrix(n, d), draw.vector(n), draw.vector(d), draw.pick(0.1, 1.0), draw.pick(0.1, 0.5)
    longer, targets = np.concatenate([x, np.sqrt(n * strength) * np.eye(d)]), np.concatenate([t, np.zeros(d)])
    given = {
        "X": x, "t": t, "w": w, "N": n, "lambda": strength, "eta": eta, "I": np.eye(d),
        "hat_w": np.linalg.lstsq(longer, targets, rcond=None)[0],
    }  # fmt: skip
    rules = {
        "mathcal_L": lambda g: np.mean(
            [(np.dot(row, g.w) - target) ** 2 / 2 for row, target in zip(x, t, strict=True)]
        ),
        "mathcal_L_lambda": lambda g: g.mathcal_L + strength * sum(weight * weight for weight in g.w) / 2,
    }
    step = {"w": lambda g: w - eta * slopes(Graph(Scene(given, rules)), "w", of="mathcal_L_lambda")}
    return Scene(given, rules, after=step)


def masked(draw: Draw) -> dict:
    d, keep = draw.pick(3, 2, 4), draw.pick(0.5, 0.8, 0.3)
    masks = [np.array(mask, dtype=float) for mask in product((0, 1), repeat=d)]
    return {
        "given": {"a": draw.vector(d), "rho": keep, "w": draw.vector(d), "t": draw.rng.normal(), "d": d},
        "rules": {"tilde_a": lambda g: np.where(np.real(g.mu) == 1, g.a / keep, 0 * g.a)},
        "outcomes": {"mu": [(mask, keep ** mask.sum() * (1 - keep) ** (d - mask.sum())) for mask in masks]},
    }


@chapter.scene("eq-dropout", "eq-dropout-slope")
def one_mask(draw: Draw) -> Scene:
    parts = masked(draw)
    mask = np.resize(draw.pick((1.0, 0.0), (0.0, 1.0, 1.0)), parts["given"]["d"])
    parts["rules"]["ell"] = lambda g: np.sum(np.sin(g.tilde_a)) + np.prod(g.tilde_a + 2)
    return Scene(given={**parts["given"], "mu": mask}, rules=parts["rules"])


@chapter.scene("eq-dropout-mean", "eq-dropout-penalty")
def all_masks(draw: Draw) -> Scene:
    return Scene(**masked(draw))


chapter.same(
    "eq-ridge",
    r"\left(X^{\top} X + N \lambda I^{\top}\right) \hat w = X^{\top} t",
    "the identity is its own transpose",
)
