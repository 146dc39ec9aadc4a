"""Of the style sheets that the theme and the extensions bring, the rules that some page of the site can use: about a third.

A browser compares every rule with every element while a page comes in, whether or not the site has what the rule is about.
The book's own sheets, and those of somebody's course, stay whole: they are short, and their scripts make up names of classes.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from node_runtime import find_node
from sphinx.errors import ExtensionError

SCRIPT = Path(__file__).with_name("used_styles.mjs")
# how their names begin, below _static
BROUGHT = ("styles/", "sphinx-design", "mystnb", "togglebutton", "copybutton", "exercise.css", "katex/")


def brought(sheet: str) -> bool:
    """Whether a sheet, by its path below _static, is one of the theme's or an extension's.

    >>> brought("styles/pydata-sphinx-theme.css"), brought("book.css")
    (True, False)
    """
    return sheet.startswith(BROUGHT)


def used(outdir: Path, sheets: Mapping[str, str]) -> dict[str, str]:
    """The sheets (name: text) with the rules that a page or script in ``outdir`` can use.

    ExtensionError if Node or PurgeCSS fails, or if nothing is left of a sheet that had rules: then no page was found.
    """
    done = subprocess.run(
        [find_node(), SCRIPT, outdir], input=json.dumps(dict(sheets)), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise ExtensionError(f"the style sheets could not be cut: {done.stderr.strip()[-500:]}")
    kept: dict[str, str] = json.loads(done.stdout)
    if "{" in "".join(sheets.values()) and "{" not in "".join(kept.values()):
        raise ExtensionError(f"no rule of {', '.join(sheets)} is used by a page in {outdir}; are there pages?")
    return {name: kept[name] for name in sheets}
