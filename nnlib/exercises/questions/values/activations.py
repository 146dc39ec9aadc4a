"""Numbers for the questions of the chapter on activation functions."""
# modelsolution83c1d7

from __future__ import annotations

import nnlib as nn

PLACE = -3.0


def logistic_slope() -> float:
    """Slope of the logistic function at -3."""
    return float(nn.sigmoid_prime(PLACE))


def tanh_slope() -> float:
    """Slope of tanh at -3."""
    return float(nn.tanh_prime(PLACE))


def softsign_slope() -> float:
    """Slope of softsign at -3."""
    return float(nn.softsign_prime(PLACE))


def relu_slope() -> float:
    """Slope of ReLU at -3."""
    return float(nn.relu_prime(PLACE))


def leaky_slope() -> float:
    """Slope of leaky ReLU with alpha = 1/100 at -3."""
    return float(nn.leaky_relu_prime(PLACE, 0.01))


def softplus_slope() -> float:
    """Slope of softplus at -3."""
    return float(nn.softplus_prime(PLACE))


def softmax_of_a_small_gap() -> float:
    """The larger share of two scores that differ by 0.1."""
    return float(nn.softmax([0.1, 0.0])[0])


def one_minus() -> float:
    """The smaller share."""
    return float(nn.softmax([0.1, 0.0])[1])
