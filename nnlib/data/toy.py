"""Small sets made on demand, each with one difficulty: curved or tangled borders, no line that separates, noise.

Classes differ in size by at most one sample, the samples come in random order, and noise=0 puts every point exactly on
its curve.
"""

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, generator, non_negative, positive_integer, real_number
from nnlib.data.dataset import Dataset

_SOURCE = "made by nnlib"
_LICENCE = "BSD-3-Clause, as nnlib"


def two_moons(n: int, noise: float = 0.1, *, rng: np.random.Generator | None = None) -> Dataset:
    """Two half circles that reach into each other; no line separates them, a curve does.

    With the angle a spaced evenly over [0, pi], class 0 lies on (cos a, sin a) and class 1 on
    (1 - cos a, 1/2 - sin a); normal noise of standard deviation `noise` is added to both coordinates.
    x is (n, 2), t is (n,). Raises ValueError for n < 2 or a negative noise.

    >>> moons = two_moons(5, noise=0.0, rng=np.random.default_rng(0))
    >>> moons.x.shape, sorted(moons.t.tolist())
    ((5, 2), [0, 0, 0, 1, 1])
    """
    first, second = (np.linspace(0, np.pi, size) for size in _sizes("two_moons", n, 2))
    upper = np.column_stack([np.cos(first), np.sin(first)])
    lower = np.column_stack([1 - np.cos(second), 0.5 - np.sin(second)])
    return _labelled("two_moons", [upper, lower], noise, rng)


