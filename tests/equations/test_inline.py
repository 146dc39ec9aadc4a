"""Inline formulas: those with a relation are read, quotations of lectures are counted apart."""

from language import WORDS

from nnlib.formula.ledger.inline import inline_report
from nnlib.formula.ledger.sources import formulas_in


def report(text, quotations=()):
    return inline_report("key", list(formulas_in(text, "a.ipynb", "one")), WORDS, quotations)


def test_formulas_with_a_relation_are_read():
    found = report(r"Let $x$ and $x = y$, $x \le 1$, even $?!$ without one.")
    assert (found.formulas, found.relations, found.read, found.quoted, found.problems) == (4, 2, 2, 0, ())


def test_an_unknown_letter_is_a_problem_with_its_place():
    found = report("Some text\n\nwith $x = Q$ in it.")
    assert (found.relations, found.read) == (1, 0)
    assert found.problems[0].startswith("a.ipynb, cell one, line 3: column 5: 'Q' is not in the notation table")


def test_a_quotation_is_not_read_however_it_is_spaced():
    found = report("Wan writes $Q = g( S )$.", {"Q=g(S)"})
    assert (found.relations, found.read, found.quoted, found.problems) == (1, 0, 1, ())
    assert report("Wan writes $Q = h(S)$.", {"Q=g(S)"}).problems


def test_what_cannot_be_cut_into_tokens_is_a_problem():
    assert len(report(r"$\begin{matrix} x = 1$").problems) == 1
