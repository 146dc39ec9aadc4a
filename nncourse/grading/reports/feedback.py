"""A page for each student: what every exercise got and why, in one file that loads nothing and runs no script."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from nncourse.course_file.model import Assignment, Course
from nncourse.grading.reports.gradebook import number

Line = Mapping[str, Any]
Lines = Sequence[Line]
WORDS = {"right": "Right", "wrong": "Not yet right", "open": "Not answered", "unmarked": "Not marked yet"}
STYLE = """
:root { color-scheme: light dark; --right: #1b6e2c; --wrong: #a33b00; --open: #5c5c5c; --line: #767676; --paper: #fff; --ink: #1a1a1a; }
@media (prefers-color-scheme: dark) { :root { --right: #7fd18b; --wrong: #ffab70; --open: #c0c0c0; --line: #9a9a9a; --paper: #161616; --ink: #eee; } }
body { background: var(--paper); color: var(--ink); font: 1.05rem/1.5 system-ui, sans-serif; max-width: 48rem;
  margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { text-align: start; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: end; } section { border-inline-start: 4px solid var(--line); padding-inline-start: 1rem; margin: 2rem 0; }
section.right { border-color: var(--right); } section.wrong { border-color: var(--wrong); }
.right strong { color: var(--right); } .wrong strong { color: var(--wrong); } .open strong, .unmarked strong { color: var(--open); }
pre { overflow-x: auto; padding: .6rem; border: 1px solid var(--line); } summary { cursor: pointer; } a { color: inherit; }
""".strip()
# nothing of this page may run or load anything, whatever a student has written into a notebook
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def file_name(student: str) -> str:
    """A file name for a student, different for different ids.

    >>> file_name("ada"), file_name("../ada")
    ('ada.html', 'ada-2ab30ab8.html')
    """
    plain = re.sub(r"[^A-Za-z0-9@._-]+", "-", student).strip("-.")[:80]
    if plain and plain == student == student.lower():  # some file systems take Ada and ada for the same
        return f"{plain}.html"
    return f"{plain or 'student'}-{hashlib.sha256(student.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}.html"


def page(course: Course, assignment: Assignment, lines: Lines) -> str:
    """The page of one student."""
    first = lines[0]
    points = [line["points"] for line in lines]
    total = "not complete" if None in points else number(sum(points))
    out_of = number(sum(assignment.exercises.values()))
    who = first.get("name") or first["student"]
    rows = "".join(_row(line) for line in lines)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{_text(assignment.title)}: {_text(who)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<p>{_text(course.title)}</p>\n<h1>{_text(assignment.title)}</h1>\n"
        f"<p>{_text(who)}: <b>{total} of {out_of} points</b></p>\n{_arrival(course, assignment, first)}\n"
        '<table>\n<thead><tr><th scope="col">Exercise</th><th scope="col">Result</th><th scope="col" class="n">Points</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n{''.join(_section(line) for line in lines)}</main>\n</body>\n</html>\n"
    )


def _arrival(course: Course, assignment: Assignment, line: Line) -> str:
    due = _moment(assignment.due, course.timezone)
    if not line["time"]:
        return f"<p>Due {due}.</p>"
    came = datetime.fromisoformat(line["time"])
    told = f"<p>Handed in {_moment(came, course.timezone)}; due {due}."
    if came > assignment.due:
        told += f" Late: {number(100 * line['late_factor'])} % of the points are kept."
    return told + "</p>"


def _moment(when: datetime, zone: ZoneInfo) -> str:
    return when.astimezone(zone).strftime("%d.%m.%Y, %H:%M").lstrip("0")


def _state(line: Line) -> str:
    if line["points"] is None:
        return "unmarked"
    if line["passed"]:
        return "right"
    return "open" if line["code"] in ("not-attempted", "missing", "nothing-handed-in") else "wrong"


def _row(line: Line) -> str:
    name = _text(line["exercise"])
    points = "" if line["points"] is None else number(line["points"])
    return (
        f'<tr><th scope="row"><a href="#{name}"><code>{name}</code></a></th><td>{WORDS[_state(line)]}</td>'
        f'<td class="n">{points} of {number(line["out_of"])}</td></tr>\n'
    )


def _section(line: Line) -> str:
    name, state = _text(line["exercise"]), _state(line)
    parts = [
        f'<section class="{state}" id="{name}" aria-labelledby="h-{name}">\n<h2 id="h-{name}"><code>{name}</code></h2>\n'
    ]
    parts.append(f"<p><strong>{WORDS[state]}.</strong> {_text(line['message'])}</p>\n")
    if line.get("place"):
        parts.append(f"<p>Your answer was found in {_text(line['place'])}.</p>\n")
    if line["notes"]:
        parts.append("<ul>" + "".join(f"<li>{_text(note)}</li>" for note in line["notes"]) + "</ul>\n")
    if line.get("evidence") and line["cause"] == "checked":
        parts.append(
            f'<details><summary>Show the evidence</summary>\n<pre tabindex="0">{_text(line["evidence"])}</pre></details>\n'
        )
    return "".join(parts) + "</section>\n"


def _text(value: str) -> str:
    """Escaped, without signs that a page cannot hold."""
    return html.escape("".join(s if s.isprintable() or s in "\n\t" else "\ufffd" for s in value))
