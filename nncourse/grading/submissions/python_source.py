"""A cell's text as Python: magics, shell lines and help are blanked, so that all other lines keep their numbers."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

# cell magics whose body runs in the notebook as it stands; any other cell magic means that the cell is not Python's
RUN_AS_THEY_STAND = {"time", "capture", "prun", "pypy"}
_MAGIC = re.compile(r"^(\s*)(%|!|\?)")
_ASSIGNED = re.compile(r"^(\s*)[\w., ]+=\s*(%|!)\w")
_HELP = re.compile(r"^(\s*)[\w.]+\?{1,2}\s*$")


def as_python(source: str) -> str | None:
    """The text without magics, or None if the cell is in another language (`%%bash`).

    >>> as_python("%matplotlib inline\\nx = 1")
    '\\nx = 1'
    >>> as_python("%%bash\\nls") is None
    True
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    lines = source.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        name = re.split(r"\s", lines[first][2:].strip(), maxsplit=1)[0]
        if name not in RUN_AS_THEY_STAND:
            return None
        lines[first] = ""
    text = "\n".join(lines)
    if parses(text):  # a line within a string may begin with a % that is no magic
        return text
    return "\n".join(map(_blanked, lines))


def parses(source: str) -> bool:
    """Whether this is Python; never raises."""
    return not syntax_problem(source)


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree, or None where there is none: not Python, or nested too deeply."""
    return ast.parse(source) if parses(source) else None


@lru_cache(maxsize=256)
def syntax_problem(source: str) -> str:
    """Why this does not compile, as "line 3: invalid syntax", or "" if it does. Nothing is run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an unknown escape in a string, say
        try:
            compile(source, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError as problem:
            return f"line {problem.lineno}: {problem.msg}"
        except (ValueError, RecursionError, MemoryError, OverflowError):
            return "it is nested too deeply, or no text"
    return ""


def _blanked(line: str) -> str:
    """A magic as `pass` in its place: it may be the only line of an `if`."""
    for pattern in (_MAGIC, _HELP, _ASSIGNED):
        found = pattern.match(line)
        if found:
            return f"{found[1]}pass" if found[1] else ""
    return line
