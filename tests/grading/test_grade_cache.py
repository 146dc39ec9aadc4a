"""What was marked is not marked again, unless something has changed on which the mark depends."""

import json
import threading
from dataclasses import replace

import pytest
from handed_in import IMPORTS, MSE, RELU, RELU_WRONG, notebook, task
from in_process import Inline, InProcess, mark_here

from nncourse.grading.marks import version as versions
from nncourse.grading.marks.marking import mark
from nncourse.grading.marks.task import Asked, File, Verdict
from nncourse.grading.runs import cache as caches
from nncourse.grading.runs.cache import Cache
from nncourse.grading.runs.executing import Runner

BOTH = task(notebook(IMPORTS, RELU, MSE), asked=("relu", "mse"), time="2026-10-20T21:59:00+00:00")


def run(folder, *tasks, work=mark_here):
    """(verdicts by student, how many pieces were sent out)."""
    executor = Inline()
    runner = Runner(lambda: executor, 2, Cache(folder), work)
    return {t.student: verdicts for t, verdicts, _ in runner.run(tasks)}, executor.done


def test_the_second_run_sends_nothing_out_and_says_the_same(tmp_path):
    first, sent = run(tmp_path, BOTH)
    assert sent == 1 and all(v.passed for v in first["ada"])
    assert run(tmp_path, BOTH) == (first, 0)
    assert run(None, BOTH) == (first, 1)  # without a cache


@pytest.mark.parametrize(
    "change",
    [
        {"files": (File("hw1.ipynb", notebook(IMPORTS, RELU, MSE, "1")),)},
        {"files": (File("other.ipynb", BOTH.files[0].content),)},
        {"files": BOTH.files * 2},
        {"time": "2026-10-20T22:00:00+00:00"},
        {"asked": tuple(replace(a, version="another") for a in BOTH.asked)},
        {"asked": tuple(replace(a, parameters={"slope": 0.03}) for a in BOTH.asked)},
    ],
)
def test_whatever_a_mark_depends_on_makes_it_marked_again(tmp_path, change):
    run(tmp_path, BOTH)
    changed = replace(BOTH, **change)
    assert run(tmp_path, changed, work=lambda t: mark_here(replace(BOTH, asked=t.asked and BOTH.asked)))[1] == 1


def test_the_same_work_of_another_student_need_not_be_marked_again(tmp_path):
    """Without variants a mark does not depend on who handed in, and nothing else of a student goes into it."""
    run(tmp_path, BOTH)
    assert run(tmp_path, replace(BOTH, student="bob"))[1] == 0


def test_only_the_exercise_that_has_changed_is_marked_again(tmp_path):
    run(tmp_path, BOTH)
    relu, mse = BOTH.asked
    asked = []

    def work(piece):
        asked.extend(a.exercise for a in piece.asked)
        return mark_here(piece)

    found, _ = run(tmp_path, replace(BOTH, asked=(relu, replace(mse, version="new"))), work=work)
    assert asked == ["mse"] and [v.exercise for v in found["ada"]] == ["relu", "mse"]


def test_what_is_not_sure_is_tried_again_and_never_kept(tmp_path):
    def timeout(piece):
        return [Verdict(a.exercise, "code", False, "timeout", "Stopped.", sure=False).as_dict() for a in piece.asked]

    for _ in range(2):
        found, sent = run(tmp_path, BOTH, work=timeout)
        assert sent == 1 and found["ada"][0].code == "timeout"
    assert list(tmp_path.rglob("*.json")) == []
    assert run(tmp_path, BOTH)[0]["ada"][0].passed


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"form": 1}', b'{"form": 1, "verdict": {"exercise": "mse"}}', b"\xff"]
)
def test_a_damaged_entry_is_no_entry(tmp_path, damage):
    first, _ = run(tmp_path, BOTH)
    for path in tmp_path.rglob("*.json"):
        path.write_bytes(damage)
    assert run(tmp_path, BOTH) == (first, 1)
    assert run(tmp_path, BOTH) == (first, 0)


