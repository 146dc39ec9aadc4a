"""The gradients of a convolution: dw is the image correlated with dy, dx is dy spread out again by the kernel.

Every pixel of x lies in several windows, every entry of w in all of them; both gradients are sums, and dx meets the kernel
turned by 180 degrees.
"""
# modelsolution83c1d7

from __future__ import annotations

import numpy as np

from nnlib.exercises.definitions.convolution_gradient_mistakes import MISTAKES, Pair, conv2d_backward
from nnlib.exercises.definitions.images import border, correlate, rotated
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Component, Exercise, Probe, recipe, register

SQUARE, SMALL, ALL_SQUARE = "a square kernel", "a kernel as large as the image", "a square image with a square kernel"


def _window_by_window(dy: Array, x: Array, w: Array) -> Pair:
    kh, kw = w.shape
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for r in range(dy.shape[0]):
        for c in range(dy.shape[1]):
            dx[r : r + kh, c : c + kw] += dy[r, c] * w
            dw += dy[r, c] * x[r : r + kh, c : c + kw]
    return dx, dw


def _arguments(rng: pr.Rng, image: tuple[int, int], kernel: tuple[int, int], edge: str = "") -> Probe:
    shape = (image[0] - kernel[0] + 1, image[1] - kernel[1] + 1)
    return Probe((pr.numbers(rng, *shape), pr.numbers(rng, *image), pr.numbers(rng, *kernel, scale=1.0)), edge)


# every side of dy is at least as long as that of the kernel, so that dy without its frame has a meaning too
SIZES = (
    ((7, 11), (3, 5)),
    ((5, 13), (3, 5)),
    ((11, 13), (3, 5)),
    ((11, 7), (5, 3)),
    ((13, 5), (5, 3)),
    ((13, 11), (5, 3)),
)


def _probes() -> list[Probe]:
    rng = np.random.default_rng(13)
    return [
        _arguments(rng, *SIZES[1]),
        _arguments(rng, *SIZES[0]),
        _arguments(rng, *SIZES[3]),
        _arguments(rng, (7, 11), (3, 3), SQUARE),
        _arguments(rng, (7, 7), (3, 3), ALL_SQUARE),
        _arguments(rng, (3, 5), (3, 5), SMALL),
    ]


def _fresh(rng: pr.Rng) -> Probe:
    return _arguments(rng, *SIZES[int(rng.integers(len(SIZES)))])


def _fresh_edge(rng: pr.Rng) -> Probe:
    n, m = pr.two_sizes(rng)
    images = ((SMALL, (n, m), (n, m)), (SQUARE, (n + 4, m + 4), (3, 3)), (ALL_SQUARE, (n + 4, n + 4), (3, 3)))
    edge, image, kernel = images[int(rng.integers(3))]
    return _arguments(rng, image, kernel, edge)


def _square(rng: pr.Rng) -> Probe:
    return _arguments(rng, (5, 5), (3, 3))


register(
    Exercise(
        id="conv2d_backward",
        signature="conv2d_backward(dy, x, w)",
        chapter="cnn",
        reference=conv2d_backward,
        independent=_window_by_window,
        probes=_probes,
        fresh=_fresh,
        fresh_edge=_fresh_edge,
        square=_square,
        result="two arrays (dx, dw)",
        sizes="k entries of the kernel, n windows",
        quantities=lambda dy, x, w: {"k": float(w.size), "n": float(dy.size)},
        components=(
            Component("dx", "an array of the shape of x", regions=lambda dy, x, w: border(x.shape)),
            Component("dw", "an array of the shape of w", regions=lambda dy, x, w: border(w.shape)),
        ),
        hints=(
            "Take one window at a time. Its output y[r, c] is a sum of products; what does a change of one pixel in it do, "
            "and a change of one entry of w?",
            "Window (r, c) adds dy[r, c] times w to the pixels of x it lies on, and dy[r, c] times these pixels to dw.",
            "A loop over r and c with dx[r:r+kh, c:c+kw] += dy[r, c] * w and dw += dy[r, c] * x[r:r+kh, c:c+kw] does it. "
            "Without a loop: dw is conv2d(x, dy), dx that of the framed dy with w turned by 180 degrees.",
        ),
        misconceptions=MISTAKES,
        recipes=(
            recipe(
                ("turn the kernel", "k = rot180(w)"),
                ("frame dy for dx", "f = frame(dy, w)"),
                ("correlate the framed dy with the kernel", "dx = correlate(f, k)"),
                ("correlate the image with dy", "dw = correlate(x, dy)"),
                ("return both", "r = (dx, dw)"),
                names={"k": "the turned kernel", "f": "the framed dy"},
                rot180=rotated,
                frame=lambda dy, w: np.pad(dy, [(w.shape[0] - 1, w.shape[0] - 1), (w.shape[1] - 1, w.shape[1] - 1)]),
                correlate=correlate,
            ),
            recipe(
                ("spread dy by the kernel", "p = [put(d * w, r, c, x) for (r, c), d in entries(dy)]"),
                ("add what all windows spread", "dx = sum(p, axis=0)"),
                ("weigh every window of the image", "q = [d * cut(x, r, c, w) for (r, c), d in entries(dy)]"),
                ("add the weighed windows", "dw = sum(q, axis=0)"),
                ("return both", "r = (dx, dw)"),
                names={"p": "what each window spreads", "q": "the weighed windows"},
                put=lambda a, r, c, x: np.pad(a, [(r, len(x) - r - len(a)), (c, x.shape[1] - c - a.shape[1])]),
                cut=lambda x, r, c, w: x[r : r + w.shape[0], c : c + w.shape[1]],
                entries=lambda dy: list(np.ndenumerate(dy)),
            ),
        ),
    )
)
