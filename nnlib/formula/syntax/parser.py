r"""The parser of the book's plain LaTeX: from a displayed equation to its tree.

`parse(source, vocabulary)` reads a list of chains of relations. It is a recursive descent written by hand, because the
right message at the right place is half of its work; each level of the grammar is a class of its own:
scripts < enclosures < atoms < expressions.
"""

from __future__ import annotations

from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.expressions import Expressions
from nnlib.formula.syntax.tokens import tokenise
from nnlib.formula.syntax.tree import Chain, Node
from nnlib.formula.syntax.vocabulary import Vocabulary

LONGEST = 4000  # characters; a displayed equation has a few hundred


def parse(source: str, vocabulary: Vocabulary) -> tuple[Chain, ...]:
    r"""The chains of a displayed equation, one for each that commas separate.

    Raises FormulaError, which has the column and says what was expected.

    >>> words = Vocabulary(symbols=frozenset({"w", "x", "b", "z", "d"}))
    >>> [chain] = parse(r"z = \sum_{j=1}^{d} w_j x_j + b", words)
    >>> chain.first
    Symbol(at=0, name='z', indices=(), layer=None)
    >>> parse(r"z = w_j y_j", words)
    Traceback (most recent call last):
    nnlib.formula.syntax.errors.FormulaError: column 9: 'y' is not in the notation table; did you mean 'b'?
        z = w_j y_j
                ^
    """
    reader = Expressions(tokenise(shortened(source)), source, vocabulary, len(source))
    chains = [reader.chain()]
    while reader.accept(","):
        if not reader.text:
            break
        chains.append(reader.chain())
    reader.accept(".")
    reader.finish("after the equation")
    return tuple(chains)


def parse_expression(source: str, vocabulary: Vocabulary) -> Node:
    """One expression without a relation, such as a learner types."""
    reader = Expressions(tokenise(shortened(source)), source, vocabulary, len(source))
    body = reader.expression()
    reader.finish("after the expression")
    return body


def shortened(source: str) -> str:
    if len(source) > LONGEST:
        raise FormulaError(f"the formula has {len(source)} characters, expected at most {LONGEST}", source[:80], 80)
    return source
