"""Puts `late_layout.js` into the head of every page: it has to run before the page is laid out, so it is no file of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT = Path(__file__).with_suffix(".js")


def add_script(app: Sphinx, *_page: object) -> None:
    code = SCRIPT.read_text(encoding="utf-8")
    app.add_js_file(None, body=re.sub(r"^//.*\n|^ +", "", code, flags=re.MULTILINE))


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
