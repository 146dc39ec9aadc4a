"""What the tests of the equations on the pages share: the ledger of the build, and the menu of notations."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from visiting import ROOT

from nnlib.formula import load_notation
from nnlib.formula.ledger.contexts import Chapter, load
from nnlib.formula.names import book_vocabulary

FIRST = ("book/one-neuron/activations.html", "book/one-neuron/losses.html")
LECTURES = list(load_notation().dialects)
SHOWN = """() => Object.fromEntries([...document.querySelectorAll('.nn-equation[id]')].map(
    e => [e.id.slice('equation-'.length), e.querySelector('.nn-formula annotation').textContent]))"""
LETTERS = """() => [...document.querySelectorAll('article span.math')].filter(e => !e.closest('.nn-remarks')).map(
    e => [e.querySelector('annotation').textContent, !!e.closest('.nn-as-it-is')])"""
MENU = "#nn-notation"


def key(name: str) -> str:
    return Path(name).stem


@cache
def records() -> dict[str, dict[str, Any]]:
    """The ledger of the build, by label."""
    document = json.loads((ROOT / "_build" / "equations.json").read_text())
    return {each["label"]: each for each in document["equations"]}


def pick(page: Page, lecture: str) -> None:
    """Choose in the menu, and wait for the page to change."""
    page.select_option(MENU, lecture)
    if lecture:
        page.wait_for_selector(".nn-notation-note")
    else:
        page.wait_for_selector(".nn-notation-note", state="detached")


def contexts(name: str) -> Chapter:
    return load(ROOT / "book" / "equations" / f"{key(name)}.py")


def words(name: str) -> Any:
    return contexts(name).vocabulary(book_vocabulary())
