"""The listed answers of the tests as cells of a notebook: the modules they stand in travel along as text.

In a sandbox there are neither these tests nor the definitions of exercises. So the first cell brings both, as a hostile notebook might, and
each answer is a cell that takes one of them by its number.
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "exercises"
sys.path.append(str(ANSWERS))

from exercise_answers import RIGHT, WRONG  # noqa: E402

from nnlib.exercises import exercise_ids  # noqa: E402
from nnlib.exercises.registry import get  # noqa: E402

BRINGER = """
import importlib.abc, importlib.util, linecache, sys
class Bringer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name in TEXTS:
            return importlib.util.spec_from_loader(name, self, is_package=PACKAGES.get(name, False))
    def exec_module(self, module):
        text, file = TEXTS[module.__name__], f"<{module.__name__}>"
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)
for name in [name for name in sys.modules if name in TEXTS]:
    del sys.modules[name]
sys.meta_path.insert(0, Bringer())
"""
# SciPy is not in the sandbox; what the listed answers take of it, in NumPy
SIGNAL = """
import numpy as np
def correlate2d(a, b, mode="full"):
    top, left = b.shape[0] - 1, b.shape[1] - 1
    wide = np.pad(a, ((top, top), (left, left)))
    windows = np.lib.stride_tricks.sliding_window_view(wide, b.shape)
    full = np.einsum("ijkl,kl->ij", windows, b)
    if mode == "full":
        return full
    if mode == "valid":
        if a.shape[0] < b.shape[0] or a.shape[1] < b.shape[1]:
            return correlate2d(b, a, "valid")[::-1, ::-1]
        return full[top : top + a.shape[0] - b.shape[0] + 1, left : left + a.shape[1] - b.shape[1] + 1]
    return full[(top + 1) // 2 :, (left + 1) // 2 :][: a.shape[0], : a.shape[1]]
def convolve2d(a, b, mode="full"):
    return correlate2d(a, b[::-1, ::-1], mode)
"""
COLLECT = """
import importlib
RIGHT, WRONG = {}, []
for name in NAMES:
    module = importlib.import_module(name)
    RIGHT.update(getattr(module, "RIGHT", {}))
    WRONG += getattr(module, "WRONG", [])
"""


@dataclass(frozen=True)
class Listed:
    """One answer, by the exercise, the key under which its verdict is recorded, and the cell that takes it."""

    exercise: str
    key: str
    cell: str
    right: bool


def answers_and_definitions() -> str:
    """The first cell."""
    texts = {path.stem: path.read_text() for path in sorted(ANSWERS.glob("answers_*.py"))}
    names = list(texts)
    texts |= {"scipy": "", "scipy.signal": SIGNAL}
    packages = {"scipy": True}
    for path in sorted((ROOT / "nnlib" / "exercises").rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        package = inside[-1] == "__init__"
        module = ".".join(inside[:-1] if package else inside)
        text = "" if module == "nnlib.exercises" else path.read_text()
        texts[module], packages[module] = text, package
    packed = base64.b64encode(zlib.compress(json.dumps(texts).encode())).decode()
    unpacked = f"json.loads(zlib.decompress(base64.b64decode({packed!r})))"
    first = f"import base64, json, zlib\nTEXTS = {unpacked}\nPACKAGES = {packages!r}\nNAMES = {names!r}\n{BRINGER}\n{COLLECT}"
    return first + "\nimport nnlib.exercises.definitions\nfrom nnlib.exercises.registry import get\n"


def listed() -> list[Listed]:
    """All right and wrong answers to functions, each in a cell that binds it to `answer`."""
    found = []
    for name in exercise_ids("code"):
        for number in range(len(RIGHT[name])):
            found.append(Listed(name, f"right {number}", f"answer = RIGHT[{name!r}][{number}]", True))
        mine = [number for number, row in enumerate(WRONG) if row[0] == name]
        for key, number in enumerate(mine):
            found.append(Listed(name, f"answer {key}", f"answer = WRONG[{number}][1]", False))
        for number, item in enumerate(get(name).misconceptions):
            cell = f"answer = get({name!r}).misconceptions[{number}].wrong"
            found.append(Listed(name, f"misconception {item.code}", cell, False))
    return found
