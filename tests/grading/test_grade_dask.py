"""A class on Dask's workers: the files are those that processes make, also if a worker dies on the way.

Dask is no part of the book's environment; it has one of its own, from pinned versions, made once in _build/.tools.
"""

import json
import subprocess
import sys

import pytest
from handed_in import (
    CHECK,
    IMPORTS,
    MSE,
    MSE_WRONG,
    RELU,
    RELU_STUB,
    RELU_WRONG,
    ROOT,
    course,
    grade,
    hand_in,
    notebook,
    results,
)
from sandbox_here import needs_sandbox

sys.path.append(str(ROOT / "tests" / "course"))

from tool_environments import run as in_environment

pytestmark = needs_sandbox
STUDENTS = [f"s{i:02}" for i in range(16)]


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A class, and what processes make of it."""
    folder = tmp_path_factory.mktemp("dask")
    kinds = [(RELU, MSE), (RELU_WRONG, MSE_WRONG), (RELU_STUB, MSE), ("broken(", CHECK)]
    hand_in(folder / "in", **{s: notebook(IMPORTS, *kinds[i % 4], f"# {s}") for i, s in enumerate(STUDENTS)})
    file = course(folder)
    assert (
        grade(folder / "in", file, "--out", folder / "processes", "--cache", folder / "cache 1", "--processes", 2) == 0
    )
    return folder, file


def on_workers(folder, file, name, *more):
    """Mark on two workers, without anything from a cache; what the script told."""
    command = [
        "grade",
        folder / "in",
        "--assignment",
        "hw1",
        "--course",
        file,
        "--out",
        folder / name,
        "--cache",
        folder / f"c {name}",
    ]
    script = ROOT / "tests" / "grading" / "dask_class.py"
    (folder / name).mkdir()
    words = [str(word) for word in (folder / name, *more, "--", *command)]
    printed = in_environment("distributed", "python", str(script), *words, cwd=folder, timeout=240)
    return json.loads(next(line for line in printed.splitlines() if line.startswith('{"code"'))), printed


def files(out):
    return {
        str(p.relative_to(out)): p.read_bytes()
        for p in sorted(out.rglob("*"))
        if p.is_file() and "parts" not in p.parts
    }


def test_two_workers_make_the_same_files_as_processes(marked):
    folder, file = marked
    told, printed = on_workers(folder, file, "workers")
    assert told["code"] == 0 and len(set(told["workers"])) == 2, printed
    assert files(folder / "workers") == files(folder / "processes")
    assert len(results(folder / "workers")) == 2 * len(STUDENTS)


def test_a_worker_that_is_killed_loses_no_mark(marked):
    folder, file = marked
    told, printed = on_workers(folder, file, "killed", "--kill")
    assert told["after"] != told["workers"], "a worker was killed and another one started"
    assert told["code"] == 0, printed
    assert files(folder / "killed") == files(folder / "processes")


def test_without_dask_or_without_a_scheduler_a_sentence_says_so(marked, capsys, monkeypatch):
    folder, file = marked
    monkeypatch.setenv("NNCOURSE_BOOK", str(ROOT))
    try:
        import distributed  # noqa: F401
    except ImportError:
        assert grade(folder / "in", file, "--scheduler", "tcp://127.0.0.1:9") == 2
        told = capsys.readouterr().err
        assert "distributed" in told and "pip install" in told and "Traceback" not in told
    code = "import sys; from nncourse.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [
        "grade",
        str(folder / "in"),
        "--assignment",
        "hw1",
        "--course",
        str(file),
        "--scheduler",
        "tcp://127.0.0.1:9",
    ]
    with pytest.raises(AssertionError) as failed:
        in_environment("distributed", "python", "-c", code, *command, cwd=folder)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in str(failed.value) and "Traceback" not in str(
        failed.value
    )


def test_the_command_needs_no_dask():
    """Nothing of Dask is imported before it is asked for."""
    code = "import sys, nncourse.grading.command; sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
