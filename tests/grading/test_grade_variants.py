"""Numbers of a student's own: the right answer to them counts, another student's does not and is told to the teacher alone."""

from contextlib import nullcontext
from functools import partial

import pytest
from handed_in import COURSE, IMPORTS, course, grade, hand_in, notebook, results
from in_process import Inline, mark_here

from nncourse.grading import command
from nncourse.grading.marks.version import version
from nncourse.grading.runs.executing import Runner
from nncourse.variants import parameters

SECRET = "correct horse battery staple"
STUDENTS = ("ada", "bob", "eve", "kim")
VARIANTS = COURSE.replace("relu: 4, mse: 6", "leaky_relu: 4, mse: 6").replace("days: 3}", "days: 3}, variants: true")
MSE = "def mse(y_hat, t):\n    return np.mean((y_hat - t) ** 2)"


def slope(student):
    return parameters(SECRET.encode(), student, "leaky_relu")["slope"]


def answer(value):
    return f"@exercise('leaky_relu', slope={value})\ndef leaky_relu(z, alpha={value}):\n    return np.where(z > 0, z, alpha * z)"


@pytest.fixture
def klass(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "Runner", partial(Runner, work=mark_here))
    monkeypatch.setattr(command, "processes", lambda _n: nullcontext((Inline, 2)))
    monkeypatch.setattr(command, "prove", lambda *_: None)
    monkeypatch.setenv("NNCOURSE_SECRET", SECRET)
    assert len({slope(student) for student in STUDENTS}) == 4 and 0.01 not in map(slope, STUDENTS)
    slopes = {"ada": slope("ada"), "bob": slope("ada"), "eve": 0.01, "kim": slope("kim")}
    hand_in(tmp_path / "in", **{s: notebook(IMPORTS, answer(value), MSE, f"# {s}") for s, value in slopes.items()})
    return tmp_path / "in", course(tmp_path, VARIANTS), tmp_path / "out"


def test_only_the_right_answer_to_the_own_numbers_counts(klass, capsys):
    folder, file, out = klass
    assert grade(folder, file, "--out", out) == 0
    found = results(out)
    assert [found[s, "leaky_relu"]["points"] for s in STUDENTS] == [4, 0, 0, 4]
    assert [found[s, "mse"]["points"] for s in STUDENTS] == [6, 6, 6, 6]
    bob = found["bob", "leaky_relu"]
    assert bob["code"] == "other-parameters" and bob["owners"] == ["ada"] and found["eve", "leaky_relu"]["owners"] == []
    assert "the answer to the variant of ada" in (out / "gradebook.csv").read_text()
    assert "ada" not in (out / "feedback" / "bob.html").read_text()


def test_the_secret_is_nowhere_and_what_is_kept_depends_on_it(klass, capsys, monkeypatch, tmp_path):
    folder, file, out = klass
    assert grade(folder, file, "--out", out) == 0
    told = capsys.readouterr()
    written = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
    assert written and not any(SECRET.encode() in content for content in written) and SECRET not in told.out + told.err
    assert grade(folder, file, "--out", out) == 0  # all from the cache
    assert "4 of them marked before" in capsys.readouterr().err and results(out)["ada", "leaky_relu"]["points"] == 4
    monkeypatch.setenv("NNCOURSE_SECRET", "another secret of many words")
    assert grade(folder, file, "--out", out) == 0
    assert results(out)["ada", "leaky_relu"]["points"] == 0 and results(out)["ada", "mse"]["points"] == 6


def test_without_a_secret_it_says_so(klass, capsys, monkeypatch):
    folder, file, out = klass
    monkeypatch.delenv("NNCOURSE_SECRET")
    assert grade(folder, file, "--out", out) == 2
    assert "secret" in capsys.readouterr().err


def test_the_version_of_a_variant_is_another_one():
    assert version("leaky_relu", True) != version("leaky_relu") and version("leaky_relu", True) != version(
        "softmax", True
    )
