"""What the equations of the chapter on convolutional networks are checked on.

Convolutions are taken by cutting windows out of the image; samples and channels count from 1, pixels from 0.
"""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import relu, softmax

chapter = Chapter(
    "cnn", symbols=["S", "S_0", "S_1", "C_0", "C_1", "M", r"\tilde w", "u"], functions=["flatten", "maxpool", "conv"]
)


def windows(image, side: int):
    """The windows of an image: rows of places, columns of places, rows and columns within."""
    rows, columns = image.shape[-2] - side + 1, image.shape[-1] - side + 1
    return np.stack(
        [np.stack([image[..., i : i + side, j : j + side] for j in range(columns)], axis=-3) for i in range(rows)],
        axis=-4,
    )


@chapter.scene("eq-convolution", "eq-convolution-turned")
def one_channel(draw: Draw) -> Scene:
    side = draw.pick(2, 3)
    image, weights, b = draw.matrix(5, 4), draw.matrix(side, side), draw.rng.normal()
    return Scene(
        given={
            "x": image, "w": weights, "b": b, "S": side, "tilde_w": weights[::-1, ::-1],
            "z": np.tensordot(windows(image, side), weights, axes=2) + b,
        },
        first={"x": 0, "w": 0, "z": 0, "tilde_w": 0},
        ranges={"i": range(5 - side + 1), "j": range(4 - side + 1)},
    )  # fmt: skip


@chapter.scene("eq-convolution-size")
def sizes(draw: Draw) -> Scene:
    pixels, side = draw.pick(7, 5, 9), draw.pick(3, 2)
    places = sum(1 for start in range(pixels) if start + side <= pixels)
    return Scene(given={"S_0": pixels, "S": side, "S_1": places})


@chapter.scene("eq-convolution-count")
def parameter_count(draw: Draw) -> Scene:
    coming, going, side = draw.pick(1, 3, 4), draw.pick(2, 5, 3), draw.pick(3, 5, 2)
    filters = [[np.zeros((coming, side, side)), np.zeros(1)] for _ in range(going)]
    return Scene(given={"C_0": coming, "C_1": going, "S": side, "M": sum(part.size for one in filters for part in one)})


@chapter.scene("eq-convolution-channels")
def channels(draw: Draw) -> Scene:
    image, weights, b = draw.rng.normal(size=(3, 4, 5)), draw.rng.normal(size=(2, 3, 2, 2)), draw.vector(2)
    z = np.einsum("cijkl,ockl->oij", windows(image, 2), weights) + b[:, None, None]
    return Scene(
        given={"x": image, "w": weights, "b": b, "z": z},
        first={"x": (1, 0, 0), "w": (1, 1, 0, 0), "z": (1, 0, 0)},
    )


@chapter.scene(
    "eq-convolution-batch",
    "eq-convolution-input-slope",
    "eq-convolution-weight-slope",
    "eq-convolution-bias-slope",
)
def batch(draw: Draw) -> Scene:
    """Two samples, three channels in and two out, a filter of 2 x 2 on images of 4 x 3; any loss of the result."""
    slopes = draw.rng.normal(size=(2, 2, 3, 2))
    return Scene(
        given={
            "x": draw.rng.normal(size=(2, 3, 4, 3)), "w": draw.rng.normal(size=(2, 3, 2, 2)), "b": draw.vector(2), "S": 2,
        },
        rules={
            "z": lambda g: np.einsum("ncijkl,ockl->noij", windows(g.x, 2), g.w) + g.b[None, :, None, None],
            "ell": lambda g: np.sum(slopes * g.z + np.sin(g.z)),
        },
        first={"x": (1, 1, 0, 0), "w": (1, 1, 0, 0), "z": (1, 1, 0, 0)},
    )  # fmt: skip


@chapter.scene("eq-cnn-linear", "eq-cnn-linear-input-slope", "eq-cnn-linear-weight-slope")
def linear(draw: Draw) -> Scene:
    """Four samples, three inputs, two units; any loss of the result, added up over the samples."""
    slopes = draw.matrix(4, 2)
    return Scene(
        given={"x": draw.matrix(4, 3), "w": draw.matrix(2, 3), "b": draw.vector(2)},
        rules={
            "z": lambda g: np.stack([np.sum(g.w * row, axis=1) + g.b for row in g.x]),
            "ell": lambda g: np.sum(slopes * g.z + np.sin(g.z)),
        },
    )


