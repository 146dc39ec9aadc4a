"""The definitions of all exercises, one module for each family: importing it registers its exercises.

The order of the imports is the order of the book. What several families share is in `common`, `components`, `elementwise`
and `images`; what goes wrong in a larger exercise has a module of its own.
"""

# isort: off
import nnlib.exercises.definitions.sigmoids
import nnlib.exercises.definitions.tanh_slope
import nnlib.exercises.definitions.rectifiers
import nnlib.exercises.definitions.leaky_relu
import nnlib.exercises.definitions.softmax
import nnlib.exercises.definitions.softmax_jacobian
import nnlib.exercises.definitions.squared_error
import nnlib.exercises.definitions.squared_error_gradient
import nnlib.exercises.definitions.binary_cross_entropy
import nnlib.exercises.definitions.cross_entropy
import nnlib.exercises.definitions.cross_entropy_gradient
import nnlib.exercises.definitions.divergence
import nnlib.exercises.definitions.linear_gradients
import nnlib.exercises.definitions.two_layer_gradients
import nnlib.exercises.definitions.numerical_gradients
import nnlib.exercises.definitions.initial_weights
import nnlib.exercises.definitions.gradient_norms
import nnlib.exercises.definitions.descent
import nnlib.exercises.definitions.mini_batches
import nnlib.exercises.definitions.momentum
import nnlib.exercises.definitions.nesterov
import nnlib.exercises.definitions.convolution
import nnlib.exercises.definitions.convolution_gradients
import nnlib.exercises.definitions.pooling
import nnlib.exercises.definitions.pooling_gradients  # noqa: F401
