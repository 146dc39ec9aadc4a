"""Questions on the built pages: answered by mouse and by keyboard, without a kernel; readable without a script."""

from __future__ import annotations

import json

import pytest
from visiting import ROOT, SITE, Visitor

LOSSES, ACTIVATIONS = "book/one-neuron/losses.html", "book/one-neuron/activations.html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def form(page, name):
    return page.locator(f"form[data-nn-exercise='{name}']")


def verdict(page, name):
    return " ".join(form(page, name).locator(".nn-verdict").inner_text().split())


def progress(page):
    return json.loads(page.evaluate("localStorage.getItem('nn-progress')") or "{}")


def test_a_wrong_choice_is_answered_and_the_right_one_is_remembered(visit: Visitor) -> None:
    page = visit(LOSSES).page
    asked = form(page, "sum_or_mean_data")
    asked.get_by_role("button", name="Check").click()
    assert verdict(page, "sum_or_mean_data") == "Not attempted yet. Give your answer first."
    asked.get_by_label("stays the same.").check()
    asked.get_by_role("button", name="Check").click()
    assert verdict(page, "sum_or_mean_data").startswith("Not yet right. With the mean it would.")
    assert progress(page) == {}
    asked.get_by_label("doubles, about.").check()
    asked.get_by_role("button", name="Check").click()
    assert verdict(page, "sum_or_mean_data").startswith("Right. The sum has twice as many terms")
    known = progress(page)["sum_or_mean_data"]
    assert known["passed"] is True and known["code"] == "right" and known["when"].endswith("Z")
    page.reload()
    assert verdict(page, "sum_or_mean_data").startswith("Solved. You solved this on ")


def test_a_number_and_a_line_by_keyboard_alone(visit: Visitor) -> None:
    page = visit(LOSSES).page
    field = form(page, "sum_or_mean").get_by_label("Your answer, a number")
    field.focus()
    for text, said in (
        ("1/640", "That is the rate for Cui's sum"),
        ("x", "Expected a number such as"),
        ("1/1280", "Taura's sum is"),
    ):
        field.fill("")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        assert said in verdict(page, "sum_or_mean")
    line = form(page, "find_the_error").get_by_role("radio").first
    line.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "Line 2 is right: it is the diagonal" in verdict(page, "find_the_error")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")  # from none to the last
    page.keyboard.press("Enter")
    assert verdict(page, "find_the_error").startswith("Right.")
    assert set(progress(page)) == {"sum_or_mean", "find_the_error"}


def test_a_proof_is_put_in_order_by_keyboard(visit: Visitor) -> None:
    page = visit(ACTIVATIONS).page
    asked = form(page, "lse_gain")
    order = "() => [...document.querySelectorAll('form[data-nn-exercise=lse_gain] li[data-key]')].map(e => e.dataset.key).join('')"
    assert page.evaluate(order) == "ABCD"
    asked.get_by_role("button", name="Check").press("Enter")
    assert "comes too early" in verdict(page, "lse_gain")
    for key, word, times in (("B", "up", 1), ("D", "up", 2)):
        button = asked.get_by_role("button", name=f"Move {key} {word}")
        button.focus()
        for _ in range(times):
            page.keyboard.press("Enter")
            assert button.evaluate("e => e === document.activeElement")
    assert page.evaluate(order) == "BDAC"
    assert asked.locator(".nn-moved").inner_text() == "D is now number 2 of 4."
    asked.get_by_role("button", name="Check").press("Enter")
    assert "The order is right. Now choose the reasons" in verdict(page, "lse_gain")
    for key, reason in (
        ("B", "a name for"),
        ("D", "multiplying or dividing"),
        ("A", "the bounds"),
        ("C", "multiplying or dividing"),
    ):
        menu = asked.get_by_label(f"Reason of step {key}")
        option = menu.locator("option").filter(has_text=reason)
        menu.select_option(option.get_attribute("value"))
    assert not asked.locator(".nn-checklist").is_visible()
    asked.get_by_role("button", name="Check").press("Enter")
    assert verdict(page, "lse_gain").startswith("Right.")
    assert asked.locator(".nn-checklist").is_visible()


def test_an_order_and_several_choices(visit: Visitor) -> None:
    page = visit(ACTIVATIONS).page
    asked = form(page, "relations_corners")
    for name in ("step", "sign"):
        asked.get_by_label(name, exact=True).check()
    asked.get_by_role("button", name="Check").click()
    assert "What you chose is right, but 1 more belongs to it." in verdict(page, "relations_corners")
    asked.get_by_label("ReLU", exact=True).check()
    asked.get_by_role("button", name="Check").click()
    assert verdict(page, "relations_corners").startswith("Right.")
    form(page, "which_slope").get_by_role("button", name="Check").click()
    assert "has to stand before" in verdict(page, "which_slope")


def test_code_and_derivations_lead_to_the_notebook(visit: Visitor) -> None:
    page = visit(LOSSES).page
    links = page.locator(".nn-solve a")
    assert links.count() == 7  # six functions and a formula
    answer = page.request.get(links.first.evaluate("e => e.href"))
    assert answer.ok and answer.json()["nbformat"] == 4


@pytest.mark.parametrize("name", [LOSSES, ACTIVATIONS])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_answered_questions(visit: Visitor, name: str, theme: str) -> None:
    page = visit(name, theme=theme).page
    for button in page.locator("form.nn-ask button[type=submit]").all():
        button.click()
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("rules => axe.run('main', rules)", RULES)
    assert result["passes"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:150]}" for v in result["violations"]] == []


@pytest.mark.parametrize("name", [LOSSES, ACTIVATIONS])
def test_forms_fit_a_narrow_phone_and_have_room_for_a_finger(visit: Visitor, name: str) -> None:
    page = visit(name, width=320, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for control in page.locator(".nn-ask button, .nn-ask select").all():
        assert control.bounding_box()["height"] >= 24


def test_without_scripts_the_question_can_be_read_and_the_solution_unfolded(visit: Visitor) -> None:
    page = visit(LOSSES, java_script_enabled=False).page
    asked = page.locator("form[data-nn-exercise='gibbs']")
    assert asked.locator("li[data-key]").first.is_visible() and asked.locator(".nn-reasons").is_visible()
    assert not asked.locator("button[type=submit]").is_visible() and not asked.locator("select").first.is_visible()
    assert page.locator("form[data-nn-exercise='sum_or_mean_data'] label").first.is_visible()
    assert page.locator("details.sd-sphinx-override, .dropdown").count() > 0


def test_without_storage_it_answers_all_the_same(visit: Visitor) -> None:
    arrived = visit(LOSSES)
    page = arrived.page
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
    page.reload()
    asked = form(page, "sum_or_mean_data")
    asked.get_by_label("doubles, about.").check()
    asked.get_by_role("button", name="Check").click()
    assert verdict(page, "sum_or_mean_data").startswith("Right.")


def test_on_paper_the_question_stands_without_controls(visit: Visitor) -> None:
    page = visit(LOSSES).page
    page.emulate_media(media="print")
    asked = form(page, "gibbs")
    assert asked.locator("li[data-key]").first.is_visible()
    assert not asked.get_by_role("button", name="Check").is_visible()


def test_only_pages_with_questions_load_the_script_and_no_answer_is_in_sight() -> None:
    assert "exercises.js" not in (SITE / "book" / "notation.html").read_text(encoding="utf-8")
    html = (SITE / LOSSES).read_text(encoding="utf-8")
    assert "exercises.js" in html and "With the mean it would" not in html
