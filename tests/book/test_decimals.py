"""No number in the prose without a program that printed it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, notebook_paths, read, relative
from decimals import Exemption, load_exemptions, printed_numbers, problems, prose_numbers

EXECUTED = ROOT / "_build" / "executed"


def notebook(*cells):
    built = []
    for source, printed in cells:
        if printed is None:
            built.append(nbformat.v4.new_markdown_cell(source))
        else:
            output = nbformat.v4.new_output("stream", name="stdout", text=printed)
            built.append(nbformat.v4.new_code_cell(source, outputs=[output]))
        built[-1].id = f"cell-{len(built)}"
    return nbformat.v4.new_notebook(cells=built)


@pytest.mark.parametrize(
    ("prose", "printed", "right"),
    [
        ("It is 0.42.", "0.4199743", True),
        ("It is $0.42$.", "0.4", False),  # fewer digits than the prose shows
        ("It is 0.42.", "0.4251", False),
        ("It is $-1.96$.", "z = -1.9599639845", True),
        ("It is $3.4\\cdot10^{-4}$.", "0.00033535", True),
        ("It is $3.4\\cdot10^{-4}$.", "3.3535013e-04", True),
        ("It is $3.4\\times10^{-4}$.", "3.4535e-04", False),
        ("It is 1.50.", "[0.25 1.5 ]", False),
        ("It is 1.5.", "[0.25 1.5 ]", True),
        ("It is 1000.0.", "1e3", False),
        ("Code `0.3`, {eq}`eq-0.3`, [link](https://a.b/0.3), 1/2 and 3.", "", True),
        ("$$\n0.3\n$$ (eq-a)\n\n```python\n0.4\n```", "", True),
        ("```{exercise} T\n:label: ex-1.5\nFind 0.7.\n```", "0.1", False),
    ],
)  # fmt: skip
def test_a_decimal_must_be_the_rounding_of_a_printed_number(prose, printed, right):
    found = problems("a.ipynb", notebook((f"## A\n\n{prose}", None), ("print()", printed)), [])
    assert (found == []) is right, found


def test_the_number_must_be_printed_in_the_same_section():
    cells = [("0.3 before.\n\n## A\n\nText.", None), ("print()", "0.3001"), ("More.\n\n## B\n\nIt is 0.3.", None)]
    first, second = problems("a.ipynb", notebook(*cells), [])
    assert "a.ipynb, cell 'cell-1', section '(before the first ##)': 0.3 is in the prose" in first
    assert "the section prints no number" in first
    assert "cell 'cell-3', section 'B': 0.3" in second


def test_exceptions_are_used_or_reported():
    nb = notebook(("The slope is 0.01.", None))
    reason = "a definition"
    assert problems("a.ipynb", nb, [Exemption("a.ipynb", "0.01", reason)]) == []
    (unused,) = problems("a.ipynb", nb, [Exemption("a.ipynb", d, reason) for d in ("0.01", "0.02")])
    assert "0.02 of a.ipynb is no longer used" in unused
    assert len(problems("a.ipynb", nb, [Exemption("b.ipynb", "0.01", reason)])) == 1


def test_numbers_as_written():
    assert [str(n.value) for n in prose_numbers(r"$2.5\cdot10^{3}$, version 1.2.3, 0.5")] == ["2.5E+3", "0.5"]
    assert [float(n.value) for n in printed_numbers("a=1.5 [2. .5] 1e-3, float64")] == [1.5, 2.0, 0.5, 0.001]


# --- The chapters -----------------------------------------------------------------------------------------


def executed(path: Path, tmp_path: Path):
    """The executed copy the build left, if its code is the source's; else a run of our own."""
    source = read(path)
    copy = EXECUTED / path.relative_to(ROOT)
    if copy.exists():
        nb = read(copy)
        if [c.source for c in nb.cells if c.cell_type == "code"] == [
            c.source for c in source.cells if c.cell_type == "code"
        ]:
            outputs = {c.id: c.get("outputs", []) for c in nb.cells}
            for cell in source.cells:
                if cell.cell_type == "code":
                    cell.outputs = outputs.get(cell.id, [])
            return source
    from nbclient import NotebookClient

    NotebookClient(source, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    return source


@pytest.mark.parametrize("path", notebook_paths(), ids=relative)
def test_every_decimal_of_a_chapter_was_printed(path, tmp_path):
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    assert problems(relative(path), executed(path, tmp_path), load_exemptions()) == []
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_exceptions_name_chapters_and_reasons():
    known = {relative(path) for path in notebook_paths()}
    for exemption in load_exemptions():
        assert exemption.notebook in known, exemption
        assert len(exemption.reason.split()) >= 3, exemption
