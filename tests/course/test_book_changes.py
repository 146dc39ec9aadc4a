"""What a new version of the book changes in a course: told before it is built, and one line of course.yml at most."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import nbformat
import pytest
from pinned_repository import BOOTSTRAP, Repository, quiet_git

import nncourse.pinned.prints
from nncourse import cli
from nncourse.course_file import against_book
from nncourse.course_file.model import Course
from nncourse.course_file.reading import read
from nncourse.course_file.renamed import FILE, followed, renamed
from nncourse.pinned import changes, checkout, handover
from nncourse.pinned.prints import Prints, Task, prints_of, told

ROOT = Path(__file__).resolve().parents[2]
COURSE = """
book: {path: book}
title: A course
contents: [mine.md, one, two]
assignments: [{id: hw1, title: One, exercises: {add: 1}, due: 2026-10-20}]
"""
ONE = """(sec-one)=
# One

$$ a = b $$ (eq-kept)

$$ c = d + e $$ (eq-changed)

$$ f = g^2 $$ (eq-old-name)

$$ h = 0 $$ (eq-declared)

$$ k = 1 $$ (eq-moved)

$$ m = 2 $$ (eq-gone)

```{exercise} Add
:label: ex-add

Write `add(x)`.
```

````{note}
$$ n = 3 $$ (eq-in-a-note)
````
"""
TWO = "(sec-two)=\n# Two\n\n$$ p = q $$ (eq-two)\n"
TASKS = {
    "add": Task("one", "ex-add", "", "add(x)", "111"),
    "double": Task("two", "ex-double", "", "double(x)", "222"),
}


class Book:
    """A book of a few chapters as sources, with exercises of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.tasks = folder, dict(TASKS)
        (folder / FILE).parent.mkdir(parents=True)
        self.chapters(one=ONE, two=TWO)

        def tasks(labels: Any) -> dict[str, Task]:
            statements = {label: found.text for label, found in labels.items()}
            return {k: dataclasses.replace(t, statement=statements.get(t.label, "")) for k, t in self.tasks.items()}

        monkeypatch.setattr(nncourse.pinned.prints, "_tasks", tasks)
        monkeypatch.setattr(against_book, "exercises", lambda: {key: task.chapter for key, task in self.tasks.items()})
        monkeypatch.setattr(against_book, "solution_names", lambda book: {key: (key,) for key in self.tasks})

    def chapters(self, **texts: str) -> None:
        files = [f"      - file: book/{key}\n" for key in texts]
        toc = "format: jb-book\nroot: book/index\nparts:\n  - caption: P\n    chapters:\n" + "".join(files)
        (self.folder / "_toc.yml").write_text(toc)
        for old in (self.folder / "book").glob("*.ipynb"):
            old.unlink()
        for key, text in texts.items():
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
            figure = nbformat.v4.new_code_cell(
                "plot()", metadata={"mystnb": {"figure": {"name": f"fig-{key}", "caption": "C."}}}
            )
            notebook.cells.append(figure)
            nbformat.write(notebook, self.folder / "book" / f"{key}.ipynb")

    def rename(self, text: str) -> None:
        (self.folder / FILE).write_text(text)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    (tmp_path / "course.yml").write_text(COURSE)
    (tmp_path / "mine.md").write_text("See {eq}`eq-old-name`, {eq}`eq-gone` and {eq}`eq-kept`.\n")
    return Book(tmp_path / "book", monkeypatch)


def opened(book: Book) -> Course:
    return read(book.folder.parent / "course.yml", book.folder)


def after(book: Book, **texts: str) -> list[str]:
    """The lines that are told when the chapters have become these."""
    changes.record(opened(book), book.folder)
    book.chapters(**texts)
    return changes.told(opened(book), book.folder)


def test_nothing_is_told_before_the_first_build_and_when_nothing_changed(book: Book) -> None:
    assert changes.told(opened(book), book.folder) == []
    assert after(book, one=ONE, two=TWO) == []
    assert after(book, one=ONE.replace("a = b", "a  =\n b"), two=TWO)[1:] == []  # white space is no change


def test_each_kind_of_change_is_told_once(book: Book) -> None:
    book.rename('[labels]\neq-declared = "eq-new-word"\n')
    new = ONE.replace("c = d + e", "c = d - e").replace("eq-old-name", "eq-new-name")
    new = new.replace("$$ h = 0 $$ (eq-declared)", "$$ h = 00 $$ (eq-new-word)").replace("$$ m = 2 $$ (eq-gone)", "")
    new = new.replace("$$ k = 1 $$ (eq-moved)", "").replace("Write `add(x)`.", "Write `add(x)` without a loop.")
    assert after(book, one=new, two=TWO + "\n$$ k = 1 $$ (eq-moved)\n") == [
        "The book has changed since the last build.",
        "  one: the exercise add, which is in assignment hw1: its statement changed",
        "  one: the equation eq-changed has changed",
        "  one: the equation eq-old-name is now called eq-new-name",
        "  one: the equation eq-declared is now called eq-new-word",
        "  one: the equation eq-moved has moved to the chapter 'two'",
        "  one: the equation eq-gone is gone",
        "  two: its text has changed; no label and no exercise has",
        "  mine.md refers to eq-gone, which is gone",
        "  mine.md refers to eq-old-name, which is now eq-new-name",
    ]


