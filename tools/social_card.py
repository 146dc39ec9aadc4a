"""Draws book/_static/social-card.png, the picture a shared link shows (1200 x 630 pixels)."""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import nnlib as nn

TARGET = Path(__file__).resolve().parent.parent / "book" / "_static" / "social-card.png"


def main() -> None:
    plt.style.use("nnlib.book")
    figure = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="#0b3c5d", layout="none")
    axes = figure.add_axes((0.08, 0.1, 0.84, 0.55), facecolor="none")
    z = np.linspace(-6, 6, 400)
    axes.plot(z, nn.sigmoid(z), color="white", linewidth=6)
    near = np.array([-2.2, 2.2])
    axes.plot(near, 0.5 + nn.sigmoid_prime(0.0) * near, color="#e69f00", linewidth=4)
    axes.plot([0], [0.5], "o", color="#e69f00", markersize=16)
    axes.set_axis_off()
    figure.text(0.08, 0.8, "Neural Networks, Executed", color="white", fontsize=44, weight="bold", va="center")
    figure.text(
        0.08, 0.7, "a textbook in which every cell runs and every answer is checked", color="#cfe3f1", fontsize=21
    )
    figure.savefig(TARGET, facecolor=figure.get_facecolor())


if __name__ == "__main__":
    main()
