"""The Jacobian of softmax: every probability depends on every logit.

The entries off the diagonal matter: nearly every mistake forgets them, or gives them the wrong sign.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnlib.activations.softmax_family import softmax, softmax_jacobian
from nnlib.exercises.definitions.common import LOGITS_FAR, LOGITS_NEAR, ROWS_SUM_TO_0, sums_along
from nnlib.exercises.diagnosis import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, recipe, register


def _probes() -> list[Probe]:
    return [
        Probe((np.array([0.7, -1.2, 1.5]),)),
        Probe((np.array([0.2, 1.3, -0.7, 2.4, 0.0]),)),
        Probe((np.array([1.1, 0.4, -0.6, 0.9, -2.0, 0.3, 1.8]),)),
        Probe((np.array([1000.0, 999.0, 998.5]),), LOGITS_NEAR),
        Probe((np.array([1000.0, -1000.0, 0.0]),), LOGITS_FAR),
    ]


def _edge(rng: np.random.Generator) -> Probe:
    z = pr.numbers(rng, pr.size(rng))
    if rng.random() < 0.5:
        return Probe((z + 1000,), LOGITS_NEAR)
    return Probe((z + rng.permutation(np.resize([-1000.0, 0.0, 1000.0], z.shape)),), LOGITS_FAR)


def _from_p(matrix: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """The function of z that returns this function of the probabilities p = softmax(z)."""
    return lambda z: matrix(softmax(z))


def _terms(z: Array) -> dict[str, Array]:
    p, eye, one = softmax(z), np.eye(len(z)), np.ones((len(z), len(z)))
    return {
        "p_i [i = j]": p[:, None] * eye, "p_i p_j": np.outer(p, p), "p_i^2 [i = j]": p[:, None] ** 2 * eye,
        "p_i": p[:, None] * one, "p_j": p[None, :] * one, "[i = j]": eye, "1": one,
    }  # fmt: skip


register(
    Exercise(
        id="softmax_jacobian",
        signature="softmax_jacobian(z)",
        chapter="activations",
        reference=softmax_jacobian,
        independent=lambda z: np.array(
            [[a * ((i == j) - b) for j, b in enumerate(softmax(z))] for i, a in enumerate(softmax(z))]
        ),
        probes=_probes,
        fresh=lambda rng: Probe((pr.numbers(rng, pr.size(rng), scale=1.2),)),
        fresh_edge=_edge,
        result="an array of shape (K, K)",
        sizes="K entries",
        hints=(
            "Entry (i, j) answers: how does the i-th probability change with the j-th logit? Treat i = j and i != j "
            "separately.",
            r"$\partial p_i/\partial z_j=p_i([i=j]-p_j)$, where $[i=j]$ is 1 for $i=j$ and 0 otherwise.",
            "In matrices: the diagonal matrix of p minus the outer product of p with itself; np.diag and np.outer.",
        ),
        recipes=(
            recipe(
                ("take the probabilities", "p = softmax(z)"),
                ("put them on a diagonal", "D = diag(p)"),
                ("form the outer product", "O = outer(p, p)"),
                ("subtract", "J = D - O"),
                names={"p": "p", "D": "the diagonal matrix", "O": "the outer product"},
            ),
            recipe(
                ("take the probabilities", "p = softmax(z)"),
                ("form the identity", "I = eye(len(p))"),
                ("subtract the row p", "B = I - p"),
                ("multiply each row by its p", "J = p[:, None] * B"),
                names={"p": "p", "I": "the identity"},
            ),
            recipe(
                ("shift and take exponentials", "E = exp(z - max(z))"),
                ("normalise", "p = E / sum(E)"),
                ("fill the diagonal", "D = p * (1 - p)"),
                ("fill the rest", "O = -outer(p, p)"),
                ("put the two together", "J = where(eye(len(p)) == 1, D, O)"),
                names={"p": "p", "E": "the exponentials", "D": "the diagonal", "O": "the rest"},
            ),
        ),
        misconceptions=(
            Misconception(
                "off-diagonal-zero",
                "The diagonal p_i(1 - p_i) is right, but off the diagonal you have 0. Every output depends on every "
                "logit: those entries are -p_i p_j.",
                _from_p(lambda p: np.diag(p * (1 - p))),
            ),
            Misconception(
                "only-diagonal",
                "Your result has shape (K,), expected is (K, K). It is the diagonal p_i(1 - p_i) of the Jacobian; the "
                "entries -p_i p_j beside it are missing.",
                _from_p(lambda p: p * (1 - p)),
            ),
            Misconception(
                "diagonal-missing",
                "Your result is -p_i p_j everywhere: the term p_i [i = j] on the diagonal is missing.",
                _from_p(lambda p: -np.outer(p, p)),
            ),
            Misconception(
                "plus-for-minus",
                "Your result is diag(p) + p p^T: the outer product has to be subtracted.",
                _from_p(lambda p: np.diag(p) + np.outer(p, p)),
            ),
            Misconception(
                "outer-missing",
                "Your result is diag(p): the outer product p_i p_j still has to be subtracted.",
                _from_p(np.diag),
            ),
            Misconception(
                "off-diagonal-sign",
                "The diagonal is right, but off the diagonal you have +p_i p_j: there the sign is minus, since a "
                "larger z_j lowers the other probabilities.",
                _from_p(lambda p: np.diag(p * (1 - p)) + np.outer(p, p) - np.diag(p * p)),
            ),
            Misconception(
                "inner-product",
                "You have p minus the number p @ p, in one dimension: an outer product, np.outer(p, p), makes the matrix.",
                _from_p(lambda p: p - p @ p),
            ),
            Misconception(
                "identity-for-diagonal",
                "Your result is I - p p^T: the first matrix has p on its diagonal, np.diag(p), not ones.",
                _from_p(lambda p: np.eye(len(p)) - np.outer(p, p)),
            ),
            Misconception(
                "softmax-only", "This is softmax(z) itself, of shape (K,); its derivative is a matrix.", softmax
            ),
        ),
        quantities=lambda z: {"K": float(len(z))},
        regions=lambda z: {
            "on the diagonal": np.eye(len(z), dtype=bool),
            "off the diagonal": ~np.eye(len(z), dtype=bool),
            "above the diagonal": np.triu(np.ones((len(z), len(z)), dtype=bool), 1),
            "below the diagonal": np.tril(np.ones((len(z), len(z)), dtype=bool), -1),
        },
        terms=_terms,
        coefficients={"p_i [i = j]": 1.0, "p_i p_j": -1.0},
        properties=(
            ROWS_SUM_TO_0,
            Property("columns sum to 0", sums_along(0, 0)),
            Property("symmetric", lambda _a, got: bool(np.allclose(got, got.T))),
            Property("diagonal positive", lambda _a, got: bool(np.all(np.diag(got) > 0))),
        ),
        edge_advice="Subtract the maximum before np.exp.",
    )
)
