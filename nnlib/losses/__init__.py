"""The losses of the book, each with `forward(prediction, target) -> float` and `backward() -> array`.

They are means over the samples (the first axis), and the 1/N is in the gradient too: the step of gradient
descent does not depend on the size of the batch. The gradient has the shape and the floating type of the
prediction. The entropies they are made of are plain functions of distributions.
"""

from nnlib.losses.base import Loss
from nnlib.losses.classification import NLL, SigmoidBCE, SoftmaxCrossEntropy
from nnlib.losses.information import cross_entropy, entropy, kl_divergence
from nnlib.losses.squared import MSE, SquaredError

__all__ = [
    "MSE", "NLL", "Loss", "SigmoidBCE", "SoftmaxCrossEntropy", "SquaredError", "cross_entropy", "entropy",
    "kl_divergence",
]  # fmt: skip
