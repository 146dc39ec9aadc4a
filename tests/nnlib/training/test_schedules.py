"""Schedules against exact fractions and mpmath, and the two sums of Robbins and Monro."""

from fractions import Fraction
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import training as tr

pytestmark = pytest.mark.filterwarnings("error")
mp.mp.dps = 50

SCHEDULES = [
    pytest.param("constant_rate", lambda lr: tr.constant_rate(lr), id="constant"),
    pytest.param("step_decay", lambda lr: tr.step_decay(lr, every=4, factor=0.3), id="step"),
    pytest.param("exponential_decay", lambda lr: tr.exponential_decay(lr, 0.9), id="exponential"),
    pytest.param("inverse_time_decay", lambda lr: tr.inverse_time_decay(lr, tau=5.0), id="inverse-time"),
    pytest.param("cosine_decay", lambda lr: tr.cosine_decay(lr, epochs=30), id="cosine"),
]
every_schedule = pytest.mark.parametrize(("name", "make"), SCHEDULES)


@every_schedule
def test_begins_with_lr_and_never_rises(name, make):
    schedule = make(0.7)
    rates = [schedule(epoch) for epoch in range(1, 60)]
    assert rates[0] == 0.7 and all(type(rate) is float for rate in rates)
    assert all(0 <= later <= earlier for earlier, later in pairwise(rates))
    np.testing.assert_allclose([make(1.4)(epoch) for epoch in range(1, 60)], 2 * np.array(rates), rtol=1e-14)


@given(st.integers(1, 40), st.integers(1, 9))
def test_values(epoch, every):
    past = epoch - 1
    drops = sum(1 for earlier in range(1, epoch) if earlier % every == 0)
    assert tr.step_decay(0.5, every, 0.5)(epoch) == Fraction(1, 2) * Fraction(1, 2) ** drops
    assert tr.step_decay(0.5, every)(epoch) == pytest.approx(float(Fraction(1, 2) / 10**drops), rel=1e-14)
    assert tr.exponential_decay(0.5, 0.75)(epoch) == pytest.approx(float(Fraction(3, 4) ** past / 2), rel=1e-14)
    want = float(Fraction(1, 2) * every / (every + past))
    assert tr.inverse_time_decay(0.5, every)(epoch) == pytest.approx(want, rel=1e-14)
    want = mp.cos(mp.pi * past / 80) ** 2 / 2  # (1 + cos a) / 2 is cos^2 (a / 2)
    assert tr.cosine_decay(0.5, 40)(epoch) == pytest.approx(float(want), rel=1e-12)


def test_landmarks():
    cosine = tr.cosine_decay(1.0, epochs=10)
    assert cosine(6) == pytest.approx(0.5, rel=1e-15) and cosine(10) > 0 and cosine(11) == cosine(500) == 0
    for epoch in range(1, 12):
        assert cosine(epoch) + cosine(12 - epoch) == pytest.approx(1, rel=1e-14)  # the wave is symmetric
    inverse = tr.inverse_time_decay(1.0, tau=7)
    assert inverse(8) == 0.5 and inverse(15) == pytest.approx(1 / 3)


def test_robbins_and_monro():
    """Sum over k of tau / (tau + k - 1): without end like tau log k; the squares add up to tau^2 psi_1(tau)."""
    tau, count = 3, 200_000
    schedule = tr.inverse_time_decay(1.0, tau)
    rates = np.array([schedule(k) for k in range(1, count + 1)])
    assert rates.sum() == pytest.approx(float(tau * (mp.digamma(tau + count) - mp.digamma(tau))), rel=1e-12)
    assert np.square(rates).sum() == pytest.approx(float(tau**2 * mp.polygamma(1, tau)), rel=1e-4)


def test_warm_up():
    base = tr.exponential_decay(0.8, 0.9)
    warm = tr.warm_up(base, 4)
    for epoch in range(1, 20):
        assert warm(epoch) == pytest.approx(base(epoch) * {1: 0.25, 2: 0.5, 3: 0.75}.get(epoch, 1.0), rel=1e-15)
    assert tr.warm_up(lambda epoch: 0.5, 1)(1) == 0.5


@every_schedule
def test_bad_rates_and_epochs(name, make):
    with pytest.raises(ValueError, match=f"{name} expects lr >= 0, got -0.1"):
        make(-0.1)
    with pytest.raises(ValueError, match=f"{name} expects lr to be finite, got nan"):
        make(np.nan)
    with pytest.raises(ValueError, match=f"{name} expects epoch >= 1, got 0"):
        make(0.1)(0)
    with pytest.raises(TypeError, match=f"{name} expects epoch to be a whole number, got 1.5"):
        make(0.1)(1.5)


def test_bad_arguments():
    for bad in (0.0, -0.5, 1.5):
        with pytest.raises(ValueError, match=f"step_decay expects 0 < factor <= 1, got {bad}"):
            tr.step_decay(0.1, 3, bad)
        with pytest.raises(ValueError, match=f"exponential_decay expects 0 < factor <= 1, got {bad}"):
            tr.exponential_decay(0.1, bad)
    with pytest.raises(ValueError, match="step_decay expects every >= 1, got 0"):
        tr.step_decay(0.1, 0)
    for bad in (0.0, -2.0):
        with pytest.raises(ValueError, match=f"inverse_time_decay expects tau > 0, got {bad}"):
            tr.inverse_time_decay(0.1, bad)
    with pytest.raises(ValueError, match="cosine_decay expects epochs >= 1, got 0"):
        tr.cosine_decay(0.1, 0)
    with pytest.raises(ValueError, match="warm_up expects epochs >= 1, got 0"):
        tr.warm_up(tr.constant_rate(0.1), 0)
    with pytest.raises(ValueError, match="warm_up expects epoch >= 1, got 0"):
        tr.warm_up(lambda epoch: 0.5, 3)(0)
    with pytest.raises(TypeError, match=r"warm_up expects a schedule, a function of the epoch, got 0\.1"):
        tr.warm_up(0.1, 3)
