"""`ask(id)`: a question shown where it stands, as a panel of widgets in a notebook, as text everywhere else."""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from typing import Any

from nnlib.exercises.checking import check
from nnlib.exercises.panel import Panel, _shell, hint_button
from nnlib.exercises.plain import plain
from nnlib.exercises.questions.derive import Derive
from nnlib.exercises.questions.find import Find
from nnlib.exercises.questions.model import Question
from nnlib.exercises.questions.predict import Predict
from nnlib.exercises.questions.prove import Prove
from nnlib.exercises.registry import entry, keep_own

Read = Callable[[], Any]  # what the widgets hold, as an answer for `check`
LEAVE_OUT = "leave it out"


def ask(exercise_id: str, **parameters: Any) -> None:
    """Show a question: what there is to choose, fields for the answer, a button that checks it, hints.

    Raises ValueError for an unknown id, or for one that asks for a function. `parameters` name a variant, which holds for
    later checks and hints of this question too.

    >>> ask("sum_or_mean_data")
    sum_or_mean_data: (b) With Cui's sum and twice as much data, the step
      a  stays the same.
      b  halves.
      c  doubles, about.
    Answer with a letter, e.g. check("sum_or_mean_data", "a").
    For a hint: hint("sum_or_mean_data")
    """
    question = entry(exercise_id, parameters or None)
    if not isinstance(question, Question):
        raise ValueError(f'{exercise_id!r} asks for a function: write @exercise("{exercise_id}") above it')
    keep_own(exercise_id, parameters)
    shown = Asked(question)
    if _shell() is None:
        print(repr(shown))
        return
    from IPython.display import display

    display(shown)  # type: ignore[no-untyped-call]


