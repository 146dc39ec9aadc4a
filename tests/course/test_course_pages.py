"""The tree that a course is built from: own pages with what they name, contents, settings, and what is refused with a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from book_root import ROOT
from selected_course import DAY, course, selection, table

from nncourse import schedule
from nncourse.cli import CourseError
from nncourse.course_file.model import Announcement, Book, Course, Meeting, Page
from nncourse.editions import sources
from nncourse.site import executed, own_pages
from nncourse.site.assemble import files_of
from nncourse.site.building import publish


def notebook(*cells: dict[str, Any], **fields: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells), **fields})


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, **fields: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **fields}


# --- own pages --------------------------------------------------------------------------------------------------


def with_page(folder: Path, name: str, content: str) -> Course:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)
    return course(folder, ["losses"], [name])


def test_files_that_a_page_names_come_along_and_no_others(tmp_path: Path) -> None:
    made = with_page(
        tmp_path,
        "pages/a.md",
        "# A\n\n![x](../pictures/one%20curve.svg) `data.csv` ![y](https://x.example/z.png) [c](../course.yml)",
    )
    for name in ("pictures/one curve.svg", "pages/data.csv", "pages/secret.csv", "course.yml", ".hidden/x.svg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert set(own_pages.files(made)) == {"course/pages/a.md", "course/pages/data.csv", "course/pictures/one curve.svg"}


def test_nothing_outside_the_course_comes_along(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("x")
    made = with_page(tmp_path / "course", "a.md", "# A\n\n[marks](../marks.csv)")
    assert set(own_pages.files(made)) == {"course/a.md"}


def test_an_old_notebook_gets_ids_and_loses_its_outputs(tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "stale"}
    made = with_page(tmp_path, "a.ipynb", notebook(text("# A"), code("print(1)", outputs=[output], execution_count=7)))
    first, again = own_pages.files(made), own_pages.files(made)
    cells = json.loads(first["course/a.ipynb"])["cells"]
    assert [cell["id"] for cell in cells] == ["cell-1", "cell-2"]
    assert cells[1]["outputs"] == [] and cells[1]["execution_count"] is None
    assert first == again  # or each build would run it again


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.md", "No heading", "a.md: expected a heading '# Title'"),
        ("a.ipynb", "{", "a.ipynb: expected a notebook that nbformat can read"),
        ("a.ipynb", notebook(code("# a comment is a heading to nobody")), "a.ipynb: expected a heading"),
        ("index.ipynb", notebook(text("# Mine")), "index.ipynb: a page of this name is made from course.yml"),
    ],
)
def test_what_a_page_lacks_is_said(tmp_path: Path, name: str, content: str, said: str) -> None:
    with pytest.raises(CourseError, match=said.replace("(", r"\(")):
        tree(with_page(tmp_path, name, content))


def test_an_own_calendar_is_refused_only_beside_one_from_the_schedule(tmp_path: Path) -> None:
    made = with_page(tmp_path, "calendar.md", "# Mine")
    assert b"# Mine" in tree(made)["course/calendar.md"]
    with pytest.raises(CourseError, match=r"calendar\.md: a page of this name is made from course\.yml"):
        tree(replace(made, schedule=(Meeting("First", DAY),)))


def test_a_missing_page_and_a_missing_logo_are_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"gone\.md: expected a page at"):
        tree(course(tmp_path, ["losses"], ["gone.md"]))
    with pytest.raises(CourseError, match=r"logo: expected a picture at logo\.png, got no file"):
        tree(course(tmp_path, ["losses"], logo=Path("logo.png")))


# --- the tree ---------------------------------------------------------------------------------------------------


def tree(made: Course) -> dict[str, bytes]:
    return files_of(made, DAY, sources(made, DAY, ROOT), table())[0]


def test_the_tree_has_the_chosen_chapters_only(tmp_path: Path) -> None:
    files = tree(course(tmp_path, ["sgd", "losses"], appendices=("notation",)))
    pages = {
        name for name in files if name.startswith("book/") and name.endswith((".ipynb", ".md")) and "/_" not in name
    }
    assert pages == {
        "book/training/sgd.ipynb",
        "book/one-neuron/losses.ipynb",
        "book/notation.md",
        "book/bibliography.md",
    }
    contents = yaml.safe_load(files["_toc.yml"])
    assert contents["root"] == "course/index"
    assert [part.get("caption") for part in contents["parts"]] == [
        "First part",
        "Second part",
        "For reference",
        "About this text",
    ]
    assert contents["parts"][0]["chapters"] == [{"file": "book/training/sgd"}]


def test_empty_appendices_are_left_out(tmp_path: Path) -> None:
    """A chapter without widgets has no gallery; a course without chapters has no lists of what its chapters hold."""
    assert "book/gallery" not in selection(course(tmp_path, ["learning"])).pages
    assert "book/gallery" in selection(course(tmp_path, ["sgd"])).pages
    (tmp_path / "a.md").write_text("# A")
    assert "book/lecture-map" not in selection(course(tmp_path, [], ["a.md"])).pages


def test_an_unknown_appendix_and_a_chapter_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="appendices: unknown galery; there are bibliography, equations"):
        selection(course(tmp_path, ["sgd"], appendices=("galery",)))
    with pytest.raises(CourseError, match="'sgd' stands there twice"):
        selection(course(tmp_path, ["sgd", "losses", "sgd"]))


def test_the_settings_name_course_staff_and_origin(tmp_path: Path) -> None:
    notice = Announcement("No class **today**.", DAY, DAY)
    made = course(
        tmp_path,
        ["losses"],
        licence="Notes <under> CC0",
        announcements=(notice,),
        book=Book(url="https://book.example/x"),
    )
    config = yaml.safe_load(tree(made)["_config.yml"])
    assert config["title"] == "A course"
    assert config["author"].startswith("Ada Example; the chapters by ")
    assert config["html"]["baseurl"] == "https://uni.example/nn/"
    assert "Notes &lt;under&gt; CC0" in config["html"]["extra_footer"]
    assert 'taken from <a href="https://book.example/x/">' in config["html"]["extra_footer"]
    assert "No class <strong>today</strong>." in config["html"]["announcement"]
    assert "announcement" not in yaml.safe_load(tree(replace(made, announcements=()))["_config.yml"])["html"]
    original = yaml.safe_load((ROOT / "_config.yml").read_text())
    assert config["repository"] == original["repository"]
    assert set(original["sphinx"]["local_extensions"]) < set(config["sphinx"]["local_extensions"])


def test_the_calendar_file_stands_at_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where icalendar is missing the course is built without it, and the page has no link to it."""
    made = course(tmp_path, ["losses"], schedule=(Meeting("First", DAY),))
    monkeypatch.setattr(schedule, "ics", lambda *_: b"BEGIN:VCALENDAR")
    files = tree(made)
    assert files["course/_extra/calendar.ics"] == b"BEGIN:VCALENDAR"
    assert yaml.safe_load(files["_config.yml"])["sphinx"]["config"]["html_extra_path"] == ["course/_extra"]
    assert b'href="../calendar.ics"' in files["course/calendar.md"]

    def missing(*_: Any) -> bytes:
        raise CourseError("no package")

    monkeypatch.setattr(schedule, "ics", missing)
    files = tree(made)
    assert not any("_extra" in name for name in files)
    assert b"calendar.ics" not in files["course/calendar.md"]


