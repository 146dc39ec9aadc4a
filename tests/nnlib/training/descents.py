"""A quadratic to descend on, and the four forms of a step, each as the matrix that it is on one eigenvector."""

import numpy as np
import pytest

import nnlib as nn
from nnlib.layers.parameters import Parameters
from nnlib.training import SGD


class Weights(nn.Module):
    """Parameters without a function: the tests write the gradients themselves."""

    def __init__(self, **arrays):
        self.params = Parameters("Weights", {name: np.array(value) for name, value in arrays.items()})
        self.grads = {name: np.zeros_like(w) for name, w in self.params.items()}

    def forward(self, x): ...
    def backward(self, dy, input_grad=True): ...


EIGENVALUES = np.array([0.3, 1.0, 2.5, 7.0])
ROTATION = np.linalg.qr(np.random.default_rng(3).normal(size=(4, 4)))[0]
HESSIAN = ROTATION @ np.diag(EIGENVALUES) @ ROTATION.T
MINIMUM = np.array([1.0, -2.0, 0.5, 3.0])
START = np.array([-1.0, 0.5, 2.0, 1.0])


def descend(steps, start=START, rates=None, observe=lambda optimiser: None, **settings):
    """The parameters after some steps on 1/2 (w - w*)^T H (w - w*), and the optimiser."""
    layer = Weights(W=start.copy())
    optimiser = SGD([layer], **settings)
    for k in range(steps):
        if rates is not None:
            optimiser.lr = rates[k]
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        layer.grads["W"] = HESSIAN @ (layer.params["W"] - MINIMUM)
        optimiser.step()
        observe(optimiser)
    return layer.params["W"], optimiser


# One step maps (v, w - w*) linearly; in the basis of the eigenvectors it is a 2 x 2 matrix for each eigenvalue s.
def torch_plain(s, eta, beta):
    return [[beta, s], [-eta * beta, 1 - eta * s]]


def torch_nesterov(s, eta, beta):
    return [[beta, s], [-eta * beta**2, 1 - eta * s - eta * beta * s]]


def classic_plain(s, eta, beta):
    return [[beta, -eta * s], [beta, 1 - eta * s]]


def classic_nesterov(s, eta, beta):
    return [[beta - eta * s * beta, -eta * s], [beta - eta * s * beta, 1 - eta * s]]


FORMS = [
    pytest.param({"form": "torch"}, torch_plain, id="torch"),
    pytest.param({"form": "torch", "nesterov": True}, torch_nesterov, id="torch-nesterov"),
    pytest.param({"form": "classic"}, classic_plain, id="classic"),
    pytest.param({"form": "classic", "nesterov": True}, classic_nesterov, id="classic-nesterov"),
]
every_form = pytest.mark.parametrize(("settings", "matrix"), FORMS)
