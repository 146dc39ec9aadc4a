"""Small matrices in Node against NumPy, mpmath's singular values and nnlib's Jacobian of a layer."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from node_math import node_answers

import nnlib
from nnlib.layers import Module

COUNT = 1000
LAYERS: dict[str, Module | None] = {
    "identity": None, "sigmoid": nnlib.Sigmoid(), "tanh": nnlib.Tanh(), "relu": nnlib.ReLU(),
    "leaky_relu": nnlib.LeakyReLU(), "softplus": nnlib.Softplus(),
}  # fmt: skip


def matrices() -> list[np.ndarray]:
    rng = np.random.default_rng(31)
    edges = [np.eye(2), -np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0.0, -3.0], [1.0, 0.0]])]
    return [*edges, *rng.normal(0, 2, (COUNT, 2, 2))]


def products() -> list[list[np.ndarray]]:
    rng = np.random.default_rng(32)
    sizes = rng.integers(1, 6, (COUNT, 3))
    return [[rng.normal(size=(p, q)), rng.normal(size=(q, r))] for p, q, r in sizes]


def layers() -> list[list[Any]]:
    rng = np.random.default_rng(33)
    names = list(LAYERS)
    return [[rng.normal(0, 2, (2, 2)), names[i % len(names)], rng.normal(0, 2, 2)] for i in range(COUNT)]


def network(W: np.ndarray, activation: str) -> nnlib.Network:
    linear = nnlib.Linear(2, 2)
    linear.params["W"], linear.params["b"] = W, np.zeros(2)
    after = LAYERS[activation]
    return nnlib.Network([linear] if after is None else [linear, after])


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Any]]:
    pairs = products()
    circles = [[*layer, 0.1 + 0.001 * k, 4] for k, layer in enumerate(layers())]
    return node_answers(
        "linear_algebra",
        {
            "matmul": ("matmul", pairs),
            "transposed": ("transposed", [[A] for A, _ in pairs]),
            "applied": ("applied", [[A, B[:, 0]] for A, B in pairs]),
            "productShape": ("productShape", [[[p, q], [r, 3]] for p in (1, 2) for q in (1, 2, 3) for r in (1, 2, 3)]),
            "determinant": ("determinant", [[M] for M in matrices()]),
            "singular": (
                "singular",
                [[M] for M in [*matrices(), np.zeros((2, 2)), np.array([[1.0, 2.0], [2.0, 4.0]])]],
            ),
            "layerOutput": ("layerOutput", layers()),
            "layerJacobian": ("layerJacobian", layers()),
            "circleImages": ("circleImages", circles),
        },
    )


def test_products_are_numpys(answers: dict[str, list[Any]]) -> None:
    for (A, B), product, turned, applied in zip(
        products(), answers["matmul"], answers["transposed"], answers["applied"], strict=True
    ):
        np.testing.assert_allclose(product, A @ B, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(turned, A.T)
        np.testing.assert_allclose(applied, A @ B[:, 0], rtol=1e-9, atol=1e-12)


def test_a_product_fits_where_numpy_multiplies(answers: dict[str, list[Any]]) -> None:
    shapes = [((p, q), (r, 3)) for p in (1, 2) for q in (1, 2, 3) for r in (1, 2, 3)]
    for (left, right), found in zip(shapes, answers["productShape"], strict=True):
        try:
            wanted: list[int] | None = list((np.ones(left) @ np.ones(right)).shape)
        except ValueError:
            wanted = None
        assert found == wanted


def test_singular_values_are_mpmaths_and_rebuild_the_matrix(answers: dict[str, list[Any]]) -> None:
    for M, found, area in zip(matrices(), answers["singular"], answers["determinant"], strict=False):
        exact = mpmath.svd_r(mpmath.matrix(M.tolist()), compute_uv=False)
        np.testing.assert_allclose(found["s"], [float(value) for value in exact], rtol=1e-9)
        U, V = np.transpose(found["u"]), np.transpose(found["v"])
        np.testing.assert_allclose(U @ np.diag(found["s"]) @ V.T, M, rtol=1e-9, atol=1e-13)
        for Q in (U, V):
            np.testing.assert_allclose(Q.T @ Q, np.eye(2), atol=1e-13)
        np.testing.assert_allclose(area, float(mpmath.det(mpmath.matrix(M.tolist()))), rtol=1e-9, atol=1e-13)


def test_singular_matrices_have_a_zero(answers: dict[str, list[Any]]) -> None:
    nothing, line = answers["singular"][-2:]
    assert nothing["s"] == [0, 0]
    np.testing.assert_allclose(line["s"], [5, 0], atol=1e-15)


def test_layer_and_jacobian_are_nnlibs(answers: dict[str, list[Any]]) -> None:
    for (W, name, x), y, J in zip(layers(), answers["layerOutput"], answers["layerJacobian"], strict=True):
        net = network(W, name)
        np.testing.assert_allclose(y, net.forward(x[None])[0], rtol=1e-9, atol=1e-300)
        np.testing.assert_allclose(J, nnlib.jacobian(net, x), rtol=1e-9, atol=1e-300)


def test_a_circle_and_its_two_images(answers: dict[str, list[Any]]) -> None:
    compass = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    for k, ((W, name, x), found) in enumerate(zip(layers(), answers["circleImages"], strict=True)):
        net, r = network(W, name), 0.1 + 0.001 * k
        curved = net.forward(x + r * compass)
        linear = net.forward(x[None]) + r * compass @ nnlib.jacobian(net, x).T
        np.testing.assert_allclose(found["curved"], curved, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found["linear"], linear, rtol=1e-9, atol=1e-12)
        gap = np.linalg.norm(curved - linear, axis=1).max()
        np.testing.assert_allclose(found["gap"], gap, rtol=1e-9, atol=1e-12)
