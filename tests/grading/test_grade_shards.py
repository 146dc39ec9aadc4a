"""A class in pieces: repeated, lost, interrupted, in any order, on workers that die, the marks are the same."""

import json
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

import pytest
from handed_in import (
    IMPORTS,
    MSE,
    MSE_WRONG,
    RELU,
    RELU_STUB,
    RELU_WRONG,
    course,
    grade,
    hand_in,
    notebook,
    results,
    task,
)
from in_process import Inline, mark_here

from nncourse.grading import command
from nncourse.grading.runs.cache import Cache
from nncourse.grading.runs.executing import Runner
from nncourse.grading.runs.executors import cores
from nncourse.grading.runs.shards import Shard, shard_of

GOOD = notebook(IMPORTS, RELU, MSE)
STUDENTS = [f"s{i}" for i in range(12)]


@pytest.fixture
def klass(tmp_path, monkeypatch):
    """Twelve submissions, a course, and the command without a sandbox, in this process."""
    monkeypatch.setenv("NNCOURSE_BOOK", str(command.__file__).split("/nncourse/")[0])
    monkeypatch.setattr(command, "Runner", partial(Runner, work=mark_here))
    monkeypatch.setattr(command, "processes", lambda _n: nullcontext((Inline, 2)))
    monkeypatch.setattr(command, "prove", lambda *_: None)
    kinds = [(RELU, MSE), (RELU_WRONG, MSE_WRONG), (RELU_STUB, MSE), ("broken", "no answer")]
    hand_in(tmp_path / "in", **{s: notebook(IMPORTS, *kinds[i % 4], f"# {s}") for i, s in enumerate(STUDENTS)})
    return tmp_path / "in", course(tmp_path), tmp_path


def written(out):
    """Everything that a run leaves, by name."""
    return {
        str(p.relative_to(out)): p.read_bytes()
        for p in sorted(out.rglob("*"))
        if p.is_file() and "parts" not in p.parts
    }


# -- pieces --------------------------------------------------------------------------------------------------------------


def test_every_student_belongs_to_one_piece_by_the_id_alone():
    for count in (1, 2, 5, 9):
        pieces = [{s for s in STUDENTS if Shard(n, count).has(s)} for n in range(1, count + 1)]
        assert sorted(s for piece in pieces for s in piece) == sorted(STUDENTS)
    assert [shard_of(name, 5) for name in ("ada", "bob", "å")] == [4, 1, 5]  # for ever, on every machine
    sizes = [sum(shard_of(f"student {i}", 4) == n for i in range(4000)) for n in range(1, 5)]
    assert min(sizes) > 900


@pytest.mark.parametrize("text", ["0/3", "4/3", "2", "a/b", "1/0", "-1/3", "1/3/2"])
def test_a_piece_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="expected a piece such as 2/5"):
        Shard.of(text)


def test_pieces_joined_are_the_whole(klass, capsys):
    folder, file, tmp = klass
    assert grade(folder, file, "--out", tmp / "whole") == 0
    for piece in ("3/3", "1/3", "2/3"):
        assert grade(folder, file, "--out", tmp / "pieces", "--cache", tmp / piece[0], "--shard", piece) == 0
    (tmp / "downloaded" / "artifact").mkdir(parents=True)
    for path in (tmp / "pieces" / "parts").iterdir():
        path.rename(tmp / "downloaded" / "artifact" / path.name)
    assert grade(folder, file, "--out", tmp / "joined", "--merge", tmp / "downloaded") == 0
    assert written(tmp / "joined") == written(tmp / "whole")
    assert "12 learners" in capsys.readouterr().out


def test_a_repeated_piece_changes_nothing_a_lost_one_is_named(klass, capsys):
    folder, file, tmp = klass
    for piece in ("1/2", "2/2"):
        assert grade(folder, file, "--out", tmp / "a", "--shard", piece) == 0
    first, second = sorted((tmp / "a" / "parts").iterdir())
    assert grade(folder, file, "--out", tmp / "once", "--merge", first, second) == 0
    assert grade(folder, file, "--out", tmp / "twice", "--merge", second, first, second, first, tmp / "a") == 0
    assert written(tmp / "once") == written(tmp / "twice")
    capsys.readouterr()
    assert grade(folder, file, "--out", tmp / "lost", "--merge", first) == 2
    missing = [s for s in STUDENTS if shard_of(s, 2) == 2]
    assert f"{missing[0]} (piece 2/2)" in capsys.readouterr().err and not (tmp / "lost" / "gradebook.csv").exists()
    second.write_bytes(second.read_bytes()[:-30])  # cut off while it was copied: its last line is lost, and no more
    assert grade(folder, file, "--out", tmp / "cut", "--merge", first, second) == 2
    assert "marks are missing of" in capsys.readouterr().err
    again = tmp / "again.jsonl"
    assert grade(folder, file, "--out", tmp / "b", "--shard", "2/2") == 0
    next((tmp / "b" / "parts").iterdir()).rename(again)
    assert grade(folder, file, "--out", tmp / "mended", "--merge", first, second, again) == 0
    assert results(tmp / "mended") == results(tmp / "once")


