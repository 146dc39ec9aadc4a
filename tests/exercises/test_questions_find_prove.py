"""Lines and proofs: each wrong line is answered, each order is right exactly if every step rests on those before it."""

from __future__ import annotations

from itertools import permutations

import pytest
import sample_questions

from nnlib.exercises import check
from nnlib.exercises.registry import entry

SAMPLES = sample_questions.questions()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("1c", "right"), ((1, "c"), "right"), ("line 1, c", "right"), ("c1", "right"), (1, "which-fault"), ("1a", "fault-a"),
        (2, "line-2"), ("3c", "line-3"), (4, "not-understood"), ("c", "not-understood"), ("1z", "not-understood"),
        ("1 2", "not-understood"), ("1ab", "not-understood"), (None, "not-attempted"), ("", "not-attempted"), (object(), "not-understood"),
    ],
)  # fmt: skip
def test_lines(answer, code):
    result = check("find_the_error", answer)
    assert (result.code, result.passed) == (code, code == "right")
    assert len(result.message) <= 280


def test_a_line_without_a_list_of_faults():
    assert SAMPLES["code_line"].judge(3).passed
    assert SAMPLES["code_line"].judge(1).message == "Line 1 is right: one argument."


def test_every_order_that_respects_the_needs_passes():
    question = SAMPLES["diamond"]
    key = {step.text: step.key for step in question.steps}
    before = [("Start.", "Left."), ("Start.", "Right."), ("Left.", "End."), ("Right.", "End.")]
    passed = 0
    for order in permutations(key):
        sound = all(order.index(a) < order.index(b) for a, b in before)
        reply = question.judge(" ".join(key[text] for text in order))
        assert reply.passed == sound, order
        passed += reply.passed
        if not sound:
            bad = next(b for b in order if any(y == b and order.index(x) > order.index(b) for x, y in before))
            assert reply.code == f"early-{key[bad]}"
    assert passed == 2


def test_texts_name_steps_by_their_letters():
    question = SAMPLES["diamond"]
    key = {step.text: step.key for step in question.steps}
    reply = question.judge(key["End."])
    assert (
        reply.message == f"Step {key['End.']} comes too early: step {key['Left.']} and step {key['Right.']} lead to it."
    )


def proof(*pairs):
    key = {step.text[:-1]: step.key for step in SAMPLES["reasons"].steps}
    return [(key[step], reason) for step, reason in pairs], key


@pytest.mark.parametrize(
    ("pairs", "code"),
    [
        ([("One", "1"), ("Two", "2"), ("Last", "2")], "right"),
        ([("One", "1"), ("Two", "1"), ("Last", "2")], "right"),
        ([("One", "2"), ("Two", "1"), ("Last", "2")], "reason-One"),
        ([("One", "1"), ("Two", "1"), ("Last", "1")], "reason-Last"),
        ([("One", "1"), ("Two", ""), ("Last", "2")], "no-reason"),
        ([("One", "1"), ("Two", "1")], "missing"),
        ([("One", "1"), ("Red", "1"), ("Two", "1"), ("Last", "2")], "extra-Red"),
        ([("Two", "1"), ("One", "1"), ("Last", "2")], "early-Two"),
    ],
)
def test_reasons(pairs, code):
    answer, key = proof(*pairs)
    kind, _, step = code.partition("-")
    expected = f"{kind}-{key[step]}" if step in key else code
    for form in (answer, " ".join(a + b for a, b in answer), [a + b for a, b in answer]):
        assert SAMPLES["reasons"].judge(form).code == expected
    if code == "reason-One":
        assert SAMPLES["reasons"].judge(answer).message.endswith("has another reason: second is not first.")


@pytest.mark.parametrize("answer", ["Z", "A9", "A A", "?", ["A", "A"], 5])
def test_what_is_no_order_is_said_to_be_none(answer):
    assert SAMPLES["reasons"].judge(answer).code == "not-understood"


def test_the_shown_order_is_never_a_right_one():
    for name in ("gibbs", "lse_gain"):
        shown = " ".join(step.key for step in entry(name).steps if not step.extra)
        assert check(name, shown).code.startswith("early-")


def test_a_step_does_not_name_its_own_letter_as_missing():
    for name in ("gibbs", "lse_gain"):
        for step in entry(name).steps:
            assert f"step {step.key}" not in step.early
