"""The figures of a cell as pictures for the page: SVG as in the book, PNG where that would be too large.

matplotlib is never imported here: a cell that draws has done so itself.
"""

from __future__ import annotations

import base64
import gc
import io
import logging
import math
import sys
from collections.abc import Mapping
from typing import Any

from nnlib.live.output import Send

MOST = 20  # figures of a cell that are shown
LARGEST_SVG = 1_500_000  # bytes
LARGEST_PNG = 3_000_000
MOST_PIXELS = 4_000_000
LOWEST_DPI = 10  # below it letters have no size
BACKEND = "module://nnlib.live.backend"


# on its first import matplotlib makes itself a list of fonts, and says so where a page has just said that it is loading
logging.getLogger("matplotlib.font_manager").addFilter(lambda record: "font cache" not in record.getMessage())


class _TooLarge(Exception):
    """The picture has more bytes than are wanted."""


class _Bounded(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() + len(data) > LARGEST_SVG:
            raise _TooLarge
        return super().write(data)


class Figures:
    """Sends figures and counts them; `begin` is called for every cell."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begin()

    def begin(self) -> None:
        self._sent = 0

    def send(self, figure: Any) -> None:
        """One figure. Raises what matplotlib raises if it cannot be drawn."""
        if not (figure.axes or figure.lines or figure.texts or figure.images or figure.subfigs):
            return
        if self._sent == MOST:
            self._send({"kind": "figures-clipped", "shown": MOST})
        self._sent += 1
        if self._sent <= MOST:
            mime, data = picture(figure)
            event = {"kind": "figure", "mime": mime, "data": base64.b64encode(data).decode("ascii")}
            self._send({**event, "alt": description(figure)})

    def send_open(self) -> None:
        """Every figure that pyplot holds, in the order in which they were made; none stays open."""
        managers = _managers()
        try:
            for number in sorted(managers):
                self.send(managers[number].canvas.figure)
        finally:
            if managers:
                sys.modules["matplotlib.pyplot"].close("all")
                gc.collect()


def is_figure(thing: object) -> bool:
    """Whether it is a figure of matplotlib."""
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(thing, module.Figure)


def is_open(figure: Any) -> bool:
    """Whether pyplot holds the figure, so that it is shown at the end of the cell."""
    return any(manager.canvas.figure is figure for manager in _managers().values())


def _managers() -> Mapping[int, Any]:
    if "matplotlib.pyplot" not in sys.modules:
        return {}
    managers: Mapping[int, Any] = sys.modules["matplotlib._pylab_helpers"].Gcf.figs
    return managers


def picture(figure: Any) -> tuple[str, bytes]:
    """The type and the bytes of the figure's picture."""
    matplotlib = sys.modules["matplotlib"]
    width, height = figure.get_size_inches()
    dpi = min(figure.dpi, math.sqrt(MOST_PIXELS / (width * height)))
    if dpi == figure.dpi:  # an image within an SVG has the figure's pixels too
        try:
            # letters as outlines, and the same names in every run
            with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "nnlib"}):
                return "image/svg+xml", _printed(figure, _Bounded(), "svg", dpi, metadata={"Date": None})
        except _TooLarge:
            pass
    data = _printed(figure, io.BytesIO(), "png", dpi)
    while len(data) > LARGEST_PNG and dpi > LOWEST_DPI:
        dpi /= 2
        data = _printed(figure, io.BytesIO(), "png", dpi)
    return "image/png", data


def _printed(figure: Any, file: io.BytesIO, form: str, dpi: float, **more: Any) -> bytes:
    figure.canvas.print_figure(
        file, format=form, dpi=dpi, bbox_inches="tight", facecolor=figure.get_facecolor(),
        edgecolor=figure.get_edgecolor(), **more,
    )  # fmt: skip
    return file.getvalue()


def description(figure: Any) -> str:
    """Title and axes in words, for readers who do not see the picture."""
    axes = [one for one in figure.axes if one.get_label() != "<colorbar>"]
    overall = figure._suptitle.get_text() if getattr(figure, "_suptitle", None) is not None else ""
    parts = {
        "": [overall, *(one.get_title() for one in axes)],
        "x axis ": [one.get_xlabel() for one in axes],
        "y axis ": [one.get_ylabel() for one in axes],
    }
    words = [name + ", ".join(dict.fromkeys(filter(None, texts))) for name, texts in parts.items() if any(texts)]
    text = "Plot of the cell's output" + (": " + "; ".join(words) if words else "")
    text = " ".join(text.replace("$", "").split())
    return text if len(text) <= 300 else text[:296] + " ..."
