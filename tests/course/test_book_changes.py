"""What a new version of the book changes in a course: told before it is built, and one line of course.yml at most."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys

import pytest
from changed_book import COURSE, ONE, ROOT, TASKS, TWO, Book

from nncourse import cli
from nncourse.course_file import against_book
from nncourse.course_file.model import Course
from nncourse.course_file.reading import read
from nncourse.course_file.renamed import FILE, followed, renamed
from nncourse.pinned import changes
from nncourse.pinned.prints import Prints, prints_of, told
from nnlib.exercises import check, exercise_ids


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


def test_an_exercise_that_was_answered_has_not_changed() -> None:
    before = prints_of(ROOT).tasks
    for name in exercise_ids("derive"):
        check(name, "w + 1")  # keeps the formula it has read, which is no part of the exercise
    assert prints_of(ROOT).tasks == before


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
