"""Every chapter can be taken away as a notebook: opened in the browser beside the book, downloaded, or run on Colab or Binder.

The links stand in the menus at the top of the page. JupyterLite is shown if the build goes on to make it (tools/build.py says
so by NN_LITE); Colab and Binder if the addresses of site and repository are somebody's, and the site serves nnlib's wheel.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import install_cell
import nnlib_wheel
import notebook_references
from sphinx.application import Sphinx
from sphinx.config import Config

from nnlib.exercises import packed

LITE = "lite"  # where tools/lite.py puts JupyterLite, below the site's root
LITE_PAGE = f"{LITE}/notebooks/index.html"
NOTEBOOKS = "notebooks"  # the chapters to take away, and the branch of the repository that Colab and Binder read
OPEN = "Open this chapter as a notebook"
DOWNLOAD = "Download the notebook"


def notebook_name(docname: str) -> str:
    """A chapter's place among the notebooks: that of its page, without the folder book."""
    return docname.removeprefix("book/") + ".ipynb"


def outside_links(repository: str, docname: str) -> dict[str, str]:
    """Colab and Binder for a public repository on GitHub; nothing for another host, whose links have other forms."""
    parts = urlsplit(repository)
    if parts.netloc != "github.com":
        return {}
    owner_and_name, name = parts.path.strip("/").removesuffix(".git"), notebook_name(docname)
    tree = quote(f"lab/tree/{name}", safe="")
    return {
        "Colab": f"https://colab.research.google.com/github/{owner_and_name}/blob/{NOTEBOOKS}/{quote(name)}",
        "Binder": f"https://mybinder.org/v2/gh/{owner_and_name}/{NOTEBOOKS}?urlpath={tree}",
    }


def addresses(config: Config) -> tuple[str, str]:
    return config.html_baseurl, config.html_theme_options.get("repository_url", "")


def installable(config: Config) -> bool:
    """Whether a notebook elsewhere can get nnlib from this site."""
    return bool(config.nn_live) and install_cell.published(*addresses(config))


def decide(app: Sphinx, config: Config) -> None:
    config.nn_lite = bool(config.nn_live and os.environ.get("NN_LITE") == "yes")


def is_chapter(app: Sphinx, pagename: str) -> bool:
    return pagename in app.env.found_docs and Path(app.env.doc2path(pagename)).suffix == ".ipynb"


def link(text: str, url: str, icon: str, label: str) -> dict[str, str]:
    return {"type": "link", "text": text, "url": url, "icon": icon, "label": label}


def add_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """The menu of places to open the chapter in, and the notebook to download in place of the page's source."""
    if not is_chapter(app, pagename):
        return
    here, name = context["pathto"], notebook_name(pagename)
    places = []
    if app.config.nn_lite:
        opened = f"{here(LITE_PAGE, 1)}?path={quote(name)}"
        places.append(link(OPEN, opened, "fas fa-play", "lite-button"))
    # the edition without solutions has no notebooks in the repository
    if installable(app.config) and not packed.packed_files():
        elsewhere = outside_links(addresses(app.config)[1], pagename)
        places += [link(place, url, "fas fa-cloud", f"{place.lower()}-button") for place, url in elsewhere.items()]
    if places:
        menu = {"type": "group", "tooltip": "Run this chapter", "icon": "fas fa-rocket", "label": "launch-buttons"}
        context["header_buttons"].insert(0, {**menu, "buttons": places})
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("label") == "download-source-button":
                button.update(text=DOWNLOAD, url=here(f"{NOTEBOOKS}/{name}", 1), icon="fas fa-code")
                button.pop("tooltip", None)


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """The chapters to take away: their sources, with the cell that installs nnlib if they can get it from this site."""
    if error or app.builder.name != "html":
        return
    if not app.config.nn_lite:
        shutil.rmtree(Path(app.outdir) / LITE, ignore_errors=True)  # of a build before
    shutil.rmtree(Path(app.outdir) / NOTEBOOKS, ignore_errors=True)
    wheel, known, site = nnlib_wheel.build()[0], notebook_references.targets(app), addresses(app.config)[0]
    outside = site if install_cell.published(*addresses(app.config)) else ""
    for docname in sorted(name for name in app.env.found_docs if is_chapter(app, name)):
        notebook = install_cell.folded(json.loads(Path(app.env.doc2path(docname)).read_text(encoding="utf-8")))
        notebook = notebook_references.resolve(notebook, docname, known, outside)
        if installable(app.config):
            notebook = install_cell.with_install_cell(notebook, site, wheel)
        path = Path(app.outdir) / NOTEBOOKS / notebook_name(docname)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(install_cell.written(notebook), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("live_assets")  # it declares nn_live
    app.add_config_value("nn_lite", False, "html")
    app.connect("config-inited", decide, priority=300)  # after live_assets
    app.connect("html-page-context", add_links, priority=600)  # after the theme's own buttons
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
