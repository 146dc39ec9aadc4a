"""Networks: layers in a row, and every quantity of back-propagation through them."""

from nnlib.networks.network import Network

__all__ = ["Network"]
