"""Max pooling: the largest pixel of each window.

The window's size and its stride are two different numbers, negative pixels are pixels too, and what does not fill a window
is left out.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.images import border, distinct
from nnlib.exercises.definitions.pooling_mistakes import MISTAKES, maxpool2d
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Probe, Property, recipe, register

OVERLAP, GAPS, REST = (
    "overlapping windows (stride below size)",
    "gaps between the windows (stride above size)",
    "an image the windows do not fill",
)
NEGATIVE, DEFAULT, TIES = "negative pixels only", "size and stride left out", "a window with ties"


def _window_by_window(x: Array, size: int = 2, stride: int = 2) -> Any:
    rows = (x.shape[0] - size) // stride + 1
    columns = (x.shape[1] - size) // stride + 1
    y = np.empty((rows, columns))
    for r in range(rows):
        for c in range(columns):
            y[r, c] = np.max(x[r * stride : r * stride + size, c * stride : c * stride + size])
    return y


def image(rng: pr.Rng, *shape: int, edge: str = "") -> Array:
    """An image for one of the boundaries."""
    x = distinct(rng, *shape)
    if edge == NEGATIVE:
        return -np.abs(x) - 0.1
    return np.round(x / 3) if edge == TIES else x


def case(rng: pr.Rng, shape: tuple[int, int], *rest: int, edge: str = "") -> Probe:
    """An image of this shape with a size and a stride."""
    return Probe((image(rng, *shape, edge=edge), *rest), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(21)
    return [
        case(rng, (9, 15), 3, 3),
        case(rng, (15, 10), 5, 5),
        case(rng, (6, 10), 2, 2),
        case(rng, (7, 11), 3, 1, edge=OVERLAP),
        case(rng, (11, 7), 5, 3, edge=OVERLAP),
        case(rng, (11, 7), 2, 3, edge=GAPS),
        case(rng, (7, 11), 3, 3, edge=REST),
        case(rng, (9, 6), 3, 3, edge=NEGATIVE),
        case(rng, (6, 9), 3, 3, edge=TIES),
        case(rng, (6, 10), edge=DEFAULT),
    ]


def fresh(rng: pr.Rng) -> Probe:
    """Windows that tile the image."""
    size = int(rng.choice([2, 3]))
    rows, columns = pr.two_sizes(rng)
    return case(rng, (min(rows, 7) * size, (columns if columns != rows else 3) * size), size, size)


def _fresh_edge(rng: pr.Rng) -> Probe:
    kinds = ((OVERLAP, (3, 1)), (OVERLAP, (3, 2)), (GAPS, (2, 3)), (REST, (3, 3)), (NEGATIVE, (3, 3)))
    edge, rest = kinds[int(rng.integers(len(kinds)))]
    shape = [(7, 11), (11, 7), (5, 13)][int(rng.integers(3))]
    return case(rng, (6, 9) if edge == NEGATIVE else shape, *rest, edge=edge)


register(
    Exercise(
        id="maxpool2d",
        signature="maxpool2d(x, size=2, stride=2)",
        chapter="cnn",
        reference=maxpool2d,
        independent=_window_by_window,
        probes=_probes,
        fresh=fresh,
        fresh_edge=_fresh_edge,
        result="an array, one number for each window",
        quantities=lambda x, size=2, stride=2: {"k": float(size * size)},
        sizes="k pixels in a window",
        regions=lambda x, size=2, stride=2: border(maxpool2d(x, size, stride).shape),
        arguments_vary=False,
        hints=(
            "Where does the window in row r and column c of the output begin? size and stride play different parts.",
            "Along an axis with n pixels, a window fits (n - size)//stride + 1 times; pixels that do not fill one are left "
            "out.",
            "Entry (r, c) is np.max of x[r*stride : r*stride + size, c*stride : c*stride + size].",
        ),
        misconceptions=MISTAKES,
        properties=(
            Property("every value is a pixel of x", lambda a, got: bool(np.isin(got, a[0]).all())),
            Property("the largest pixel is kept", lambda a, got: bool(got.size and got.max() == a[0].max())),
        ),
        recipes=(
            recipe(
                ("cut out all windows", "v = windows(x, (size, size))"),
                ("keep every stride-th window", "s = v[::stride, ::stride]"),
                ("take the largest pixel of each", "y = max(s, axis=(2, 3))"),
                names={"v": "the windows", "s": "the kept windows"},
            ),
            recipe(
                ("count the windows downwards", "n = (x.shape[0] - size) // stride + 1"),
                ("count the windows across", "m = (x.shape[1] - size) // stride + 1"),
                (
                    "take the largest pixel at every place",
                    "y = array([[max(cut(x, r * stride, c * stride, size)) for c in range(m)] for r in range(n)])",
                ),
                names={"n": "the number of rows", "m": "the number of columns"},
                cut=lambda x, r, c, size: x[r : r + size, c : c + size],
            ),
        ),
    )
)
