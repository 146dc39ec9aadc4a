"""The figure of growth.py: how many backpropagations one gradient by finite differences costs.

`python benchmarks/numerics/figure.py` draws it anew from growth.json; a chapter can call `draw` on axes of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
POINTS = HERE / "growth.json"
PICTURE = HERE / "growth.svg"


def draw(axes: Any, points: list[dict[str, Any]]) -> None:
    """Measured points on logarithmic axes, and the line on which the ratio equals the number of weights."""
    weights = [point["weights"] for point in points]
    ends = [min(weights), max(weights)]
    _ = axes.loglog(ends, ends, color="#444444", linewidth=1.2, linestyle="--", label="ratio = number of weights")
    _ = axes.loglog(weights, [point["ratio"] for point in points], "o", label="measured")
    _ = axes.set(xlabel="number of weights", ylabel="time of finite differences\n/ time of backpropagation")
    _ = axes.legend(loc="upper left")


def save(points: list[dict[str, Any]], path: Path = PICTURE) -> None:
    """The picture as a small SVG, the same bytes for the same points."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with plt.style.context("nnlib.book"), matplotlib.rc_context({"svg.hashsalt": "nnlib"}):
        figure, axes = plt.subplots()
        draw(axes, points)
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)


if __name__ == "__main__":
    save(json.loads(POINTS.read_text())["points"])
