"""The page of the reader's own progress: marks from the browser's memory, carried by files, lost by no accident."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from visiting import ROOT, SITE, Visit, Visitor

from nnlib.exercises import check, record_to
from nnlib.exercises.registry import entry, exercise_ids

PAGE = "book/progress.html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SOME = {"relu": {"passed": True, "code": "right", "when": "2026-11-21T10:00:00Z"}}
TRIED = {"softmax": {"passed": False, "code": "axis-0", "when": "2026-11-21T10:00:00Z"}}


def remembering(visit: Visitor, value: Any, **options: Any) -> Visit:
    """The page with something in the browser's memory."""
    opened = visit(PAGE, **options)
    text = value if isinstance(value, str) else json.dumps(value)
    opened.page.evaluate("text => localStorage.setItem('nn-progress', text)", text)
    opened.page.reload()
    return opened


def solved(page: Page) -> list[str]:
    """The ids of the rows that are marked."""
    ids: list[str] = page.eval_on_selector_all(".nn-solved-yes", "cells => cells.map(c => c.closest('tr').id)")
    return ids


def memory(page: Page) -> Any:
    return json.loads(page.evaluate("localStorage.getItem('nn-progress')") or "null")


def hand_over(page: Page, name: str, text: str) -> None:
    page.locator(".nn-progress input").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode("utf-8")}
    )


def said(page: Page) -> Any:
    return page.locator(".nn-progress [role=status]")


def test_the_list_is_complete_and_leads_to_each_exercise(visit: Visitor) -> None:
    page = visit(PAGE, java_script_enabled=False).page
    links = page.eval_on_selector_all(".nn-exercise-list a", "all => all.map(a => a.getAttribute('href'))")
    assert len(links) > 20 and len(set(links)) == len(links)
    for link in links:
        path, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in (SITE / "book" / path).read_text(encoding="utf-8"), link
    rows = set(page.eval_on_selector_all(".nn-exercise-list tr[id]", "rows => rows.map(r => r.id)"))
    placed = {f"progress-{link.partition('#')[2]}" for link in links}
    assert rows == placed & {f"progress-{entry(name).label}" for name in exercise_ids()} != set()
    assert page.locator("#progress-ex-relu").inner_text().split("\t")[-1].strip() == "write a function"
    assert "scripts are off" in page.locator(".nn-progress").inner_html()


def test_marks_come_from_the_memory(visit: Visitor) -> None:
    opened = remembering(visit, {**SOME, **TRIED, "no-such-exercise": SOME["relu"]})
    assert solved(opened.page) == ["progress-ex-relu"]
    assert opened.page.locator("#progress-ex-softmax .nn-solved").inner_text() == "tried"
    assert opened.page.locator(".nn-progress-count").inner_text().startswith("1 of ")
    assert opened.complaints == []


def test_several_questions_below_one_statement_share_a_row(visit: Visitor) -> None:
    page = remembering(visit, {"relations_relu": SOME["relu"]}).page
    cell = page.locator("#progress-ex-relations .nn-solved")
    assert cell.inner_text() == "1 of 2"
    page.evaluate(
        "some => localStorage.setItem('nn-progress', JSON.stringify({relations_relu: some, relations_corners: some}))",
        SOME["relu"],
    )
    page.reload()
    assert cell.inner_text() == "\u2713 solved"
    assert page.locator(".nn-progress-count").inner_text().startswith("2 of ")


def test_what_is_solved_on_a_page_is_marked_here(visit: Visitor) -> None:
    """The exercises of the pages and this page agree on the key and its form."""
    page = visit("book/one-neuron/activations.html").page
    form = page.locator("[data-nn-exercise=central_difference]")
    form.locator("input[value='5']").check()
    form.locator("input[value='b']").check()
    form.get_by_role("button", name="Check").click()
    expect(form.locator("[role=status]")).to_contain_text("Right")
    page.goto(page.url.replace("one-neuron/activations", "progress"))
    assert solved(page) == ["progress-ex-central-difference"]


def test_another_tab_is_noticed(visit: Visitor) -> None:
    first = visit(PAGE).page
    other = first.context.new_page()
    other.goto(first.url)
    other.evaluate("text => localStorage.setItem('nn-progress', text)", json.dumps(SOME))
    expect(first.locator(".nn-solved-yes")).to_have_count(1)
    assert solved(first) == [f"progress-ex-{next(iter(SOME)).replace('_', '-')}"]


def test_reset_asks_first_and_works_by_keyboard(visit: Visitor) -> None:
    page = remembering(visit, SOME).page
    reset = page.get_by_role("button", name="Reset")
    reset.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "No, keep them"
    page.keyboard.press("Enter")
    assert solved(page) and page.evaluate("document.activeElement.textContent") == "Reset"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert solved(page) and page.get_by_role("button", name="Yes, forget them").count() == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert solved(page) == [] and memory(page) is None
    page.reload()
    assert solved(page) == []


