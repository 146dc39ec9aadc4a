"""What a learner types is read as the LaTeX that says the same; what cannot be read is pointed at in the learner's line."""

from __future__ import annotations

import pytest

from nnlib.exercises.plain import plain, plain_formula
from nnlib.exercises.questions.letters import Letters
from nnlib.exercises.questions.typed import read
from nnlib.formula.syntax.errors import FormulaError

LETTERS = Letters(
    {"z": "number K", r"\hat y": "distribution K", "t": "one-hot K", "W": "number M K", r"\eta": "positive", "c": "class K",
     r"\delta^{(l)}": "", r"\ell": "number"},
    {r"\sigma": "sigmoid", r"\varphi": "any", r"\mathrm{relu}": "relu"},
    {"k": "K", "i": "K"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("y_hat_k*([i==k]-y_hat_i)", r"\hat y_k \cdot ([i=k]-\hat y_i)"), ("yhat_k - t_k", r"\hat y_k-t_k"),
        ("e^-z_k", r"e^{-z_k}"), ("e^(-z_k)", r"e^{(-z_k)}"), ("exp(z_k)/sum_j exp(z_j)", r"\exp(z_k)/\sum_j\exp(z_j)"),
        ("sigma(z_k)(1-sigma(z_k))", r"\sigma(z_k)(1-\sigma(z_k))"), ("phi'(z_k)", r"\varphi'(z_k)"),
        ("varphi'(z_k)", r"\varphi'(z_k)"), ("W^T*(y_hat-t)", r"W^\top\cdot(\hat y-t)"), ("W @ z", r"W\cdot z"),
        ("sum_(j!=k) W_jk^2", r"\sum_{j\ne k}W_{jk}^{2}"), ("sum_{j=1}^{K} z_j", r"\sum_{j=1}^{K}z_j"),
        ("sqrt(z_k^2)", r"\sqrt{z_k^2}"), ("abs(z_i)", r"|z_i|"), ("|z_i|", r"|z_i|"), ("||z||^2", r"\Vert z\Vert^2"),
        ("max(0,z_k)**2", r"\max(0,z_k)^{2}"), ("max_j z_j", r"\max_j z_j"), ("2^10", r"2^{10}"), ("log(y_hat_c)", r"\log(\hat y_c)"),
        ("-1/2*z_k", r"-1/2\cdot z_k"), ("delta_i^(l+1)", r"\delta_i^{(l+1)}"), ("z .* t", r"z\odot t"), ("eta z_1", r"\eta z_1"),
        ("relu(z_k)", r"\mathrm{relu}(z_k)"), ("0.5*[z_k>=0]", r"0.5\cdot[z_k\ge 0]"), (".5", "0.5"),
        ("$z_k$", "z_k"), ("pi", r"\pi"), ("W_(i,k)", "W_{i,k}"), ("W_12", "W_{12}"), ("e^sigma(z_k)", r"e^{\sigma(z_k)}"),
        ("ln(z_k)", r"\log(z_k)"), ("prod_j z_j", r"\prod_j z_j"), ("z_k − t_k", "z_k-t_k"), ("ell", r"\ell"),
    ],
)  # fmt: skip
def test_plain_text_is_the_latex_that_says_the_same(typed, latex):
    assert read(typed, LETTERS.vocabulary) == LETTERS.parse(latex)