def test_a_front_page_is_made_where_the_instructor_has_none(tmp_path: Path) -> None:
    front = tree(course(tmp_path, ["losses"]))["course/index.md"].decode()
    assert front.startswith("(sec-course)=\n# A course\n\nAutumn 2026.")
    assert "{doc}`Loss functions </book/one-neuron/losses>`" in front
    assert "## Staff\n\n- **Ada Example**" in front


def test_a_notebook_or_a_page_in_a_part_is_no_front_page(tmp_path: Path) -> None:
    made = with_page(tmp_path, "a.ipynb", notebook(text("# A")))
    assert selection(made).root == "course/index"
    part = made.contents[0]
    (tmp_path / "b.md").write_text("# B")
    inside = replace(made, contents=(replace(part, caption="Named", entries=(Page(Path("b.md")),)), *made.contents[1:]))
    assert selection(inside).root == "course/index"


# --- what is kept and what is replaced --------------------------------------------------------------------------


def test_a_run_is_taken_over_only_while_nnlib_is_the_same(tmp_path: Path) -> None:
    """Runs are kept under the book by their code, with the files of nnlib named from the tree."""
    book, one, other = tmp_path / "book", tmp_path / "one", tmp_path / "other"
    (book / "book").mkdir(parents=True)
    (book / "book" / "_ext").symlink_to(ROOT / "book" / "_ext")
    page, content = "book/part/chapter", notebook(code("1 + 1", id="sum"), nbformat_minor=5)
    for folder in (one, other):
        for name, words in ((f"{page}.ipynb", content), ("nnlib/sum.py", "same")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(words)
    execution = executed._execution(book)
    import nbformat

    parsed = nbformat.read(one / f"{page}.ipynb", as_version=4)
    target = one / executed.EXECUTED / page
    target.parent.mkdir(parents=True)
    target.with_suffix(".ipynb").write_text(content)
    files = {str(one / "nnlib/sum.py"): execution._hash(b"same")}
    target.with_suffix(".json").write_text(
        json.dumps({"code": execution.code_key(parsed), "files": files, "seconds": 1})
    )
    executed.keep(one, book, [page])
    executed.take(other, book, [page])
    record = json.loads((other / executed.EXECUTED / f"{page}.json").read_text())
    assert list(record["files"]) == [str(other / "nnlib/sum.py")]
    (other / "nnlib/sum.py").write_text("changed")
    executed.take(other, book, [page])
    assert not (other / executed.EXECUTED / f"{page}.json").exists()


def test_a_site_is_replaced_as_a_whole(tmp_path: Path) -> None:
    for name in ("built/new.html", "html/old.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    publish(tmp_path / "built", tmp_path / "html")
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == [
        "built/new.html",
        "html/new.html",
    ]
