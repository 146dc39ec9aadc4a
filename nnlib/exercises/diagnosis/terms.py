"""Which term of the sum is wrong.

Many right answers are sums of named terms: p_i [i = j] - p_i p_j, or mean(y^2) - 2 mean(y t) + mean(t^2). The
coefficients of an answer in those terms, found by least squares over all cases, say which term is missing, extra or
of the wrong sign. The claim is the exact equality, not the fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from nnlib.exercises.diagnosis.findings import Case, Finding, equals, name_number, quantities
from nnlib.exercises.model import Args, Array, Exercise


def terms(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right answer with one or two terms changed, possibly times a named factor."""
    if not exercise.coefficients:
        return
    names = exercise.quantities(*cases[0].args)
    for factor in ("", *names, *(f"1/({name})" if " " in name else f"1/{name}" for name in names)):
        fitted = _fit(exercise, cases, factor)
        if fitted is None:
            continue
        message = _say(exercise, fitted, factor)
        if message:
            yield Finding("terms", message, equals(_combination(exercise, fitted, factor)))


def _scale(exercise: Exercise, args: Args, factor: str) -> float:
    return quantities(exercise, args).get(factor, np.nan) if factor else 1.0


def _combination(exercise: Exercise, found: Mapping[str, float], factor: str) -> Callable[[Case], Array]:
    return lambda case: _sum(exercise, case.args, found, factor)


def _sum(exercise: Exercise, args: Args, coefficients: Mapping[str, float], factor: str) -> Array:
    with np.errstate(all="ignore"):
        parts = exercise.terms(*args)
        total = sum(c * np.asarray(parts[name]) for name, c in coefficients.items())
        shape = np.shape(exercise.reference(*args))
        return np.broadcast_to(np.asarray(_scale(exercise, args, factor) * total), shape)


def _fit(exercise: Exercise, cases: Sequence[Case], factor: str) -> dict[str, float] | None:
    """Exact short coefficients of the answer in the exercise's terms, or None if there are none."""
    rows, values = [], []
    names: list[str] = []
    with np.errstate(all="ignore"):
        for case in cases:
            parts = exercise.terms(*case.args)
            names = list(parts)
            rows.append(np.stack([np.broadcast_to(parts[n], case.expected.shape).ravel() for n in names], axis=1))
            assert case.got is not None
            values.append(np.asarray(case.got, dtype=np.float64).ravel() / _scale(exercise, case.args, factor))
    table, value = np.concatenate(rows), np.concatenate(values)
    usable = np.isfinite(table).all(axis=1) & np.isfinite(value)
    table, value = table[usable], value[usable]
    if len(value) <= table.shape[1]:
        return None
    widths = np.maximum(np.linalg.norm(table, axis=0), 1e-300)
    solution, _, rank, _ = np.linalg.lstsq(table / widths, value, rcond=1e-10)
    if rank < table.shape[1]:
        return None
    found: dict[str, float] = {}
    for name, coefficient in zip(names, solution / widths, strict=True):
        quarter = round(float(coefficient) * 4) / 4
        if abs(coefficient - quarter) > 1e-4:
            return None
        if quarter:
            found[name] = quarter
    return found or None


def _say(exercise: Exercise, found: Mapping[str, float], factor: str) -> str:
    right = exercise.coefficients
    differing = [n for n in dict.fromkeys([*right, *found]) if found.get(n, 0.0) != right.get(n, 0.0)]
    if len(differing) > 2 or all(n in differing for n in right):
        return _whole(found, factor) if len(found) <= 2 else ""
    parts = [_one(name, found.get(name, 0.0), right.get(name, 0.0)) for name in differing]
    start = f"Apart from a constant factor {factor}, your" if factor else "Your"
    return f"{start} result is the right one {' and '.join(parts)}."


def _one(name: str, got: float, right: float) -> str:
    if got == 0:
        return f"without the term {_signed(right, name)}"
    if right == 0:
        return f"with an extra term {_signed(got, name)}"
    if got == -right:
        return f"with the wrong sign of the term {name}"
    return f"with {name_number(got)} instead of {name_number(right)} as the factor of the term {name}"


def _signed(coefficient: float, name: str) -> str:
    number = name_number(abs(coefficient)) or f"{abs(coefficient):g}"
    if name == "1":
        return ("-" if coefficient < 0 else "+") + number
    return ("-" if coefficient < 0 else "+") + ("" if number == "1" else number + " ") + name


def _whole(found: Mapping[str, float], factor: str) -> str:
    first, *others = (_signed(c, n) for n, c in found.items())
    text = " ".join([first.removeprefix("+"), *(f"{part[0]} {part[1:]}" for part in others)])
    return f"Your result equals {factor} times ({text})." if factor else f"Your result equals {text}."


def scaled(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The right answer with one of its terms, or one other, times a size (N, 1/K): fitted in every case by itself."""
    if len(exercise.coefficients) < 2:
        return
    fits = [_fit_alone(exercise, case) for case in cases]
    known = [fit for fit in fits if fit is not None]
    if len(known) < 3:
        return
    changed: dict[str, str] = {}
    for name in known[0]:
        right = exercise.coefficients.get(name, 0.0)
        if all(abs(fit[name] - right) < 1e-6 for fit in known):
            continue
        factor = _common_factor(exercise, cases, [None if fit is None else fit[name] / (right or 1.0) for fit in fits])
        if factor is None:
            return
        changed[name] = factor
    if len(changed) != 1:
        return
    ((name, factor),) = changed.items()
    times = factor if factor[0] != "-" else f"{factor[1:]} of the other sign"
    how = f"with {times} times the term {name}" if name in exercise.coefficients else f"with an extra {factor} {name}"

    def value(case: Case) -> Array:
        size = _factor(exercise, case.args, factor) * exercise.coefficients.get(name, 1.0)
        return _sum(exercise, case.args, {**exercise.coefficients, name: size}, "")

    yield Finding("terms", f"Your result is the right one {how}.", equals(value))


def _factor(exercise: Exercise, args: Args, factor: str) -> float:
    minus = -1.0 if factor.startswith("-") else 1.0
    return minus * quantities(exercise, args).get(factor.removeprefix("-"), np.nan)


def _common_factor(exercise: Exercise, cases: Sequence[Case], ratios: Sequence[float | None]) -> str | None:
    """The name of a size that the ratio equals in every case."""
    pairs = [(case, ratio) for case, ratio in zip(cases, ratios, strict=True) if ratio is not None]
    for name in quantities(exercise, cases[0].args):
        for signed in (name, "-" + name):
            if all(
                abs(ratio - _factor(exercise, case.args, signed)) < 1e-6 * max(1.0, abs(ratio)) for case, ratio in pairs
            ):
                return signed
    return None


def _fit_alone(exercise: Exercise, case: Case) -> dict[str, float] | None:
    """The coefficients of one case, where its entries are enough to tell them apart."""
    parts = exercise.terms(*case.args)
    assert case.got is not None
    with np.errstate(all="ignore"):
        table = np.stack([np.broadcast_to(parts[n], case.expected.shape).ravel() for n in parts], axis=1)
    value = np.asarray(case.got, dtype=np.float64).ravel()
    if len(value) <= table.shape[1] or not (np.isfinite(table).all() and np.isfinite(value).all()):
        return None
    widths = np.maximum(np.linalg.norm(table, axis=0), 1e-300)
    solution, _, rank, _ = np.linalg.lstsq(table / widths, value, rcond=1e-10)
    return dict(zip(parts, (solution / widths).tolist(), strict=True)) if rank == table.shape[1] else None
