"""What every function of `nnlib.data` returns: inputs and targets that belong together and stay as they are.

The arrays are read-only copies of what they were made from, so no cell of a notebook can spoil the data of another.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating_type, generator, read


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """N samples: inputs x of shape (N, ...), targets t of shape (N,) or (N, d), with their source and licence.

    x               (N, 2) for points, (N, height, width) for images
    t               class labels 0 .. K - 1 in shape (N,), or real targets in shape (N, d)
    largest         the largest value an entry of x can have, if the smallest is 0 (255 for a byte); else None
    coefficients    (w_0, w_1, ...) of the curve that real targets lie around, if it is known

    `len` is N. Raises ValueError for no samples, if x and t differ in number, or for an x outside of 0 .. largest;
    TypeError if they are not numbers.

    >>> pairs = Dataset("pairs", [[0, 4], [3, 1], [2, 2]], [0, 1, 1], source="this example", licence="CC0", largest=4)
    >>> pairs
    Dataset('pairs', x (3, 2) int64, t (3,) int64)
    >>> pairs.scaled()[0]
    array([0., 1.])
    >>> training, held_back = pairs.split(1, rng=np.random.default_rng(0))
    >>> len(training), len(held_back)
    (2, 1)
    """

    name: str
    x: npt.NDArray[Any]
    t: npt.NDArray[Any]
    source: str = field(kw_only=True)
    licence: str = field(kw_only=True)
    largest: float | None = field(default=None, kw_only=True)
    coefficients: tuple[float, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        for name in ("x", "t"):
            object.__setattr__(self, name, _frozen(f"Dataset {self.name!r}", name, getattr(self, name)))
        if len(self.x) != len(self.t):
            raise ValueError(
                f"Dataset {self.name!r} expects one target for each sample, got x of shape {self.x.shape} "
                f"and t of shape {self.t.shape}"
            )
        if self.largest is not None and not (self.x.min() >= 0 and self.x.max() <= self.largest and self.largest > 0):
            raise ValueError(
                f"Dataset {self.name!r} expects x between 0 and largest={self.largest}, "
                f"got {self.x.min()} to {self.x.max()}"
            )

    def __len__(self) -> int:
        return len(self.x)

    def scaled(self, dtype: npt.DTypeLike = np.float64) -> Array:
        """x / largest: a new array of floats between 0 and 1, in the shape of x.

        It divides by the largest possible value, not by the largest one that occurs, so that a sample looks the same
        in every part of a split. Of images a linear layer takes `scaled().reshape(len(data), -1)`, and a convolution
        `scaled()[:, np.newaxis]`, with an axis for the channel. Raises ValueError for data without such a value, TypeError for an integer dtype.
        """
        kind = floating_type("scaled", dtype)
        if self.largest is None:
            raise ValueError(f"scaled expects data with a largest value, such as images; {self.name!r} has none")
        return self.x.astype(kind) / float(self.largest)

    def split(self, held_back: float, *, rng: np.random.Generator | None = None) -> tuple[Self, Self]:
        """The samples in random order as two sets, (for training, held back); each sample is in one of them.

        `held_back` is a number of samples if it is an integer, a share of all samples if it is a float between 0 and 1
        (rounded to whole samples). Raises ValueError if one of the two would be empty, TypeError for the rest.
        """
        number = self._number(held_back)
        order = generator("split", rng).permutation(len(self))
        return self._part("for training", order[number:]), self._part("held back", order[:number])

    def describe(self) -> str:
        """Shapes, ranges, classes, source and licence in a few lines of text."""
        rows = [("x", _about(self.x)), ("t", _about(self.t))]
        if self.t.ndim == 1 and self.t.dtype.kind in "iu":
            labels, counts = np.unique(self.t, return_counts=True)
            pairs = (f"{label}: {count}" for label, count in zip(labels, counts, strict=True))
            rows.append(("classes", f"{len(labels)} ({', '.join(pairs)})"))
        if self.coefficients:
            rows.append(("curve", " + ".join(_term(power, w) for power, w in enumerate(self.coefficients))))
        rows += [("source", self.source), ("licence", self.licence)]
        return "\n".join([f"{self.name}: {len(self)} samples", *(f"  {key:<8} {text}" for key, text in rows)])

    def __repr__(self) -> str:
        return f"Dataset({self.name!r}, x {self.x.shape} {self.x.dtype}, t {self.t.shape} {self.t.dtype})"

    def _number(self, held_back: float) -> int:
        """How many samples to hold back."""
        if isinstance(held_back, bool) or not isinstance(held_back, int | float | np.integer | np.floating):
            raise TypeError(f"split expects held_back to be a number of samples or a share of them, got {held_back!r}")
        whole = isinstance(held_back, int | np.integer)
        if not whole and not 0 < held_back < 1:
            raise ValueError(f"split expects a share held_back between 0 and 1, got {held_back}")
        number = int(held_back) if whole else round(float(held_back) * len(self))
        if not 0 < number < len(self):
            raise ValueError(
                f"split expects to hold back 1 to {len(self) - 1} of the {len(self)} samples, got {number} "
                f"for held_back={held_back}"
            )
        return number

    def _part(self, role: str, places: npt.NDArray[np.intp]) -> Self:
        return replace(self, name=f"{self.name}, {role}", x=self.x[places], t=self.t[places])


def _frozen(who: str, name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    """A read-only copy of `value`, whose first axis counts the samples."""
    array = np.array(read(who, value), order="C")
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{who} expects {name} to hold real numbers, got {array.dtype}")
    if array.ndim == 0 or len(array) == 0:
        raise ValueError(f"{who} expects {name} to hold at least one sample, got shape {array.shape}")
    array.flags.writeable = False
    return array


def _about(array: npt.NDArray[Any]) -> str:
    return f"{array.shape} {array.dtype}, values {array.min():.4g} to {array.max():.4g}"


def _term(power: int, weight: float) -> str:
    return f"({weight:g})" + ("", " x")[min(power, 1)] + (f"^{power}" if power > 1 else "")
