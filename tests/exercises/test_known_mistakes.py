"""Forty-two classic wrong answers, each told what is wrong with it, and ten right ones of unusual form, none rejected.

The arguments have other names than in the exercise, as a learner's may have.
"""

import known_mistakes
import pytest

from nnlib.exercises import check
from nnlib.exercises.registry import get

SENSE = {
    "O01": ("mirrored", "sigma(-z)"),
    "O02": ("overflow", "overflows"),
    "O03": ("input-for-activation", "s = sigma(z)"),
    "O04": ("plus-for-minus", "1 - s"),
    "O05": ("input-for-activation", "t = tanh(z)"),
    "O06": ("python-max", "np.maximum"),
    "O07": ("absolute-value", "Negative inputs must give 0"),
    "O08": ("value-not-slope", "1 where z > 0"),
    "O09": ("sum-for-mean", "number of entries"),
    "O10": ("extra-half", "exactly half"),
    "O11": ("missing-mean", "1/(number of entries)"),
    "O12": ("sign", "negative of the gradient"),
    "O13": ("second-term-missing", "(1 - t) log(1 - y_hat) is missing"),
    "O14": ("sign", "a minus belongs in front"),
    "O15": ("whole-array", "each row should"),
    "O16": ("overflow", "Subtract each row's maximum"),
    "O17": ("axis-0", "axis 0 was used"),
    "O18": ("sum-for-mean", "N times the right one"),
    "O19": ("logits-as-log-probabilities", "subtract logsumexp"),
    "O20": ("missing-mean", "keeps the 1/N"),
    "O21": ("target-not-subtracted", "(P - Y)/N"),
    "O22": ("off-diagonal-zero", "-p_i p_j"),
    "O23": ("only-diagonal", "expected is (K, K)"),
    "O24": ("dw-transposed", "W is (out, in), so dW = dY^T X. dX and db are right."),
    "O25": ("db-averaged", "its 1/N is already in dY. dX and dW are right."),
    "O26": ("db-not-summed", "expected (k,)"),
    "O27": ("slope-missing", "1 - H^2. dW2 and db2 are right."),
    "O28": ("slope-of-input", "you multiply by 1 - Z^2"),
    "O29": ("forward-difference", "falls like h, that of central differences like h^2"),
    "O30": ("divided-by-h", "2h apart"),
    "O31": ("ascent", "Subtract: w - eta g"),
    "O32": ("changes-argument", "The returned values are right, but the caller's array must stay as it was"),
    "O33": ("velocity-subtracted", "carries the minus already, so add it: w + v. v is right."),
    "O34": ("velocity-unchanged", "the velocity never builds up"),
    "O35": ("plain-momentum", "the look-ahead point w + beta v"),
    "O36": ("targets-not-shuffled", "X is shuffled, but t is not"),
    "O37": ("variance-for-deviation", "that is the variance. Take its square root"),
    "O38": ("last-first", "The values are right, but the last layer comes first"),
    "O39": ("kernel-flipped", "cross-correlation"),
    "O40": ("stride-ignored", "stride has no effect"),
    "O41": ("kernel-not-flipped", "turned by 180 degrees. dw is right."),
    "O42": ("spread-evenly", "average pooling's way back"),
}
WRONG = {
    name[:3]: (name[4:], fn) for name, fn in vars(known_mistakes).items() if name[0] == "O" and name[1:3].isdigit()
}
RIGHT = {
    name[:3]: (name[4:], fn) for name, fn in vars(known_mistakes).items() if name[0] == "G" and name[1:3].isdigit()
}


@pytest.mark.parametrize("number", SENSE)
def test_classic_mistake_is_told_what_is_wrong(number):
    exercise, fn = WRONG[number]
    result = check(exercise, fn)
    code, phrase = SENSE[number]
    assert not result.passed
    assert (result.code, phrase in result.message) == (code, True), str(result)
    assert len(result.message) <= 280 and "``" not in result.message


@pytest.mark.parametrize("number", RIGHT)
def test_right_answer_of_unusual_form_passes(number):
    exercise, fn = RIGHT[number]
    result = check(exercise, fn)
    assert result.passed and result.code == "right", str(result)


def test_all_are_here():
    assert sorted(WRONG) == sorted(SENSE) == [f"O{n:02}" for n in range(1, 43)]
    assert sorted(RIGHT) == [f"G{n:02}" for n in range(0, 20, 2)]


def test_no_two_of_them_are_told_the_same():
    told = [(WRONG[n][0], SENSE[n][0]) for n in SENSE]
    assert len(set(told)) == len(told)


def test_a_known_mistake_of_numbers_is_not_mistaken_for_another_exercise():
    """Each named mistake differs from the reference on a fresh argument, so its message cannot fall on a right answer."""
    for number in ("O24", "O30", "O39", "O42"):
        exercise, fn = WRONG[number]
        assert check(exercise, get(exercise).independent).passed and not check(exercise, fn).passed
