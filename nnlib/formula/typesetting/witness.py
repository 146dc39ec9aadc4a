r"""A lecture's own formulas, read by the rules of the table and executed on a network: a wrong rule cannot pass them.

What is translated and read back by one and the same rule would come out right even if the rule were wrong; these
formulas are the lecture's word against it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.formula.checking.check import check
from nnlib.formula.semantics.scene import Graph, Scene
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.dialect import Dialect
from nnlib.formula.typesetting.legend import Legend
from nnlib.formula.typesetting.speech import Speech

WIDTHS = (3, 5, 4, 6, 2)  # all different, or an index in the wrong place would not be seen
SAMPLES = 7
STEP = 1e-30
Array = Any


def network(seed: int = 0, bias: bool = True) -> Scene:
    """A network of tanh units with the squared error, for one sample and for several, in the book's letters."""
    rng = np.random.default_rng(seed)
    last = len(WIDTHS) - 1
    layers = range(1, last + 1)

    def received(g: Graph, layer: int) -> Array:
        weights, before = g.W[layer], g.a[layer - 1]
        return np.array([np.dot(row, before) for row in weights]) + g.b[layer]

    def received_by_all(g: Graph, layer: int) -> Array:
        return np.einsum("nj,ij->ni", g.A[layer - 1], g.W[layer]) + g.b[layer]

    def errors(g: Graph, layer: int) -> Array:
        z = np.asarray(g.Z[layer], dtype=complex)
        slopes = np.zeros(z.shape)
        for place in np.ndindex(z.shape):
            moved = z.copy()
            moved[place] += 1j * STEP
            last_row = g.disturb(("Z", layer), moved).A[last][place[0]]
            slopes[place] = np.imag(np.sum((last_row - g.T[place[0]]) ** 2) / 2) / STEP
        return slopes

    def error(g: Graph, layer: int) -> Array:
        z = np.asarray(g.z[layer], dtype=complex)
        moved = [g.disturb(("z", layer), z + 1j * STEP * unit).ell for unit in np.eye(len(z))]
        return np.array([np.imag(loss) / STEP for loss in moved])

    def active(z: Array) -> Array:
        return np.sinh(z) / np.cosh(z)

    return Scene(
        given={
            "L": last,
            "X": rng.normal(size=(SAMPLES, WIDTHS[0])),
            "T": rng.normal(size=(SAMPLES, WIDTHS[-1])),
            "d": dict(enumerate(WIDTHS)),
            "x": rng.normal(size=WIDTHS[0]),
            "t": rng.normal(size=WIDTHS[-1]),
            "w": {n: rng.normal(size=(WIDTHS[n], WIDTHS[n - 1])) for n in layers},
            "b": {n: rng.normal(size=WIDTHS[n]) * bias for n in layers},
        },
        rules={
            "hat_y": lambda g: g.a[last],
            "ell": lambda g: sum((y - t) ** 2 for y, t in zip(g.hat_y, g.t, strict=True)) / 2,
            "mathcal_L": lambda g: g.ell,  # of one sample
        },
        layers={
            "W": lambda g, n: g.w[n],
            "z": received,
            "a": lambda g, n: g.x if n == 0 else active(g.z[n]),
            "delta": error,
            "Z": received_by_all,
            "A": lambda g, n: g.X if n == 0 else active(g.Z[n]),
            "Delta": errors,
        },
        functions={"varphi": np.tanh},
        ranges={"l": range(2, last)},  # l - 1 and l + 1 are layers of units too
    )


def objection(dialect: Dialect) -> str | None:
    """Which of the lecture's own formulas is false if the table's rules are true; None if none is."""
    legend = Legend(dialect)
    bias = bool(dialect.words["b"].layered) if "b" in dialect.words else False
    for latex in dialect.says:
        where = f"{dialect.author}'s own formula {latex!r}"
        try:
            chains = Speech(legend).read(parse(latex, dialect.vocabulary))
        except FormulaError as error:
            return f"{where} cannot be read by the table's rules: {error}"
        failure = check(chains, [network(seed, bias) for seed in (1, 2)]).failure
        if failure:
            return f"{where} does not hold if it is read by the table's rules: {failure}"
    return None
