"""What goes wrong with initial weights: the shape, the distribution, and above all the standard deviation.

A spread counts as that of a wrong formula if it agrees with it, up to 2 %, over all layers and in each, and disagrees
with the right one.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnlib.exercises.definitions.initial_weight_spreads import Spread, candidates
from nnlib.exercises.diagnosis.statistics import SIGMAS, deviation_is, deviation_is_about, pooled
from nnlib.exercises.registry import Array, Fault, Trial


def _draws(trials: Sequence[Trial], unit: Spread | None = None) -> Array:
    return pooled(trials, unit)


def _shape(trial: Trial) -> tuple[int, ...]:
    return tuple(np.shape(trial.value))


def _has_shape(trials: Sequence[Trial]) -> bool:
    return all(_shape(t) == (t.args[1], t.args[0]) for t in trials)


def _transposed(trials: Sequence[Trial]) -> bool:
    return all(_shape(t) == t.args[:2] for t in trials)


def _equal_rows(trials: Sequence[Trial]) -> bool:
    return all(np.ndim(t.value) == 2 and bool(np.ptp(t.value, axis=0).max() == 0) for t in trials)


def _equal_columns(trials: Sequence[Trial]) -> bool:
    return all(np.ndim(t.value) == 2 and bool(np.ptp(t.value, axis=1).max() == 0) for t in trials)


def _constant(trials: Sequence[Trial]) -> bool:
    return all(bool(np.ptp(t.value) == 0) for t in trials)


def _positive(trials: Sequence[Trial]) -> bool:
    """Half of the right weights are negative; that thousands are not is no chance."""
    return bool((_draws(trials) >= 0).all())


def _mean_off(trials: Sequence[Trial], right: Spread) -> bool:
    """A mean of n numbers has the standard deviation s/sqrt(n): a false accusation has a chance below 1e-6."""
    x = _draws(trials, right)
    return bool(abs(x.mean()) > SIGMAS * x.std() / np.sqrt(x.size))


def _flat(trials: Sequence[Trial], unit: Spread) -> bool:
    """Uniform numbers have x^4 1.8 times x^2 squared, normal ones 3 times, within sqrt(24/n)."""
    x = _draws(trials, unit)
    return bool(x.any() and abs(np.mean(x**4) / np.mean(x**2) ** 2 - 1.8) < 0.1)


def _not_normal(trials: Sequence[Trial], right: Spread) -> bool:
    """The ratio above lies within 5 sqrt(24/n) of 3 but for one right answer in a million."""
    x = _draws(trials, right)
    return bool(x.any() and abs(np.mean(x**4) / np.mean(x**2) ** 2 - 3) > SIGMAS * np.sqrt(24 / x.size))


def _off(trials: Sequence[Trial], right: Spread) -> bool:
    return not deviation_is(trials, right)


def _same_spread(trials: Sequence[Trial]) -> bool:
    """One standard deviation for all layers: each agrees with that of all within its own 5 sigma."""
    common = float(_draws(trials).std())
    return common > 0 and all(
        abs(float(np.std(t.value)) / common - 1) < SIGMAS / np.sqrt(2 * np.size(t.value)) for t in trials
    )


def spread_faults(kind: str, formula: str, right: Spread) -> tuple[Fault, ...]:
    """All faults of one rule, whose standard deviation is `right` and written as `formula`."""

    def wrong_spread(spread: Spread, flat: bool = False) -> Callable[[Sequence[Trial]], bool]:
        return lambda trials: (
            _has_shape(trials)
            and _off(trials, right)
            and deviation_is_about(trials, spread)
            and not _mean_off(trials, right)
            and _flat(trials, spread) == flat
        )

    named = tuple(Fault(code, message, wrong_spread(spread)) for code, message, spread in candidates(kind))
    return (
        Fault(
            "transposed",
            "Your array has shape (n_in, n_out). The book's W is (out, in), as in z = W a + b: (n_out, n_in).",
            _transposed,
        ),
        Fault(
            "shape",
            "Your array does not have the shape (n_out, n_in), one row for each output.",
            lambda trials: not _has_shape(trials),
        ),
        Fault(
            "constant",
            "All weights are equal, so all units of the layer would stay equal: draw a number for each.",
            _constant,
        ),
        Fault(
            "equal-rows",
            "All rows are equal, so all units of the layer would stay equal: draw n_out times n_in numbers.",
            _equal_rows,
        ),
        Fault(
            "equal-columns",
            "All columns are equal: draw a number for each entry, n_out times n_in of them.",
            _equal_columns,
        ),
        Fault(
            "never-negative",
            "None of your weights is negative. They should have the mean 0, half of them below it.",
            _positive,
        ),
        *named,
        Fault(
            "uniform",
            "The standard deviation is right, but your weights are uniform; asked are normal ones, rng.normal.",
            lambda trials: not _off(trials, right) and _flat(trials, right),
        ),
        Fault(
            "deviation-as-bound",
            f"Your weights are uniform up to about {formula}. That is the standard deviation of the normal weights that are asked: "
            "use rng.normal.",
            wrong_spread(lambda i, o: right(i, o) / np.sqrt(3), flat=True),
        ),
        Fault(
            "not-scaled",
            f"Your weights look like standard normal numbers, whatever the layer: multiply them by the standard deviation {formula}.",
            wrong_spread(lambda i, o: 1.0),
        ),
        Fault(
            "same-for-all",
            f"The spread of your weights is the same for every layer: it has to be {formula}.",
            lambda trials: _off(trials, right) and _same_spread(trials),
        ),
        Fault("mean", "The mean of your weights is not 0.", lambda trials: _mean_off(trials, right), True),
        Fault(
            "deviation",
            f"The standard deviation of your weights is not {formula}.",
            lambda trials: _off(trials, right),
            True,
        ),
        Fault(
            "not-normal",
            "Mean and standard deviation are right, but your weights are not normally distributed: draw them with rng.normal.",
            lambda trials: _not_normal(trials, right),
            True,
        ),
    )
