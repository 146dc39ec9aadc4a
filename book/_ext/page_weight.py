"""What a page does not need, it does not load: a stock chapter page is 4 MB, most of it never used.

Left out, without forking the theme: the FontAwesome script (the style sheet's font draws the same icons), thebe (live code
through a server), the search index on pages other than the search page, scripts for parts a page does not have.
The icon font is cut to the icons that occur, and marks in the page that change nothing go. The templates in
book/_templates/layout.html do the part that is markup.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from docutils import nodes
from fontTools import subset
from sphinx.application import Sphinx

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
# script or style -> what must occur in the page's body for it to be of use
ONLY_IF = {
    "copybutton": "highlight",
    "clipboard": "highlight",
    "togglebutton": "tag_hide|toggle|dropdown",
    "togglebuttonSelector": "tag_hide|toggle|dropdown",
    "toggleHint": "tag_hide|toggle|dropdown",
    "toggleOpenOnPrint": "tag_hide|toggle|dropdown",
    "design-tabs": "sd-tab",
    "sphinx-design": "sd-",
    "exercise.css": "exercise",
    "mystnb": "cell",
    "thebe": r"\Z\A",  # never
}
FA_RULE = re.compile(r'((?:\.fa-[a-z0-9-]+:before,?)+)\{content:"\\([0-9a-f]+)"')
FA_CODE = re.compile(r"[\ue000-\uf8ff]|\\f[0-9a-f]{3}\b")
# names, punctuation and spaces of code have the colour of the code around them, and HTML knows what <math> is
COLOURLESS = re.compile(r'<span class="[npw]">([^<]*)</span>')
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
# these run before anything else reads what they set
SYNCHRONOUS = ("documentation_options",)


def without_thebe(app: Sphinx) -> None:
    """Jupyter Book always loads sphinx-thebe; nothing here uses it, and its pages carry a script error."""
    for listeners in app.events.listeners.values():
        listeners[:] = [listener for listener in listeners if listener.handler.__module__ != "sphinx_thebe"]


def _name(asset: Any) -> str:
    return str(asset.filename or asset.attributes.get("body", ""))


def _needed(asset: Any, body: str) -> bool:
    return all(re.search(sign, body) for key, sign in ONLY_IF.items() if key in _name(asset))


def _unique(assets: list[Any]) -> Iterator[Any]:
    seen = set()
    for asset in assets:
        if _name(asset) not in seen:
            seen.add(_name(asset))
            yield asset


def lighten(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the scripts and styles this page uses, once each, and let the scripts wait for the page."""
    body = context.get("body", "")
    context["body"] = COLOURLESS.sub(r"\1", body).replace(NAMESPACE, "")
    scripts = []
    for asset in _unique([a for a in context["script_files"] if _needed(a, body)]):
        waits = (
            pagename != "search"
            and asset.filename
            and "async" not in asset.attributes
            and not any(n in _name(asset) for n in SYNCHRONOUS)
        )
        if waits:  # a new object: the pages share these
            asset = type(asset)(asset.filename, priority=asset.priority, **{**asset.attributes, "defer": "defer"})
        scripts.append(asset)
    context["script_files"] = scripts
    context["css_files"] = list(_unique([a for a in context["css_files"] if _needed(a, body)]))


def icons_in_use(outdir: Path) -> set[str]:
    """Names of the FontAwesome icons in the pages and in the theme's scripts."""
    files = [*outdir.rglob("*.html"), *(outdir / "_static" / "scripts").glob("*.js")]
    texts = (file.read_text(errors="ignore") for file in files if file.name != "fontawesome.js")
    return {name for text in texts for name in re.findall(r"\bfa-([a-z0-9-]+)", text)}


def shrink_icon_fonts(outdir: Path) -> None:
    """Cut each icon font down to the glyphs of the icons in use (156 kB become a few)."""
    css = (THEME / "styles" / "pydata-sphinx-theme.css").read_text()
    # what style sheets draw by code alone (admonitions, exercises), then the icons named in the pages
    drawn = [css, *(sheet.read_text() for sheet in (outdir / "_static").rglob("*.css"))]
    points = {ord(letter) for text in drawn for letter in FA_CODE.findall(FA_RULE.sub("", text)) if len(letter) == 1}
    points |= {int(code[1:], 16) for text in drawn for code in FA_CODE.findall(FA_RULE.sub("", text)) if len(code) > 1}
    used = icons_in_use(outdir)
    for selectors, code in FA_RULE.findall(css):
        if used & set(re.findall(r"\.fa-([a-z0-9-]+):before", selectors)):
            points.add(int(code, 16))
    for font in (THEME / "vendor" / "fontawesome").rglob("*.woff2"):
        options = subset.Options(flavor="woff2", notdef_outline=True)
        with subset.load_font(str(font), options) as loaded:
            subsetter = subset.Subsetter(options)
            subsetter.populate(unicodes=points)
            subsetter.subset(loaded)
            subset.save_font(loaded, str(outdir / "_static" / font.relative_to(THEME)), options)


def finish(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    outdir = Path(app.outdir)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    shrink_icon_fonts(outdir)
    for leftover in [
        *outdir.glob("_static/**/*.map"),
        outdir / "_static/scripts/fontawesome.js",
        *outdir.glob("_static/vendor/**/*.ttf"),
    ]:
        leftover.unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", without_thebe, priority=1)
    app.connect("html-page-context", lighten, priority=900)
    app.connect("build-finished", finish, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
