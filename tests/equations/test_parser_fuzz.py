"""Nothing makes the parser fall over: random, damaged and very long input gives a tree or an error with a place."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from language import WORDS, book

from nnlib.formula.syntax.cursor import DEPTH, Cursor
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import LONGEST, parse
from nnlib.formula.syntax.tokens import tokenise

PIECES = sorted(
    {token.text for equation in book() for token in tokenise(equation.latex)}
    | set(
        r"{ } ( ) [ ] | \Vert \left \right _ ^ ' , . / & \\ \text \text{if} \begin \end \begin{cases} \end{cases}".split()
    )
    | set(
        r"\begin{aligned} \end{aligned} \hat \mathrm \mathbb E \nabla \partial d \arg \sqrt \lim \to \pm \ 0 12 1.5".split()
    )
    | {"\\", "é", "\0", "²", r"\top", r"\dots", "e", "O"}
)


def assert_read_or_refused(latex, words):
    """Parse; anything but a tree or a FormulaError within the text goes through. Whether there was a tree."""
    try:
        parse(latex, words)
    except FormulaError as error:
        assert 1 <= error.column <= len(latex) + 1
        assert error.reason
        return False
    return True


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_random_tokens(pieces):
    assert_read_or_refused(" ".join(pieces), WORDS)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_random_text(text):
    assert_read_or_refused(text, WORDS)


@pytest.mark.parametrize("equation", book(), ids=str)
def test_damaged_equations(equation):
    latex, words = equation.latex, equation.words
    assert assert_read_or_refused(latex, words)
    for end in range(len(latex)):
        assert_read_or_refused(latex[:end], words)
    draw = random.Random(equation.label)
    starts = [token.at for token in tokenise(latex)]
    for start, end in zip(starts, [*starts[1:], len(latex)], strict=True):
        head, token, tail = latex[:start], latex[start:end], latex[end:]
        for middle in ("", f"{token} {token}", *draw.sample(PIECES, 4)):
            assert_read_or_refused(f"{head}{middle} {tail}", words)


LONG = {
    "a sum": "x + " * 999 + "x",
    "a product": "x " * 1999,
    "digits": "x^" + "1" * 3990,
    "primes": "x" + "'" * 3990,
    "fractions": r"\frac12" * 570,
    "indices": "x_{" + "i" * 3990 + "}",
    "list of indices": "x_{" + ",".join("i" * 1990) + "}",
    "opening brackets": "(" * 4000,
    "opening braces": r"\frac{" * 660,
    "brackets in brackets": "(" * 50 + "x + " * 900 + "x" + ")" * 50,
    "brackets side by side": "(x)" * 1330,
    "powers of functions": r"\sigma^{" * 490,
    "closed powers of functions": r"\sigma^{" * 55 + "x" + "}" * 55,
    "bars": "|x" * 1999,
    "bars that open": r"\left|" * 660,
    "functions": r"\log " * 800,
    "gradients": r"\nabla_x " * 440,
    "derivatives": r"\frac{d}{dx}" * 330,
    "cases": r"\begin{cases}" * 300,
    "subscripts": "x_{" * 1330,
    "accents": r"\hat" * 1000,
    "relations": "x=" * 1999 + "x",
}


@pytest.mark.parametrize("what", LONG)
def test_every_token_is_taken_a_few_times_at_most(what, monkeypatch):
    latex, taken = LONG[what], 0
    assert len(latex) <= LONGEST
    original = Cursor.take

    def counted(self):
        nonlocal taken
        taken += 1
        return original(self)

    monkeypatch.setattr(Cursor, "take", counted)
    assert_read_or_refused(latex, WORDS)
    assert (
        taken <= 2 * DEPTH * LONGEST
    )  # twice for each bracket around it; a row read again for each token takes millions
