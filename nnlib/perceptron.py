"""The perceptron: one neuron with the unit step, and the rule that learns from mistakes alone.

On each sample with a wrong answer the weights move towards it or away from it; where a hyperplane separates the
classes this stops after finitely many mistakes, and where none does it never stops.
"""

from math import sqrt
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating, generator, ignore_underflow, positive_integer, read, real_number

__all__ = ["Perceptron"]


class Perceptron:
    """Perceptron o = [w^T x + b >= 0] for samples x of d numbers and classes 0 and 1; w (d,) and b start at 0.

    `fit` learns by the rule of Rosenblatt, sample by sample:

        w <- w + eta (t - o) x,     b <- b + eta (t - o)

    Sybrandt prints it without the bias, which it needs: without it only hyperplanes through the origin are found.

    After a fit `mistakes` lists the mistakes of each epoch, `converged` tells whether the last epoch had none, and
    `verdict` says it in a sentence.

    >>> perceptron = Perceptron(2)
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> perceptron.fit(X, [0, 0, 0, 1]).predict(X)
    array([0, 0, 0, 1])
    >>> perceptron.mistakes
    [2, 3, 3, 2, 1, 0]
    >>> print(perceptron.verdict)
    Separated: no mistake in epoch 6 (mistakes before it: 11).
    >>> print(perceptron.fit(X, [0, 1, 1, 0], epochs=100).verdict)  # XOR
    Not separated (epochs: 100, mistakes: 398): epoch 3 ends with the weights of epoch 2, the rule runs in a circle.
    """

    mistakes: list[int]
    converged: bool
    verdict: str

    def __init__(self, d: int) -> None:
        self.d = positive_integer("Perceptron", "d", d)
        self._start()

    @ignore_underflow
    def fit(
        self,
        X: npt.ArrayLike,
        t: npt.ArrayLike,
        *,
        epochs: int = 1000,
        eta: float = 1.0,
        rng: np.random.Generator | None = None,
    ) -> Self:
        """Learn X (N, d) with targets t (N,) of 0 and 1 from w = 0, b = 0; stop after an epoch without mistakes.

        The samples come in their order or, with `rng`, in a new random order each epoch. `eta` only scales w and b
        here, since they start at 0. Returns the perceptron.

        The classes are separable with the margin gamma if a unit vector (w, b) has |w^T x + b| >= gamma with the right
        sign for all samples. Then, with R the largest norm of (x, 1), Novikoff (1962) shows

            mistakes in all <= (R / gamma)^2

        So if mistakes go on through `epochs`, either no hyperplane separates the classes or its margin is small. The
        verdict says how small, or that the weights come back to earlier ones and the rule runs in a circle.

        Raises ValueError for other shapes, no samples, targets that are not 0 or 1, samples that are not finite,
        eta <= 0 or epochs < 1.
        """
        X, t = self._read(X), read("Perceptron.fit", t)
        if t.shape != (len(X),) or len(X) == 0:
            raise ValueError(
                f"Perceptron.fit expects X of shape (N, {self.d}) and t of shape (N,) with N >= 1, "
                f"got {X.shape} and {t.shape}"
            )
        if np.any((t != 0) & (t != 1)):
            raise ValueError(f"Perceptron.fit expects targets 0 or 1, got {t[(t != 0) & (t != 1)][0]}")
        epochs, eta = positive_integer("Perceptron.fit", "epochs", epochs), real_number("Perceptron.fit", "eta", eta)
        if eta <= 0:
            raise ValueError(f"Perceptron.fit expects eta > 0, got {eta}")
        order = np.arange(len(X))
        if rng is not None:
            rng = generator("Perceptron.fit", rng)

        self._start()
        met: dict[bytes, int] = {}  # the weights after each epoch
        circle = None
        for epoch in range(1, epochs + 1):
            if rng is not None:
                order = rng.permutation(len(X))
            self.mistakes.append(self._epoch(X[order], t[order], eta))
            if self.mistakes[-1] == 0:
                self.converged = True
                break
            if rng is None and circle is None:
                first = met.setdefault(self.w.tobytes() + np.float64(self.b).tobytes(), epoch)
                circle = (first, epoch) if first < epoch else None
        self.verdict = self._verdict(circle, radius=sqrt(float(np.square(X).sum(axis=1).max()) + 1))
        return self

    @ignore_underflow
    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.int_]:
        """Classes (N,), 0 or 1, of the samples X (N, d); a sample on the hyperplane is in class 1."""
        return np.array([self._output(x) for x in self._read(X)], np.int_)

    def _output(self, x: Array) -> int:  # one sample at a time everywhere: a batch product would round otherwise
        return 1 if self.w @ x + self.b >= 0 else 0

    def _start(self) -> None:
        self.w, self.b = np.zeros(self.d), 0.0
        self.mistakes = []
        self.converged, self.verdict = False, "Not fitted yet."

    def _epoch(self, X: Array, t: npt.NDArray[Any], eta: float) -> int:
        mistakes = 0
        for x, target in zip(X, t.tolist(), strict=True):
            o = self._output(x)
            if o != target:
                self.w += eta * (target - o) * x
                self.b += eta * (target - o)
                mistakes += 1
        return mistakes

    def _verdict(self, circle: tuple[int, int] | None, radius: float) -> str:
        epochs, mistakes = len(self.mistakes), sum(self.mistakes)
        if self.converged:
            return f"Separated: no mistake in epoch {epochs} (mistakes before it: {mistakes})."
        if circle is not None:
            first, second = circle
            return (
                f"Not separated (epochs: {epochs}, mistakes: {mistakes}): epoch {second} ends with the weights of "
                f"epoch {first}, the rule runs in a circle."
            )
        return (
            f"Not separated (epochs: {epochs}, mistakes: {mistakes}): either no hyperplane separates the classes, or "
            f"the best one has a margin of at most {radius / sqrt(mistakes):.2g} and more epochs may find it."
        )

    def _read(self, X: npt.ArrayLike) -> Array:
        X = floating("Perceptron", X).astype(np.float64, order="C")
        if X.ndim != 2 or X.shape[1] != self.d:
            raise ValueError(f"Perceptron({self.d}) expects X of shape (N, {self.d}), got {X.shape}")
        if not np.isfinite(X).all():
            raise ValueError(f"Perceptron({self.d}) expects finite numbers, got {X[~np.isfinite(X)][0]}")
        return X

    def __repr__(self) -> str:
        return f"Perceptron({self.d})"
