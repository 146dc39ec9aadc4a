"""Exercises solved on the page: the same check as in a notebook, word for word, and a memory that stays in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect
from running import MOMENT, RUN, START, Live, cells, needs_python, opened

from nnlib.exercises import check

pytestmark = needs_python
EXERCISE, STUB = "sigmoid", "ex-sigmoid-stub"
HEAD = f'@exercise("{EXERCISE}")\ndef sigmoid(z):\n'
WRONG = HEAD + "    return 1 / (1 + np.exp(z))\n"
OVERFLOWS = HEAD + "    return np.exp(z) / (1 + np.exp(z))\n"
RIGHT = HEAD + "    return (1 + np.tanh(np.asarray(z) / 2)) / 2\n"
ENDLESS = HEAD + "    while True:\n        z = z + 1\n"


@pytest.fixture(scope="module")
def live(browser: Browser, site: str) -> Iterator[Live]:
    """The chapter with Python started by the exercise itself, whose stub is run as it is."""
    for page in opened(browser, site):
        page.click(STUB, "Run")
        page.agree()
        page.ends(STUB, timeout=START)
        yield page


def answer(live: Live) -> dict[str, str]:
    """What the panel says: its code, the status and the message."""
    panel = live.output(STUB).locator(".nn-panel")
    expect(panel).to_have_count(1)
    return {
        "code": panel.get_attribute("data-nn-code") or "",
        "status": panel.locator(".nn-panel-status").inner_text(),
        "message": panel.locator(".nn-panel-message").inner_text(),
        "evidence": panel.locator(".nn-panel-evidence pre").text_content() if panel.locator("details").count() else "",
    }


def in_cpython(source: str) -> dict[str, str]:
    space: dict[str, Any] = {"np": np, "exercise": lambda _name: lambda fn: fn}
    exec(source, space)
    result = check(EXERCISE, space["sigmoid"])
    return {
        "code": result.code,
        "status": f"{EXERCISE}: {result.status}.",
        "message": result.message,
        "evidence": str(result.evidence),
    }


def memory(live: Live) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(live.page.evaluate("localStorage.getItem('nn-progress')") or "{}")
    return known


def test_the_stub_is_an_editor_and_is_not_attempted(live: Live) -> None:
    stub = next(c["source"] for c in cells() if c["id"] == STUB)
    assert answer(live) == in_cpython(stub)
    assert live.cell(STUB).locator(".cm-content").is_visible()
    assert memory(live) == {}


@pytest.mark.parametrize("source", [WRONG, OVERFLOWS], ids=["sign", "overflow"])
def test_a_wrong_answer_is_told_what_cpython_says(live: Live, source: str) -> None:
    live.run(STUB, source)
    said = answer(live)
    assert said == in_cpython(source)
    assert said["status"].endswith("not yet right.") and EXERCISE not in memory(live)


def test_hints_open_one_by_one_and_then_the_solution(live: Live) -> None:
    live.run(STUB, WRONG)
    hints = live.page.locator(f"[data-nn-cell='{STUB}'] ~ details.nn-hint")
    more = live.output(STUB).locator(".nn-live-help button")
    for number in (1, 2, 3):
        expect(more).to_have_text(f"Show hint {number} of 3")
        more.click()
        assert [hint.evaluate("e => e.open") for hint in hints.all()[:3]] == [k < number for k in range(3)]
    expect(more).to_have_text("Show the solution")
    more.click()
    solution = live.page.locator("[data-nn-cell='ex-sigmoid-solution'] details")
    assert solution.evaluate("e => e.open") and more.count() == 0
    # to run the solution is not to have solved it
    live.run("ex-sigmoid-solution")
    assert live.output("ex-sigmoid-solution").locator(".nn-panel-right").count() == 1
    assert memory(live) == {}


def test_an_endless_answer_is_stopped_by_the_check(live: Live) -> None:
    live.run(STUB, ENDLESS, timeout=RUN)
    said, expected = answer(live), in_cpython(ENDLESS)
    assert said["code"] == expected["code"] == "timeout"
    # in which line of the loop it was stopped is chance
    same = "Stopped after 5 seconds: does a loop in your function never end? It was in line "
    assert said["message"].startswith(same) and expected["message"].startswith(same)
    live.run(STUB, "print('alive')")


def test_a_right_answer_is_remembered_and_shown_everywhere(live: Live) -> None:
    live.run(STUB, RIGHT)
    assert answer(live) == in_cpython(RIGHT)
    assert live.output(STUB).locator(".nn-live-help").count() == 0
    expect(live.says(STUB)).to_have_text("Solved, and remembered in this browser.")
    known = memory(live)[EXERCISE]
    assert known["passed"] is True and known["code"] == "right" and known["when"].endswith("Z")
    other = live.page.context.new_page()
    other.goto(live.page.url.replace("one-neuron/activations", "progress"))
    expect(other.locator(f"#progress-ex-{EXERCISE} .nn-solved")).to_have_text("\u2713 solved")
    other.close()


def test_storage_that_is_full_loses_the_mark_and_nothing_else(live: Live) -> None:
    full = "() => { throw new DOMException('full', 'QuotaExceededError'); }"
    live.page.evaluate(f"() => {{ window.kept = Storage.prototype.setItem; Storage.prototype.setItem = {full}; }}")
    live.run(STUB, RIGHT)
    assert answer(live)["code"] == "right"
    expect(live.says(STUB)).to_contain_text("it is not remembered")
    live.page.evaluate("() => { Storage.prototype.setItem = window.kept; }")


def test_after_a_reload_the_mark_and_the_draft_are_there(live: Live) -> None:
    today = live.page.evaluate("() => new Date().toLocaleDateString('en-GB')")
    live.run(STUB, RIGHT)
    live.page.reload()
    expect(live.says(STUB)).to_have_text(f"You solved this on {today}.", timeout=MOMENT)
    live.write(STUB, RIGHT + "# a draft")
    live.page.reload()
    expect(live.edit(STUB)).to_contain_text("# a draft")
    live.click(STUB, "Reset")
    expect(live.says(STUB)).to_have_text(f"You solved this on {today}.")
    live.page.reload()
    expect(live.edit(STUB)).to_contain_text("your code here")
    assert live.visit.complaints == []
