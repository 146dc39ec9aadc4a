"""A question as a form of the page: plain HTML that reads well without a script and works by keyboard with one.

Formulas are typeset here, once. The rules of judging are an attribute of the form, veiled so that nobody meets an answer
in a search or at a glance; they are no secret. Controls that do nothing without the script are hidden until it is there.
"""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from collections.abc import Callable

from nnlib.exercises.plain import plain
from nnlib.exercises.questions.find import Find
from nnlib.exercises.questions.model import PageQuestion, Rich, rendered
from nnlib.exercises.questions.predict import Choice, Predict
from nnlib.exercises.questions.prove import Prove

Typeset = Callable[[str, bool], str]  # LaTeX, displayed or not -> HTML
_PARTS = re.compile(r"\$([^$]+)\$|`([^`]+)`|\*\*([^*]+)\*\*")
_MATHML = re.compile(r"<math.*?</math>", re.DOTALL)
_SOURCE = re.compile(r"<annotation.*?</annotation>", re.DOTALL)


def rich(text: str, typeset: Typeset) -> str:
    """Text with $formulas$, `code` and **bold** as HTML."""
    out, place = "", 0
    for match in _PARTS.finditer(text):
        out += html.escape(text[place : match.start()], quote=False)
        formula, code, bold = match.groups()
        if formula is not None:
            out += typeset(formula, False)
        elif code is not None:
            out += f"<code>{html.escape(code)}</code>"
        else:
            out += f"<strong>{html.escape(bold)}</strong>"
        place = match.end()
    return out + html.escape(text[place:], quote=False)


def form(question: PageQuestion, typeset: Typeset) -> str:
    """The whole form: what there is to choose, a button, a line that answers."""
    name = question.id
    body = _BODIES[type(question)](question, typeset)
    if question.prompt:
        body = f'<p class="nn-prompt">{rich(question.prompt, typeset)}</p>{body}'
    return (
        f'<form class="nn-ask" data-nn-exercise="{name}" data-nn-seed="{zlib.crc32(name.encode())}" '
        f'data-nn-rules="{packed_rules(question, typeset)}" novalidate>'
        f'{body}<p class="nn-controls"><button type="submit" class="nn-button">Check</button></p>'
        '<p class="nn-verdict" role="status" aria-live="polite"></p></form>'
    )


def packed_rules(question: PageQuestion, typeset: Typeset) -> str:
    """The rules veiled and in base64, their formulas as MathML alone, which is a fifth of the full typesetting."""

    def small(tex: str, display: bool) -> str:
        found = _MATHML.search(typeset(tex, display))
        return _SOURCE.sub("", found[0]) if found else html.escape(tex)

    rules = rendered(question.rules(), lambda text: rich(Rich(text), small))
    text = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(veiled(text.encode(), question.id)).decode()


def veiled(data: bytes, name: str) -> bytes:
    """The bytes mixed with numbers that follow from the exercise's id: a search finds no answer, and the script knows how.

    Twice is as it was. This hides nothing from whoever reads the script.
    """
    state = zlib.crc32(name.encode())
    mixed = bytearray()
    for byte in data:
        state = (state * 1103515245 + 12345) % 2**32
        mixed.append(byte ^ (state >> 24))
    return bytes(mixed)


def _predict(question: PageQuestion, typeset: Typeset) -> str:
    assert isinstance(question, Predict)
    if question.form in ("number", "shape"):
        what = "a number" if question.form == "number" else "a shape such as (3, 5)"
        units = ", ".join(unit for unit in question.units if unit)
        what += f", in {units} or without a unit" if units else ""
        field = f'<input type="text" id="nn-{question.id}" autocomplete="off" spellcheck="false" autocapitalize="off" size="14">'
        return f'<p class="nn-controls"><label for="nn-{question.id}">Your answer, {what}</label> {field}</p>'
    if question.form == "order":
        items = [(choice.key, choice.text, "") for choice in question.choices]
        return _ordered("Put these in order", items, question.id, typeset)
    several = question.form == "choices"
    legend = "Choose all that are right" if several else "Choose one"
    return _choices(legend, question.id, question.choices, "checkbox" if several else "radio", typeset)


