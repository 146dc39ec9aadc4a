"""The definitions of all exercises, one module for each family: importing it registers its exercises.

The order of the imports is the order of the book. `elementwise` and `common` hold what several families share.
"""

# isort: off
import nnlib.exercises.definitions.sigmoids
import nnlib.exercises.definitions.rectifiers
import nnlib.exercises.definitions.leaky_relu
import nnlib.exercises.definitions.softmax
import nnlib.exercises.definitions.softmax_jacobian
import nnlib.exercises.definitions.squared_error
import nnlib.exercises.definitions.squared_error_gradient
import nnlib.exercises.definitions.binary_cross_entropy
import nnlib.exercises.definitions.cross_entropy
import nnlib.exercises.definitions.cross_entropy_gradient
import nnlib.exercises.definitions.divergence  # noqa: F401
