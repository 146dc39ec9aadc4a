"""What comes out: a page that a student can read with any device and that runs nothing, a table, the class's diagnoses."""

import csv
import io
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from handed_in import ROOT

from nncourse.course_file.model import Assignment, Book, Course, Late
from nncourse.grading.marks.task import Asked, Task, Verdict
from nncourse.grading.reports.feedback import file_name, page
from nncourse.grading.reports.gradebook import Gradebook
from nncourse.grading.reports.writing import write
from nncourse.grading.runs.lines import Gathered, appended, lines_of
from nncourse.grading.runs.progress import Progress
from nncourse.grading.submissions.layouts import HandedIn
from nnlib.exercises.report import read, report

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
DUE = datetime(2026, 11, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
HW = Assignment("hw1", "First <b>homework</b>", {"relu": 4, "mse": 6, "gibbs": 1}, DUE, late=Late(0.1, 3))
COURSE = Course(ROOT, Book(ROOT), "Neural & other networks", (), timezone=ZoneInfo("Europe/Berlin"))
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\x07\u202e"


def line(student, exercise, **more):
    """A result line, right unless told otherwise."""
    found = {
        "student": student, "name": "", "assignment": "hw1", "exercise": exercise, "kind": "code", "points": HW.exercises[exercise],
        "out_of": HW.exercises[exercise], "passed": True, "code": "right", "message": "Right on all 24 probes.", "cause": "checked",
        "place": "hw1.ipynb, cell 3", "notes": [], "owners": [], "evidence": "", "time": "2026-11-01T12:00:00+00:00",
        "time_from": "the file's time", "late_factor": 1.0, "submission": "s", "version": "v", "attempt": "a", "final": True,
    }  # fmt: skip
    return {**found, **more}


def wrong(student, exercise, code="sign", **more):
    return line(
        student, exercise, **{"points": 0.0, "passed": False, "code": code, "message": "The sign is wrong.", **more}
    )


LINES = [
    wrong(
        "ada",
        "relu",
        evidence="for  z = [1]\nyou returned  [2]",
        notes=["2 answers (cell 1, cell 3)"],
        message=f"Stops in `{EVIL}`",
    ),
    line("ada", "mse", time="2026-11-02T12:00:00+00:00", late_factor=0.9, points=5.4),
    wrong("ada", "gibbs", "missing", cause="missing", place=""),
]


def test_a_page_shows_points_messages_and_where_the_answer_was():
    text = page(COURSE, HW, LINES)
    for part in ("First &lt;b&gt;homework", "Neural &amp; other", "5.4 of 11 points", "0 of 4", "hw1.ipynb, cell 3", "2 answers (cell 1, cell 3)",
                 "you returned  [2]", "Not answered"):  # fmt: skip
        assert part in text, part
    late = page(COURSE, HW, [{**each, "time": "2026-11-02T12:00:00+00:00", "late_factor": 0.9} for each in LINES])
    assert "Late: 90 % of the points are kept" in late and "2.11.2026, 13:00" in late
    waiting = page(COURSE, HW, [line("ada", "relu", points=None, passed=False, cause="failed", final=False)])
    assert "Not marked yet" in waiting and "not complete of 11 points" in waiting


def test_nothing_that_a_student_wrote_becomes_part_of_the_page():
    evil = [
        {**each, **dict.fromkeys(("student", "name", "message", "place", "evidence"), EVIL), "notes": [EVIL]}
        for each in LINES
    ]
    text = page(COURSE, HW, evil)
    assert "<script" not in text and "<img" not in text and "\x07" not in text and "\u202e" not in text
    assert "default-src 'none'" in text
    for loads in ("src=", "url(", "@import", "http:", "https:", "//"):
        assert loads not in text.replace("&lt;img src=x", ""), loads


def test_whose_variant_an_answer_would_be_right_for_is_told_to_the_teacher_alone():
    lines = [wrong("ada", "relu", "other-parameters", owners=["bob"])]
    table = io.StringIO()
    Gradebook(table, HW).add(lines)
    assert "the answer to the variant of bob" in table.getvalue() and "bob" not in page(COURSE, HW, lines)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible_and_narrow(browser, theme):
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=theme, bypass_csp=True)
    tab = context.new_page()
    tab.set_content(page(COURSE, HW, LINES).replace("<details>", "<details open>"))
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.add_script_tag(path=str(AXE))
    result = tab.evaluate("rules => axe.run(document, rules)", RULES)
    assert result["passes"] and [v["id"] + v["nodes"][0]["html"] for v in result["violations"]] == []
    context.close()


