"""Every solution in the sources carries the mark, and no solution holds what the rest of the book refers to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import canonical
import pytest
import search_mark
import solutions

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in (ROOT / "book").rglob("*.md") if "_static" not in path.parts)


def test_every_solution_of_the_notebooks_is_marked(notebooks: dict[str, Any]) -> None:
    cells = [(path, cell) for path, notebook in notebooks.items() for cell in notebook.cells]
    held = [cell for _, cell in cells if solutions.is_solution(cell) or solutions.blocks(cell.source)]
    assert len(held) > 20
    assert [(path, cell.id) for path, cell in cells if solutions.unmarked(cell)] == [], "run 'make canonical'"


def test_every_solution_of_a_page_is_marked() -> None:
    unmarked = [
        p.name for p in PAGES for b in solutions.blocks(p.read_text(encoding="utf-8")) if solutions.MARK not in b
    ]
    assert unmarked == []


def test_every_file_of_answers_is_marked() -> None:
    files = solutions.data_files(ROOT)
    assert len(files) > 10
    assert [p.name for p in files if solutions.MARK not in p.read_text(encoding="utf-8")] == [], "run 'make canonical'"


def test_the_mark_stands_in_solutions_alone(notebooks: dict[str, Any]) -> None:
    for path, notebook in notebooks.items():
        for cell in notebook.cells:
            rest = solutions.remove_from_text(cell.source) if cell.cell_type == "markdown" else cell.source
            assert solutions.is_solution(cell) or solutions.MARK not in rest, (path, cell.id)


def test_no_solution_holds_what_others_refer_to(notebooks: dict[str, Any]) -> None:
    """A labelled equation, an entry of a lecture or an erratum within a solution would be missing without it."""
    label = re.compile(r"\((?:eq|sec|fig)-[\w-]+\)")
    for path, notebook in notebooks.items():
        for cell in notebook.cells:
            inside = "\n".join(solutions.blocks(cell.source)) if cell.cell_type == "markdown" else ""
            assert not [found for found in label.findall(inside) if f"]{found}" not in inside], (path, cell.id)
            assert not (solutions.is_solution(cell) and {"lectures", "errata"} & set(cell.metadata)), (path, cell.id)


MARKDOWN = {"cell_type": "markdown", "id": "a", "metadata": {}}
CODE = {"cell_type": "code", "id": "a", "metadata": {"tags": ["solution", "hide-cell"]}}


@pytest.mark.parametrize(
    "cell",
    [
        {**CODE, "source": "x = 1"},
        {**CODE, "metadata": {"tags": ["hide-cell"]}, "source": ["x = 1\n", "y = 2"]},
        {**MARKDOWN, "source": "```{solution} ex-a\n:label: sol-a\n:class: dropdown\n\nSo.\n```"},
        {**MARKDOWN, "source": ":::{solution} ex-a\nSo.\n:::\n\n````{solution} ex-b\n```python\n1\n```\n````"},
        {**MARKDOWN, "metadata": {"tags": ["solution"]}, "source": "```{solution} ex-a\n:label: sol-a\n\nSo.\n```"},
        {**MARKDOWN, "metadata": {"tags": ["solution"]}, "source": "So, without a block."},
    ],
    ids=["code", "check", "block", "two-blocks", "tagged", "tagged-text"],
)
def test_a_new_solution_is_noticed_and_marked(cell: dict[str, Any]) -> None:
    assert solutions.unmarked(cell)
    done = canonical.canonical_cell(cell, "n")
    assert not solutions.unmarked(done) and canonical.canonical_cell(done, "n") == done
    without = re.sub(
        rf"# {solutions.MARK}\n|% {solutions.MARK}\n\n|:class: {solutions.MARK}\n| {solutions.MARK}",
        "",
        solutions.text_of(done),
    )
    assert without == solutions.text_of(cell)


def test_new_data_is_marked_where_it_stays_what_it_is() -> None:
    module = '"""One idea.\n\nMore.\n"""\nx = 1\n'
    assert solutions.marked_data(module) == f'"""One idea.\n\nMore.\n"""\n# {solutions.MARK}\nx = 1\n'
    assert solutions.marked_data('[a]\nb = """\nc\n"""\n').startswith(f"# {solutions.MARK}\n[a]")
    assert solutions.marked_data(solutions.marked_data(module)) == solutions.marked_data(module)


def test_an_open_block_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not closed"):
        solutions.blocks("```{solution} ex-a\nSo.")


@pytest.mark.parametrize("how", ["plain", "gzip", "zip", "base64", "gzip-base64", "escaped", "other-case"])
def test_the_search_looks_inside(tmp_path: Path, how: str) -> None:
    import base64
    import gzip
    import zipfile

    word = solutions.MARK
    content = {
        "plain": f"a {word}.".encode(),
        "gzip": gzip.compress(word.encode()),
        "base64": b'{"data":"' + base64.b64encode(f"more {word} text".encode()) + b'"}',
        "gzip-base64": b"x " + base64.b64encode(gzip.compress(f"{word} and more".encode())),
        "escaped": "".join(f"\\u{ord(letter):04x}" for letter in word).encode(),
        "other-case": word.upper().encode(),
        "zip": b"",
    }[how]
    file = tmp_path / "a" / "b.bin"
    file.parent.mkdir()
    file.write_bytes(content)
    if how == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.txt", f"{word} {word} {word}")
    (tmp_path / "innocent").write_bytes(bytes(range(256)))
    assert search_mark.leaks(tmp_path, word) == ["a/b.bin"]
    assert search_mark.leaks(tmp_path, "anotherword") == []


def test_what_is_packed_on_purpose_may_lie_in_an_archive(tmp_path: Path) -> None:
    import zipfile
    import zlib

    hidden = zlib.compress(f"{solutions.MARK} {solutions.MARK}".encode())
    for name, inside in (("a.whl", "nnlib/answers.pack"), ("b.whl", "nnlib/answers.bin")):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(inside, hidden)
    with zipfile.ZipFile(tmp_path / "c.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nnlib/answers.pack", solutions.MARK)  # not packed at all
    assert search_mark.leaks(tmp_path, solutions.MARK) == ["b.whl", "c.whl"]
