"""The Jacobian of a layer or network at one sample, by Cui's recursion: K errors sent back instead of one."""

from copy import deepcopy
from math import prod

import numpy as np
import numpy.typing as npt

from nnlib._check import Array, floating
from nnlib.layers import Module


def jacobian(module: Module, x: npt.ArrayLike) -> Array:
    """Jacobian dy_k/dx_i of a module at ONE sample x, without the batch axis: (*in) gives (*out, *in).

    Rows are outputs. With z the pre-activations of a layer, Cui's lecture defines delta_kl = dy_k/dz_l and finds

        delta_kl = phi'(z_l) sum_j w_jl delta_kj,     dy_k/dx_i = sum_l w_li delta_kl

    Here j runs over the units that unit l feeds, and in the last sum l over those that the input x_i feeds.

    This is backpropagation with the output y_k in the place of the loss, so nothing new has to be written: `backward`
    computes it from dy_k/dy_j = [k = j], the row k of the identity matrix. Its first step is the activation of the last
    layer, phi'(z_k) [k = l] element by element, or y_k ([k = l] - y_l) for softmax. All K rows go in one batch, the
    sample repeated K times; one forward pass more tells how many outputs there are.

    The module works in evaluation mode (no Dropout), on a copy: its gradients, mode and memory stay as they were.
    The result has the floating type of the output. Raises what the module raises for a sample that does not fit.

    >>> from nnlib import Linear, Network, ReLU
    >>> first, last = Linear(2, 2), Linear(2, 1)
    >>> first.params["W"], last.params["W"] = [[1.0, 2.0], [3.0, -4.0]], [[5.0, 6.0]]
    >>> jacobian(Network([first, ReLU(), last]), [1.0, 1.0])  # the second hidden unit is off: only 5 (1, 2) remains
    array([[ 5., 10.]])
    """
    sample = floating("jacobian", x)[np.newaxis]
    module = deepcopy(module).eval()
    shape = module.forward(sample).shape[1:]
    outputs = prod(shape)
    y = module.forward(np.repeat(sample, outputs, axis=0))
    rows = module.backward(np.eye(outputs, dtype=y.dtype).reshape(y.shape))
    return rows.reshape(shape + sample.shape[1:])
