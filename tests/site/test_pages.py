"""Every page loads whole with nothing but its own host: scripts, styles, fonts, icons, mathematics."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from visiting import SITE, Looker, chapters, pages


@pytest.mark.parametrize("name", pages())
def test_page_loads_from_its_own_host_without_an_error(look: Looker, name: str) -> None:
    assert look(name).complaints == []


@pytest.mark.parametrize("name", pages())
def test_fonts_and_icons_are_there(look: Looker, name: str) -> None:
    page = look(name).page
    families = set(
        page.evaluate(
            "() => document.fonts.ready.then(() => [...document.fonts].filter(f => f.status == 'error').map(f => f.family))"
        )
    )
    assert families == set()
    # an icon whose glyph was cut from the font would be as wide as the "missing" box of another font
    missing = page.evaluate(
        """async () => {
          await document.fonts.ready;
          const icons = [...document.querySelectorAll('i[class*="fa-"]')].filter(i => i.getClientRects().length);
          const bad = [];
          for (const icon of icons) {
            const style = getComputedStyle(icon, '::before');
            const glyph = style.content.replaceAll('"', '');
            const font = `${style.fontWeight} 16px ${style.fontFamily}`;
            if (!(await document.fonts.load(font, glyph)).length) bad.push(icon.className);
          }
          return bad;
        }"""
    )
    assert missing == []


@pytest.mark.parametrize("name", chapters())
def test_all_mathematics_is_typeset(look: Looker, name: str) -> None:
    page = look(name).page
    assert page.locator(".katex").count() > 20
    assert page.locator(".nn-formula-error, .katex-error").count() == 0
    text = page.locator("article.bd-article").evaluate(
        """article => { const copy = article.cloneNode(true);
        copy.querySelectorAll('.katex, pre, code, .nn-widget, script').forEach(e => e.remove()); return copy.textContent }"""
    )
    assert re.findall(r"\\(?:frac|sigma|varphi|mathcal|hat|sum)\b|\$[^$\n]{1,60}\$", text) == []


@pytest.mark.parametrize("name", chapters())
def test_mathematics_is_typeset_without_scripts(look: Looker, name: str) -> None:
    page = look(name, java_script_enabled=False).page
    boxes = page.locator(".nn-formula .katex-html")
    assert boxes.count() >= page.locator(".nn-equation").count() >= 3
    assert all(box["height"] > 8 for box in map(lambda b: b.bounding_box(), boxes.all()[:5]) if box)


@pytest.mark.parametrize("name", chapters())
def test_equation_numbers_lead_to_equations(look: Looker, name: str) -> None:
    page = look(name).page
    targets = page.eval_on_selector_all(
        "a.reference[href^='#equation-']", "links => links.map(a => a.getAttribute('href').slice(1))"
    )
    assert targets, "a chapter refers to its equations"
    assert [t for t in targets if not page.evaluate("id => !!document.getElementById(id)", t)] == []


def test_every_image_of_every_page_has_an_alternative_text() -> None:
    without = []
    for name in pages():
        for tag in re.findall(r"<img\b[^>]*>", (SITE / name).read_text()):
            alt = re.search(r'\balt="([^"]*)"', tag)
            if not alt or len(alt[1]) < 5 or alt[1].endswith((".png", ".svg")):
                without.append(f"{name}: {tag[:120]}")
    assert without == []


def test_preview_tags_name_title_description_and_a_real_picture() -> None:
    for name in chapters():
        html = (SITE / name).read_text()
        tags = dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)"', html))
        assert {"title", "type", "url", "site_name", "description", "image", "image:alt"} <= set(tags)
        assert 60 <= len(tags["description"]) <= 220 and "\\" not in tags["description"], tags["description"]
        assert tags["url"].endswith(name)
        assert (SITE / "_static" / Path(tags["image"]).name).read_bytes()[:4] == b"\x89PNG"


def test_the_footer_says_that_nothing_is_sent_and_where_to_report() -> None:
    for name in chapters():
        html = (SITE / name).read_text()
        assert "sends nothing anywhere" in html
        assert re.search(
            r'href="https?://[^"]+/issues/new\?title=Error%20on%20' + re.escape(name.removesuffix(".html")), html
        )
