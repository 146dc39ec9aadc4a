"""Whether the questions are true: right answers pass, wrong ones are answered, derivations and programs hold.

Reading a data file finds what does not fit together; this finds what is false. `python -m nnlib.exercises.questions` prints
it, and the tests run the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import numpy as np

from nnlib.exercises.plain import plain
from nnlib.exercises.questions.derive import Derive
from nnlib.exercises.questions.find import Find, Line
from nnlib.exercises.questions.letters import Letters, points
from nnlib.exercises.questions.model import MOST, PageQuestion, Question, Rich
from nnlib.exercises.questions.predict import Predict, number_of
from nnlib.exercises.questions.prove import Prove
from nnlib.formula.checking.check import check
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.tree import Chain

PREFIX = 60  # characters that a message may have before a reply
SCENES = 8


def problems(question: Question) -> Iterator[str]:
    """What is wrong with a question, one sentence each."""
    try:
        yield from _lengths(question)
        yield from _KINDS[type(question)](question)
    except Exception as error:
        yield f"{type(error).__name__}: {error}"


def _lengths(question: Question) -> Iterator[str]:
    rules: Any = question.rules() if isinstance(question, PageQuestion) else [Rich(question.solved)]
    for text in _texts(rules):
        most = MOST if text == question.solved else MOST - PREFIX
        if len(plain(text)) > most:
            yield f"a message of {len(plain(text))} characters, expected at most {most}: {plain(text)[:50]}..."


def _texts(rules: Any) -> Iterator[str]:
    if isinstance(rules, Rich):
        yield rules
    elif isinstance(rules, dict):
        for value in rules.values():
            yield from _texts(value)
    elif isinstance(rules, list):
        for value in rules:
            yield from _texts(value)


def _derive(question: Derive) -> Iterator[str]:
    if not question.judge(question.right).passed:
        yield f"the right formula does not pass: {question.judge(question.right)}"
    for mistake in question.mistakes:
        reply = question.judge(mistake.formula)
        if reply.code != mistake.code:
            yield f"the mistake {mistake.code!r} is answered with {reply.code!r}: {reply.message}"
        if len(plain(mistake.message)) > MOST:
            yield f"the message of {mistake.code!r} is too long"


def _predict(question: Predict) -> Iterator[str]:
    if question.form in ("number", "shape"):
        yield from _expected(question, _plain_answer(question.right), "right")
        for number, (value, _) in enumerate(question.wrong, start=1):
            yield from _expected(question, _plain_answer(value), f"{question.form}-{number}")
    elif question.form == "order":
        order = sorted(question.choices, key=lambda c: question.direction * number_of(c.rank))
        yield from _expected(question, [c.key for c in order], "right")
        ranks = [number_of(c.rank) for c in order]
        if len(set(ranks)) < len(ranks):
            yield "two things of an order are equal"
    else:
        yield from _expected(question, [c.key for c in question.choices if c.right], "right")
        for choice in question.choices:
            if not choice.right:
                yield from _expected(question, [choice.key], f"choice-{choice.key}")


def _plain_answer(value: Any) -> Any:
    return value if isinstance(value, tuple) else number_of(value)


def _prove(question: Prove) -> Iterator[str]:
    reasons = {step.key: step.reasons[0] if step.reasons else "" for step in question.steps}
    yield from _expected(question, [key + reasons[key] for key in question.model], "right")


def _expected(question: PageQuestion, answer: Any, code: str) -> Iterator[str]:
    reply = question.judge(answer)
    if reply.code != code:
        yield f"the answer {answer!r} is told {reply.code!r} ({reply.message}), expected {code!r}"


def _find(question: Find) -> Iterator[str]:
    right = f"{question.fault}{next((c.key for c in question.faults if c.right), '')}"
    yield from _expected(question, right, "right")
    yield from _program(question) if question.program is not None else _derivation(question)


def _derivation(question: Find) -> Iterator[str]:
    assert question.letters is not None
    before: Chain | None = None
    for number, line in zip(count(1), question.lines):
        if line.unchecked:
            before = None
            continue
        formula = line.check or line.show
        chain = _chain(formula, before, question.letters)
        failure = _failure(chain, question, number)
        if number == question.fault:
            if failure is None:
                yield f"line {number} is said to be wrong, but it holds: {formula}"
            mended = _chain(line.repaired, before, question.letters)
            if (failure := _failure(mended, question, number)) is not None:
                yield f"line {number}, repaired: {failure}"
        elif failure is not None:
            yield f"line {number} is said to be right: {failure}"
        before = chain


def _chain(formula: str, before: Chain | None, letters: Letters) -> Chain:
    """The relations of a line; one that begins with a relation goes on where the line before ended."""
    if not formula.lstrip().startswith(
        ("=", "<", ">", r"\le", r"\ge", r"\approx", r"\to")
    ) or formula.lstrip().startswith(r"\left"):
        (chain,) = parse(formula, letters.vocabulary)
        return chain
    if before is None:
        raise ValueError(f"no line with a formula before {formula!r}")
    (chain,) = parse(f"0 {formula.strip()}", letters.vocabulary)
    return Chain(before.steps[-1][1] if before.steps else before.first, chain.steps)


def _failure(chain: Chain, question: Find, number: int) -> str | None:
    assert question.letters is not None
    verdict = check([chain], points(question.letters, f"{question.id}/{number}", 0, SCENES))
    if verdict.failure is None or "never attained" in verdict.failure.reason:
        return None
    return str(verdict.failure)


def _program(question: Find) -> Iterator[str]:
    program = question.program
    assert program is not None
    same = {repaired: _agrees(question, repaired) for repaired in (True, False)}
    if not same[True]:
        yield "the repaired program does not do what the reference does"
    if same[False]:
        yield "the faulty program does what the reference does on all arguments"


def _agrees(question: Find, repaired: bool) -> bool:
    """Whether the program, repaired or not, gives what the reference gives on all arguments."""
    program = question.program
    assert program is not None
    source = "\n".join(
        _source(line, number == question.fault and repaired) for number, line in zip(count(1), question.lines)
    )
    namespace: dict[str, Any] = {"np": np}
    exec(compile(source, f"<{question.id}>", "exec"), namespace)
    for arguments in program.arguments():
        try:
            with np.errstate(all="ignore"):
                got = namespace[program.function](*arguments)
        except Exception:
            return False
        expected = program.reference(*arguments)
        pairs = zip(got, expected, strict=True) if isinstance(expected, tuple) else ((got, expected),)
        if any(np.shape(a) != np.shape(b) or not np.allclose(a, b, rtol=1e-9) for a, b in pairs):
            return False
    return True


def _source(line: Line, repaired: bool) -> str:
    return line.repaired if repaired else line.show


_KINDS: dict[type[Question], Any] = {Derive: _derive, Predict: _predict, Find: _find, Prove: _prove}
