"""A scene: what the symbols of an equation stand for in one random instance, as a graph that can be disturbed.

Some values are given, the others follow by rules. A partial derivative disturbs one node of the graph by a tiny
imaginary number and evaluates what follows from it again, so dl/dw, dz/da and every Jacobian are one mechanism.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnlib.formula.semantics.values import ScopeError

Key = tuple[str, int | None]


def identifier(name: str) -> str:
    r"""The Python name of a symbol in scenes: `\hat y` is hat_y, `\mathcal L` is mathcal_L, `W'` is W_prime, `o^{(h)}` is o_h."""
    for written, spelled in (("\\", ""), (" ", "_"), ("'", "_prime"), ("{", ""), ("}", ""), ("^(", "_"), (")", "")):
        name = name.replace(written, spelled)
    return name


@dataclass(frozen=True)
class Scene:
    """One instance.

    given       values by name; a dict is a value for each layer (or for each number), other arrays count from 1
    rules       values that follow: name -> function of the graph
    layers      values that follow, layer by layer: name -> function of the graph and the number of the layer
    functions   Python functions of arrays, fit for complex numbers: the independent reference
    ranges      the values of free indices that no shape tells
    outcomes    of a random variable: pairs of value and probability
    small       the small parameter of approximations and the order of their error, e.g. ("epsilon", 2)
    after       what a symbol is after an update, for assignments; of a symbol with layers: function of graph and layer
    in_turn     whether of several updates each sees what those before it have changed; else all see the old values
    first       the first index of a symbol's axes where they do not count from 1: one number, or one for each axis
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Callable[[Graph], Any]] = field(default_factory=dict)
    layers: Mapping[str, Callable[[Graph, int], Any]] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    ranges: Mapping[str, Iterable[int]] = field(default_factory=dict)
    outcomes: Mapping[str, Iterable[tuple[Any, float]]] = field(default_factory=dict)
    small: tuple[str, float] | None = None
    after: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    in_turn: bool = False
    first: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Graph:
        """The values of this scene, which every formula that is evaluated in it shares."""
        return Graph(self)


class Graph:
    """The values of a scene, each computed when it is first asked for. `graph.z`, `graph.z[2]` for layer 2."""

    def __init__(self, scene: Scene, disturbed: Mapping[Key, Any] | None = None) -> None:
        self.scene = scene
        self.disturbed = dict(disturbed or {})
        self._known: dict[Key, Any] = {}
        self.partials: dict[Any, Any] = {}  # derivatives that were taken already

    def value(self, name: str, layer: int | None = None) -> Any:
        """The value of a symbol; ScopeError if the scene does not bind it."""
        key = name, layer
        if key in self.disturbed:
            return self.disturbed[key]
        if key not in self._known:
            self._known[key] = self._compute(name, layer)
        return self._known[key]

    def _compute(self, name: str, layer: int | None) -> Any:
        scene = self.scene
        if layer is None:
            if name in scene.given:
                given = scene.given[name]
                return given if isinstance(given, Mapping) else np.asarray(given)
            if name in scene.rules:
                return np.asarray(scene.rules[name](self))
            kind = "has a value for each layer only" if name in scene.layers else "is not bound in the scene"
            raise ScopeError(f"{name!r} {kind}")
        table = scene.given.get(name)
        if isinstance(table, Mapping) and layer in table:
            return np.asarray(table[layer])
        if name in scene.layers:
            try:
                return np.asarray(scene.layers[name](self, layer))
            except (KeyError, IndexError) as error:
                raise ScopeError(f"{name!r} has no layer {layer}") from error
        raise ScopeError(f"{name!r} has no layer {layer}")

    def binds(self, name: str) -> bool:
        scene = self.scene
        return name in scene.given or name in scene.rules or name in scene.layers

    def disturb(self, key: Key, changed: Any) -> Graph:
        """The same scene with one node set to another value, and all that follows from it."""
        return Graph(self.scene, {**self.disturbed, key: changed})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.scene.layers or isinstance(self.scene.given.get(name), Mapping):
            return _Layers(self, name)
        return self.value(name)


@dataclass(frozen=True)
class _Layers:
    graph: Graph
    name: str

    def __getitem__(self, layer: int) -> Any:
        return self.graph.value(self.name, layer)