def test_an_entry_of_another_exercise_in_its_place_is_not_believed(tmp_path):
    run(tmp_path, BOTH)
    one, other = sorted(tmp_path.rglob("*.json"))
    one.write_bytes(other.read_bytes())
    found, sent = run(tmp_path, BOTH)
    assert sent == 1 and [v.exercise for v in found["ada"]] == ["relu", "mse"]


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, monkeypatch):
    cache, verdict = Cache(tmp_path), Verdict("relu", "code", True, "right", "Right.")

    def no_space(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(caches.os, "replace", no_space)
    with pytest.raises(OSError):
        cache.put(BOTH, BOTH.asked[0], verdict)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_two_writers_of_one_entry_leave_a_whole_one(tmp_path):
    cache, asked = Cache(tmp_path), BOTH.asked[0]
    long = [Verdict("relu", "code", False, "sign", letter * 200_000) for letter in "ab"]

    def write(verdict):
        for _ in range(50):
            cache.put(BOTH, asked, verdict)

    threads = [threading.Thread(target=write, args=(v,)) for v in long]
    seen = set()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        kept = cache.get(BOTH, asked)
        seen.add(None if kept is None else (kept.message[0], len(set(kept.message)), len(kept.message)))
    assert seen <= {None, ("a", 1, 200_000), ("b", 1, 200_000)} and len(seen) >= 1
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_another_students_answer_is_looked_up_for_this_class_alone(tmp_path):
    asked = Asked("relu", "1", {"slope": 0.1})
    mine = replace(BOTH, asked=(asked,), others={"relu": ((("bob",), {"slope": 0.2}),)})
    verdict = Verdict(
        "relu", "code", False, "other-parameters", "Right for other numbers.", owners=("bob",), by_class=True
    )
    cache = Cache(tmp_path)
    cache.put(mine, asked, verdict)
    assert cache.get(mine, asked) == verdict
    assert cache.get(replace(mine, others={"relu": ((("eve",), {"slope": 0.2}),)}), asked) is None


def test_the_version_changes_with_the_definition_and_with_the_check_and_with_nothing_else(monkeypatch):
    names = ("relu", "mse", "sum_or_mean")

    def all_versions():
        for function in (versions.version, versions._imports):
            function.cache_clear()
        return {name: versions.version(name) for name in names}

    def changed(module):
        real = versions._source
        with monkeypatch.context() as patch:
            patch.setattr(
                versions, "_source", lambda name: (real(name) or b"") + b"\n# changed" if name == module else real(name)
            )
            after = all_versions()
        return {name for name in names if after[name] != before[name]}

    before = all_versions()
    assert all_versions() == before and len(set(before.values())) == len(names)
    assert changed("nnlib.exercises.definitions.rectifiers") == {"relu"}
    assert changed("nnlib.exercises.questions.values.losses") == {"sum_or_mean"}
    for module in (
        "nnlib.exercises.diagnosis.judge",
        "nncourse.grading.submissions.answers",
        "nnlib.exercises.diagnosis.edit_table",
    ):
        assert changed(module) == set(names), module
    assert changed("nncourse.grading.reports.feedback") == changed("nnlib.widgets.gallery") == set()
    assert all_versions() == before


def test_marking_is_a_pure_function(tmp_path):
    """Twice, in another order and among others: the same verdicts to the letter."""
    wrong = task(notebook(IMPORTS, RELU_WRONG, MSE), asked=("relu", "mse"), student="bob")
    alone = [mark(t, InProcess) for t in (BOTH, wrong)]
    assert [mark(t, InProcess) for t in (wrong, BOTH)] == alone[::-1]
    assert json.dumps([v.as_dict() for v in alone[1]]) == json.dumps(mark_here(wrong))