@pytest.mark.parametrize(
    ("typed", "column", "said"),
    [
        ("q_i*(1-z_i)", 1, "'q' is not among the letters of this exercise, which are K, M, W, c, delta, eta"),
        ("z_k*zt", 5, "a product is written z*t"), ("2*z1", 3, "an index needs an underscore: z_1"),
        ("z_k = 3", 5, "type the right side alone"), ("z_k*)", 5, "expected a term, got ')'"), ("z_k*(t_k", 5, "'(' is not closed"),
        ("z_k + * t_k", 7, "expected a term, got '*'"), ("z_k+", 5, "expected a term here"), ("1/2/3", 4, "ambiguous"),
        ("z_k/sum_j z_j*t_j", 5, "write brackets: where does the sum"), ("sqrt z", 1, "sqrt needs brackets"),
        (r"\hat y_k + \hat q", 12, "is not among the letters"), ("z_", 3, "ends too early"), ("z_+", 3, "expected an index"),
        ("z_k^", 5, "ends too early"), ("foo(z)", 1, "'foo' is not among the letters"), ("z_k § 2", 5, "expected"),
        ("(" * 80 + "z" + ")" * 80, 62, "nested more than 60 deep"), ("z" * 5000, 81, "5000 characters"),
    ],
)  # fmt: skip
def test_a_slip_is_pointed_at(typed, column, said):
    with pytest.raises(FormulaError) as found:
        read(typed, LETTERS.vocabulary)
    assert said in found.value.reason
    assert found.value.column == column


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("z_k/(sum_j z_j*t_j)", r"\frac{z_k}{\sum_j z_j\cdot t_j}"),
        ("z_k/(sum_j z_j)*t_k", r"\frac{z_k}{\sum_j z_j}\cdot t_k"),
        ("z_k/sum_j exp(z_j)", r"\frac{z_k}{\sum_j\exp(z_j)}"),
    ],
)
def test_a_sum_in_brackets_below_the_line_is_clear(typed, latex):
    assert read(typed, LETTERS.vocabulary) == LETTERS.parse(latex)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac{\partial\ell}{\partial z_k}=-\frac{t_k}{\hat y_k}", "dl/dz_k=-t_k/y_hat_k"), (r"\frac{1}{1+e^{-z}}", "1/(1+e^(-z))"),
        (r"\log\frac{q_k}{p_k}", "log(q_k/p_k)"), (r"D_{\mathrm{KL}}(p\Vert q)\ge 0", "D_KL(p||q)>=0"), (r"w_{ij}^{(l)}", "w_ij^(l)"),
        (r"\sigma'(z)=s\,(1-s)", "sigma'(z)=s (1-s)"), (r"W^\top\delta", "W^T delta"), (r"\sqrt{2}", "sqrt(2)"),
        (r"a\le b\quad\text{for all }z\ne 0", "a<=b  for all z!=0"), (r"\frac{a+b}{2}", "(a+b)/2"), (r"\{1,\dots,K\}", "{1,...,K}"),
        (r"\sum_{k\in S}p_k", "sum_(k in S)p_k"), (r"\frac{M}{2d_1}", "M/(2d_1)"), (r"\frac{1}{2N}\sum_n r_n", "1/(2N) sum_n r_n"),
        (r"\frac{1}{NK}", "1/(NK)"), (r"\frac{1}{d_1d_2}", "1/(d_1d_2)"), (r"\frac{1}{o(1-o)}", "1/(o(1-o))"),
        (r"\frac{1}{\hat y(1-\hat y)}", "1/(y_hat(1-y_hat))"), (r"\frac{1}{(a+b)(c+d)}", "1/((a+b)(c+d))"),
        (r"\frac{\partial^2\ell}{\partial w_i\partial w_j}", "(d^2l)/(dw_idw_j)"), (r"\frac{a+b}{2d}", "(a+b)/(2d)"),
        (r"\frac{2\eta}{K}", "(2eta)/K"), (r"\frac{1}{2f(x)}", "1/(2f(x))"),
    ],
)  # fmt: skip
def test_formulas_as_plain_text(latex, text):
    assert plain_formula(latex).replace(" ", "") == text.replace(" ", "")
    assert plain(f"**So** ${latex}$ in `x`.") == f"So {plain_formula(latex)} in x."


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\frac12", "1/2"), (r"\frac{1}{6.5}", "1/6.5"), (r"\frac{1}{d_1}", "1/d_1"), (r"\frac{d}{dx_i}", "d/dx_i"),
        (r"\frac{1}{\hat y_k}", "1/y_hat_k"), (r"\frac{1}{\lambda}", "1/lambda"), (r"\frac{1}{n_{\mathrm{in}}}", "1/n_in"),
        (r"\frac{1}{\sigma(z)}", "1/sigma(z)"), (r"\frac{1}{f(x)}", "1/f(x)"), (r"\frac{1}{\sqrt{2}}", "1/sqrt(2)"),
        (r"\frac{\partial L}{\partial o}", "dL/do"), (r"\frac{\partial\ell}{\partial x_{r,s}}", "dl/dx_(r,s)"), (r"\frac12x", "1/2x"),
    ],
)  # fmt: skip
def test_one_factor_below_the_line_needs_no_brackets(latex, text):
    assert plain_formula(latex) == text


def test_words_stay_apart():
    assert plain_formula(r"W^\top\delta") == "W^T delta"
    assert plain_formula(r"\sum_i t_i\log\hat y_i") == "sum_i t_i log y_hat_i"
