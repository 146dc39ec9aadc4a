"""Find the error: numbered lines of a derivation or of a program, one of them wrong, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nnlib.exercises.plain import plain
from nnlib.exercises.questions.letters import Letters
from nnlib.exercises.questions.model import NotAnAnswer, PageQuestion, Reply, Rich, Rules, letters
from nnlib.exercises.questions.predict import Choice


@dataclass(frozen=True)
class Line:
    """One line: what is shown, why it is right given the one before, and what a test verifies in its place.

    The faulty line has `repaired`, what it should be. `check` is a relation that replaces the line in the test,
    `unchecked` the reason why it states nothing that could be computed.
    """

    show: str
    why: str = ""
    repaired: str = ""
    check: str = ""
    unchecked: str = ""


@dataclass(frozen=True)
class Program:
    """How a faulty program is tested: the function it defines, a list of arguments to call it with, the right function."""

    function: str
    arguments: Callable[[], Sequence[tuple[Any, ...]]]
    reference: Callable[..., Any]


@dataclass(frozen=True)
class Find(PageQuestion):
    """`form` says what the lines are; `fault` is the number of the wrong line, from 1; `faults` what may be wrong with it."""

    form: Literal["formula", "text", "code"]
    lines: tuple[Line, ...]
    fault: int
    faults: tuple[Choice, ...] = ()
    letters: Letters | None = None
    program: Program | None = None

    @property
    def kind(self) -> str:
        return "find"

    def rules(self) -> Rules:
        return {
            "id": self.id, "form": "find", "fault": self.fault, "solved": Rich(self.solved),
            "lines": [Rich(line.why) for line in self.lines],
            "faults": [{"key": c.key, "right": c.right, "reply": Rich(c.reply)} for c in self.faults],
        }  # fmt: skip

    def read(self, answer: Any) -> list[Any]:
        """[line, letter]: from 3, "3", "3b", (3, "b"); the letter is "" without one."""
        parts = list(answer) if isinstance(answer, Sequence) and not isinstance(answer, str) else [answer]
        text = " ".join(str(part) for part in parts).lower().replace("line", " ")
        digits = "".join(sign if sign.isdigit() else " " for sign in text).split()
        signs = [sign for sign in letters(text) if not sign.isdigit()]
        if len(digits) != 1 or not 1 <= int(digits[0]) <= len(self.lines):
            raise NotAnAnswer(f"Expected the number of a line from 1 to {len(self.lines)}.")
        known = [choice.key for choice in self.faults]
        if len(signs) > 1 or (signs and signs[0] not in known):
            told = f"one of the letters {', '.join(known)} for what is wrong" if known else "no letter"
            raise NotAnAnswer(f"Expected the number of a line and {told}.")
        return [int(digits[0]), signs[0] if signs else ""]

    def verdict(self, answer: Any) -> Reply:
        reply = located(self.rules(), *answer)
        return Reply(reply.passed, reply.code, plain(reply.message))

    def shown(self, line: Line) -> str:
        """A line as text for a terminal."""
        return line.show if self.form == "code" else plain(f"${line.show}$" if self.form == "formula" else line.show)

    def instruction(self) -> str:
        lines = "\n".join(f"  {n}  {self.shown(line)}" for n, line in enumerate(self.lines, start=1))
        if not self.faults:
            return f'{lines}\nAnswer with the number of the wrong line, e.g. check("{self.id}", 1).'
        offered = "\n".join(f"  {c.key}  {plain(c.text)}" for c in self.faults)
        how = f'Answer with the number of the wrong line and the letter, e.g. check("{self.id}", "1a").'
        return f"{lines}\nWhat is wrong with it?\n{offered}\n{how}"


def located(rules: Rules, line: int, fault: str) -> Reply:
    """Is it this line, and is that what is wrong with it?"""
    if line != rules["fault"]:
        return Reply(False, f"line-{line}", f"Line {line} is right: {rules['lines'][line - 1]}")
    if rules["faults"] and not fault:
        return Reply(False, "which-fault", f"Line {line} it is. Now say what is wrong with it.")
    for item in rules["faults"]:
        if item["key"] == fault and not item["right"]:
            return Reply(
                False, f"fault-{fault}", f"Line {line} it is, but something else is wrong with it. {item['reply']}"
            )
    return Reply(True, "right", rules["solved"])
