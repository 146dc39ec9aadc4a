"""Trains the network of Cui's listing, scaled down to the digits, in today's PyTorch, and keeps the numbers as data.

The chapter on a network in code compares nnlib with them. Needs the extra `benchmarks`; run it as
`python benchmarks/pytorch_run.py` to renew nnlib/data/pytorch_run.json.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from nnlib.data import digits

TARGET = Path(__file__).resolve().parents[1] / "nnlib" / "data" / "pytorch_run.json"
SIZES, SEED, STEPS, BATCH, RATE, MOMENTUM = (64, 48, 48, 48, 10), 7, 300, 64, 0.2, 0.9


def main() -> None:
    torch.set_default_dtype(torch.float64)
    rng = np.random.default_rng(SEED)
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise(SIZES):
        linear = torch.nn.Linear(n_in, n_out)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(rng.normal(0, np.sqrt(6 / (n_in + n_out)), (n_out, n_in))))
            linear.bias.zero_()
        layers += [linear, torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers[:-1], torch.nn.LogSoftmax(dim=1))
    criterion = torch.nn.NLLLoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)

    data = digits()
    order = rng.permutation(len(data.t))
    x = torch.from_numpy(data.x[order].reshape(-1, 64) / 16.0)
    t = torch.from_numpy(data.t[order])
    training, losses = len(t) - 360, []
    for _ in range(STEPS):
        batch = torch.from_numpy(rng.integers(0, training, BATCH))
        optimiser.zero_grad()
        loss = criterion(model(x[batch]), t[batch])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    with torch.no_grad():
        right = int((model(x[training:]).argmax(dim=1) == t[training:]).sum())
    record = {
        "pytorch": torch.__version__,
        "script": "benchmarks/pytorch_run.py",
        "sizes": SIZES,
        "seed": SEED,
        "steps": STEPS,
        "batch": BATCH,
        "rate": RATE,
        "momentum": MOMENTUM,
        "losses": losses,
        "read_of_360": right,
        "weights_of_layer_1": float(np.linalg.norm(layers[0].weight.detach().numpy())),
    }
    TARGET.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(
        f"PyTorch {torch.__version__}: loss {losses[0]:.4f} to {losses[-1]:.4f}, {right} of 360 read; {TARGET.name} written"
    )


if __name__ == "__main__":
    main()
