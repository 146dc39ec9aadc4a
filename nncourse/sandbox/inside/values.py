"""Values as JSON and arrays: numbers, lists and tuples of them, text, and the names of what is none of these.

`reading` is the other direction; both know only what is listed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nncourse.sandbox.inside.npy import DTYPES, npy
from nnlib.exercises.diagnosis.snapshot import Thing
from nnlib.exercises.model import Function

DEEPEST = 24
LONGEST_WORD, LONGEST_STRING, LONGEST_INTEGER = 80, 2000, 1200
MOST_CHARACTERS = 3 * 2**20  # of one value's JSON, within what a message may have


class Writer:
    """Makes JSON of values and collects their arrays; an array that occurs twice is written once."""

    def __init__(self) -> None:
        self.arrays: list[bytes] = []
        self._known: dict[int, tuple[int, Any]] = {}

    def encode(self, value: Any, depth: int = 0) -> Any:
        """The value as JSON; whatever is not listed here becomes the name of its kind."""
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else _integer(value)
        if kind is np.ndarray:
            return self._array(value)
        if isinstance(value, np.generic):
            return {"scalar": self._array(np.asarray(value))}
        if kind is str:
            return {"text": clean(value, LONGEST_STRING)}
        if kind is complex:
            return {"complex": [value.real, value.imag]}
        if value is Ellipsis:
            return {"ellipsis": 0}
        if kind is Thing:
            return {"thing": [clean(str(value.kind), LONGEST_WORD), min(int(value.size), 2**62)]}
        if kind in (list, tuple) and depth < DEEPEST:
            return self._several(value, depth)
        if kind is Function:
            return {"given": value.text}
        if kind is np.random.Generator:
            return {"generator": _state(value)}
        return {"other": [_sort(value), clean(_name(value), LONGEST_WORD)]}

    def _array(self, array: np.ndarray[Any, Any]) -> Any:
        if id(array) in self._known:
            return {"array": self._known[id(array)][0]}
        if array.dtype.kind not in "biufc":
            return {"foreign": [array.dtype.kind, [int(n) for n in array.shape]]}
        plain = array
        if plain.dtype.str not in DTYPES:  # of the other byte order, or longer than a double
            wide = {"f": "<f8", "c": "<c16"}.get(plain.dtype.kind) if plain.dtype.itemsize > 8 else None
            plain = plain.astype(wide if wide and plain.dtype.str[1:] != "c16" else plain.dtype.newbyteorder("<"))
        self.arrays.append(npy(plain))
        self._known[id(array)] = len(self.arrays) - 1, array
        return {"array": len(self.arrays) - 1}

    def _several(self, value: Sequence[Any], depth: int) -> Any:
        kinds = set(map(type, value)) if type(value) is list and len(value) > 16 else set()
        if len(kinds) == 1 and kinds <= {float, int, bool}:
            numbers = np.array(value)
            if numbers.dtype in (np.float64, np.int64, np.bool_):
                return {"numbers": self._array(numbers)}
        return {"list" if type(value) is list else "tuple": [self.encode(entry, depth + 1) for entry in value]}


def _integer(value: int) -> Any:
    text = hex(value) if value.bit_length() < 4 * LONGEST_INTEGER else ""
    return {"integer": text} if text else {"thing": ["int", 0]}


def clean(text: str, longest: int) -> str:
    return str.encode(str.__getitem__(text, slice(longest)), "utf-8", "replace").decode("utf-8", "replace")


def _sort(value: Any) -> str:
    for name, is_one in KINDS.items():
        if is_one(value):
            return name
    return "thing"


def _name(value: Any) -> str:
    name = getattr(value, "__name__", "a function") if callable(value) else type(value).__name__
    return name if type(name) is str else "a function"


def _is_generator(value: Any) -> bool:
    return type(value).__name__ == "generator"


def _is_coroutine(value: Any) -> bool:
    return type(value).__name__ == "coroutine"


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "generator": _is_generator,
    "coroutine": _is_coroutine,
    "callable": callable,
}


def _state(generator: np.random.Generator) -> dict[str, Any]:
    """The state of a generator of the kind that `default_rng` makes, with the seed it prints."""
    bits = generator.bit_generator
    if type(bits) is not np.random.PCG64:
        return {}
    state = bits.state
    seed: Any = bits.seed_seq
    entropy = getattr(seed, "entropy", None)
    return {
        "state": hex(state["state"]["state"]),
        "inc": hex(state["state"]["inc"]),
        "has_uint32": int(state["has_uint32"]),
        "uinteger": int(state["uinteger"]),
        "entropy": hex(entropy) if isinstance(entropy, int) else "",
        "spawned": int(getattr(seed, "n_children_spawned", 0)),
    }
