"""Nielsen (2015), chapter 5: in a new sigmoid network the earlier hidden layers learn more slowly.

The speed of a layer is the length of its average gradient dC/db; from a layer to the one before, it falls about five
times.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nnlib import Linear, Network, Sigmoid, SigmoidBCE, data, lecun_normal
from published.result import Result

SAMPLES = 1000
HIDDEN = 30
SEEDS = range(20)
FACTOR = 2
# The text rounds these: 0.07 and 0.31; 0.012, 0.060 and 0.283; 0.003, 0.017, 0.070 and 0.285. The digits are those of
# fig/norms_during_training_{2,3,4}_layers.json, whose first entry is the network before training.
PUBLISHED = {
    2: (0.06574, 0.30922),
    3: (0.01184, 0.05997, 0.28314),
    4: (0.002975, 0.01708, 0.06954, 0.28514),
}


def network(hidden_layers: int, d_in: int, rng: np.random.Generator) -> Network:
    """Sigmoid layers up to the logits; weights of variance 1 / fan_in, biases of variance 1 (his default)."""
    sizes = [d_in, *[HIDDEN] * hidden_layers, 10]
    layers: list[Linear | Sigmoid] = []
    for n, m in pairwise(sizes):
        layers += [Linear(n, m, init=lecun_normal, rng=rng), Sigmoid()]
        layers[-2].params["b"] = rng.normal(size=m)
    return Network(layers[:-1])  # the last sigmoid is part of the loss


def gradient_norms(net: Network, x: np.ndarray, t: np.ndarray) -> list[float]:
    """||delta^l|| of every hidden layer, delta^l the average of dC_x/db^l over the samples.

    His cost is the sum of the cross-entropies of the outputs, nnlib's their mean.
    """
    loss = SigmoidBCE()
    targets = np.eye(10)[t]
    loss.forward(net.forward(x), targets)
    net.backward(targets.shape[1] * loss.backward(), input_grad=False)
    gradients = [net.grads[name] for name in net.grads if name.endswith(".b")]
    return [float(np.linalg.norm(gradient)) for gradient in gradients[:-1]]


def reproduce() -> Result:
    digits = data.mnist()
    images = digits.scaled().reshape(len(digits), -1)
    figures, rows, within = {}, [], True
    for layers, published in PUBLISHED.items():
        norms = []
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            chosen = rng.permutation(len(images))[:SAMPLES]
            norms.append(gradient_norms(network(layers, images.shape[1], rng), images[chosen], digits.t[chosen]))
        ours, theirs = np.array(norms), np.array(published)
        ratios, his = ours[:, 1:] / ours[:, :-1], theirs[1:] / theirs[:-1]
        inside = np.abs(np.log(ratios / his)) <= np.log(FACTOR)
        ordered = np.all(ratios > 1, axis=1)
        within = within and bool(inside.all() and ordered.all())
        figures[f"{layers} hidden layers"] = {
            "norms": {"published": published, "median": np.median(ours, axis=0).tolist(), "all": ours.tolist()},
            "ratios": {"published": his.tolist(), "median": np.median(ratios, axis=0).tolist()},
            "ordered": int(ordered.sum()),
            "ratios_within": inside.sum(axis=0).tolist(),
        }
        for layer in range(layers):
            row = [f"{layers}", f"{layer + 1}", f"{theirs[layer]:.2g}", f"{np.median(ours[:, layer]):.2g}"]
            row += [f"{ours[:, layer].min():.2g} to {ours[:, layer].max():.2g}"]
            if layer:
                ratio = ratios[:, layer - 1]
                row += [f"{his[layer - 1]:.1f}", f"{np.median(ratio):.1f}", f"{ratio.min():.1f} to {ratio.max():.1f}"]
                row += [f"{inside[:, layer - 1].sum()} of {len(SEEDS)}"]
            else:
                row += ["", "", "", ""]
            rows.append(row)
    return Result(
        title="Gradients that vanish towards the first layer",
        source="M. A. Nielsen, Neural Networks and Deep Learning, Determination Press, 2015",
        where="chapter 5, section The vanishing gradient problem; the program is fig/generate_gradient.py of the "
        "book's repository (mnielsen/neural-networks-and-deep-learning), the digits in "
        "fig/norms_during_training_*.json there",
        says="At the start of training the length of the average gradient dC/db is 0.07 and 0.31 in the two hidden "
        "layers of a 784-30-30-10 network; 0.012, 0.060 and 0.283 with three hidden layers of 30; 0.003, 0.017, "
        "0.070 and 0.285 with four: early layers learn more slowly than later ones. Sigmoid units, cross-entropy "
        "cost, weights N(0, 1/n_in), biases N(0, 1), the gradient averaged over the first 1,000 training images of "
        "MNIST; one network each.",
        did=f"The same networks from nnlib's Linear, Sigmoid and SigmoidBCE, {len(SEEDS)} seeds, each with a network "
        f"and {SAMPLES:,} images of its own; the norm of the average gradient in each hidden layer, and its ratio to "
        "that of the layer before.",
        differs=[
            "The images are training images of MNIST too, but drawn from the 10,000 of data.mnist(), whose order is "
            "not the original one, so his 1,000 cannot be told from the others.",
            "He shows one network each, we show twenty: the order and the ratios are the claim, not the third digit.",
        ],
        tolerance=f"for every seed, the norms rise from layer to layer and each ratio is within a factor {FACTOR} of "
        "his",
        within=within,
        head=[
            "hidden layers",
            "layer",
            "his norm",
            "ours, median",
            "all seeds",
            "his ratio to the layer before",
            "ours, median",
            "all seeds",
            f"within a factor {FACTOR}",
        ],
        rows=rows,
        figures=figures,
    )
