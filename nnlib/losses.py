"""The losses of the book, each with `forward(prediction, target) -> float` and `backward() -> array`.

They are means over the samples (the first axis), and the 1/N is in the gradient too: the step of gradient
descent does not depend on the size of the batch. The gradient has the shape and the floating type of the
prediction.
"""

from nnlib._loss import Loss
from nnlib.entropy_losses import NLL, SigmoidBCE, SoftmaxCrossEntropy
from nnlib.squared_losses import MSE, SquaredError

__all__ = ["MSE", "NLL", "Loss", "SigmoidBCE", "SoftmaxCrossEntropy", "SquaredError"]
