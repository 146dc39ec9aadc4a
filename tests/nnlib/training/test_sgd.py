"""SGD against closed forms: matrix powers in mpmath, exact fractions, least squares and ridge regression."""

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from descents import EIGENVALUES, HESSIAN, MINIMUM, ROTATION, START, Weights, descend, every_form
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

import nnlib as nn
from nnlib.training import SGD

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50


@every_form
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_iterates_are_matrix_powers(settings, matrix, beta):
    steps, eta = 23, 0.1
    velocity, error = np.empty(4), np.empty(4)
    for i, s in enumerate(EIGENVALUES):
        one = mp.matrix([[mp.mpf(float(e)) for e in row] for row in matrix(mp.mpf(s), mp.mpf(eta), mp.mpf(beta))])
        velocity[i], error[i] = [
            float(e) for e in one**steps * mp.matrix([0, float(ROTATION.T[i] @ (START - MINIMUM))])
        ]
    w, optimiser = descend(steps, lr=eta, momentum=beta, **settings)
    np.testing.assert_allclose(w, MINIMUM + ROTATION @ error, rtol=0, atol=1e-13)
    if beta:
        np.testing.assert_allclose(optimiser.velocities["0.W"], ROTATION @ velocity, rtol=0, atol=1e-13)


@every_form
def test_recurrences_exactly(settings, matrix):
    """Every step in fractions, with weight decay and a rate that changes; all numbers are short in binary."""
    beta, decay, rates = Fraction(1, 2), Fraction(1, 4), [Fraction(1, 8), Fraction(1, 2), Fraction(1, 16)]
    gradients = [Fraction(3), Fraction(-5), Fraction(7, 2)]
    layer = Weights(W=[1.0])
    optimiser = SGD([layer], lr=1, momentum=float(beta), weight_decay=float(decay), **settings)
    w, v = Fraction(1), Fraction(0)
    for eta, slope in zip(rates, gradients, strict=True):
        optimiser.lr = float(eta)
        if optimiser.looks_ahead:
            optimiser.look_ahead()
            assert layer.params["W"] == [float(w + beta * v)]
            g = slope + decay * (w + beta * v)
        else:
            g = slope + decay * w
        if settings["form"] == "torch":
            v = beta * v + g
            w = w - eta * (g + beta * v) if "nesterov" in settings else w - eta * v
        else:
            v = beta * v - eta * g
            w = w + v
        layer.grads["W"] = np.array([float(slope)])
        optimiser.step()
        assert layer.params["W"] == [float(w)]
        assert optimiser.velocities["0.W"] == [float(v)]


def test_the_forms_agree_at_a_constant_rate():
    settings = {"lr": 0.07, "momentum": 0.8, "weight_decay": 0.1}
    for steps in (1, 2, 10):
        torch, torch_optimiser = descend(steps, form="torch", **settings)
        classic, classic_optimiser = descend(steps, form="classic", **settings)
        np.testing.assert_allclose(torch, classic, rtol=1e-13)
        v = torch_optimiser.velocities["0.W"]
        np.testing.assert_allclose(classic_optimiser.velocities["0.W"], -0.07 * v, rtol=1e-13)


def test_torch_nesterov_is_the_look_ahead_point_of_classic():
    settings = {"lr": 0.07, "momentum": 0.8, "weight_decay": 0.1, "nesterov": True}
    for steps in (1, 2, 10):
        torch, torch_optimiser = descend(steps, form="torch", **settings)
        classic, optimiser = descend(steps, form="classic", **settings)
        v = optimiser.velocities["0.W"].copy()
        np.testing.assert_allclose(v, -0.07 * torch_optimiser.velocities["0.W"], rtol=1e-12)
        assert np.abs(classic - torch).max() > 1e-3
        optimiser.look_ahead()
        np.testing.assert_allclose(torch, classic, rtol=1e-12)  # look_ahead moved it in place
        np.testing.assert_array_equal(optimiser.velocities["0.W"], v)


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_forms_part_when_the_rate_changes(nesterov):
    rates = [0.1, 0.1, 0.05, 0.05]
    settings = {"lr": 1, "momentum": 0.8, "nesterov": nesterov}
    for steps, same in ((2, True), (3, False), (4, False)):
        torch, _ = descend(steps, rates=rates, form="torch", **settings)
        classic, optimiser = descend(steps, rates=rates, form="classic", **settings)
        if nesterov:
            optimiser.look_ahead()
        assert (np.abs(torch - classic).max() < 1e-13) == same
        assert same or np.abs(torch - classic).max() > 0.01


