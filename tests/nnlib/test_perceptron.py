"""The perceptron against Novikoff's theorem, linear programming and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sklearn.linear_model import Perceptron as Reference
from sklearn.svm import SVC

from nnlib.perceptron import Perceptron

pytestmark = pytest.mark.filterwarnings("error")

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([0, 1, 1, 0])


def separable(X, t):
    """True if some w, b has s (w^T x + b) >= 1 for all samples, by linear programming."""
    signed = (2 * t - 1)[:, None] * np.column_stack([X, np.ones(len(X))])
    return linprog(np.zeros(X.shape[1] + 1), -signed, -np.ones(len(X)), bounds=(None, None)).status == 0


def novikoff(X, t):
    """(R / gamma)^2 for the samples (x, 1), gamma from the hyperplane of a support vector machine."""
    extended = np.column_stack([X, np.ones(len(X))])
    mirrored = (2 * t - 1)[:, None] * extended  # with their mirror images the best hyperplane goes through the origin
    machine = SVC(kernel="linear", C=1e8).fit(np.vstack([mirrored, -mirrored]), np.repeat([1, -1], len(t)))
    w = machine.coef_[0]
    margin = (mirrored @ w).min() / np.linalg.norm(w)
    assert margin > 0
    return np.square(extended).sum(axis=1).max() / margin**2


def samples(seed, count=25, d=3, gap=0.15):
    """Random samples on both sides of a random hyperplane, none nearer than `gap`: at 0.05 the bound is below 2,000."""
    rng = np.random.default_rng(seed)
    X, w = rng.uniform(-1, 1, size=(40 * count, d)), rng.normal(size=d)
    z = (X @ w) / np.linalg.norm(w) + rng.uniform(-0.5, 0.5)
    X, z = X[np.abs(z) > gap][:count], z[np.abs(z) > gap][:count]
    return X, (z > 0).astype(int)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.05, 0.1, 0.3]), st.booleans(), st.sampled_from([0.1, 1.0, 7.0]))
def test_mistakes_stay_below_the_bound_of_novikoff(seed, gap, shuffled, eta):
    X, t = samples(seed, gap=gap)
    perceptron = Perceptron(3).fit(X, t, eta=eta, rng=np.random.default_rng(seed) if shuffled else None, epochs=2001)
    assert sum(perceptron.mistakes) <= novikoff(X, t)
    assert perceptron.converged and perceptron.mistakes[-1] == 0 and all(perceptron.mistakes[:-1])
    np.testing.assert_array_equal(perceptron.predict(X), t)
    epochs, mistakes = len(perceptron.mistakes), sum(perceptron.mistakes)
    assert perceptron.verdict == f"Separated: no mistake in epoch {epochs} (mistakes before it: {mistakes})."


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_agrees_with_linear_programming_and_scikit_learn(seed):
    """Points of a small grid have no tiny margin: of 4,000 such sets none took over 52 epochs, 500 settle it."""
    rng = np.random.default_rng(seed)
    X, t = rng.integers(-2, 3, size=(6, 2)), rng.integers(0, 2, size=6)
    t[:2] = 0, 1
    perceptron = Perceptron(2).fit(X, t, epochs=500)
    reference = Reference(tol=None, max_iter=500, shuffle=False).fit(X, t)
    assert perceptron.converged == separable(X, t) == (reference.score(X, t) == 1)
    assert perceptron.converged == np.array_equal(perceptron.predict(X), t)


def test_the_rule_step_by_step():
    """AND by hand: z, o and the new (w1, w2, b) for one sample after the other."""
    perceptron = Perceptron(2).fit(CORNERS, [0, 0, 0, 1], epochs=1, eta=0.5)
    # z = 0: o = 1, b = -1/2; then z = -1/2 twice: right; then z = -1/2: o = 0 but t = 1, all up by 1/2
    np.testing.assert_array_equal(perceptron.w, [0.5, 0.5])
    assert perceptron.b == 0.0 and perceptron.mistakes == [2] and not perceptron.converged
    perceptron.fit(CORNERS, [0, 0, 0, 1], epochs=2, eta=0.5)  # again from 0
    # b = -1/2; z = 0: w2 = 0, b = -1; z = -1/2: right; z = -1/2: w1 = 1, w2 = 1/2, b = -1/2
    np.testing.assert_array_equal(perceptron.w, [1.0, 0.5])
    assert perceptron.b == -0.5 and perceptron.mistakes == [2, 3]


def test_samples_in_order_or_shuffled():
    X, t = samples(4)
    first, second = Perceptron(3).fit(X, t), Perceptron(3).fit(X, t)
    assert first.mistakes == second.mistakes and np.array_equal(first.w, second.w)
    shuffled = [Perceptron(3).fit(X, t, rng=np.random.default_rng(seed)) for seed in (0, 0, 1)]
    assert np.array_equal(shuffled[0].w, shuffled[1].w)
    assert np.any(shuffled[0].w != shuffled[2].w) and np.any(shuffled[0].w != first.w)


def test_the_rate_only_scales():
    X, t = samples(7)
    one, four = Perceptron(3).fit(X, t), Perceptron(3).fit(X, t, eta=4)
    np.testing.assert_array_equal(four.w, 4 * one.w)
    assert four.b == 4 * one.b and four.mistakes == one.mistakes


@pytest.mark.parametrize("rng", [None, np.random.default_rng(0)], ids=["in order", "shuffled"])
@pytest.mark.parametrize("eta", [0.1, 1.0])
def test_xor_never_converges(eta, rng):
    perceptron = Perceptron(2).fit(CORNERS, XOR, epochs=500, eta=eta, rng=rng)
    assert not perceptron.converged and len(perceptron.mistakes) == 500 and min(perceptron.mistakes) >= 1
    assert np.any(perceptron.predict(CORNERS) != XOR)
    assert perceptron.verdict.startswith(f"Not separated (epochs: 500, mistakes: {sum(perceptron.mistakes)}): ")


def test_xor_runs_in_a_circle():
    ends = {}
    for epochs in range(1, 12):
        perceptron = Perceptron(2).fit(CORNERS, XOR, epochs=epochs)
        ends[epochs] = (*perceptron.w.tolist(), perceptron.b)
    first, second = next((e, f) for f in ends for e in range(1, f) if ends[e] == ends[f])
    assert perceptron.verdict.endswith(
        f"epoch {second} ends with the weights of epoch {first}, the rule runs in a circle."
    )
    assert min(perceptron.mistakes[1:]) >= 2


def test_the_margin_of_the_verdict():
    """What the verdict says of the margin is Novikoff's theorem read backwards; it holds for data with a small one."""
    t = np.array([0, 0, 1, 1])
    X = np.array([[0.0, 0.0], [1.0, 0.49], [1.0, 0.51], [0.0, 1.0]])
    early = Perceptron(2).fit(X, t, epochs=20)
    assert not early.converged and "or the best one has a margin of at most " in early.verdict
    stated = float(early.verdict.split("at most ")[1].split()[0])
    radius = np.sqrt(np.square(X).sum(axis=1).max() + 1)
    assert stated == pytest.approx(radius / np.sqrt(sum(early.mistakes)), rel=0.05)
    assert radius / np.sqrt(novikoff(X, t)) <= stated
    assert Perceptron(2).fit(X, t, epochs=5000).converged


