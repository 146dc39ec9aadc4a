"""Code and message of every known wrong answer, as recorded and read; the same on the lowest and on the newest NumPy.

After a change that is meant, ``python tests/exercises/test_verdicts.py`` writes the table again: read what differs.
"""

import json
from pathlib import Path

import pytest
from exercise_answers import WRONG

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.registry import get

TABLE = Path(__file__).with_name("verdicts.json")


def answers(name):
    """The wrong answers of an exercise by a stable key: those of the tests by their number, misconceptions by their code."""
    mine = [fn for exercise, fn, *_ in WRONG if exercise == name]
    known = {f"answer {i}": fn for i, fn in enumerate(mine)}
    return known | {f"misconception {item.code}": item.wrong for item in get(name).misconceptions}


def verdicts(name):
    """Code and message by key."""
    results = {key: check(name, fn) for key, fn in answers(name).items()}
    return {key: [result.code, result.message] for key, result in results.items()}


@pytest.mark.parametrize("name", exercise_ids("code"))
def test_code_and_message_are_those_recorded(name):
    recorded = json.loads(TABLE.read_text(encoding="utf-8"))[name]
    found = verdicts(name)
    assert set(found) == set(recorded)
    for key, verdict in found.items():
        assert verdict == recorded[key], key


if __name__ == "__main__":
    made = {name: verdicts(name) for name in exercise_ids("code")}
    TABLE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
