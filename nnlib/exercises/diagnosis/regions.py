"""Right, except somewhere.

An exercise names parts of its result as masks ("where z < 0", "in the target's column"). If all wrong entries lie in
one of them, the message says so, and what the answer returns there if that has a simple name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from nnlib.exercises.diagnosis.compare import close
from nnlib.exercises.diagnosis.findings import Case, Claim, Finding, name_number, wrong_entries
from nnlib.exercises.model import Array, Exercise

Values = Callable[[Case], Array]


def right_except(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """All wrong entries lie in a part that has a name; the smallest such part comes first."""
    for name in exercise.regions(*cases[0].args):
        if not _confined(exercise, cases, name):
            continue
        for text, values in _simple(exercise, cases, name):

            def exactly(seen: Sequence[Case], values: Values = values, name: str = name) -> bool:
                return _confined(exercise, seen, name) and _there(exercise, seen, name, values)

            yield Finding(
                f"right-except-{_slug(name)}",
                f"Right everywhere except {name}: there your function returns {text}.",
                exactly,
            )


def confined(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """All wrong entries lie in a part that has a name, and what is returned there has none."""
    for name in exercise.regions(*cases[0].args):
        text = f"All wrong values lie {name}; everywhere else your result is right."
        yield Finding(f"right-except-{_slug(name)}", text, _confinement(exercise, name))


def _confinement(exercise: Exercise, name: str) -> Claim:
    return lambda cases: _confined(exercise, cases, name)


def _mask(exercise: Exercise, case: Case, name: str) -> Array:
    return np.broadcast_to(exercise.regions(*case.args)[name], case.expected.shape)


def _confined(exercise: Exercise, cases: Sequence[Case], name: str) -> bool:
    """No wrong entry outside the part, a wrong one inside, and a right one outside (else it says nothing)."""
    inside = outside = False
    for case in cases:
        if not case.comparable:
            return False
        wrong, mask = wrong_entries(case), _mask(exercise, case, name)
        if bool((wrong & ~mask).any()):
            return False
        inside |= bool((wrong & mask).any())
        outside |= bool((~mask).any())
    return inside and outside


def _there(exercise: Exercise, cases: Sequence[Case], name: str, values: Values) -> bool:
    for case in cases:
        assert case.got is not None
        mask = _mask(exercise, case, name)
        with np.errstate(all="ignore"):
            claimed = np.broadcast_to(values(case), case.expected.shape)
        if not bool(close(case.got, claimed)[mask].all()):
            return False
    return True


def _simple(exercise: Exercise, cases: Sequence[Case], name: str) -> Iterator[tuple[str, Values]]:
    """Candidates for what is returned in the part: a number, the negative, a multiple, or one of the terms."""
    yield "the negative of the right value", lambda case: -case.expected
    yield "nan", lambda case: np.full(case.expected.shape, np.nan)
    for text, k in (("twice the right value", 2.0), ("half of the right value", 0.5)):
        yield text, lambda case, k=k: k * case.expected  # type: ignore[misc]
    for case in cases:
        assert case.got is not None
        picked = case.got[_mask(exercise, case, name)]
        if picked.size:
            number = float(picked.flat[0])
            label = name_number(number)
            if label is not None:
                yield label, lambda c, v=number: np.full(c.expected.shape, v)  # type: ignore[misc]
            break
    for term in exercise.terms(*cases[0].args):
        for k, prefix in ((1.0, ""), (-1.0, "-")):
            yield prefix + term, lambda c, t=term, k=k: k * np.asarray(exercise.terms(*c.args)[t])  # type: ignore[misc]


def _slug(name: str) -> str:
    words = name.replace("<=", "at-most").replace(">=", "at-least").replace("<", "below").replace(">", "above")
    words = words.replace("=", "is").replace("row's", "row")
    kept = "".join(ch if ch.isalnum() or ch == "-" else " " for ch in words).split()
    return "-".join(w for w in kept if w not in ("where", "in", "the", "on"))
