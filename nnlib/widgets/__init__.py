"""Pictures of the book that the reader can move: one Python class and one ES module each.

>>> from nnlib.widgets import ActivationExplorer
>>> ActivationExplorer(function="tanh", z=1.0)
ActivationExplorer(function='tanh', z=1.0, alpha=0.01)
"""

from nnlib.widgets.activation_explorer import ActivationExplorer
from nnlib.widgets.base import Widget
from nnlib.widgets.loss_explorer import LossExplorer
from nnlib.widgets.softmax_bench import SoftmaxBench

#: Every widget by the name it has on a page and in a cell's metadata.
WIDGETS: dict[str, type[Widget]] = {
    widget.page_name: widget for widget in (ActivationExplorer, SoftmaxBench, LossExplorer)
}

__all__ = ["WIDGETS", "ActivationExplorer", "LossExplorer", "SoftmaxBench", "Widget"]
