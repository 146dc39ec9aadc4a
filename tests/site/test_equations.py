"""The equations on the page: the sign that each was checked, and the ledger's page."""

from __future__ import annotations

import re

import pytest
from equation_pages import FIRST, MENU, key, records
from visiting import ROOT, Looker, Visitor, chapters


# two chapters in the notation of every lecture, each other chapter in one of them, in turn
@pytest.mark.parametrize("name", chapters())
def test_each_equation_says_how_it_was_checked_also_without_scripts(look: Looker, name: str) -> None:
    page = look(name, java_script_enabled=False).page
    marks = page.eval_on_selector_all(
        ".nn-equation",
        """all => all.map(e => ({ label: e.id.slice('equation-'.length), number: e.querySelector('.eqno').firstChild.data,
        name: e.querySelector('summary').title, text: e.querySelector('.nn-check p').textContent,
        link: e.querySelector('.nn-check a').href, count: e.querySelectorAll('.nn-check').length }))""",
    )
    expected = [each for each in records().values() if each["chapter"] == key(name)]
    assert [mark["label"] for mark in marks] == [each["label"] for each in expected]
    for mark, record in zip(marks, expected, strict=True):
        assert mark["count"] == 1
        checked, said = record["status"] == "executed", mark["text"]
        assert mark["name"] == f"Equation {mark['number'].strip('()')}: {'checked' if checked else 'not checked'}"
        if checked:
            wanted = [record["instances"], record["comparisons"], record["mutants"]]
            if record["killed"] < record["mutants"]:
                wanted += [record["killed"], record["equivalents"]]
            else:
                assert "all noticed" in said
            assert [int(n) for n in re.findall(r"\d+", re.sub(r"to \d digits", "", said))] == wanted, said
            assert all(thing in said for thing in record["code"])
        else:
            assert record["reason"].rstrip(".") in said
        # the link leads to the function that draws the scenes of this label
        file, line = re.fullmatch(
            r"https?://[^/]+/.+/blob/HEAD/(book/equations/[\w-]+\.py)#L(\d+)", mark["link"]
        ).groups()
        registered = "\n".join((ROOT / file).read_text().splitlines()[int(line) - 1 :]).partition("\ndef ")[0]
        assert f'"{record["label"]}"' in registered, mark["link"]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_sign_takes_no_room_until_it_is_unfolded(visit: Visitor, width: int) -> None:
    page = visit(FIRST[0], width=width).page
    measure = """() => [...document.querySelectorAll('.nn-equation, .nn-equation + *, .eqno, .nn-formula')].map(e => {
        const b = e.getBoundingClientRect(); return [b.left, b.top + scrollY, b.width, b.height].map(Math.round) })"""
    with_signs = page.evaluate(measure)
    page.add_style_tag(content=".nn-check { display: none }")
    assert page.evaluate(measure) == with_signs


@pytest.mark.parametrize("name", chapters())
def test_the_signs_can_be_hit_and_cover_nothing(look: Looker, name: str) -> None:
    page = look(name, width=360, height=740).page
    wrong = page.evaluate(
        """() => [...document.querySelectorAll('.nn-check > summary')].filter(sign => {
            sign.scrollIntoView({ block: 'center' });
            const box = sign.getBoundingClientRect(), inside = [4, box.width / 2, box.width - 4];
            if (box.width < 24 || box.height < 24 || box.right > 360) return true;
            return inside.some(x => document.elementFromPoint(box.left + x, box.top + box.height / 2) !== sign);
        }).map(sign => sign.title)"""
    )
    assert wrong == []
    # nothing that can be read or pressed lies below one
    covered = page.evaluate(
        """() => [...document.querySelectorAll('.nn-check > summary')].filter(sign => {
            const box = sign.getBoundingClientRect();
            const next = sign.closest('.nn-equation').nextElementSibling?.getBoundingClientRect();
            const number = document.createRange();
            number.selectNodeContents(sign.closest('.nn-equation').querySelector('.eqno').firstChild);
            return (next && next.height && box.bottom > next.top + 1) || number.getBoundingClientRect().bottom > box.top + 5;
        }).map(sign => sign.title)"""
    )
    assert covered == []


def test_the_sign_unfolds_by_keyboard(visit: Visitor) -> None:
    page = visit("book/one-neuron/activations.html").page
    first = page.locator(".nn-equation").first
    number = first.locator(".nn-check > summary").get_attribute("title")
    page.locator(MENU).focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.nn-check > summary')"):
            break
    assert number and number.startswith("Equation ") and page.evaluate("document.activeElement.title") == number
    assert not first.locator("p").is_visible()
    page.keyboard.press("Enter")
    assert first.locator("p").is_visible()
    page.keyboard.press("Tab")
    assert "/book/equations/" in page.evaluate("document.activeElement.href")


def test_the_signs_are_not_printed(visit: Visitor) -> None:
    page = visit(FIRST[0]).page
    shown = page.locator(".nn-check > summary:visible, .nn-notation select:visible")
    assert shown.count() > 1
    page.emulate_media(media="print")
    assert shown.count() == 0


# --- The ledger's page ----------------------------------------------------------------------------------------


def test_the_ledger_lists_every_equation_with_its_numbers(visit: Visitor) -> None:
    page = visit("book/equations.html").page
    rows = page.eval_on_selector_all(
        "tr[id^=checked-]", "rows => rows.map(r => [r.id.slice(8), ...[...r.cells].map(c => c.textContent.trim())])"
    )
    assert [row[0] for row in rows] == list(records())
    for label, name, _source, relations, instances, comparisons, slips, code in rows:
        record = records()[label]
        assert name == label
        if record["status"] == "unchecked":
            assert relations == "unchecked"
            continue
        assert [relations, instances] == [str(record["relations"]), str(record["instances"])]
        assert comparisons.replace(",", "").split()[0] == str(record["comparisons"])
        assert slips == f"{record['killed']} of {record['mutants']}"
        assert code == ", ".join(thing.removeprefix("nnlib.") for thing in record["code"])
    sums = page.locator("table.nn-ledger").first.locator("tbody tr").last.locator("td").all_inner_texts()
    counts = [f"{sum(r[k] for r in records().values()):,}" for k in ("comparisons", "mutants", "killed", "equivalents")]
    executed = sum(r["status"] == "executed" for r in records().values())
    assert sums == [f"{executed} of {len(records())}", str(len(records()) - executed), *counts]
    same = page.locator("#slips-that-change-nothing li")
    assert same.count() == sum(r["equivalents"] for r in records().values())
    assert all(len(text) > 40 for text in same.all_inner_texts())
