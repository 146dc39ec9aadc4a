"""Polynomials fitted to noisy samples of a wave: the test error is bias squared, variance and noise.

A stiff model is wrong in the same way each time (bias), a supple one in another way each time (variance).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole, within
from nnlib.widgets.draws import Draws
from nnlib.widgets.still import Still, number

MOST_DEGREE = 9
GRID = np.linspace(-1, 1, 81)
DRAWS = 20


def wave(x: np.ndarray) -> np.ndarray:
    """The curve behind the samples, sin(pi x)."""
    return np.asarray(np.sin(np.pi * x))


def powers(x: np.ndarray, degree: int) -> np.ndarray:
    """The rows 1, x, x^2, ... of shape (N, degree + 1)."""
    return np.vander(x, degree + 1, increasing=True)


class BiasVariance(Widget):
    """Polynomial fits by least squares with a penalty, drawn again and again.

    Parameters
    ----------
    degree : of the polynomial, 0 to 9
    samples : how many, 10 to 100, evenly spaced over [-1, 1]
    penalty : lambda of the loss 1/N sum (y - t)^2 / 2 + lambda / 2 sum of w_j^2, the constant left out; 0 to 10
    noise : standard deviation sigma of the targets, 0 to 1
    seed : 0 to 9999, of the noise

    Raises
    ------
    traitlets.TraitError : for a number outside its range

    >>> errors = BiasVariance(degree=1, noise=0.5).errors()
    >>> bool(np.isclose(errors["test"], errors["bias2"] + errors["variance"] + 0.25))
    True
    """

    page_name: ClassVar[str] = "bias-variance"

    degree = traitlets.Int(9).tag(sync=True)
    samples = traitlets.Int(12).tag(sync=True)
    penalty = traitlets.Float(0.0).tag(sync=True)
    noise = traitlets.Float(0.3).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    @traitlets.validate("degree")
    def _valid_degree(self, proposal: Any) -> int:
        return whole("degree", proposal["value"], 0, MOST_DEGREE)

    @traitlets.validate("samples")
    def _valid_samples(self, proposal: Any) -> int:
        return whole("samples", proposal["value"], 10, 100)

    @traitlets.validate("penalty")
    def _valid_penalty(self, proposal: Any) -> float:
        return within("penalty", proposal["value"], 0.0, 10.0)

    @traitlets.validate("noise")
    def _valid_noise(self, proposal: Any) -> float:
        return within("noise", proposal["value"], 0.0, 1.0)

    @traitlets.validate("seed")
    def _valid_seed(self, proposal: Any) -> int:
        return whole("seed", proposal["value"], 0, 9999)

    def places(self) -> np.ndarray:
        """The x of the samples, (N,)."""
        return np.linspace(-1, 1, self.samples)

    def fit_matrix(self, degree: int | None = None) -> np.ndarray:
        """C of shape (degree + 1, N): the coefficients of the fit to targets t are C t."""
        degree = self.degree if degree is None else degree
        penalty = np.sqrt(self.samples * self.penalty) * np.eye(degree + 1)[1:]
        both = np.vstack([powers(self.places(), degree), penalty])
        return np.asarray(np.linalg.pinv(both)[:, : self.samples])

    def errors(self, degree: int | None = None) -> dict[str, float]:
        """The mean squared errors to expect: bias2, variance, noise, their sum test, and train."""
        degree = self.degree if degree is None else degree
        C, x = self.fit_matrix(degree), self.places()
        on_grid, left = powers(GRID, degree) @ C, np.eye(self.samples) - powers(x, degree) @ C
        bias2 = float(((on_grid @ wave(x) - wave(GRID)) ** 2).mean())
        variance = float(self.noise**2 * (on_grid**2).sum(axis=1).mean())
        train = float(((left @ wave(x)) ** 2).mean() + self.noise**2 * (left**2).sum() / self.samples)
        test = bias2 + variance + self.noise**2
        return {"bias2": bias2, "variance": variance, "noise": self.noise**2, "test": test, "train": train}

    def fits(self) -> tuple[np.ndarray, np.ndarray]:
        """Targets (draws, N) and coefficients (draws, degree + 1) of 20 draws, the ones the page shows."""
        draws = Draws(self.seed)
        noise = np.array([draws.normals(self.samples) for _ in range(DRAWS)])
        targets = wave(self.places()) + self.noise * noise
        return targets, targets @ self.fit_matrix().T

    def describe(self) -> str:
        """What the test error is made of."""
        e = self.errors()
        return (
            f"Degree {self.degree}, N = {self.samples}, λ = {self.penalty:.4g}, noise σ = {number(self.noise)}. Test "
            f"error to expect: bias² {number(e['bias2'], 3)} + variance {number(e['variance'], 3)} + noise "
            f"{number(e['noise'], 3)} = {number(e['test'], 3)}; training error {number(e['train'], 3)}."
        )

    def still(self) -> str:
        """The fits to six draws on the left, the errors by degree on the right."""
        picture = Still(680, 330)
        left = picture.panel((36, 24, 300, 250), (-1, 1), (-2.2, 2.2))
        left.axes("x", "t and fits ŷ, truth dashed", (-1, 0, 1), (-2, -1, 0, 1, 2))
        targets, w = self.fits()
        for one in w[1:6]:
            left.curve("nnw-contour", zip(GRID[::2], (powers(GRID, self.degree) @ one)[::2], strict=True))
        left.curve("nnw-curve", zip(GRID[::2], (powers(GRID, self.degree) @ w[0])[::2], strict=True))
        left.curve("nnw-other", zip(GRID[::2], wave(GRID)[::2], strict=True))
        every = -(-self.samples // 34)
        for x, t in zip(self.places()[::every], targets[0][::every], strict=True):
            left.dot(x, t)
        rows = [self.errors(d) for d in range(MOST_DEGREE + 1)]
        top = max(1.1 * rows[self.degree]["test"], 3 * min(row["test"] for row in rows), 0.1)
        right = picture.panel((400, 24, 260, 250), (-0.6, MOST_DEGREE + 0.6), (0, top))
        right.axes("degree", "test error; training error dashed", range(MOST_DEGREE + 1), (0, round(top / 2, 2)))
        right.curve("nnw-curve", [(d, row["test"]) for d, row in enumerate(rows)])
        right.curve("nnw-other", [(d, row["train"]) for d, row in enumerate(rows)])
        right.dot(self.degree, rows[self.degree]["test"])
        return picture.svg(f"Bias and variance. {self.describe()}")
