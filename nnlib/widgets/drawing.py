"""Drawings of digits: 56 x 56 cells of paper (0) and ink (1), as text and as an image of the kind MNIST holds."""

from __future__ import annotations

import functools
import re

import numpy as np
from traitlets import TraitError

from nnlib import data

SIDE = 56
HELD_BACK, SPLIT_SEED = 2000, 0  # what the recogniser's network did not learn from
PLACE = 3  # of a preset among the digits of its class: here all ten are plainly written


@functools.cache
def _classes(size: str) -> np.ndarray:
    if size == "small":
        part = data.digits()
    else:
        part = data.mnist().split(HELD_BACK, rng=np.random.default_rng(SPLIT_SEED))[1]
    return np.stack([part.x[part.t == k][PLACE] for k in range(10)])


def preset_bytes(size: str) -> np.ndarray:
    """The ten digits that the page has, "large" (10, 28, 28) up to 255 or "small" (10, 8, 8) up to 16."""
    return _classes(size).copy()


def preset(size: str, digit: int) -> np.ndarray:
    """One of them from 0 (paper) to 1 (ink)."""
    return np.asarray(_classes(size)[digit] / (16 if size == "small" else 255))


def unpack(text: str) -> np.ndarray:
    """The drawing (56, 56) in a text: "digit:3" for a preset, "" for none, else run lengths of paper and ink.

    The runs are in reading order, paper first, in base 36 with dots between. Raises TraitError for another text.

    >>> int(unpack("2f3.1")[-1, -1])
    1
    """
    if text == "":
        return np.zeros((SIDE, SIDE), int)
    if re.fullmatch(r"digit:\d", text):
        return from_image(preset("large", int(text[-1])))
    if isinstance(text, str) and re.fullmatch(r"[0-9a-z]{1,4}(\.[0-9a-z]{1,4})*", text):
        runs = [int(run, 36) for run in text.split(".")]
        if sum(runs) == SIDE**2:
            return np.repeat(np.arange(len(runs)) % 2, runs).reshape(SIDE, SIDE)
    raise TraitError(
        f'drawing expects "digit:0" to "digit:9" or a packed drawing of {SIDE} × {SIDE} cells, got {text[:40]!r}'
    )


def pack(drawing: np.ndarray) -> str:
    """The text of a drawing, as `unpack` reads it.

    >>> pack(np.zeros((56, 56), int))
    '2f4'
    """
    flat = np.concatenate([[0], np.ravel(drawing)])
    ends = [*np.flatnonzero(np.diff(flat)), SIDE**2]
    return ".".join(np.base_repr(int(n), 36).lower() for n in np.diff([0, *ends]))


def from_image(image: np.ndarray) -> np.ndarray:
    """A grey image (28, 28) as a drawing: four cells for a pixel, ink where linear interpolation reaches 1/2."""
    at = np.clip((np.arange(SIDE) + 0.5) / 2 - 0.5, 0, 27)
    rows = np.array([np.interp(at, np.arange(28), column) for column in image.T]).T
    return (np.array([np.interp(at, np.arange(28), row) for row in rows]) >= 0.5).astype(int)


def like_mnist(drawing: np.ndarray) -> np.ndarray | None:
    """The image (28, 28) of a drawing, made as MNIST was; None if there is no ink.

    The ink's bounding box is scaled into 20 x 20 with its proportions kept, grey where a pixel is partly inked, and put
    where its centre of mass falls into the middle of pixel 14, as in all digits of nnlib.data.mnist(). Source: LeCun,
    Bottou, Bengio and Haffner (1998).
    """
    rows, columns = np.nonzero(drawing)
    if rows.size == 0:
        return None
    part = drawing[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(float)
    high, wide = (max(1, int(np.floor(20 * n / max(part.shape) + 0.5))) for n in part.shape)
    fine = np.repeat(np.repeat(part, high, axis=0), wide, axis=1)  # every new pixel is a block of whole fine ones
    small = fine.reshape(high, part.shape[0], wide, part.shape[1]).mean(axis=(1, 3))
    image = np.zeros((28, 28))
    at = []
    for axis, size in enumerate((high, wide)):
        mass = small.sum(axis=1 - axis)
        centre = (mass * (np.arange(size) + 0.5)).sum() / mass.sum()
        at.append(min(28 - size, max(0, int(np.floor(15 - centre - 1e-9)))))
    image[at[0] : at[0] + high, at[1] : at[1] + wide] = small
    return image
