"""A widget on a page: its name and place there, its script, the host that mounts it, and nothing of the stock manager.

The scripts and the style sheet are written once; only pages that hold a widget load them. A cell that
asks for a widget the book does not have stops the build and says which names there are.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from widget_data import room_style

from nnlib.widgets import WIDGETS
from nnlib.widgets.bundle import HERE, stylesheet
from nnlib.widgets.split import SHARED, page_scripts, slim, version

FOLDER = "nn-widgets"
VIEW = "application/vnd.jupyter.widget-view+json"
STOCK = "nn_stock_widget_views"  # whether the page being read has a widget view that only the stock manager can show
ELEMENT = re.compile(r'<div class="nn-widget" data-nn-widget="(?P<kind>[a-z0-9-]+)" data-nn-state="(?P<state>[^"]*)"')
READ = '<script>document.dispatchEvent(new Event("nn-widget-read"))</script>'
# A browser reads a long page in pieces of up to half a second and answers in between; it also stops where a script ends.
PAUSE = "<script>0</script>"
AT_ONCE = re.compile(r'data-nn-widget="([a-z0-9-]+)" data-nn-state=')
# Where a widget stands so near the top, the first picture of a page waits for it: a browser that paints what it has, again and
# again, reads on only in between, and a slow processor has the widget a third of a second later. Compressed, it is 20 kB at most.
# It waits for what follows the widget's script: the browser may paint, and then does, when what it waited for has been read.
NEAR_THE_TOP = 200_000  # characters of a page's content
READ_FIRST = '<span id="nn-first-widget-read" hidden></span>'
WAIT = '<link rel="expect" href="#nn-first-widget-read" blocking="render" />\n'
FIRST = re.compile(r'<div class="nn-widget"[^>]*data-nn-widget="[a-z0-9-]+" data-nn-state=')


@dataclass(frozen=True)
class Placed:
    """A widget on a page: its name there, its kind, and the state the author gave it."""

    name: str
    kind: str
    state: dict[str, Any]


@functools.cache
def scripts() -> dict[str, str]:
    """The script of every widget, and what they share."""
    return page_scripts(WIDGETS)


@functools.cache
def host() -> str:
    """The host script with the versions of all scripts."""
    source = (HERE / "shared" / "host.js").read_text(encoding="utf-8")
    placeholder = "const VERSIONS = {};"
    if placeholder not in source or "</script" in source:
        raise ExtensionError(f"host.js needs a line '{placeholder}' to fill in, and no end of a script")
    versions = {name: version(content) for name, content in scripts().items()}
    return slim(source.replace(placeholder, f"const VERSIONS = {json.dumps(versions, separators=(',', ':'))};"))


def write_assets(app: Sphinx) -> None:
    """The files of all widgets; a script's address changes with its content, so that caches never mix two builds."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    files = {"widget.css": stylesheet(), **{f"{name}.js": content for name, content in scripts().items()}}
    folder.mkdir(parents=True, exist_ok=True)
    for filename, content in files.items():
        (folder / filename).write_text(content, encoding="utf-8")


def named(element: re.Match[str], name: str, lazy: bool = False) -> str:
    """The opening tag of a widget with its name on the page, which is also its anchor, and the room it will need."""
    kind, later = element["kind"], " data-nn-lazy" if lazy else ""
    return (
        f'<div class="nn-widget" id="widget-{name}" data-nn-id="{name}" style="{room_style(kind)}" '
        f'data-nn-widget="{kind}"{later} data-nn-state="{element["state"]}"'
    )


def check_cells(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Refuse unknown widgets, name those there are, and note whether every widget view has a form without a kernel."""
    stock = False
    placed = on_page(app.env).setdefault(docname, [])
    placed.clear()
    counts: Counter[str] = Counter()
    for cell in notebook.cells:
        name, given = cell.metadata.get("widget"), cell.metadata.get("widget_id")
        if name is not None and name not in WIDGETS:
            known = ", ".join(WIDGETS)
            raise ExtensionError(f"{docname}, cell {cell.get('id', '?')!r}: no widget {name!r}; there are: {known}")
        if {"remove-output", "remove-cell"} & set(cell.metadata.get("tags", [])):
            continue
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            stock = stock or (VIEW in data and "text/html" not in data)
            found = ELEMENT.match(data.get("text/html", ""))
            if not found:
                continue
            kind = found["kind"]
            if given is None:
                counts[kind] += 1
            own = given or (kind if counts[kind] == 1 else f"{kind}-{counts[kind]}")
            if not re.fullmatch(r"[a-z][a-z0-9-]*", own) or own in [other.name for other in placed]:
                raise ExtensionError(
                    f"{docname}, cell {cell.get('id', '?')!r}: widget_id {own!r} is taken on this page, or no plain name"
                )
            placed.append(Placed(own, kind, json.loads(html.unescape(found["state"]))))
            data["text/html"] = named(found, own) + data["text/html"][found.end() :] + READ
    app.env.temp_data[STOCK] = stock


def on_page(env: Any) -> dict[str, list[Placed]]:
    """The widgets of every notebook, in their order."""
    return env.__dict__.setdefault("nn_placed_widgets", {})


def purge(_app: Sphinx, env: Any, docname: str) -> None:
    on_page(env).pop(docname, None)


def merge(_app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    on_page(env).update({name: on_page(other)[name] for name in docnames if name in on_page(other)})


def drop_manager(app: Sphinx, _doctree: object) -> None:
    """Keep the stock widget manager and its copy of all states off a page that does not need them."""
    docname = app.env.docname
    metadata = getattr(app.env, "nb_metadata", {}).get(docname, {})
    if app.env.temp_data.get(STOCK, True):
        return
    for key in [key for key in metadata.get("js_files", {}) if key.startswith("ipywidgets_")]:
        del metadata["js_files"][key]


def load_on_page(app: Sphinx, _pagename: str, _templatename: str, context: dict[str, Any], _doctree: object) -> None:
    """Add host and style sheet to a page that holds a widget, and have what mounts first fetched at once.

    The host stands in the page's head, before the style sheets: it need not be fetched, and mounts what the parser has read.
    The first picture has the first widget in it, if that is near the top; after each section the parser stops, so that a widget
    above answers while the rest is read.
    """
    body = context.get("body", "")
    if app.builder.format != "html" or 'data-nn-widget="' not in body:
        return
    app.add_css_file(f"{FOLDER}/widget.css")
    folder = context["pathto"](f"_static/{FOLDER}", 1)
    now = [name for name in dict.fromkeys(AT_ONCE.findall(body)) if name in WIDGETS]
    address = {name: f"{folder}/{name}.js?v={version(scripts()[name])}" for name in [SHARED, *now]}
    # what shows first runs while the style sheets are on their way; a second widget is fetched meanwhile
    first = [f'<script src="{address[name]}"></script>\n' for name in [SHARED, *now[:1]]]
    later = [f'<link rel="preload" as="script" href="{address[name]}" />\n' for name in now[1:]]
    tags = [*first, *later, f'<script data-base="{folder}/">{host()}</script>\n']
    top = FIRST.search(body, endpos=NEAR_THE_TOP)
    if top:
        before, read, after = body[top.end() :].partition(READ)
        body = body[: top.end()] + before + read + READ_FIRST + after
        tags.append(WAIT)
    context["body"] = body.replace("</section>", f"</section>{PAUSE}")
    context["metatags"] = context.get("metatags", "") + "".join(tags)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_assets)
    app.setup_extension("notebook_source")  # it declares the event "notebook-read"
    app.connect("notebook-read", check_cells)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", drop_manager)
    app.connect("html-page-context", load_on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
