"""Numbers, shapes, choices and orders: each answer is told something, and what it is told is true."""

from __future__ import annotations

import numpy as np
import pytest
import sample_questions

from nnlib.exercises import check
from nnlib.exercises.questions import numbers, shapes
from nnlib.exercises.questions.model import NotAnAnswer

SAMPLES = sample_questions.questions()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.25", 0.25), (" 1/4 ", 0.25), ("-3", -3.0), ("−3", -3.0), ("2e-5", 2e-5), ("5 646 264", 5646264.0),
        ("5,646,264", 5646264.0), ("3 x 10^-4", 3e-4), ("3*10^4", 3e4), (".5", 0.5), ("25 %", 0.25), ("25%", 0.25), ("2·10^3", 2e3),
        ("+1.", 1.0), ("1/3", 1 / 3),
    ],
)  # fmt: skip
def test_numbers_are_read(text, value):
    assert numbers.read(text, {"": 1.0, "%": 0.01}) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10^6", 1e6), ("2**10", 1024.0), ("5*13", 65.0), ("5 × 13", 65.0), ("5 x 13", 65.0), ("2·3·4", 24.0), ("4!*2^4", 384.0),
        ("3/4*2", 1.5), ("1/2*3/4", 0.375), ("(1/2)/3", 1 / 6), ("2^(-3)", 0.125), ("2^-3", 0.125), ("sqrt(2)/2", 0.5**0.5),
        ("sqrt(3*12)", 6.0), ("-2^2", -4.0), ("(-2)^3", -8.0), ("−(1+2)", -3.0), ("- 3", -3.0), ("2*-3", -6.0), ("1-2-3", -4.0),
        ("2^3^2", 512.0), ("2^3!", 64.0), ("0!", 1.0), ("0^0", 1.0), ("2^0.5", 2**0.5), ("1/2^3", 0.125), ("1e3*2e-3", 2.0),
        ("5 000*2", 10000.0), ("1,000 - 1", 999.0), ("2*5 %", 0.1), ("(1/4)%", 0.0025), ("170!", 7.257415615307994e306),
        ("2^1000", 2.0**1000), ("10^-400", 0.0), ("(" * 30 + "1" + ")" * 30, 1.0), ("1" + "+1" * 39, 40.0), ("0×10", 0.0),
        ("3*10**4", 3e4), (" 7 !", 5040.0),
    ],
)  # fmt: skip
def test_arithmetic_is_read(text, value):
    assert numbers.read(text, {"": 1.0, "%": 0.01}) == pytest.approx(value, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9**9**9", "Exponents are read from -1000 to 1000"), ("2^1001", "Exponents"), ("2^-1001", "Exponents"),
        ("1000!", "whole numbers n from 0 to 170"), ("171!", "from 0 to 170"), ("2.5!", "whole numbers"), ("(-1)!", "whole numbers"),
        ("1/0", "divided by 0"), ("1/(2-2)", "divided by 0"), ("0^-1", "divided by 0"), ("1/2/3", "write brackets"),
        ("10^309", "too large"), ("170!*170!", "too large"), ("0.1^-400", "too large"), ("1e999-1e999", "too large"),
        ("10^300^1.5", "Exponents"), ("(10^300)^1.5", "too large"), ("sqrt(-1)", "no square root"), ("(-8)^(1/3)", "whole exponent"),
        ("1" + "+1" * 40, "such as"), ("(" * 5000 + "1", "such as"), ("9" * 400, "too large"), ("2^", "such as"), ("2(3)", "such as"),
        ("3!!", "such as"), ("(1+2", "such as"), ("1+2)", "such as"), ("sqrt 2", "such as"), ("2**", "such as"), ("1 2345", "such as"),
        ("(3, 5)", "such as"), ("2 x", "such as"), ("5x13", "such as"), ("__import__('os')", "such as"), ("1e5e5", "such as"),
    ],
)  # fmt: skip
def test_arithmetic_has_limits(text, said):
    with pytest.raises(NotAnAnswer, match=said):
        numbers.read(text, {"": 1.0})


def test_the_reply_to_what_is_no_number_names_units_or_a_number():
    for units, said in (
        ({"": 1.0}, "Expected a number such as 0.25, 1e6 or 3/4."),
        ({"": 1.0, "%": 0.01, "h": 1.0}, "Expected a number; units that are understood here: %, h."),
    ):
        for text in ("3 kg", "0,25", "2^"):
            with pytest.raises(NotAnAnswer) as found:
                numbers.read(text, units)
            assert str(found.value) == said


