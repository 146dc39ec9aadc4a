"""Is a gradient right? Derivatives once more by difference quotients, and what they say about backpropagation.

`gradcheck` judges one gradient, `check_gradients` all those of a network; `jacobian` gives the derivatives of
every output at once. Everything is done on copies: what is checked stays as it was.
"""

from nnlib.checking.closeness import bounded_closeness, lecture_closeness
from nnlib.checking.differences import numerical_gradient, numerical_jacobian
from nnlib.checking.gradient_check import gradcheck
from nnlib.checking.jacobians import jacobian
from nnlib.checking.network_check import check_gradients
from nnlib.checking.report import GradReport

__all__ = [
    "GradReport", "bounded_closeness", "check_gradients", "gradcheck", "jacobian", "lecture_closeness",
    "numerical_gradient", "numerical_jacobian",
]  # fmt: skip
