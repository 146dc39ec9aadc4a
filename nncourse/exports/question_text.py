"""A question of the registry as Markdown: what is asked, what there is to choose, how the answer is written down.

In the book `ask("id")` shows this as a form. An assignment has to keep the answer in the notebook's text, so here it stands as text.
"""

from __future__ import annotations

from nnlib.exercises.questions.derive import Derive
from nnlib.exercises.questions.find import Find
from nnlib.exercises.questions.model import Question
from nnlib.exercises.questions.predict import Predict
from nnlib.exercises.questions.prove import Prove

EXAMPLES = {
    "number": ("a number", "0.25"),
    "shape": ("a shape", "(3, 5)"),
    "choice": ("a letter", '"a"'),
    "choices": ("every letter that is right", '"a c"'),
    "order": ("the letters in order", '"b a c"'),
}


def markdown(question: Question) -> str:
    """What the form of the page shows, without the fields."""
    parts = [question.prompt] if question.prompt else []
    if isinstance(question, Find):
        parts += _lines(question)
    elif isinstance(question, Prove):
        parts.append("\n".join(f"- **{step.key}** {step.text}" for step in question.steps))
        if question.reasons:
            parts += ["Reasons:", "\n".join(f"- **{reason.key}** {reason.text}" for reason in question.reasons)]
        if any(step.extra for step in question.steps):
            parts.append("Leave out what does not belong to the proof.")
    elif isinstance(question, Derive):
        parts.append(question.instruction().split("\n")[0])
    elif isinstance(question, Predict) and question.choices:
        parts.append("\n".join(f"- **{choice.key}** {choice.text}" for choice in question.choices))
    return "\n\n".join(parts)


def _lines(question: Find) -> list[str]:
    if question.form == "code":
        shown = "\n".join(f"{number:>2}  {line.show}" for number, line in enumerate(question.lines, start=1))
        parts = [f"```\n{shown}\n```"]
    else:
        texts = (f"${line.show}$" if question.form == "formula" else line.show for line in question.lines)
        parts = ["\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))]
    if question.faults:
        choices = "\n".join(f"- **{fault.key}** {fault.text}" for fault in question.faults)
        parts += ["What is wrong with it?", choices]
    return parts


def how(question: Question) -> str:
    """How an answer is written, with an example that gives nothing away, as a comment above it."""
    what, example = _form(question)
    return f"{what}, for example {example}"


def _form(question: Question) -> tuple[str, str]:
    if isinstance(question, Predict):
        what, example = EXAMPLES[question.form]
        units = [name for name in question.units if name]
        return (f"{what}, or text with a unit ({', '.join(units)})" if units else what), example
    if isinstance(question, Find):
        return ("the number of the wrong line and the letter", '"1a"') if question.faults else ("a line's number", "1")
    if isinstance(question, Prove):
        return (
            ("the steps in order, each with its reason", '"B2 A1"')
            if question.reasons
            else ("the steps in order", '"B A C"')
        )
    return "a formula as text, in this notation or in LaTeX", '"p_i*([i==j] - p_j)"'
