"""What the equations of the chapter on learning as optimisation are checked on.

The model is evaluated by Horner's rule, the loss by a loop, the minimiser by a library's least squares.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene

chapter = Chapter("learning", functions=["f"], applied=[r"\mathcal L"], symbols=["v", "L", "r", "d"])

chapter.quoted(r"D=\{(x_i,t_i)\mid i=0,1,\cdots\}", "Taura's training set, in his letters")
chapter.quoted(r"L(f;D)=\sum_{(x_i,t_i)\in D}\mathrm{err}(f(x_i),t_i)", "Taura's loss of a function")
chapter.quoted(r"L(w;D)=\sum_{(x_i,t_i)\in D}\mathrm{err}(f_w(x_i),t_i)", "Taura's loss of the parameters")
chapter.quoted(r"L(w;D)=\sum(w_2x_i^2+w_1x_i+w_0-t_i)^2", "Taura's loss of the quadratic model")
chapter.quoted(r"y_i=f_w(x_i)", "Taura's output")


def model(x, w):
    return (w[2] * x + w[1]) * x + w[0]


@chapter.scene("eq-quadratic-model", "eq-quadratic-model-linear")
def one_point(draw: Draw) -> Scene:
    x = draw.number_near(0.0, 1.0, -2.0)
    return Scene(given={"x": x, "w": draw.vector(3)}, functions={"f": model}, first={"w": 0})


@chapter.scene(
    "eq-quadratic-loss",
    "eq-quadratic-two-points",
    "eq-quadratic-gradient",
    "eq-quadratic-slope",
    "eq-normal-equations",
    "eq-quadratic-excess",
)
def points(draw: Draw) -> Scene:
    n = draw.size(4)
    x, t = draw.vector(n), draw.vector(n)
    rows = np.stack([np.ones(n), x, x * x], axis=1)

    def loss(w):
        return sum((model(x[i], w) - t[i]) ** 2 for i in range(n)) / n / 2

    return Scene(
        given={
            "x": x, "t": t, "X": rows, "N": n, "w": draw.vector(3), "v": draw.vector(3), "hat_w": np.linalg.lstsq(rows, t, rcond=None)[0],
        },
        functions={"f": model, "mathcal_L": loss},
        first={"w": 0},
    )  # fmt: skip
