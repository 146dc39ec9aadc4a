"""A page asks for one style sheet and two scripts, where Sphinx, the theme and the extensions give it some thirty files.

Every file costs the reader a request, and the page's one thread a task before anything can be painted; a script that stands after
a style sheet holds up the reading of the page until that sheet is there. So the sheets of all pages become one file, the scripts
that wait for the page become one for all pages and one for those of its kind, and what runs at once is put in the page, before
the sheet. The order among the files stays as it was.
Most of the scripts run when the page has been painted (late_scripts.py).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import late_scripts
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from used_styles import brought, used

STATIC = "_static"
MADE = "site"
# the names of what was joined stay in the tag, so that a page which is not built anew can be joined again
SHEET = re.compile(r'<link\b[^>]*?href="(?P<root>[^"]*?)_static/(?P<file>[^"?]+\.css)[^"]*"[^>]*>')
SCRIPT = re.compile(r'<script\b[^>]*?src="(?P<root>[^"]*?)_static/(?P<file>[^"?]+\.js)[^"]*"[^>]*></script>')
WAITS = re.compile(r"\sdefer\b")
OF = re.compile(r'data-of="([^"]*)"')
AT_ONCE = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>\s*", re.DOTALL)
EARLY = re.compile(r'<link rel="preload" as="script"[^>]*>\s*')
# a sheet that is imported, or a picture or font
ADDRESS = re.compile(
    r"""@import\s+(?:url\()?["']?(?P<imported>[^"')]+)["']?\)?\s*;|url\((?P<quote>["']?)(?P<address>[^)"']+)(?P=quote)\)"""
)
NOT_A_FILE = ("data:", "http:", "https:", "#", "/")
RUN_AT_ONCE = ("documentation_options.js",)
# The theme measures every block of code and output, one after another, when a page is opened and after each change in it, so with
# every move of a widget; a long page is laid out at once for it. scrollable.js does the same as blocks come into sight.
THEME = "scripts/pydata-sphinx-theme.js"
MEASURES = re.compile(r'(function \w+\(\)\{)(?=const e=\(\)=>\{document\.querySelectorAll\(\["pre",)')

Cut = Callable[[Path, dict[str, str]], dict[str, str]]


@dataclass(frozen=True)
class Page:
    """A built page: its text, the way to the site's files, and what it asks for, in order."""

    path: Path
    text: str
    root: str
    sheets: tuple[str, ...]
    scripts: tuple[str, ...]


def read(path: Path) -> Page | None:
    """The page in this file, or None where it is not one of Sphinx's."""
    text = path.read_text(encoding="utf-8")
    first = SHEET.search(text)
    if "data-content_root=" not in text or first is None:
        return None
    sheets = _files(match for match in SHEET.finditer(text) if 'rel="stylesheet"' in match[0])
    waiting = [match for match in SCRIPT.finditer(text) if WAITS.search(match[0])]
    scripts = _files(sorted([*waiting, *late_scripts.LINK.finditer(text)], key=lambda match: match.start()))
    return Page(path, text, first["root"], tuple(sheets), tuple(scripts))


def _files(tags: Iterable[re.Match[str]]) -> list[str]:
    found: dict[str, None] = {}
    for tag in tags:
        joined = OF.search(tag[0])
        found |= dict.fromkeys(joined[1].split() if joined else [tag["file"]])
    return list(found)


def in_order(lists: Iterable[tuple[str, ...]]) -> list[str]:
    """All names once, so that each list is in its own order. ExtensionError where two lists disagree.

    >>> in_order([("a", "c"), ("a", "b", "c"), ("c", "d")])
    ['a', 'b', 'c', 'd']
    """
    before: dict[str, set[str]] = {}
    for names in lists:
        for i, name in enumerate(names):
            before.setdefault(name, set()).update(names[:i])
    done: list[str] = []
    while len(done) < len(before):
        free = [name for name in before if name not in done and before[name] <= set(done)]
        if not free:
            raise ExtensionError(f"pages load these in different orders: {', '.join(sorted(set(before) - set(done)))}")
        done.append(free[0])
    return done


def style(static: Path, file: str) -> str:
    """A style sheet as it reads from _static: what it imports stands in it, and its pictures and fonts are found from there."""
    path = static / file

    def there(found: re.Match[str]) -> str:
        if found["imported"]:
            return style(static, _inside(static, path, found["imported"]))
        if found["address"].startswith(NOT_A_FILE):
            return found[0]
        return f"url({found['quote']}{_inside(static, path, found['address'])}{found['quote']})"

    return ADDRESS.sub(there, path.read_text(encoding="utf-8"))


def script(static: Path, file: str) -> str:
    """A script as it goes into a joined file. ExtensionError where the theme's is not the one that is known here."""
    text = (static / file).read_text(encoding="utf-8")
    if file == THEME:
        text, found = MEASURES.subn(r"\1return;", text)
        if found != 1:
            raise ExtensionError(f"{file}: expected one function that looks for blocks that scroll, found {found}")
    return text


def _inside(static: Path, sheet: Path, address: str) -> str:
    file, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", address).groups()  # type: ignore[union-attr]
    return Path(os.path.relpath(sheet.parent / file, static)).as_posix() + mark + rest


def _write(static: Path, name: str, parts: Iterable[str]) -> str:
    """Write a joined file; its name with its version."""
    # the leading semicolon keeps a "use strict" of the first script from holding for all
    text = "".join(f";{part}\n" if name.endswith(".js") else f"{part}\n" for part in parts)
    (static / name).write_text(text, encoding="utf-8")
    return f"{name}?v={_digest(text)}"


def join(outdir: Path, cut: Cut = used) -> None:
    """Make every page of a built site ask for the joined files; ``cut`` leaves out unused rules of what others brought."""
    static = outdir / STATIC
    pages = [page for path in sorted(outdir.rglob("*.html")) if (page := read(path)) is not None]
    if not pages:
        return
    for old in static.glob(f"{MADE}*.js"):
        old.unlink()
    sheets = in_order(page.sheets for page in pages)
    rules = {file: style(static, file) for file in sheets}
    if of_others := {file: text for file, text in rules.items() if brought(file)}:
        rules |= cut(outdir, of_others)
    sheet = _write(static, f"{MADE}.css", rules.values())
    # the search page's scripts do not wait for it
    ordinary = [set(page.scripts) for page in pages if page.scripts and page.path.name != "search.html"]
    common = set.intersection(*ordinary) if ordinary else set()
    written: dict[tuple[str, ...], str] = {}
    for page in pages:
        tags = []
        late = late_scripts.can_wait(page.scripts)
        for files in (
            tuple(file for file in page.scripts if file not in common),
            tuple(file for file in page.scripts if file in common),
        ):
            if not files:
                continue
            if files not in written:
                name = MADE if set(files) == common else f"{MADE}-{_digest(' '.join(files))}"
                written[files] = _write(static, f"{name}.js", (script(static, file) for file in files))
            address, of = f"{page.root}{STATIC}/{written[files]}", f'data-of="{" ".join(files)}"'
            tags.append(late_scripts.link(address, of) if late else f'<script defer src="{address}" {of}></script>')
        loader = [late_scripts.loader()] if late and tags else []
        link = f'<link rel="stylesheet" href="{page.root}{STATIC}/{sheet}" data-of="{" ".join(page.sheets)}" />'
        page.path.write_text(_joined(page, static, [*loader, link, *tags]), encoding="utf-8")


def _joined(page: Page, static: Path, tags: list[str]) -> str:
    """The page's text with these tags in place of what they join."""
    head, end, body = late_scripts.LOADER.sub("", page.text).partition("</head>")
    first = SHEET.search(head)
    if first is None or not end:
        raise ExtensionError(f"{page.path.name}: expected a head with a style sheet")
    before, after = head[: first.start()], head[first.start() :]
    at_once: list[str] = []

    def earlier(tag: re.Match[str]) -> str:
        source = SCRIPT.match(tag[0])
        if source is None and "src=" not in tag["attributes"] and "type=" not in tag["attributes"]:
            at_once.append(tag[0].strip())
        elif source is not None and source["file"] in RUN_AT_ONCE:
            at_once.append(f"<script>{(static / source['file']).read_text(encoding='utf-8').strip()}</script>")
        else:
            return tag[0]
        return ""

    after = EARLY.sub("", AT_ONCE.sub(earlier, SHEET.sub("", _without_waiting(after))))
    return "\n".join([before.rstrip(), *at_once, *tags, after.lstrip()]) + end + _without_waiting(body)


def _without_waiting(text: str) -> str:
    return SCRIPT.sub(lambda tag: "" if WAITS.search(tag[0]) else tag[0], text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def finish(app: Sphinx, error: Exception | None) -> None:
    if not error and app.builder.name == "html":
        join(Path(app.outdir))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", finish, priority=850)  # when page_weight.py has cut the theme's style sheet
    return {"parallel_read_safe": True, "parallel_write_safe": True}
