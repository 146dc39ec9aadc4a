"""Two sets of handwritten digits, read from files that come with the package.

Each file is checked against its SHA-256 in `sources.toml` before use, and every call reads it anew.
"""

import tomllib
from hashlib import sha256
from importlib import resources
from io import BytesIO
from typing import Any

import numpy as np

from nnlib.data.dataset import Dataset

_REMEDY = "Install nnlib again, or in a checkout of the repository: git checkout -- nnlib/data"


def digits() -> Dataset:
    """1,797 digits of 13 writers as images of 8 x 8 pixels: how many of 16 dots were inked, 0 to 16.

    x is (1797, 8, 8) uint8, t is (1797,) int64; the order is that of the source, in which neighbours are often of one
    writer: shuffle before cutting. It is the test part of Alpaydin and Kaynak (1998), the set that scikit-learn loads as
    `load_digits`. Raises OSError if the file is missing or damaged.

    >>> digits()
    Dataset('digits', x (1797, 8, 8) uint8, t (1797,) int64)
    >>> print(digits().x[0])
    [[ 0  0  5 13  9  1  0  0]
     [ 0  0 13 15 10 15  5  0]
     [ 0  3 15  2  0 11  8  0]
     [ 0  4 12  0  0  8  8  0]
     [ 0  5  8  0  0  9  8  0]
     [ 0  4 11  0  1 12  7  0]
     [ 0  2 14  5 10 12  0  0]
     [ 0  0  6 13 10  0  0  0]]
    """
    return _load("digits")


def mnist() -> Dataset:
    """10,000 digits of MNIST as images of 28 x 28 pixels, 0 (paper) to 255 (ink).

    x is (10000, 28, 28) uint8, t is (10000,) int64. They are training digits, not the test set of MNIST, so errors
    measured on them are not to be compared with published tables. The order is a fixed shuffle: the first n samples are
    a fair sample. Source: LeCun, Bottou, Bengio and Haffner (1998). Raises OSError if the file is missing or damaged.

    >>> mnist()
    Dataset('mnist', x (10000, 28, 28) uint8, t (10000,) int64)
    >>> training, held_back = mnist().split(2000, rng=np.random.default_rng(0))
    >>> training.scaled(np.float32).shape
    (8000, 28, 28)
    """
    return _load("mnist")


def _load(name: str) -> Dataset:
    entry = tomllib.loads(_read("sources.toml").decode())[name]
    content = _read(entry["file"])
    found = sha256(content).hexdigest()
    if found != entry["sha256"]:
        raise OSError(
            f"nnlib/data/{entry['file']} is damaged: its SHA-256 is {found}, expected {entry['sha256']}. {_REMEDY}"
        )
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        x, t = arrays["x"], arrays["t"]
    # labels as the integers that index arrays, int64 but for a page's Python: bytes would wrap round in t - 1
    return Dataset(name, x, t.astype(np.intp), source=_source(entry), licence=entry["licence"],
                   largest=entry["largest"])  # fmt: skip


def _read(file: str) -> bytes:
    """The bytes of a file of this folder."""
    try:
        return resources.files(__package__).joinpath(file).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"nnlib/data/{file} is missing. {_REMEDY}") from None


def _source(entry: dict[str, Any]) -> str:
    return f"{entry['authors']}: {entry['title']}. {entry['page']}"
