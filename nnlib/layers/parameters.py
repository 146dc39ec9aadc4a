"""The parameters of a layer by name: arrays that keep their identity, shape and type.

Optimisers, networks and figures hold on to these arrays, so an assignment `layer.params["W"] = value` writes
the numbers of `value` into the array that is there, and refuses a value that does not fit.
"""

from collections.abc import Iterator, Mapping, MutableMapping

import numpy.typing as npt

from nnlib._check import Array, floating


class Parameters(MutableMapping[str, Array]):
    """Arrays by name; the names are fixed, and an assignment copies the numbers, in the floating type of the array.

    Raises KeyError for a name that the layer does not have, ValueError for another shape.

    >>> import numpy as np
    >>> p = Parameters("Linear(2 -> 1)", {"W": np.zeros((1, 2))})
    >>> p["W"] = [[3, 4]]
    >>> p
    {'W': array([[3., 4.]])}
    >>> p["W"] = [3, 4]
    Traceback (most recent call last):
    ValueError: Linear(2 -> 1) expects W of shape (1, 2), got (2,)
    """

    def __init__(self, owner: str, arrays: Mapping[str, Array]) -> None:
        self._owner = owner
        self._arrays = dict(arrays)

    def __getitem__(self, name: str) -> Array:
        if name not in self._arrays:
            raise KeyError(f"{self._owner} has the parameters {', '.join(self._arrays) or '(none)'}, not {name!r}")
        return self._arrays[name]

    def __setitem__(self, name: str, value: npt.ArrayLike) -> None:
        mine = self[name]
        if value is mine:  # what `params["W"] -= step` ends with
            return
        array = floating(f"{self._owner} ({name})", value)
        if array.shape != mine.shape:
            raise ValueError(f"{self._owner} expects {name} of shape {mine.shape}, got {array.shape}")
        mine[...] = array

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"{self._owner} keeps its parameter {name!r}; set it to 0 instead")

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return repr(self._arrays)
