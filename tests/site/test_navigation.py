"""Links lead somewhere, search finds, and a wrong address is answered by the book."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from visiting import PREFIX, SITE, Visitor, pages


class Links(HTMLParser):
    """The links and the anchors of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.anchors.update(value for key in ("id", "name") if (value := values.get(key)))
        key = "href" if tag in {"a", "link"} else "src"
        if value := values.get(key):
            self.links.append(value)


def test_no_internal_link_is_broken() -> None:
    parsed = {name: Links((SITE / name).read_text()) for name in [*pages(), "index.html"]}
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            if name == "404.html" and parts.path:  # its links carry the prefix, as it is shown at any depth
                path = unquote(parts.path).removeprefix(PREFIX)
            else:
                path = urljoin(name, unquote(parts.path)) if parts.path else name
            target = SITE / path
            if target.is_dir():
                target, path = target / "index.html", str(Path(path) / "index.html")
            if not target.exists():
                broken.append(f"{name}: {link}")
            elif parts.fragment and path in parsed and unquote(parts.fragment) not in parsed[path].anchors:
                broken.append(f"{name}: {link} (no such anchor)")
    assert broken == []


@pytest.mark.parametrize(
    "words, page", [("softplus", "activations"), ("Kullback", "losses"), ("saturation", "activations")]
)
def test_search_finds(visit: Visitor, words: str, page: str) -> None:
    shown = visit(f"search.html?q={words}").page
    shown.wait_for_selector("#search-results li a", timeout=10000)
    addresses = shown.eval_on_selector_all("#search-results li a", "links => links.map(a => a.href)")
    assert any(page in address for address in addresses), addresses


def test_search_is_reached_from_a_chapter_by_keyboard(visit: Visitor) -> None:
    page = visit("book/one-neuron/activations.html").page
    page.keyboard.press("Control+k")
    page.keyboard.type("logistic")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=logistic*")
    first = page.wait_for_selector("#search-results li a", timeout=10000)
    assert first and "book/" in (first.get_attribute("href") or "")


def test_an_unknown_address_gets_the_book_s_404_page_at_any_depth(visit: Visitor) -> None:
    arrived = visit("no/such/deep/page.html")
    page = arrived.page
    assert page.locator("article h1").first.inner_text() == "Page not found"
    # the page itself is a 404; everything it loads is there
    assert [failure for failure in arrived.failed if "page.html" not in failure] == []
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != ""
    page.locator("#pst-primary-sidebar a.reference:visible").first.click()
    page.wait_for_load_state()
    assert "/book/" in page.url and page.locator("article h1").first.inner_text() != "Page not found"


def test_the_root_leads_to_the_book(visit: Visitor) -> None:
    page = visit("").page
    page.wait_for_url("**/book/index.html")
    assert page.locator("h1:visible").count() == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_an_address_with_an_anchor_shows_its_place(visit: Visitor, width: int) -> None:
    """Also in the longest chapter, past all widgets and pictures that are made while the page opens."""
    longest = max(pages(), key=lambda name: (SITE / name).stat().st_size)
    page = visit(longest, width=width).page
    ids = page.evaluate(
        "[...document.querySelectorAll('.bd-article section[id], .bd-article figure[id]')].map(e => e.id)"
    )
    for target in ids[3 :: len(ids) // 5]:
        opened = visit(f"{longest}#{target}", width=width).page
        opened.wait_for_timeout(300)
        top = opened.evaluate("id => document.getElementById(id).getBoundingClientRect().top", target)
        assert -5 <= top < 400, f"{longest}#{target} is {top:.0f} pixels from the top"
