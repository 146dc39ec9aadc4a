"""Questions that come before the numbers: was it attempted, can it be called, did it return numbers at all?

A stub is not an error: a body of `...`, `pass`, `return None` or `raise NotImplementedError` is "not attempted yet".
"""

from __future__ import annotations

import dis
import inspect
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.compare import as_numbers, as_several
from nnlib.exercises.diagnosis.elsewhere import Elsewhere, Facts
from nnlib.exercises.diagnosis.raised import python_max, writes_infinity
from nnlib.exercises.diagnosis.snapshot import Thing
from nnlib.exercises.model import Exercise

_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "COPY_FREE_VARS", "MAKE_CELL"}


def before_calling(exercise: Exercise, fn: Any) -> tuple[str, str] | None:
    """(code, message) if the function need not be called: not a function, a stub, or other arguments."""
    facts = facts_of(fn, len(exercise.parameters))
    if not facts.callable:
        return "not-a-function", f"Expected a function {exercise.signature}, got a value of type {facts.kind}."
    if facts.stub:
        return "not-attempted", f"Not attempted yet: write the body of {exercise.signature}, then run the cell again."
    if facts.fits is False:
        count = len(exercise.parameters)
        wanted = f"{count} argument{'s' if count > 1 else ''}"
        return "signature", f"Your function cannot be called with {wanted}; the exercise asks for {exercise.signature}."
    return None


def facts_of(fn: Any, count: int) -> Facts:
    """What a function shows without being called, for `count` arguments.

    >>> facts_of(lambda y, t: y - t, 1).fits
    False
    """
    if isinstance(fn, Elsewhere):
        return fn.facts
    if not callable(fn):
        return Facts(callable=False, kind=type(fn).__name__)
    try:
        signature = inspect.signature(fn)
    except (ValueError, TypeError):  # NumPy's own functions have none
        fits = None
    else:
        try:
            signature.bind(*range(count))
            fits = True
        except TypeError:
            fits = False
    return Facts(True, type(fn).__name__, is_stub(fn), fits, writes_infinity(fn), python_max(fn))


def is_stub(fn: Any) -> bool:
    """True if the body does nothing and returns None or Ellipsis.

    >>> def softmax(Z):
    ...     ...
    >>> is_stub(softmax), is_stub(lambda z: z)
    (True, False)
    """
    code = getattr(inspect.unwrap(fn), "__code__", None)
    if code is None:
        return False
    instructions = list(dis.get_instructions(code))
    names = {i.argval for i in instructions if i.opname.startswith("LOAD_GLOBAL")}
    if names == {"NotImplementedError"} and any(i.opname == "RAISE_VARARGS" for i in instructions):
        return True
    if any(i.opname not in _IDLE for i in instructions):
        return False
    loaded = [i.argval for i in instructions if i.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(value is None or value is Ellipsis for value in loaded)


def kind_of_result(exercise: Exercise, value: Any) -> tuple[str, str] | None:
    """(code, message) if the value is not made of real numbers."""
    wanted = f"expected {exercise.result}"
    if value is None or value is Ellipsis:
        return "returns-none", f"Your function returns nothing, {wanted}: is the return statement missing?"
    if _of_the_form(exercise, value):
        return None
    if isinstance(value, Thing) and value.size:
        return "kind-huge", f"Your function returns {value.size:,} entries or more, {wanted}: far too many to look at."
    if exercise.components and isinstance(value, (tuple, list, np.ndarray)):
        return _count(exercise, value, wanted)
    if inspect.isgenerator(value):
        how = "sum(...) adds up what it gives" if "single number" in exercise.result else "square brackets make a list"
        return "kind-generator", f"Your function returns a generator, {wanted}: {how}."
    if inspect.iscoroutine(value):
        value.close()
        return "kind-coroutine", f"Your function is declared async and returns a coroutine, {wanted}."
    if callable(value):
        name = getattr(value, "__name__", "a function")
        return "kind-function", f"Your function returns the function {name} itself, {wanted}: call it with ()."
    if isinstance(value, tuple):
        return "kind-tuple", f"Your function returns a tuple of {len(value)} things, {wanted}."
    if isinstance(value, (complex, np.ndarray)) and np.iscomplexobj(value):
        return "kind-complex", f"Your function returns complex numbers, {wanted}."
    if exercise.components and as_numbers(value) is not None:
        return "count", f"Your function returns one number, {wanted}."
    if isinstance(value, list) and not value:
        return "kind", f"Your function returns an empty list, {wanted}."
    kind = value.kind if isinstance(value, Thing) else type(value).__name__
    return "kind", f"Your function returns a value of type {kind}, {wanted}."


def _of_the_form(exercise: Exercise, value: Any) -> bool:
    if exercise.components:
        return as_several(value, len(exercise.components)) is not None
    return (exercise.convert or as_numbers)(value) is not None


def _count(exercise: Exercise, value: Any, wanted: str) -> tuple[str, str]:
    """Not as many results as asked, or one of them not made of numbers."""
    if isinstance(value, np.ndarray):
        return "count", f"Your function returns one array, {wanted}."
    if len(value) != len(exercise.components):
        results = "1 result" if len(value) == 1 else f"{len(value)} results"
        return "count", f"Your function returns {results}, {wanted}."
    name, entry = next((c.name, v) for c, v in zip(exercise.components, value, strict=True) if as_numbers(v) is None)
    kind = entry.kind if isinstance(entry, Thing) else type(entry).__name__
    what = "nothing" if entry is None else f"of type {kind}"
    return "kind-component", f"Your {name} is {what}, {wanted}."
