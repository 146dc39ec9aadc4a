"""The report on a class: counted by hand here, from files as learners leave them."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from nnlib.exercises.__main__ import main
from nnlib.exercises.report import as_html, as_json, as_text, report

SAID = {"axis-0": "Columns sum to 1.", "overflow": "It overflows <soon>.", "right": "Right."}


def verdict(exercise: str, code: str, attempt: str, **changes: Any) -> str:
    line = {
        "time": "2026-11-21T10:00:00+00:00",
        "exercise": exercise,
        "kind": "code",
        "passed": code == "right",
        "code": code,
        "message": SAID[code],
        "version": "0.1.0",
        "attempt": attempt,
    }
    return json.dumps({**line, **changes})


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three learners: one solves softmax at the third attempt, one at the first, one never and with a damaged file."""
    learners = [
        [
            verdict("softmax", "axis-0", "a"),
            verdict("softmax", "axis-0", "a"),  # the cell run again
            verdict("softmax", "overflow", "b"),
            verdict("softmax", "right", "c"),
            verdict("softmax", "axis-0", "a"),  # play, after it was solved
            verdict("relu", "right", "d"),
        ],
        [verdict("softmax", "right", "e")],
        [
            verdict("softmax", "axis-0", "f"),
            verdict("softmax", "right", "g")[:-9],
            "",
            "[1, 2]",
            json.dumps({"exercise": "softmax"}),
            verdict("softmax", "axis-0", "g", passed="no"),
            verdict("softmax", "axis-0", "h"),
            verdict("relu", "axis-0", "i"),
        ],
    ]
    paths = [tmp_path / f"learner-{number}.jsonl" for number in range(len(learners))]
    for path, lines in zip(paths, learners, strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def test_the_counts(files: list[Path]) -> None:
    found = report(files)
    assert (found.learners, found.lines) == (3, 10)
    softmax, relu = found.exercises
    assert (softmax.id, softmax.learners, softmax.solved, softmax.attempts) == ("softmax", 3, 2, 6)
    assert softmax.attempts_to_solve == 2.0  # of 3 and 1
    assert [(d.code, d.count, d.learners) for d in softmax.diagnoses] == [("axis-0", 3, 2), ("overflow", 1, 1)]
    assert (relu.id, relu.learners, relu.solved, relu.attempts_to_solve) == ("relu", 2, 1, 1.0)
    assert found.damaged == [f"{files[2]}:{line}" for line in (2, 4, 5, 6)]


def test_the_commonest_misunderstanding_comes_first(files: list[Path]) -> None:
    first = report(files).commonest[0]
    assert (first.exercise, first.code, first.message, first.learners) == ("softmax", "axis-0", "Columns sum to 1.", 2)
    said = as_text(report(files)).splitlines()
    assert said[0] == "10 verdicts of 3 learners." and said[1] == "Commonest:"
    assert said[2].strip() == "2 of 3, softmax, axis-0: Columns sum to 1."
    damaged = next(line for line in said if line.startswith("Damaged"))
    assert "learner-2.jsonl:2" in damaged and damaged.endswith("(4).")
    row = next(line for line in said if line.startswith("softmax "))
    assert row.split()[1:6] == ["code", "3", "2", "6", "2"] and "axis-0 3x; overflow 1x" in row


def test_json_holds_it_all(files: list[Path]) -> None:
    found = json.loads(as_json(report(files)))
    assert found["exercises"][0]["diagnoses"][1]["message"] == "It overflows <soon>."
    assert found["commonest"][0]["code"] == "axis-0" and len(found["damaged"]) == 4


def test_html_is_a_table_and_escapes(files: list[Path]) -> None:
    page = as_html(report(files))

    class Count(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.tags: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.append(tag)

    count = Count()
    count.feed(page)
    assert count.tags.count("tr") == 3 and "soon" not in count.tags
    assert "overflows &lt;soon&gt;" in page and 'lang="en"' in page


def test_nothing_tried_is_no_table(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"\xff\xfe not text\n")
    assert as_text(report([empty])) == f"0 verdicts of 1 learner.\nDamaged and left out: {empty}:1 (1)."


def test_the_command(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *map(str, files)]) == 0
    assert "softmax" in capsys.readouterr().out
    assert main(["report", "--json", str(files[0])]) == 0
    assert json.loads(capsys.readouterr().out)["learners"] == 1
    assert main(["report", "--html", str(files[0])]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
    assert main(["report", str(files[0].with_name("nowhere.jsonl"))]) == 2
    said = capsys.readouterr()
    assert "nowhere.jsonl" in said.err and not said.out
    assert main(["progress", str(files[0])]) == 0
    assert "2 of " in capsys.readouterr().out
    done = subprocess.run(
        [sys.executable, "-m", "nnlib.exercises", "report", str(files[1])], capture_output=True, text=True
    )
    assert done.returncode == 0 and "1 verdict of 1 learner." in done.stdout, done.stderr
