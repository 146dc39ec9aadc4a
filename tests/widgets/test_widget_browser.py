"""The widgets in Chromium on a page without Jupyter, and with a notebook's model in the page's place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnlib.widgets import WIDGETS, ActivationExplorer, LossExplorer, SoftmaxBench, Widget
from nnlib.widgets.activation_explorer import FUNCTIONS
from nnlib.widgets.loss_explorer import MODES

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Widgets</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css">
<script async src="host.js"></script></head><body><main><h1>Widgets</h1>{body}</main></body></html>"""
# what the picture shows and what the line says
SEEN = """(el) => [el.querySelector('svg').innerHTML.replace(/nnw-[a-z0-9]{6,8}\\b/g, '')
  + [...el.querySelectorAll('.nnw-rows:not([hidden]) .nnw-row')].map((row) => row.innerHTML.replace(/nnw-[a-z0-9]{6,8}\\b/g, '')).join(''),
  el.querySelector('.nnw-status').textContent]"""


class Tab:
    """A page with widgets; it collects errors and refuses every address but localhost."""

    def __init__(self, page: Any, site: tuple[str, Path]) -> None:
        self.page, (self.base, self.folder), self.errors = page, site, []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.route(lambda url: not url.startswith((self.base, "data:")), lambda route: route.abort())

    def show(self, body: str, theme: str = "light", name: str = "page.html") -> None:
        (self.folder / name).write_text(PAGE.format(body=body, theme=theme), encoding="utf-8")
        self.page.goto(f"{self.base}/{name}")

    def mounted(self, *widgets: Widget, theme: str = "light") -> list[Any]:
        self.show("".join(widget.to_html() for widget in widgets), theme)
        self.page.wait_for_function(
            "n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(widgets), timeout=10_000
        )
        return list(self.page.query_selector_all("[data-nn-widget]"))


@pytest.fixture
def tab(browser: Any, site: tuple[str, Path]) -> Iterator[Tab]:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    yield Tab(page, site)
    page.close()


def seen(el: Any) -> tuple[str, str]:
    picture, words = el.evaluate(SEEN)
    assert "NaN" not in picture and "NaN" not in words and "undefined" not in words
    assert words == el.query_selector("svg").get_attribute("aria-label")
    return picture, words


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


EVERY = [ActivationExplorer(), SoftmaxBench(logits=[1, 2, 3, -1, 0, 5]), *(LossExplorer(mode=mode) for mode in MODES)]


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_overflows(tab: Tab, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 700})
    for el in tab.mounted(*EVERY):
        right = "(el) => Math.max(...[...el.querySelectorAll('*')].map((n) => n.getBoundingClientRect().right))"
        assert el.evaluate(right) <= width
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not tab.errors


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(tab: Tab, theme: str) -> None:
    assert AXE.is_file(), f"{AXE} is missing: npm install"
    tab.mounted(*EVERY, theme=theme)
    paper = "getComputedStyle(document.querySelector('.nn-widget')).backgroundColor"
    assert (tab.page.evaluate(paper) == "rgb(255, 255, 255)") == (theme == "light")
    tab.page.add_script_tag(path=str(AXE))
    found = tab.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []


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


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("{broken", "its state is not readable"),
        (json.dumps({"function": "swish", "z": 0, "alpha": 0}), "function expects one of identity,"),
        (json.dumps({"function": "relu", "z": 1e9, "alpha": 0}), "z expects a number from -8 to 8, got 1000000000"),
        (json.dumps({"function": "relu"}), "z expects a number"),
    ],
)
def test_a_bad_state_is_said_in_the_widget_alone(tab: Tab, state: str, words: str) -> None:
    bad = f"<div class='nn-widget' data-nn-widget='activation-explorer' data-nn-state='{state}'></div>"
    tab.show(bad + ActivationExplorer().to_html())
    tab.page.wait_for_selector("[data-nn-widget]:nth-of-type(2)[data-nn-mounted=yes]")
    tab.page.wait_for_selector(f".nnw-error[role=alert]:has-text('{words}')")
    assert tab.page.locator(".nnw-error").count() == 1
    assert not tab.errors


def test_a_module_that_fails_leaves_the_still_picture(tab: Tab) -> None:
    tab.show(SoftmaxBench().to_html().replace("softmax-bench", "no-such-widget"))
    tab.page.wait_for_selector(".nnw-error:has-text('did not load')")
    assert tab.page.locator("svg.nnw-still").count() == 1


def test_without_scripts_there_is_a_picture(browser: Any, site: tuple[str, Path]) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    Tab(page, site).show("".join(widget.to_html() for widget in EVERY))
    assert page.locator("svg.nnw-still[role=img]").count() == len(EVERY)
    page.context.close()


def test_a_page_opened_from_a_folder_works(browser: Any, site: tuple[str, Path]) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    (site[1] / "folder.html").write_text(
        PAGE.format(body="".join(w.to_html() for w in EVERY), theme="light"), encoding="utf-8"
    )
    page.goto((site[1] / "folder.html").as_uri())
    page.wait_for_function("n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(EVERY))
    assert not errors
    page.close()


# a notebook's model: what the widget sets is recorded, what Python sets arrives as an event
NOTEBOOK = """async ([name, state]) => {
  const listeners = {}; const saved = []; let pending = {};
  const model = {
    get: (k) => state[k],
    set: (k, v) => { state[k] = v; pending[k] = v; (listeners['change:' + k] ?? []).forEach((f) => f()); },
    save_changes: () => { saved.push(pending); pending = {}; },
    on: (e, f) => (listeners[e] ??= []).push(f),
    off: (e, f) => { listeners[e] = (listeners[e] ?? []).filter((g) => g !== f); },
  };
  const el = document.createElement('div');
  document.querySelector('main').append(el);
  const { default: widget } = await import('/' + name + '.module.js');
  const done = widget.render({ model, el });
  window.notebook = { model, saved, listeners, done,
    python: (k, v) => { state[k] = v; (listeners['change:' + k] ?? []).forEach((f) => f()); } };
}"""


@pytest.mark.parametrize(
    ("name", "trait", "value", "slider"),
    [
        ("activation-explorer", "z", 3.0, "z"),
        ("softmax-bench", "shift", 2.0, "c, added to all"),
        ("loss-explorer", "z", 1.5, "z"),
    ],
)
def test_state_is_synced_both_ways(tab: Tab, name: str, trait: str, value: float, slider: str) -> None:
    tab.show("")
    widget = WIDGETS[name]()
    tab.page.evaluate(NOTEBOOK, [name, widget.state()])
    el = tab.page.query_selector(f"[data-nn-widget='{name}']")
    before = seen(el)
    tab.page.evaluate("([k, v]) => notebook.python(k, v)", [trait, value])
    assert seen(el)[0] != before[0] and seen(el)[1] != before[1]
    assert tab.page.evaluate("notebook.saved") == [], "a change from Python was sent back"
    control = el.query_selector(f".nnw-control:has(label:text-is('{slider}')) input")
    assert float(control.input_value()) == value
    control.press("ArrowRight")
    sent = tab.page.evaluate("notebook.saved")
    assert len(sent) == 1 and list(sent[0]) == [trait] and sent[0][trait] > value
    widget.set_state(sent[0])  # Python accepts what the picture sends
    assert getattr(widget, trait) == sent[0][trait]
    assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
    tab.page.evaluate("notebook.done()")
    assert tab.page.evaluate("Object.values(notebook.listeners).flat().length") == 0
    assert not tab.errors
