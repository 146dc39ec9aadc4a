"""Drives one widget on a page as a reader does, by the table of tests/widgets/states, and looks after every step.

A step is a list: what is done, where, and with what ("key" "z" "ArrowRight" 5). After each one the picture and the text
line must both have changed, and neither may show a number that is none.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

STATES = Path(__file__).parent / "states"
BY_KEYBOARD = ("key", "type", "select", "check", "click")
BY_POINTER = ("slide", "point", "drag", "grab")

# everything that is drawn (identifiers differ from drawing to drawing), then what the line says
SEEN = r"""(el) => {
  const clean = (text) => text.replace(/(?:id|for)="nnw-[^"]*"|url\([^)]*\)/g, '');
  const drawn = [...el.children].filter((part) => !part.hidden && !part.matches('.nnw-controls, .nnw-status')).map((part) => clean(part.innerHTML));
  const dense = [...el.querySelectorAll('canvas:not([hidden])')].map((canvas) => canvas.toDataURL());
  const words = el.querySelector('.nnw-status')?.textContent ?? '';
  return [drawn.join('') + dense.join(''), words, el.querySelector('svg.nnw-picture')?.getAttribute('aria-label')];
}"""


def quoted(label: str) -> str:
    """A label in the quotes of a selector, which are those of JSON."""
    return json.dumps(label, ensure_ascii=False)


def table(name: str) -> dict[str, Any]:
    """The states of one widget, from its file."""
    return tomllib.loads((STATES / f"{name}.toml").read_text(encoding="utf-8"))


def query(name: str, state: dict[str, Any]) -> str:
    """The state as it stands in an address."""
    return "?" + urlencode({f"{name}.{k}": v if isinstance(v, str) else json.dumps(v) for k, v in state.items()})


class Driven:
    """One mounted widget: ``do`` performs a step, ``seen`` gives its picture and its line."""

    def __init__(self, page: Any, el: Any) -> None:
        self.page, self.el = page, el

    def seen(self) -> tuple[str, str]:
        """Picture and text line; whoever cannot see the picture is told the same as the line says."""
        # a long training is caught up with in parts
        self.page.wait_for_function("(el) => !el.innerText.includes('Training again')", arg=self.el, timeout=30_000)
        picture, words, aloud = self.el.evaluate(SEEN)
        for wrong in ("NaN", "undefined", "[object", "Infinity"):
            assert wrong not in picture and wrong not in words, f"{wrong} in: {words}"
        assert words and words == aloud
        return picture, words

    def control(self, label: str) -> Any:
        """A slider, menu, toggle or typed number by its label or spoken name, or a point by its spoken name."""
        named, spoken = (
            f".nnw-control:not([hidden]) label:text-is({quoted(label)})",
            f"[aria-label={quoted(label)}]",
        )
        for found in self.el.query_selector_all(
            f"{named}, .nnw-handle{spoken}, .nnw-control:not([hidden]) input{spoken}"
        ):
            if not found.evaluate("(node) => node.closest('[hidden]') === null"):
                continue
            if found.evaluate("(node) => node.tagName") == "LABEL":
                return found.evaluate_handle("(node) => document.getElementById(node.htmlFor)").as_element()
            return found
        raise AssertionError(f"there is no control {label!r}")

    def do(self, kind: str, *how: Any) -> None:
        """One step; the picture is brought into view first, as it would be for a reader."""
        getattr(self, f"_{kind}")(*how)

    def _key(self, label: str, key: str, times: int = 1) -> None:
        control = self.control(label)
        control.focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def _type(self, label: str, words: str) -> None:
        self.control(label).fill(words)

    def _select(self, label: str, value: str) -> None:
        self.control(label).select_option(value)

    def _check(self, label: str) -> None:
        self.control(label).focus()
        self.page.keyboard.press("Space")

    def _click(self, label: str, times: int = 1) -> None:
        for _ in range(times):
            buttons = self.el.query_selector_all(f"button:text-is({quoted(label)})")
            button = next((b for b in buttons if b.is_visible()), None)
            assert button, f"there is no button {label!r}"
            assert button.is_enabled(), f"the button {label!r} is off"
            button.focus()
            self.page.keyboard.press("Enter")

    def _slide(self, label: str, share: float) -> None:
        control = self.control(label)
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        self.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        box = self.el.query_selector("svg.nnw-picture").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def _point(self, x: float, y: float) -> None:
        self._show(y)
        self.page.mouse.click(*self._at(x, y))

    def _drag(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self._show((y0 + y1) / 2)
        self._pull(self._at(x0, y0), self._at(x1, y1))

    def _grab(self, label: str, dx: float, dy: float) -> None:
        control = self.control(label)
        control.evaluate("(node) => node.scrollIntoView({ block: 'center', behavior: 'instant' })")
        box = control.query_selector("path").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._pull((x, y), (x + dx, y + dy))

    def _pull(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def _show(self, share: float) -> None:
        """Scroll so that this height of the picture is in the middle of the window."""
        self.el.query_selector("svg.nnw-picture").evaluate(
            """(node, share) => { const box = node.getBoundingClientRect();
            scrollBy({ top: box.top + share * box.height - innerHeight / 2, behavior: 'instant' }); }""",
            share,
        )


def drive(page: Any, el: Any, name: str, most: int | None = None) -> set[tuple[str, str]]:
    """All steps and extremes of a widget's table, or the first ``most``; returns the states that were seen, all different."""
    widget, found = Driven(page, el), table(name)
    states = {widget.seen()}
    start = widget.seen()
    for number, step in enumerate(found["steps"][:most], 1):
        before = widget.seen()
        widget.do(*step)
        after = widget.seen()
        assert after[0] != before[0], f"step {number}, {step}, left the picture as it was; the line: {after[1]}"
        assert after[1] != before[1], f"step {number}, {step}, left the text line as it was: {after[1]}"
        states.add(after)
    widget.do("click", "Reset")
    assert widget.seen() == start, "Reset did not lead back to the start"
    for state in found["extremes"][:most]:
        follow(page, el, name, state)
        states.add(widget.seen())
    return states


def follow(page: Any, el: Any, name: str, state: dict[str, Any]) -> None:
    """Open a state by a link on the page itself."""
    address = query(el.get_attribute("data-nn-id"), state) + f"#{el.get_attribute('id')}"
    page.evaluate(
        """(address) => { const link = Object.assign(document.createElement('a'), { className: 'nn-widget-link', href: address });
        document.body.append(link); link.click(); link.remove(); }""",
        address,
    )
