"""A course file: read as what the instructor meant, or told what is wrong, everything at once, with line and nearest match."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nncourse import cli
from nncourse.course_file import shape
from nncourse.course_file.model import Book, Chapter, Course, Page
from nncourse.course_file.reading import read

ROOT = Path(__file__).resolve().parents[2]
BERLIN = ZoneInfo("Europe/Berlin")
GOOD = r"""
book: {path: book, url: https://uni.example/book/}
title: Neural Networks
term: 2026
timezone: Europe/Berlin
logo: logo.svg
staff: [{name: Ada, role: Lecturer, email: ada@uni.example}]
notation: {like: cui, symbols: {'\delta': 'e'}}
contents:
  - welcome.md
  - part: One neuron
    chapters: [learning, pages/between.ipynb, activations]
  - losses
schedule:
  - {date: 2026-10-05, time: 10:15-11:45, title: First, place: Hall, chapters: [learning]}
  - {date: 2026-10-06, title: Whole day}
  - {date: 2026-10-07, time: 9:05, title: 10:30}
announcements: [{from: 2026-10-01, to: 2026-10-09, text: No}]
solutions: {default: shown, exercises: {softmax: 2026-11-01}}
assignments:
  - {id: hw1, title: One, exercises: {softmax: 4, mse: 2.5}, opens: 2026-10-06, due: 2026-10-20 23:59, late: {per_day: 10%, days: 3}}
  - {id: hw2, title: Two, exercises: {sigmoid: 1}, due: 2026-10-27, variants: yes}
"""


def course_at(folder: Path, text: str, book: Path | None = ROOT) -> Course:
    (folder / "pages").mkdir(exist_ok=True)
    for name in ("welcome.md", "pages/between.ipynb", "logo.svg"):
        (folder / name).touch()
    (folder / "course.yml").write_text(text.lstrip("\n"), encoding="utf-8")
    return read(folder / "course.yml", book)


def mistakes(folder: Path, text: str, book: Path | None = ROOT) -> list[tuple[int, str]]:
    """The mistakes that are told, as (line, text)."""
    with pytest.raises(cli.CourseError) as caught:
        course_at(folder, text, book)
    found = re.findall(r"course\.yml, line (\d+): (.*)", str(caught.value))
    assert found and len(found) == max(1, len(str(caught.value).splitlines()) - 1)
    return [(int(line), said) for line, said in found]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def test_a_good_file_is_read_as_meant(tmp_path: Path) -> None:
    course = course_at(tmp_path, GOOD)
    assert course.folder == tmp_path and course.book == Book(path=tmp_path / "book", url="https://uni.example/book/")
    assert course.term == "2026" and course.timezone == BERLIN  # a number in YAML, a text here
    assert [part.caption for part in course.contents] == ["", "One neuron", ""]
    assert course.contents[1].entries == (
        Chapter("learning"),
        Page(Path("pages/between.ipynb")),
        Chapter("activations"),
    )
    assert course.chapters == ("learning", "activations", "losses")
    assert course.pages == (Path("welcome.md"), Path("pages/between.ipynb"))
    first, second, third = course.schedule
    assert first.start == datetime(2026, 10, 5, 10, 15, tzinfo=BERLIN) and first.end == datetime(
        2026, 10, 5, 11, 45, tzinfo=BERLIN
    )
    assert second.start is None and third.title == "10:30" and third.start == datetime(2026, 10, 7, 9, 5, tzinfo=BERLIN)
    assert course.announcements[0].text == "No"  # a truth value in YAML
    assert course.notation.symbols == {r"\delta": "e"} and course.notation.like == "cui"
    assert course.solutions.exercises == {"softmax": date(2026, 11, 1)} and course.solutions.default == "shown"
    one, two = course.assignments
    assert one.exercises == {"softmax": 4, "mse": 2.5} and one.late.per_day == 0.1 and not one.variants
    assert two.due == datetime(2026, 10, 27, 23, 59, tzinfo=BERLIN) and two.opens is None and two.variants


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("title: Neural", "titel: Neural", 2, "unknown key 'titel'; did you mean 'title'?"),
        ("role: Lecturer", "rolle: Lecturer", 6, "unknown key 'rolle' in 'staff'; did you mean 'role'?"),
        ("path: book", "paht: book", 1, "unknown key 'paht' in 'book'; did you mean 'path'?"),
        ("  - losses", "  - loses", 12, "unknown chapter 'loses'; did you mean 'losses'?"),
        ("  - losses", "  - losses\n  - learning", 13, "'learning' stands in the contents a second time"),
        ("  - losses", "  - losses\n  - {chapters: [forward]}", 13, "the key 'part' is missing in this item of 'contents'"),
        ("mse: 2.5", "mses: 2.5", 20, "unknown exercise 'mses'; did you mean 'mse'?"),
        ("mse: 2.5", "mse: 2.5, mse: 1", 20, "the key 'mse' stands here a second time; the first is in line 20"),
        ("mse: 2.5", "mse: two", 20, "'mse' is 'two'; expected points, such as 4"),
        ("mse: 2.5", "mse: -1", 20, "'mse' is -1; expected points, such as 4"),
        ("mse: 2.5", "sgd_step: 1", 20, "exercise 'sgd_step' belongs to the chapter 'sgd', which is not in 'contents'"),
        ("sigmoid: 1", "softmax: 1", 21, "exercise 'softmax' is in assignment 'hw1' already"),
        ("id: hw2", "id: hw1", 21, "a second assignment 'hw1'; the first is in line 20"),
        ("softmax: 2026-11-01", "softmx: 2026-11-01", 18, "unknown exercise 'softmx'; did you mean 'softmax'?"),
        ("softmax: 2026-11-01", "softmax: tomorrow", 18, "'softmax' is 'tomorrow'; expected hidden, shown or a date such as 2026-11-01"),
        ("like: cui", "like: ciu", 7, "unknown notation 'ciu'; did you mean 'cui'?"),
        (r"'\delta'", r"'\detla'", 7, r"unknown symbol '\detla' of the book; did you mean '\delta'?"),
        (r"'\delta'", r'"\delta"', 7, r"a backslash within double quotes; write LaTeX in single quotes: '\delta'"),
        ("Europe/Berlin", "Europe/Berln", 4, "'timezone': unknown time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?"),
        ("2026-10-06, title: W", "2026-02-30, title: W", 15, "'date': '2026-02-30' is no date: day is out of range for month; expected one such as 2026-10-05"),  # noqa: E501
        ("2026-10-06, title: W", "6.10.2026, title: W", 15, "'date' is '6.10.2026'; expected a date such as 2026-10-05"),
        ("10:15-11:45", "10:15-9:45", 14, "'time': the end 09:45 is not after the begin 10:15"),
        ("10:15-11:45", "10:15-25:45", 14, "'time': '25:45' is no time of the day; expected one such as 10:15"),
        ("10:15-11:45", "noon", 14, "'time' is 'noon'; expected a time such as 10:15-11:45"),
        ("chapters: [learning]", "chapters: [forward]", 14, "chapter 'forward' is not in 'contents'; the chosen chapters are activations, learning, losses"),  # noqa: E501
        ("to: 2026-10-09", "to: 2026-09-30", 17, "'to' (2026-09-30) is before 'from' (2026-10-01)"),
        ("opens: 2026-10-06", "opens: 2026-10-21", 20, "'due' (2026-10-20) is before 'opens' (2026-10-21)"),
        ("due: 2026-10-27", "due: 2026-10-27 24:00", 21, "'due': '24:00' is no time of the day; expected one such as 10:15"),
        ("due: 2026-10-27", "due: 2027-03-28 02:30", 21, "'due': '2027-03-28 02:30' does not exist in Europe/Berlin: the clocks go forward then; 03:30 does"),  # noqa: E501
        ("per_day: 10%", "per_day: 10", 20, "'per_day' is '10'; expected a percentage such as 10%"),
        (", days: 3", "", 20, "the key 'days' is missing in 'late'"),
        ("variants: yes", "variants: maybe", 21, "'variants' is 'maybe'; expected yes or no"),
        ("  - welcome.md", "  - welcom.md", 9, "there is no file 'welcom.md' in the folder of course.yml; did you mean 'welcome.md'?"),
        ("  - welcome.md", "  - ../welcome.md", 9, "'../welcome.md' must be a file below the folder of course.yml, with '/' between folders"),
        ("  - welcome.md", "  - welcome.txt", 9, "'welcome.txt' has to end in .md or .ipynb"),
        ("logo: logo.svg", "logo: logo.png", 5, "there is no file 'logo.png' in the folder of course.yml; did you mean 'logo.svg'?"),
        ("title: Neural Networks", "title:", 2, "the key 'title' is missing in the file, and nothing stands after its colon"),
        ("title: Neural Networks", "title: [a, b]", 2, "'title' is a list; expected a text"),
        ("title: Neural Networks", "title: Neural: Networks", 2, "a second colon in this value, or a line indented too far; put a text with a colon into quotes"),  # noqa: E501
        ("ada@uni.example", "ada", 6, "'email' is 'ada'; expected an address such as ada@uni.example"),
        ("path: book, ", "git: x, ", 1, "'book' is a table with git, url; expected either 'path' (a folder) or 'git' with 'ref' (a tag, branch or commit)"),  # noqa: E501
        ("path: book, ", "git: x, ref: --upload-pack=x, ", 1, "'ref' is '--upload-pack=x'; expected a tag, a branch or a commit"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_the_nearest_match(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert mistakes(tmp_path, changed(old, new)) == [(line, said)]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = GOOD
    for old, new in (
        ("path: book", "paht: book"),
        ("term: 2026", "terms: 2026"),
        ("Europe/Berlin", "Europe/Berln"),
        ("  - losses", "  - loses"),
        ("10:15-11:45", "10:15-9:45"),
        ("softmax: 4", "softmaks: 4"),
        ("variants: yes", "variants: maybe"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert [line for line, _ in mistakes(tmp_path, text)] == [1, 3, 4, 12, 14, 20, 21]
    assert " ".join(said for _, said in mistakes(tmp_path, text)).count("did you mean") == 5


def test_without_the_book_its_names_are_not_judged(tmp_path: Path) -> None:
    assert course_at(tmp_path, changed("  - losses", "  - loses"), None).chapters[-1] == "loses"


def test_labels_of_exercises_become_ids(tmp_path: Path) -> None:
    """One for pencil and paper has no id in nnlib, and a label may hold several questions."""
    rules = "ex-softmax: shown, ex-planted-bug: shown, ten_layers: hidden, ex-relations: 2026-11-01"
    solutions = course_at(tmp_path, changed("softmax: 2026-11-01", rules)).solutions
    assert solutions.exercises == {
        "softmax": "shown",
        "planted_bug": "shown",
        "ten_layers": "hidden",
        "relations_relu": date(2026, 11, 1),
        "relations_corners": date(2026, 11, 1),
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the key 'book' is missing in the file"),
        (b"- a\n- b\n", "course.yml, line 1: expected keys with values, such as 'title: Neural Networks'"),
        (b"title: x\ncontents:\n\t- a\n", "course.yml, line 3: a tab; indent with spaces"),
        (b"title: x\nterm: 'y\n", "course.yml, line 3: "),
        (b"title: x\nterm: \xff\n", "course.yml, line 2: not UTF-8"),
        (b"title: &a [*a]\n", "course.yml, line 1: nested too deeply, or in itself"),
        (b"title: a\x00b\n", "course.yml, line 1: this is not YAML"),
    ],
)
def test_what_is_no_course_file_is_told_so(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "course.yml").write_bytes(content)
    with pytest.raises(cli.CourseError, match=re.escape(said)):
        read(tmp_path / "course.yml", ROOT)


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["changes", "--course", str(tmp_path / "course.yml")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("nncourse: there is no file ") and "nncourse new" in said and len(said.splitlines()) == 1


def test_today_is_the_day_in_the_time_zone_of_the_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import argparse

    class Midnight(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Midnight:
            return cls(2026, 10, 5, 23, 30, tzinfo=ZoneInfo("UTC")).astimezone(tz)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(cli, "datetime", Midnight)
    monkeypatch.setenv(cli.BOOK, str(ROOT))
    course_at(tmp_path, GOOD)
    parser = argparse.ArgumentParser()
    cli.course_argument(parser)
    words = ["--course", str(tmp_path / "course.yml")]
    course, book, today = cli.opened(parser.parse_args(words))
    assert (course.title, book, today) == ("Neural Networks", ROOT, date(2026, 10, 6))
    assert cli.opened(parser.parse_args([*words, "--today", "2027-01-02"]))[2] == date(2027, 1, 2)
    with pytest.raises(SystemExit):
        parser.parse_args([*words, "--today", "2027-01-32"])


def test_the_schema_is_a_schema_whose_keys_are_those_of_the_model() -> None:
    shape.jsonschema.Draft202012Validator.check_schema(shape.schema())
    assert set(shape.schema()["properties"]) == set(Course.__dataclass_fields__) - {"folder"}
    assert json.dumps(shape.schema()).count('"additionalProperties": true') == 0


def test_anything_at_all_is_read_or_refused_in_words(tmp_path: Path) -> None:
    """The good file with each of its words and signs taken out or replaced in turn: never another error than CourseError."""
    pieces = re.split(r"(\W)", GOOD.lstrip("\n"))
    outcomes = {"read": 0, "refused": 0}
    for index in range(len(pieces)):
        other = ("", "{", "- x", "7", ":")[index % 5]
        try:
            course_at(tmp_path, "".join([*pieces[:index], other, *pieces[index + 1 :]]), None)
            outcomes["read"] += 1
        except cli.CourseError as problem:
            assert "line" in str(problem)
            outcomes["refused"] += 1
    assert outcomes["read"] > 50 and outcomes["refused"] > 100, outcomes
