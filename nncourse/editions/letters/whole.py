"""The whole of a course's sources in its own letters, with what the build needs to know about the book's.

The equations are still checked as the book writes them: its chapters are kept beside the course's, in a folder that makes no
pages. A table leads from every formula of the course back to the book's, for the notation menu.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from nncourse.editions.book_tools import tool
from nncourse.editions.letters import questions
from nncourse.editions.letters.tongue import KEY, Tongue
from nncourse.editions.letters.writer import NOTHING, Writer, contexts_of
from nnlib.formula.notation import Symbol

ORIGINALS = "book/_book_letters"  # chapters in the book's letters, for the checks of equations
TABLE = "book/_data/course_notation.json"
NOTATION_PAGE = "notation"


@dataclass
class Letters:
    """Writes a book's files in the course's letters, one chapter's writer for all that belongs to the chapter."""

    tongue: Tongue
    book: Path
    writers: dict[str, Writer] = field(default_factory=dict)

    def writer(self, key: str) -> Writer:
        """The writer of a chapter or page."""
        if key not in self.writers:
            self.writers[key] = Writer(self.tongue, contexts_of(self.book, key))
        return self.writers[key]

    def page(self, name: str, content: bytes) -> bytes:
        """A page or notebook; other files stay."""
        path = PurePosixPath(name)
        if path.suffix not in (".md", ".ipynb"):
            return content
        return self.text(path.stem, path.suffix, content.decode("utf-8")).encode("utf-8")

    def text(self, key: str, suffix: str, text: str) -> str:
        """The same for its text."""
        writer = self.writer(key)
        if suffix == ".md":
            text = questions.with_spellings(writer.text(text), writer)
            return introduced(text, self.tongue) if key == NOTATION_PAGE else text
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                before = tool("solutions").text_of(cell)
                after = questions.with_spellings(writer.text(before), writer)
                if after != before:
                    cell["source"] = after
        return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"

    def answers(self, inside: str, text: str) -> str:
        """A file of nnlib's answers, by its path below nnlib/exercises."""
        return questions.rewritten(inside, text, self.writer)

    def counts(self) -> Counter[str]:
        """How many formulas changed, stayed the same, compare lectures, or could not be read."""
        return sum((writer.counts for writer in self.writers.values()), Counter[str]())

    def table(self) -> bytes:
        """What leads back to the book's letters."""
        written: Mapping[str, object] = {
            "name": self.tongue.name,
            "letters": {
                key: {shown: book for shown, book in w.letters.items() if shown != book}
                for key, w in sorted(self.writers.items())
            },
            "equations": {key: w.equations for key, w in sorted(self.writers.items())},
            "counts": {key: dict(w.counts) for key, w in sorted(self.writers.items())},
            "texts": self._texts(),
            "symbols": {symbol.id: shown for symbol in self.tongue.table.symbols if (shown := _shown(symbol))},
        }
        return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode("utf-8")

    def _texts(self) -> dict[str, str]:
        """What the notation page says of symbols, functions and kinks, by what the book says."""
        writer, table = self.writer(NOTATION_PAGE), self.tongue.table
        texts = [symbol.meaning + (f". {symbol.note}" if symbol.note else "") for symbol in table.symbols]
        texts += [part for f in table.functions for part in (f"${f.latex}$", f.meaning)]
        texts += [part for kink in table.kinks for part in (kink.at, kink.value, kink.slope, kink.reason)]
        found = {text: writer.text(text) for text in texts if "$" in text}
        return {text: shown.replace(NOTHING, "") for text, shown in found.items() if shown != text}


def introduced(text: str, tongue: Tongue) -> str:
    """The notation page with what the course writes, in front of its decisions."""
    head, mark, rest = text.partition("\n## ")
    own = ", ".join(f"${new}$ for ${old}$" for old, new in tongue.symbols.items())
    parts = [
        *([f"the notation of {tongue.name}"] if tongue.like != "book" else []),
        *([f"letters of its own: {own}"] if own else []),
    ]
    said = (
        f"This course uses {' and '.join(parts)}. The decisions and the comparisons of lectures on this page are in the letters of "
        "the full book, and so are code, figures, and formulas that are typed as an answer. Where a letter would have two "
        "meanings in one formula, the book's is kept there. The menu *Notation* shows a chapter in the book's letters."
    )
    return f"{head.rstrip()}\n\n:::{{admonition}} The letters of this course\n{said}\n:::\n{mark}{rest}"


def _shown(symbol: Symbol) -> list[str]:
    """The course's form of a symbol, for one sample and for all, as far as there are any."""
    form = symbol.lectures[KEY]
    if form is None:
        return []
    return [*(form.form or form.plain)[:1], *form.batch[:1]]
