"""References in a chapter that is read as a notebook, without the other chapters: they become words, and links if the site has an address.

A notebook's reader resolves what stands in the same notebook (`jupyterlab-myst` does); what stands in another chapter, or on a
page only, is unknown there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docutils.nodes import make_id
from sphinx.application import Sphinx

ROLE = re.compile(r"\{(?P<role>ref|eq|widget-state)\}`(?:(?P<words>[^`<]*?)\s*<(?P<named>[^`>]*)>|(?P<target>[^`<]*))`")


@dataclass(frozen=True)
class Target:
    """Where a label stands, and how a reference to it reads; `site` is the address of another site that has it."""

    docname: str
    anchor: str
    words: str
    site: str = ""


def targets(app: Sphinx) -> dict[tuple[str, str], Target]:
    """Sections, figures and equations of the book, by role and label."""
    found = {}
    for label, (docname, anchor, title) in app.env.get_domain("std").labels.items():
        found["ref", label] = Target(docname, anchor, title)
    for label, (docname, number) in app.env.get_domain("math").equations.items():
        anchor = make_id(f"equation-{label}")
        if app.config.math_numfig and app.config.numfig:
            number = ".".join(map(str, app.env.toc_fignumbers.get(docname, {}).get("displaymath", {}).get(anchor, ())))
        found["eq", label] = Target(docname, anchor, f"({number})")
    return found


def resolved(text: str, docname: str, known: Mapping[tuple[str, str], Target], site: str) -> str:
    """The text with words in the place of references that lead out of the notebook; linked if `site` is an address."""

    def words(match: re.Match[str]) -> str:
        label = (match["named"] or match["target"] or "").strip()
        if match["role"] == "widget-state":
            return match["words"] or match[0]
        target = known.get((match["role"], label)) or known.get((match["role"], label.lower()))
        if target is None or target.docname == docname:
            return match[0]
        shown = match["words"] or target.words
        there = target.site or site
        return f"[{shown}]({there}{target.docname}.html#{target.anchor})" if there else shown

    return ROLE.sub(words, text)


def resolve(
    notebook: dict[str, Any], docname: str, known: Mapping[tuple[str, str], Target], site: str
) -> dict[str, Any]:
    """The notebook with the references of its text resolved."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = resolved("".join(cell["source"]), docname, known, site)
            cell = {**cell, "source": text.splitlines(keepends=True)}
        cells.append(cell)
    return {**notebook, "cells": cells}
