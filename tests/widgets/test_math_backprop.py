"""Backpropagation of one sample in Node against nnlib's trace; its difference quotients against nnlib's."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from node_math import node_answers

import nnlib
from nnlib.layers import Module

HIDDEN: dict[str, type[Module]] = {
    "identity": nnlib.Identity, "sigmoid": nnlib.Sigmoid, "tanh": nnlib.Tanh, "relu": nnlib.ReLU,
    "leaky_relu": nnlib.LeakyReLU, "softplus": nnlib.Softplus,
}  # fmt: skip
SIZES = [[1, 1, 1], [2, 2, 2], [2, 3, 2], [2, 2, 2, 2], [3, 2]]


class SummedBCE(nnlib.SigmoidBCE):
    """The sum over the outputs, as Wan prints it; nnlib's is the mean over samples and outputs."""

    def forward(self, prediction: Any, target: Any) -> float:
        return super().forward(prediction, target) * np.shape(target)[1]

    def backward(self) -> np.ndarray:
        gradient = super().backward()
        return gradient * gradient.shape[1]


OUTPUTS: dict[str, tuple[list[Module], Any]] = {
    "squared": ([], nnlib.SquaredError()),
    "sigmoid-squared": ([nnlib.Sigmoid()], nnlib.SquaredError()),
    "sigmoid-ce": ([], SummedBCE()),
    "softmax-ce": ([], nnlib.SoftmaxCrossEntropy()),
}
ETA = 0.3


def samples() -> list[dict[str, Any]]:
    rng = np.random.default_rng(71)
    out = []
    for i in range(1000):
        sizes = SIZES[i % len(SIZES)]
        count = sum(p * q + q for p, q in itertools.pairwise(sizes))
        target = rng.uniform(0, 1, sizes[-1]) if i % 3 else np.eye(sizes[-1])[rng.integers(sizes[-1])]
        out.append(
            {
                "sizes": sizes, "activation": list(HIDDEN)[i % len(HIDDEN)], "loss": list(OUTPUTS)[(i // 5) % 4],
                "x": rng.normal(0, 1, sizes[0]).tolist(), "target": target.tolist(),
                "weights": rng.normal(0, (1, 3)[i % 2], count).tolist(),
            }
        )  # fmt: skip
    return out


def network(sample: dict[str, Any], weights: np.ndarray) -> tuple[nnlib.Network, Any, np.ndarray]:
    sizes, layers, at = sample["sizes"], [], 0
    for l, (p, q) in enumerate(itertools.pairwise(sizes)):
        linear = nnlib.Linear(p, q)
        linear.params["W"] = weights[at : at + p * q].reshape(q, p)
        linear.params["b"] = weights[at + p * q : at + p * q + q]
        at += p * q + q
        layers += [linear] if l == len(sizes) - 2 else [linear, HIDDEN[sample["activation"]]()]
    after, loss = OUTPUTS[sample["loss"]]
    target = np.array([sample["target"]])
    if sample["loss"] == "softmax-ce":
        target = np.array([int(np.argmax(sample["target"]))])
    return nnlib.Network([*layers, *after]), loss, target


def flat(seen: nnlib.Trace) -> np.ndarray:
    return np.concatenate([part for l in seen.grad_W for part in (seen.grad_W[l].ravel(), seen.grad_b[l])])


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    return node_answers(
        "backprop",
        {
            "all": ("backpropagation", [[s] for s in samples()]),
            "numeric": ("numericalGradient", [[s] for s in samples()]),
            "updated": ("afterDescent", [[s, ETA] for s in samples()]),
            "loss": ("lossAt", [[s] for s in samples()]),
        },
    )


def test_every_number_is_nnlibs(answers: dict[str, list[Any]]) -> None:
    for sample, found, moved, loss_at in zip(
        samples(), answers["all"], answers["updated"], answers["loss"], strict=True
    ):
        weights = np.array(sample["weights"])
        net, loss, target = network(sample, weights)
        seen = nnlib.trace(net, loss, [sample["x"]], target)
        assert found["loss"] == pytest.approx(seen.loss, rel=1e-9, abs=1e-15) and loss_at == found["loss"]
        L = len(sample["sizes"]) - 1
        for l in range(1, L + 1):
            pairs = [(found["z"][l - 1], seen.z[l][0]), (found["dW"][l - 1], seen.grad_W[l]), (found["db"][l - 1], seen.grad_b[l])]  # fmt: skip
            if l < L:
                pairs.append((found["a"][l], seen.a[l][0]))
            # one rounding of the output can be all that is left of output - target
            for got, wanted in [*pairs, (found["delta"][l - 1], seen.delta[l][0])]:
                np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-13, err_msg=str(sample))
        output = {"sigmoid-ce": nnlib.sigmoid, "softmax-ce": nnlib.softmax}.get(sample["loss"], lambda v: v)
        np.testing.assert_allclose(found["a"][L], output(seen.prediction)[0], rtol=1e-9, atol=1e-300)
        np.testing.assert_allclose(moved, weights - ETA * flat(seen), rtol=1e-9, atol=1e-13)


def test_difference_quotients_are_nnlibs(answers: dict[str, list[Any]]) -> None:
    """Both take the same steps, so only the rounding of the loss is between them: 2^-52 of it over the step."""
    for sample, found in zip(samples(), answers["numeric"], strict=True):

        def f(weights: np.ndarray, sample: dict[str, Any] = sample) -> float:
            net, loss, target = network(sample, weights)
            return float(loss.forward(net.forward(np.array([sample["x"]])), target))

        weights = np.array(sample["weights"])
        wanted = nnlib.numerical_gradient(f, weights)
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-8 * max(1.0, f(weights)))
