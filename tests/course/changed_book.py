"""A small book whose texts change from one version to the next."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import nbformat
import pytest

import nncourse.pinned.prints
from nncourse.course_file import against_book
from nncourse.course_file.renamed import FILE
from nncourse.pinned.prints import Task

ROOT = Path(__file__).resolve().parents[2]
COURSE = """
book: {path: book}
title: A course
contents: [mine.md, one, two]
assignments: [{id: hw1, title: One, exercises: {add: 1}, due: 2026-10-20}]
"""


ONE = """(sec-one)=
# One

$$ a = b $$ (eq-kept)

$$ c = d + e $$ (eq-changed)

$$ f = g^2 $$ (eq-old-name)

$$ h = 0 $$ (eq-declared)

$$ k = 1 $$ (eq-moved)

$$ m = 2 $$ (eq-gone)

```{exercise} Add
:label: ex-add

Write `add(x)`.
```

````{note}
$$ n = 3 $$ (eq-in-a-note)
````
"""


TWO = "(sec-two)=\n# Two\n\n$$ p = q $$ (eq-two)\n"
TASKS = {
    "add": Task("one", "ex-add", "", "add(x)", "111"),
    "double": Task("two", "ex-double", "", "double(x)", "222"),
}


class Book:
    """A book of a few chapters as sources, with exercises of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.tasks = folder, dict(TASKS)
        (folder / FILE).parent.mkdir(parents=True)
        self.chapters(one=ONE, two=TWO)

        def tasks(labels: Any) -> dict[str, Task]:
            statements = {label: found.text for label, found in labels.items()}
            return {k: dataclasses.replace(t, statement=statements.get(t.label, "")) for k, t in self.tasks.items()}

        monkeypatch.setattr(nncourse.pinned.prints, "_tasks", tasks)
        monkeypatch.setattr(against_book, "exercises", lambda: {key: task.chapter for key, task in self.tasks.items()})
        monkeypatch.setattr(against_book, "solution_names", lambda book: {key: (key,) for key in self.tasks})

    def chapters(self, **texts: str) -> None:
        files = [f"      - file: book/{key}\n" for key in texts]
        toc = "format: jb-book\nroot: book/index\nparts:\n  - caption: P\n    chapters:\n" + "".join(files)
        (self.folder / "_toc.yml").write_text(toc)
        for old in (self.folder / "book").glob("*.ipynb"):
            old.unlink()
        for key, text in texts.items():
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
            figure = nbformat.v4.new_code_cell(
                "plot()", metadata={"mystnb": {"figure": {"name": f"fig-{key}", "caption": "C."}}}
            )
            notebook.cells.append(figure)
            nbformat.write(notebook, self.folder / "book" / f"{key}.ipynb")

    def rename(self, text: str) -> None:
        (self.folder / FILE).write_text(text)


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    (tmp_path / "course.yml").write_text(COURSE)
    (tmp_path / "mine.md").write_text("See {eq}`eq-old-name`, {eq}`eq-gone` and {eq}`eq-kept`.\n")
    return Book(tmp_path / "book", monkeypatch)
