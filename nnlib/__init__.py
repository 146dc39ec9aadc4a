"""nnlib: the mathematics of neural networks in NumPy, small enough to read.

Activation functions, losses and layers, networks made of them, the gradient and its checks, training. Importing it
needs NumPy and nothing else; widgets, exercises and formulas are subpackages with dependencies of their own.
"""

from importlib.metadata import version

from nnlib import activations, checking, data, initialisers, layers, losses, networks, perceptron, training
from nnlib.activations import *  # noqa: F403
from nnlib.checking import *  # noqa: F403
from nnlib.initialisers import *  # noqa: F403
from nnlib.layers import *  # noqa: F403
from nnlib.losses import *  # noqa: F403
from nnlib.networks import *  # noqa: F403
from nnlib.perceptron import *  # noqa: F403
from nnlib.training import *  # noqa: F403

__version__ = version("nnlib")

__all__ = ["data"]  # data.digits() and its like; of the other subpackages the names themselves
__all__ += activations.__all__
__all__ += checking.__all__
__all__ += initialisers.__all__
__all__ += layers.__all__
__all__ += losses.__all__
__all__ += networks.__all__
__all__ += perceptron.__all__
__all__ += training.__all__
