"""He, Zhang, Ren and Sun (2015): weights of variance 2 / n keep the signal through relu, those of 1 / n lose it.

After L layers the second signal is 1 / sqrt(2)^L of the first, in the paper bearable at 22 layers and not at 30.
"""

from __future__ import annotations

import numpy as np

from nnlib import Linear, Network, ReLU, he_normal, xavier_normal
from nnlib.initialisers import Initialiser
from published.result import Result

WIDTH = 512
LAYERS = 30
SHOWN = (1, 10, 22, 30)
SEEDS = range(20)
SAMPLES = 100
FACTOR = 2


def deep_network(init: Initialiser, rng: np.random.Generator) -> Network:
    """Linear and relu, LAYERS times, all of one width, the biases 0."""
    layers: list[Linear | ReLU] = []
    for _ in range(LAYERS):
        layers += [Linear(WIDTH, WIDTH, init=init, rng=rng), ReLU()]
    return Network(layers)


def root_mean_square(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def signals(net: Network, rng: np.random.Generator) -> tuple[list[float], float]:
    """Root mean square behind each linear layer for x ~ N(0, 1), and that of dL/dx for dL/dy ~ N(0, 1)."""
    x = rng.normal(size=(SAMPLES, WIDTH))
    net.forward(x)
    gradient = root_mean_square(net.backward(rng.normal(size=x.shape)))
    sizes = []
    for layer in net.layers:
        x = layer.forward(x)
        if isinstance(layer, Linear):
            sizes.append(root_mean_square(x))
    return sizes, gradient


def reproduce() -> Result:
    found = {
        name: [
            signals(deep_network(init, np.random.default_rng([seed, case])), np.random.default_rng([seed, case, 1]))
            for seed in SEEDS
        ]
        for case, (name, init) in enumerate({"he": he_normal, "xavier": xavier_normal}.items())
    }
    forward = {name: np.array([sizes for sizes, _ in runs]) for name, runs in found.items()}
    backward = {name: np.array([gradient for _, gradient in runs]) for name, runs in found.items()}
    places = [(f"signal behind layer {n}", forward["he"][:, n - 1], forward["xavier"][:, n - 1], n) for n in SHOWN]
    places.append((f"gradient by the input of {LAYERS} layers", backward["he"], backward["xavier"], LAYERS))
    rows, figures, within = [], {}, True
    for words, he, xavier, layers in places:
        expected, ratio = 2 ** (-layers / 2), xavier / he
        inside = np.abs(np.log(ratio / expected)) <= np.log(FACTOR)
        within = within and bool(np.median(ratio) / expected <= FACTOR and expected / np.median(ratio) <= FACTOR)
        figures[words] = {"he": he.tolist(), "xavier": xavier.tolist(), "published ratio": expected}
        row = [words, f"{np.median(he):.2g} ({he.min():.2g} to {he.max():.2g})", f"{np.median(xavier):.2g}"]
        row += [f"{expected:.2g}", f"{np.median(ratio):.2g}", f"{ratio.min():.2g} to {ratio.max():.2g}"]
        rows.append([*row, f"{inside.sum()} of {len(SEEDS)}"])
    kept = forward["he"][:, -1] / forward["he"][:, 0]
    return Result(
        title="The signal through 30 relu layers",
        source="K. He, X. Zhang, S. Ren and J. Sun, Delving deep into rectifiers: surpassing human-level performance "
        "on ImageNet classification, ICCV 2015 (arXiv 1502.01852)",
        where="section 2.2, equations 10 and 14 and the comparison with the Xavier initialisation; figures 2 and 3",
        says="With relu, weights of variance 2 / n keep the variance of the signal from layer to layer, and that of "
        "the gradient; weights of variance 1 / n, Xavier's in the forward case, make the standard deviation 1 / "
        "sqrt(2)^L of that after L layers. A 22-layer network still learnt with either, a 30-layer one with variance "
        "2 / n only.",
        did=f"{LAYERS} linear layers of {WIDTH} units with relu at the start, he_normal against xavier_normal "
        f"(variance 1 / n where both fans are n), {len(SEEDS)} seeds each, {SAMPLES} inputs from N(0, 1); root mean "
        "squares in front of the relus and of the gradient by the input. With he_normal the signal at the last layer "
        f"is {np.median(kept):.2f} times that at the first (all seeds {kept.min():.2f} to {kept.max():.2f}).",
        differs=[
            "Their networks are convolutional and are trained on ImageNet; ours are linear layers at the start, for "
            "which the paper derives the factor. That the 30-layer network does not learn is not reproduced here.",
        ],
        tolerance=f"median ratio of the two within a factor {FACTOR} of 1 / sqrt(2)^L",
        within=within,
        head=[
            "root mean square",
            "he_normal, median (all seeds)",
            "xavier_normal, median",
            "their ratio as published",
            "ours, median",
            "all seeds",
            f"within a factor {FACTOR}",
        ],
        rows=rows,
        figures=figures,
    )
