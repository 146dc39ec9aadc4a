"""Slides: a column for each section, every slide fits, the keyboard moves, and nobody is asked for anything."""

from __future__ import annotations

from pathlib import Path

import pytest
import tool_environments
from bs4 import BeautifulSoup
from test_handout import COURSE, ROOT, SITE

from nncourse.cli import CourseError
from nncourse.course_file.reading import read
from nncourse.exports import dealing, slides
from nncourse.exports.pages import pieces

SECTIONS = ["sec-how-wrong", "sec-behind-softmax", "ex-gibbs"]
BOTTOM = "Reveal.getCurrentSlide().querySelector('.nn-slide').getBoundingClientRect()"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "course.yml").write_text(COURSE, encoding="utf-8")
    course = read(folder / "course.yml", ROOT)
    target = folder / "_build" / "slides"
    count = slides.make(course, SITE, SECTIONS, target, tool_environments.reveal())
    return target, count


@pytest.fixture
def shown(browser, made):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    page = context.new_page()
    asked, failed = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto((made[0] / "index.html").as_uri())
    page.wait_for_function("Reveal.isReady() && document.querySelector('[data-fitted]')")
    yield page, asked, failed
    context.close()


def test_every_slide_fits_and_all_comes_from_files(shown, made):
    page, asked, failed = shown
    count = page.evaluate("Reveal.getTotalSlides()")
    assert count == made[1] > 20
    for number in range(count):
        box = page.evaluate(BOTTOM)
        assert box["height"] > 20 and box["bottom"] <= 720 and box["right"] <= 1280, (number, box)
        assert page.evaluate("[...Reveal.getCurrentSlide().querySelectorAll('img')].every(i => i.naturalWidth > 0)")
        page.keyboard.press("Space")
        page.wait_for_timeout(30)
    assert page.evaluate("Reveal.isLastSlide()")
    assert failed == [] and all(address.startswith(("file:", "data:")) for address in asked)
    assert page.evaluate("[...document.fonts].some(f => f.family.includes('KaTeX_Main') && f.status === 'loaded')")


def test_a_section_is_a_column_and_keys_move_in_it(shown):
    page, _, _ = shown
    assert page.evaluate("Reveal.getHorizontalSlides().length") == len(SECTIONS) + 1
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 1
    assert page.evaluate("Reveal.getCurrentSlide().querySelector('h2').textContent") == "How wrong is an answer?"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("Reveal.getIndices().v") == 1
    assert (
        page.evaluate("Reveal.getCurrentSlide().querySelector('.nn-goes-on').textContent") == "How wrong is an answer?"
    )
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 2


def test_light_and_dark_by_key_and_button(shown):
    page, _, _ = shown
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.keyboard.press("m")
    dark = page.evaluate(colour)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark" and dark != light
    page.click(".nn-mode")
    assert page.evaluate(colour) == light


def test_they_print_a_page_for_each_slide(browser, made, tmp_path):
    page = browser.new_page()
    page.goto((made[0] / "index.html").as_uri() + "?print-pdf")
    page.wait_for_function("document.querySelectorAll('.pdf-page').length > 20")
    page.pdf(path=str(tmp_path / "slides.pdf"), prefer_css_page_size=True, print_background=True)
    page.close()
    # a slide that is made smaller on the screen may take two pages
    assert made[1] <= (tmp_path / "slides.pdf").read_bytes().count(b"/Type /Page\n") <= made[1] + 3


def test_the_blocks_of_a_section_all_reach_a_slide():
    """Nothing is lost and nothing doubled when text is dealt out."""
    (whole,) = pieces(SITE, ["sec-behind-softmax"])
    kinds = "p, li, figure, .katex-display, pre"
    before = [tag.get_text() for tag in whole.tag.select(kinds)]
    dealt = BeautifulSoup("".join(dealing.dealt(whole)), "html.parser")
    for again in dealt.select(".nn-goes-on"):
        again.decompose()
    assert [tag.get_text() for tag in dealt.select(kinds)] == before


def test_without_reveal_one_sentence_says_how_to_get_it(tmp_path):
    (tmp_path / "course.yml").write_text(COURSE, encoding="utf-8")
    course = read(tmp_path / "course.yml", ROOT)
    with pytest.raises(
        CourseError, match=r"slides need reveal.js, which is not installed; run 'npm install --prefix .*reveal.js@6"
    ):
        slides.find_reveal(course, tmp_path)
    package = tmp_path / ".nncourse" / "node_modules" / "reveal.js"
    (package / "dist").mkdir(parents=True)
    (package / "dist" / "reveal.js").write_text("")
    assert slides.find_reveal(course, tmp_path) == package


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "course.yml").write_text(COURSE, encoding="utf-8")
    own = tmp_path / "thesis" / "chapter.tex"
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(CourseError, match="expected an empty folder, or one with slides written before"):
        slides.make(read(tmp_path / "course.yml", ROOT), SITE, ["sec-kl"], own.parent, Path("nowhere"))
    assert own.read_text() == "mine"
