"""The record of one equation: parsed, executed on its scenes, and every slip in it noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nnlib.formula.checking.check import check
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.ledger.contexts import Chapter
from nnlib.formula.ledger.sources import Formula
from nnlib.formula.semantics.scene import Scene
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import parse
from nnlib.formula.syntax.vocabulary import Vocabulary
from nnlib.formula.typesetting.printer import Printer


@dataclass(frozen=True)
class Record:
    """What the ledger says of a displayed equation. `problems` are what makes the tests fail."""

    label: str
    chapter: str
    file: str
    cell: str
    latex: str
    status: str  # executed, unchecked or failed
    reason: str = ""
    relations: int = 0
    instances: int = 0
    comparisons: int = 0
    mutants: int = 0
    killed: int = 0
    equivalents: int = 0
    source: str = ""  # file of the context
    line: int = 0
    code: tuple[str, ...] = ()  # what nnlib computes of it, compared as the third
    problems: tuple[str, ...] = field(default=())


def record(formula: Formula, chapter: Chapter, vocabulary: Vocabulary) -> Record:
    """Parse, execute and mutate one displayed equation."""
    label, place = formula.label or "", formula.place
    empty = Record(label, chapter.key, place.file, place.cell, formula.latex, "failed")
    if not formula.label:
        return _failed(empty, f"{place}: a displayed equation without a label: $$ ... $$ (eq-name)")
    if label in chapter.unchecked_because:
        return _with(empty, status="unchecked", reason=chapter.unchecked_because[label])
    try:
        chains = parse(formula.latex, vocabulary)
    except FormulaError as error:
        return _failed(empty, f"{place}, {label}: {error}")
    context = chapter.contexts.get(label)
    if context is None:
        return _failed(empty, f"{place}: {label} has no context in book/equations/{chapter.key}.py")
    scenes = list(context.scenes())
    verdict = check(chains, scenes)
    if verdict.failure:
        return _failed(empty, f"{place}, {label}, {verdict.failure}; scene {verdict.failure.scene}")
    code_problems = _code(chains, scenes, label, chapter)
    killed, equivalents, survivors = slips(chains, scenes, label, chapter)
    return _with(
        empty,
        status="executed",
        relations=sum(len(chain.steps) for chain in chains),
        instances=verdict.scenes,
        comparisons=verdict.comparisons,
        mutants=killed + equivalents + len(survivors),
        killed=killed,
        equivalents=equivalents,
        source=context.file,
        line=context.line,
        code=tuple(_name(thing) for thing in chapter.codes[label].things) if label in chapter.codes else (),
        problems=(
            *(f"{place}, {label}: {problem}" for problem in code_problems),
            *(f"{place}, {label}: the check does not notice {slip}" for slip in survivors),
        ),
    )


def _code(chains: Sequence[t.Chain], scenes: list[Scene], label: str, chapter: Chapter) -> list[str]:
    """The third view: the same equation with what nnlib computes in the place of the independent code."""
    code = chapter.codes.get(label)
    if code is None:
        return []
    problems = [
        f"the docstring of {_name(thing)} does not name {label}"
        for thing in code.things
        if label not in (thing.__doc__ or "")
    ]
    verdict = check(chains, [code.scene(scene) for scene in scenes])
    if verdict.failure:
        problems.append(f"nnlib disagrees, {verdict.failure}; scene {verdict.failure.scene}")
    return problems


def _name(thing: Any) -> str:
    return f"nnlib.{thing.__name__}"


def slips(chains: Sequence[t.Chain], scenes: list[Scene], label: str, chapter: Chapter) -> tuple[int, int, list[str]]:
    """How many slips were noticed, how many are the same statement, and those that neither is true of."""
    killed, equivalents, survivors = 0, 0, list[str]()
    printer = Printer()
    for place, chain in enumerate(chains):
        for mutant in mutants(chain):
            changed = [*chains[:place], mutant.chain, *chains[place + 1 :]]
            if not check(changed, scenes).holds:
                killed += 1
                continue
            latex = printer.relations(mutant.chain)
            if (label, "".join(latex.split())) in chapter.equivalents:
                equivalents += 1
            else:
                survivors.append(f"{mutant.kind}: {latex}")
    return killed, equivalents, survivors


def _failed(empty: Record, problem: str) -> Record:
    return _with(empty, problems=(problem,))


def _with(empty: Record, **changes: object) -> Record:
    return replace(empty, **changes)  # type: ignore[arg-type]
