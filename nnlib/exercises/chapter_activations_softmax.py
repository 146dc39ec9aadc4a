"""The chapter on activation functions, second part: softmax and its Jacobian.

Both act on a whole vector of logits, so the axis, the shift by the maximum and the off-diagonal entries matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, register
from nnlib.softmax_family import logsumexp, softmax, softmax_jacobian

CHAPTER = "activations"
VECTOR, NEAR, HUGE = "a single vector Z", "logits near 1000", "logits of +-1000"
Z53 = np.array([[1.2, -0.4, 0.3], [0.0, 2.1, -1.5], [0.7, 0.9, 1.8], [-2.2, 0.5, 0.1], [3.0, -1.0, 0.6]])


def _probes() -> list[Probe]:
    return [
        Probe((Z53.copy(),)),
        Probe((np.array([[0.4, 1.1, -0.9, 0.2, 2.3], [1.5, -0.3, 0.8, 0.0, -1.2], [0.6, 2.0, 1.0, -2.1, 0.1]]),)),
        Probe((np.array([0.2, 1.3, -0.7, 2.4, 0.0]),), VECTOR),
        Probe((np.array([[1000.0, 999.5, 998.0, 1001.0, 997.0], [1.0, 0.0, -1.0, 2.0, 0.5], [0.3, 1e3, 1e3, 0.0, 2.0]]),), NEAR),
        Probe((np.array([[1000.0, -1000.0, 0.0], [-1000.0, 0.5, 0.1], [0.0, 1.0, 1000.0], [-1000, -999, -998], [1, 2, 4.0]]),), HUGE),
    ]


def _edge(rng: np.random.Generator) -> Probe:
    choice = int(rng.integers(3))
    if choice == 0:
        return Probe((pr.numbers(rng, pr.size(rng)),), VECTOR)
    if choice == 1:
        return Probe((pr.numbers(rng, *pr.two_sizes(rng)) + 1000,), NEAR)
    shape = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, *shape) + rng.choice([-1000.0, 0.0, 1000.0], shape),), HUGE)


def _over_the_whole(z: Array) -> Array:
    e = np.exp(z - z.max())
    return np.asarray(e / e.sum())


def _sums_to_one(axis: int) -> Any:
    return lambda _args, got: bool(got.ndim > 1 and np.allclose(got.sum(axis), 1))


def _jacobian_of(name: str) -> Any:
    """One of the matrices that are mistaken for the Jacobian, for a vector z."""

    def matrix(z: Array) -> Array:
        p = softmax(z)
        values = {
            "diagonal": np.diag(p * (1 - p)),
            "vector": p * (1 - p),
            "outer": -np.outer(p, p),
            "plus": np.diag(p) + np.outer(p, p),
            "diagonal-p": np.diag(p),
            "off-positive": np.diag(p * (1 - p)) + np.outer(p, p) - np.diag(p * p),
            "scalar": p - p @ p,
            "identity": np.eye(len(p)) - np.outer(p, p),
            "broadcast": p * (np.eye(len(p)) - p),
        }
        return np.asarray(values[name])

    return matrix


register(
    Exercise(
        id="softmax",
        signature="softmax(Z)",
        chapter=CHAPTER,
        reference=softmax,
        independent=lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True)),
        probes=_probes,
        fresh=lambda rng: Probe((pr.numbers(rng, *pr.two_sizes(rng)),)),
        fresh_edge=_edge,
        result="an array of the shape of Z",
        sizes="N rows, K columns",
        hints=(
            "Each row is normalised by itself, and a single vector counts as one row: the classes lie along the last "
            "axis, axis=-1.",
            "Adding the same number to all logits of a row changes nothing. Choose that number so that e to the power "
            "of the largest logit is 1.",
            "Subtract the maximum along axis -1 with keepdims=True, take np.exp, and divide by the sum along axis -1 "
            "with keepdims=True.",
        ),
        misconceptions=(
            Misconception(
                "whole-array",
                "All entries together sum to 1; each row should. Take the sum over axis -1 with keepdims=True, not "
                "over the whole array.",
                _over_the_whole,
            ),
            Misconception(
                "overflow",
                "Right for moderate logits, but near 1000 e^z overflows and inf/inf is nan. Subtract each row's "
                "maximum first: the result stays the same.",
                lambda Z: np.exp(Z) / np.exp(Z).sum(-1, keepdims=True),
            ),
            Misconception(
                "axis-0",
                "Your columns sum to 1 instead of your rows: axis 0 was used where the last axis, axis=-1, is needed.",
                lambda Z: softmax(Z, axis=0),
            ),
            Misconception(
                "global-maximum",
                "Right for moderate logits, but one maximum was subtracted from all rows: a row far below it becomes "
                "0/0 = nan. Subtract each row's own maximum.",
                lambda Z: np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum(-1, keepdims=True),
            ),
            Misconception(
                "no-normalisation",
                "Your result is e^(z - max z), row by row: the division by the row's sum is missing.",
                lambda Z: np.exp(Z - Z.max(-1, keepdims=True)),
            ),
            Misconception("exponential-only", "Your result is e^z: the division by the row's sum is missing.", np.exp),
            Misconception(
                "no-exponential", "Your result is z divided by the sum of its row: e^z is missing above and below.",
                lambda Z: Z / Z.sum(-1, keepdims=True),
            ),
            Misconception(
                "softmin", "Your result is softmax(-Z): the smallest logit gets the largest probability. A sign in the "
                "exponent.",
                lambda Z: softmax(-Z),
            ),
            Misconception(
                "logarithm", "Your result is the logarithm of softmax: e to the power of it is what is asked.",
                lambda Z: Z - logsumexp(Z)[..., None],
            ),
            Misconception(
                "one-hot", "You return 1 at each row's largest logit and 0 elsewhere: that is the arg max; softmax shares "
                "the 1 among all classes.",
                lambda Z: (Z == Z.max(-1, keepdims=True)) * 1.0,
            ),
            Misconception(
                "sigmoid", "This is the logistic function of every entry; rows then do not sum to 1.",
                lambda Z: 1 / (1 + np.exp(-Z)),
            ),
        ),
        quantities=lambda Z: {"N": float(Z.shape[0]), "K": float(Z.shape[-1])} if Z.ndim == 2 else {"K": float(len(Z))},
        regions=lambda Z: {
            "at each row's largest logit": Z == Z.max(-1, keepdims=True),
            "in the first row": np.arange(len(Z))[:, None] == 0 if Z.ndim == 2 else Z != Z,
        },
        terms=lambda Z: {
            "softmax(Z)": softmax(Z), "e^Z": np.exp(Z), "Z": Z, "1": np.ones_like(Z),
            "log(sum of the row's e^z)": logsumexp(Z)[..., None] + 0 * Z, "max of the row": Z.max(-1, keepdims=True) + 0 * Z,
            "softmax(Z)^2": softmax(Z) ** 2,
        },
        coefficients={"softmax(Z)": 1.0},
        properties=(
            Property("all entries between 0 and 1", lambda _a, got: bool(np.all((got >= 0) & (got <= 1)))),
            Property("rows sum to 1", _sums_to_one(-1)),
            Property("columns sum to 1", _sums_to_one(0)),
            Property(
                "the largest logit of a row has the largest value",
                lambda args, got: bool(np.all(args[0].argmax(-1) == got.argmax(-1))),
            ),
        ),
        edge_advice="Subtract each row's maximum before np.exp.",
    )
)


def _jacobian_probes() -> list[Probe]:
    return [
        Probe((np.array([0.7, -1.2, 1.5]),)),
        Probe((np.array([0.2, 1.3, -0.7, 2.4, 0.0]),)),
        Probe((np.array([1.1, 0.4, -0.6, 0.9, -2.0, 0.3, 1.8]),)),
        Probe((np.array([1000.0, 999.0, 998.5]),), NEAR),
        Probe((np.array([1000.0, -1000.0, 0.0]),), HUGE),
    ]


def _jacobian_edge(rng: np.random.Generator) -> Probe:
    z = pr.numbers(rng, pr.size(rng))
    if rng.random() < 0.5:
        return Probe((z + 1000,), NEAR)
    return Probe((z + rng.permutation(np.resize([-1000.0, 0.0, 1000.0], z.shape)),), HUGE)


def _jacobian_terms(z: Array) -> dict[str, Array]:
    p, eye, one = softmax(z), np.eye(len(z)), np.ones((len(z), len(z)))
    return {
        "p_i [i = j]": p[:, None] * eye, "p_i p_j": np.outer(p, p), "p_i^2 [i = j]": p[:, None] ** 2 * eye,
        "p_i": p[:, None] * one, "p_j": p[None, :] * one, "[i = j]": eye, "1": one,
    }  # fmt: skip


register(
    Exercise(
        id="softmax_jacobian",
        signature="softmax_jacobian(z)",
        chapter=CHAPTER,
        reference=softmax_jacobian,
        independent=lambda z: np.array([[a * ((i == j) - b) for j, b in enumerate(softmax(z))]
                                        for i, a in enumerate(softmax(z))]),
        probes=_jacobian_probes,
        fresh=lambda rng: Probe((pr.numbers(rng, pr.size(rng), scale=1.2),)),
        fresh_edge=_jacobian_edge,
        result="an array of shape (K, K)",
        sizes="K entries",
        hints=(
            "Entry (i, j) answers: how does the i-th probability change with the j-th logit? Treat i = j and i != j "
            "separately.",
            r"$\partial p_i/\partial z_j=p_i([i=j]-p_j)$, where $[i=j]$ is 1 for $i=j$ and 0 otherwise.",
            "In matrices: the diagonal matrix of p minus the outer product of p with itself; np.diag and np.outer.",
        ),
        misconceptions=(
            Misconception(
                "off-diagonal-zero",
                "The diagonal p_i(1 - p_i) is right, but off the diagonal you have 0. Every output depends on every "
                "logit: those entries are -p_i p_j.",
                _jacobian_of("diagonal"),
            ),
            Misconception(
                "only-diagonal",
                "Your result has shape (K,), expected is (K, K). It is the diagonal p_i(1 - p_i) of the Jacobian; the "
                "entries -p_i p_j beside it are missing.",
                _jacobian_of("vector"),
            ),
            Misconception(
                "diagonal-missing",
                "Your result is -p_i p_j everywhere: the term p_i [i = j] on the diagonal is missing.",
                _jacobian_of("outer"),
            ),
            Misconception(
                "plus-for-minus",
                "Your result is diag(p) + p p^T: the outer product has to be subtracted.",
                _jacobian_of("plus"),
            ),
            Misconception(
                "outer-missing",
                "Your result is diag(p): the outer product p_i p_j still has to be subtracted.",
                _jacobian_of("diagonal-p"),
            ),
            Misconception(
                "off-diagonal-sign",
                "The diagonal is right, but off the diagonal you have +p_i p_j: there the sign is minus, since a "
                "larger z_j lowers the other probabilities.",
                _jacobian_of("off-positive"),
            ),
            Misconception(
                "inner-product",
                "You have p minus the number p @ p, in one dimension: an outer product, np.outer(p, p), makes the matrix.",
                _jacobian_of("scalar"),
            ),
            Misconception(
                "identity-for-diagonal",
                "Your result is I - p p^T: the first matrix has p on its diagonal, np.diag(p), not ones.",
                _jacobian_of("identity"),
            ),
            Misconception("softmax-only", "This is softmax(z) itself, of shape (K,); its derivative is a matrix.", softmax),
        ),
        quantities=lambda z: {"K": float(len(z))},
        regions=lambda z: {
            "on the diagonal": np.eye(len(z), dtype=bool),
            "off the diagonal": ~np.eye(len(z), dtype=bool),
            "above the diagonal": np.triu(np.ones((len(z), len(z)), dtype=bool), 1),
            "below the diagonal": np.tril(np.ones((len(z), len(z)), dtype=bool), -1),
        },
        terms=_jacobian_terms,
        coefficients={"p_i [i = j]": 1.0, "p_i p_j": -1.0},
        properties=(
            Property("rows sum to 0", lambda _a, got: bool(np.allclose(got.sum(-1), 0))),
            Property("columns sum to 0", lambda _a, got: bool(np.allclose(got.sum(0), 0))),
            Property("symmetric", lambda _a, got: bool(np.allclose(got, got.T))),
            Property("diagonal positive", lambda _a, got: bool(np.all(np.diag(got) > 0))),
        ),
        edge_advice="Subtract the maximum before np.exp.",
    )
)
