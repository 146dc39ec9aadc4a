"""Convolution of an image of one channel with one kernel, as neural networks mean it: a cross-correlation.

Apart from the flipped kernel it is the window's place and number that go wrong: stride, padding, rows and columns.
"""
# modelsolution83c1d7

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from nnlib.exercises.definitions.convolution_mistakes import MISTAKES
from nnlib.exercises.definitions.images import border, correlate, rotated
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Probe, recipe, register

STRIDE, PAD, BOTH = "a stride above 1", "a frame of zeros (pad above 0)", "stride and pad together"
SQUARE, SMALL, TWO = "a square kernel", "a kernel as large as the image", "a 2-by-2 kernel with stride 2"


def _conv2d(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Array:
    return correlate(x, w, stride, pad)


def _pixel_by_pixel(x: Array, w: Array, stride: int = 1, pad: int = 0) -> Any:
    H, W = x.shape
    kh, kw = w.shape
    framed = np.zeros((H + 2 * pad, W + 2 * pad))
    framed[pad : pad + H, pad : pad + W] = x
    rows = (H + 2 * pad - kh) // stride + 1
    columns = (W + 2 * pad - kw) // stride + 1
    y = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            for i in range(kh):
                for j in range(kw):
                    y[r, c] += framed[r * stride + i, c * stride + j] * w[i, j]
    return y


def _arguments(rng: pr.Rng, image: tuple[int, int], kernel: tuple[int, int], *rest: int, edge: str = "") -> Probe:
    return Probe((pr.numbers(rng, *image), pr.numbers(rng, *kernel, scale=1.0), *rest), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(7)
    draw = partial(_arguments, rng)
    return [
        draw((7, 11), (3, 5)),
        draw((5, 7), (5, 3)),
        draw((11, 5), (3, 1)),
        draw((13, 17), (3, 5), 3, edge=STRIDE),
        draw((5, 7), (3, 1), 1, 3, edge=PAD),
        draw((11, 13), (3, 5), 3, 1, edge=BOTH),
        draw((11, 7), (3, 3), edge=SQUARE),
        draw((11, 7), (2, 2), 2, edge=TWO),
        draw((3, 5), (3, 5), edge=SMALL),
    ]


def _sizes(rng: pr.Rng) -> tuple[tuple[int, int], tuple[int, int]]:
    image = [(7, 11), (11, 7), (11, 5), (7, 5), (5, 11)][int(rng.integers(5))]
    kernel = [(3, 5), (5, 3), (1, 3), (3, 1)][int(rng.integers(4))]
    return image, kernel


def _fresh(rng: pr.Rng) -> Probe:
    return _arguments(rng, *_sizes(rng))


def _fresh_edge(rng: pr.Rng) -> Probe:
    (rows, columns), kernel = _sizes(rng)
    stride, pad = int(rng.choice([2, 3])), int(rng.choice([1, 3]))
    cases = ((STRIDE, (stride,)), (PAD, (1, pad)), (BOTH, (stride, pad)), (SQUARE, ()))
    edge, rest = cases[int(rng.integers(4))]
    if rest[:1] == (stride,):
        rows, columns = rows + 10, columns + 10  # large enough for windows whose places are counted wrongly
    return _arguments(rng, (rows, columns), (3, 3) if edge == SQUARE else kernel, *rest, edge=edge)


register(
    Exercise(
        id="conv2d",
        signature="conv2d(x, w, stride=1, pad=0)",
        chapter="cnn",
        reference=_conv2d,
        independent=_pixel_by_pixel,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        result="an array, one number for each place of the window",
        quantities=lambda x, w, stride=1, pad=0: {"k": float(w.size)},
        sizes="k entries of the kernel",
        regions=lambda x, w, stride=1, pad=0: border(_conv2d(x, w, stride, pad).shape),
        terms=lambda x, w, stride=1, pad=0: {
            "the right sum": _conv2d(x, w, stride, pad),
            "the sum of the window": correlate(x, np.ones_like(w), stride, pad),
            "the sum with the flipped kernel": correlate(x, rotated(w), stride, pad),
            "1": np.ones_like(_conv2d(x, w, stride, pad)),
        },
        coefficients={"the right sum": 1.0},
        hints=(
            "Lay the kernel on the upper left corner of the image, multiply what lies on each other, add: that is one entry. "
            "How many places are there for it downwards, how many to the right?",
            "Frame the image with zeros first, np.pad(x, pad). Along an axis with n pixels then, a kernel with k fits "
            "(n - k)//stride + 1 times.",
            "Entry (r, c) is np.sum(x[r*stride : r*stride + kh, c*stride : c*stride + kw] * w), with the framed x and "
            "kh, kw = w.shape.",
        ),
        misconceptions=MISTAKES,
        recipes=(
            recipe(
                ("frame the image", "f = pad_zeros(x, pad)"),
                ("cut out all windows", "v = windows(f, w.shape)"),
                ("keep every stride-th window", "s = v[::stride, ::stride]"),
                ("multiply by the kernel", "p = s * w"),
                ("add the products of each window", "y = sum(p, axis=(2, 3))"),
                names={"f": "the framed image", "v": "the windows", "s": "the kept windows", "p": "the products"},
                pad_zeros=lambda x, n: np.pad(x, n),
            ),
            recipe(
                ("frame the image", "f = pad_zeros(x, pad)"),
                ("count the windows downwards", "n = (f.shape[0] - w.shape[0]) // stride + 1"),
                ("count the windows across", "m = (f.shape[1] - w.shape[1]) // stride + 1"),
                (
                    "visit every place",
                    "y = array([[sum(cut(f, r * stride, c * stride, w.shape) * w) for c in range(m)] for r in range(n)])",
                ),
                names={"f": "the framed image", "n": "the number of rows", "m": "the number of columns"},
                pad_zeros=lambda x, n: np.pad(x, n),
                cut=lambda f, r, c, shape: f[r : r + shape[0], c : c + shape[1]],
            ),
        ),
    )
)
