"""The notation switch on the page: what it changes, what it leaves, and what it does when something is missing."""

from __future__ import annotations

import pytest
from equation_pages import FIRST, LECTURES, LETTERS, MENU, SHOWN, contexts, pick, records, words
from playwright.sync_api import Browser
from test_accessibility import AXE, CHAPTERS_THEMES, RULES, THEMES
from visiting import SITE, THOROUGH, Visitor, chapters

from nnlib.formula import load_notation
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.translate import translate, translate_inline

PAIRS = [
    (name, lecture)
    for number, name in enumerate(chapters())
    for place, lecture in enumerate(LECTURES)
    if THOROUGH or name in FIRST or place == number % len(LECTURES)
]


@pytest.mark.parametrize(("name", "lecture"), PAIRS)
def test_a_notation_changes_what_the_translation_changes_and_nothing_else(
    visit: Visitor, name: str, lecture: str
) -> None:
    arrived, chapter = visit(name), contexts(name)
    page, vocabulary = arrived.page, words(name)
    about = (chapter.key, {*chapter.symbols, *chapter.layered, *chapter.functions})
    book, letters, html = page.evaluate(SHOWN), page.evaluate(LETTERS), page.locator("article").inner_html()
    assert not any("/notation/" in url for url in arrived.sizes), "nothing of it is loaded before it is asked for"
    pick(page, lecture)
    expected = {}
    for label, latex in book.items():
        if records()[label]["status"] == "unchecked":
            expected[label] = latex
            continue
        found = translate(parse(latex, vocabulary), lecture, *about)
        expected[label] = latex if found.same else found.latex
        remarks = page.locator(f"#equation-{label} > .nn-remarks")
        assert remarks.count() == bool(found.remarks), label
    assert page.evaluate(SHOWN) == expected
    assert expected != book or name not in FIRST  # a page may need no other letters
    shown = page.evaluate(LETTERS)
    for (before, kept), (after, _) in zip(letters, shown, strict=True):
        found = translate_inline(before, lecture, vocabulary, *about)
        assert after == (before if kept or found.same else found.latex)
    assert name not in FIRST or (any(kept for _, kept in letters) and letters != shown)
    # numbers, anchors and signs stay
    assert page.locator(".nn-equation > .eqno").count() == page.locator(".nn-equation > .nn-check").count() == len(book)
    pick(page, "")
    assert page.evaluate(SHOWN) == book and page.evaluate(LETTERS) == letters
    assert page.locator("article").inner_html() == html
    assert arrived.complaints == []


def test_what_compares_notations_stays_as_it_is(visit: Visitor) -> None:
    page = visit(FIRST[0]).page
    free = "span.math:not(.nn-as-it-is span.math)"
    assert page.locator(f"article figure {free}, table.nn-table {free}").count() == 0
    named = page.eval_on_selector_all(
        "article p",
        f"all => all.filter(p => /Malik|Sybrandt|Bunescu/.test(p.textContent) && p.querySelector('{free}'))",
    )
    assert named == []


def test_the_originals_come_back_as_the_same_nodes(visit: Visitor) -> None:
    page = visit(FIRST[0]).page
    page.evaluate("window.first = document.querySelector('#equation-eq-softmax .nn-formula').firstChild")
    pick(page, "cui")
    assert not page.evaluate("first.isConnected")
    pick(page, "wan")
    pick(page, "")
    assert page.evaluate("document.querySelector('#equation-eq-softmax .nn-formula').firstChild === first")


def test_the_choice_holds_on_the_next_page_after_a_reload_and_on_the_way_back(visit: Visitor) -> None:
    one, two = FIRST
    page = visit(one).page
    address = page.url.split("?")[0].removesuffix(one)
    book = page.evaluate(SHOWN)
    page.goto(address + two)
    pick(page, "bunescu")
    assert "notation=bunescu" in page.url
    page.go_back()
    page.wait_for_selector(".nn-notation-note")
    assert page.input_value(MENU) == "bunescu" and page.evaluate(SHOWN) != book
    page.reload()
    page.wait_for_selector(".nn-notation-note")
    pick(page, "")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.input_value(MENU) == "" and page.evaluate(SHOWN) == book and "notation=" not in page.url


def test_the_address_carries_the_choice(visit: Visitor) -> None:
    name = FIRST[0]
    page = visit(f"{name}?notation=taura#equation-eq-softmax").page
    page.wait_for_selector(".nn-notation-note")
    assert page.input_value(MENU) == "taura" and "Taura" in page.locator(".nn-notation-note").inner_text()
    top = page.evaluate("document.getElementById('equation-eq-softmax').getBoundingClientRect().top")
    assert 0 <= top < 300, "the equation that the address names is in sight"
    page.goto(page.url.split("?")[0] + "?notation=nobody")
    page.wait_for_selector(".nn-notation-note")
    assert page.input_value(MENU) == "taura", "an unknown name changes nothing"
    page.goto(page.url.split("?")[0] + "?notation=book")
    page.wait_for_load_state("networkidle")
    assert page.input_value(MENU) == "" and page.locator(".nn-notation-note").count() == 0


