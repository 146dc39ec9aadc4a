"""A figure says its size before it has loaded, so that the text does not jump, and loads when it comes near."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

POINTS = 96 / 72  # CSS pixels in a point


def svg_size(path: Path) -> tuple[int, int] | None:
    """Width and height of an SVG file in CSS pixels; None if it does not say."""
    root = next(ET.iterparse(path, events=("start",)))[1]
    sizes = []
    for name in ("width", "height"):
        match = re.fullmatch(r"([\d.]+)(pt|px)?", root.get(name, ""))
        if not match:
            return None
        sizes.append(round(float(match[1]) * (POINTS if match[2] == "pt" else 1)))
    return sizes[0], sizes[1]


def add_sizes(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if "body" not in context:
        return
    files = {name: Path(app.srcdir) / source for source, (_, name) in app.env.images.items()}

    def sized(match: re.Match[str]) -> str:
        source = files.get(match["name"])
        size = svg_size(source) if source and source.suffix == ".svg" else None
        if size is None or "width" in match[0]:
            return match[0]
        return f'{match[0][:4]} width="{size[0]}" height="{size[1]}" loading="lazy"{match[0][4:]}'

    context["body"] = re.sub(r'<img\b[^>]*src="[^"]*/(?P<name>[^"/]+)"[^>]*>', sized, context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_sizes, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
