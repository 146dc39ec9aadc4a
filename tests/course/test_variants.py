"""Numbers of a student's own: how they are drawn, what the student's notebook holds, and whose answer an answer is."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from variant_course import ALL, SECRET, given, right_answer

from nncourse import variants
from nncourse.cli import CourseError
from nnlib.exercises.checking import Result, judged
from nnlib.exercises.registry import Entry, variants_of

CLASS = [f"s{number}" for number in range(200)]


def test_the_draw_is_what_the_documentation_says() -> None:
    """Computed here a second time, from the description alone: a change of it would give a whole class other numbers."""
    for student in ("ada", "Zoë", "s-17"):
        parts = [text.encode() for text in ("nncourse variants 1", student, "leaky_relu")]
        message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        number = int.from_bytes(hmac.new(SECRET, message, hashlib.sha256).digest(), "big")
        found = variants_of("leaky_relu")
        assert found is not None
        expected = found.combinations[int(random.Random(number).random() * len(found.combinations))]
        assert variants.parameters(SECRET, student, "leaky_relu") == dict(expected)


def test_the_draws_of_a_known_class_are_these() -> None:
    """Written down: they may change only together with the combinations of an exercise, which a new version of the book says."""
    found = [variants.parameters(SECRET, "ada", name) for name in ("leaky_relu", "momentum_step", "forward_parameters")]
    assert found == KNOWN


KNOWN: list[dict[str, Any]] = [
    {"slope": 0.15},
    {"beta": 0.78, "form": "positive"},
    {"side": 24, "hidden": 30, "outputs": 9},
]


@pytest.mark.parametrize("name", ALL)
def test_draws_go_evenly_over_all_combinations(name: str) -> None:
    found = variants_of(name)
    assert found is not None
    count = len(found.combinations)
    students = [f"student {number}" for number in range(100 * count)]
    seen = Counter(json.dumps(variants.parameters(SECRET, student, name)) for student in students)
    assert len(seen) == count
    squares = sum((n - 100) ** 2 / 100 for n in seen.values())  # chi squared with count - 1 degrees of freedom
    assert squares < count - 1 + 5 * np.sqrt(2 * (count - 1))


def test_secret_student_and_exercise_each_matter() -> None:
    def of(secret: bytes, name: str, students: list[str]) -> list[dict[str, Any]]:
        return [variants.parameters(secret, student, name) for student in students]

    own = of(SECRET, "leaky_relu", CLASS)
    assert own == of(SECRET, "leaky_relu", CLASS)
    assert own != of(b"another secret, as long", "leaky_relu", CLASS)
    assert own != of(SECRET, "leaky_relu", CLASS[1:] + CLASS[:1])
    gains = [found["gain"] for found in of(SECRET, "sigmoid_grad", CLASS)]
    slopes = [found["slope"] for found in own]
    assert abs(np.corrcoef(gains, slopes)[0, 1]) < 0.3, "one exercise's draw says nothing about another's"


def test_an_exercise_without_variants_has_no_parameters() -> None:
    assert variants.parameters(SECRET, "ada", "relu") == {} and not variants.has("relu") and variants.has("leaky_relu")
    assert variants.exercise_for("relu", {}).id == "relu" and variants.exercise_for("relu", None).id == "relu"
    with pytest.raises(ValueError, match="did you mean"):
        variants.parameters(SECRET, "ada", "leaki_relu")


def test_blanks_and_the_form_of_accents_make_no_other_student() -> None:
    assert variants.parameters(SECRET, " Zoe\u0308 ", "bce") == variants.parameters(SECRET, "Zoë", "bce")


def test_parameters_are_plain_data() -> None:
    for name in ALL:
        drawn = variants.parameters(SECRET, "ada", name)
        assert json.loads(json.dumps(drawn)) == drawn
        assert variants.exercise_for(name, json.loads(json.dumps(drawn))) is variants.exercise_for(name, drawn)


def test_the_secret_comes_from_the_file_the_variable_or_beside_the_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NNCOURSE_SECRET", raising=False)
    with pytest.raises(CourseError, match=r"--secret FILE, set NNCOURSE_SECRET, or make secret\.txt"):
        variants.secret(None, given(tmp_path))
    (tmp_path / "secret.txt").write_text("beside the course, long enough\n")
    assert variants.secret(None, given(tmp_path)) == b"beside the course, long enough"
    monkeypatch.setenv("NNCOURSE_SECRET", "in the environment, long enough")
    assert variants.secret(None, given(tmp_path)) == b"in the environment, long enough"
    (tmp_path / "other").write_text("named by an argument, long enough")
    assert variants.secret(tmp_path / "other", given(tmp_path)) == b"named by an argument, long enough"


def test_a_secret_that_could_be_guessed_or_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("hello\n")
    with pytest.raises(CourseError, match="5 bytes; expected 16 or more"):
        variants.secret(tmp_path / "short", given(tmp_path))
    with pytest.raises(CourseError, match="cannot be read"):
        variants.secret(tmp_path / "nothing", given(tmp_path))


@pytest.mark.parametrize("name", ALL)
def test_anothers_answer_is_told_and_attributed_without_a_word_to_the_student(name: str) -> None:
    found = variants_of(name)
    assert found is not None
    own = variants.parameters(SECRET, "ada", name)
    other = next(student for student in CLASS if variants.parameters(SECRET, student, name) != own)
    answer = right_answer(name, variants.parameters(SECRET, other, name))
    result = judged(variants.exercise_for(name, own), answer)
    assert not result.passed and variants.of_others(result)
    assert other not in str(result)
    judgements: list[Entry] = []

    def check(entry: Entry) -> Result:
        judgements.append(entry)
        return judged(entry, answer)

    whose = variants.owners(SECRET, "ada", name, CLASS, check)
    theirs = variants.parameters(SECRET, other, name)
    assert other in whose and whose == tuple(s for s in CLASS if variants.parameters(SECRET, s, name) == theirs)
    assert len(judgements) <= len(found.combinations), "once for each variant, not for each student"


def test_a_wrong_answer_and_ones_own_are_nobodys() -> None:
    own = variants.parameters(SECRET, "ada", "leaky_relu")
    mine = right_answer("leaky_relu", own)
    assert variants.owners(SECRET, "ada", "leaky_relu", ["ada"], lambda entry: judged(entry, mine)) == ()
    twins = [s for s in CLASS if variants.parameters(SECRET, s, "leaky_relu") == own]
    assert twins, "somebody in a large class has the same numbers"
    assert variants.owners(SECRET, "ada", "leaky_relu", twins, lambda entry: judged(entry, mine)) == ()
    others = [s for s in CLASS if variants.parameters(SECRET, s, "leaky_relu") != own]
    assert variants.owners(SECRET, "ada", "leaky_relu", others, lambda entry: judged(entry, np.abs)) == ()
    assert not variants.of_others(judged(variants.exercise_for("leaky_relu", own), np.abs))
    assert variants.owners(SECRET, "ada", "relu", CLASS, lambda entry: judged(entry, np.abs)) == ()
