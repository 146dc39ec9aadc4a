"""The prose of the book as plain paragraphs: what a reader reads on the built pages, and what exercises can say to them.

Code, mathematics and the works of the bibliography are left out; a formula or a name of code leaves a letter, as "Q1" does,
so that no sentence is broken.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from nnlib.exercises.registry import entry, exercise_ids, get

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
QUESTIONS = ROOT / "nnlib" / "exercises" / "questions" / "data"
NO_PROSE = "pre, script, style, svg, .headerlink, .nn-check, .citation"
SYMBOLS = ".katex, code"
BLOCKS = "p li dt dd th td h1 h2 h3 h4 figcaption caption summary label legend button option div article".split()
SENTENCES = {"hints", "solved", "prompt", "reply", "message", "text", "why", "checklist", "early", "replies", "reason"}
NAMED = re.compile(r"`[^`]*`|\$[^$]*\$|@\w+")


def pages(site: Path = SITE) -> dict[str, list[str]]:
    """Of every page of the site, by its name, the paragraphs in their order and the text alternatives of its pictures."""
    found = {}
    for path in sorted((site / "book").rglob("*.html")):
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
        if article is not None:
            found[str(path.relative_to(site / "book").with_suffix(""))] = paragraphs(article)
    return found


def paragraphs(article: Any) -> list[str]:
    """The texts of an element's blocks, each without the blocks within it."""
    alternatives = [str(image.get("alt", "")) for image in article.find_all("img")]
    for junk in article.select(NO_PROSE):
        junk.replace_with(" ")
    for number, symbol in enumerate(article.select(SYMBOLS)):
        symbol.replace_with(f"Q{number % 10}")
    blocks: dict[int, list[str]] = {}
    for string in article.find_all(string=True):
        block = string.find_parent(BLOCKS)
        blocks.setdefault(id(block), []).append(str(string))
    texts = [" ".join("".join(strings).split()) for strings in blocks.values()]
    return [text for text in (*texts, *alternatives) if re.search(r"[A-Za-z]{2}", text)]


def exercises() -> dict[str, list[str]]:
    """Of every exercise, by its id, the hints, and the replies to an answer that has a name; of a chapter, its questions' texts."""
    found = {f"code-{name}": [*entry(name).hints, *_messages(name)] for name in exercise_ids("code")}
    for path in sorted(QUESTIONS.glob("*.toml")):
        found[f"questions-{path.stem}"] = list(_sentences(tomllib.loads(path.read_text(encoding="utf-8"))))
    numbers = count()
    return {
        key: [NAMED.sub(lambda _: f"Q{next(numbers) % 10}", text) for text in texts] for key, texts in found.items()
    }


def _messages(name: str) -> Iterator[str]:
    exercise = get(name)
    for told in (*exercise.misconceptions, *exercise.questions, *exercise.faults):
        yield told.message
    yield exercise.edge_advice


def _sentences(data: Any, said: bool = False) -> Iterator[str]:
    """The texts below the keys that hold sentences."""
    if isinstance(data, str) and said:
        yield data
    elif isinstance(data, list):
        for item in data:
            yield from _sentences(item, said)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _sentences(value, said or key in SENTENCES)
