"""A widget on a page: its module, the host that mounts it, and nothing of the stock widget manager.

The bundles, the host script and the style sheet are written once; only pages that hold a widget load them. A cell that
asks for a widget the book does not have stops the build and says which names there are.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from nnlib.widgets import WIDGETS
from nnlib.widgets.bundle import HERE, bundle, module_of, stylesheet

FOLDER = "nn-widgets"
VIEW = "application/vnd.jupyter.widget-view+json"
STOCK = "nn_stock_widget_views"  # whether the page being read has a widget view that only the stock manager can show


@functools.cache
def module(name: str) -> tuple[str, str]:
    """The bundle of a widget and its version, a hash of its content."""
    content = bundle(module_of(name))
    return content, hashlib.sha256(content.encode()).hexdigest()[:10]


def write_assets(app: Sphinx) -> None:
    """The files of all widgets; a module's address changes with its content, so that caches never mix two builds."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "_static" / FOLDER
    versions = {}
    files = {"widget.css": stylesheet()}
    for name in WIDGETS:
        files[f"{name}.js"], versions[name] = module(name)
        files[f"{name}.classic.js"] = bundle(module_of(name), script_name=name)
    host = (HERE / "shared" / "host.js").read_text(encoding="utf-8")
    placeholder = "const VERSIONS = {};"
    if placeholder not in host:
        raise ExtensionError(f"host.js has no line '{placeholder}' to fill in")
    files["host.js"] = host.replace(placeholder, f"const VERSIONS = {json.dumps(versions)};")
    folder.mkdir(parents=True, exist_ok=True)
    for filename, content in files.items():
        (folder / filename).write_text(content, encoding="utf-8")


def check_cells(app: Sphinx, docname: str, notebook: nbformat.NotebookNode) -> None:
    """Refuse unknown widgets, and note whether every widget view also has a form that needs no kernel."""
    stock = False
    for cell in notebook.cells:
        name = cell.metadata.get("widget")
        if name is not None and name not in WIDGETS:
            known = ", ".join(WIDGETS)
            raise ExtensionError(f"{docname}, cell {cell.get('id', '?')!r}: no widget {name!r}; there are: {known}")
        if {"remove-output", "remove-cell"} & set(cell.metadata.get("tags", [])):
            continue
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            stock = stock or (VIEW in data and "text/html" not in data)
    app.env.temp_data[STOCK] = stock


def drop_manager(app: Sphinx, _doctree: object) -> None:
    """Keep the stock widget manager and its copy of all states off a page that does not need them."""
    docname = app.env.docname
    metadata = getattr(app.env, "nb_metadata", {}).get(docname, {})
    if app.env.temp_data.get(STOCK, True):
        return
    for key in [key for key in metadata.get("js_files", {}) if key.startswith("ipywidgets_")]:
        del metadata["js_files"][key]


def load_on_page(app: Sphinx, _pagename: str, _templatename: str, context: dict[str, Any], _doctree: object) -> None:
    """Add host and style sheet to a page that holds a widget, and have its modules fetched along with the host."""
    names = sorted(set(re.findall(r'data-nn-widget="([a-z-]+)"', context.get("body", ""))))
    if app.builder.format != "html" or not names:
        return
    app.add_css_file(f"{FOLDER}/widget.css")
    app.add_js_file(f"{FOLDER}/host.js", loading_method="async")
    for name in names:
        address = context["pathto"](f"_static/{FOLDER}/{name}.js", 1)
        context["metatags"] = (
            context.get("metatags", "") + f'<link rel="modulepreload" href="{address}?v={module(name)[1]}" />\n'
        )


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", write_assets)
    app.setup_extension("notebook_source")  # it declares the event "notebook-read"
    app.connect("notebook-read", check_cells)
    app.connect("doctree-read", drop_manager)
    app.connect("html-page-context", load_on_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
