"""Figures are shown in the order in which they were made, as pictures of a bounded size, and none stays open."""

import base64
import resource
import xml.etree.ElementTree as ElementTree

import matplotlib
import pytest
from cell_runs import Cells
from matplotlib import pyplot as plt

from nnlib.live import figures
from nnlib.live.figures import BACKEND, MOST

START = "import matplotlib.pyplot as plt\nimport numpy as np\n"


@pytest.fixture
def drawing():
    """A session in which pyplot draws as in a page."""
    with matplotlib.rc_context():
        matplotlib.use(BACKEND)
        cells = Cells()
        assert cells(START)
        yield cells
        plt.close("all")
        matplotlib.use("agg")


def pictures(cells):
    return [event for event in cells.events if event["kind"] == "figure"]


def test_a_figure_is_svg_without_letters_and_is_closed(drawing):
    assert drawing(
        "fig, ax = plt.subplots()\n_ = ax.plot([1, 2])\n_ = ax.set(title='The $a$', xlabel='$z$', ylabel='loss')"
    )
    figure = drawing.one("figure")
    assert figure["mime"] == "image/svg+xml"
    svg = ElementTree.fromstring(base64.b64decode(figure["data"]))
    assert svg.tag.endswith("svg") and not list(svg.iter("{http://www.w3.org/2000/svg}text"))
    assert figure["alt"] == "Plot of the cell's output: The a; x axis z; y axis loss"
    assert plt.get_fignums() == []


def test_figures_come_in_the_order_of_their_making_and_after_the_text(drawing):
    assert drawing(
        "for n in (1, 2, 3):\n    plt.figure(n)\n    plt.plot([1])\n    plt.title(f't{n}')\nplt.figure(1)\nprint('first')\n4"
    )
    assert drawing.kinds() == ["stream", "value", "figure", "figure", "figure"]
    assert [figure["alt"][-2:] for figure in pictures(drawing)] == ["t1", "t2", "t3"]


def test_show_sends_the_figures_where_it_stands(drawing):
    assert drawing("plt.plot([1])\nplt.show()\nprint('after')")
    assert drawing.kinds() == ["figure", "stream"]


def test_the_same_figure_is_the_same_file(drawing):
    source = "_ = plt.plot([1, 2])\nplt.title('a')\nplt.legend(['b'])\nNone"
    files = [drawing(source) and drawing.one("figure")["data"] for _ in range(2)]
    assert files[0] == files[1]


def test_a_figure_as_a_value_is_shown_once(drawing):
    assert drawing("fig, ax = plt.subplots()\nax.plot([1])\nfig") and drawing.kinds() == ["figure"]
    assert drawing("fig") and drawing.kinds() == ["figure"]
    assert drawing("display(fig)\n1") and drawing.kinds() == ["figure", "value"]


def test_an_empty_figure_is_not_shown(drawing):
    assert drawing("plt.figure();") and drawing.events == [] and plt.get_fignums() == []


def test_a_figure_is_shown_though_the_cell_fails(drawing):
    assert not drawing("plt.plot([1])\n1/0")
    assert drawing.kinds() == ["error", "figure"] and plt.get_fignums() == []


def test_a_figure_that_cannot_be_drawn_is_told(drawing):
    error = drawing.error("plt.plot([1])\nplt.title(r'$\\frac$');")
    assert error["name"] == "ValueError" and "matplotlib/" in error["traceback"] and plt.get_fignums() == []
    assert drawing("plt.plot([1]);") and drawing.kinds() == ["figure"]


def test_a_large_figure_is_png(drawing):
    assert drawing("plt.plot(np.random.default_rng(0).normal(size=60_000), '.');")
    assert drawing.one("figure")["mime"] == "image/png"
    assert base64.b64decode(drawing.one("figure")["data"]).startswith(b"\x89PNG")


def test_pictures_are_bounded(drawing, monkeypatch):
    monkeypatch.setattr(figures, "LARGEST_SVG", 1000)
    monkeypatch.setattr(figures, "LARGEST_PNG", 400_000)
    assert drawing(
        "plt.figure(figsize=(50, 50), dpi=300)\nplt.imshow(np.random.default_rng(0).normal(size=(2000, 2000)));"
    )
    assert drawing.one("figure")["mime"] == "image/png" and len(drawing.one("figure")["data"]) <= 540_000


def test_many_figures(drawing):
    assert drawing(f"for n in range({MOST}):\n    plt.figure()\n    plt.plot([n])")
    assert drawing.kinds() == ["figure"] * MOST
    assert drawing(f"for n in range({MOST} + 1):\n    plt.figure()\n    plt.plot([n])")
    assert drawing.kinds() == ["figure"] * MOST + ["figures-clipped"]
    assert drawing.one("figures-clipped")["shown"] == MOST == 20


def test_a_thousand_figures_do_not_fill_the_memory(drawing):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert drawing(
        "most = 0\nfor n in range(1000):\n    fig = plt.figure()\n    a = fig.text(0, 0, str(n))\n    fig.big = np.ones(100_000)\n"
        "    most = max(most, len(plt.get_fignums()))"
    )
    assert drawing.kinds() == ["figure"] * MOST + ["figures-clipped"]  # and no warning of matplotlib's
    assert plt.get_fignums() == [] and int(drawing.value("most")) == MOST + 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB; a thousand are 800,000


def test_axes_without_names_are_told_as_a_plot(drawing):
    assert drawing("plt.plot([1]);") and drawing.one("figure")["alt"] == "Plot of the cell's output"
    assert drawing(
        "fig, axes = plt.subplots(1, 2)\nfor ax, t in zip(axes, 'ab'):\n    ax.set(title=t, xlabel='z')\nfig.suptitle('all');"
    )
    assert drawing.one("figure")["alt"] == "Plot of the cell's output: all, a, b; x axis z"
