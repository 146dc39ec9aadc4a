"""A page asks for one style sheet and two scripts: joined in their order, and joined again when only some pages are built anew."""

from __future__ import annotations

import re
from pathlib import Path

import late_scripts
import page_bundles
import pytest
from sphinx.errors import ExtensionError

HEAD = """<html data-content_root="{root}"><head>
<script>early();</script>
{sheets}
<link rel="preload" as="script" href="{root}_static/late.js?v=1" />
<script src="{root}_static/documentation_options.js?v=1"></script>
<script>let hint = 'show';</script>
{scripts}
<script type="application/json">{{}}</script>
</head><body><p>Text</p>{last}<script>atTheEnd();</script></body></html>"""
FILES = {
    "documentation_options.js": "const OPTIONS = {};",
    "a.js": '"use strict"; const a = 1;',
    "b.js": "const b = a;",
    "own.js": "const own = 1;",
    "late.js": "late();",
    "styles/theme.css": '@import "../basic.css";\nbody { color: red }',
    "basic.css": 'p { background: url(dot.png) } a { mask: url("data:image/svg+xml,<x/>") }',
    "styles/icons.css": "@font-face { src: url('../fonts/i.woff2?#x') }",
    "own.css": "i { color: blue }",
}


def page(folder: Path, name: str, sheets: str, scripts: str) -> Path:
    root = "../" * name.count("/")
    path = folder / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        HEAD.format(
            root=root,
            sheets="".join(f'<link rel="stylesheet" href="{root}_static/{s}?v=9" />' for s in sheets.split()),
            scripts="".join(f'<script defer="defer" src="{root}_static/{s}?v=9"></script>' for s in scripts.split()),
            last=f'<script defer src="{root}_static/late.js?digest=1"></script>',
        )
    )
    return path


def join(site: Path) -> None:
    """Joined, with every rule: which rules are used is the matter of test_used_styles.py."""
    page_bundles.join(site, cut=lambda _, sheets: sheets)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "_static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    page(tmp_path, "index", "styles/theme.css styles/icons.css", "a.js b.js")
    page(tmp_path, "book/chapter", "styles/theme.css own.css styles/icons.css", "a.js own.js b.js")
    return tmp_path


def asked(path: Path, kind: str) -> list[str]:
    pattern = {"css": r'<link rel="stylesheet" href="([^"]+)"', "js": r'<script[^>]* src="([^"]+)"'}[kind]
    return re.findall(pattern, path.read_text())


def test_every_page_asks_for_the_one_sheet_and_what_waits_is_joined(site: Path) -> None:
    join(site)
    index, chapter = site / "index.html", site / "book/chapter.html"
    assert [a.split("?")[0] for a in asked(index, "css")] == ["_static/site.css"]
    assert [a.split("?")[0] for a in asked(chapter, "css")] == ["../_static/site.css"]
    assert [a.split("?")[0] for a in asked(index, "js")] == ["_static/site.js"]
    own, common = (a.split("?")[0] for a in asked(chapter, "js"))
    assert common == "../_static/site.js" and re.fullmatch(r"\.\./_static/site-\w{8}\.js", own)
    assert (site / "book" / own).read_text() == ";const own = 1;\n"
    assert (site / "_static/site.js").read_text() == ';"use strict"; const a = 1;\n;const b = a;\n;late();\n'
    assert "preload" not in chapter.read_text() and chapter.read_text().count("defer") == 2


def test_the_sheet_has_all_rules_in_order_and_finds_its_files(site: Path) -> None:
    join(site)
    assert (site / "_static/site.css").read_text().split("\n") == [
        'p { background: url(dot.png) } a { mask: url("data:image/svg+xml,<x/>") }',
        "body { color: red }",
        "i { color: blue }",
        "@font-face { src: url('fonts/i.woff2?#x') }",
        "",
    ]


