"""Calendar page, what is due, staff: what they say on which day, and of nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from calendar_of import EMPTY, TODAY, due, feed
from schedule_course import BERLIN, at, course, meeting

from nncourse import schedule
from nncourse.course_file.model import Assignment, Late, Person, Solutions
from nncourse.schedule import words
from nncourse.schedule.calendar_page import lines
from nncourse.schedule.due import late_rule, state


def calendar(today: date = TODAY, **fields: Any) -> str:
    return schedule.pages(course(**fields), today)["calendar.md"]


def test_weeks_and_lines_stand_in_the_order_of_time() -> None:
    days = [line.day for line in lines(course())]
    assert days == sorted(days) and len(days) == 8
    heads = re.findall(r"^### (.*)$", calendar(), re.MULTILINE)
    assert heads == [
        "Week 1, from Monday 5 October 2026 (this week)", "Week 3, from Monday 19 October 2026",
        "Week 4, from Monday 26 October 2026", "Week 5, from Monday 2 November 2026",
    ]  # fmt: skip


def test_a_meeting_has_its_hours_place_chapters_and_note() -> None:
    page = calendar()
    assert "* - Mon 5 Oct\n\n    10:15–11:45\n  - **Learning**, Room \\*7\\*\n\n    Read: {ref}`sec-learning`." in page
    assert "    Bring *paper*.\n" in page
    assert "{ref}`sec-losses` and {ref}`sec-activations`" in page


def test_a_meeting_without_time_takes_the_day_and_comes_first() -> None:
    page = calendar(schedule=(meeting("Late", date(2026, 10, 7), "18:00", "19:00"), meeting("Trip", date(2026, 10, 7))))
    assert "* - Wed 7 Oct\n  - **Trip**" in page
    assert page.index("**Trip**") < page.index("**Late**")


def test_a_meeting_over_midnight_says_on_which_day_it_ends() -> None:
    night = replace(meeting("Hackathon", date(2026, 10, 7)), start=at(2026, 10, 7, 20), end=at(2026, 10, 8, 6))
    assert "    20:00–Thu 8 Oct, 06:00\n" in calendar(schedule=(night,))
    assert feed(schedule=(night,))["Hackathon"].dtend.value == datetime(2026, 10, 8, 4, tzinfo=UTC)


def test_due_dates_and_solution_dates_are_in_it() -> None:
    page = calendar()
    assert "* - Tue 6 Oct\n\n    (today)\n  - Opens: [Homework 1](due.md)" in page
    assert "* - Tue 20 Oct\n\n    23:59\n  - **Due:** [Homework 1](due.md)" in page
    assert "* - Sun 1 Nov\n  - Solutions appear: {ref}`ex-softmax`" in page
    assert "ex-relu" not in page, "a solution that is shown already has no date"
    assert "of all exercises" in calendar(solutions=Solutions(date(2026, 12, 1)))


def test_what_lies_ahead_comes_first_then_what_lies_behind() -> None:
    page = calendar(date(2026, 10, 26))
    ahead, behind = page.split("## Past weeks")
    assert "## This week and later" in ahead and "**Losses**" in ahead and "**Learning**" in behind
    assert "**Learning**" not in ahead
    assert "Week 4, from Monday 26 October 2026 (this week)" in ahead


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2026, 10, 1), "Next: Monday 5 October 2026, in 4 days: **Learning**"),
        (date(2026, 10, 5), "\nToday: **Learning**"),
        (date(2026, 10, 25), "Next: Monday 26 October 2026, tomorrow: **Losses**"),
        (date(2027, 1, 1), "All dates of this course have passed."),
    ],
)
def test_the_next_date_is_told_in_one_sentence(today: date, sentence: str) -> None:
    assert sentence in calendar(today)


def test_when_all_is_over_nothing_is_said_to_be_ahead() -> None:
    page = calendar(date(2027, 1, 1))
    assert "## Past weeks" in page and "This week and later" not in page


def test_an_empty_schedule_has_pages_too() -> None:
    pages = schedule.pages(EMPTY, TODAY)
    assert "No dates have been announced yet." in pages["calendar.md"]
    assert "list-table" not in pages["calendar.md"] and "calendar.ics" not in pages["calendar.md"]
    assert "Nothing is due at present." in pages["due.md"]
    assert schedule.due_box(EMPTY, TODAY) == ""


def test_a_date_on_a_sunday_belongs_to_the_week_before() -> None:
    page = calendar(date(2026, 11, 2), schedule=())
    assert "Week 4, from Monday 26 October 2026" in page  # Sunday 1 November; week 1 begins on 5 October
    assert page.index("## Past weeks") < page.index("Sun 1 Nov")


def test_plain_text_of_the_course_file_stays_plain() -> None:
    page = calendar(schedule=(meeting("{ref}`x`\n- $a$ | <b>", date(2026, 10, 7)),))
    assert r"\{ref\}\`x\` \- \$a\$ \| \<b\>" in page


def test_the_way_to_the_calendar_file_is_given_by_the_site() -> None:
    assert 'href="../calendar.ics"' in schedule.pages(course(), TODAY, ics="../calendar.ics")["calendar.md"]
    assert ".ics" not in schedule.pages(course(), TODAY, ics="")["calendar.md"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 5), "later"), (date(2026, 10, 6), "open"), (date(2026, 10, 20), "open"), (date(2026, 10, 21), "past"),
    ],
)  # fmt: skip
def test_an_assignment_opens_and_ends_with_its_days(today: date, expected: str) -> None:
    assert state(course().assignments[0], today, course()) == expected


def test_a_due_date_in_another_zone_is_told_in_the_courses() -> None:
    moved = Assignment("hw", "Homework", {"relu": 1}, datetime(2026, 10, 20, 22, 30, tzinfo=UTC))
    page = due(date(2026, 10, 21), assignments=(moved,))
    assert "Due Wednesday 21 October 2026, 00:30 (today)." in page
    assert "* - Wed 21 Oct\n\n    00:30\n" in calendar(assignments=(moved,))


def test_the_page_names_exercises_points_and_late_rule_of_what_is_open() -> None:
    page = due(date(2026, 10, 19))
    assert "Due Tuesday 20 October 2026, 23:59 (tomorrow)." in page
    assert "- {ref}`ex-cross-entropy` (`cross_entropy`): 6 points" in page and "10 points in all" in page
    later = page.split("## Not open yet")[1]
    assert "Opens Wednesday 21 October 2026" in later and "ex-relu" not in later


def test_variants_and_past_assignments_are_told() -> None:
    page = due(date(2026, 10, 22))
    assert "use the notebook that was made for you" in page and "1 point\n" in page
    past = page.split("## Past")[1]
    assert "Was due Tuesday 20 October 2026" in past and "each day begun costs 10 %" in past
    assert "each day begun" not in due(date(2026, 10, 24)).split("## Past")[1], "the late days are over"


def test_the_box_names_the_next_three() -> None:
    box = schedule.due_box(course(), date(2026, 10, 6))
    assert "**Homework 1**: Tuesday 20 October 2026, 23:59 (in 14 days)" in box and "Homework 2" not in box
    many = tuple(Assignment(f"a{n}", f"A{n}", {"relu": 1}, at(2026, 10, 10 + n, 12)) for n in range(5, 0, -1))
    box = schedule.due_box(course(assignments=many), TODAY)
    assert [name for name in ("A1", "A2", "A3", "A4") if name in box] == ["A1", "A2", "A3"] and "and 2 more" in box


def test_late_rules_in_words() -> None:
    assert late_rule(Late()) == "What comes later does not count."
    assert late_rule(Late(0, 1)) == "Late: no points are lost, but after 1 day nothing counts."
    assert "12.5 %" in late_rule(Late(0.125, 2))


def test_staff_as_a_list() -> None:
    text = schedule.staff(course())
    first, second = text.splitlines()
    assert first.startswith(
        r"- [**Ada \*L\.\***](<https://uni.example/~ada>), Lecturer, [ada\@uni\.example](<mailto:ada@uni.example>)"
    )
    assert second == "- **Bo**"
    assert schedule.staff(course(staff=())) == ""
    assert "<http" in schedule.staff(course(staff=(Person("A", url="https://x.example/a>b c"),)))
    assert "%3E" in schedule.staff(course(staff=(Person("A", url="https://x.example/a>b c"),)))


def test_every_day_has_a_distance() -> None:
    for days in range(-400, 401):
        text = words.how_far(TODAY + timedelta(days=days), TODAY)
        assert text in ("yesterday", "today", "tomorrow") or str(abs(days)) in text


def test_the_zone_of_the_example_changes_its_clocks_when_the_tests_say() -> None:
    offsets = [at(2026, 10, 25, hour).utcoffset() for hour in (1, 4)]
    assert offsets == [timedelta(hours=2), timedelta(hours=1)] and BERLIN.key == "Europe/Berlin"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The pages of a course full of awkward text, built with warnings as errors; labels of the book stand in a page of their own."""
    from sphinx.cmd.build import build_main

    folder = tmp_path_factory.mktemp("pages")
    awkward = "{ref}`x` *a* [b](c) $d$ | <e> `f` # g\n- h"
    given = course(
        schedule=(
            *course().schedule,
            meeting(
                awkward, date(2026, 10, 8), "08:00", "09:00", place=awkward, note="See {ref}`sec-losses`, *and* $x^2$."
            ),
        ),
        assignments=(*course().assignments, Assignment("x", awkward, {"softmax": 1}, at(2026, 10, 9, 12))),
        staff=(Person(awkward, awkward, "a@b.example"),),
    )
    labels = [f"sec-{key}" for key in ("learning", "losses", "activations")] + [
        f"ex-{name}" for name in ("softmax", "relu", "cross-entropy")
    ]
    (folder / "book.md").write_text("# Book\n\n" + "".join(f"({label})=\n## Title of {label}\n\n" for label in labels))
    first = f"# Course\n\n{schedule.due_box(given, TODAY)}\n{schedule.staff(given)}\n"
    (folder / "index.md").write_text(first + "```{toctree}\nbook\ncalendar\ndue\n```\n")
    for name, text in schedule.pages(given, TODAY, ics="").items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = (
        "extensions = ['myst_parser']\nhtml_theme = 'basic'\nmyst_enable_extensions = ['amsmath', 'attrs_inline', "
    )
    settings += "'colon_fence', 'deflist', 'dollarmath', 'substitution']\nnitpicky = True\nmyst_heading_anchors = 0\n"
    (folder / "conf.py").write_text(settings)
    out = folder / "out"
    assert build_main(["-q", "-W", "--keep-going", "-b", "html", str(folder), str(out)]) == 0, "a warning"
    return {
        name: BeautifulSoup((out / f"{name}.html").read_text(), "html.parser") for name in ("index", "calendar", "due")
    }


