"""The marks between terms: relations, operators over an index, and what ends a row of factors."""

from __future__ import annotations

from typing import Final

from nnlib.formula.syntax.tree import BigOperator, Relation

RELATIONS: Final[dict[str, Relation]] = {
    "=": "=", "<": "<", ">": ">", r"\le": "<=", r"\ge": ">=", r"\ne": "!=", r"\approx": "approx", r"\to": "to",
    r"\leftarrow": "assign", r"\in": "in", r"\equiv": "=", r"\triangleq": "=", r"\propto": "propto",
}  # fmt: skip
BIG: Final[dict[str, BigOperator]] = {
    r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min", r"\lim": "lim", r"\argmax": "argmax",
    r"\argmin": "argmin",
}  # fmt: skip
DIGITS = frozenset("0123456789")
ENDS = frozenset(["", *r"+ - \pm \mp , ; . & \\ ) ] } \rbrace \end{cases} \text \odot".split()])
