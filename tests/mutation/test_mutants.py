"""The list of planted faults fits the sources of today, and the script tells a killed fault from a survivor."""

import ast
from pathlib import Path

import pytest
import run
from run import ROOT, Mutant, killer, killers, read, table

MUTANTS = read()


def test_there_are_enough_of_them():
    assert len(MUTANTS) >= 60
    assert len({(m.file, m.find, m.replace) for m in MUTANTS}) == len(MUTANTS)
    assert len({(m.file, m.kind) for m in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("file", sorted({m.file for m in MUTANTS}))
def test_every_fault_applies(file):
    source = Path(ROOT / "nnlib" / file).read_text(encoding="utf-8")
    for mutant in MUTANTS:
        if mutant.file == file:
            assert ast.dump(ast.parse(mutant.applied(source))) != ast.dump(ast.parse(source)), mutant.kind


def test_a_fault_that_is_none_survives():
    # only the folder of the fault is run when it is killed there; a survivor costs the whole of tests/nnlib
    mutant = Mutant(
        "losses/squared.py", "the same number", "return kept / _samples(kept)", "return kept / (1 * _samples(kept))"
    )
    found = killer(mutant, tests=["tests/nnlib/losses"])
    assert found is None
    assert "**survived**" in table([(mutant, found)])


def test_a_fault_is_killed_by_a_test_with_a_name():
    mutant = next(m for m in MUTANTS if m.kind == "1/N missing in the gradient")
    assert "::test_" in (killer(mutant, tests=["tests/nnlib/losses"]) or "")


def test_the_table_tells_which_test_to_try_first(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "REPORT", tmp_path / "mutants.md")
    assert killers() == {}
    first, second, third = MUTANTS[:3]
    results = [(first, "losses/test_losses.py::test_a[1 | 2]"), (second, None), (third, "data (no end after 300 s)")]
    run.REPORT.write_text(table(results), encoding="utf-8")
    assert killers() == {(first.file, first.kind): "tests/nnlib/losses/test_losses.py::test_a"}