def test_a_week_is_a_table_with_headers_for_columns_and_rows(built: dict[str, Any]) -> None:
    tables = built["calendar"].select("table.nn-calendar")
    assert len(tables) == 4
    for table in tables:
        assert [head.get_text(strip=True) for head in table.select("thead th")] == ["When", "What"]
        for row in table.select("tbody tr"):
            assert [cell.name for cell in row.find_all(["th", "td"])] == ["th", "td"]
        section = table.find_parent("section")
        assert section.find(["h2", "h3"]).get_text().startswith("Week ")


def test_awkward_text_is_shown_as_it_is_typed(built: dict[str, Any]) -> None:
    shown = "{ref}`x` *a* [b](c) $d$ | <e> `f` # g - h"
    calendar, due_page, first = (built[name] for name in ("calendar", "due", "index"))
    assert f"{shown}, {shown}" in calendar.get_text() and shown in due_page.get_text()
    assert f"{shown}, {shown}, a@b.example" in first.get_text()
    assert unquote(first.select_one("section li a[href^=mailto]")["href"]) == "mailto:a@b.example"


def test_chapters_and_exercises_are_links_with_their_titles(built: dict[str, Any]) -> None:
    links = {a.get_text(): a["href"] for a in built["calendar"].select("table a")}
    assert links["Title of sec-learning"] == "book.html#sec-learning" and links["Homework 1"] == "due.html"
    assert any(a.get_text() == "Title of ex-softmax" for a in built["due"].select("li a"))
    assert built["index"].select_one("div.nn-due a[href='due.html#sec-due']")