def test_what_runs_at_once_stands_before_the_sheet_so_that_reading_does_not_wait(site: Path) -> None:
    join(site)
    text = (site / "book/chapter.html").read_text()
    head, sheet = text.partition("</head>")[0], text.index('rel="stylesheet"')
    order = [text.index(part) for part in ("early();", "const OPTIONS", "let hint", 'rel="stylesheet"', "site-")]
    assert order == sorted(order)
    assert [m[0] for m in re.finditer(r"<script[^>]*>", head[sheet:]) if "defer" not in m[0]] == [
        '<script type="application/json">'
    ]
    assert "atTheEnd();" in text.partition("<body>")[2], "what stands in the body stays there"


def test_joining_again_changes_nothing_and_a_page_built_anew_fits_in(site: Path) -> None:
    join(site)
    before = {path: path.read_text() for path in site.rglob("*.*") if path.suffix in (".html", ".css", ".js")}
    join(site)
    assert {path: path.read_text() for path in before} == before
    page(site, "book/chapter", "styles/theme.css own.css styles/icons.css", "a.js own.js b.js")
    join(site)
    assert {path: path.read_text() for path in before} == before


def test_a_changed_sheet_has_another_address_on_all_pages(site: Path) -> None:
    join(site)
    old = asked(site / "index.html", "css")
    (site / "_static/own.css").write_text("i { color: green }")
    join(site)
    assert asked(site / "index.html", "css") != old
    assert asked(site / "book/chapter.html", "css") == [
        "../" + address for address in asked(site / "index.html", "css")
    ]


def test_pages_that_disagree_on_an_order_are_told(site: Path) -> None:
    page(site, "other", "styles/icons.css styles/theme.css", "a.js")
    with pytest.raises(ExtensionError, match=r"different orders: .*styles/icons.css, styles/theme.css"):
        join(site)


def test_a_page_of_somebody_else_stays_as_it_is(site: Path) -> None:
    other = site / "lite.html"
    other.write_text('<html><head><link rel="stylesheet" href="_static/x.css"></head></html>')
    join(site)
    assert "_static/x.css" in other.read_text()


def late(path: Path) -> list[str]:
    return re.findall(r'<link rel="preload"[^>]* href="([^"?]+)[^>]* data-late ', path.read_text())


def test_scripts_that_can_come_any_time_come_late_and_their_loader_does_not_wait_for_the_sheet(site: Path) -> None:
    for name in ("doctools.js", "copybutton.js"):
        (site / "_static" / name).write_text(f"// {name}")
    page(site, "known", "styles/theme.css", "copybutton.js doctools.js")
    text = (site / "known.html").read_text()
    (site / "known.html").write_text(re.sub(r"<script defer src[^>]*late.js[^>]*></script>", "", text))
    page(site, "mixed", "styles/theme.css", "doctools.js a.js")
    join(site)
    known, mixed = site / "known.html", site / "mixed.html"
    assert len(late(known)) == 1 and "defer" not in known.read_text()
    assert (site / late(known)[0]).read_text() == ";// copybutton.js\n;// doctools.js\n"
    assert known.read_text().index("data-loads-late") < known.read_text().index('rel="stylesheet"')
    assert late(mixed) == [] and "data-loads-late" not in mixed.read_text() and "defer" in mixed.read_text()
    before = {path: path.read_text() for path in (known, mixed)}
    join(site)
    assert {path: path.read_text() for path in before} == before


def test_the_book_has_no_script_of_its_own_that_is_not_known_to_work_late() -> None:
    """Each asks whether the page has been read before it waits for that; a new one is to be looked at and added."""
    root = Path(page_bundles.__file__).parents[1] / "_static"
    own = {path.name for path in root.glob("*.js")}
    assert own <= late_scripts.ANY_TIME
    for name in sorted(own):
        text = (root / name).read_text()
        assert "DOMContentLoaded" not in text or 'document.readyState === "loading"' in text, name
