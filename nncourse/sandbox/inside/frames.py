"""Messages on a socket: a JSON object and arrays in NumPy's own file format, every length known before it is read.

What comes is taken for data and nothing else: no pickle, no Python object, no more bytes than the reader allows.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Sequence
from typing import Any, Protocol

HEADER = struct.Struct("<4sII")  # a mark, the bytes of the JSON text, the bytes of all arrays
MARK = b"nnc1"
LONGEST_TEXT = 4 * 2**20
MOST_ARRAYS = 100_000


class Channel(Protocol):
    """A socket, or what is used like one."""

    def recv(self, most: int, /) -> bytes: ...
    def send(self, data: Any, /) -> int: ...
    def settimeout(self, seconds: float | None, /) -> None: ...


class Malformed(Exception):
    """What came is no message; `too_long` tells of one that is larger than allowed."""

    def __init__(self, text: str, too_long: bool = False) -> None:
        super().__init__(text)
        self.too_long = too_long


class Ended(Exception):
    """The other side is gone."""


class TooLate(Exception):
    """Nothing came before the deadline."""


def send(
    channel: Channel, content: dict[str, Any], arrays: Sequence[bytes] = (), deadline: float | None = None
) -> None:
    """Write one message; raises Ended or TooLate, and Malformed if it is longer than a message may be."""
    text = json.dumps({**content, "arrays": [len(array) for array in arrays]}).encode("ascii")
    if len(text) > LONGEST_TEXT:
        raise Malformed("the message is too long", too_long=True)
    data = memoryview(b"".join([HEADER.pack(MARK, len(text), sum(map(len, arrays))), text, *arrays]))
    try:
        while data:
            _wait(channel, deadline)
            data = data[channel.send(data) :]
    except TimeoutError:
        raise TooLate from None
    except OSError as problem:
        raise Ended from problem


def receive(channel: Channel, most: int, deadline: float | None = None) -> tuple[dict[str, Any], list[memoryview]]:
    """Read one message with at most `most` bytes of arrays."""
    mark, text_length, length = HEADER.unpack(_read(channel, HEADER.size, deadline))
    if mark != MARK:
        raise Malformed("what came is not a message of the sandbox")
    if text_length > LONGEST_TEXT or length > most:
        raise Malformed(f"expected at most {most} bytes of arrays, {length} were announced", too_long=True)
    text = bytes(_read(channel, text_length, deadline))
    blob = _read(channel, length, deadline)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Malformed("the message is not JSON") from problem
    lengths = content.get("arrays") if isinstance(content, dict) else None
    if not isinstance(lengths, list) or len(lengths) > MOST_ARRAYS:
        raise Malformed("the message does not say how long its arrays are")
    if any(type(n) is not int or n < 0 for n in lengths) or sum(lengths) != length:
        raise Malformed("the arrays are not as long as the message says")
    arrays, start = [], 0
    for n in lengths:
        arrays.append(blob[start : start + n])
        start += n
    return content, arrays


def _read(channel: Channel, length: int, deadline: float | None) -> memoryview:
    """Exactly so many bytes; the memory is taken as they come, not as they are announced."""
    parts, left = [], length
    try:
        while left:
            _wait(channel, deadline)
            part = channel.recv(min(left, 2**20))
            if not part:
                raise Ended
            parts.append(part)
            left -= len(part)
    except TimeoutError:
        raise TooLate from None
    except OSError as problem:
        raise Ended from problem
    return memoryview(b"".join(parts))


def _wait(channel: Channel, deadline: float | None) -> None:
    if deadline is None:
        channel.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    channel.settimeout(left)
