"""SGD against closed forms: matrix powers in mpmath, exact fractions, least squares and ridge regression."""

from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

import nnlib as nn
from nnlib.layers.parameters import Parameters
from nnlib.training import SGD

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50


class Weights(nn.Module):
    """Parameters without a function: the tests write the gradients themselves."""

    def __init__(self, **arrays):
        self.params = Parameters("Weights", {name: np.array(value) for name, value in arrays.items()})
        self.grads = {name: np.zeros_like(w) for name, w in self.params.items()}

    def forward(self, x): ...
    def backward(self, dy, input_grad=True): ...


EIGENVALUES = np.array([0.3, 1.0, 2.5, 7.0])
ROTATION = np.linalg.qr(np.random.default_rng(3).normal(size=(4, 4)))[0]
HESSIAN = ROTATION @ np.diag(EIGENVALUES) @ ROTATION.T
MINIMUM = np.array([1.0, -2.0, 0.5, 3.0])
START = np.array([-1.0, 0.5, 2.0, 1.0])


def descend(steps, start=START, rates=None, observe=lambda optimiser: None, **settings):
    """The parameters after some steps on 1/2 (w - w*)^T H (w - w*), and the optimiser."""
    layer = Weights(W=start.copy())
    optimiser = SGD([layer], **settings)
    for k in range(steps):
        if rates is not None:
            optimiser.lr = rates[k]
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        layer.grads["W"] = HESSIAN @ (layer.params["W"] - MINIMUM)
        optimiser.step()
        observe(optimiser)
    return layer.params["W"], optimiser


# One step maps (v, w - w*) linearly; in the basis of the eigenvectors it is a 2 x 2 matrix for each eigenvalue s.
def torch_plain(s, eta, beta):
    return [[beta, s], [-eta * beta, 1 - eta * s]]


def torch_nesterov(s, eta, beta):
    return [[beta, s], [-eta * beta**2, 1 - eta * s - eta * beta * s]]


def classic_plain(s, eta, beta):
    return [[beta, -eta * s], [beta, 1 - eta * s]]


def classic_nesterov(s, eta, beta):
    return [[beta - eta * s * beta, -eta * s], [beta - eta * s * beta, 1 - eta * s]]


FORMS = [
    pytest.param({"form": "torch"}, torch_plain, id="torch"),
    pytest.param({"form": "torch", "nesterov": True}, torch_nesterov, id="torch-nesterov"),
    pytest.param({"form": "classic"}, classic_plain, id="classic"),
    pytest.param({"form": "classic", "nesterov": True}, classic_nesterov, id="classic-nesterov"),
]
every_form = pytest.mark.parametrize(("settings", "matrix"), FORMS)


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


@every_form
@pytest.mark.parametrize("rate", [0.1, np.float64(0.1), np.float32(0.1), np.array(0.1)], ids=repr)
def test_arrays_keep_identity_and_type(settings, matrix, rate):
    layer = nn.Linear(3, 2, dtype=np.float32, rng=np.random.default_rng(0))
    optimiser = SGD([layer], lr=rate, momentum=np.float64(0.9), weight_decay=np.float64(0.01), **settings)
    optimiser.lr = rate
    held, before = layer.params["W"], layer.params["W"].copy()
    x = np.arange(6, dtype=np.float64).reshape(2, 3)
    for _ in range(3):
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        layer.forward(x)
        layer.backward(np.ones((2, 2)))
        optimiser.step()
    assert layer.params["W"] is held and held.dtype == np.float32 and np.any(held != before)
    assert {v.dtype for v in optimiser.velocities.values()} == {np.dtype(np.float32)}
    assert {type(number) for number in (optimiser.lr, optimiser.momentum, optimiser.weight_decay)} == {float}


@every_form
def test_velocities_and_gradients_share_nothing(settings, matrix):
    layer = Weights(W=START)
    optimiser = SGD([layer], lr=0.1, momentum=0.5, **settings)
    gradient = np.ones(4)
    layer.grads["W"] = gradient
    for _ in range(3):
        if optimiser.looks_ahead:
            optimiser.look_ahead()
        optimiser.step()
        np.testing.assert_array_equal(gradient, 1.0)  # a velocity that is the gradient would have changed it
        assert not np.shares_memory(optimiser.velocities["0.W"], gradient)
        assert not np.shares_memory(optimiser.velocities["0.W"], layer.params["W"])
    before = optimiser.velocities["0.W"].copy()
    gradient[:] = 999.0
    np.testing.assert_array_equal(optimiser.velocities["0.W"], before)


def test_velocities_belong_to_one_layer_each():
    """Layers of one shape and one name of parameters, with gradients of their own."""
    first, second = Weights(W=[0.0], b=[0.0]), Weights(W=[0.0], b=[0.0])
    optimiser = SGD([first, nn.ReLU(), second], lr=0.1, momentum=0.5)
    assert sorted(optimiser.velocities) == sorted(optimiser.params) == ["0.W", "0.b", "2.W", "2.b"]
    first.grads = {"W": np.array([1.0]), "b": np.array([2.0])}
    second.grads = {"W": np.array([3.0]), "b": np.array([4.0])}
    optimiser.step()
    optimiser.step()
    assert {k: float(v[0]) for k, v in optimiser.velocities.items()} == {"0.W": 1.5, "0.b": 3, "2.W": 4.5, "2.b": 6}
    assert first.params["W"] == pytest.approx(-0.25) and second.params["b"] == pytest.approx(-1.0)


