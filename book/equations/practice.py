"""What the equations of the chapter on a deep network in code are checked on."""

from itertools import pairwise

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import softmax

chapter = Chapter("practice", symbols=["P"])


@chapter.scene("eq-listing-parameters")
def listing(draw: Draw) -> Scene:
    widths = [460, 1024, 1024, 1024, 3000]
    arrays = [(out, into) for into, out in pairwise(widths)] + [(out, 1) for out in widths[1:]]
    return Scene(given={"d": dict(enumerate(widths)), "P": sum(rows * columns for rows, columns in arrays)})


@chapter.scene("eq-listing-criterion")
def criterion(draw: Draw) -> Scene:
    n, k = draw.size(), draw.size()
    z, c = draw.matrix(n, k), draw.rng.integers(1, k + 1, size=n)
    chances = softmax(z)
    loss = -np.log(np.prod([row[number - 1] for row, number in zip(chances, c, strict=True)])) / n
    return Scene(given={"N": n, "K": k, "Z": z, "c": c, "hat_Y": chances, "mathcal_L": loss})


@chapter.scene("eq-listing-rate")
def rate(draw: Draw) -> Scene:
    n, d = draw.size(), draw.size()
    x, t = draw.matrix(n, d), draw.vector(n)
    return Scene(
        given={"w": draw.vector(d), "N": n, "eta": draw.pick(0.1, 0.5)},
        rules={
            "ell": lambda g: np.array(
                [np.tanh(np.dot(row, g.w) - target) ** 2 for row, target in zip(x, t, strict=True)]
            ),
            "mathcal_L": lambda g: np.mean(g.ell),
        },
    )
