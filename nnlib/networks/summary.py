"""The table of a network: its layers, the shapes between them, and how many numbers there are to learn.

The shapes are not computed a second time here: a batch of no samples runs through a copy of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

import numpy as np

from nnlib._check import Array, positive_integer

if TYPE_CHECKING:
    from nnlib.networks.network import Network

HEADER = ("layer", "output", "parameters")


def summary_table(net: Network, input_shape: Sequence[int] | None) -> str:
    """`Network.summary`, whose docstring says what it is."""
    y: Array = np.zeros((0, *_sample_shape(net, input_shape)))
    rows = [HEADER, ("input", _batch_shape(y.shape), "")]
    total = 0
    for place, layer in deepcopy(net).leaves():
        y = layer.forward(y)
        count = sum(array.size for array in layer.params.values())
        total += count
        indent = "  " * place.count(".")
        rows.append((f"{indent}{place}: {layer!r}", _batch_shape(y.shape), f"{count:,}"))
    rows.append(("total", "", f"{total:,}"))
    names, shapes, counts = (max(map(len, column)) for column in zip(*rows, strict=True))
    return "\n".join(f"{a:{names}}  {b:{shapes}}  {c:>{counts}}".rstrip() for a, b, c in rows)


def _sample_shape(net: Network, input_shape: Sequence[int] | None) -> tuple[int, ...]:
    """The shape of one sample, as given or as the first layer tells it."""
    if input_shape is not None:
        if not np.iterable(input_shape):
            raise TypeError(f"Network.summary expects the shape of one sample such as (64,), got {input_shape!r}")
        return tuple(positive_integer("Network.summary", "each size in input_shape", size) for size in input_shape)
    _, first = next(net.leaves())
    d_in = getattr(first, "d_in", None)  # what Linear, and every layer of its kind, calls the width of its input
    if d_in is None:
        raise ValueError(
            f"Network.summary expects input_shape, the shape of one sample such as (1, 28, 28), "
            f"because the first layer {first!r} does not tell it; got none"
        )
    return (d_in,)


def _batch_shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(['N', *map(str, shape[1:])])})" if len(shape) > 1 else "(N,)"
