"""Networks: layers in a row, and every quantity of back-propagation through them.

A network is itself a module, so one may stand within another. The lectures' networks are constructors.
"""

from nnlib.networks.lectures import cui_dnn, one_hidden_layer, taura_cnn
from nnlib.networks.network import Network
from nnlib.networks.tracing import Step, Trace, trace

__all__ = ["Network", "Step", "Trace", "cui_dnn", "one_hidden_layer", "taura_cnn", "trace"]
