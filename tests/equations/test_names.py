"""The vocabulary is made from the notation table, and nothing else says what a letter is."""

import pytest

from nnlib.formula.names import book_vocabulary, name_of

NAMES = {
    "x": "x", r"\hat y": r"\hat y", r"w_{ij}^{(l)}": "w", r"\mathcal L": r"\mathcal L", r"\mathcal{L}": r"\mathcal L",
    r"\mathrm{softmax}(z)": "softmax", r"D_{\mathrm{KL}}(p\Vert q)": "D_KL", r"\mathcal L_\lambda": r"\mathcal L_\lambda",
    r"\mathrm{leaky}_\alpha": r"leaky_\alpha", r"\sigma": r"\sigma", r"\varphi'": None, r"x \odot y": None,
    r"\odot": None, r"\nabla_v": None, r"[i=j]": None, r"\frac{1}{2}": None, "d_l": "d",
}  # fmt: skip


@pytest.mark.parametrize("latex", NAMES)
def test_the_name_of_a_form(latex):
    assert name_of(latex) == NAMES[latex]


def test_the_book_s_names_have_their_kinds():
    words = book_vocabulary()
    assert {"w", "a", "z", "b", r"\delta", "W"} <= words.layered
    assert {"softmax", "relu", r"\sigma", r"\varphi", "D_KL"} <= words.functions
    assert {"x", "t", r"\hat y", r"\ell", r"\mathcal L"} <= words.symbols
    assert not words.symbols & words.functions and not words.layered & words.functions


def test_the_nearest_name():
    words = book_vocabulary()
    assert words.nearest("Softmax") == "softmax"
    assert words.nearest("sofmax") == "softmax"
    assert words.nearest(r"\sgma") == r"\sigma"
    assert words.nearest("ж") is None