def spirals(n: int, noise: float = 0.02, turns: float = 1.5, *, rng: np.random.Generator | None = None) -> Dataset:
    """Two spirals wound round each other: tangled for a small network, yet no point is of both classes.

    The m points of class k = 0, 1 have the radius r = 1/m, 2/m, ..., 1 and lie on

        r (cos a, sin a)   at the angle   a = 2 pi turns r + pi k

    Normal noise of standard deviation `noise` is added to both coordinates. The arms are 1 / (2 turns) apart. x is
    (n, 2), t is (n,). The task is Wieland's, made known by Lang and Witbrock (1988), "Learning to tell two spirals
    apart": 194 points, three turns. Raises ValueError for n < 2, a negative noise, or turns that are not positive.

    >>> tangle = spirals(194, noise=0.0, turns=3, rng=np.random.default_rng(0))
    >>> tangle.x.shape, float(np.hypot(*tangle.x.T).max())
    ((194, 2), 1.0)
    """
    arms = []
    if real_number("spirals", "turns", turns) <= 0:
        raise ValueError(f"spirals expects turns > 0, got {turns}")
    for label, size in enumerate(_sizes("spirals", n, 2)):
        radius = np.arange(1, size + 1) / size
        angle = 2 * np.pi * turns * radius + np.pi * label
        arms.append(radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    return _labelled("spirals", arms, noise, rng)


def xor(n: int | None = None, noise: float | None = None, *, rng: np.random.Generator | None = None) -> Dataset:
    """Exclusive or: class 1 where one of two inputs is 1, class 0 where none or both are. No line separates them.

    Without n, the four points (0, 0), (0, 1), (1, 0), (1, 1) of the lectures with t = 0, 1, 1, 0, in this order. With n,
    the corners are taken in turn and normal noise of standard deviation `noise` (0.1 if not given) is added to both
    coordinates. x is (n, 2), t is (n,). Raises ValueError for n < 4, a negative noise, or a noise without n.

    >>> for point, label in zip(xor().x.tolist(), xor().t.tolist()):
    ...     print(point, label)
    [0.0, 0.0] 0
    [0.0, 1.0] 1
    [1.0, 0.0] 1
    [1.0, 1.0] 0
    """
    generator("xor", rng)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    labels = np.array([0, 1, 1, 0])
    if n is None:
        if noise is not None:
            raise ValueError(f"xor without n gives the four exact points; for noise={noise} give n too")
        return Dataset("xor", corners, labels, source=_SOURCE, licence=_LICENCE)
    corner = np.repeat(np.arange(4), _sizes("xor", n, 4, "corner"))
    return _shuffled("xor", corners[corner], labels[corner], 0.1 if noise is None else noise, rng)


def blobs(n: int, centres: npt.ArrayLike, spread: float = 1.0, *, rng: np.random.Generator | None = None) -> Dataset:
    """Round clouds of points, one for each class: class k is normal around centre k with deviation `spread`.

    `centres` is (K, d), x is (n, d), t is (n,) with labels 0 .. K - 1. Raises ValueError for fewer points than centres,
    for centres of another shape, or for a negative spread.

    >>> clouds = blobs(90, [[0, 0], [5, 0], [0, 5]], rng=np.random.default_rng(0))
    >>> clouds.x.shape, np.bincount(clouds.t)
    ((90, 2), array([30, 30, 30]))
    """
    middle = floating("blobs", centres)
    if middle.ndim != 2 or middle.size == 0:
        raise ValueError(f"blobs expects centres of shape (K, d), got {middle.shape}")
    if not np.isfinite(middle).all():
        raise ValueError("blobs expects finite centres, got nan or infinity among them")
    sizes = _sizes("blobs", n, len(middle))
    parts = [np.tile(centre, (size, 1)) for centre, size in zip(middle, sizes, strict=True)]
    return _labelled("blobs", parts, spread, rng, name="spread")


def quadratic_regression(
    n: int,
    noise: float = 0.1,
    coefficients: tuple[float, float, float] = (0.5, -1.0, 2.0),
    *,
    rng: np.random.Generator | None = None,
) -> Dataset:
    """The regression of Taura's lecture: real targets t = w_0 + w_1 x + w_2 x^2 + noise, for x uniform in [-1, 1].

    The noise is normal of standard deviation `noise`. x and t are (n, 1); `coefficients` of the result are the true
    (w_0, w_1, w_2). The lecture prints the task without numbers, these are ours. Raises ValueError for n < 1, a
    negative noise, or coefficients that are not three finite numbers.

    >>> line = quadratic_regression(3, noise=0.0, coefficients=(1, 2, 0), rng=np.random.default_rng(0))
    >>> bool(np.all(line.t == 1 + 2 * line.x))
    True
    """
    who = "quadratic_regression"
    size, deviation, rng = positive_integer(who, "n", n), non_negative(who, "noise", noise), generator(who, rng)
    weights = tuple(real_number(who, f"w_{i}", w) for i, w in enumerate(coefficients))
    if len(weights) != 3:
        raise ValueError(f"{who} expects three coefficients (w_0, w_1, w_2), got {coefficients!r}")
    x = rng.uniform(-1, 1, size=(size, 1))
    t = weights[0] + weights[1] * x + weights[2] * x**2 + rng.normal(0, deviation, size=(size, 1))
    return Dataset(who, x, t, source=_SOURCE, licence=_LICENCE, coefficients=weights)


def _sizes(who: str, n: int, parts: int, what: str = "class") -> list[int]:
    """n samples shared out as evenly as possible, the first parts get what is left over."""
    if positive_integer(who, "n", n) < parts:
        raise ValueError(f"{who} expects n >= {parts}, a sample for each {what}, got {n}")
    return [n // parts + (part < n % parts) for part in range(parts)]


def _labelled(
    who: str, parts: list[Array], deviation: float, rng: np.random.Generator | None, name: str = "noise"
) -> Dataset:
    """Parts k = 0, 1, ... as one shuffled set with label k."""
    labels = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return _shuffled(who, np.concatenate(parts), labels, deviation, rng, name)


def _shuffled(
    who: str, x: Array, t: npt.NDArray[np.int_], noise: float, rng: np.random.Generator | None, name: str = "noise"
) -> Dataset:
    deviation, rng = non_negative(who, name, noise), generator(who, rng)
    order = rng.permutation(len(x))
    return Dataset(who, x[order] + rng.normal(0, deviation, size=x.shape), t[order], source=_SOURCE, licence=_LICENCE)
