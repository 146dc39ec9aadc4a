"""Which files of Pyodide the site serves, where they come from, and that they are the right ones.

The core comes with the npm package; the wheels of NumPy, of matplotlib and of what they need come from a folder, or once from
Pyodide's own address. All or none: what cannot be had leaves Python out of the pages, and a wrong file stops the build.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.errors import ExtensionError

VERSION = "0.27.7"
FOLDER = "NN_PYODIDE_WHEELS"  # the environment variable that names a folder with the wheels
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
TIMEOUT = 10.0  # seconds without an answer
PATIENCE = 30  # as many timeouts for a whole file: an address that drips a byte now and then does not hold the build up
LARGEST = 100_000_000  # bytes; no file of Pyodide is a tenth of it
# the core with its hashes: the lock file has those of the wheels, and nothing else has the lock file's
CORE = {
    "pyodide-lock.json": "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
}


class Unavailable(Exception):
    """A file of Pyodide cannot be had; the message says which and why."""


@dataclass(frozen=True)
class Served:
    """The files to serve by name: those every page with Python needs, and those a plot needs besides."""

    start: Mapping[str, Path]
    plots: Mapping[str, Path]

    @property
    def files(self) -> dict[str, Path]:
        return {**self.start, **self.plots}


def checked(path: Path, name: str, expected: str, origin: str) -> Path:
    """The path, if its content has this hash; `origin` says where to look otherwise."""
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ExtensionError(
            f"{name} of Pyodide {VERSION} is not what it should be ({origin}): expected sha256 {expected}, "
            f"got {found} ({len(content)} bytes)"
        )
    return path


def core(package: Path) -> dict[str, Path]:
    """The files of the npm package `pyodide` that a page needs, each with the hash it has in this version."""
    remedy = "run: npm ci --ignore-scripts"
    manifest = package / "package.json"
    version = json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.exists() else "none"
    if version != VERSION:
        raise ExtensionError(f"{manifest} should be of Pyodide {VERSION}, got {version}; {remedy}")
    for name, expected in CORE.items():
        if not (package / name).exists():
            raise ExtensionError(f"{name} of Pyodide {VERSION} should be in {package}, got nothing; {remedy}")
        checked(package / name, name, expected, f"{package}; {remedy}")
    return {name: package / name for name in CORE}


def wheels(lock: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The wheels of these packages and of all that they depend on: file names and hashes as the lock has them."""
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        package = lock["packages"][waiting.pop().replace("_", "-")]  # the lock names some in both ways
        if package["file_name"] not in found:
            found[package["file_name"]] = package["sha256"]
            waiting += package["depends"]
    return dict(sorted(found.items()))


def from_folder(folder: Path, wanted: Mapping[str, str]) -> dict[str, Path]:
    """The wheels in a folder that somebody has named."""
    if not folder.is_dir():
        raise Unavailable(f"{FOLDER} should name a folder with Pyodide's wheels, got '{folder}'")
    absent = [name for name in wanted if not (folder / name).is_file()]
    if absent:
        raise Unavailable(f"{FOLDER} names '{folder}', which lacks {', '.join(absent)}")
    return {name: checked(folder / name, name, value, str(folder)) for name, value in wanted.items()}


def from_address(address: str, timeout: float, cache: Path, wanted: Mapping[str, str]) -> dict[str, Path]:
    """The wheels from an address, kept in the folder `cache`: what is there with the right hash is not fetched again."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ExtensionError(f"nn_pyodide_address should be an address with http or https, got {address!r}")
    absent = {name: value for name, value in wanted.items() if not _kept(cache / name, value)}
    if absent:
        print(f"Fetching Python for the pages from {address}, {len(absent)} files ...", flush=True)
        cache.mkdir(parents=True, exist_ok=True)
    for name, expected in absent.items():
        new = cache / f"{name}.part"  # a build that is stopped leaves no half file under the name
        new.write_bytes(fetched(f"{address.rstrip('/')}/{name}", timeout))
        try:
            checked(new, name, expected, address)
        except ExtensionError:
            new.unlink()
            raise
        new.replace(cache / name)
    return {name: cache / name for name in wanted}


def _kept(path: Path, expected: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == expected


def fetched(address: str, timeout: float) -> bytes:
    """What an address serves. Raises Unavailable if it does not answer, or not in time."""
    deadline = time.monotonic() + PATIENCE * timeout
    content = bytearray()
    try:
        with urllib.request.urlopen(address, timeout=timeout) as reply:
            while len(content) < LARGEST and (part := reply.read1(1 << 16)):
                content += part
                if time.monotonic() > deadline:
                    raise TimeoutError(f"not complete after {PATIENCE * timeout:.0f} s")
    except (OSError, http.client.HTTPException) as error:
        why = error if isinstance(error, urllib.error.HTTPError) else getattr(error, "reason", error)
        raise Unavailable(f"{address} cannot be had: {getattr(why, 'strerror', None) or why}") from error
    return bytes(content)


def served(
    package: Path, cache: Path, folder: str = "", address: str = ADDRESS, timeout: float = TIMEOUT
) -> Served | str:
    """All files, or one sentence on why they cannot be had. Raises ExtensionError if one is not what it should be."""
    files = core(package)
    lock = json.loads(files["pyodide-lock.json"].read_text(encoding="utf-8"))
    start = wheels(lock, ["numpy"])
    wanted = {**start, **wheels(lock, ["matplotlib"])}
    try:
        if folder:
            found = from_folder(Path(folder), wanted)
        else:
            found = from_address(address, timeout, cache, wanted)
    except Unavailable as reason:
        return str(reason)
    return Served(
        start={**files, **{name: path for name, path in found.items() if name in start}},
        plots={name: path for name, path in found.items() if name not in start},
    )
