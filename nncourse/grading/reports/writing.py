"""The files of a marked class, made from the result lines student by student."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nncourse.course_file.model import Assignment, Course
from nncourse.grading.reports.feedback import file_name, page
from nncourse.grading.reports.gradebook import Gradebook
from nncourse.grading.runs.cache import write_whole
from nncourse.grading.runs.lines import Gathered
from nnlib.exercises.report import Tally, as_html, as_json, as_text


@dataclass
class Summary:
    """What was written: students, how many have each cause, and whose marks are not final."""

    students: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    not_final: list[str] = field(default_factory=list)
    text: str = ""


def write(course: Course, assignment: Assignment, gathered: Gathered, out: Path) -> Summary:
    """`results.jsonl`, `gradebook.csv`, `feedback/STUDENT.html` and `report.txt|html|json` below `out`; each is there whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    summary, tally = Summary(), Tally()
    with tempfile.TemporaryDirectory(dir=out, prefix=".part-") as name:
        part = Path(name)
        (part / "feedback").mkdir()
        with (
            (part / "results.jsonl").open("w", encoding="utf-8", errors="backslashreplace") as results,
            (part / "gradebook.csv").open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as table,
        ):
            gradebook = Gradebook(table, assignment)
            for lines in gathered.by_student():
                results.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                gradebook.add(lines)
                feedback = part / "feedback" / file_name(lines[0]["student"])
                feedback.write_text(page(course, assignment, lines), encoding="utf-8", errors="backslashreplace")
                tally.add([line for line in lines if line["cause"] != "failed"])
                summary.students += 1
                summary.causes.update(line["cause"] for line in lines)
                summary.not_final += [
                    f"{line['student']}, {line['exercise']}: {line['code']}" for line in lines if not line["final"]
                ]
        for file in ("results.jsonl", "gradebook.csv"):
            os.replace(part / file, out / file)
        shutil.rmtree(out / "feedback", ignore_errors=True)
        os.replace(part / "feedback", out / "feedback")
    found = tally.report(gathered.damaged)
    summary.text = as_text(found)
    for ending, form in (("txt", as_text), ("html", as_html), ("json", as_json)):
        write_whole(out / f"report.{ending}", form(found).rstrip("\n") + "\n")
    return summary
