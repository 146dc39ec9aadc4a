"""Running a recipe, as it is or with edits: its steps compiled once, each edit compiled where it belongs."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from nnlib.exercises.diagnosis.edits import changes
from nnlib.exercises.diagnosis.vocabulary import VOCABULARY
from nnlib.exercises.model import Args, Exercise
from nnlib.exercises.recipes import Recipe

Codes = Mapping[int, CodeType]
Place = tuple[ast.AST, str, int | None, ast.expr]

# what may be done to the finished result once too often: the expression of r and its words
AFTERWARDS = (
    ("-r", "negated"),
    ("2 * r", "doubled"),
    ("r / 2", "halved"),
    ("r ** 2", "squared"),
    ("1 - r", "subtracted from 1"),
    ("1 + r", "increased by 1"),
    ("1 / r", "inverted (1 over it)"),
    ("exp(r)", "put into exp"),
    ("log(r)", "put into log"),
    ("sqrt(r)", "put into sqrt"),
    ("abs(r)", "without its sign"),
    ("r.T", "transposed"),
    ("sum(r)", "summed"),
    ("mean(r)", "averaged"),
    ("sum(r, axis=0)", "summed over axis 0"),
    ("sum(r, axis=-1)", "summed over the last axis"),
)


@dataclass(frozen=True)
class Edit:
    """A change of one place in one step; `rank` is small for the changes that are believed first."""

    step: int
    place: int
    number: int
    words: str
    rank: int
    code: CodeType


class Kitchen:
    """One recipe of an exercise, ready to be run."""

    def __init__(self, exercise: Exercise, recipe: Recipe) -> None:
        self.recipe, self.exercise = recipe, exercise
        self.variables = [step.variable for step in recipe.steps]
        self._trees = [ast.parse(step.expression, mode="eval") for step in recipe.steps]
        self._places = [list(_places(tree)) for tree in self._trees]
        self._codes = [_compiled(tree) for tree in self._trees]
        self._defaults = _defaults(exercise)
        # with the built-in functions: compiled code of NumPy imports by way of them
        self._base = {"__builtins__": builtins, **VOCABULARY, **recipe.tools}
        self._kinds: dict[str, tuple[Any, ...]] = {}
        self._parameters = exercise.parameters
        given = (len(probe.args) for probe in exercise.probes() if not probe.edge)
        self._unseen = exercise.parameters[max(given, default=0) :]  # ordinary arguments leave these at their default
        self._generator = np.random.default_rng(0)

    # -- running ----------------------------------------------------------------------------------------------------

    def start(self, args: Args) -> dict[str, Any]:
        """The names with which the first step begins; a generator is a copy, since running draws from it."""
        given = (self._again(a) if isinstance(a, np.random.Generator) else a for a in args)
        return {**self._base, **self._defaults, **dict(zip(self._parameters, given, strict=False))}

    def _again(self, generator: np.random.Generator) -> np.random.Generator:
        """The kitchen's own generator in the state of this one (a new one for each run would take most of the time)."""
        if not isinstance(generator.bit_generator, np.random.PCG64):
            return copy.deepcopy(generator)
        self._generator.bit_generator.state = generator.bit_generator.state
        return self._generator

    def proceed(self, names: dict[str, Any], first: int, edited: Codes) -> Any:
        """Run the steps from `first` on, with these edits, and return the result."""
        for i in range(first, len(self._codes)):
            names[self.variables[i]] = eval(edited.get(i, self._codes[i]), names)
        result = names[self.variables[-1]]
        last = edited.get(len(self._codes))
        return result if last is None else eval(last, {**self._base, **self._sizes(names), "r": np.asarray(result)})

    def run(self, args: Args, edited: Codes) -> Any:
        """The result for these arguments."""
        return self.proceed(self.start(args), 0, edited)

    def step(self, names: dict[str, Any], i: int, code: CodeType | None = None) -> None:
        """Run one step."""
        names[self.variables[i]] = eval(code or self._codes[i], names)

    def _sizes(self, names: Mapping[str, Any]) -> dict[str, float]:
        args = [names[p] for p in self.exercise.parameters if p in names]
        return {f"q{i}": value for i, value in enumerate(dict(self.exercise.quantities(*args)).values())}

    # -- edits ------------------------------------------------------------------------------------------------------

    def singles(self, names: Mapping[str, Any]) -> list[Edit]:
        """All single edits, given the names and values of a finished run (variables of one kind are exchanged)."""
        known = [*self.exercise.parameters, *self.variables]
        self._kinds = {name: _kind(names[name]) for name in known if name in names}
        found = []
        for i in range(len(self._trees)):
            for place in range(len(self._places[i])):
                for number, (_, words) in enumerate(self._changes(i, place)):
                    code = self._code(i, ((place, number),))
                    if code is not None:
                        found.append(Edit(i, place, number, words, number, code))
        return found + self._afterwards(names)

    def _afterwards(self, names: Mapping[str, Any]) -> list[Edit]:
        if self.exercise.components or self.exercise.faults:
            return []
        sizes = list(self.exercise.quantities(*(names[p] for p in self.exercise.parameters if p in names)))
        texts = [*AFTERWARDS]
        for i, name in enumerate(sizes):
            texts += [(f"r * q{i}", f"multiplied by {name}"), (f"r / q{i}", f"divided by {name}")]
        end = len(self._codes)
        codes = (_compiled(ast.parse(text, mode="eval")) for text, _ in texts)
        return [Edit(end, k, 0, f"with the result {texts[k][1]}", 2, code) for k, code in enumerate(codes)]

    def both(self, one: Edit, other: Edit) -> Codes | None:
        """The codes of two edits, or None if they do not go together."""
        if one.step != other.step:
            return {one.step: one.code, other.step: other.code}
        if one.place == other.place or one.step == len(self._codes):
            return None
        code = self._code(one.step, ((one.place, one.number), (other.place, other.number)))
        return None if code is None else {one.step: code}

    def where(self, edit: Edit) -> str:
        """The name of the step it is in; empty for one of the finished result."""
        return self.recipe.steps[edit.step].does if edit.step < len(self._codes) else ""

    def _changes(self, i: int, place: int) -> list[tuple[ast.expr, str]]:
        node = self._places[i][place][3]
        found = list(changes(node, self._words))
        if isinstance(node, ast.Name):
            found += self._of_name(i, node)
        return found

    def _of_name(self, i: int, node: ast.Name) -> Iterator[tuple[ast.expr, str]]:
        name, kind = node.id, self._kinds.get(node.id)
        if kind is None:
            return
        said = self._words(node) or f"the value of '{self.recipe.steps[self.variables.index(name)].does}'"
        for other in (*self.exercise.parameters, *self.variables[:i]):
            if other != name and other not in self._unseen and self._kinds.get(other) == kind:
                words = self._words(ast.Name(other, ast.Load()))
                words = words or f"the value of '{self.recipe.steps[self.variables.index(other)].does}'"
                yield ast.Name(other, ast.Load()), f"with {words} instead of {said}"
        if kind[0] == "array" and kind[1] == 2:
            yield ast.Attribute(node, "T", ast.Load()), f"with {said} transposed"
        if kind[0] in ("array", "number"):
            yield ast.UnaryOp(ast.USub(), node), f"with the sign of {said} reversed"
            two = ast.Constant(2)
            yield ast.BinOp(two, ast.Mult(), node), f"with twice {said} instead of {said}"
            yield ast.BinOp(node, ast.Div(), two), f"with half of {said} instead of {said}"
            yield ast.BinOp(node, ast.Pow(), two), f"with the square of {said} instead of {said}"

    def _words(self, node: ast.expr) -> str:
        """Words for a part of an expression, or nothing if only the expression itself could say it."""
        if isinstance(node, ast.Name):
            own = node.id if node.id in self.exercise.parameters else ""
            return self.recipe.names.get(node.id, own)
        if isinstance(node, ast.Constant):
            return f"{node.value!r}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            inner = self._words(node.args[0])
            return f"the length of {inner}" if inner else ""
        return ""

    def _code(self, i: int, edited: Sequence[tuple[int, int]]) -> CodeType | None:
        """The step with the edits at these places; inner places first, since an outer edit keeps what is inside."""
        undo = []
        try:
            for place, number in sorted(edited, reverse=True):
                options = self._changes(i, place)
                if number >= len(options):
                    return None
                parent, field, index, node = self._places[i][place]
                undo.append((parent, field, index, node))
                _put(parent, field, index, options[number][0])
            return _compiled(self._trees[i])
        except (SyntaxError, ValueError, TypeError):
            return None
        finally:
            for parent, field, index, node in reversed(undo):
                _put(parent, field, index, node)