def test_the_bias_is_needed():
    """Sybrandt's rule has none; x = 1 in class 0 and x = 2 in class 1 need a threshold between them."""
    X, t = [[1.0], [2.0]], [0, 1]
    perceptron = Perceptron(1).fit(X, t)
    assert perceptron.converged and perceptron.b < 0
    w = 0.0
    for _ in range(1000):  # the printed rule, for ever
        mistakes = 0
        for (x,), target in zip(X, t, strict=True):
            o = int(w * x >= 0)
            w, mistakes = w + (target - o) * x, mistakes + (o != target)
        assert mistakes > 0


def test_a_tie_is_class_one():
    assert Perceptron(2).predict([[0.0, 0.0], [3.0, -1.0]]).tolist() == [1, 1]
    perceptron = Perceptron(1).fit([[0.0]], [1])
    assert perceptron.mistakes == [0] and perceptron.converged and perceptron.b == 0.0
    assert Perceptron(1).fit([[0.0]], [0]).mistakes == [1, 0]


def test_any_arrays():
    X, t = samples(9)
    want = Perceptron(3).fit(X, t)
    frozen, bits = X.copy(), t.astype(bool)
    frozen.flags.writeable = bits.flags.writeable = False
    for a, b in ((X.tolist(), t.tolist()), (np.asfortranarray(X), t.astype(float)), (X[::-1][::-1], t), (frozen, bits)):
        got = Perceptron(3).fit(a, b)
        np.testing.assert_array_equal(got.w, want.w)
        assert got.mistakes == want.mistakes and got.converged
        np.testing.assert_array_equal(got.predict(a), t)
    predicted = want.predict(X)
    assert predicted.dtype.kind == "i" and predicted.shape == (25,)
    assert want.predict(np.zeros((0, 3))).shape == (0,)
    with np.errstate(all="raise"):
        Perceptron(3).fit(X * 1e-200, t, epochs=3), Perceptron(3).fit(X * 1e4, t)


def test_bad_arguments():
    perceptron = Perceptron(2)
    for bad in (np.zeros((3, 3)), np.zeros(2), np.zeros((1, 2, 2)), 1.0):
        for call in (perceptron.predict, lambda X: perceptron.fit(X, [0, 1, 1])):
            with pytest.raises(ValueError, match=r"Perceptron\(2\) expects X of shape \(N, 2\), got \("):
                call(bad)
    for X, t in ((CORNERS, [0, 1]), (CORNERS, XOR[:, None]), (CORNERS[:0], [])):
        with pytest.raises(ValueError, match=r"expects X of shape \(N, 2\) and t of shape \(N,\) with N >= 1, got"):
            perceptron.fit(X, t)
    for t, worst in (([-1, 1, 1, -1], -1), ([0, 0.5, 1, 1], 0.5), ([0, 1, 2, 1], 2), ([0, 1, np.nan, 1], "nan")):
        with pytest.raises(ValueError, match=f"Perceptron.fit expects targets 0 or 1, got {worst}"):
            perceptron.fit(CORNERS, t)
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match=rf"Perceptron\(2\) expects finite numbers, got {bad}"):
            perceptron.fit([[0, bad]], [1])
    for bad in (0.0, -1.0):
        with pytest.raises(ValueError, match=f"Perceptron.fit expects eta > 0, got {bad}"):
            perceptron.fit(CORNERS, XOR, eta=bad)
    with pytest.raises(ValueError, match=r"Perceptron\.fit expects epochs >= 1, got 0"):
        perceptron.fit(CORNERS, XOR, epochs=0)
    with pytest.raises(TypeError, match=r"Perceptron\.fit expects rng to be a generator"):
        perceptron.fit(CORNERS, XOR, rng=0)
    with pytest.raises(ValueError, match="Perceptron expects d >= 1, got 0"):
        Perceptron(0)
    assert perceptron.mistakes == [] and not perceptron.converged and perceptron.verdict == "Not fitted yet."
    assert repr(perceptron) == "Perceptron(2)"
