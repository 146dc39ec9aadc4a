"""A handout: chosen sections of the built site as a PDF, and a solution that is hidden never gets into it.

The command runs in a process of its own, because the tests' browser is driven from this one. The site is the book's own,
in which every solution stands: to a course that hides them it is a site gone wrong.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from copy import copy
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from nncourse.cli import CourseError
from nncourse.course_file.reading import read
from nncourse.exports import browser, handout
from nncourse.exports.pages import Piece, cleaned, pieces, relinked

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
URL = "https://uni.example/nn/"
COURSE = f"""\
book: {{path: {ROOT}}}
title: Neural Networks
term: Autumn 2026
staff: [{{name: Ada Example}}]
contents: [learning, losses]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    if not (SITE / "index.html").exists():
        pytest.fail("there is no built site in _build/html: run 'make book' first")
    made = tmp_path_factory.mktemp("course")
    (made / "course.yml").write_text(COURSE, encoding="utf-8")
    (made / "_build").mkdir()
    (made / "_build" / "html").symlink_to(SITE, target_is_directory=True)
    return made


@pytest.fixture(scope="module")
def course(folder):
    return read(folder / "course.yml", ROOT)


def command(folder, *arguments):
    environment = {**os.environ, "NNCOURSE_BOOK": str(ROOT), "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "nncourse", "handout", "--built", *arguments]
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_the_command_prints_chosen_sections_on_numbered_pages_of_a4(folder):
    done = command(folder, "--sections", "sec-how-wrong", "sec-behind-sigmoid")
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.search(r"The handout is in (.*/_build/handout\.pdf) \((\d+) pages\)\.", done.stdout)
    pdf = Path(told[1]).read_bytes()
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(sizes) == int(told[2]) >= 3
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    assert b"KaTeX_Math" in pdf  # formulas in their own letters


def test_a_hidden_solution_stops_it_and_nothing_is_left(folder):
    (folder / "_build" / "handout.pdf").unlink(missing_ok=True)
    done = command(folder, "--sections", "ex-gibbs")
    assert done.returncode == 2 and "hidden solutions were found" in done.stderr
    assert not (folder / "_build" / "handout.pdf").exists() and not (folder / "_build" / ".handout").exists()


def test_an_unknown_section_is_told_with_the_nearest(folder):
    done = command(folder, "--sections", "sec-how-wrnog")
    assert done.returncode == 2
    assert done.stderr == "nncourse: the course's site has no section 'sec-how-wrnog'; did you mean 'sec-how-wrong'?\n"


def test_the_page_holds_pictures_and_formulas_and_nothing_for_a_hand(course):
    made = pieces(SITE, ["sec-how-wrong"])
    page = BeautifulSoup(handout.document(course, SITE, made), "html.parser")
    assert not page.select("script, button, nav, .headerlink, .nn-hint, .nn-check, details.hide")
    assert page.select(".nn-widget svg.nnw-still") and page.select(".katex-display") and page.select("figure img")
    assert all((SITE / image["src"]).is_file() for image in page.select("img"))
    assert page.select_one(".nn-handout-head p").get_text() == "Autumn 2026, Ada Example"


def test_a_chapter_is_chosen_by_its_key_and_an_exercise_with_what_belongs_to_it():
    chapter, exercise = pieces(SITE, ["losses", "ex-gibbs"])
    assert chapter.title == "Loss functions" and chapter.tag.find("h1")
    assert "never negative" in exercise.title
    assert exercise.tag.select_one("form.nn-ask") and exercise.tag.select_one(".solution")
    assert len(exercise.tag.select(".exercise")) == 1


def test_an_open_solution_is_printed_open():
    (piece,) = pieces(SITE, ["ex-ce-grad"])
    cell = cleaned(piece).select_one(".tag_solution")
    assert "def ce_grad" in cell.get_text() and not cell.select("details, summary")


def test_links_lead_into_the_handout_or_to_the_site_or_become_words():
    def links(made, url):
        own = [Piece(piece.page, piece.title, copy(piece.tag)) for piece in made]
        relinked(own, url)
        return {link["href"] for link in own[0].tag.select("p a[href]")}, own[0].tag.get_text()

    both = pieces(SITE, ["sec-kl", "ex-gibbs"])
    assert "#ex-gibbs" in links(both, URL)[0]
    outside, text = links(both[:1], URL)
    assert "#ex-gibbs" not in outside and f"{URL}book/one-neuron/losses.html#ex-gibbs" in outside
    assert any(link.startswith("#fig-") for link in outside)
    nowhere, same = links(both[:1], "")
    assert not any("ex-gibbs" in link for link in nowhere) and same == text


def test_without_a_browser_or_its_driver_one_sentence_says_so(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(browser.shutil, "which", lambda name: None)
        with (
            pytest.raises(CourseError, match=r"needs Chromium, and none of .* is on the PATH; install it"),
            browser.page_of([tmp_path], "x"),
        ):
            pass
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(CourseError, match="needs the package playwright"), browser.page_of([tmp_path], "x"):
        pass
