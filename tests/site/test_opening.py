"""How a page opens: few requests, and what is not in sight is laid out late, without anything in sight moving for it."""

from __future__ import annotations

import re

import page_bundles
import pytest
from playwright.sync_api import Browser
from visiting import SITE, Visitor, chapters, pages

CHAPTER = "book/one-neuron/activations.html"
# where everything in the first screen stands
IN_SIGHT = """() => [...document.querySelectorAll(".bd-article section > :not(section), .bd-article h1")]
  .map((node) => [node.tagName, node.getBoundingClientRect()]).filter(([, box]) => box.top < innerHeight && box.height)
  .map(([tag, box]) => [tag, Math.round(box.top), Math.round(box.height)])"""


@pytest.mark.parametrize("name", [name for name in pages() if "search" not in name])
def test_a_page_asks_for_one_sheet_and_its_reading_never_waits_for_it(name: str) -> None:
    text = (SITE / name).read_text(encoding="utf-8")
    head = text.partition("</head>")[0]
    assert len(re.findall(r'rel="stylesheet"', text)) == 1
    assert (
        len(re.findall(r'<script\b[^>]*\bdefer\b[^>]*src=|<link rel="preload" as="script"[^>]*\bdata-late\b', text))
        <= 2
    )
    after = head[head.index('rel="stylesheet"') :]
    assert [tag for tag in re.findall(r"<script\b[^>]*>", after) if "defer" not in tag and "json" not in tag] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", chapters()[::5])
def test_nothing_in_sight_moves_when_the_rest_is_laid_out(visit: Visitor, name: str, width: int) -> None:
    page = visit(name, width=width).page
    after = page.evaluate(IN_SIGHT)
    page.evaluate("document.documentElement.classList.add('nn-early')")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    skipped = page.evaluate(
        "[...document.querySelectorAll('.bd-article section > p')].filter((p) => !p.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert skipped > 5, "what is far below is not laid out"
    assert page.evaluate(IN_SIGHT) == after and len(after) > 3


def test_all_is_laid_out_in_the_end_and_no_mark_is_left(visit: Visitor) -> None:
    page = visit(CHAPTER).page
    assert page.locator(".nn-early, .nn-laid-out").count() == 0
    assert page.evaluate(
        "[...document.querySelectorAll('.bd-article section > p')].every((p) => getComputedStyle(p).contentVisibility === 'visible')"
    )


@pytest.mark.parametrize("address, early", [("", True), ("#sec-activations-softmax", False)])
def test_who_comes_to_a_place_within_the_page_is_taken_there_at_once(
    browser: Browser, site: str, address: str, early: bool
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { window.early = document.documentElement.classList.contains('nn-early'); });"
    )
    page.goto(site + CHAPTER + address)
    assert page.evaluate("window.early") is early
    context.close()


