"""Prove: put the steps in order and give each its reason; the free proof is compared with the model by the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnlib.exercises.plain import plain
from nnlib.exercises.questions.model import NotAnAnswer, PageQuestion, Reply, Rich, Rules


@dataclass(frozen=True)
class Reason:
    """A reason that a step may have; the same one may serve several steps."""

    key: str
    text: str


@dataclass(frozen=True)
class Step:
    """A step of a proof: the steps it needs before it, the reasons that are right, replies to wrong ones.

    `early` is said if a step it needs is not there yet. An `extra` step belongs to no proof; `early` then says why.
    """

    key: str
    text: str
    needs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    early: str = ""
    extra: bool = False


@dataclass(frozen=True)
class Prove(PageQuestion):
    """`steps` stand in the order in which they are shown; `checklist` is what a reader looks for in a proof of their own,
    `model` one right order."""

    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]
    checklist: tuple[str, ...]
    model: tuple[str, ...]

    @property
    def kind(self) -> str:
        return "prove"

    def rules(self) -> Rules:
        return {
            "id": self.id, "form": "prove", "solved": Rich(self.solved), "reasons": bool(self.reasons),
            "steps": [
                {"key": s.key, "needs": list(s.needs), "extra": s.extra, "early": Rich(s.early), "reasons": list(s.reasons),
                 "replies": {key: Rich(reply) for key, reply in s.replies}}
                for s in self.steps
            ],
        }  # fmt: skip

    def read(self, answer: Any) -> list[list[str]]:
        """[[step, reason], ...] from "B2 A1 C4", ["B2", "A1"] or [("B", 2), ("A", 1)]; a reason may be left out."""
        if isinstance(answer, Sequence) and not isinstance(answer, str):
            parts = ["".join(map(str, part)) if isinstance(part, Sequence) else str(part) for part in answer]
        else:
            parts = re.findall(r"[A-Za-z]\s*[0-9]*|[^A-Za-z,;.\s]+", str(answer))
        found = []
        steps, reasons = [step.key for step in self.steps], [reason.key for reason in self.reasons]
        for part in parts:
            bare = "".join(part.split()).upper()
            step, reason = bare[:1], bare[1:]
            if step not in steps or (reason and reason not in reasons):
                last = f" and of a reason from 1 to {len(reasons)}" if reasons else ""
                raise NotAnAnswer(f"Expected letters of steps from {steps[0]} to {steps[-1]}{last}, got {bare[:20]!r}.")
            found.append([step, reason])
        if len({step for step, _ in found}) < len(found):
            raise NotAnAnswer("A step is named twice; each is used once.")
        return found

    def verdict(self, answer: Any) -> Reply:
        reply = proved(self.rules(), answer)
        return Reply(reply.passed, reply.code, plain(reply.message))

    def instruction(self) -> str:
        steps = "\n".join(f"  {s.key}  {plain(s.text)}" for s in self.steps)
        if not self.reasons:
            return f'{steps}\nAnswer with the steps in order, e.g. check("{self.id}", "B A C").'
        reasons = "\n".join(f"  {r.key}  {plain(r.text)}" for r in self.reasons)
        some = " Leave out what does not belong to the proof." if any(s.extra for s in self.steps) else ""
        how = f'Answer with the steps in order, each with its reason, e.g. check("{self.id}", "B2 A1").{some}'
        return f"Steps:\n{steps}\nReasons:\n{reasons}\n{how}"


def proved(rules: Rules, answer: list[list[str]]) -> Reply:
    """The first step that does not belong, comes too early or is missing; then the first with another reason."""
    steps = {step["key"]: step for step in rules["steps"]}
    there: list[str] = []
    for key, _reason in answer:
        step = steps[key]
        if step["extra"]:
            return Reply(False, f"extra-{key}", f"Step {key} does not belong to this proof. {step['early']}".strip())
        absent = [need for need in step["needs"] if need not in there]
        if absent:
            why = step["early"] or f"it rests on step {absent[0]}, which is not there yet."
            return Reply(False, f"early-{key}", f"Step {key} comes too early: {why}")
        there.append(key)
    missing = [key for key, step in steps.items() if not step["extra"] and key not in there]
    if missing:
        count = "1 step is" if len(missing) == 1 else f"{len(missing)} steps are"
        return Reply(False, "missing", f"So far every step rests on those before it, but {count} missing.")
    for key, reason in answer:
        step = steps[key]
        if not step["reasons"] or reason in step["reasons"]:
            continue
        if not reason:
            return Reply(False, "no-reason", f"The order is right. Now choose the reasons: step {key} has none yet.")
        reply = step["replies"].get(reason, "look for what makes just this step true.")
        return Reply(False, f"reason-{key}", f"The order is right, but step {key} has another reason: {reply}")
    return Reply(True, "right", rules["solved"])
