r"""The names a reader of a lecture must know, collected from the forms that the table gives for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nnlib.formula.names import INDICES
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.scripts import ACCENTS, Scripts
from nnlib.formula.syntax.tokens import tokenise
from nnlib.formula.syntax.vocabulary import Vocabulary

NUMBERED = re.compile(r"([A-Za-z])_l(?![A-Za-z])")  # n_l is one name in a form whose symbol has no layer
_GREEK = frozenset(
    rf"\{letter}"
    for letter in "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta kappa lambda mu nu xi rho sigma tau phi varphi chi "
    "psi omega ell Gamma Delta Theta Lambda Xi Phi Psi Omega".split()
)


def vocabulary_of_forms(
    forms: Iterable[tuple[str, bool, bool]], functions: Iterable[str], transposes: Iterable[str], hadamard: str
) -> Vocabulary:
    """A vocabulary from forms, each with whether its symbol is a function and whether it has a layer."""
    kinds: dict[str, set[str]] = {"symbol": set(), "layered": set(), "function": set(functions)}
    for latex, function, layered in forms:
        for name, kind in _names_in(latex, set() if layered else {f"{letter}_l" for letter in NUMBERED.findall(latex)}):
            kinds["function" if function else kind].add(name)
    layers = kinds["layered"] - kinds["function"]
    return Vocabulary(
        frozenset(kinds["symbol"] - kinds["function"] - layers),
        frozenset(layers),
        frozenset(kinds["function"]),
        INDICES,
        frozenset({r"\top", *transposes}),
        frozenset({r"\odot", hadamard}),
    )


class _Names(Scripts):
    def expression(self) -> t.Node:  # names are collected without looking into brackets
        raise AssertionError


def _names_in(latex: str, numbered: set[str]) -> Iterator[tuple[str, str]]:
    """The letters of a form and their kinds; a letter that can be an index is one unless the form begins with it."""
    reader = _Names(tokenise(latex), latex, Vocabulary(frozenset(numbered)), len(latex))
    first = True
    while reader.text:
        if not (reader.text[0].isalpha() or reader.text in ACCENTS | _GREEK | {r"\mathrm"}):
            reader.take()
            continue
        name = reader.name()
        below = reader._plain(reader.position + 1) if reader.text == "_" else ""
        if first and below in _GREEK:  # as in the book, a Greek subscript is part of the name
            reader.take()
            reader.argument("a subscript")
            name = f"{name}_{below}"
        if first or name not in INDICES:
            after = [token.text for token in reader.tokens[reader.position :]]
            while after[:1] == ["_"]:  # past the indices
                after = after[after.index("}") + 1 :] if after[1] == "{" else after[2:]
            yield name, "layered" if after[:3] == ["^", "{", "("] else "function" if after[:1] == ["("] else "symbol"
        first = False
