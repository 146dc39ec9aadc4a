"""The first widgets in Chromium on a page without Jupyter: every control by keyboard, the picture by pointer and finger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from widget_tab import Tab, seen

from nnlib.widgets import ActivationExplorer, LossExplorer, SoftmaxBench
from nnlib.widgets.activation_explorer import FUNCTIONS
from nnlib.widgets.loss_explorer import MODES


def press(tab: Tab, el: Any, label: str, key: str, states: set[tuple[str, str]]) -> None:
    """One key on the slider of that label: picture and line change together."""
    slider = el.query_selector(f".nnw-control:has(label:text-is('{label}')) input")
    before, spoken = seen(el), slider.get_attribute("aria-valuetext")
    slider.press(key)
    after = seen(el)
    assert after[0] != before[0], f"{key} on {label} left the picture"
    assert after[1] != before[1], f"{key} on {label} left the text line: {after[1]}"
    assert slider.get_attribute("aria-valuetext") != spoken
    states.add(after)


def test_activation_explorer_by_keyboard_and_pointer(tab: Tab) -> None:
    el = tab.mounted(ActivationExplorer())[0]
    states: set[tuple[str, str]] = set()
    start = seen(el)
    for name in FUNCTIONS:
        el.query_selector("select").select_option(name)
        for key in ("ArrowRight", "End", "Home", "PageUp"):
            press(tab, el, "z", key, states)
    el.query_selector("select").select_option("leaky_relu")
    for key in ("End", "ArrowLeft", "Home", "ArrowRight"):
        press(tab, el, "α", key, states)
    el.query_selector("select").select_option("sigmoid")
    box = el.query_selector("svg").bounding_box()
    tab.page.mouse.move(box["x"] + 60, box["y"] + 100)
    tab.page.mouse.down()
    for step in range(10):
        before = seen(el)
        tab.page.mouse.move(box["x"] + 80 + 60 * step, box["y"] + 90)
        after = seen(el)
        assert before[0] != after[0] and before[1] != after[1]
        states.add(after)
    tab.page.mouse.up()
    kept = seen(el)
    tab.page.mouse.move(box["x"] + 100, box["y"] + 90)
    assert seen(el) == kept, "the point follows a pointer that is up"
    assert len(states) >= 50
    el.query_selector("text=Reset").click()
    assert seen(el) == start
    assert not tab.errors


def test_the_pointer_meets_the_value_under_it(tab: Tab) -> None:
    el = tab.mounted(ActivationExplorer(function="relu", z=-3))[0]
    box = el.query_selector("svg").bounding_box()
    tab.page.mouse.click(box["x"] + 44 + (box["width"] - 60) * 12 / 16, box["y"] + 60)
    assert seen(el)[1].startswith("z = 4.00, relu(z) = 4, slope relu′(z) = 1")
    tab.page.mouse.click(box["x"] + 44 + (box["width"] - 60) / 2 + 3, box["y"] + 60)
    assert "the book takes relu′(0) = 0" in seen(el)[1]
    assert not tab.errors


def test_softmax_bench_by_keyboard_and_pointer(tab: Tab) -> None:
    el = tab.mounted(SoftmaxBench())[0]
    states: set[tuple[str, str]] = set()
    start = seen(el)
    for label in ("z₁", "z₂", "z₃"):
        for key in ("ArrowRight", "End", "ArrowLeft", "Home"):
            press(tab, el, label, key, states)
    el.query_selector("text=Reset").click()
    assert seen(el) == start
    bars = "(el) => [...el.querySelectorAll('.nnw-track span')].map((s) => Number.parseFloat(s.style.width).toFixed(9))"
    kept = el.evaluate(bars)
    for key in ("End", "ArrowLeft", "Home", "ArrowRight"):
        press(tab, el, "c, added to all", key, states)
        assert el.evaluate(bars) == kept, "the shift moved a probability"
    for key in ("End", "ArrowLeft", "Home", "ArrowRight"):
        press(tab, el, "temperature T", key, states)
        assert el.evaluate(bars) != kept
    box = el.query_selector(".nnw-row input").bounding_box()
    for share in (0.2, 0.5, 0.8):
        before = seen(el)
        tab.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
        states.add(seen(el))
    assert len(states) >= 20
    assert not tab.errors


def test_loss_explorer_by_keyboard_and_pointer(tab: Tab) -> None:
    el = tab.mounted(LossExplorer())[0]
    states: set[tuple[str, str]] = set()
    start = seen(el)
    choice = el.query_selector("select")
    for mode in MODES:
        before = seen(el)
        choice.select_option(mode)
        if mode != "sigmoid-ce":
            assert seen(el) != before
        if mode == "softmax-ce":
            continue
        target = el.query_selector(".nnw-range:not([hidden]):has(label:text-is('target t')) input")
        for key in ("ArrowRight", "End", "Home", "ArrowRight"):
            press(tab, el, "z", key, states)
        for key in ("Home", "ArrowRight", "End"):
            before = seen(el)
            target.press(key)
            assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
            states.add(seen(el))
        box = el.query_selector("svg").bounding_box()
        before = seen(el)
        tab.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
        assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
        states.add(seen(el))
    for label in ("z₁", "z₂", "z₃"):
        for key in ("End", "ArrowLeft", "Home"):
            press(tab, el, label, key, states)
    el.query_selector(".nnw-control:has(label:text-is('target class c')) select").select_option("2")
    assert "class 3" in seen(el)[1]
    assert len(states) >= 30
    el.query_selector("text=Reset").click()
    assert seen(el) == start
    assert not tab.errors


def test_touch_moves_the_point(browser: Any, site: tuple[str, Path]) -> None:
    page = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 700}).new_page()
    tab = Tab(page, site)
    el = tab.mounted(ActivationExplorer())[0]
    before = seen(el)
    box = el.query_selector("svg").bounding_box()
    page.touchscreen.tap(box["x"] + 0.8 * box["width"], box["y"] + 60)
    assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
    assert not tab.errors
    page.context.close()