def test_formulas_of_the_lecture():
    """Sybrandt's momentum as printed; his Nesterov with the look-ahead mended, and as printed, which needs eta = 1."""
    eta, alpha, beta = 0.25, 0.4, 0.7

    def lecture(look_ahead, eta, steps=12):
        w, m = START.copy(), np.zeros(4)
        for _ in range(steps):
            m = beta * m + alpha * HESSIAN @ (w - look_ahead * m - MINIMUM)
            w = w - eta * m
        return w, m

    w, m = lecture(0.0, eta)
    torch, optimiser = descend(12, lr=eta * alpha, momentum=beta)
    np.testing.assert_allclose(torch, w, rtol=1e-12)
    np.testing.assert_allclose(alpha * optimiser.velocities["0.W"], m, rtol=1e-11)
    classic, optimiser = descend(12, lr=eta * alpha, momentum=beta, form="classic")
    np.testing.assert_allclose(classic, w, rtol=1e-12)
    np.testing.assert_allclose(optimiser.velocities["0.W"], -eta * m, rtol=1e-11)

    w, m = lecture(eta * beta, eta)
    classic, optimiser = descend(12, lr=eta * alpha, momentum=beta, form="classic", nesterov=True)
    np.testing.assert_allclose(classic, w, rtol=1e-12)
    np.testing.assert_allclose(optimiser.velocities["0.W"], -eta * m, rtol=1e-11)
    assert np.abs(classic - lecture(beta, eta)[0]).max() > 0.1
    ones, _ = descend(3, lr=alpha, momentum=beta, form="classic", nesterov=True)
    np.testing.assert_allclose(ones, lecture(beta, 1.0, steps=3)[0], rtol=1e-12)


def test_long_run_of_a_constant_gradient():
    """The velocity of a constant gradient g tends to g / (1 - beta)."""
    for form, scale in (("torch", 1.0), ("classic", -0.01)):
        layer = Weights(W=[0.0])
        optimiser = SGD([layer], lr=0.01, momentum=0.9, form=form)
        layer.grads["W"] = np.array([3.0])
        for _ in range(400):
            optimiser.step()
        np.testing.assert_allclose(optimiser.velocities["0.W"], [scale * 3.0 / (1 - 0.9)], rtol=1e-13)


@pytest.mark.parametrize("form", ["torch", "classic"])
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_limit_of_the_rate(form, beta):
    """Momentum converges on a quadratic exactly for eta < 2 (1 + beta) / the largest eigenvalue (Polyak)."""
    limit = 2 * (1 + beta) / EIGENVALUES.max()
    below, _ = descend(4000, lr=0.99 * limit, momentum=beta, form=form)
    np.testing.assert_allclose(below, MINIMUM, rtol=1e-12)
    above, _ = descend(2000, lr=1.01 * limit, momentum=beta, form=form)
    assert np.abs(above - MINIMUM).max() > 1e3
    worst = ROTATION[:, 3]  # along the eigenvector of the largest eigenvalue plain descent jumps to and fro for ever
    if beta == 0:
        at, _ = descend(1001, start=MINIMUM + worst, lr=limit, form=form)
        np.testing.assert_allclose(at, MINIMUM - worst, rtol=1e-10)


def regression(seed=5, samples=40, inputs=3, outputs=2):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(samples, inputs)) + 0.5
    t = X @ rng.normal(size=(inputs, outputs)) + rng.normal(size=(samples, outputs)) + 2.0
    return X, t


def fit_linear(X, t, steps, **settings):
    layer, loss = nn.Linear(X.shape[1], t.shape[1], rng=np.random.default_rng(0)), nn.SquaredError()
    optimiser = SGD(layer, **settings)
    for _ in range(steps):
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        loss.forward(layer.forward(X), t)
        layer.backward(loss.backward(), input_grad=False)
        optimiser.step()
    return layer


@every_form
def test_weight_decay_is_ridge_regression(settings, matrix):
    """loss + lambda/2 ||W||^2 with the mean loss is N alpha of scikit-learn, which leaves the intercept alone too."""
    X, t = regression()
    layer = fit_linear(X, t, 1500, lr=0.1, momentum=0.7, weight_decay=0.3, **settings)
    ridge = Ridge(alpha=0.3 * len(X)).fit(X, t)
    np.testing.assert_allclose(layer.params["W"], ridge.coef_, rtol=1e-10)
    np.testing.assert_allclose(layer.params["b"], ridge.intercept_, rtol=1e-10)


@every_form
def test_converges_to_least_squares(settings, matrix):
    X, t = regression()
    layer = fit_linear(X, t, 1500, lr=0.1, momentum=0.7, **settings)
    exact = LinearRegression().fit(X, t)
    np.testing.assert_allclose(layer.params["W"], exact.coef_, rtol=1e-10)
    np.testing.assert_allclose(layer.params["b"], exact.intercept_, rtol=1e-10)


@given(st.floats(0.001, 1.0), st.floats(0.0, 0.99), st.booleans(), st.sampled_from(["torch", "classic"]), st.booleans())
def test_the_first_step_is_plain_descent(eta, beta, nesterov, form, decays):
    """The velocity starts at 0, so only torch's Nesterov is different: it takes (1 + beta) times the step."""
    decay = 0.5 * decays
    w, _ = descend(1, lr=eta, momentum=beta, nesterov=nesterov, form=form, weight_decay=decay)
    factor = 1 + beta if nesterov and form == "torch" else 1
    want = START - eta * factor * (HESSIAN @ (START - MINIMUM) + decay * START)
    np.testing.assert_allclose(w, want, rtol=1e-12, atol=1e-14)
