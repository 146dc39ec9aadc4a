"""The pinned book's own tools as modules: what an edition is, what a solution is, how a folder is searched.

They lie in the book's folders `tools` and `book/_ext`, which are no packages. The launcher has handed over to the pinned book
before anything here runs, so the process sees the tools of one book only.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]  # the book that this nncourse belongs to
FOLDERS = ("tools", "book/_ext")


@cache
def tool(name: str) -> ModuleType:
    """The module `name` of the book that this package belongs to, such as `solutions` or `edition`."""
    for folder in FOLDERS:
        place = str(ROOT / folder)
        if place not in sys.path:
            sys.path.append(place)
    return importlib.import_module(name)
