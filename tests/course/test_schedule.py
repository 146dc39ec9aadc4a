"""Calendar page, what is due and the calendar file: what they say on which day, across clock changes, and of nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from schedule_course import BERLIN, at, course, meeting

from nncourse import schedule
from nncourse.cli import CourseError
from nncourse.course_file.model import Assignment, Late, Person, Solutions
from nncourse.schedule import words
from nncourse.schedule.calendar_page import lines
from nncourse.schedule.due import late_rule, state

TODAY = date(2026, 10, 6)
EMPTY = course(schedule=(), assignments=(), solutions=Solutions())


def calendar(today: date = TODAY, **fields: Any) -> str:
    return schedule.pages(course(**fields), today)["calendar.md"]


def due(today: date = TODAY, **fields: Any) -> str:
    return schedule.pages(course(**fields), today)["due.md"]


def parsed(content: bytes) -> list[Any]:
    """The events as another library reads them."""
    vobject = pytest.importorskip("vobject")
    return list(vobject.readOne(content.decode("utf-8")).contents.get("vevent", []))


def feed(today: date = TODAY, **fields: Any) -> dict[str, Any]:
    pytest.importorskip("icalendar")
    found = parsed(schedule.ics(course(**fields), today))
    events = {event.summary.value: event for event in found}
    assert len(events) == len(found), "two events of one summary"
    return events


# --- the calendar page


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


# --- what is due


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


# --- the calendar file


def test_meetings_have_the_courses_time_on_both_sides_of_the_clock_change() -> None:
    events = feed()
    assert events["Learning"].dtstart.value == datetime(2026, 10, 5, 8, 15, tzinfo=UTC)
    assert events["Losses"].dtstart.value == datetime(2026, 10, 26, 9, 15, tzinfo=UTC)
    assert events["Losses"].dtend.value - events["Losses"].dtstart.value == timedelta(minutes=90)
    assert events["Learning"].dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]


def test_a_meeting_without_time_is_an_event_of_one_day() -> None:
    event = feed()["Excursion"]
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 10, 7), date(2026, 10, 8))
    assert not isinstance(event.dtstart.value, datetime)


def test_due_dates_are_events_without_alarm_that_leave_the_owner_free() -> None:
    pytest.importorskip("icalendar")
    assert b"VALARM" not in schedule.ics(course(), TODAY)
    event = feed()["Due: Homework 1"]
    assert event.dtstart.value == datetime(2026, 10, 20, 21, 59, tzinfo=UTC)
    assert event.transp.value == "TRANSPARENT" and "10 points" in event.description.value
    assert event.url.value == "https://uni.example/nn/course/due.html"


@pytest.mark.parametrize(
    ("due_at", "expected"),
    [
        (at(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the hour that comes twice: the first
        (at(2026, 10, 25, 2, 30, fold=1), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),  # and the second
        (at(2026, 10, 25, 1, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (at(2026, 10, 25, 3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (at(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # the hour that never comes
        (at(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (at(2027, 3, 28, 23, 59), datetime(2027, 3, 28, 21, 59, tzinfo=UTC)),
    ],
)
def test_a_due_date_on_the_day_of_a_clock_change_is_one_moment(due_at: datetime, expected: datetime) -> None:
    (event,) = feed(schedule=(), assignments=(Assignment("hw", "Homework", {"relu": 1}, due_at),)).values()
    assert event.dtstart.value == expected


def test_zones_without_clock_changes_and_with_odd_offsets() -> None:
    for name, offset in (("Asia/Kolkata", 5.5), ("UTC", 0), ("Pacific/Chatham", 13.75)):
        zone = ZoneInfo(name)
        when = datetime(2026, 12, 1, 9, 0, tzinfo=zone)
        (event,) = feed(
            timezone=zone, schedule=(), assignments=(Assignment("hw", "Homework", {"relu": 1}, when),)
        ).values()
        assert event.dtstart.value == datetime(2026, 12, 1, 9, tzinfo=UTC) - timedelta(hours=offset)


def test_identifiers_are_stable_and_each_event_has_its_own() -> None:
    pytest.importorskip("icalendar")

    def uids(today: date = TODAY, **fields: Any) -> dict[str, str]:
        return {name: event.uid.value for name, event in feed(today, **fields).items()}

    first = uids()
    assert len(set(first.values())) == len(first) == 5
    assert uids(date(2027, 1, 1)) == first
    moved = tuple(
        meeting(each.title, each.day + timedelta(days=1), "14:00", "15:00") for each in course().schedule
    )  # another day, another hour: the same event
    assert uids(schedule=moved) == first
    assert not set(uids(term="Autumn 2027").values()) & set(first.values())
    twice = tuple(meeting("Lecture", date(2026, 10, day)) for day in (5, 12))
    assert len({event.uid.value for event in parsed(schedule.ics(course(schedule=twice), TODAY))}) == 4


def test_text_with_signs_of_the_format_comes_back_as_it_was() -> None:
    title = "Losses; logits, and more: a \\ b — für alle"
    assert title in feed(
        schedule=(meeting(title, date(2026, 10, 5), note="See *the* [plan](https://x.example/a,b), then\nrest"),)
    )
    event = feed(
        schedule=(
            meeting("T", date(2026, 10, 5), chapters=("losses",), note="See *the* [plan](https://x.example/a,b)"),
        )
    )["T"]
    assert event.description.value == "Read: losses.\nSee the plan (https://x.example/a,b)"


def test_chapters_are_called_by_their_titles() -> None:
    pytest.importorskip("icalendar")
    content = schedule.ics(course(), TODAY, {"learning": "Learning as optimisation"}).decode()
    assert "Read: Learning as optimisation." in content


def test_an_empty_course_has_a_calendar_file_without_events() -> None:
    pytest.importorskip("icalendar")
    assert parsed(schedule.ics(EMPTY, TODAY)) == []


def test_the_file_has_the_lines_that_the_format_asks_for() -> None:
    pytest.importorskip("icalendar")
    content = schedule.ics(course(), TODAY)
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content == schedule.ics(course(), TODAY), "a pure function"
    zones = re.findall(rb"BEGIN:VTIMEZONE\r\nTZID:(.*?)\r\n", content)
    assert zones == [b"Europe/Berlin"]


def test_without_the_library_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)
    with pytest.raises(CourseError, match=r"pip install \"nnlib\[course\]\""):
        schedule.ics(course(), TODAY)


# --- staff and words


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


# --- as Sphinx builds them


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
