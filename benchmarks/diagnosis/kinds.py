"""How telling a verdict is."""

from __future__ import annotations

from typing import Any

ORDER = (
    "named misconception", "true relation", "edit step", "right but for a boundary", "error and its cause", "counter-example only", "raised an error",
    "not finite", "shape only", "nearly right", "no numbers", "accepted although wrong", "equivalent",
)  # fmt: skip
SPECIFIC = ORDER[:4]
EXPLAINED = "error and its cause"  # Python stops; the line is named and what such an error means


def kind_of(exercise: Any, verdict: Any) -> str:
    """One of `ORDER`."""
    code = verdict.code
    if verdict.passed:
        return "equivalent"
    named = {m.code for m in exercise.misconceptions} | {q.code for q in exercise.questions}
    named |= {f.code for f in exercise.faults if not f.general}
    if code in named or code in (
        "changes-argument",
        "python-max",
        "not-reproducible",
        "generator-unused",
        "same-twice",
    ):
        return "named misconception"
    if code in ("edit", "two-edits"):
        return "edit step"
    if code.startswith("edge") or on_boundary(verdict):
        return "right but for a boundary"
    if code.startswith("raised-"):
        # with the name of the mistake behind the error's, it was recognised where all sizes are equal
        return "named misconception" if any(code.endswith("-" + name) for name in named) else "error and its cause"
    if code in ("raised", "timeout"):
        return "raised an error"
    general = {f.code for f in exercise.faults}
    table = {
        "not-finite": "not finite",
        "shape": "shape only",
        "counter-example": "counter-example only",
        "nearly": "nearly right",
    }
    if code in table:
        return table[code]
    if code in general:
        return "counter-example only"
    if code.startswith(("kind", "returns", "signature", "not-")) or code == "count":
        return "no numbers"
    return "true relation"


def on_boundary(verdict: Any) -> bool:
    """True if the message begins by saying that ordinary arguments are right."""
    return str(verdict.message).startswith("Right for ")
