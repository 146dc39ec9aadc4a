"""How far it is: a line that is written again and again on a terminal, plain lines every few seconds elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

OFTEN, SELDOM = 0.2, 15.0  # seconds between two lines on a terminal, and in a log


class Progress:
    """Counts submissions; `note` says something in between without disturbing the line."""

    def __init__(self, total: int, what: str, stream: TextIO | None = None) -> None:
        self.total, self.what, self.stream = total, what, stream or sys.stderr
        self.done = self.kept = self.troubled = 0
        self._terminal = self.stream.isatty()
        self._started = self._last = time.monotonic()
        self._width = 0

    def step(self, kept: bool, troubled: bool) -> None:
        """One submission more; `kept` if it came from the cache, `troubled` if something in it has no final verdict."""
        self.done += 1
        self.kept += kept
        self.troubled += troubled
        now = time.monotonic()
        if now - self._last >= (OFTEN if self._terminal else SELDOM) or self.done == self.total:
            self._last = now
            self._show(self.line(now - self._started))

    def line(self, seconds: float) -> str:
        """The state in words.

        >>> import io
        >>> progress = Progress(10, "hw1", io.StringIO())
        >>> progress.done, progress.kept = 4, 2
        >>> progress.line(3.0)
        'hw1: 4 of 10 submissions, 2 of them marked before, about 9 s left'
        """
        text = f"{self.what}: {self.done} of {self.total} submissions"
        if self.kept:
            text += f", {self.kept} of them marked before"
        if self.troubled:
            text += f", {self.troubled} to be tried again"
        new = self.done - self.kept
        if new > 0 and self.done < self.total:
            left = (self.total - self.done) * seconds / new
            text += f", about {left / 60:.0f} min left" if left >= 90 else f", about {left:.0f} s left"
        return text

    def note(self, text: str) -> None:
        """A line of its own."""
        self._clear()
        print(text, file=self.stream, flush=True)

    def end(self) -> None:
        """Leave the terminal at the beginning of a line."""
        if self._terminal and self._width:
            print(file=self.stream, flush=True)
            self._width = 0

    def _show(self, text: str) -> None:
        if not self._terminal:
            print(text, file=self.stream, flush=True)
            return
        print("\r" + text.ljust(self._width), end="", file=self.stream, flush=True)
        self._width = len(text)

    def _clear(self) -> None:
        if self._terminal and self._width:
            print("\r" + " " * self._width + "\r", end="", file=self.stream)
            self._width = 0
