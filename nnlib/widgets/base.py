"""What every widget of the book is: a state with names, one picture of it, and two places to live.

In a notebook the state is synced with the picture by anywidget. On a built page there is no Python any more; there the
widget is a ``<div>`` that carries its name, its state as JSON and a still picture, which a small script brings to life.
"""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

import anywidget
from traitlets import TraitError

from nnlib.widgets.bundle import bundle, module_of, stylesheet


class Widget(anywidget.AnyWidget):
    """Base class; a subclass sets ``page_name`` and gives ``describe`` and ``still``."""

    page_name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "page_name" in cls.__dict__:
            cls._esm = bundle(module_of(cls.page_name))
            cls._css = stylesheet()

    def __init__(self, **state: Any) -> None:
        unknown = sorted(set(state) - set(self.class_trait_names()))
        if unknown:
            known = ", ".join(self.state_names())
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)}; its state is: {known}")
        super().__init__(**state)

    @classmethod
    def state_names(cls) -> list[str]:
        """The names of the widget's own synced traits, in the order in which they are declared."""
        inherited = set(anywidget.AnyWidget.class_traits(sync=True))
        order = [name for base in reversed(cls.__mro__) for name in vars(base)]
        own = {name for name in cls.class_traits(sync=True) if name not in inherited and not name.startswith("_")}
        return sorted(own, key=order.index)

    def state(self) -> dict[str, Any]:
        """The widget's own synced traits: what the picture depends on, and nothing else."""
        return {name: getattr(self, name) for name in self.state_names()}

    def describe(self) -> str:
        """One or two sentences that say what the picture shows now."""
        raise NotImplementedError

    def still(self) -> str:
        """The picture of the present state as SVG, for print and for readers without scripts."""
        raise NotImplementedError

    def to_html(self) -> str:
        """The element that the page's script brings to life; until then it shows the still picture."""
        state = html.escape(json.dumps(self.state(), allow_nan=False))
        return (
            f'<div class="nn-widget" data-nn-widget="{self.page_name}" data-nn-state="{state}">'
            f'{self.still()}<p class="nnw-status">{html.escape(self.describe())}</p></div>'
        )

    def link(self, page: str = "", name: str = "") -> str:
        """The address that opens the book's page ``page`` with its widget in this state.

        ``name`` is the widget's name on that page: by default ``page_name``; the second of a kind is ``page_name-2``.

        >>> from nnlib.widgets import ActivationExplorer
        >>> ActivationExplorer(function="relu", z=-2).link("activations.html")
        'activations.html?activation-explorer.function=relu&activation-explorer.z=-2.0&activation-explorer.alpha=0.01#widget-activation-explorer'
        """
        name = name or self.page_name
        words = {key: v if isinstance(v, str) else json.dumps(v, allow_nan=False) for key, v in self.state().items()}
        return f"{page}?{urlencode({f'{name}.{key}': word for key, word in words.items()})}#widget-{name}"

    def __repr__(self) -> str:
        """The state, without an address: the same in every build."""
        inside = ", ".join(f"{name}={value!r}" for name, value in self.state().items())
        return f"{type(self).__name__}({inside})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The notebook's widget view, and the page's element besides it."""
        parent = super()._repr_mimebundle_(**kwargs)
        if parent is None:
            return None
        data, metadata = parent
        return {**data, "text/plain": repr(self), "text/html": self.to_html()}, metadata


def within(name: str, value: float, low: float, high: float) -> float:
    """``value``, if it is a number that the picture can show; else a TraitError that says the limits."""
    if not (math.isfinite(value) and low <= value <= high):
        raise TraitError(f"{name} expects a number from {low:g} to {high:g}, got {value!r}")
    return float(value)


def whole(name: str, value: Any, low: int, high: int) -> int:
    """``value`` as an int, if it is a whole number in these limits; else a TraitError that says them."""
    number = math.nan if isinstance(value, str) else float(value)
    if not (number.is_integer() and low <= number <= high):
        raise TraitError(f"{name} expects a whole number from {low} to {high}, got {value!r}")
    return int(number)


def points_within(
    name: str, points: Iterable[Any], limits: Sequence[tuple[float, float]], count: tuple[int, int]
) -> list[list[float]]:
    """``points`` as lists of ``len(limits)`` floats, each within its limits (an array is welcome); else a TraitError."""
    try:
        rows = [[float(value) for value in point] for point in points]
    except (TypeError, ValueError):
        raise TraitError(f"{name} expects a list of points, got {points!r}") from None
    if not count[0] <= len(rows) <= count[1]:
        raise TraitError(f"{name} expects {count[0]} to {count[1]} points, got {len(rows)}")
    for i, row in enumerate(rows):
        if len(row) != len(limits):
            raise TraitError(f"{name}[{i}] expects {len(limits)} numbers, got {row!r}")
        for j, (value, (low, high)) in enumerate(zip(row, limits, strict=True)):
            within(f"{name}[{i}][{j}]", value, low, high)
    return rows


def numbers_within(name: str, values: Iterable[Any], count: tuple[int, int], low: float, high: float) -> list[float]:
    """``values`` as a list of floats (an array is welcome), if the picture can show them; else a TraitError."""
    try:
        numbers = [float(value) for value in values]
    except (TypeError, ValueError):
        raise TraitError(f"{name} expects a list of numbers, got {values!r}") from None
    if not count[0] <= len(numbers) <= count[1]:
        raise TraitError(f"{name} expects {count[0]} to {count[1]} numbers, got {len(numbers)}: {numbers!r}")
    return [within(f"{name}[{i}]", number, low, high) for i, number in enumerate(numbers)]