def test_marks_that_contradict_each_other_are_refused_and_a_failed_one_gives_way(klass, capsys):
    folder, file, tmp = klass
    assert grade(folder, file, "--out", tmp / "a") == 0
    (piece,) = (tmp / "a" / "parts").iterdir()
    lines = piece.read_text().splitlines()
    first = json.loads(lines[0])
    other = tmp / "other.jsonl"
    other.write_text(json.dumps({**first, "points": 3.0}) + "\n")
    assert grade(folder, file, "--out", tmp / "b", "--merge", piece, other) == 2
    assert f"contradict each other: {first['student']}, relu" in capsys.readouterr().err
    other.write_text(json.dumps({**first, "points": None, "final": False, "cause": "failed"}) + "\n")
    for order in ((piece, other), (other, piece)):
        assert grade(folder, file, "--out", tmp / "c", "--merge", *order) == 0
        assert results(tmp / "c") == results(tmp / "a")


# -- interruptions -------------------------------------------------------------------------------------------------------


def test_an_interrupted_run_goes_on_where_it_stopped(klass, monkeypatch, capsys):
    folder, file, tmp = klass
    assert grade(folder, file, "--out", tmp / "whole", "--cache", tmp / "other") == 0
    marked = []

    def tired(piece):
        if len(marked) == 5:
            raise KeyboardInterrupt
        marked.append(piece.student)
        return mark_here(piece)

    monkeypatch.setattr(command, "Runner", partial(Runner, work=tired))
    assert grade(folder, file, "--out", tmp / "out") == 130
    assert "goes on where it stopped" in capsys.readouterr().err and not (tmp / "out" / "gradebook.csv").exists()
    after = []
    monkeypatch.setattr(command, "Runner", partial(Runner, work=lambda t: after.append(t.student) or mark_here(t)))
    assert grade(folder, file, "--out", tmp / "out") == 0
    # what came back before is not done again; of those under way at most as many as are in flight
    assert sorted(set(after + marked)) == sorted(STUDENTS) and len(after) <= 12 - 5 + 2 * cores()
    assert written(tmp / "out") == written(tmp / "whole")


def dies(folder, piece):
    """Ends the worker's process: always for one student, the first time for another."""
    once = os.path.join(folder, "died")
    if piece.student == "always" or (piece.student == "once" and not os.path.exists(once)):
        open(once, "w").close()
        time.sleep(0.1)
        os._exit(9)
    return mark_here(piece)


def test_a_worker_that_dies_loses_nobody_elses_mark(tmp_path):
    names = ["a", "once", "b", "always", "c", "d"]
    runner = Runner(partial(ProcessPoolExecutor, 2), 2, Cache(None), partial(dies, str(tmp_path)))
    found = {t.student: verdicts[0] for t, verdicts, _ in runner.run(task(GOOD, student=name) for name in names)}
    assert sorted(found) == sorted(names)
    assert {name for name in names if found[name].passed} == set(names) - {"always"}
    lost = found["always"]
    assert (lost.code, lost.cause, lost.sure, lost.passed) == ("worker-lost", "failed", False, False)


def test_a_piece_that_comes_back_damaged_is_asked_for_again(tmp_path):
    answers = [[], [{"exercise": "relu"}], None]

    def unsteady(piece):
        return answers.pop(0) or mark_here(piece) if answers else mark_here(piece)

    runner = Runner(Inline, 1, Cache(None), unsteady)
    ((_, (verdict,), _),) = runner.run([task(GOOD)])
    assert verdict.passed


def test_few_submissions_are_in_memory_at_a_time():
    """Tasks are made as they are needed, however many there are, and however slow the workers."""
    made, done, most = [0], [0], [0]

    def tasks():
        for i in range(300):
            made[0] += 1
            most[0] = max(most[0], made[0] - done[0])
            yield task(GOOD, student=f"s{i}")

    def quick(piece):
        return [{**v, "message": "x"} for v in KNOWN]

    KNOWN = mark_here(task(GOOD))
    for _ in Runner(partial(ThreadPoolExecutor, 3), 3, Cache(None), quick).run(tasks()):
        done[0] += 1
    assert done[0] == 300 and most[0] <= 2 * 3 + 4


def test_a_worker_with_another_version_of_the_book_is_refused(klass, capsys, monkeypatch):
    from nncourse.grading.marks.marking import OtherVersion

    def other(_piece):
        raise OtherVersion("a worker has another version of relu")

    folder, file, tmp = klass
    monkeypatch.setattr(command, "Runner", partial(Runner, work=other))
    assert grade(folder, file, "--out", tmp / "out") == 2
    assert "another version of relu" in capsys.readouterr().err


def test_late_points_are_taken_off_by_the_table_of_times(klass):
    folder, file, tmp = klass
    table = tmp / "times.csv"
    table.write_text("student,time\ns0,2026-11-01 23:59\ns4,2026-11-02 00:00\ns8,2026-11-05 00:00\n")
    assert grade(folder, file, "--out", tmp / "out", "--times", table) == 0
    found = results(tmp / "out")
    assert [found[s, "mse"]["points"] for s in ("s0", "s4", "s8")] == [6, 5.4, 0]
    assert found["s4", "relu"]["late_factor"] == 0.9 and found["s4", "relu"]["time_from"] == "the table of times"
    assert found["s1", "relu"]["time_from"] == "the file's time"
    rows = (tmp / "out" / "gradebook.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "student,name,relu,mse,total,out_of,handed_in,late_factor,remarks"
    assert next(row for row in rows if row.startswith("s4,")).startswith(
        "s4,,3.6,5.4,9,10,2026-11-02T00:00:00+01:00,0.9,"
    )