def test_the_menu_works_by_keyboard_and_says_what_happened(visit: Visitor) -> None:
    page = visit(FIRST[0]).page
    page.locator(MENU).focus()
    page.keyboard.type("Mal")
    page.wait_for_selector(".nn-notation-note")
    status = page.locator(".nn-notation [role=status]")
    assert status.inner_text() == "Formulas in the notation of Malik/Wan"
    assert page.evaluate("document.activeElement.id") == "nn-notation"
    page.keyboard.press("Home")
    page.wait_for_selector(".nn-notation-note", state="detached")
    assert status.inner_text() == "Formulas in the notation of the book"
    names = page.locator(f"{MENU} option").all_inner_texts()
    assert names == ["Book", *(dialect.name for dialect in load_notation().dialects.values())]
    assert page.get_by_label("Notation", exact=True).count() == 1


def test_a_page_without_equations_keeps_the_choice(visit: Visitor) -> None:
    arrived = visit("book/notation.html")
    page = arrived.page
    pick(page, "cui")
    assert "stay as they are" in page.locator(".nn-notation-note").inner_text()
    page.goto(page.url.split("?")[0].replace("notation.html", "index.html"))
    assert page.input_value(MENU) == "cui" and page.locator(".nn-notation-note").count() == 0
    assert not any("/notation/" in url for url in arrived.sizes) and arrived.complaints == []


def test_what_the_reader_looks_at_stays_in_its_place(visit: Visitor) -> None:
    page = visit(FIRST[1], width=360, height=740).page
    place = page.locator(".nn-equation + p").nth(14)
    place.evaluate("e => scrollTo({ top: e.getBoundingClientRect().top + scrollY - 80, behavior: 'instant' })")
    top = place.bounding_box()["y"]
    for lecture in ("wan", "taura", ""):
        pick(page, lecture)
        page.wait_for_timeout(100)
        assert abs(place.bounding_box()["y"] - top) <= 2, lecture


def test_a_notation_that_cannot_be_loaded_leaves_the_book_s(visit: Visitor) -> None:
    arrived = visit(FIRST[0])
    page = arrived.page
    book = page.evaluate(SHOWN)
    page.route("**/_static/notation/**", lambda route: route.abort())
    pick(page, "cui")
    assert "could not be loaded" in page.locator(".nn-notation-note").inner_text()
    assert page.input_value(MENU) == "" and page.evaluate(SHOWN) == book


def test_the_switch_works_in_a_site_opened_from_a_folder(browser: Browser) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((SITE / FIRST[0]).as_uri())
        book = page.evaluate(SHOWN)
        pick(page, "cui")
        assert page.evaluate(SHOWN) != book and errors == []
    finally:
        context.close()


@pytest.mark.parametrize("name", ["book/index.html", FIRST[0]])
def test_without_scripts_there_is_no_menu(visit: Visitor, name: str) -> None:
    page = visit(name, java_script_enabled=False).page
    assert page.locator(MENU).count() == 1 and not page.locator(MENU).is_visible()
    assert not page.locator(".nn-notation label").is_visible()


@pytest.mark.parametrize(
    ("name", "theme"), [(name, THEMES[theme == "light"]) for name, theme in CHAPTERS_THEMES.items()]
)
def test_axe_finds_no_violation_with_all_of_it_open(visit: Visitor, name: str, theme: str) -> None:
    page = visit(name, theme=theme).page
    pick(page, "wan")
    page.evaluate("document.querySelectorAll('.nn-check, .nn-notation-note').forEach(e => { e.open = true })")
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert result["passes"], "axe ran"
    assert [f"{v['id']}: {n['html'][:150]}" for v in result["violations"] for n in v["nodes"]] == []


@pytest.mark.parametrize(("name", "lecture"), PAIRS)
def test_a_notation_fits_a_phone(visit: Visitor, name: str, lecture: str) -> None:
    page = visit(name, width=360, height=740).page
    pick(page, lecture)
    page.evaluate("document.querySelectorAll('.nn-check, .nn-notation-note').forEach(e => { e.open = true })")
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    out = page.evaluate(
        """() => [...document.querySelectorAll('.nn-check p, .nn-remarks, .nn-notation select')].filter(
            e => e.getBoundingClientRect().right > 360 || e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert out == []
    # a formula that became too wide scrolls by keyboard
    wide = page.evaluate(
        "[...document.querySelectorAll('.nn-formula')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert page.locator(".nn-formula[tabindex='0']").count() == wide
