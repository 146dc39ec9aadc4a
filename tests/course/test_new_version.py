"""A new version of the book with every chapter changed and one renamed: a course changes one line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
from changed_book import ROOT
from pinned_repository import BOOTSTRAP, Repository, quiet_git

from nncourse import cli
from nncourse.course_file.renamed import FILE
from nncourse.pinned import checkout, handover


def publish(repository: Repository, tag: str) -> None:
    (repository.work / "tools" / "bootstrap.py").write_text(
        BOOTSTRAP + "import glob\nfor place in glob.glob(os.path.join(root, '.venv', 'lib', '*', 'site-packages')):\n"
        f"    open(os.path.join(place, 'there.pth'), 'w').write({sysconfig.get_paths()['purelib'] + chr(10)!r})\n"
    )
    repository.push(tag, tag)


def build(folder: Path) -> None:
    """What a build leaves behind, by the pinned version in its own environment."""
    book = checkout.locate(folder / "course.yml")
    script = (
        "from pathlib import Path; from nncourse.course_file.reading import read; from nncourse.pinned import changes;"
        f"book = Path({str(book)!r}); changes.record(read(Path('course.yml'), book), book)"
    )
    variables = {**os.environ, "PYTHONPATH": str(book), cli.BOOK: str(book)}
    subprocess.run([handover.python_of(book), "-c", script], cwd=folder, env=variables, check=True, timeout=300)


def test_a_new_version_with_every_chapter_changed_and_one_renamed_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet_git(tmp_path, monkeypatch)
    monkeypatch.delenv(cli.BOOK, raising=False)
    repository = Repository(tmp_path)
    work = repository.work
    hidden = shutil.ignore_patterns("__pycache__")
    for part in ("nnlib", "nncourse", "book"):
        shutil.copytree(ROOT / part, work / part, ignore=hidden)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copyfile(ROOT / name, work / name)
    (work / "tools").mkdir()
    publish(repository, "v1.0")

    folder = tmp_path / "course"
    folder.mkdir()
    text = f"book: {{git: {repository.bare.as_posix()}, ref: v1.0}}\ntitle: A course\ncontents: [activations, losses]\n"
    text += "schedule: [{date: 2026-10-05, title: First, chapters: [losses]}]\n"
    text += "assignments: [{id: hw1, title: One, exercises: {mse: 2, softmax: 1}, due: 2026-10-20}]\n"
    (folder / "course.yml").write_text(text)
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}

    def command(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", *words], cwd=folder, env=variables, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Nothing was built yet to compare with." in command("-m", "nncourse", "changes")
    build(folder)

    for path in (work / "book").rglob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        notebook.cells[-1].source += (
            "\n\nOne more sentence." if notebook.cells[-1].cell_type == "markdown" else "\n# more"
        )
        nbformat.write(notebook, path)
    moved = {"book/one-neuron/losses.ipynb": "book/one-neuron/loss-functions.ipynb"}
    moved["nnlib/exercises/questions/data/losses.toml"] = "nnlib/exercises/questions/data/loss-functions.toml"
    moved["nnlib/exercises/questions/values/losses.py"] = "nnlib/exercises/questions/values/loss_functions.py"
    for old, new in moved.items():
        (work / old).rename(work / new)
    for path in [work / "_toc.yml", *(work / "nnlib" / "exercises").rglob("*.py")]:
        source = path.read_text()
        renewed = re.sub(r'(book/one-neuron/|chapter="|activations )losses\b(?=["\n ])', r"\1loss-functions", source)
        if renewed != source:
            path.write_text(renewed)
    (work / FILE).write_text('[chapters]\nlosses = "loss-functions"\n')
    publish(repository, "v2.0")

    (folder / "course.yml").write_text(text.replace("ref: v1.0", "ref: v2.0"))
    said = command("-m", "nncourse", "changes")
    assert "The book has changed since the last build (v1.0 (" in said and "now v2.0 (" in said
    assert (
        "  loss-functions: the chapter 'losses' is now called 'loss-functions'; course.yml may go on with the old name"
        in said
    )
    for key in ("activations", "loss-functions"):
        assert f"  {key}: its text has changed; no label and no exercise has\n" in said
    assert "backprop" not in said  # it has changed as well, and is not chosen
    build(folder)
    assert "Nothing has changed since the last build (v2.0 (" in command("-m", "nncourse", "changes")
