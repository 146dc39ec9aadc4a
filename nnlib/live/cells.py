"""A cell's source as code: what is executed, and the last expression, whose value is shown.

The source of every run is kept under a file name of its own, so that tracebacks can show its lines and
`inspect.getsource` finds a function of a cell even after the cell was changed.
"""

from __future__ import annotations
import __future__

import ast
import io
import linecache
import tokenize
from dataclasses import dataclass
from types import CodeType

PREFIX = "<cell "
_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
_FUTURE = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


@dataclass(frozen=True)
class Code:
    """The compiled cell; `last` is its last expression, if that is to be shown."""

    body: CodeType
    last: CodeType | None


class Compiler:
    """Compiles the cells of a session; a `from __future__` import holds for the cells after it, as in a notebook."""

    def __init__(self) -> None:
        self._runs = 0
        self._flags = 0

    def name(self, cell_id: str, source: str) -> str:
        """A file name for this run of the cell, under which its lines are found."""
        self._runs += 1
        name = f"{PREFIX}{cell_id}, run {self._runs}>"
        # a time of None says that there is no file to look at again
        linecache.cache[name] = (len(source), None, io.StringIO(source.rstrip() + "\n", newline=None).readlines(), name)
        return name

    def compile(self, source: str, name: str) -> Code:
        """Raises SyntaxError, ValueError, MemoryError or RecursionError for a source that is no Python."""
        try:
            tree = compile(source, name, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True)
            expression = tree.body[-1] if tree.body else None
            if not isinstance(expression, ast.Expr) or _is_silenced(source):
                return Code(self._code(tree, name, "exec"), None)
            del tree.body[-1]
            body = self._code(tree, name, "exec")
            return Code(body, self._code(ast.Expression(expression.value), name, "eval"))
        except SyntaxError as error:
            if error.text is None and error.lineno:
                error.text = linecache.getline(name, error.lineno)
            raise

    def _code(self, tree: ast.Module | ast.Expression, name: str, mode: str) -> CodeType:
        code: CodeType = compile(tree, name, mode, self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE
        return code


def _is_silenced(source: str) -> bool:
    """Whether the last thing in the source, apart from comments, is a semicolon."""
    if ";" not in source:
        return False
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type not in _LAYOUT][-1:] == [";"]
