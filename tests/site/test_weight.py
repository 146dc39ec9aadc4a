"""A chapter page stays light: what it loads, apart from its figures."""

from __future__ import annotations

import gzip
import re

import pytest
from visiting import SITE, Looker, chapters

# the promise is 4 MB, the aim these figures; a stock page with the same cells weighs 8.5 MB (benchmarks/results.md)
RAW_BYTES = 2_200_000
GZIP_BYTES = 650_000
COMPRESSED = (".woff2", ".png", ".jpg")


@pytest.mark.parametrize("name", chapters())
def test_chapter_page_is_light(look: Looker, name: str) -> None:
    arrived = look(name)
    arrived.page.evaluate("document.fonts.ready")
    raw = packed = 0
    for url, size in list(arrived.sizes.items()):
        if "/_images/" in url:
            continue
        raw += size
        body = arrived.page.request.get(url).body()
        packed += size if url.split("?")[0].endswith(COMPRESSED) else len(gzip.compress(body, 6))
    assert 200_000 < raw <= RAW_BYTES
    assert packed <= GZIP_BYTES


@pytest.mark.parametrize("name", chapters())
def test_no_layout_jump_while_figures_load(look: Looker, name: str) -> None:
    page = look(name).page
    assert page.locator("article img:not([width])").count() == 0, "an image says its size before it has loaded"


def test_the_marks_left_out_of_code_would_have_no_colour_of_their_own() -> None:
    styles = (SITE / "_static" / "pygments.css").read_text()
    for theme in ("light", "dark"):
        rule = re.compile(rf'data-theme="{theme}"\] \.highlight (\.\w+ )?{{[^}}]*?(?<!-)color: (#\w+)')
        colours = {kind.strip(): colour for kind, colour in rule.findall(styles)}
        assert len(colours) > 20 and colours[""] not in (colours[".k"], colours[".s"])
        assert colours[".n"] == colours[".p"] == colours[".w"] == colours[""]
