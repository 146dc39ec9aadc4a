"""A still picture is a few lines of SVG: scales, axes, curves, bars.

It has to be small, sharp in print, and follow the page's colours, so it is written directly. Every shape carries a
class of ``widget.css`` for the theme, and plain attributes for places without that style sheet.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

STYLES = {
    "nnw-curve": 'fill="none" stroke="#0072b2" stroke-width="2.5"',
    "nnw-other": 'fill="none" stroke="#b04a00" stroke-width="2" stroke-dasharray="6 4"',
    "nnw-tangent": 'stroke="#b04a00" stroke-width="2"',
    "nnw-axis": 'stroke="#57606a"',
    "nnw-grid": 'stroke="#d8dee4"',
    "nnw-guide": 'stroke="#57606a" stroke-dasharray="3 4"',
    "nnw-dot": 'fill="#b04a00" stroke="#ffffff" stroke-width="2"',
    "nnw-band": 'fill="#57606a" fill-opacity="0.13"',
    "nnw-box": 'fill="#ffffff" stroke="#57606a" rx="6"',
    "nnw-box nnw-box-now": 'fill="#f4f6f8" stroke="#1f2328" stroke-width="3" rx="6"',
    "nnw-wire": 'stroke="#c4cad1" stroke-width="1.5"',
    "nnw-contour": 'fill="none" stroke="#57606a" stroke-opacity="0.65"',
    "nnw-cell": 'fill="none" stroke="#c4cad1"',
    "nnw-inked": 'fill="#1f2328"',
    "nnw-bar": 'fill="#0072b2"',
    "nnw-bar2": 'fill="#b04a00"',
    "nnw-text": 'fill="#24292f" font-size="13" font-family="sans-serif"',
}


def number(value: float, digits: int = 2) -> str:
    """A number as the pictures print it: a true minus sign, and no minus zero.

    >>> number(-0.25), number(-0.001)
    ('−0.25', '0.00')
    """
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


class Still:
    """An SVG picture under construction; ``panel`` gives a part of it its own scales."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.parts: list[str] = []

    def panel(self, box: tuple[float, float, float, float], x: Sequence[float], y: Sequence[float]) -> Panel:
        """The rectangle ``box`` (left, top, width, height) showing the ranges ``x`` and ``y``."""
        return Panel(self, box, (x[0], x[1]), (y[0], y[1]))

    def text(self, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Words at a place given in picture units."""
        self.parts.append(
            f'<text class="nnw-text" {STYLES["nnw-text"]} x="{x:.4g}" y="{y:.4g}" text-anchor="{anchor}">'
            f"{html.escape(words)}</text>"
        )

    def rect(self, kind: str, x: float, y: float, width: float, height: float, opacity: float | None = None) -> None:
        """A filled rectangle in picture units; ``opacity`` makes a heat map's cell of it."""
        extra = "" if opacity is None else f' style="fill-opacity:{opacity:.3g}"'
        self.parts.append(
            f'<rect class="{kind}" {STYLES[kind]}{extra} x="{x:.4g}" y="{y:.4g}" '
            f'width="{max(width, 0):.4g}" height="{max(height, 0):.4g}"/>'
        )

    def svg(self, label: str) -> str:
        """The finished picture; ``label`` is what a screen reader says instead of it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="nnw-still" role="img" aria-label="{html.escape(label)}" '
            f'viewBox="0 0 {self.width} {self.height}">{"".join(self.parts)}</svg>'
        )


class Panel:
    """A rectangle of the picture with linear scales."""

    def __init__(
        self, still: Still, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]
    ) -> None:
        self.still, self.box, self.x, self.y = still, box, x, y

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Picture coordinates of a point; heights are clipped to the panel."""
        left, top, width, height = self.box
        y = min(max(y, self.y[0]), self.y[1])
        return (
            left + (x - self.x[0]) / (self.x[1] - self.x[0]) * width,
            top + (self.y[1] - y) / (self.y[1] - self.y[0]) * height,
        )

    def line(self, kind: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """A straight line between two points."""
        (a, b), (c, d) = self.at(x0, y0), self.at(x1, y1)
        self.still.parts.append(
            f'<line class="{kind}" {STYLES[kind]} x1="{a:.4g}" y1="{b:.4g}" x2="{c:.4g}" y2="{d:.4g}"/>'
        )

    def axes(self, x_label: str, y_label: str, x_ticks: Iterable[float], y_ticks: Iterable[float]) -> None:
        """Grid lines with numbers, the two zero lines, and what the axes mean."""
        left, top, width, height = self.box
        for tick in x_ticks:
            self.line("nnw-axis" if tick == 0 else "nnw-grid", tick, self.y[0], tick, self.y[1])
            self.still.text(self.at(tick, 0)[0], top + height + 16, f"{tick:g}".replace("-", "−"), "middle")
        for tick in y_ticks:
            self.line("nnw-axis" if tick == 0 else "nnw-grid", self.x[0], tick, self.x[1], tick)
            self.still.text(left - 6, self.at(0, tick)[1] + 4, f"{tick:g}".replace("-", "−"), "end")
        self.still.text(left, top - 7, y_label)
        self.still.text(left + width, top + height + 32, x_label, "end")

    def curve(self, kind: str, points: Iterable[tuple[float, float]]) -> None:
        """A line through the points."""
        path = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in (self.at(x, y) for x, y in points))
        self.still.parts.append(f'<path class="{kind}" {STYLES[kind]} d="{path}"/>')

    def band(self, x0: float, x1: float) -> None:
        """A shaded stretch of the x-axis."""
        left, right = self.at(max(x0, self.x[0]), 0)[0], self.at(min(x1, self.x[1]), 0)[0]
        self.still.rect("nnw-band", left, self.box[1], right - left, self.box[3])

    def dot(self, x: float, y: float) -> None:
        """The point of interest."""
        a, b = self.at(x, y)
        self.still.parts.append(f'<circle class="nnw-dot" {STYLES["nnw-dot"]} cx="{a:.4g}" cy="{b:.4g}" r="6"/>')
