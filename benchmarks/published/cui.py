"""Karpathy (2019): the loss of a new classifier is log K for K classes. Here that of Cui's network with 3,000."""

from __future__ import annotations

from math import log

import numpy as np

from nnlib import NLL, SGD, cui_dnn
from published.result import Result

CLASSES = 3000
SAMPLES = 128
SEEDS = range(5)
RATE = 0.1
TOLERANCE = 0.02  # of log K
STEPS = {"float64": np.float64, "float32": np.float32}


def losses(dtype: type, seed: int) -> tuple[float, float, int]:
    """NLL of a batch of random frames and labels before and after one step on it, and the number of parameters."""
    rng = np.random.default_rng(seed)
    net, loss = cui_dnn(dtype=dtype, rng=rng), NLL()
    x, t = rng.normal(size=(SAMPLES, 460)).astype(dtype), rng.integers(CLASSES, size=SAMPLES)
    before = loss.forward(net.forward(x), t)
    net.backward(loss.backward(), input_grad=False)
    SGD(net, RATE).step()
    return before, loss.forward(net.forward(x), t), sum(array.size for array in net.params.values())


def reproduce() -> Result:
    expected, rows, figures, within = log(CLASSES), [], {}, True
    for name, dtype in STEPS.items():
        runs = [losses(dtype, seed) for seed in SEEDS]
        before, after = np.array([run[0] for run in runs]), np.array([run[1] for run in runs])
        within = within and bool(np.all(np.abs(before / expected - 1) <= TOLERANCE) and np.all(after < before))
        figures[name] = {"before": before.tolist(), "after": after.tolist()}
        row = [name, f"{expected:.3f}", f"{before.mean():.3f}", f"{before.min():.3f} to {before.max():.3f}"]
        rows.append([*row, f"{after.mean():.3f}"])
    return Result(
        title="The first loss of the network for speech",
        source="A. Karpathy, A recipe for training neural networks, 2019 (karpathy.github.io); the network is Cui's",
        where="section 2, tip verify loss @ init; Cui, A DNN example in Torch, Algorithm 1",
        says="With a last layer that is initialised correctly, the loss of a softmax over K classes starts at -log(1 "
        f"/ K); for the lecture's {CLASSES:,} classes that is {expected:.3f}.",
        did=f"cui_dnn() ({runs[0][2]:,} parameters, log-softmax and NLL), {len(SEEDS)} seeds, {SAMPLES} frames from "
        f"N(0, 1) with labels drawn at random; then one step of SGD with rate {RATE:g} on the same batch.",
        differs=["The frames are random numbers: Cui's are speech, which is not to be had."],
        tolerance=f"every first loss within {TOLERANCE:.0%} of log {CLASSES}, and lower after the step",
        within=within,
        head=["", f"log {CLASSES}", "first loss, mean", "all seeds", "after one step"],
        rows=rows,
        figures=figures,
    )
