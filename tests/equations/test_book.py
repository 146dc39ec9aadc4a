"""The equations of the book hold, each is checked, and no slip in one would go unnoticed."""

import equations

LEDGER = equations.ledger(keep=None, processes=1)


def test_no_problems():
    assert LEDGER.problems == []


def test_every_chapter_is_there():
    written = {path.stem for path in (equations.ROOT / "book").rglob("*.ipynb")}
    assert {each.chapter for each in LEDGER.records} == written >= {"activations", "losses"}
    for each in LEDGER.records:
        assert each.status in ("executed", "unchecked"), each.label
        assert each.status == "unchecked" or (each.instances >= 8 and each.relations > 0 and each.mutants > 0), (
            each.label
        )
    same = sum(each.equivalents for each in LEDGER.records)
    assert same <= 0.03 * sum(each.mutants for each in LEDGER.records)
