"""The backend of matplotlib in a page: figures are drawn without a window, `plt.show()` sends them.

Figures that are not going to be shown any more are let go while the cell still draws.
"""

from __future__ import annotations

from typing import Any

import matplotlib
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from nnlib import _host
from nnlib.live.figures import MOST


class FigureManager(FigureManagerBase):
    """Keeps as many figures open as a cell may show, and the newest."""

    def __init__(self, canvas: Any, num: int | str) -> None:
        super().__init__(canvas, num)
        matplotlib.rcParams["figure.max_open_warning"] = 0  # the page itself says that it shows no more
        for number in sorted(Gcf.figs)[MOST:]:
            Gcf.destroy(number)

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        host = _host.current.get()
        if host is not None:
            host.show_figures()


class FigureCanvas(FigureCanvasAgg):
    """The usual canvas, with this backend's manager."""

    manager_class = FigureManager
