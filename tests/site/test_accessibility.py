"""Accessible to people who see the page in the dark, on a phone, by keyboard, or not at all."""

from __future__ import annotations

import pytest
from visiting import ROOT, THOROUGH, Looker, Visitor, chapters, pages

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


# the chapters in one theme here and in the other with everything unfolded (test_equations.py), the other pages in both
THEMES = ("light", "dark")
CHAPTERS_THEMES = {name: THEMES[(number + 1) % 2] for number, name in enumerate(chapters())}
PAGES_THEMES = [
    (name, theme) for name in pages() for theme in THEMES if THOROUGH or CHAPTERS_THEMES.get(name, theme) == theme
]


@pytest.mark.parametrize(("name", "theme"), PAGES_THEMES)
def test_axe_finds_no_violation(look: Looker, name: str, theme: str) -> None:
    page = look(name, theme=theme).page
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert result["passes"], "axe ran"
    found = [
        f"{v['id']}: {n['html'][:150]} ({n['failureSummary'][:200]})" for v in result["violations"] for n in v["nodes"]
    ]
    assert found == []


@pytest.mark.parametrize("name", pages())
def test_nothing_is_wider_than_a_phone(look: Looker, name: str) -> None:
    page = look(name, width=360, height=740).page
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # hidden overflow would cut text off: what sticks out must be inside something that scrolls
    cut = page.evaluate(
        """() => [...document.querySelectorAll('article *')].filter(e => {
            const box = e.getBoundingClientRect();
            if (!box.width || box.right <= 361 || e.closest('svg, .katex-mathml, .visually-hidden')) return false;
            for (let p = e.parentElement; p && p.tagName != 'ARTICLE'; p = p.parentElement)
              if (['auto', 'scroll'].includes(getComputedStyle(p).overflowX)) return false;
            return !['auto', 'scroll'].includes(getComputedStyle(e).overflowX);
        }).slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert cut == []


@pytest.mark.parametrize("name", chapters())
def test_wide_equations_scroll_by_keyboard(visit: Visitor, name: str) -> None:
    page = visit(name, width=260, height=740).page  # narrower than any phone: some equation is too wide
    page.wait_for_timeout(200)
    wide = page.locator(".nn-formula[tabindex='0']")
    overflowing = page.evaluate(
        "[...document.querySelectorAll('.nn-formula')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert wide.count() == overflowing > 0
    first = wide.first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 0", arg=first.element_handle(), timeout=3000)
    assert "scrolls sideways" in (first.get_attribute("aria-label") or "")


@pytest.mark.parametrize("name", chapters())
def test_the_page_can_be_used_by_keyboard_alone(visit: Visitor, name: str) -> None:
    page = visit(name).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    seen, invisible = set(), []
    for _ in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            return { html: e.outerHTML.slice(0, 100), shown: b.width > 0 && b.height > 0,
                     mark: s.outlineStyle != 'none' || s.boxShadow != 'none' || e.tagName == 'BODY' } }"""
        )
        seen.add(state["html"])
        if not (state["shown"] and state["mark"]):
            invisible.append(state["html"])
    assert len(seen) > 25, "Tab moves on"
    assert invisible == []


@pytest.mark.parametrize("name", chapters())
def test_solutions_and_hints_open_by_keyboard(visit: Visitor, name: str) -> None:
    page = visit(name).page
    folded = page.locator("details:not([open]) > summary:visible")
    assert folded.count() >= 6
    handles = folded.element_handles()
    for handle in (handles[0], handles[-1]):
        handle.focus()
        page.keyboard.press("Enter")
        assert handle.evaluate("s => s.parentElement.open")


def test_the_theme_switch_works_and_is_remembered(visit: Visitor) -> None:
    page = visit("book/one-neuron/activations.html").page
    before = page.evaluate("document.documentElement.dataset.theme")
    button = page.locator("button.theme-switch-button:visible").first
    for _ in range(3):
        button.press("Enter")
        if page.evaluate("document.documentElement.dataset.theme") != before:
            break
    chosen = page.evaluate("document.documentElement.dataset.theme")
    assert chosen != before
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == chosen
