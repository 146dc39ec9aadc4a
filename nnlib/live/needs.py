"""Which packages a cell imports that are not there yet: the page fetches them before it runs the cell."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator


def needs(source: str) -> list[str]:
    """The top-level names, sorted; none for a source that is no Python, whose error the run itself tells.

    >>> needs("import os, numpy.linalg")
    []
    >>> needs("def draw():\\n    from no_such_package.parts import pen")
    ['no_such_package']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []
    return sorted({name for name in _imported(tree) if not _is_there(name)})


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _is_there(name: str) -> bool:
    return name in sys.modules or name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None
