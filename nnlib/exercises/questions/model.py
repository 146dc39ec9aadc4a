"""What the kinds of exercise besides code have in common: an id, hints, and rules by which an answer is judged.

The rules of a kind that answers on the page are plain data, so that the page's script judges by the same rules as Python.
A text that may hold a formula is `Rich`: Python shows it as plain text, the page typesets it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nnlib.exercises.diagnosis.evidence import Evidence

MOST = 280  # characters of a message
Rules = dict[str, Any]


class Rich(str):
    """Text with $formulas$ and `code`, to be shown as the place can show it."""


@dataclass(frozen=True)
class Reply:
    """The verdict on an answer, before it becomes a `Result`."""

    passed: bool
    code: str
    message: str
    evidence: Evidence = field(default_factory=Evidence)


class NotAnAnswer(ValueError):
    """What was given cannot be read as an answer; the text says what would be."""


@dataclass(frozen=True)
class Question(ABC):
    """An exercise that is answered by something other than a function.

    `place` is the label of its paragraph where several questions belong to one exercise, `solved` what is said to a right
    answer beyond that it is right. `prompt` says which part of the exercise is asked.
    """

    id: str
    chapter: str
    hints: tuple[str, ...]
    place: str
    solved: str
    prompt: str

    @property
    @abstractmethod
    def kind(self) -> str:
        """ "derive", "predict", "find" or "prove"."""

    @property
    def label(self) -> str:
        """The label of its paragraph in the book, e.g. ``ex-sum-or-mean``."""
        return self.place or "ex-" + self.id.replace("_", "-")

    @abstractmethod
    def judge(self, answer: Any) -> Reply:
        """The verdict on an answer; never raises for what the answer is."""

    @abstractmethod
    def instruction(self) -> str:
        """How to answer, as text for a terminal, with what there is to choose from."""


class PageQuestion(Question):
    """A question that the page can judge without a kernel: by `rules` and what `read` makes of an answer."""

    @abstractmethod
    def rules(self) -> Rules:
        """Everything needed to judge: plain data, texts as `Rich`."""

    @abstractmethod
    def read(self, answer: Any) -> Any:
        """The answer in the form that the page's form sends; NotAnAnswer says what was expected."""

    @abstractmethod
    def verdict(self, answer: Any) -> Reply:
        """The verdict on an answer that has been read; the page's script has the same function."""

    def judge(self, answer: Any) -> Reply:
        """Read the answer, then judge it."""
        if answer is None or answer is Ellipsis or (isinstance(answer, str) and not answer.strip(" .")):
            return Reply(False, "not-attempted", f'Not attempted yet: give your answer to check("{self.id}", answer).')
        try:
            return self.verdict(self.read(answer))
        except NotAnAnswer as problem:
            return Reply(False, "not-understood", str(problem)[:MOST])


def rendered(rules: Any, render: Callable[[str], str]) -> Any:
    """Rules with every rich text rendered, for the page or for the comparison of page and Python."""
    if isinstance(rules, Rich):
        return render(rules)
    if isinstance(rules, Mapping):
        return {key: rendered(value, render) for key, value in rules.items()}
    if isinstance(rules, list | tuple):
        return [rendered(value, render) for value in rules]
    return rules


def letters(text: str) -> list[str]:
    """The letters and numbers of an answer such as "b, d" or "3b", one by one, in lower case."""
    return [sign.lower() for sign in text if sign.isalnum()]
