"""Still pictures of the plane: a square panel, points of two classes told apart by shape, a straight border."""

from __future__ import annotations

from collections.abc import Sequence

from nnlib.widgets.still import Panel, Still


def square(picture: Still, span: tuple[float, float], ticks: Sequence[float], side: float = 300) -> Panel:
    """A square panel that shows x1 and x2 over the same range."""
    panel = picture.panel((40, 26, side, side), span, span)
    panel.axes("x₁", "x₂", ticks, ticks)
    return panel


def class_mark(panel: Panel, x: float, y: float, label: float, size: float = 5) -> None:
    """A circle for class 1, a square for class 0."""
    a, b = panel.at(x, y)
    if label:
        panel.still.parts.append(
            f'<circle class="nnw-mark nnw-s1" fill="#0072b2" stroke="#ffffff" cx="{a:.4g}" cy="{b:.4g}" r="{size:g}"/>'
        )
    else:
        panel.still.rect("nnw-bar2", a - size, b - size, 2 * size, 2 * size)


def line_within(w: Sequence[float], b: float, span: tuple[float, float]) -> list[tuple[float, float]]:
    """The two ends of the line w^T x + b = 0 within the square, or an empty list if it does not pass through."""
    low, high = span
    corners = [(low, low), (high, low), (high, high), (low, high)]
    ends: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        start, stop = w[0] * x0 + w[1] * y0 + b, w[0] * x1 + w[1] * y1 + b
        if (start < 0) != (stop < 0):
            share = start / (start - stop)
            ends.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
    return ends[:2] if len(ends) >= 2 else []
