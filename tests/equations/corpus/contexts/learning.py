"""What the equations of the chapter on learning as optimisation are checked on.

The model is evaluated by Horner's rule, the loss by a loop, the minimiser by a library's least squares.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("learning", functions=["f"], applied=[r"\mathcal L"])


def model(x, w):
    return (w[2] * x + w[1]) * x + w[0]


@chapter.scene("eq-quadratic-model", "eq-quadratic-model-linear")
def one_point(draw: Draw) -> Scene:
    x = draw.number_near(0.0, 1.0, -2.0)
    return Scene(given={"x": x, "w": draw.vector(3)}, functions={"f": model}, first={"w": 0})


@chapter.scene(
    "eq-quadratic-loss", "eq-quadratic-gradient", "eq-quadratic-slope", "eq-normal-equations", "eq-quadratic-excess"
)
def points(draw: Draw) -> Scene:
    n = draw.size(4)
    x, t = draw.vector(n), draw.vector(n)
    rows = np.stack([np.ones(n), x, x * x], axis=1)

    def loss(w):
        return sum((model(x[i], w) - t[i]) ** 2 for i in range(n)) / n / 2

    return Scene(
        given={
            "x": x, "t": t, "X": rows, "N": n, "w": draw.vector(3), "hat_w": np.linalg.lstsq(rows, t, rcond=None)[0],
        },
        functions={"f": model, "mathcal_L": loss},
        first={"w": 0},
    )  # fmt: skip