def test_a_network_and_its_layers_are_the_same():
    def network():
        rng = np.random.default_rng(1)
        inner = nn.Network([nn.Linear(4, 4, rng=rng), nn.Tanh()])
        return nn.Network([nn.Linear(3, 4, rng=rng), nn.Tanh(), inner, nn.Linear(4, 2, rng=rng)])

    x = np.random.default_rng(2).normal(size=(5, 3))
    ends = []
    for layers in (lambda net: net, lambda net: net.layers, lambda net: iter(net.layers), lambda net: [net]):
        net = network()
        optimiser = SGD(layers(net), lr=0.1, momentum=0.9, weight_decay=0.01)
        for _ in range(3):
            net.forward(x)
            net.backward(np.ones((5, 2)))
            optimiser.step()
        ends.append(np.concatenate([w.ravel() for w in net.params.values()]))
    for end in ends[1:]:
        np.testing.assert_array_equal(end, ends[0])
    net = network()
    assert list(SGD(net, lr=0.1).params) == list(net.params) == ["0.W", "0.b", "2.0.W", "2.0.b", "3.W", "3.b"]
    for name, w in SGD(net, lr=0.1).params.items():
        assert w is net.params[name]


def test_gradients_of_layers_run_by_hand():
    net = nn.Network([nn.Linear(2, 2, rng=np.random.default_rng(0)), nn.Tanh()])
    optimiser, before = SGD(net, lr=0.1), net.params["0.W"].copy()
    y = net.layers[1].forward(net.layers[0].forward([[1.0, 2.0]]))
    net.layers[0].backward(net.layers[1].backward(np.ones_like(y)))  # net.grads knows nothing of it
    optimiser.step()
    assert np.all(net.params["0.W"] != before)


def test_weight_decay_leaves_biases_alone():
    layer = Weights(W=[8.0], b=[8.0])
    layer.grads = {"W": np.array([2.0]), "b": np.array([2.0])}
    SGD([layer], lr=0.5, weight_decay=0.25).step()
    assert layer.params["W"] == [6.0] and layer.params["b"] == [7.0]
    assert layer.grads == {"W": [2.0], "b": [2.0]}  # the gradients stay those of the loss


def test_nan_and_underflow():
    layer = Weights(W=[1.0, 1.0])
    optimiser = SGD([layer], lr=0.1, momentum=0.9)
    layer.grads["W"] = np.array([np.nan, 1e-310])
    with np.errstate(all="raise"):
        for _ in range(300):
            optimiser.step()
    assert np.isnan(layer.params["W"][0]) and layer.params["W"][1] == 1.0


def test_order_of_the_calls():
    layer = Weights(W=[1.0])
    optimiser = SGD([layer], lr=0.1, momentum=0.9, nesterov=True, form="classic")
    with pytest.raises(RuntimeError, match=r"needs look_ahead\(\) before forward, then step\(\)"):
        optimiser.step()
    optimiser.look_ahead()
    with pytest.raises(RuntimeError, match=r"look_ahead\(\) was called before: a step\(\) must come in between"):
        optimiser.look_ahead()
    optimiser.step()
    with pytest.raises(RuntimeError, match="needs look_ahead"):
        optimiser.step()
    assert optimiser.looks_ahead
    for settings in ({"form": "torch", "nesterov": True}, {"form": "classic"}, {}):
        optimiser = SGD([layer], lr=0.1, momentum=0.9, **settings)
        assert not optimiser.looks_ahead
        with pytest.raises(RuntimeError, match=r"is for SGD\(form='classic', nesterov=True\) only"):
            optimiser.look_ahead()


def test_bad_arguments():
    layer = nn.Linear(2, 2)
    for name in ("lr", "weight_decay"):
        with pytest.raises(ValueError, match=f"SGD expects {name} >= 0, got -0.1"):
            SGD([layer], **{"lr": 0.1, name: -0.1})
        for bad in (np.inf, np.nan):
            with pytest.raises(ValueError, match=f"SGD expects {name} to be finite, got {bad}"):
                SGD([layer], **{"lr": 0.1, name: bad})
    for bad in (-0.1, 1.0, 1.5):
        with pytest.raises(ValueError, match=f"SGD expects 0 <= momentum < 1, got {bad}"):
            SGD([layer], lr=0.1, momentum=bad)
    with pytest.raises(ValueError, match="SGD expects form 'torch' or 'classic', got 'keras'"):
        SGD([layer], lr=0.1, form="keras")
    for none in ([], [nn.ReLU()], nn.ReLU()):
        with pytest.raises(ValueError, match="SGD expects at least one layer with parameters, got"):
            SGD(none, lr=0.1)
    net = nn.Network([layer, nn.ReLU()])
    for twice in ([layer, layer], [net, layer], [net, net]):
        with pytest.raises(ValueError, match="SGD expects each layer once, got one that stands twice"):
            SGD(twice, lr=0.1)
    for bad in (3, [layer, 3], [layer.params["W"]], "ab"):
        with pytest.raises(TypeError, match="SGD expects layers or a network, got"):
            SGD(bad, lr=0.1)
    for bad in ("0.1", None, [0.1, 0.2], 1j):
        with pytest.raises(TypeError, match="SGD expects lr to be one real number"):
            SGD([layer], lr=bad)
    optimiser = SGD([layer], lr=0)  # a rate of 0 changes nothing and is no error
    with pytest.raises(ValueError, match=r"SGD expects lr >= 0, got -1\.0"):
        optimiser.lr = -1
    assert optimiser.lr == 0.0
    assert repr(optimiser) == "SGD(lr=0, momentum=0, nesterov=False, weight_decay=0, form='torch')"
