"""The panel: a verdict as text first, as a widget where a notebook can show one.

The text is complete by itself. A page that is built without a widget manager sets NNLIB_PANEL=html and gets the same
content as static HTML; its look is the page's affair, so the HTML carries classes and no colours.
"""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from nnlib import _host
from nnlib.exercises.checking import Result, check
from nnlib.exercises.packed import where_the_solution_is
from nnlib.exercises.registry import entry, get, keep_own

F = TypeVar("F", bound=Callable[..., Any])

_CLASSES = {"right": "right", "not attempted yet": "open", "not yet right": "wrong"}

# A notebook has no style sheet of the book: the border there takes JupyterLab's colours and repeats what the words say.
_BORDERS = {
    "right": "4px solid var(--jp-success-color1, #388e3c)",
    "open": "4px dashed var(--jp-border-color1, #757575)",
    "wrong": "4px solid var(--jp-warn-color1, #b35900)",
}
# JupyterLab takes the triangle from a summary; the two selectors give it back, closed and open
_NOTEBOOK_STYLE = (
    "<style>.nn-panel-notebook summary{display:list-item;cursor:pointer;list-style:disclosure-closed inside}"
    ".nn-panel-notebook details[open]>summary{list-style-type:disclosure-open}"
    ".nn-panel-notebook summary:hover{text-decoration:underline}</style>"
)


class Panel:
    """What is shown below the learner's cell. NNLIB_PANEL may be "html", "text" or unset (a widget if possible)."""

    def __init__(self, result: Result) -> None:
        self.result = result

    def __repr__(self) -> str:
        text = str(self.result)
        if not self.result.passed:
            text += f'\nFor a hint: hint("{self.result.exercise}")'
        return text

    def fields(self) -> dict[str, str]:
        """What the panel says, for a host that builds it itself; the status is "right", "open" or "wrong"."""
        result = self.result
        return {
            "exercise": result.exercise,
            "status": _CLASSES[result.status],
            "code": result.code,
            "message": result.message,
            "evidence": str(result.evidence),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        mode = os.environ.get("NNLIB_PANEL", "")
        if mode == "text":
            return bundle
        view = None if mode == "html" else self._widget_view()
        if view is None:
            bundle["text/html"] = self.html()
        else:
            bundle["application/vnd.jupyter.widget-view+json"] = view
        return bundle

    def html(self) -> str:
        """The panel as static HTML: status, message, evidence."""
        result = self.result
        kind = _CLASSES[result.status]
        return f'<div class="nn-panel nn-panel-{kind}" role="status">{self._head()}{self._details()}</div>'

    def _head(self) -> str:
        result = self.result
        return (
            f'<p class="nn-panel-status"><strong><code>{html.escape(result.exercise)}</code>: {result.status}.</strong></p>'
            f'<p class="nn-panel-message">{html.escape(result.message)}</p>'
        )

    def _details(self) -> str:
        evidence = str(self.result.evidence)
        if not evidence:
            return ""
        return (
            '<details class="nn-panel-evidence"><summary>Show the evidence</summary>'
            f'<pre tabindex="0">{html.escape(evidence)}</pre></details>'
        )

    def _widget_view(self) -> Any:
        """The widget's view data, or None where no kernel or no ipywidgets is there."""
        shell = _shell()
        if getattr(shell, "kernel", None) is None:
            return None
        try:
            box = panel_widget(self)
        except ImportError:
            return None
        data = box._repr_mimebundle_()
        return None if data is None else data.get("application/vnd.jupyter.widget-view+json")


def panel_widget(panel: Panel) -> Any:
    """The panel as an ipywidgets box: status, evidence, and a button that reveals the hints one by one."""
    import ipywidgets as widgets

    result = panel.result
    kind = _CLASSES[result.status]
    head = widgets.HTML(f'<div class="nn-panel nn-panel-{kind}" role="status">{panel._head()}</div>')
    parts = [head]
    if str(result.evidence):
        parts.append(widgets.HTML(_NOTEBOOK_STYLE + panel._details()))
    if not result.passed:
        parts += hint_button(result.exercise, widgets)
    box = widgets.VBox(parts, layout=widgets.Layout(border_left=_BORDERS[kind], padding="0 0 0 12px"))
    box.add_class("nn-panel-notebook")
    return box


def hint_button(exercise_id: str, widgets: Any) -> list[Any]:
    texts = entry(exercise_id).hints
    shown = widgets.HTMLMath("")
    button = widgets.Button(description="Hint", tooltip=f"Show the first of {len(texts)} hints")
    given: list[str] = []

    def reveal(_button: Any) -> None:
        number = len(given) + 1
        given.append(f"<p><strong>Hint {number} of {len(texts)}:</strong> {html.escape(texts[number - 1])}</p>")
        if number == len(texts):
            button.disabled = True
            given.append(f"<p>These were all hints. {where_the_solution_is(exercise_id)}</p>")
        shown.value = f'<div class="nn-panel-hints" role="status">{"".join(given)}</div>'
        button.description = "Next hint"

    button.on_click(reveal)
    return [button, shown]


def exercise(exercise_id: str, **parameters: Any) -> Callable[[F], F]:
    """Decorator for the learner's function: check it now, show one panel, return the function unchanged.

    Raises ValueError for an unknown id, and nothing else: a stub or a failing function shows its panel. `parameters` name
    a variant (`slope=0.03`), which holds for later hints and checks of this exercise too.

    >>> @exercise("relu")
    ... def relu(z):
    ...     ...
    relu: not attempted yet.
    Not attempted yet: write the body of relu(z), then run the cell again.
    For a hint: hint("relu")
    """
    get(exercise_id, parameters)
    keep_own(exercise_id, parameters)

    def decorate(fn: F) -> F:
        show(Panel(check(exercise_id, fn, **parameters)))
        return fn

    return decorate


def show(panel: Panel) -> None:
    """Display the panel once: by the page that runs the cell, by IPython if that runs, else as printed text."""
    host = _host.current.get()
    if host is not None:
        host.show(panel)
        return
    if _shell() is None:
        print(repr(panel))
        return
    from IPython.display import display

    display(panel)  # type: ignore[no-untyped-call]


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None
