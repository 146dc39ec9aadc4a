"""The announcement of the day: its days, its safety, and how it behaves in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from schedule_course import course

from nncourse import schedule
from nncourse.course_file.model import Announcement
from nncourse.schedule.announcements import plain, safe_html

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 9)


def announced(*texts: str, first: date = FIRST, last: date = LAST, **fields: Any) -> str:
    return schedule.banner(course(announcements=tuple(Announcement(t, first, last) for t in texts), **fields), FIRST)


@pytest.mark.parametrize(
    ("today", "visible"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (date(2026, 10, 5), True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_the_first_and_the_last_day_belong_to_it(today: date, visible: bool) -> None:
    given = course(announcements=(Announcement("Room changed", FIRST, LAST),))
    assert ("Room changed" in schedule.banner(given, today)) == visible


def test_it_is_one_line_for_a_setting_of_the_theme() -> None:
    text = announced("First\nsecond line", "Other")
    assert "\n" not in text and "//" not in text.partition("<script>")[2], (
        "a comment would swallow the rest of the line"
    )


def test_a_day_without_announcement_has_no_banner() -> None:
    assert schedule.banner(course(), FIRST) == ""


def test_it_ends_at_midnight_of_the_courses_time_zone() -> None:
    assert 'data-until="2026-10-10T00:00:00+02:00"' in announced("A")
    assert 'data-until="2026-10-26T00:00:00+01:00"' in announced("A", last=date(2026, 10, 25)), (
        "the clocks changed that day"
    )
    assert 'data-until="2026-10-10T00:00:00+05:30"' in announced("A", timezone=ZoneInfo("Asia/Kolkata"))


class Elements(HTMLParser):
    """The elements and attributes of some HTML, as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ALLOWED = {"em": set(), "strong": set(), "code": set(), "br": set(), "a": {"href", "title"}}
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<b>)",
    "![p](https://elsewhere.example/p.png)", "[x](vbscript:y)", '[x](https://a.example "a\\" onclick=b")', "<https://a.example/\"onclick=b>",
    "[x]( java\nscript:alert(1))", "[x](&#106;avascript:alert(1))", "<iframe src=//e.example></iframe>", "[x](https://a.example/'\"><b>)",
    "`<b>` & &lt;b&gt;", "# no heading\n\n- no list", "</p></div><script>", "[a]: javascript:x\n\n[a]", "\x00<b\x00>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_makes_an_element_that_runs_or_fetches(text: str) -> None:
    for tag, attributes in Elements(safe_html(text, "https://uni.example/nn/")).found:
        assert tag in ALLOWED and set(attributes) <= ALLOWED[tag]
        assert not attributes.get("href") or attributes["href"].startswith("https://")
    assert plain(text) is not None


def test_markdown_of_one_paragraph() -> None:
    html = safe_html(
        "**Room** `7`, see [the plan](calendar.html#w3)\n\nor [mail](mailto:a@b.example)", "https://uni.example/nn"
    )
    assert html == (
        '<strong>Room</strong> <code>7</code>, see <a href="https://uni.example/nn/calendar.html#w3">the plan</a> '
        'or <a href="mailto:a@b.example">mail</a>'
    )
    assert safe_html("[x](due.html)") == '<a href="due.html">x</a>', "a course without an address"


def _colours() -> Iterator[tuple[str, dict[str, str]]]:
    text = schedule.assets()["course.css"].decode()
    for theme, block in zip(
        ("light", "dark"), re.findall(r"(?::root|\[data-theme=\"dark\"\]) \{(.*?)\}", text, re.DOTALL), strict=True
    ):
        yield theme, dict(re.findall(r"--nn-announcement-(\w+): (#\w{6})", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_in_both_themes() -> None:
    themes = dict(_colours())
    assert set(themes) == {"light", "dark"}
    for colours in themes.values():
        assert _contrast(colours["text"], colours["ground"]) >= 7
        assert _contrast(colours["line"], colours["ground"]) >= 3  # the button's border


# --- in a browser: the banner as the theme puts it


def page_with(banner: str, now: str = "2026-10-05T12:00:00Z") -> str:
    css = schedule.assets()["course.css"].decode()
    clock = f"<script>Date.now = () => Date.parse('{now}')</script>"
    aside = f'<aside class="bd-header-announcement" aria-label="Announcement"><div class="bd-header-announcement__content">{banner}</div></aside>'
    return (
        f'<!doctype html><html lang="en"><head><title>T</title><style>{css}</style>{clock}</head>'
        f"<body>{aside}<main><p>Text of the page</p></main></body></html>"
    )


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens pages in one browser's memory; every request that is not for these files is a mistake."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.route("http*://**", lambda route: pytest.fail(f"a request to {route.request.url}"))
    count = iter(range(100))

    def visit(html: str) -> Any:
        file = tmp_path / f"{next(count)}.html"
        file.write_text(html, encoding="utf-8")
        page = context.new_page()
        page.goto(file.as_uri())
        return page

    yield visit
    context.close()


def test_dismissed_is_dismissed_on_every_page_and_the_keyboard_goes_on(opened: Any) -> None:
    html = page_with(announced("First", "Second"))
    page = opened(html)
    landmark = page.get_by_role("complementary", name="Announcement")
    assert landmark.get_by_role("button", name="Dismiss").count() == 2
    landmark.get_by_role("button", name="Dismiss").first.press("Enter")
    assert not page.get_by_text("First").is_visible() and page.get_by_text("Second").is_visible()
    assert page.evaluate("document.activeElement.closest('.nn-announcement').textContent").startswith("Second")
    page.keyboard.press("Enter")
    assert not landmark.is_visible() and page.evaluate("document.activeElement.tagName") == "MAIN"
    again = opened(html)
    assert not again.get_by_text("First").is_visible() and not again.locator("aside").is_visible()
    other = opened(page_with(announced("Third")))
    assert other.get_by_text("Third").is_visible(), "another announcement was not dismissed"


def test_it_goes_away_when_its_last_day_has_ended(opened: Any) -> None:
    assert opened(page_with(announced("A"), now="2026-10-09T21:59:59Z")).get_by_text("A", exact=True).is_visible()
    assert not opened(page_with(announced("A"), now="2026-10-09T22:00:00Z")).get_by_text("A", exact=True).is_visible()


def test_it_is_not_printed(opened: Any) -> None:
    page = opened(page_with(announced("A")))
    page.emulate_media(media="print")
    assert not page.locator("aside").is_visible() and page.get_by_text("Text of the page").is_visible()


def test_it_can_be_read_without_scripts_and_fits_on_a_phone(browser: Any, tmp_path: Path, opened: Any) -> None:
    html = page_with(announced("A <https://uni.example/averylongaddresswithoutanyplacetobreakalineinit> " * 3))
    page = opened(html)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    (tmp_path / "plain.html").write_text(html)
    context = browser.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto((tmp_path / "plain.html").as_uri())
    assert still.get_by_role("link").count() == 3 and still.get_by_role("button").count() == 0
    context.close()


def test_storage_that_is_forbidden_does_no_harm(opened: Any) -> None:
    forbid = "<script>Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})</script>"
    page = opened(page_with(forbid + announced("A")))
    page.get_by_role("button", name="Dismiss").click()
    assert not page.get_by_text("A", exact=True).is_visible()
