"""The vectorised layer by its shapes: which product of two factors fits, and which is the one that is wanted.

A gradient has the shape of its variable, and the sum runs over what the result no longer has. These two facts fix every
transpose of the backward step.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import traitlets

from nnlib.widgets.base import Widget, whole
from nnlib.widgets.still import Still

#: Rows and columns of each matrix by the name of their size: N samples, d_in inputs, d_out units.
SHAPES = {"X": ("N", "d_in"), "W": ("d_out", "d_in"), "dZ": ("N", "d_out"), "1": ("N", "1")}
FACTORS = tuple(name + turn for name in SHAPES for turn in ("", ".T"))
GOALS = {"Z": ("X", "W.T"), "dW": ("dZ.T", "X"), "db": ("1.T", "dZ"), "dX": ("dZ", "W")}


class MatrixShapes(Widget):
    """A product of two factors as rectangles, held against the quantity that is wanted.

    Parameters
    ----------
    goal : one of ``GOALS``: the pre-activations Z, or the gradient dW, db or dX
    left, right : the factors, each of ``FACTORS``; 1 is the column of ones, .T stands for the transpose
    samples, inputs, outputs : the sizes N, d_in and d_out, each 1 to 6

    Raises
    ------
    traitlets.TraitError : for an unknown name or a size outside its range

    >>> MatrixShapes(left="dZ.T").describe()
    'dZᵀ X fits: (2 × 4)(4 × 3) = 2 × 3, and it is dW.'
    """

    page_name: ClassVar[str] = "matrix-shapes"

    goal = traitlets.Enum(tuple(GOALS), "dW").tag(sync=True)
    left = traitlets.Enum(FACTORS, "dZ").tag(sync=True)
    right = traitlets.Enum(FACTORS, "X").tag(sync=True)
    samples = traitlets.Any(default_value=4).tag(sync=True)
    inputs = traitlets.Any(default_value=3).tag(sync=True)
    outputs = traitlets.Any(default_value=2).tag(sync=True)

    @traitlets.validate("samples", "inputs", "outputs")
    def _valid_size(self, proposal: Any) -> int:
        return whole(proposal["trait"].name, proposal["value"], 1, 6)

    def _matrix(self, name: str) -> np.ndarray:
        """The matrix of that name, with random entries that are the same each time."""
        rng = np.random.default_rng(7)
        sizes = {"N": self.samples, "d_in": self.inputs, "d_out": self.outputs, "1": 1}
        found = {key: rng.normal(size=[sizes[side] for side in sides]) for key, sides in SHAPES.items()}
        found["1"] = np.ones((self.samples, 1))
        return found[name.removesuffix(".T")].T if name.endswith(".T") else found[name]

    def _judged(self) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray]:
        """Left and right factor, their product if there is one, and what is wanted."""
        left, right = self._matrix(self.left), self._matrix(self.right)
        a, b = GOALS[self.goal]
        product = left @ right if left.shape[1] == right.shape[0] else None
        return left, right, product, self._matrix(a) @ self._matrix(b)

    def _sides(self, name: str) -> tuple[str, ...]:
        sides = SHAPES[name.removesuffix(".T")]
        return sides[::-1] if name.endswith(".T") else sides

    def describe(self) -> str:
        """Whether the product fits, and whether it is what is wanted."""
        left, right, product, goal = self._judged()
        (p, q), (r, s), (t, u) = left.shape, right.shape, goal.shape
        name = f"{self.left} {self.right}".replace(".T", "ᵀ")
        sizes = f"({p} × {q})({r} × {s})"
        if product is None:
            return f"{name} does not fit: {sizes}, and {q} is not {r}. {self.goal} must be {t} × {u}."
        fits = f"{name} fits: {sizes} = {p} × {s}"
        inner, outer = self._sides(self.left)[1], self._sides(self.right)[0]
        if inner != outer:
            return f"{fits}, but only because {inner} and {outer} are both {q} here."
        if product.shape == goal.shape and np.allclose(product, goal):
            return f"{fits}, and it is {self.goal}."
        if product.shape == goal.T.shape and np.allclose(product, goal.T):
            return f"{fits}, the right numbers but transposed: {self.goal} must be {t} × {u}."
        if product.shape == goal.shape:
            return f"{fits}, the size of {self.goal}, but not its numbers."
        return f"{fits}, but {self.goal} must be {t} × {u}."

    def still(self) -> str:
        """The factors, their product and the wanted shape as rectangles of cells."""
        left, right, product, goal = self._judged()
        picture = Still(560, 250)
        x = 30.0
        names = [(self.left, left), (self.right, right), ("product", product), (f"wanted: {self.goal}", goal)]
        for k, (name, matrix) in enumerate(names):
            if matrix is None:
                picture.text(x, 115, "no product")
                x += 110
                continue
            rows, columns = matrix.shape
            top = 115 - 10 * rows
            picture.rect("nnw-box", x, top, 20 * columns, 20 * rows)
            view = picture.panel((x, top, 20 * columns, 20 * rows), (0, columns), (0, rows))
            for i in range(1, rows):
                view.line("nnw-grid", 0, i, columns, i)
            for j in range(1, columns):
                view.line("nnw-grid", j, 0, j, rows)
            picture.text(x + 10 * columns, top - 8, f"{rows} × {columns}", "middle")
            picture.text(x + 10 * columns, 210, name.replace(".T", "ᵀ"), "middle")
            x += 20 * columns + 34
            if k < 2:
                picture.text(x - 17, 119, "·="[k], "middle")
        return picture.svg(f"Two factors and their product as rectangles. {self.describe()}")
