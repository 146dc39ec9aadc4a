"""The functions that recipes are written with, by their bare names, and which of them are mistaken for each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnlib.activations import relu, sigmoid
from nnlib.activations.softmax_family import logsumexp, softmax

VOCABULARY: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(np, name) for name in (
        "exp", "log", "sqrt", "abs", "tanh", "sin", "cos", "sinh", "cosh", "sign", "square", "cumsum",
        "sum", "mean", "max", "min", "argmax", "argmin", "maximum", "minimum", "where", "clip", "prod", "var", "std",
        "outer", "diag", "eye", "zeros", "ones", "zeros_like", "ones_like", "full_like", "arange", "dot", "einsum",
        "transpose", "reshape", "ravel", "flip", "roll", "concatenate", "stack", "pad", "array", "size", "shape", "kron", "repeat",
        "logaddexp", "heaviside", "take_along_axis", "unravel_index", "floor",
    )},
    "norm": np.linalg.norm,
    "windows": sliding_window_view,
    "sigmoid": sigmoid,
    "relu": relu,
    "softmax": softmax,
    "logsumexp": logsumexp,
    **{f.__name__: f for f in (len, range, zip, enumerate, float, int, list, tuple, reversed, sorted)},
}  # fmt: skip

FAMILIES: tuple[tuple[str, ...], ...] = (
    ("sum", "mean", "max", "min", "prod", "cumsum"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("exp", "log", "sqrt", "square"),
    ("tanh", "sigmoid", "relu", "sin", "exp"),
    ("sin", "cos"),
    ("sinh", "cosh", "tanh"),
    ("abs", "square", "sign"),
    ("softmax", "sigmoid", "exp"),
    ("ones", "zeros"),
    ("ones_like", "zeros_like"),
    ("normal", "uniform"),
    ("permutation", "choice"),
    ("diag", "outer"),
    ("var", "std", "mean"),
)

# elementwise functions of one argument: their argument may have the wrong sign
OF_ONE_NUMBER = ("exp", "log", "sqrt", "tanh", "sigmoid", "softmax", "relu", "abs", "sin", "cos", "square")
# functions of one argument that can be forgotten
DROPPABLE = (
    *OF_ONE_NUMBER, "sum", "mean", "max", "min", "transpose", "flip", "ravel", "cumsum", "norm", "outer", "diag", "sinh", "cosh",
    "sign", "logsumexp", "maximum", "minimum", "pad", "clip", "list", "reversed", "float",
)  # fmt: skip
REDUCTIONS = (
    "sum",
    "mean",
    "max",
    "min",
    "prod",
    "argmax",
    "argmin",
    "cumsum",
    "norm",
    "softmax",
    "logsumexp",
    "var",
    "std",
)


def others_of(name: str) -> list[str]:
    """The functions of the same families, each once."""
    found = [other for family in FAMILIES if name in family for other in family if other != name]
    return list(dict.fromkeys(found))
