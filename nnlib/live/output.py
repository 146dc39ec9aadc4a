"""What a cell prints, on its way to the page: in pieces that are neither too many nor too late, and never too much.

There is no thread that could send what waits, so the first lines go at once and only a cell that goes on printing has
its lines collected.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

LIMIT = 20_000  # characters of a cell that are sent
CHUNK = 2_000  # characters that wait at most
PAUSE = 0.1  # seconds between two pieces, once a cell prints much
AT_ONCE = 20  # lines of a cell that are sent without waiting

Send = Callable[[dict[str, Any]], None]


class Stream(io.TextIOBase):
    """Standard output or error of the cells; closing it does nothing, because the next cell needs it."""

    encoding = "utf-8"

    def __init__(self, output: Output, name: str) -> None:
        self._output = output
        self.name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._output.write(self.name, text)
        return len(text)

    def flush(self) -> None:
        self._output.flush()

    def close(self) -> None:
        self.flush()


class Output:
    """Both streams of a session, in the order in which they were written to."""

    def __init__(self, send: Send, now: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._now = now
        self.stdout = Stream(self, "stdout")
        self.stderr = Stream(self, "stderr")
        self._left = 0
        self._begun()

    def _begun(self) -> None:
        self._name, self._pieces, self._size = "stdout", list[str](), 0
        self._waits_since = self._sent_at = self._now()
        self._at_once = AT_ONCE

    def begin(self) -> None:
        """A cell starts: it may print as much as any other."""
        self._begun()
        self._left = LIMIT

    def end(self) -> None:
        """The cell has ended; what is written until the next one (by a destructor, say) is dropped."""
        self.flush()
        self._left = 0

    def write(self, name: str, text: str) -> None:
        """Take text for a stream; nothing beyond the limit is kept."""
        if not self._left or not text:
            return
        if name != self._name:
            self.flush()
            self._name = name
        now = self._now()
        if not self._pieces:
            self._waits_since = now
        kept = text[: self._left]
        self._pieces.append(kept)
        self._size += len(kept)
        self._left -= len(kept)
        if not self._left:
            self.flush()
            self._send({"kind": "clipped", "limit": LIMIT})
        elif self._size > CHUNK or now - self._waits_since > PAUSE:
            self.flush()
        elif kept.endswith("\n") and (self._at_once or now - self._sent_at > PAUSE):
            self._at_once = max(0, self._at_once - 1)
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._pieces:
            text = "".join(self._pieces)
            self._pieces, self._size = [], 0
            self._sent_at = self._now()
            self._send({"kind": "stream", "name": self._name, "text": text})