def _kind(value: Any) -> tuple[Any, ...]:
    if isinstance(value, np.ndarray) and value.ndim:
        return "array", value.ndim, value.dtype.kind == "f"
    return ("number",) if isinstance(value, (int, float, np.generic, np.ndarray)) else (type(value).__name__,)


def _places(tree: ast.Expression) -> Iterator[Place]:
    """Every expression of the tree with where it stands, outer ones before inner ones."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        parent = waiting.pop(0)
        for field, value in ast.iter_fields(parent):
            if isinstance(parent, ast.Call) and field == "func":
                continue
            if isinstance(parent, ast.keyword) and parent.arg in ("axis", "keepdims"):
                continue
            entries = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, node in entries:
                if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                    yield parent, field, index, node
                if isinstance(node, ast.AST):
                    waiting.append(node)


def _put(parent: ast.AST, field: str, index: int | None, node: ast.expr) -> None:
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _compiled(tree: ast.Expression) -> CodeType:
    return compile(ast.fix_missing_locations(tree), "<recipe>", "eval")


def _defaults(exercise: Exercise) -> dict[str, Any]:
    """The default values in the exercise's signature."""
    arguments = ast.parse(f"def {exercise.signature}: pass").body[0].args  # type: ignore[attr-defined]
    names = [a.arg for a in arguments.args][len(arguments.args) - len(arguments.defaults) :]
    return {name: ast.literal_eval(value) for name, value in zip(names, arguments.defaults, strict=True)}
