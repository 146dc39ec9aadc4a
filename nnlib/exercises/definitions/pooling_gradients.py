"""The gradient of max pooling: each window sends its dy to the one pixel that was its largest.

All other pixels get 0, a tie goes to the first, and a pixel that won several windows gets the sum.
"""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises.definitions.images import distinct
from nnlib.exercises.definitions.pooling import DEFAULT, GAPS, OVERLAP, REST, TIES
from nnlib.exercises.definitions.pooling_gradient_mistakes import MISTAKES, maxpool2d_backward, one_winner, places
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Probe, Property, recipe, register


def _pixel_by_pixel(dy: Array, x: Array, size: int = 2, stride: int = 2) -> Any:
    dx = np.zeros(x.shape)
    for r in range(dy.shape[0]):
        for c in range(dy.shape[1]):
            best, place = -np.inf, (0, 0)
            for i in range(r * stride, r * stride + size):
                for j in range(c * stride, c * stride + size):
                    if x[i, j] > best:
                        best, place = x[i, j], (i, j)
            dx[place] += dy[r, c]
    return dx


def _arguments(rng: pr.Rng, shape: tuple[int, int], *rest: int, edge: str = "") -> Probe:
    size, stride = rest or (2, 2)
    x = distinct(rng, *shape)
    if edge == TIES:
        x = np.round(x / 3)
    rows, columns = ((n - size) // stride + 1 for n in shape)
    return Probe((distinct(rng, rows, columns) + 0.35, x, *rest), edge)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(23)
    return [
        _arguments(rng, (9, 15), 3, 3),
        _arguments(rng, (15, 10), 5, 5),
        _arguments(rng, (6, 10), 2, 2),
        _arguments(rng, (6, 9), 3, 3, edge=TIES),
        _arguments(rng, (7, 11), 3, 1, edge=OVERLAP),
        _arguments(rng, (11, 7), 5, 3, edge=OVERLAP),
        _arguments(rng, (11, 7), 2, 3, edge=GAPS),
        _arguments(rng, (7, 11), 3, 3, edge=REST),
        _arguments(rng, (6, 10), edge=DEFAULT),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    size = int(rng.choice([2, 3]))
    rows, columns = pr.two_sizes(rng)
    return _arguments(rng, (min(rows, 7) * size, columns * size), size, size)


def _fresh_edge(rng: pr.Rng) -> Probe:
    kinds = ((OVERLAP, (3, 1)), (OVERLAP, (3, 2)), (GAPS, (2, 3)), (REST, (3, 3)), (TIES, (3, 3)))
    edge, rest = kinds[int(rng.integers(len(kinds)))]
    shape = (6, 9) if edge == TIES else [(7, 11), (11, 7), (5, 13)][int(rng.integers(3))]
    return _arguments(rng, shape, *rest, edge=edge)


def _winners(x: Array, size: int = 2, stride: int = 2) -> Array:
    rows, columns = ((n - size) // stride + 1 for n in x.shape)
    return maxpool2d_backward(np.ones((rows, columns)), x, size, stride) > 0


def _gather(shares: list[Array], x: Array, dy: Array, size: int, stride: int) -> Array:
    dx = np.zeros(x.shape)
    for share, (_, place) in zip(shares, places(dy, size, stride), strict=True):
        dx[place] += share
    return dx


register(
    Exercise(
        id="maxpool2d_backward",
        signature="maxpool2d_backward(dy, x, size=2, stride=2)",
        chapter="cnn",
        reference=maxpool2d_backward,
        independent=_pixel_by_pixel,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        result="an array of the shape of x",
        quantities=lambda dy, x, size=2, stride=2: {"k": float(size * size)},
        sizes="k pixels in a window",
        arguments_vary=False,
        regions=lambda dy, x, size=2, stride=2: {
            "at the windows' largest pixels": _winners(x, size, stride),
            "beside the windows' largest pixels": ~_winners(x, size, stride),
        },
        hints=(
            "A small change of one pixel changes the output only if that pixel is the largest of its window. By how much then?",
            "Start from zeros of the shape of x. For each window find the place of its largest pixel and let its dy arrive "
            "there; a pixel may win several windows.",
            "np.argmax of the window gives a number n; divmod(n, size) gives its row and column in the window. Add the "
            "window's corner, r * stride and c * stride, and use += on dx.",
        ),
        misconceptions=MISTAKES,
        properties=(
            Property("the sum of dx is the sum of dy", lambda a, got: bool(np.isclose(got.sum(), a[0].sum()))),
            Property("not 0 at the winners only", lambda a, got: bool(np.all((got != 0) == _winners(a[1], *a[2:])))),
        ),
        recipes=(
            recipe(
                ("list the windows", "V = cut(x, dy, size, stride)"),
                ("find the largest pixel of each", "n = [argmax(v) for v in V]"),
                ("put each dy at its pixel", "p = [put(m, d, v, size) for m, d, v in zip(n, ravel(dy), V)]"),
                ("add what all windows send", "dx = gather(p, x, dy, size, stride)"),
                names={"V": "the windows", "n": "the places", "p": "what each window sends"},
                cut=lambda x, dy, size, stride: [x[place] for _, place in places(dy, size, stride)],
                put=lambda m, d, v, size: one_winner(v, d, lambda _: m),
                gather=_gather,
            ),
            recipe(
                ("list the windows", "V = cut(x, dy, size, stride)"),
                ("mark the largest pixel of each", "m = [mark(v) for v in V]"),
                ("weigh the marks with dy", "p = [d * a for d, a in zip(ravel(dy), m)]"),
                ("add what all windows send", "dx = gather(p, x, dy, size, stride)"),
                names={"V": "the windows", "m": "the marks", "p": "what each window sends"},
                cut=lambda x, dy, size, stride: [x[place] for _, place in places(dy, size, stride)],
                mark=lambda v: one_winner(v, 1.0),
                gather=_gather,
            ),
        ),
    )
)
