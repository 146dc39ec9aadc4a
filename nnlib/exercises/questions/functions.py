"""The functions a typed formula may use, fit for complex numbers so that their slopes can be taken by a complex step.

A choice (the kink of ReLU) looks at the real part alone. They are written in another form than nnlib has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def _relu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, 0 * z)


def _softmax(z: Any) -> Any:
    return 1 / np.sum(np.exp(z[:, None] - z[None, :]), axis=0)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sigmoid": lambda z: 0.5 + 0.5 * np.tanh(z / 2),
    "softplus": lambda z: np.log(np.exp(z / 2) + np.exp(-z / 2)) + z / 2,
    "softsign": lambda z: z / (1 + np.sign(np.real(z)) * z),
    "relu": _relu,
    "step": lambda z: np.where(np.real(z) >= 0, 1.0, 0.0),
    "sign": lambda z: np.sign(np.real(z)),
    "ramp": lambda z: _relu(z + 0.5) - _relu(z - 0.5),
    "softmax": _softmax,
    "logsumexp": lambda z: z[0] - np.log(_softmax(z)[0]),
}

_SMOOTH: tuple[Callable[..., Any], ...] = (
    lambda z: np.tanh(0.8 * z) + 0.3 * z,
    lambda z: np.log(1 + np.exp(z)) - 0.2,
    lambda z: z + 0.4 * np.sin(1.3 * z),
    lambda z: 0.3 * z * z - 0.5 * z,
    lambda z: np.exp(0.4 * z) + 0.1 * z,
)


def any_function(number: int) -> Callable[..., Any]:
    """A smooth function that stands for any: another one at each point."""
    return _SMOOTH[number % len(_SMOOTH)]
