"""A network's parameters in a file and back: an `.npz` with an array for each, and the names of the layers as text.

A file is not trusted: nothing in it is executed, and it is read and compared as a whole before anything is changed.
"""

from __future__ import annotations

import os
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import is_zipfile

import numpy as np
import numpy.typing as npt

from nnlib._check import ignore_underflow

if TYPE_CHECKING:
    from nnlib.networks.network import Network

LAYERS = "layers"  # the entry with the names of the layers; the names of parameters have a dot


def save_parameters(net: Network, path: str | os.PathLike[str]) -> None:
    """`Network.save`, whose docstring says what it does."""
    path = Path(path).resolve()  # a link is followed, not replaced
    entries: dict[str, Any] = {LAYERS: np.array(_layers(net)), **net.params}
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(unfinished, "wb") as file:  # an open file, because np.savez changes the names of paths
            np.savez(file, **entries)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


@ignore_underflow
def load_parameters(net: Network, path: str | os.PathLike[str]) -> None:
    """`Network.load`, whose docstring says what it does."""
    found = _read(Path(path))
    differences = _differences(net, found)
    if differences:
        raise ValueError("\n  ".join([f"Network.load: {str(path)!r} does not fit this network:", *differences]))
    new = {name: found[name].astype(mine.dtype) for name, mine in net.params.items()}  # what can fail comes first
    for name, array in new.items():
        net.params[name] = array


def _layers(net: Network) -> list[str]:
    return [f"{place}: {layer!r}" for place, layer in net.leaves()]


def _read(path: Path) -> dict[str, npt.NDArray[Any]]:
    """All entries of the file; ValueError unless it is one by `save`."""
    wanted = f"Network.load expects an .npz file by Network.save, got {str(path)!r}"
    content = BytesIO(path.read_bytes())
    if not is_zipfile(content):
        raise ValueError(wanted)
    content.seek(0)
    try:
        with np.load(content, allow_pickle=False) as archive:
            found = {name: np.asarray(archive[name]) for name in archive.files}
    except Exception as error:  # a damaged file fails in many ways, in zipfile, zlib or NumPy
        raise ValueError(f"{wanted}: {error}") from error
    if LAYERS not in found or found[LAYERS].dtype.kind != "U" or found[LAYERS].ndim != 1:
        raise ValueError(f"{wanted} without the names of the layers")
    return found


def _differences(net: Network, found: dict[str, npt.NDArray[Any]]) -> list[str]:
    """What the network expects and the file does not hold, and the other way round, a line each."""
    layers = zip_longest(_layers(net), found[LAYERS].tolist(), fillvalue="no layer")
    names = [*net.params, *(name for name in found if name not in net.params and name != LAYERS)]
    expected = {name: f"shape {array.shape}" for name, array in net.params.items()}
    given = {name: _kind(array) for name, array in found.items()}
    entries = [(name, expected.get(name, "nothing"), given.get(name, "nothing")) for name in names]
    return [
        *(f"expected {mine}, found {other}" for mine, other in layers if mine != other),
        *(f"{name}: expected {mine}, found {other}" for name, mine, other in entries if mine != other),
    ]


def _kind(array: npt.NDArray[Any]) -> str:
    return f"shape {array.shape}" if array.dtype.kind in "fiub" else f"an array of {array.dtype}"
