"""Mathematics is typeset when the book is built, by KaTeX: the page needs no script, and nothing moves while it loads.

One Node process answers formula after formula. A formula KaTeX cannot read is a warning at its place, so it fails the build.
The HTML carries MathML for screen readers.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from node_runtime import find_node
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

ROOT = Path(__file__).resolve().parents[2]
logger = logging.getLogger(__name__)


class Typesetter:
    """A running KaTeX; `html(tex, display)` typesets one formula and remembers it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[tuple[str, bool], dict[str, str]] = {}

    def html(self, tex: str, display: bool) -> str:
        """Return the HTML of `tex`; raises ValueError with KaTeX's message and its position."""
        key = (tex, display)
        if key not in self._known:
            self._known[key] = self._ask(tex, display)
        answer = self._known[key]
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["html"]

    def _ask(self, tex: str, display: bool) -> dict[str, str]:
        if self._process is None:
            script = Path(__file__).with_name("katex_server.js")
            self._process = subprocess.Popen(
                [str(find_node()), str(script), str(ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
        self._process.stdin.flush()
        return cast("dict[str, str]", json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()
            self._process.wait()
            self._process = None


typesetter = Typesetter()
#: What other extensions add to a displayed equation: functions of the translator, the node and the equation's number.
after_number: list[Callable[[HTML5Translator, nodes.math_block, str], str]] = []


def _typeset(translator: HTML5Translator, node: nodes.Element, display: bool) -> str:
    try:
        return typesetter.html(node.astext().strip(), display)
    except ValueError as error:
        logger.warning("KaTeX cannot read the formula: %s", error, location=node)
        return f'<code class="nn-formula-error">{translator.encode(node.astext())}</code>'


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(f'<span class="math notranslate">{_typeset(translator, node, False)}</span>')
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    body = translator.body
    label = f' id="{node["ids"][0]}"' if node.get("ids") else ""
    body.append(f'<div class="nn-equation notranslate"{label}>')
    body.append(f'<div class="nn-scroll nn-formula">{_typeset(translator, node, True)}</div>')
    if node["number"]:
        number = get_node_equation_number(translator, node)
        body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        body.append("</span>")
        body.extend(addition(translator, node, number) for addition in after_number)
    body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    app.add_css_file("katex/katex.min.css")
    app.connect("build-finished", lambda *_: typesetter.close())
    return {"parallel_read_safe": True, "parallel_write_safe": False}
