"""Arrays of numbers as files of NumPy's format and back, by its letter: what is not exactly of this form is no array.

NumPy's own reader evaluates the header and may unpickle; this one compares it with a pattern and counts the bytes.
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nncourse.sandbox.inside.frames import Malformed

DTYPES = {
    "|b1",
    "|i1",
    "|u1",
    *(f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)),
    "<f2",
    "<f4",
    "<f8",
    "<c8",
    "<c16",
}
_NPY = re.compile(rb"\{'descr': '([|<][a-z]\d+)', 'fortran_order': False, 'shape': \(((?:\d+, ?)*\d*,?)\), \} *\n")
_MAGIC = b"\x93NUMPY\x01\x00"


def npy(array: np.ndarray[Any, Any]) -> bytes:
    """The array as a file of NumPy's format, version 1.0."""
    plain = np.ascontiguousarray(array).reshape(array.shape)
    header = f"{{'descr': '{plain.dtype.str}', 'fortran_order': False, 'shape': {tuple(map(int, plain.shape))}, }}"
    header += " " * (-(len(_MAGIC) + 2 + len(header) + 1) % 64) + "\n"
    return _MAGIC + len(header).to_bytes(2, "little") + header.encode("ascii") + plain.tobytes()


def from_npy(data: memoryview) -> np.ndarray[Any, Any]:
    """The array in such a file. Raises Malformed for any other content, object arrays and text among it."""
    start = len(_MAGIC) + 2
    if bytes(data[: len(_MAGIC)]) != _MAGIC or len(data) < start:
        raise Malformed("an array is not in NumPy's format")
    end = start + int.from_bytes(data[len(_MAGIC) : start], "little")
    found = _NPY.fullmatch(bytes(data[start:end])) if end <= len(data) else None
    descr = found[1].decode("ascii") if found else ""
    if found is None or descr not in DTYPES:
        raise Malformed("an array is not made of numbers")
    sizes = [int(n) for n in found[2].replace(b",", b" ").split()]
    dtype = np.dtype(descr)
    if len(sizes) > 32 or math.prod(sizes) * dtype.itemsize != len(data) - end:
        raise Malformed("an array has not as many bytes as its shape says")
    if descr == "|b1":
        bits: np.ndarray[Any, Any] = np.frombuffer(data, np.uint8, offset=end) != 0
        return bits.reshape(sizes)
    return np.frombuffer(data, dtype, offset=end).reshape(sizes).copy()