def test_export_and_import_carry_everything(visit: Visitor, tmp_path: Path) -> None:
    page = remembering(visit, {**SOME, **TRIED}).page
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").press("Enter")
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["exercises"] == {**SOME, **TRIED}
    fresh = remembering(visit, {"tanh_grad": SOME["relu"], "softmax": {**SOME["relu"], "when": "2026-11-20"}}).page
    with fresh.expect_file_chooser() as chooser:
        fresh.get_by_role("button", name="Import").press("Enter")
    chooser.value.set_files(file)
    expect(said(fresh)).to_have_text("Imported 2 exercises, 1 newly solved.")
    assert sorted(solved(fresh)) == ["progress-ex-relu", "progress-ex-softmax", "progress-ex-tanh-grad"]
    merged = memory(fresh)
    assert merged["softmax"] == {"passed": True, "code": "axis-0", "when": "2026-11-21T10:00:00Z"}
    fresh.reload()
    assert len(solved(fresh)) == 3


def test_the_results_of_a_notebook_are_read(visit: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    record_to(file)
    try:
        for answer in (abs, lambda z: z * (z > 0), abs):
            check("relu", answer)
        check("softmax", abs)
    finally:
        record_to(None)
    page = visit(PAGE).page
    hand_over(page, "results.jsonl", file.read_text() + '{"time": "2026\n')
    expect(said(page)).to_have_text("Imported 2 exercises, 1 newly solved. 1 line could not be read: 5.")
    assert solved(page) == ["progress-ex-relu"]


@pytest.mark.parametrize(
    "text", ["", "PK\x03\x04 no", "[1, 2]", '{"relu": true}', '{"relu": {"passed": "yes"}}', "null"]
)
def test_a_damaged_file_changes_nothing(visit: Visitor, text: str) -> None:
    opened = remembering(visit, SOME)
    hand_over(opened.page, "other.json", text)
    expect(said(opened.page)).to_contain_text("Nothing has changed.")
    assert memory(opened.page) == SOME and solved(opened.page) == ["progress-ex-relu"] and opened.complaints == []


def test_a_damaged_memory_is_set_aside(visit: Visitor) -> None:
    opened = remembering(visit, '{"relu": ')
    expect(said(opened.page)).to_contain_text("set aside")
    hand_over(opened.page, "p.json", json.dumps(SOME))
    expect(said(opened.page)).to_contain_text("Imported 1 exercise")
    assert opened.page.evaluate("localStorage.getItem('nn-progress-damaged')") == '{"relu": '
    assert opened.complaints == []


def test_without_storage_the_page_says_so_and_still_reads_files(visit: Visitor) -> None:
    opened = visit(PAGE)
    opened.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })"
    )
    opened.page.reload()
    expect(opened.page.locator(".nn-progress-count")).to_contain_text("keeps nothing for pages")
    hand_over(opened.page, "p.json", json.dumps(SOME))
    expect(said(opened.page)).to_contain_text("until you leave")
    assert solved(opened.page) == ["progress-ex-relu"]
    assert [each for each in opened.errors if "progress" in each] == []


def test_it_works_from_a_folder_and_sends_nothing(visit: Visitor) -> None:
    opened = visit(PAGE)
    page = opened.page.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.unroute("**/*")
    page.goto((SITE / PAGE).as_uri())
    before = len(asked)
    hand_over(page, "p.json", json.dumps(SOME))
    page.wait_for_function("document.querySelectorAll('.nn-solved-yes').length == 1")
    with page.expect_download():
        page.get_by_role("button", name="Export").click()
    assert [url for url in asked[before:] if not url.startswith(("blob:", "file:"))] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_with_marks_and_an_open_question(visit: Visitor, theme: str) -> None:
    page = remembering(visit, {**SOME, **TRIED}, theme=theme).page
    page.get_by_role("button", name="Reset").click()
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21aa']}})")
    assert result["passes"] and [violation["id"] for violation in result["violations"]] == []


def test_on_a_phone_nothing_is_cut_off(visit: Visitor) -> None:
    page = remembering(visit, {**SOME, **TRIED}, width=360, height=740).page
    page.get_by_role("button", name="Reset").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    cut = page.evaluate(
        "[...document.querySelectorAll('.nn-progress *')].filter(e => e.getBoundingClientRect().right > 361).length"
    )
    assert cut == 0
    assert page.locator("#progress-ex-relu .nn-solved").inner_text() == "\u2713 solved"