def test_what_is_judged_and_what_is_shown_counts_as_the_exercise(book: Book) -> None:
    changes.record(opened(book), book.folder)
    book.tasks["add"] = dataclasses.replace(TASKS["add"], probes="999", signature="add(x, y)")
    book.tasks["triple"] = dataclasses.replace(TASKS["double"], label="ex-triple")
    del book.tasks["double"]
    book.rename('[exercises]\ndouble = "triple"\n')
    assert changes.told(opened(book), book.folder)[1:] == [
        "  one: the exercise add, which is in assignment hw1: add(x) is now add(x, y), its probes changed",
        "  two: the exercise double is now called triple",
    ]


def test_chapters_that_were_not_chosen_are_not_told_of(book: Book) -> None:
    path = book.folder.parent / "course.yml"
    path.write_text(COURSE.replace(", two]", "]"))
    assert after(book, one=ONE, two=TWO.replace("p = q", "p = r")) == []
    path.write_text(COURSE)
    assert changes.told(opened(book), book.folder) == []  # chosen since: all of it is new to the course
    book.chapters(one=ONE, two=TWO)
    assert after(book, one=ONE, two=TWO.replace("p = q", "p = r"))[1:] == ["  two: the equation eq-two has changed"]


def test_a_figure_is_its_caption_and_its_program(book: Book) -> None:
    changes.record(opened(book), book.folder)
    path = book.folder / "book" / "two.ipynb"
    path.write_text(path.read_text().replace("plot()", "plot(2)"))
    assert changes.told(opened(book), book.folder)[1:] == ["  two: the figure fig-two has changed"]


def test_a_renamed_chapter_is_found_by_the_name_that_the_book_declares(book: Book) -> None:
    changes.record(opened(book), book.folder)
    book.chapters(one=ONE, second=TWO.replace("# Two", "# Second"))
    book.tasks["double"] = dataclasses.replace(TASKS["double"], chapter="second")
    said = "course.yml, line 4: the book has no chapter 'two' any more; most of what stood in it is now in 'second'"
    with pytest.raises(cli.CourseError, match=f"^{said}$"):
        opened(book)
    book.rename('[chapters]\ntwo = "zwei"\nzwei = "second"\n')
    course = opened(book)
    assert course.chapters == ("one", "second")
    assert changes.told(course, book.folder)[1:] == [
        "  second: the chapter 'two' is now called 'second'; course.yml may go on with the old name",
        "  second: its title was 'Two' and is 'Second'",
        "  second: the section sec-two has changed",
        "  second: the figure fig-two is now called fig-second",
    ]
    changes.record(course, book.folder)
    assert changes.told(course, book.folder) == []


def test_a_renamed_exercise_is_read_by_its_old_name(book: Book) -> None:
    book.tasks["sum"] = book.tasks.pop("add")
    book.rename('[exercises]\nadd = "sum"\n')
    assert opened(book).assignments[0].exercises == {"sum": 1.0}


def test_a_circle_of_names_is_a_mistake_of_the_book() -> None:
    with pytest.raises(cli.CourseError, match="in a circle"):
        followed({"a": "b", "b": "a"})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', '{"version": "x", "chapters": [], "prints": {}}'])
def test_a_record_that_cannot_be_read_is_none(book: Book, content: str) -> None:
    (book.folder.parent / ".nncourse").mkdir()
    (book.folder.parent / changes.RECORD).write_text(content)
    assert changes.told(opened(book), book.folder) == []


def test_fingerprints_are_the_same_in_every_process() -> None:
    script = (
        "import json, sys; from pathlib import Path; from nncourse.pinned.prints import prints_of;"
        f"print(json.dumps(prints_of(Path({str(ROOT)!r})).plain()))"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    prints = Prints.of_plain(json.loads(found[0]))
    assert prints == prints_of(ROOT)
    assert len(prints.labels) > 700 and len(prints.tasks) > 200
    assert all(task.statement for task in prints.tasks.values())
    assert not [name for name, task in prints.tasks.items() if " object at 0x" in told(task)]
    assert set(prints.titles) == set(against_book.chapters(ROOT))


def test_every_equation_of_the_book_has_a_fingerprint() -> None:
    prints = prints_of(ROOT, with_tasks=False)
    for key, name in against_book.chapters(ROOT).items():
        assert prints.labels[f"sec-{key}"].chapter == key  # by which the calendar of a course links it
        cells = json.loads((ROOT / f"{name}.ipynb").read_text())["cells"]
        prose = "".join("".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "markdown")
        assert set(re.findall(r"\$\$\s*\((eq-[a-z0-9-]+)\)", prose)) <= set(prints.labels), name
        assert set(re.findall(r":label: (ex-[a-z0-9-]+)", prose)) <= set(prints.labels), name
        assert set(re.findall(r"^\((sec-[a-z0-9-]+)\)=", prose, re.MULTILINE)) <= set(prints.labels), name


def test_what_the_book_has_renamed_is_there_under_the_new_name_only() -> None:
    names = renamed(ROOT)
    prints = prints_of(ROOT)
    for kind, there in (("chapters", prints.titles), ("exercises", prints.tasks), ("labels", prints.labels)):
        for old, new in getattr(names, kind).items():
            assert old not in there and new in there, f"{FILE}: {old} = {new}"


# -- the whole way: a course that pins a tag of a real version of the book, and then the next one


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