def _choices(legend: str, group: str, choices: tuple[Choice, ...], kind: str, typeset: Typeset) -> str:
    rows = []
    for choice in choices:
        name = f"nn-{group}-{choice.key}"
        rows.append(
            f'<div class="nn-choice"><input type="{kind}" id="{name}" name="{group}" value="{choice.key}"{_spoken(choice.text)}>'
            f'<label for="{name}"><span class="nn-scroll">{rich(choice.text, typeset)}</span></label></div>'
        )
    return f"<fieldset><legend>{legend}</legend>{''.join(rows)}</fieldset>"


def _spoken(text: str) -> str:
    """A name for a choice that is nothing but formulas: of MathML not every reader of the page makes a name."""
    if _PARTS.sub(lambda match: "" if match[1] else match[0], text).strip(" .,;"):
        return ""
    return f' aria-label="{html.escape(plain(text))}"'


def _find(question: PageQuestion, typeset: Typeset) -> str:
    assert isinstance(question, Find)
    rows = []
    for number, line in enumerate(question.lines, start=1):
        if question.form == "code":
            shown = f"<code>{html.escape(line.show)}</code>"
        else:
            shown = (
                typeset(rf"\displaystyle {line.show}", False)
                if question.form == "formula"
                else rich(line.show, typeset)
            )
        name = f"nn-{question.id}-{number}"
        rows.append(
            f'<div class="nn-choice nn-line-{question.form}"><input type="radio" id="{name}" name="{question.id}" value="{number}">'
            f'<label for="{name}"><span class="nn-number">{number}</span> '
            f'<span class="nn-scroll">{shown}</span></label></div>'
        )
    lines = f"<fieldset><legend>Which line is wrong?</legend>{''.join(rows)}</fieldset>"
    if not question.faults:
        return lines
    return lines + _choices("What is wrong with it?", f"{question.id}-fault", question.faults, "radio", typeset)


def _prove(question: PageQuestion, typeset: Typeset) -> str:
    assert isinstance(question, Prove)
    options = [f'<option value="{r.key}">{html.escape(plain(r.text))}</option>' for r in question.reasons]
    if any(step.extra for step in question.steps):
        options.append('<option value="-">(leave this step out)</option>')
    first = "choose a reason" if question.reasons else "part of the proof"
    items = []
    for step in question.steps:
        name = f"nn-{question.id}-{step.key}"
        menu = (
            f'<div class="nn-controls nn-menu"><label class="nn-visually-hidden" for="{name}">Reason of step {step.key}</label>'
            f'<select id="{name}"><option value="">{first}</option>{"".join(options)}</select></div>'
        )
        items.append((step.key, step.text, menu if options else ""))
    listed = "".join(f"<li>{html.escape(plain(r.text))}</li>" for r in question.reasons)
    reasons = f'<div class="nn-reasons"><p>Reasons:</p><ul>{listed}</ul></div>' if listed else ""
    checks = "".join(f"<li>{rich(item, typeset)}</li>" for item in question.checklist)
    own = f"<p>Then compare a proof of your own with the solution:</p><ul>{checks}</ul>"
    steps = _ordered("Put the steps in order and choose each one's reason", items, question.id, typeset)
    return f'{steps}{reasons}<div class="nn-checklist" hidden>{own}</div>'


def _ordered(legend: str, items: list[tuple[str, str, str]], name: str, typeset: Typeset) -> str:
    rows = []
    for key, text, menu in items:
        buttons = "".join(
            f'<button type="button" class="nn-button" data-move="{word.lower()}" aria-label="Move {key} {word.lower()}">'
            f"{'↑' if word == 'Up' else '↓'}</button>"
            for word in ("Up", "Down")
        )
        rows.append(
            f'<li data-key="{key}"><div class="nn-step"><span class="nn-number">{key}</span> '
            f'<span class="nn-scroll">{rich(text, typeset)}</span></div><div class="nn-controls">{buttons}</div>{menu}</li>'
        )
    moved = '<p class="nn-moved nn-visually-hidden" role="status" aria-live="polite"></p>'
    return (
        f'<fieldset><legend>{legend}</legend><ol class="nn-steps" id="nn-{name}">{"".join(rows)}</ol>{moved}</fieldset>'
    )


_BODIES: dict[type[PageQuestion], Callable[[PageQuestion, Typeset], str]] = {
    Predict: _predict,
    Find: _find,
    Prove: _prove,
}