@pytest.mark.parametrize("text", ["", "abc", "1/0", "0,25", "1 volt", "1e999", "--1", "1/2/3", "0x10", "nan"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotAnAnswer):
        numbers.read(text, {"": 1.0})


@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("whole", 5646264, "right"), ("whole", np.int64(5646264), "right"), ("whole", "5 646 264", "right"),
        ("whole", 5646263, "number"), ("whole", 5640192, "number-1"), ("whole", 2 * 5646264, "factor-2"),
        ("whole", -5646264, "sign"), ("whole", 0, "zero"), ("whole", 56462640, "factor-1e1"), ("whole", 9e9, "too-large"),
        ("whole", 5, "too-small"), ("whole", -5, "other-sign"), ("whole", float("nan"), "not-understood"),
        ("whole", [1], "not-understood"), ("whole", ..., "not-attempted"), ("whole", " ... ", "not-attempted"),
        ("part", "-25 %", "right"), ("part", "-250 per mille", "right"), ("part", -0.252, "right"), ("part", 1.25, "one-minus"),
        ("part", -4, "reciprocal"), ("part", 0.0625, "squared"), ("part", "3 kg", "not-understood"),
        ("nothing", 0.0005, "right"), ("nothing", 3, "number"), ("loose", 3.4, "right"), ("loose", 6.1, "factor-2"),
        ("loose", 0.2, "too-small"), ("loose", 0.45, "number"), ("loose", 1.9, "number"),
    ],
)  # fmt: skip
def test_a_number_is_told_what_is_true(name, answer, code):
    reply = SAMPLES[name].judge(answer)
    assert (reply.code, reply.passed) == (code, code == "right")


def test_what_is_said_of_a_number_holds():
    """Said in words, checked as arithmetic, over many numbers."""
    question, rng = SAMPLES["part"], np.random.default_rng(0)
    holds = {
        "sign": lambda x: np.isclose(-x, -0.25, rtol=0.02), "reciprocal": lambda x: np.isclose(x, -4, rtol=0.02),
        "one-minus": lambda x: np.isclose(x, 1.25, rtol=0.02), "squared": lambda x: np.isclose(x, 0.0625, rtol=0.02),
        "other-sign": lambda x: x > 0, "too-large": lambda x: x < -2.5, "too-small": lambda x: -0.025 < x < 0,
        "number": lambda x: -2.5 < x < -0.025, "right": lambda x: abs(x + 0.25) <= 0.005, "zero": lambda x: x == 0,
    }  # fmt: skip
    seen = set()
    for x in [
        0.0,
        0.25,
        -4.0,
        1.25,
        0.0625,
        *rng.normal(size=300),
        *rng.normal(size=300) ** 5,
        *-(10.0 ** rng.uniform(-3, 2, 500)),
    ]:
        code = question.judge(x).code
        if code.startswith("factor-"):
            above, _, below = code.removeprefix("factor-").partition("/")
            assert np.isclose(x / -0.25, float(above) / float(below or 1), rtol=0.02)
        else:
            assert holds[code](x), (x, code)
        seen.add(code)
    assert seen >= {"number", "other-sign", "too-large", "too-small", "factor-2", "factor-1/2", "sign"}


@pytest.mark.parametrize(
    ("answer", "sizes"),
    [("(3, 5)", ["3", "5"]), ((3, 5), ["3", "5"]), ("3x5", ["3", "5"]), ("3 by 5", ["3", "5"]), ("[N, 1]", ["N", "1"]), ("()", []),
     ((), []), (3, ["3"]), ("3,", ["3"]), ("(07,)", ["7"]), (["N", 2], ["N", "2"]), ("3 × 5", ["3", "5"])],
)  # fmt: skip
def test_shapes_are_read(answer, sizes):
    assert shapes.of_text_or_tuple(answer) == sizes


@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("size", (3, 5), "right"), ("size", (5, 3), "shape-reversed"), ("size", ("N", 5), "shape-1"), ("size", (15,), "shape-axes"),
        ("size", (3, 1, 5), "shape-ones"), ("size", (3, 4), "shape-part"), ("size", (4, 4), "shape"), ("size", "?", "not-understood"),
        ("size", 3.5, "not-understood"), ("rank", ("N",), "shape-ones"), ("rank", "N x 1", "right"), ("rank", (), "shape-axes"),
    ],
)  # fmt: skip
def test_a_shape_is_told_what_is_true(name, answer, code):
    assert SAMPLES[name].judge(answer).code == code


@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("sum_or_mean_data", "c", "right"), ("sum_or_mean_data", "C", "right"), ("sum_or_mean_data", 3, "right"),
        ("sum_or_mean_data", "a", "choice-a"), ("sum_or_mean_data", "ab", "not-understood"), ("sum_or_mean_data", 4, "not-understood"),
        ("sum_or_mean_data", True, "not-understood"), ("sum_or_mean_data", None, "not-attempted"),
        ("relations_corners", "b, c, g", "right"), ("relations_corners", {"g", "b", "c"}, "right"),
        ("relations_corners", ["b"], "choices-missing"), ("relations_corners", "bcdg", "choice-d"),
        ("relations_corners", [], "choices-missing"), ("which_slope", "c f a e b d", "right"),
        ("which_slope", "cfabed", "order"), ("which_slope", "cfab", "not-understood"), ("which_slope", "aacdef", "not-understood"),
    ],
)  # fmt: skip
def test_choices_and_orders(name, answer, code):
    assert check(name, answer).code == code


def test_an_order_names_a_pair_that_really_stands_wrong():
    from itertools import permutations

    from nnlib.exercises.registry import entry

    right = "cfaebd"
    for order in permutations("abcdef"):
        reply = entry("which_slope").judge("".join(order))
        if reply.passed:
            assert "".join(order) == right
        else:
            later, earlier = reply.message[0], reply.message.split(" before ")[1][0]
            assert right.index(later) < right.index(earlier)
            assert order.index(later) == order.index(earlier) + 1