class Asked:
    """What `ask` displays; NNLIB_PANEL="text" or "html" means the same as for the panel of a verdict."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __repr__(self) -> str:
        name = self.question.id
        asked = plain(self.question.prompt) or "your answer?"
        return f'{name}: {asked}\n{self.question.instruction()}\nFor a hint: hint("{name}")'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        mode = os.environ.get("NNLIB_PANEL", "")
        if mode == "" and getattr(_shell(), "kernel", None) is not None:
            try:
                data = question_widget(self.question)._repr_mimebundle_()
            except ImportError:
                data = None
            view = (data or {}).get("application/vnd.jupyter.widget-view+json")
            if view is not None:
                return {**bundle, "application/vnd.jupyter.widget-view+json": view}
        if mode != "text":
            bundle["text/html"] = f'<pre class="nn-ask-text" tabindex="0">{html.escape(repr(self))}</pre>'
        return bundle


def question_widget(question: Question) -> Any:
    """The question as an ipywidgets box, usable by keyboard alone: every control is a native one with a label."""
    import ipywidgets as widgets

    parts, read = _fields(question, widgets)
    if question.prompt:
        parts.insert(0, widgets.HTMLMath(f"<p>{html.escape(question.prompt)}</p>"))
    verdict = widgets.HTML("")
    button = widgets.Button(description="Check", tooltip=f"Check your answer to {question.id}", button_style="primary")

    def judge(_button: Any) -> None:
        verdict.value = Panel(check(question.id, read())).html()

    button.on_click(judge)
    box = widgets.VBox([*parts, button, verdict, *hint_button(question.id, widgets)])
    box.add_class("nn-panel-notebook")
    return box


def _fields(question: Question, widgets: Any) -> tuple[list[Any], Read]:
    if isinstance(question, Prove):
        steps = [(step.key, step.text) for step in question.steps]
        reasons = [(f"{r.key}  {plain(r.text)}", r.key) for r in question.reasons]
        return _ordered(steps, reasons, any(step.extra for step in question.steps), widgets)
    if isinstance(question, Find):
        return _lines(question, widgets)
    if isinstance(question, Predict) and question.form == "order":
        steps, read = _ordered([(c.key, c.text) for c in question.choices], [], False, widgets)
        return steps, lambda: [key for key, _ in read()]
    if isinstance(question, Predict) and question.form == "choice":
        radio = _radio("Your answer", [(f"{c.key}  {plain(c.text)}", c.key) for c in question.choices], widgets)
        return [radio], lambda: radio.value
    if isinstance(question, Predict) and question.form == "choices":
        boxes = {
            c.key: widgets.Checkbox(description=f"{c.key}  {plain(c.text)}", indent=False) for c in question.choices
        }
        return list(boxes.values()), lambda: [key for key, box in boxes.items() if box.value]
    told = (
        "a formula"
        if isinstance(question, Derive)
        else "a shape"
        if getattr(question, "form", "") == "shape"
        else "a number"
    )
    style, layout = {"description_width": "initial"}, widgets.Layout(width="min(100%, 36rem)")
    field = widgets.Text(description=f"Your answer, {told}:", style=style, layout=layout, continuous_update=False)
    if isinstance(question, Derive):
        letters = html.escape(question.instruction().split("\n")[0])
        return [widgets.HTML(f"<p>{letters}</p>"), field], lambda: field.value
    return [field], lambda: field.value


def _radio(title: str, options: list[tuple[str, str]], widgets: Any) -> Any:
    return widgets.RadioButtons(
        options=options, value=None, description=title, style={"description_width": "initial"},
        layout=widgets.Layout(width="100%"),
    )  # fmt: skip


def _lines(question: Find, widgets: Any) -> tuple[list[Any], Read]:
    shown = []
    for line in question.lines:
        text = html.escape(line.show)
        shown.append({"formula": f"${text}$", "text": text, "code": f"<pre>{text}</pre>"}[question.form])
    items = "".join(f"<li>{text}</li>" for text in shown)
    numbers = [(f"line {number}", str(number)) for number in range(1, len(shown) + 1)]
    where = _radio("The wrong line", numbers, widgets)
    parts = [widgets.HTMLMath(f"<ol>{items}</ol>"), where]
    if not question.faults:
        return parts, lambda: where.value
    what = _radio("What is wrong", [(f"{c.key}  {plain(c.text)}", c.key) for c in question.faults], widgets)
    return [*parts, what], lambda: where.value and f"{where.value}{what.value or ''}"


def _ordered(
    steps: list[tuple[str, str]], reasons: list[tuple[str, str]], may_leave_out: bool, widgets: Any
) -> tuple[list[Any], Read]:
    """Steps with buttons that move them, each with a menu of reasons."""
    list_box, said = widgets.VBox(), widgets.HTML("")
    more = [(LEAVE_OUT, LEAVE_OUT)] if may_leave_out else []
    rows: list[tuple[str, Any, Any]] = []

    def moved(key: str, by: int) -> None:
        place = next(place for place, row in enumerate(rows) if row[0] == key)
        if 0 <= place + by < len(rows):
            rows[place], rows[place + by] = rows[place + by], rows[place]
            list_box.children = [box for _, box, _ in rows]
            said.value = f'<p role="status">{key} is now number {place + by + 1} of {len(rows)}.</p>'

    for key, text in steps:
        buttons = []
        for word, by in (("Up", -1), ("Down", 1)):
            button = widgets.Button(
                description=word, tooltip=f"Move {key} {word.lower()}", layout=widgets.Layout(width="4.5rem")
            )
            button.on_click(lambda _button, key=key, by=by: moved(key, by))
            buttons.append(button)
        menu = None
        if reasons or more:
            start = [("choose a reason", "")] if reasons else [("part of it", "")]
            menu = widgets.Dropdown(options=[*start, *reasons, *more], description=f"Reason of {key}:",
                                    style={"description_width": "initial"})  # fmt: skip
        controls = widgets.HBox([*buttons, *([menu] if menu else [])], layout=widgets.Layout(flex_flow="row wrap"))
        label = widgets.HTMLMath(f"<b>{key}</b>&ensp;{html.escape(text)}")
        rows.append((key, widgets.VBox([label, controls], layout=widgets.Layout(padding="4px 0")), menu))
    list_box.children = [box for _, box, _ in rows]

    def read() -> list[tuple[str, str]]:
        chosen = [(key, menu.value if menu else "") for key, _, menu in rows]
        return [(key, reason) for key, reason in chosen if reason != LEAVE_OUT]

    return [list_box, said], read