@pytest.mark.parametrize(
    "id", ["ada", "../../etc/passwd", "", ".", "CON", "a/b", "å", "x" * 300, "a b", "a\0b", "-rf", "Ada"]
)
def test_every_student_has_a_file_of_their_own_in_the_folder(id):
    name = file_name(id)
    assert (
        name.endswith(".html")
        and "/" not in name
        and "\0" not in name
        and not name.startswith((".", "-"))
        and len(name) < 120
    )
    assert len({file_name(other) for other in (id, id + "x", id + " ", f"-{id}")}) == 4
    assert file_name("Ada").lower() != file_name("ada").lower()


def test_the_table_is_safe_in_a_spreadsheet_and_knows_what_is_not_marked():
    table = io.StringIO()
    book = Gradebook(table, HW)
    book.add([line('=HYPERLINK("evil")', "relu", name="@me", late_factor=0.7), line("x", "mse")])
    book.add(
        [
            line("bob", "relu", points=None, cause="failed", code="sandbox-failed"),
            line("bob", "mse"),
            line("bob", "gibbs"),
        ]
    )
    rows = list(csv.DictReader(io.StringIO(table.getvalue())))
    assert (
        rows[0]["student"].startswith("'=") and rows[0]["name"] == "'@me" and rows[0]["gibbs"] == rows[0]["total"] == ""
    )
    assert (
        rows[1]["relu"] == rows[1]["total"] == ""
        and rows[1]["mse"] == "6"
        and rows[1]["remarks"] == "relu: sandbox-failed"
    )


def written(tmp_path, name="out"):
    piece = tmp_path / "piece.jsonl"
    piece.write_bytes(b"")
    for student in ("bob", "ada", "eve"):
        appended(piece, [{**each, "student": student} for each in LINES])
    with piece.open("ab") as file:
        file.write(b'{"student": "cut')
    gathered = Gathered(HW)
    gathered.add(piece)
    return gathered, write(COURSE, HW, gathered, tmp_path / name), tmp_path / name


def test_the_class_is_counted_as_the_books_own_report_counts(tmp_path):
    gathered, summary, out = written(tmp_path)
    assert gathered.damaged == ["piece.jsonl:10"] and summary.students == 3
    assert summary.causes == {"checked": 6, "missing": 3}
    told = json.loads((out / "report.json").read_text())
    assert told["learners"] == 3 and told["damaged"] == ["piece.jsonl:10"]
    relu = next(e for e in told["exercises"] if e["id"] == "relu")
    assert relu["diagnoses"][0]["code"] == "sign" and relu["diagnoses"][0]["learners"] == 3
    assert (
        "<script" not in (out / "report.html").read_text() and "3 of 3, relu, sign" in (out / "report.txt").read_text()
    )
    # result lines are those that `python -m nnlib.exercises report` reads
    lines, damaged = read(out / "results.jsonl")
    assert len(lines) == 9 and damaged == [] and report([out / "results.jsonl"]).lines == 9


def test_writing_again_leaves_no_old_page(tmp_path):
    _, _, out = written(tmp_path)
    (out / "feedback" / "gone.html").write_text("old")
    written(tmp_path)
    assert sorted(p.name for p in (out / "feedback").iterdir()) == ["ada.html", "bob.html", "eve.html"]
    assert [p for p in out.iterdir() if p.name.startswith(".")] == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_on_a_terminal_and_plain_lines_in_a_log(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("nncourse.grading.runs.progress.time.monotonic", lambda: clock[0])
    shown = {}
    for stream in (Terminal(), io.StringIO()):
        clock[0] = 0.0
        progress = Progress(100, "hw1", stream)
        for number in range(100):
            clock[0] += 1.0
            progress.step(number < 10, number == 50)
        progress.end()
        shown[stream.isatty()] = stream.getvalue()
    assert shown[True].count("\n") == 1 and shown[True].count("\r") == 100 and "\r" not in shown[False]
    lines = shown[False].splitlines()
    assert (
        5 <= len(lines) <= 8
        and lines[-1] == "hw1: 100 of 100 submissions, 10 of them marked before, 1 to be tried again"
    )
    assert "about" in lines[2]


def test_a_moment_is_told_in_the_courses_zone():
    assert "1.11.2026, 23:59" in page(
        COURSE, HW, [line("ada", "relu", time=datetime(2026, 11, 1, tzinfo=UTC).isoformat())]
    )


def test_a_failure_of_the_machine_is_no_mark_and_a_wrong_answer_is_nought():
    handed = HandedIn("ada", "", (), None, "")
    piece = Task("ada", (), (Asked("relu", "1"), Asked("mse", "1")))
    verdicts = [
        Verdict("relu", "code", False, "sandbox-failed", "No.", "failed", sure=False),
        Verdict("mse", "code", False, "sign", "No."),
    ]
    assert [line["points"] for line in lines_of(HW, handed, piece, verdicts)] == [None, 0.0]