def test_scripts_run_when_the_page_has_been_painted(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => { window.there = "bootstrap" in window || "nnSolved" in window; });
        new MutationObserver((records, watch) => {
          if (!document.querySelector("script[src*='_static/site']")) return;
          watch.disconnect();
          window.painted = performance.getEntriesByName("first-contentful-paint").length;
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(site + CHAPTER)
    page.wait_for_function("'bootstrap' in window && 'nnSolved' in window")
    assert page.evaluate("[window.there, window.painted]") == [False, 1]
    context.close()


@pytest.mark.parametrize("name", chapters())
def test_a_page_with_a_widget_can_answer_after_each_section_that_is_read(name: str) -> None:
    text = (SITE / name).read_text(encoding="utf-8")
    ends = text.count("</section>")
    assert ends and text.count("</section><script>0</script>") == (ends if 'data-nn-widget="' in text else 0)


@pytest.mark.parametrize("name", [CHAPTER, "book/gradients/backprop.html", "book/training/momentum.html"])
def test_the_first_widget_lives_as_soon_as_it_has_been_read(browser: Browser, site: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    # told by the script that stands after the widget; what it sets off is done when that script ends
    page.add_init_script(
        """document.addEventListener("nn-widget-read", () => Promise.resolve().then(() => {
          const painted = performance.getEntriesByName("first-contentful-paint").length;
          window.then ??= [document.readyState, document.querySelector("[data-nn-widget]").dataset.nnMounted, painted];
        }));"""
    )
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(site + name)
    assert page.evaluate("window.then") == ["loading", "yes", 0], "and the first picture of the page has it"
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint').length") == 1
    context.close()


def test_a_wide_block_can_be_scrolled_by_keyboard_and_no_other_stops_the_keyboard(visit: Visitor) -> None:
    page = visit("book/gradients/backprop.html", width=390).page
    # the theme's own script would give every other block a tabindex of -1, and measure them all for it
    wide = """() => {
      const all = [...document.querySelectorAll("main pre")].filter((el) => el.checkVisibility());
      return [(el) => el.scrollWidth > el.clientWidth + 1, (el) => el.tabIndex === 0, () => true].map((is) => all.filter(is).length);
    }"""
    too_wide, reached, count = page.evaluate(wide)
    assert 0 < too_wide == reached < count
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    page.wait_for_function(f"(([wide, reached]) => wide > {too_wide} && wide === reached)(({wide})())")
    assert page.locator("main pre[tabindex='-1']").count() == 0
    page.evaluate(
        "document.querySelector('main p').insertAdjacentHTML('afterend', `<pre id=new style='overflow: auto'>${'long '.repeat(99)}</pre>`)"
    )
    page.wait_for_selector("#new[tabindex='0']")


@pytest.mark.parametrize("name", [name for name in pages() if "search" not in name])
def test_the_first_picture_waits_for_a_widget_near_the_top_and_for_nothing_else(name: str) -> None:
    text = (SITE / name).read_text(encoding="utf-8")
    first = re.search(r'<div class="nn-widget" id="[^"]+"(?:(?!data-nn-lazy)[^>])*>', text)
    near = first is not None and first.start() - text.index("<article") < 200_000
    waits = re.findall(r'<link rel="expect" href="#([^"]+)" blocking="render" />', text.partition("</head>")[0])
    assert waits == (["nn-first-widget-read"] if near else [])
    if first and near:  # not for the widget alone: the page would be painted before its script has run
        after = text[first.end() :].partition('<span id="nn-first-widget-read" hidden></span>')
        assert after[1] and after[0].count("nn-widget-read") == 1 and after[0].endswith("</script>")
    else:
        assert "nn-first-widget-read" not in text


# one element of each kind: its name, its classes and those around it; what the browser makes of it
LOOKS = """() => {
  const kinds = new Map();
  for (const node of document.querySelectorAll("body, body *:not(svg *, .katex *, script, style)")) {
    const chain = [];
    for (let at = node; at && chain.length < 4; at = at.parentElement) chain.push(`${at.localName}.${at.className}`);
    const kind = chain.join(" < ");
    if (!kinds.has(kind)) kinds.set(kind, node);
  }
  const look = (node, part) => [...getComputedStyle(node, part)].map((name) => `${name}:${getComputedStyle(node, part).getPropertyValue(name)}`)
    .filter((text) => !/^(--|perspective-origin|transform-origin)/.test(text)).join(";");
  return Object.fromEntries([...kinds].map(([kind, node]) => [kind, [null, "::before", "::after"].map((part) => look(node, part)).join("|")]));
}"""


@pytest.mark.parametrize("name, theme, width", [
    (CHAPTER, "light", 1280), ("book/gradients/backprop.html", "dark", 390), ("book/gallery.html", "dark", 1280),
    ("book/errata.html", "light", 390), ("book/index.html", "light", 1280), ("search.html", "dark", 390),
])  # fmt: skip
def test_no_element_looks_other_than_with_every_rule(visit: Visitor, name: str, theme: str, width: int) -> None:
    of = re.search(r'<link rel="stylesheet" href="[^"]*" data-of="([^"]*)"', (SITE / name).read_text(encoding="utf-8"))
    assert of is not None
    whole = "\n".join(page_bundles.style(SITE / "_static", file) for file in of[1].split())
    page = visit(name, theme=theme, width=width).page
    cut = page.evaluate(LOOKS)
    page.route("**/_static/site.css*", lambda route: route.fulfill(body=whole, content_type="text/css"))
    page.reload(wait_until="networkidle")
    page.wait_for_selector("html:not(.nn-early)", state="attached")
    full = page.evaluate(LOOKS)
    assert len(cut) > 50 and {kind for kind in cut.keys() & full.keys() if cut[kind] != full[kind]} == set()
    assert cut.keys() == full.keys()
