"""`nncourse grade FOLDER --assignment hw1`: the arguments, and what is said at the end."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nncourse.cli import CourseError, course_argument, opened
from nncourse.course_file.model import Assignment, Course
from nncourse.grading.reports.writing import Summary, write
from nncourse.grading.runs.cache import Cache
from nncourse.grading.runs.executing import Runner
from nncourse.grading.runs.executors import cores, dask, processes
from nncourse.grading.runs.lines import Gathered, appended, lines_of
from nncourse.grading.runs.progress import Progress
from nncourse.grading.runs.shards import Shard, pieces, shard_of
from nncourse.grading.runs.tasks import Tasks
from nncourse.grading.submissions.layouts import HandedIn, submissions
from nncourse.sandbox import Limits, Sandbox, prove

FINISHED, NOT_FINAL, INTERRUPTED = 0, 1, 130


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its arguments."""
    parser = subparsers.add_parser(
        "grade", help="mark a class's notebooks in a sandbox, by the check that the students saw"
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="the submissions, as nbgrader, Moodle or Canvas give them, or a file or folder each",
    )
    parser.add_argument("--assignment", required=True, metavar="ID", help="which assignment of course.yml")
    course_argument(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="where the marks go (_build/grading/ID beside course.yml)"
    )
    parser.add_argument(
        "--times", type=Path, metavar="CSV", help="when submissions came: a table with the columns student and time"
    )
    parser.add_argument(
        "--whose", default="", metavar="REGEX", help="how to find the student in a file's path: '(?P<student>[^/]+)/'"
    )
    parser.add_argument(
        "--secret", type=Path, metavar="FILE", help="the secret of the variants (else the variable NNCOURSE_SECRET)"
    )
    parser.add_argument(
        "--processes",
        type=int,
        default=cores(),
        metavar="N",
        help="how many submissions at once on this machine (its cores)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="mark on the workers of this Dask scheduler (tcp://host:8786)"
    )
    parser.add_argument(
        "--shard", type=_shard, metavar="I/N", help="mark only this piece of the class; --merge joins the pieces"
    )
    parser.add_argument(
        "--merge", type=Path, nargs="+", metavar="PLACE", help="mark nothing, join pieces: files or folders with them"
    )
    parser.add_argument(
        "--sandbox",
        default="auto",
        metavar="KIND",
        help="bubblewrap, docker, podman; none runs students' code unprotected",
    )
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="where verdicts are kept (_build/grading/cache beside course.yml)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Mark or join; the exit code says whether every mark is final."""
    course, _, _ = opened(arguments)
    try:
        assignment = course.assignment(arguments.assignment)
    except ValueError as problem:
        raise CourseError(str(problem)) from None
    out = arguments.out or course.folder / "_build" / "grading" / assignment.id
    handed = list(submissions(arguments.folder, assignment.id, arguments.whose))
    if not handed:
        raise CourseError(
            f"no submission was found in {arguments.folder}: expected a file or a folder for each student."
        )
    if arguments.merge:
        return _merged(course, assignment, handed, pieces(arguments.merge, assignment.id), out)
    shard = arguments.shard or Shard()
    piece = out / "parts" / shard.file(assignment.id)
    try:
        _mark(arguments, course, assignment, handed, shard, piece)
    except KeyboardInterrupt:
        print("\nInterrupted. What was marked is kept; the same command goes on where it stopped.", file=sys.stderr)
        return INTERRUPTED
    gathered = Gathered(assignment)
    gathered.add(piece)
    if arguments.shard:
        waiting = sum(not p.final for student in gathered.pieces.values() for p in student.values())
        print(
            f"{piece}: piece {shard.number} of {shard.count}, {len(gathered.pieces)} submissions, {waiting} marks not final."
        )
        return NOT_FINAL if waiting else FINISHED
    return _told(write(course, assignment, gathered, out), out)


def _mark(
    arguments: argparse.Namespace,
    course: Course,
    assignment: Assignment,
    handed: list[HandedIn],
    shard: Shard,
    piece: Path,
) -> None:
    """Every submission of a piece, appended to its file as it is marked; the file gets its name when it is whole."""
    if not arguments.scheduler:  # at a scheduler each worker proves its own
        limits = Limits()
        prove(Sandbox(limits, arguments.sandbox).kind, limits)
    tasks = Tasks(course, assignment, handed, arguments)
    mine = [one for one in handed if shard.has(one.student)]
    progress = Progress(len(mine), assignment.id)
    cache = Cache(arguments.cache or course.folder / "_build" / "grading" / "cache")
    piece.parent.mkdir(parents=True, exist_ok=True)
    unfinished = piece.with_suffix(".unfinished")
    unfinished.write_bytes(b"")
    count = max(1, min(arguments.processes, len(mine)))
    try:
        with dask(arguments.scheduler) if arguments.scheduler else processes(count) as (make, workers):
            for task, verdicts, kept in Runner(make, workers, cache).run(tasks.of(mine)):
                appended(unfinished, lines_of(assignment, tasks.handed(task.student), task, verdicts))
                progress.step(kept, not all(verdict.sure for verdict in verdicts))
    finally:
        progress.end()
    unfinished.replace(piece)


def _merged(course: Course, assignment: Assignment, handed: list[HandedIn], files: list[Path], out: Path) -> int:
    gathered = Gathered(assignment)
    for file in files:
        gathered.add(file)
    missing = gathered.missing(one.student for one in handed)
    if missing:
        count = max((int(file.stem.rpartition("-of-")[2]) for file in files if "-of-" in file.stem), default=1)
        which = ", ".join(f"{student} (piece {shard_of(student, count)}/{count})" for student in missing[:10])
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        raise CourseError(f"marks are missing of {which}{more}; mark these pieces again with --shard, then merge.")
    return _told(write(course, assignment, gathered, out), out)


def _told(summary: Summary, out: Path) -> int:
    print(summary.text)
    unusual = {cause: n for cause, n in summary.causes.items() if cause != "checked"}
    if unusual:
        print("\nWithout a check: " + ", ".join(f"{cause} {count}" for cause, count in sorted(unusual.items())) + ".")
    print(f"\nIn {out}: gradebook.csv, results.jsonl, report.html, feedback/ ({summary.students} pages).")
    if not summary.not_final:
        return FINISHED
    shown = "; ".join(summary.not_final[:10]) + (" ..." if len(summary.not_final) > 10 else "")
    print(f"Not final, to be tried again by the same command: {len(summary.not_final)} ({shown}).")
    return NOT_FINAL


def _shard(text: str) -> Shard:
    try:
        return Shard.of(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
