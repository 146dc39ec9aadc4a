"""Three ways in which running an answer can fail: by the answer's fault, by the machine's, and because it is not safe here.

The first is a result and counts, the second is tried again, the third ends the command with a sentence.
"""

from __future__ import annotations

from nncourse.cli import CourseError

SENTENCES = {
    "exit": "The code ended its own process",
    "killed": "The code's process was ended by the system",
    "time": "The code could not be stopped in time and was ended",
    "output": "More came back than is allowed",
    "protocol": "What came back was no value",
    "memory": "The code used more memory than is allowed",
}


class Died(Exception):
    """The submission's process ended, or had to be ended: `cause` is one of SENTENCES."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(SENTENCES[cause] + (f" ({detail})." if detail else "."))
        self.cause, self.detail = cause, detail


class SandboxFailure(Exception):
    """The machine's fault: to be tried again, never to be kept as a result."""


class SandboxRefused(CourseError):
    """There is no sandbox here, or one of its limits does not hold."""
