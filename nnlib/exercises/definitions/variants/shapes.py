"""The shape of a weight matrix in a network with layers of the student's own sizes."""
# modelsolution83c1d7

from __future__ import annotations

from itertools import permutations
from typing import Any

from nnlib.exercises.definitions.variants.predicted import predictions
from nnlib.exercises.variants import Parameters


def _matrix(parameters: Parameters) -> dict[str, Any]:
    d, m, n, k = (str(parameters[name]) for name in ("inputs", "first", "second", "outputs"))
    return {
        "right": (n, m),
        "wrong": (
            ((m, n), f"The wrong way round: $W^{{(2)}}$ multiplies a vector of {m} numbers from the left, so it has {m} columns."),
            ((m, d), f"That is the shape of $W^{{(1)}}$, from the {d} inputs to the {m} units of layer 1."),
            ((k, n), "That is the shape of $W^{(3)}$. In this book $W^{(l)}$ leads into layer $l$; in Bunescu it leads out of it."),
            ((n, d), "Layer 2 does not read the inputs: between them stands layer 1."),
        ),
        "solved": f"$W^{{(2)}}$ has a row for each of the {n} units of layer 2 and a column for each of the {m} units of layer 1.",
        "hints": (
            "$z^{(2)}=W^{(2)}a^{(1)}+b^{(2)}$: how many entries has $a^{(1)}$, how many $z^{(2)}$?",
            f"A matrix that takes a vector of {m} numbers to one of {n} has {n} rows.",
        ),
    }  # fmt: skip


predictions(
    "layer_shapes",
    [
        dict(zip(("inputs", "first", "second", "outputs"), sizes, strict=True))
        for sizes in permutations((3, 4, 5, 6, 7, 8, 9), 4)
    ],
    _matrix,
    lambda p: (
        f"A network has {p['inputs']} inputs (layer 0), layers of {p['first']} and {p['second']} hidden units and {p['outputs']} outputs. "
        "Which shape has $W^{(2)}$ in this book's notation, where $z^{(2)}=W^{(2)}a^{(1)}+b^{(2)}$?"
    ),
    "Four sizes that all differ, so that no matrix is square and no two matrices have the same shape.",
)
