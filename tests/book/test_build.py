"""The build itself: what is faulty fails, says where, and fails again; what did not change is not run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import execution
import nbformat
import pytest
from small_book import TITLE, SmallBook


def test_a_failing_cell_fails_every_build_until_it_is_mended(book: SmallBook) -> None:
    book.write(TITLE, ("code", "good", "x = 1"), ("code", "bad-cell", "assert x == 2, 'x is not two'"))
    for _ in range(2):
        code, said = book.build()
        assert code == 1
        assert "chapter.ipynb, cell 'bad-cell' (number 3): AssertionError: x is not two" in said
    book.write(TITLE, ("code", "good", "x = 1"), ("code", "bad-cell", "print(x)"))
    code, said = book.build()
    assert code == 0, said
    assert "[1/1] book/part/chapter" in said and "_build/html" in said
    assert (book.folder / "_build/html/book/part/chapter.html").exists()


def test_a_warning_fails_every_build_and_names_the_cell(book: SmallBook) -> None:
    book.write(TITLE, ("markdown", "broken-reference", "See {eq}`eq-nowhere`."))
    for _ in range(2):
        code, said = book.build()
        assert code == 1
        assert "eq-nowhere" in said and "cell 'broken-reference'" in said, said


def test_a_formula_that_katex_cannot_read_is_named(book: SmallBook) -> None:
    book.write(TITLE, ("markdown", "formula", "$$\n\\frac{1}{\n$$ (eq-broken)"))
    code, said = book.build()
    assert code == 1 and "KaTeX cannot read the formula" in said, said


def test_only_what_changed_runs_again(book: SmallBook) -> None:
    book.write(TITLE, ("code", "numbers", "import nnlib\nprint(nnlib.relu(2.0))"))
    assert book.build()[0] == 0
    first = book.executed()
    assert any(name.endswith("piecewise.py") for name in first["files"])
    code, said = book.build()
    assert code == 0 and "0 to run, 1 unchanged" in said
    # as if a module of nnlib that the chapter loads had changed since
    record = book.folder / "_build/executed/book/part/chapter.json"
    first["files"] = {
        name: ("0" * 64 if name.endswith("piecewise.py") else digest) for name, digest in first["files"].items()
    }
    record.write_text(json.dumps(first))
    code, said = book.build()
    assert code == 0 and "1 to run, 0 unchanged" in said
    assert book.executed()["files"] != first["files"]
    # what makes the pages has changed: no run, but the page is made again
    extension = book.folder / "book/_ext/site_address.py"
    extension.write_text(extension.read_text().replace("Error on", "Fault on"))
    code, said = book.build()
    assert code == 0 and "0 to run" in said
    assert "Fault%20on" in (book.folder / "_build/html/book/part/chapter.html").read_text()
    # prose alone needs no run, and reaches the page all the same
    book.write(
        ("markdown", "title", "(sec-chapter)=\n# Chapter\n\nA new sentence."),
        ("code", "numbers", "import nnlib\nprint(nnlib.relu(2.0))"),
    )
    code, said = book.build()
    assert code == 0 and "0 to run" in said
    assert "A new sentence." in (book.folder / "_build/html/book/part/chapter.html").read_text()


@pytest.mark.parametrize(
    "cell, metadata, words",
    [
        (("markdown", "text", "A sentence."), {"lectures": ["CUI-99"]}, ["text", "CUI-99"]),
        (("code", "stub", "def f(): ..."), {"exercise": "sofmax", "tags": ["exercise"]}, ["stub", "sofmax", "softmax"]),
        (("code", "toy", "1"), {"widget": "softmax-bank"}, ["toy", "softmax-bank", "softmax-bench"]),
        (("markdown", "bare", "$$\nz = 1\n$$"), {}, ["bare", "eq-"]),
        (("code", "picture", "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"), {}, ["picture", "alt"]),
    ],
)
def test_bad_metadata_stops_the_build_and_says_where(
    book: SmallBook, cell: Any, metadata: Any, words: list[str]
) -> None:
    book.write(TITLE, cell, **{cell[1]: metadata})
    code, said = book.build()
    assert code == 1, said
    assert all(word in said for word in words), said
    assert "Traceback" not in said, said


def test_a_cell_that_never_ends_and_a_kernel_that_never_starts_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "chapter.ipynb"
    cell = nbformat.v4.new_code_cell("import time\ntime.sleep(60)", id="sleeper")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source)
    monkeypatch.setattr(execution, "CELL_SECONDS", 2)
    with pytest.raises(
        execution.NotebookFailed, match=r"chapter.ipynb, cell 'sleeper' .number 1. was stopped after 2 s"
    ):
        execution.run_notebook(source, tmp_path / "out.ipynb")

    tries = []

    class NoKernel:
        def __init__(self, *_args: Any, **_options: Any) -> None:
            tries.append(self)

        def execute(self, **_options: Any) -> None:
            raise RuntimeError("Kernel died before replying to kernel_info")

    monkeypatch.setattr(execution, "NotebookClient", NoKernel)
    with pytest.raises(execution.NotebookFailed, match="no kernel could be started: Kernel died"):
        execution.run_notebook(source, tmp_path / "out.ipynb")
    assert len(tries) == execution.KERNEL_ATTEMPTS
    assert not (tmp_path / "out.ipynb").exists()


def test_a_file_that_is_no_notebook_is_one_sentence(book: SmallBook) -> None:
    (book.folder / "book/part/chapter.ipynb").write_text("{ not json")
    code, said = book.build()
    assert code == 1 and "chapter.ipynb is not a notebook" in said and "Traceback" not in said


def test_an_address_without_a_host_is_refused(book: SmallBook) -> None:
    book.write(TITLE)
    settings = book.folder / "_config.yml"
    settings.write_text(settings.read_text().replace("https://example.github.io/neural-networks/", "neural-networks/"))
    code, said = book.build()
    assert code == 1 and "html.baseurl" in said and "'neural-networks/'" in said
