"""What an exercise that asks for a function is made of.

The classes hold everything the judge needs and nothing the reader sees as prose: the statement and the worked solution
stand in the chapter, found by the label ``ex-`` + id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlib.exercises.recipes import Recipe

Array = npt.NDArray[Any]
Args = tuple[Any, ...]
Masks = Mapping[str, Array]


@dataclass(frozen=True)
class Probe:
    """One set of arguments. `edge` names the boundary it sits on ("inputs of ±1000"); ordinary probes leave it empty."""

    args: Args
    edge: str = ""


@dataclass(frozen=True)
class Function:
    """A function that is itself an argument: `text` is how evidence shows it, `gradient` its derivative where one is needed.

    >>> Function("f(x) = sum of x^3", lambda x: np.sum(x**3), lambda x: 3 * x**2)
    f(x) = sum of x^3
    """

    text: str
    value: Callable[..., Any]
    gradient: Callable[..., Any] | None = None

    def __call__(self, *args: Any) -> Any:
        """The value at copies of the arguments, so that it never depends on what is changed afterwards."""
        return self.value(*(np.array(a) if isinstance(a, np.ndarray) else a for a in args))

    def __repr__(self) -> str:
        return self.text

    def __deepcopy__(self, _memory: Any) -> Function:
        return self


@dataclass(frozen=True)
class Misconception:
    """A mistake with a name: the function it amounts to, and what to say when an answer equals that function.

    The claim of the message is "the answer equals `wrong` on every ordinary probe"; it is evaluated on fresh
    random probes before the message is shown. Where there are several results, `wrong` returns all of them.
    `code` is stable: statistics count by it.
    """

    code: str
    message: str
    wrong: Callable[..., Any]


Ask = Callable[..., Array | None]


@dataclass(frozen=True)
class Question:
    """A mistake told by asking the answer again: `holds(ask, args)` calls ``ask(*args)`` with arguments of its own.

    `ask` returns numbers, or None where the answer raised. The question has to hold for the arguments of every ordinary
    probe, fresh ones included, before its message is shown.
    """

    code: str
    message: str
    holds: Callable[[Ask, Args], bool]


@dataclass(frozen=True)
class Trial:
    """One call of a random function, repeated: what it takes to judge it without knowing its stream of numbers.

    `value` is the first result, `second` that of another call with the same generator, `repeated` that of a generator
    with the same seed while the global random state is another one; `drew` tells whether the generator was used.
    """

    args: Args
    value: Any
    second: Any
    repeated: Any
    drew: bool


@dataclass(frozen=True)
class Fault:
    """A mistake of a random function as a statement about trials; an answer is right if no fault of the exercise holds.

    `holds` sees many trials at once, and must be impossible by chance for a right answer: 5 standard deviations of a
    pooled statistic are passed with a probability below 1e-6. A `general` fault says that something is wrong and not
    what; an edited recipe that explains the result goes before it.
    """

    code: str
    message: str
    holds: Callable[[Sequence[Trial]], bool]
    general: bool = False


@dataclass(frozen=True)
class Property:
    """A fact that holds for the right function ("rows sum to 1"), reported when nothing more specific can be said."""

    name: str
    holds: Callable[[Args, Array], bool]


def nothing(*_args: Any) -> Mapping[str, Any]:
    """No named quantities, parts or terms."""
    return {}


@dataclass(frozen=True)
class Component:
    """One of several results ("dW"), judged by itself with what an exercise of one result has: see `Exercise`."""

    name: str
    result: str = "an array"
    quantities: Callable[..., Mapping[str, float]] | None = None  # None: those of the exercise
    regions: Callable[..., Masks] = nothing
    terms: Callable[..., Mapping[str, Array]] = nothing
    coefficients: Mapping[str, float] = field(default_factory=dict)
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """Everything needed to judge an answer to one exercise.

    `probes` are the fixed arguments, `fresh` draws an ordinary random one and `fresh_edge` one on a boundary.
    `quantities` names the numbers a factor may equal (N, K) and `sizes` explains those names, `regions` names parts of
    the result ("z < 0") as Boolean masks of its shape, `terms` the pieces the right result is a sum of, with their
    coefficients in `coefficients`. `arguments_vary` says that the reference has a meaning for negated, scaled and swapped
    arguments (bce has none for a target of -1). `accepts` replaces the numeric comparison where several values are right.

    `components` names several results, which the reference returns as a tuple. `questions` ask the answer again,
    `recipes` are the computation in named steps, to find answers that are one edit away. With `faults` the function is
    random and judged by them alone; `convert` turns what it returns into the value they look at (None: not of that form).
    `square` draws arguments whose sizes are all equal: an answer that raises because shapes do not fit is tried on these.
    """

    id: str
    signature: str
    chapter: str
    reference: Callable[..., Any]
    independent: Callable[..., Any]
    probes: Callable[[], Sequence[Probe]]
    fresh: Callable[[np.random.Generator], Probe]
    fresh_edge: Callable[[np.random.Generator], Probe] | None
    hints: tuple[str, ...]
    misconceptions: tuple[Misconception, ...]
    result: str = "an array"
    quantities: Callable[..., Mapping[str, float]] = nothing
    regions: Callable[..., Masks] = nothing
    terms: Callable[..., Mapping[str, Array]] = nothing
    coefficients: Mapping[str, float] = field(default_factory=dict)
    elementwise: bool = False
    sizes: str = ""
    arguments_vary: bool = True
    properties: tuple[Property, ...] = ()
    accepts: Callable[[Probe, Array, Array], bool] | None = None
    edge_advice: str = ""
    components: tuple[Component, ...] = ()
    questions: tuple[Question, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    faults: tuple[Fault, ...] = ()
    convert: Callable[[Any], Any] | None = None
    square: Callable[[np.random.Generator], Probe] | None = None

    @property
    def kind(self) -> str:
        """What is asked for: code."""
        return "code"

    @property
    def label(self) -> str:
        """The label of its paragraph in the book, e.g. ``ex-softmax-jacobian``."""
        return "ex-" + self.id.replace("_", "-")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the arguments as the exercise writes them, e.g. ``("y_hat", "t")``."""
        inside = self.signature.partition("(")[2].rstrip(")")
        return tuple(part.partition("=")[0].strip() for part in inside.split(","))
