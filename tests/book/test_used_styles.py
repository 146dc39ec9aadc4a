"""The rules of the theme's sheets that stay are those some page or script of the site can use, and no sheet loses them all unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
import used_styles
from sphinx.errors import ExtensionError

SHEETS = {
    "styles/one.css": "p { color: red } .gone { color: blue } html[data-theme=dark] .kept { color: white }",
    "sphinx-design.css": "@media print { .made { margin: 0 } .gone { margin: 1px } }\n.kept:has(.gone) { margin: 2px }",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "_static").mkdir()
    (tmp_path / "page.html").write_text('<html><body><p class="kept">Text</p></body></html>')
    (tmp_path / "_static" / "script.js").write_text('node.className = "made";')
    return tmp_path


def test_what_a_page_or_a_script_names_stays_and_the_rest_goes(site: Path) -> None:
    kept = used_styles.used(site, SHEETS)
    assert list(kept) == list(SHEETS)
    one, two = ("".join(text.split()) for text in kept.values())
    assert one == "p{color:red}html[data-theme=dark].kept{color:white}"
    assert two == "@mediaprint{.made{margin:0}}.kept:has(.gone){margin:2px}", "in doubt a rule stays"


def test_a_site_without_pages_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        ExtensionError, match=r"no rule of styles/one.css, sphinx-design.css is used .* are there pages\?"
    ):
        used_styles.used(tmp_path, {name: ".gone { color: blue }" for name in SHEETS})


def test_a_sheet_that_cannot_be_read_is_told(site: Path) -> None:
    with pytest.raises(ExtensionError, match=r"the style sheets could not be cut: styles/one\.css: Unclosed block"):
        used_styles.used(site, {"styles/one.css": "p { color: red"})


@pytest.mark.parametrize(
    "own", ["book.css", "exercises.css", "nn-widgets/widget.css", "live/live.css", "my-course.css"]
)
def test_own_sheets_stay_whole(own: str) -> None:
    assert not used_styles.brought(own)
