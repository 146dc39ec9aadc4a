"""What several widgets share, each part through one of them: points, dense pictures, runs, the copied link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from widget_driver import Driven

from nnlib.widgets import WIDGETS, BiasVariance, GradientDescent, Neuron, PerceptronTrainer, Widget

PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Parts</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="widget.css">
<script async src="host.js"></script></head><body><main>{body}</main></body></html>"""
CORNERS = [[-0.5, 1.0, 0], [0.5, 1.0, 1], [1.5, 1.0, 1]]

Show = Callable[..., Driven]


@pytest.fixture
def show(browser: Any, site: tuple[str, Path]) -> Iterator[Show]:
    """Opens a page with the widgets, in a context with the options given; gives the first."""
    contexts, errors = [], []

    def opened(*widgets: Widget, **options: Any) -> Driven:
        contexts.append(browser.new_context(viewport={"width": 800, "height": 900}, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        (site[1] / "parts.html").write_text(PAGE.format(body="".join(w.to_html() for w in widgets)), encoding="utf-8")
        page.goto(f"{site[0]}/parts.html")
        page.wait_for_function(
            "n => document.querySelectorAll('[data-nn-mounted=yes]').length === n", arg=len(widgets), timeout=20_000
        )
        return Driven(page, page.query_selector("[data-nn-widget]"))

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def place(widget: Driven, label: str) -> tuple[float, float]:
    """The middle of a point, in pixels of the window."""
    box = widget.control(label).query_selector("path").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_point_goes_where_it_is_dragged_and_no_further(show: Show) -> None:
    widget = show(PerceptronTrainer(points=CORNERS))
    x, y = place(widget, "point 1")
    widget.do("grab", "point 1", 60, 45)
    assert place(widget, "point 1") == pytest.approx((x + 60, y + 45), abs=7)  # the grid of 0.1 is 8 pixels wide
    widget.do("grab", "point 1", -700, 0)
    edge = widget.el.query_selector("svg.nnw-picture").bounding_box()["x"]
    assert edge <= place(widget, "point 1")[0] <= edge + 60
    assert widget.control("point 1").get_attribute("aria-valuetext").startswith("class 0, (−1.0")


def test_a_point_obeys_the_keyboard_and_keeps_the_focus(show: Show) -> None:
    widget = show(PerceptronTrainer(points=CORNERS))
    number = (
        "document.activeElement.getAttribute('aria-label') + ' ' + document.activeElement.getAttribute('aria-valuenow')"
    )
    widget.do("key", "point 2", "ArrowRight")
    assert widget.page.evaluate(number) == "point 2 0.6"
    widget.do("key", "point 2", "Shift+ArrowLeft")
    assert widget.page.evaluate(number) == "point 2 -0.4"
    height = place(widget, "point 2")[1]
    widget.do("key", "point 2", "ArrowUp", 3)
    assert place(widget, "point 2")[1] < height - 15
    widget.do("key", "point 2", "Control+ArrowRight")
    assert widget.page.evaluate(number) == "point 2 -0.4", "a key with Ctrl is the browser's"
    assert len(widget.el.query_selector_all(".nnw-handle")) == 3
    widget.do("key", "point 2", "Delete")
    assert len(widget.el.query_selector_all(".nnw-handle")) == 2
    assert widget.page.evaluate("document.activeElement.matches('.nnw-handle')"), "the focus fell off the picture"


def test_a_dense_picture_takes_the_colours_of_the_theme(show: Show) -> None:
    widget = show(Neuron())
    corner = """() => { const canvas = document.querySelector('canvas.nnw-raster'); const row = canvas.height >> 1;
      const bytes = canvas.getContext('2d').getImageData(0, row, canvas.width, 1).data;
      const means = Array.from({ length: canvas.width }, (_, i) => (bytes[4 * i] + bytes[4 * i + 1] + bytes[4 * i + 2]) / 3);
      return [Math.max(...means), Math.min(...means)]; }"""
    light = widget.page.evaluate(corner)
    assert light[0] > 235, "where the output is 1/2 there is paper"
    widget.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    widget.page.wait_for_timeout(50)
    dark = widget.page.evaluate(corner)
    assert dark[1] < 60 and dark != light
    widget.page.evaluate("document.documentElement.dataset.theme = 'light'")
    widget.page.wait_for_timeout(50)
    assert widget.page.evaluate(corner) == light


def steps(widget: Driven) -> int:
    """How many steps the descent has done, by its own slider."""
    return int(widget.control("steps").input_value())


def test_step_is_one_step_and_run_runs_until_pause(show: Show) -> None:
    widget = show(GradientDescent(steps=3, rate=0.02))
    widget.do("click", "Step")
    assert steps(widget) == 4
    widget.do("click", "Step", 2)
    assert steps(widget) == 6
    widget.do("click", "Run")
    widget.page.wait_for_function("Number(document.querySelectorAll('input[type=range]')[1].value) >= 8")
    assert widget.el.query_selector(".nnw-status").get_attribute("aria-live") == "off"
    widget.do("click", "Pause")
    reached = steps(widget)
    widget.page.wait_for_timeout(400)
    assert steps(widget) == reached >= 8
    assert widget.el.query_selector(".nnw-status").get_attribute("aria-live") == "polite"
    widget.do("click", "Run")
    widget.do("click", "Reset")
    widget.page.wait_for_timeout(300)
    assert steps(widget) == 3, "a run went on after Reset"


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_of_itself(show: Show, motion: Any) -> None:
    first = show(*(kind() for kind in WIDGETS.values()), reduced_motion=motion)
    all_lines = "[...document.querySelectorAll('.nnw-picture')].map((picture) => picture.innerHTML.length + picture.getAttribute('aria-label'))"
    first.page.wait_for_timeout(1500)  # a long training may be caught up with in parts
    before = first.page.evaluate(all_lines)
    first.page.wait_for_timeout(400)
    assert first.page.evaluate(all_lines) == before and len(before) == len(WIDGETS)
    runs = first.page.eval_on_selector_all(".nnw-player", "all => all.map((node) => node.lastChild.textContent)")
    assert len(runs) >= 5
    assert all(("steps" in words or "samples" in words) == (motion == "reduce") for words in runs), runs


def test_without_motion_run_does_many_steps_at_once(show: Show) -> None:
    widget = show(GradientDescent(steps=3, rate=0.02), reduced_motion="reduce")
    button = widget.el.query_selector(".nnw-player button:last-child")
    count = int(button.inner_text().split()[0])
    button.click()
    assert steps(widget) == 3 + count
    widget.page.wait_for_timeout(400)
    assert steps(widget) == 3 + count


def test_where_nothing_may_be_copied_the_address_is_shown(show: Show) -> None:
    widget = show(BiasVariance(degree=3))
    widget.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    widget.do("click", "Copy link")
    field = widget.page.wait_for_selector("input.nnw-link")
    link = field.input_value()
    assert "bias-variance.degree=3" in link and link.endswith("#widget-bias-variance")
    assert widget.page.evaluate("getSelection().toString() || document.activeElement.value") == link
