"""Random functions: judged by what is true of their results whatever the stream of numbers.

Every probe is answered three times: twice with one generator, then with a new one of the same seed while the global
random state is another. So it shows whether the generator is used, and nothing else.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis import attempt, edited
from nnlib.exercises.diagnosis.answer import Answer, Verdict
from nnlib.exercises.diagnosis.cases import first_finding
from nnlib.exercises.diagnosis.compare import as_numbers, same
from nnlib.exercises.diagnosis.elsewhere import Box
from nnlib.exercises.diagnosis.evidence import Evidence, show_random
from nnlib.exercises.diagnosis.findings import NO_MEANING, Case, Claim, Finding
from nnlib.exercises.diagnosis.isolation import Outcome
from nnlib.exercises.diagnosis.raised import describe
from nnlib.exercises.model import Exercise, Probe, Trial


def verdict(answer: Answer) -> Verdict:
    """The questions asked of a random function, in their order."""
    trials: list[Trial | None] = []
    for probe in answer.probes:
        outcomes = repeated_calls(answer.box, answer.fn, probe)
        answer.outcomes.append(next((o for o in outcomes if o.error is not None), outcomes[0]))
        if answer.box.expired:
            break
        trials.append(trial_of(answer.exercise, probe, outcomes))
    early = answer.stopped() or _raised(answer) or answer.changed(lambda: False) or _kind(answer)
    if early is not None:
        return early
    cases = [trial_case(p, t) for p, t in zip(answer.probes, trials, strict=True)]
    finding = _search(answer.exercise, cases) or _no_meaning(answer.exercise, cases)
    if finding is None:
        return Verdict(True, "right", f"Right in all {len(cases)} trials.", Evidence(notes=answer.notes()))
    evidence = show_random(answer.exercise, cases[0], answer.printed())
    return Verdict(False, finding.code, finding.message, evidence, finding)


def repeated_calls(box: Box, fn: Callable[..., Any], probe: Probe) -> list[Outcome]:
    """The outcomes of the three calls."""
    box.seed(1)  # whether the answer draws from the global state is what is asked
    first = box.call(fn, probe.args)
    used = tuple(
        after if isinstance(before, np.random.Generator) else before
        for before, after in zip(probe.args, first.given or probe.args, strict=True)
    )
    second = box.call(fn, used)
    box.seed(2)
    return [first, second, box.call(fn, probe.args)]


def trial_of(exercise: Exercise, probe: Probe, outcomes: Sequence[Outcome]) -> Trial | None:
    """What the calls show, or None if one of them raised or returned something of another kind."""
    convert = exercise.convert or as_numbers
    values = [convert(o.value) if o.error is None else None for o in outcomes]
    if any(value is None for value in values):
        return None
    drew = any(
        a.bit_generator.state != b.bit_generator.state
        for a, b in zip(probe.args, outcomes[0].given, strict=True)
        if isinstance(a, np.random.Generator)
    )
    return Trial(copy.deepcopy(probe.args), values[0], values[1], values[2], drew)


def trial_case(probe: Probe, trial: Trial | None) -> Case:
    """A trial as a case, so that claims about either look alike."""
    got = np.asarray(trial.value) if trial is not None and isinstance(trial.value, np.ndarray) else None
    return Case(probe.args, "", got, np.zeros(0), False, trial=trial)


def alike(a: Any, b: Any) -> bool:
    """Equality of results, through lists and tuples."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(alike(x, y) for x, y in zip(a, b, strict=True))
    first = as_numbers(a)
    return first is not None and as_numbers(b) is not None and same(first, b)


def _raised(answer: Answer) -> Verdict | None:
    for probe, outcome in answer.pairs:
        if outcome.error is not None:
            when = f" in the example below, for {probe.edge}" if probe.edge else ""
            code, message = describe(outcome.error, answer.fn, outcome.said, when)
            evidence = show_random(answer.exercise, trial_case(probe, None), answer.printed())
            return Verdict(False, code, message, evidence)
    return None


def _kind(answer: Answer) -> Verdict | None:
    for probe, outcome in answer.pairs:
        found = attempt.kind_of_result(answer.exercise, outcome.value)
        if found is not None:
            evidence = show_random(answer.exercise, trial_case(probe, None), answer.printed())
            return Verdict(False, *found, evidence)
    return None


def _search(exercise: Exercise, cases: Sequence[Case]) -> Finding | None:
    """The first fault that holds in all trials and in each half of them; the general ones after an edited recipe."""
    halves = cases[::2], cases[1::2]
    true = [f for f in _faults(exercise) if f[0].holds(cases)]
    sure = [f for f in true if all(f[0].holds(half) for half in halves)] or true
    if not sure:
        return None
    special = next((finding for finding, general in sure if not general), None)
    return special or first_finding(exercise, (edited.once, edited.twice), cases, cases) or sure[0][0]


def _no_meaning(exercise: Exercise, cases: Sequence[Case]) -> Finding | None:
    """A result about which some statement has no meaning is not of the form that was asked."""
    trials = [case.trial for case in cases if case.trial is not None]

    def holds(seen: Sequence[Case]) -> bool:
        return len(seen) > 0

    for fault in exercise.faults:
        try:
            fault.holds(trials)
        except NO_MEANING:
            return Finding(
                "kind", f"Your function returns something of another form, expected {exercise.result}.", holds
            )
    return None


def _faults(exercise: Exercise) -> list[tuple[Finding, bool]]:
    """The faults with whether they are general: the use of the generator first, then the exercise's own."""
    found = [
        (
            Finding(
                "not-reproducible",
                "With a generator of the same seed your result changes from call to call: it draws its numbers somewhere "
                "else, such as np.random. Draw them with the argument rng, e.g. rng.normal.",
                _claim(lambda trials: any(not alike(t.value, t.repeated) for t in trials)),
            ),
            False,
        ),
        (
            Finding(
                "generator-unused",
                "Your result is the same in every call and rng is never used: draw the random numbers from rng.",
                _every(lambda t: not t.drew and alike(t.value, t.second)),
            ),
            True,
        ),
        (
            Finding(
                "same-twice",
                "Two calls with one generator give the same result: your function starts the numbers anew each time. "
                "Draw from rng as it is, without a seed or a copy.",
                _every(lambda t: t.drew and alike(t.value, t.second)),
            ),
            True,
        ),
    ]
    missing = "Among the numbers you return are nan or infinities: a root of a negative number, or a division by 0?"
    found.append(
        (Finding("not-finite", missing, _claim(lambda trials: not all(_finite(t.value) for t in trials))), False)
    )
    return found + [(Finding(f.code, f.message, _claim(f.holds)), f.general) for f in exercise.faults]


def _finite(value: Any) -> bool:
    """True if there is neither nan nor infinity, through lists and pairs."""
    if isinstance(value, (list, tuple)):
        return all(map(_finite, value))
    return bool(np.isfinite(value).all())


def _claim(holds: Callable[[Sequence[Trial]], bool]) -> Claim:
    def claim(cases: Sequence[Case]) -> bool:
        trials = [case.trial for case in cases if case.trial is not None]
        try:
            return len(trials) == len(cases) > 0 and bool(holds(trials))
        except NO_MEANING:
            return False

    return claim


def _every(claim: Callable[[Trial], bool]) -> Claim:
    return _claim(lambda trials: all(claim(trial) for trial in trials))
