"""Values out of what a submission wrote, trusting nothing: every array is made anew of plain numbers.

What `values` does not write is Malformed, whatever it claims to be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from nncourse.sandbox.inside.frames import Malformed
from nncourse.sandbox.inside.npy import from_npy
from nncourse.sandbox.inside.values import DEEPEST, LONGEST_INTEGER, LONGEST_STRING, LONGEST_WORD, clean
from nnlib.exercises.diagnosis.snapshot import Thing
from nnlib.exercises.given import VALUES
from nnlib.exercises.model import Function


class Reader:
    """Values out of JSON and arrays. Raises Malformed for everything that `Writer` does not write."""

    def __init__(self, arrays: Sequence[memoryview]) -> None:
        self._data = arrays
        self._made: dict[int, np.ndarray[Any, Any]] = {}

    def decode(self, node: Any) -> Any:
        """The value; whatever is wrong with what came is told as Malformed."""
        try:
            return self._decode(node, 0)
        except Malformed:
            raise
        except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, MemoryError) as problem:
            raise Malformed(f"a value is malformed: {type(problem).__name__}") from problem

    def _decode(self, node: Any, depth: int) -> Any:
        if node is None or type(node) in (bool, int, float):
            return node
        if type(node) is not dict or len(node) != 1 or depth > DEEPEST + 1:
            raise Malformed("a value is of no known form")
        ((tag, inside),) = node.items()
        if tag in ("list", "tuple"):
            entries = [self._decode(entry, depth + 1) for entry in _a(list, inside)]
            return entries if tag == "list" else tuple(entries)
        if tag == "array":
            return self._array(inside)
        if tag == "scalar":
            return self._scalar(inside)
        if tag == "numbers":
            numbers = self._array(inside["array"])
            if numbers.ndim != 1:
                raise Malformed("a list of numbers is no list")
            return numbers.tolist()
        return _SIMPLE[tag](inside)

    def _array(self, number: Any) -> np.ndarray[Any, Any]:
        if type(number) is not int or not 0 <= number < len(self._data):
            raise Malformed("an array did not come along")
        if number not in self._made:
            self._made[number] = from_npy(self._data[number])
        return self._made[number]

    def _scalar(self, inside: Any) -> Any:
        if "foreign" in inside:
            return Thing("str_" if inside["foreign"][0] == "U" else "datetime64")
        return self._array(inside["array"]).reshape(())[()]


def _a(kind: type, inside: Any) -> Any:
    if type(inside) is not kind:
        raise Malformed(f"expected a {kind.__name__}, a {type(inside).__name__} came")
    return inside


def _thing(inside: Any) -> Thing:
    return Thing(word(inside[0]), max(0, _a(int, inside[1])))


def _foreign(inside: Any) -> Any:
    """An array of text or of dates: its shape is what is told of it, never its entries."""
    shape = [_a(int, n) for n in inside[1]]
    if len(shape) > 32 or min(shape, default=0) < 0:
        raise Malformed("an array has no such shape")
    return np.full(shape, "", "<U1") if math.prod(shape) <= 10_000 else Thing("array", 0)


def _other(inside: Any) -> Any:
    """A stand-in of the same kind: a generator, a coroutine, a function of this name."""
    sort, name = inside[0], word(inside[1])
    if sort == "generator":
        return iter_nothing()
    if sort == "coroutine":
        return _nothing()
    if sort == "callable":

        def stand_in(*_args: Any) -> None:
            raise TypeError("a function does not come out of the sandbox")

        stand_in.__name__ = name
        return stand_in
    return Thing(name)


def iter_nothing() -> Iterator[None]:
    """A generator that gives nothing."""
    yield from ()


async def _nothing() -> None:
    pass


def word(text: Any) -> str:
    """A short name without signs that could do anything where it is shown."""
    return "".join(c for c in _a(str, text)[:LONGEST_WORD] if c.isprintable())


def text(inside: Any) -> str:
    """Text of bounded length, with nothing in it but Unicode."""
    return clean(_a(str, inside), LONGEST_STRING)


def _generator(told: Any) -> np.random.Generator:
    entropy = _hexadecimal(told["entropy"]) if told["entropy"] else None
    bits = np.random.PCG64(np.random.SeedSequence(entropy, n_children_spawned=int(told["spawned"])))
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": _hexadecimal(told["state"]) % 2**128, "inc": _hexadecimal(told["inc"]) % 2**128},
        "has_uint32": int(told["has_uint32"]) % 2,
        "uinteger": int(told["uinteger"]) % 2**32,
    }
    return np.random.Generator(bits)


def _hexadecimal(text: Any) -> int:
    if type(text) is not str or len(text) > LONGEST_INTEGER + 3:
        raise Malformed("a number is not one")
    return int(text, 16)


_SIMPLE: Mapping[str, Callable[[Any], Any]] = {
    "text": text,
    "complex": lambda inside: complex(float(inside[0]), float(inside[1])),
    "ellipsis": lambda _inside: Ellipsis,
    "integer": _hexadecimal,
    "thing": _thing,
    "foreign": _foreign,
    "other": _other,
    "generator": _generator,
    "given": lambda inside: Function(_a(str, inside), VALUES[inside]),
}
