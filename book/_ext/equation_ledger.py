"""The equations' ledger in the build: it is read or brought up to date before the pages, and each equation gets a mark.

An equation that does not hold is a warning with notebook, cell, step and numbers, so it fails the build. The mark says how
often and how closely an equation was checked and leads to the source of its check; it needs no script.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from course_letters import original
from docutils import nodes
from katex_math import after_number
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from nnlib.formula.checking.check import LIMIT, RELATIVE
from nnlib.formula.ledger.ledger import Ledger, run
from nnlib.formula.ledger.record import Record

CONTEXTS = "book/equations"
logger = logging.getLogger(__name__)


def chapters(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    """The notebooks of the book, chapter key to docname, in the order of its contents; a course's own pages are none."""
    order = list(getattr(app.config, "external_site_map", env.found_docs))
    found = [d for d in order if d in env.found_docs and d.startswith("book/") and env.doc2path(d).endswith(".ipynb")]
    return {docname.split("/")[-1]: docname for docname in found}


def ledger(env: BuildEnvironment) -> Ledger:
    """The ledger of this build."""
    found: Ledger = env.__dict__["nn_ledger"]
    return found


def bring_up_to_date(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Run what is missing, complain of what does not hold; return the ledger's pages if it says something new."""
    root = str(app.srcdir)
    notebooks = {key: original(root, Path(env.doc2path(docname))) for key, docname in chapters(app, env).items()}
    keep = Path(app.outdir).parent / "equations.json"
    found = run(notebooks.items(), Path(app.srcdir) / CONTEXTS, keep, os.cpu_count() or 1)
    for problem in found.problems:
        logger.warning("%s", problem, type="equation")
    if found.records:
        print(f"Equations: {_counts(found.records)}", flush=True)
    new = env.__dict__.get("nn_ledger") != found
    env.__dict__["nn_ledger"] = found
    return sorted(pages(env)) if new else []


def _counts(found: Sequence[Record]) -> str:
    failed = sum(bool(each.problems) for each in found)
    unchecked = sum(each.status == "unchecked" for each in found)
    parts = (len(found) - failed - unchecked, "hold"), (unchecked, "unchecked"), (failed, "FAILED")
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def pages(env: BuildEnvironment) -> set[str]:
    """The pages that show the ledger."""
    shown: set[str] = env.__dict__.setdefault("nn_ledger_pages", set())
    return shown & env.found_docs


def records(env: BuildEnvironment) -> dict[tuple[str, str], Record]:
    """The records by chapter and label."""
    return {(each.chapter, each.label): each for each in ledger(env).records}


# --- What is said of one equation -----------------------------------------------------------------------------


def _digits(tolerance: float) -> str:
    return f"to {round(-math.log10(tolerance))} digits"


USUAL = _digits(RELATIVE)


def closeness(record: Record) -> str:
    """How closely the sides were compared."""
    if r"\approx" in record.latex or "O(" in record.latex:
        return "by the order of the error"
    return _digits(LIMIT) if r"\lim" in record.latex else USUAL


def sentences(record: Record) -> str:
    """What the mark says, without the link."""
    if record.status == "unchecked":
        return f"Not checked by a program: {record.reason.rstrip('.')}."
    same = f", {record.equivalents} say the same" if record.equivalents else ""
    same = same.replace("1 say ", "1 says ") if record.equivalents == 1 else same
    noticed = f"{record.killed} noticed{same}" if record.killed < record.mutants else "all noticed"
    code = f" {' and '.join(record.code)} {'agree' if len(record.code) > 1 else 'agrees'}." if record.code else ""
    return (
        f"Checked on {record.instances} random instances, {record.comparisons} comparisons {closeness(record)}; "
        f"{record.mutants} slips planted, {noticed}.{code}"
    )


def source(app: Sphinx, record: Record) -> str:
    """The address of an equation's check in the repository."""
    file = Path(app.srcdir) / CONTEXTS / f"{record.chapter}.py"
    line = record.line
    if not line and file.exists():  # unchecked: where it says so
        lines = file.read_text(encoding="utf-8").splitlines()
        line = next((n for n, text in enumerate(lines, 1) if f'"{record.label}"' in text), 0)
    repository = app.config.html_theme_options["repository_url"]
    return f"{repository}/blob/HEAD/{CONTEXTS}/{record.chapter}.py" + (f"#L{line}" if line else "")


def mark(app: Sphinx, record: Record, number: str) -> str:
    """A folded line below the equation; the style sheet draws the sign that unfolds it."""
    checked = record.status == "executed"
    return (
        f'<details class="nn-check{"" if checked else " nn-unchecked"}">'
        f'<summary title="Equation {number}: {"checked" if checked else "not checked"}"></summary>'
        f'<p>{escape(sentences(record), quote=False)} <a href="{escape(source(app, record))}">The check</a></p></details>'
    )


def add_mark(translator: HTML5Translator, node: nodes.math_block, number: str) -> str:
    app = translator.builder.app
    chapter = node.get("docname", "").split("/")[-1]
    record = records(app.env).get((chapter, node.get("label") or ""))
    if record is None or record.status == "failed":
        return ""
    return mark(app, record, number)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-get-outdated", bring_up_to_date, priority=200)
    if add_mark not in after_number:
        after_number.append(add_mark)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
