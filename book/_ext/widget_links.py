"""Links that set a widget: {widget-state}`a point on the kink <activation-explorer?function=relu&z=0>`.

The part before the question mark is the widget's name on the page (the second of a kind is NAME-2, or what the cell's
metadata `widget_id` says). The build checks the state with the widget's own Python class, so no link opens an error.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from docutils import nodes
from page_widgets import Placed, on_page
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole
from traitlets import TraitError

from nnlib.widgets import WIDGETS


class BadLink(ValueError):
    """What is wrong with a link to a state, in a sentence."""


def wanted_state(placed: Placed, query: str) -> dict[str, Any]:
    """The traits that a link names, as the widget's class takes them; raises BadLink."""
    state: dict[str, Any] = {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        pairs = []
    if not pairs:
        raise BadLink(f"expected trait=value&trait=value behind {placed.name}?, got {query!r}")
    for trait, text in pairs:
        if trait not in placed.state:
            raise BadLink(f"{placed.name} has no trait {trait!r}; it has: {', '.join(placed.state)}")
        try:
            state[trait] = text if isinstance(placed.state[trait], str) else json.loads(text)
        except ValueError:
            kind = "list" if isinstance(placed.state[trait], list) else "number"
            raise BadLink(f"{trait} of {placed.name} expects a {kind}, got {text!r}") from None
    try:
        whole = WIDGETS[placed.kind](**{**placed.state, **state}).state()
    except TraitError as error:
        raise BadLink(f"{placed.name}: {error}") from None
    return {trait: whole[trait] for trait in state}


class WidgetState(ReferenceRole):
    """The role: its text is the link's text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, query = self.target.partition("?")
        here = {placed.name: placed for placed in on_page(self.env).get(self.env.docname, [])}
        try:
            if not self.has_explicit_title:
                raise BadLink("expected {widget-state}`text <name?trait=value>`")
            if name not in here:
                there = f"it has: {', '.join(here)}" if here else "it has none"
                raise BadLink(f"no widget {name!r} on this page; {there}")
            state = wanted_state(here[name], query)
        except BadLink as error:
            message = self.inliner.reporter.error(f"widget-state: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        words = {f"{name}.{trait}": v if isinstance(v, str) else json.dumps(v) for trait, v in state.items()}
        address = f"?{urlencode(words)}#widget-{name}"
        return [nodes.reference("", self.title, refuri=address, internal=True, classes=["nn-widget-link"])], []


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("page_widgets")
    app.add_role("widget-state", WidgetState())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