def pooled(x):
    """The largest of each patch, by sorting."""
    rows, columns = x.shape[0] // 2, x.shape[1] // 2
    patches = [[x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].ravel() for j in range(columns)] for i in range(rows)]
    return np.array([[sorted(patch, key=np.real)[-1] for patch in row] for row in patches])


@chapter.scene("eq-max-pooling", "eq-max-pooling-slope")
def pooling(draw: Draw) -> Scene:
    slopes = draw.matrix(2, 3)
    return Scene(
        given={"x": draw.matrix(4, 6)},
        rules={"a": lambda g: pooled(g.x), "ell": lambda g: np.sum(slopes * g.a + np.cos(g.a))},
        first={"x": 0, "a": 0},
        ranges={"i_prime": (0, 1), "j_prime": (0, 1)},
    )


@chapter.scene("eq-max-pooling-tie")
def patch(draw: Draw) -> Scene:
    x = draw.pick(np.array([0.5, 2.0, 2.0, -1.0]), np.ones(4), draw.vector(4))
    return Scene(
        given={"x": x},
        rules={
            "a": lambda g: next(entry for entry in g.x if entry.real == np.max(np.real(g.x))),
            "ell": lambda g: np.exp(g.a / 3),
        },
    )


@chapter.scene("eq-digit-recogniser")
def recogniser(draw: Draw) -> Scene:
    image, parts = draw.rng.normal(size=(1, 5, 5)), operators(draw)
    return Scene(
        given={"x": image, "W": parts["W"], "b": parts["b"], "hat_y": parts["output"](image)},
        functions=parts["functions"],
    )


@chapter.scene("eq-digit-loss")
def recogniser_on_images(draw: Draw) -> Scene:
    count, parts = draw.pick(2, 3), operators(draw)
    images = {n: draw.rng.normal(size=(1, 5, 5)) for n in range(1, count + 1)}
    classes = draw.rng.integers(1, 4, size=count)
    chances = [parts["output"](images[n])[classes[n - 1] - 1] for n in images]
    return Scene(
        given={
            "x": images, "N": count, "c": classes, "W": parts["W"], "b": parts["b"],
            "mathcal_L": -np.log(np.prod(chances)) / count,
        },
        functions=parts["functions"],
    )  # fmt: skip


def operators(draw: Draw) -> dict:
    """The operators with random filters and weights, and the whole network once more, value by value."""
    filters, weights, b = draw.rng.normal(size=(2, 1, 2, 2)), draw.matrix(3, 8), draw.vector(3)

    def conv(x):
        return np.einsum("cijkl,ockl->oij", windows(x, 2), filters)

    def maxpool(x):
        return np.stack([pooled(channel) for channel in x])

    def output(x):
        flat = [max(0.0, entry) for channel in maxpool(conv(x)) for row in channel for entry in row]
        z = np.array([np.dot(row, flat) for row in weights]) + b
        return np.exp(z) / np.exp(z).sum()

    functions = {"softmax": softmax, "relu": relu, "conv": conv, "maxpool": maxpool, "flatten": np.ravel}
    return {"W": weights, "b": b, "functions": functions, "output": output}


chapter.same(
    "eq-convolution-bias-slope",
    r"\frac{\partial \ell}{\partial b_{oc}} = \sum_{n} \sum_{i} \sum_{j} \frac{\partial \ell}{\partial z_{n, oc, j, i}}",
    "both indices run through everything, so their names do not matter",
)

chapter.same(
    "eq-convolution-weight-slope",
    r"\frac{\partial \ell}{\partial w_{oc, ic, i', j'}} = \sum_{n} \sum_{k} \sum_{i} \sum_{j} "
    r"\frac{\partial \ell}{\partial z_{n, oc, i, j}} \frac{\partial z_{nkij}}{\partial w_{oc, ic, i', j'}} = \sum_{n} \sum_{i} \sum_{j} "
    r"\frac{\partial \ell}{\partial z_{n, oc, i, j}} \frac{\partial z_{n, oc, i, j}}{\partial w_{oc, ic, i', j'}} = "
    r"\sum_{n} \sum_{i} \sum_{j} \frac{\partial \ell}{\partial z_{n, oc, i, j}} x_{n, ic, i + i', j + j'}",
    "only the term k = oc of the first sum is not 0, and there both letters name the same channel",
)
