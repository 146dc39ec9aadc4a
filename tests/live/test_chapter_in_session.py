"""A whole chapter runs in a session, to its own asserts, and shows what its notebook shows."""

import json
from pathlib import Path

import matplotlib
from cell_runs import Cells
from matplotlib import pyplot as plt

CHAPTER = Path(__file__).parents[2] / "book" / "one-neuron" / "activations.ipynb"


def test_every_cell_of_a_chapter():
    notebook = json.loads(CHAPTER.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and "widget" not in cell["metadata"]]
    cells, kinds, drawn = Cells(), [], 0
    with matplotlib.rc_context():
        for cell in code:
            source = "".join(cell["source"])
            assert cells(source), (cell["id"], cells.events)
            kinds += cells.kinds()
            names = "figure" in cell["metadata"].get("mystnb", {})
            assert cells.kinds().count("figure") == names, cell["id"]
            drawn += names
    assert len(code) > 40 and drawn >= 3 and kinds.count("panel") >= 8
    assert set(kinds) == {"stream", "figure", "panel"}
    assert plt.get_fignums() == []
