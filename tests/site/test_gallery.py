"""The gallery on the built site: every widget through its states, nothing but this host, a phone, paper, a folder."""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from visiting import ROOT, SITE, Visitor

from nnlib.widgets import WIDGETS

sys.path.append(str(ROOT / "tests" / "widgets"))

from widget_driver import Driven, drive, table

PAGE = "book/gallery.html"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCRIPT_BYTES = 60_000  # compressed, of the widgets that a page shows at once


def come_near(page: Any, name: str) -> Any:
    page.evaluate(f"document.getElementById('widget-{name}').scrollIntoView({{ block: 'start', behavior: 'instant' }})")
    return page.wait_for_selector(f"#widget-{name}[data-nn-mounted=yes]", timeout=10_000)


def test_every_widget_has_a_section_with_a_line_on_what_to_try(visit: Visitor) -> None:
    page = visit(PAGE).page
    names = page.eval_on_selector_all(".nn-gallery [data-nn-widget]", "all => all.map((el) => el.dataset.nnWidget)")
    assert names == list(WIDGETS)
    assert (
        page.locator(".nn-gallery > h2").count()
        == page.locator(".nn-gallery p:has-text('Try:')").count()
        == len(WIDGETS)
    )


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_lives_through_its_states(visit: Visitor, name: str) -> None:
    arrived = visit(PAGE)
    el = come_near(arrived.page, name)
    assert el.get_attribute("data-nn-widget") == name
    states = drive(arrived.page, el, name)
    found = table(name)
    assert len(found["steps"]) + len(found["extremes"]) >= 20 and len(states) >= 18
    assert arrived.complaints == []


def test_the_scripts_of_every_page_stay_within_the_budget() -> None:
    folder, found = SITE / "_static" / "nn-widgets", {}
    for page in SITE.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        at_once = set(re.findall(r'data-nn-widget="([a-z0-9-]+)" data-nn-state=', text))
        if at_once:
            host = re.search(r"<script data-base=.*?</script>", text, re.DOTALL)
            assert host, f"{page.name} has a widget and no host"
            parts = [host[0].encode(), *((folder / f"{name}.js").read_bytes() for name in ["shared", *sorted(at_once)])]
            found[page.relative_to(SITE).as_posix()] = sum(len(gzip.compress(part, 6)) for part in parts)
            later = set(re.findall(r'data-nn-widget="([a-z0-9-]+)"', text)) - at_once
            assert not later or page.name == "gallery.html", "a chapter's widgets are all counted"
    assert PAGE in found and len(found) >= 3
    assert {page: size for page, size in found.items() if size > SCRIPT_BYTES} == {}


def test_what_is_far_away_waits(visit: Visitor) -> None:
    arrived = visit(PAGE, width=360)
    mounted = arrived.page.locator("[data-nn-mounted=yes]").count()
    assert 1 <= mounted <= 4
    scripts = [url for url in arrived.sizes if "/nn-widgets/" in url and ".js" in url]
    assert sum(len(gzip.compress(arrived.page.request.get(url).body(), 6)) for url in scripts) <= SCRIPT_BYTES
    come_near(arrived.page, list(WIDGETS)[-1])
    assert arrived.complaints == []


def test_a_state_in_the_address_reaches_a_widget_far_down(visit: Visitor) -> None:
    arrived = visit(f"{PAGE}?loss-explorer.z=2.5#widget-loss-explorer")
    el = arrived.page.wait_for_selector("#widget-loss-explorer[data-nn-mounted=yes]", timeout=10_000)
    assert Driven(arrived.page, el).seen()[1].startswith("z = 2.50")
    bad = visit(f"{PAGE}?neuron.nonsense=1&loss-explorer.z=99")
    come_near(bad.page, "loss-explorer")
    assert bad.page.locator(".nnw-error").count() == 2
    come_near(bad.page, "softmax-bench")
    assert bad.page.locator("#widget-softmax-bench .nnw-picture").count() == 1
    assert bad.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_when_all_are_alive(visit: Visitor, theme: str, width: int) -> None:
    page = visit(PAGE, theme=theme, width=width).page
    for name in WIDGETS:
        come_near(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        "axe.run('article').then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.target.join(' '))]))"
    )
    assert found == []


def test_without_scripts_every_picture_is_there(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGE)
    assert page.locator("[data-nn-widget] svg.nnw-still[role=img]").count() == len(WIDGETS)
    context.close()


def test_on_paper_there_are_pictures_and_no_controls(visit: Visitor) -> None:
    page = visit(PAGE).page
    page.emulate_media(media="print")
    assert page.locator(".nnw-controls:visible").count() == 0
    assert page.locator(
        "[data-nn-widget] svg.nnw-still:visible, [data-nn-widget] svg.nnw-picture:visible"
    ).count() == len(WIDGETS)


def test_the_book_opened_from_a_folder_works(browser: Any) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(Path(SITE / PAGE).as_uri() + "?neuron.nonsense=1")
    for name in WIDGETS:
        page.evaluate(f"document.getElementById('widget-{name}').scrollIntoView({{ behavior: 'instant' }})")
        page.wait_for_selector(f"#widget-{name}[data-nn-mounted=yes]", timeout=10_000)
    assert page.locator(".nnw-picture").count() == len(WIDGETS) - 1 and page.locator(".nnw-error").count() == 1
    assert errors == []
    page.close()
