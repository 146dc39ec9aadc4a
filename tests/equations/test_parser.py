"""The parser: every construct has its tree, every fault its message and its column."""

import pytest
from language import WORDS, chain, expression

from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.syntax.parser import LONGEST, parse
from nnlib.formula.syntax.tree import (
    Absolute,
    Big,
    Call,
    Cases,
    Chain,
    Constant,
    Derivative,
    Dots,
    Fraction,
    Gradient,
    Hadamard,
    Item,
    Iverson,
    Negative,
    Norm,
    Number,
    Order,
    PlusMinus,
    Power,
    Product,
    Root,
    Sequence,
    Sum,
    Symbol,
    Transpose,
)
from nnlib.formula.syntax.vocabulary import Vocabulary

S, N = Symbol, Number
x, y, z, c, i, j, k, n, L = (S(letter) for letter in "xyzcijknl")
ONE, TWO = N("1"), N("2")
HAT, LOSS = S(r"\hat y"), S(r"\ell")


def log(argument):
    return Call("log", (argument,))


TREES = {
    # numbers, letters, what hangs on them
    r"1.5": N("1.5"),
    r"x^12": Product((Power(x, ONE), TWO)),
    r"x_12": Product((S("x", (ONE,)), TWO)),
    r"x_{12}": S("x", (N("12"),)),
    r"w_{1,2}": S("w", (ONE, TWO)),
    r"w_{ij}": S("w", (i, j)),
    r"w_{n c_n}": S("w", (n, S("c", (n,)))),
    r"w_{oc,ic,i',j'}": S("w", (S("oc"), S("ic"), S("i'"), S("j'"))),
    r"b_{oc}": S("b", (S("oc"),)),
    r"a_{i+1,j-1}": S("a", (Sum((i, ONE)), Sum((j, Negative(ONE))))),
    r"d_{l-1}": S("d", (Sum((L, Negative(ONE))),)),
    r"w_{ij}^{(l+1)}": S("w", (i, j), Sum((L, ONE))),
    r"z^{(l)}_i": S("z", (i,), L),
    r"z^2_i": Power(S("z", (i,)), TWO),
    r"(z^{(l)})^2": Power(S("z", (), L), TWO),
    r"z^{(l)\top}": Transpose(S("z", (), L)),
    r"x^{(l)}": Power(x, L),  # x carries no layer
    r"x^\top": Transpose(x),
    r"\hat y_k": S(r"\hat y", (k,)),
    r"\hat{y}_{nk}^2": Power(S(r"\hat y", (n, k)), TWO),
    r"\mathcal L_{\mathrm{MSE}}": S(r"\mathcal L_MSE"),
    r"\mathcal L_\lambda": S(r"\mathcal L_\lambda"),
    r"\mathcal{L}_{n}": S(r"\mathcal L", (n,)),
    r"\pi e \infty": Product((Constant("pi"), Constant("e"), Constant("infinity"))),
    r"e^{-z}": Power(Constant("e"), Negative(z)),
    # sums, products, fractions
    r"x - y + c": Sum((x, Negative(y), c)),
    r"-x y": Negative(Product((x, y))),
    r"+ x": x,
    r"x \pm y": Sum((x, PlusMinus(y))),
    r"2 x 3": Product((TWO, x, N("3"))),
    r"x \cdot y": Product((x, y)),
    r"x \odot y z": Hadamard((x, Product((y, z)))),
    r"x y \odot z c": Hadamard((Product((x, y)), Product((z, c)))),
    r"\frac12": Fraction(ONE, TWO),
    r"\frac1{x}": Fraction(ONE, x),
    r"\dfrac{x}{y}": Fraction(x, y),
    r"x / y": Fraction(x, y),
    r"x (y + 1)": Product((x, Sum((y, ONE)))),
    r"{x}": x,
    r"\left( x \right)": x,
    r"\sqrt{2 x}": Root(Product((TWO, x))),
    r"\sqrt x y": Product((Root(x), y)),
    r"(x)^2_k": Power(Item(x, (k,)), TWO),
    r"(x)_k^2": Power(Item(x, (k,)), TWO),
    r"(x^2)^3": Power(Power(x, TWO), N("3")),
    r"O(x^2)": Order(Power(x, TWO)),
    r"(1, x)": Sequence((ONE, x)),
    r"w_1 + \dots + w_d": Sum((S("w", (ONE,)), Dots(), S("w", (S("d"),)))),
    # functions
    r"\sigma(z)": Call(r"\sigma", (z,)),
    r"\sigma'(z)": Call(r"\sigma", (z,), 1),
    r"\sigma''(z)": Call(r"\sigma", (z,), 2),
    r"\varphi_i'(z)": Call(r"\varphi", (z,), 1, (i,)),
    r"\varphi'_i(z)": Call(r"\varphi", (z,), 1, (i,)),
    r"\sigma(z)^2": Power(Call(r"\sigma", (z,)), TWO),
    r"\sigma": Call(r"\sigma", ()),
    r"f(x, y)": Call("f", (x, y)),
    r"f(x; y)": Call("f", (x, y)),
    r"\mathrm{softmax}(z)_k": Item(Call("softmax", (z,)), (k,)),
    r"\operatorname{softmax}(z)_k^2": Power(Item(Call("softmax", (z,)), (k,)), TWO),
    r"\mathrm{leaky}_{\alpha}(z)": Call(r"leaky_\alpha", (z,)),
    r"D_{\mathrm{KL}}(x \Vert y)": Call("D_KL", (x, y)),
    r"D_{\mathrm{KL}}(x \| y)": Call("D_KL", (x, y)),
    r"D_{\mathrm{KL}}(\left\Vert x\right\Vert \Vert y)": Call("D_KL", (Norm(x), y)),
    r"D_{\mathrm{KL}}(D_{\mathrm{KL}}(x \Vert y) \Vert z)": Call("D_KL", (Call("D_KL", (x, y)), z)),
    r"\log x": log(x),
    r"\log x \cdot y": Product((log(x), y)),
    r"\log(2 z)": log(Product((TWO, z))),
    r"\log\frac{x}{y}": log(Fraction(x, y)),
    r"\log\sum_{i=1}^K x_i": log(Big("sum", i, ONE, S("K"), S("x", (i,)))),
    r"\max(0, x)": Call("max", (N("0"), x)),
    # bars
    r"2 |x| |y|": Product((TWO, Absolute(x), Absolute(y))),
    r"|x (|y|)|": Absolute(Product((x, Absolute(y)))),
    r"\left|x - \left|y\right|\right|": Absolute(Sum((x, Negative(Absolute(y))))),
    r"\lvert x\rvert": Absolute(x),
    r"\Vert x - y \Vert^2": Power(Norm(Sum((x, Negative(y)))), TWO),
    r"x \|y\| \lVert z\rVert": Product((x, Norm(y), Norm(z))),
    # over an index
    r"\sum_i x_i y_i": Big("sum", i, None, None, Product((S("x", (i,)), S("y", (i,))))),
    r"\sum_{i=1}^K x_i + y": Sum((Big("sum", i, ONE, S("K"), S("x", (i,))), y)),
    r"\prod_{i=2}^{K} x_i": Big("prod", i, TWO, S("K"), S("x", (i,))),
    r"\sum_{i,j} w_{ij}": Big("sum", i, None, None, Big("sum", j, None, None, S("w", (i, j)))),
    r"\sum_{i \ne k} x_i": Big("sum", i, None, None, S("x", (i,)), Chain(i, (("!=", k),))),
    r"\max_{1 \le j \le k} z_j": Big("max", j, ONE, k, S("z", (j,))),
    r"\max_k (x_k) y": Product((Big("max", k, None, None, S("x", (k,))), y)),
    r"\arg\max_k z_k": Big("argmax", k, None, None, S("z", (k,))),
    r"\argmin_k z_k": Big("argmin", k, None, None, S("z", (k,))),
    r"\lim_{x \to 0} (x)": Big("lim", x, N("0"), None, x),
    r"\mathbb E_x[x^2]": Big("E", x, None, None, Power(x, TWO)),
    r"\mathbb E_x[x]^2": Power(Big("E", x, None, None, x), TWO),
    r"\mathbb{E}_{x}[x] y": Product((Big("E", x, None, None, x), y)),
    # derivatives
    r"\frac{\partial \ell}{\partial w_{ij}^{(l)}}": Derivative(LOSS, S("w", (i, j), L), True),
    r"\frac{d \ell}{d z}": Derivative(LOSS, z, False),
    r"\frac{d}{dz} (x)^2": Derivative(Power(x, TWO), z, False),
    r"\frac{d}{d z} \sigma(z)": Derivative(Call(r"\sigma", (z,)), z, False),
    r"\partial \ell / \partial z_i": Derivative(LOSS, S("z", (i,)), True),
    r"\frac{\partial}{\partial z} (x + y)": Derivative(Sum((x, y)), z, True),
    r"\nabla_{W} \ell": Gradient(S("W"), LOSS),
    r"\frac{d_l}{2}": Fraction(S("d", (L,)), TWO),  # d is a symbol here
    r"\frac{d}{2}": Fraction(S("d"), TWO),
    # conditions
    r"[i = j] x": Product((Iverson(Chain(i, (("=", j),))), x)),
    r"[x]": x,
    r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}": Cases(
        ((x, Chain(x, ((">", N("0")),))), (N("0"), None))
    ),
    r"\begin{cases} x, & 0 < x < 1 \\ y & \text{for } x \ge 1 \\ \end{cases}": Cases(
        ((x, Chain(N("0"), (("<", x), ("<", ONE)))), (y, Chain(x, ((">=", ONE),))))
    ),
}


@pytest.mark.parametrize("latex", TREES)
def test_tree(latex):
    assert expression(latex) == TREES[latex]


RELATIONS = {
    "=": "=", "<": "<", ">": ">", r"\le": "<=", r"\leq": "<=", r"\ge": ">=", r"\ne": "!=", r"\neq": "!=",
    r"\approx": "approx", r"\to": "to", r"\leftarrow": "assign", r"\gets": "assign", r"\in": "in", r"\propto": "propto",
}  # fmt: skip


@pytest.mark.parametrize("latex", RELATIONS)
def test_relation(latex):
    assert chain(f"x {latex} y = c") == Chain(x, ((RELATIONS[latex], y), ("=", c)))


def test_a_derivation_is_one_chain_and_a_comma_begins_another():
    assert chain(r"\begin{aligned} x &= y \\ &\quad = c \end{aligned}.") == Chain(x, (("=", y), ("=", c)))
    assert parse("x = 1, y = 2", WORDS) == (Chain(x, (("=", ONE),)), Chain(y, (("=", TWO),)))
    assert parse("x = 1,", WORDS) == (Chain(x, (("=", ONE),)),)


def test_a_tree_knows_its_columns_and_compares_without_them():
    tree = expression("x +  y")
    assert [term.at for term in tree.terms] == [0, 5]
    assert tree == expression("x+y") and hash(tree) == hash(expression("x+y"))


MESSAGES = {
    # names
    r"x + Y": (5, r"'Y' is not in the notation table; did you mean 'y'?"),
    r"\sigmo(z)": (1, r"'\\sigmo' is not in the notation table; did you mean '\\sigma'?"),
    r"\mathrm{softmux}(z)": (1, r"'softmux' is not in the notation table; did you mean 'softmax'?"),
    r"\mathcal L_{\mathrm{MSA}}": (
        1,
        r"'\\mathcal L_MSA' is not in the notation table; did you mean '\\mathcal L_MSE'?",
    ),
    r"x_{ih}": (5, r"'h' is not in the notation table"),
    r"x^T": (3, r"'T' is not in the notation table; did you mean 't'?"),
    r"x_{(i)}": (4, "expected an index, got '('"),
    # brackets
    r"x (y + 1": (3, "'(' is not closed by ')'"),
    r"(x]": (1, "'(' is not closed by ')'"),
    r"x)": (2, "did not expect ')' after the equation"),
    r"[i = j": (1, "'[' is not closed by ']'"),
    r"\frac{x}{y": (9, "'{' is not closed by '}'"),
    r"|x": (1, "'|' is not closed"),
    r"\Vert x": (1, r"'\\Vert' is not closed"),
    r"\left| x |": (6, "'|' is not closed"),
    r"\right| x |": (7, "expected a term, got a closing '|'"),
    r"()": (2, "expected a term here"),
    # scripts
    r"x^2^3": (4, "a second superscript; write brackets: (a^{b})^{c}"),
    r"(x)^2^3": (6, "a second superscript; write brackets: (a^{b})^{c}"),
    r"x^\top^2": (7, "a second superscript; write brackets: (a^{b})^{c}"),
    r"z^{(l)}^2": (8, "a second superscript; write brackets: (a^{(l)})^2"),
    r"z^{(l)2}": (7, "did not expect '2' after the layer"),
    r"x_i_j": (4, "a second subscript; put all indices into one"),
    r"(x)_i_j": (6, "a second subscript; put all indices into one"),
    r"x_{}": (4, "an index is empty"),
    r"x^{}": (4, "a superscript is empty"),
    r"x_": (3, "expected an index"),
    r"x^)": (3, "expected a superscript, got ')'"),
    r"\frac{}{2}": (7, "a numerator is empty"),
    r"\frac{1}{}": (10, "a denominator is empty"),
    r"\sqrt{}": (7, "something under the root is empty"),
    r"\sqrt[3]{x}": (6, "only square roots are in the language; write a power for others"),
    r"\hat": (5, r"expected a letter under \hat"),
    r"\mathrm x": (9, r"\mathrm expects a word in braces"),
    # functions
    r"\sigma^2(z)": (7, r"a power of the function '\\sigma' is ambiguous; write \sigma(z)^2 behind the argument"),
    r"\sigma^{-1}(z)": (7, r"a power of the function '\\sigma' is ambiguous; write \sigma(z)^2 behind the argument"),
    r"\sigma(z)'": (10, "a prime belongs directly behind the name of a function, not behind a function"),
    r"(x)'": (4, "a prime belongs directly behind the name of a function, not behind this"),
    r"\log x y": (8, "write brackets: log(...) of one factor or of several?"),
    r"\log 2z": (7, "write brackets: log(...) of one factor or of several?"),
    r"\max_k x_k y": (12, "write brackets: the max of one factor or of several?"),
    r"\frac{d}{dz} x y": (16, "write brackets: a derivative of one factor or of several?"),
    r"\nabla_x \frac12 x": (18, "write brackets: a gradient of one factor or of several?"),
    r"f()": (3, "expected a term here"),
    r"x / y / c": (7, r"a / b / c is ambiguous; write brackets or \frac"),
    # over an index
    r"\sum x": (6, "expected '_' and the variable of the sum, got 'x'"),
    r"\sum": (5, "expected '_' and the variable of the sum"),
    r"\sum_{2} x": (7, "expected a variable that runs, got the number 2"),
    r"\sum_{i + j} x": (7, "expected a variable that runs, got this"),
    r"\sum_{i < j} x": (7, r"expected the range of a sum such as j=1 or 1 \le j \le k"),
    r"\sum_{i=1,j=1}^{K} x": (1, "an upper end belongs to one variable with a lower end"),
    r"\mathbb E[x]": (10, "expected '_' and the random variable of the expectation, got '['"),
    r"\mathbb E_x x": (13, "expected a bracket behind the expectation"),
    r"\nabla x": (8, r"expected '_' and the variable behind \nabla, got 'x'"),
    r"\frac{\partial x}{d y}": (1, r"a derivative has d above and below, or \partial above and below"),
    r"\partial x": (11, "expected '/' in a derivative on one line"),
    # cases, environments, words
    r"\begin{cases} x \\ y \end{cases}": (17, r"expected '&' between a case and its condition, got '\\\\'"),
    r"\begin{cases} x & y \end{cases}": (19, "expected a condition with a relation"),
    r"\begin{cases} x & \text{when } x > 0 \end{cases}": (19, "expected the words 'if' or 'otherwise', got 'when'"),
    r"\begin{cases} \end{cases}": (1, "cases without a case"),
    r"\begin{aligned} x &= y": (1, r"\begin{aligned} is not closed by \end{aligned}"),
    r"x \end{aligned}": (3, r"expected no \end here, got \end{aligned}"),
    r"\begin{aligned} x \end{cases}": (19, r"expected \end{aligned}, got \end{cases}"),
    r"\begin{matrix} x \end{matrix}": (1, "the environment 'matrix' is not in the language; known are aligned, cases"),
    r"x = \begin": (5, r"\begin expects the name of an environment in braces"),
    r"x \text{ if } y": (3, r"did not expect '\\text' after the equation"),
    r"x \text": (3, r"\text expects words in braces"),
    # what is missing or too much
    r"": (1, "expected a term here"),
    r"x =": (4, "expected a term here"),
    r"= x": (1, "expected a term, got '='"),
    r"x + - y": (5, "expected a term, got '-'"),
    r"x \odot": (8, "expected a term here"),
    r".5": (1, "expected a term, got '.'"),
    r"x²": (2, "expected a term, got '²'"),
    "x" * (LONGEST + 1): (81, f"the formula has {LONGEST + 1} characters, expected at most {LONGEST}"),
    "(" * 62 + "x" + ")" * 62: (62, "brackets and functions are nested more than 60 deep"),
    r"\log" * 62 + " x": (245, "brackets and functions are nested more than 60 deep"),
    r"\sum_i" * 62 + " x": (366, "brackets and functions are nested more than 60 deep"),
}


@pytest.mark.parametrize("latex", MESSAGES, ids=lambda latex: latex[:24])
def test_message(latex):
    with pytest.raises(FormulaError) as caught:
        parse(latex, WORDS)
    assert (caught.value.column, caught.value.reason) == MESSAGES[latex]


def test_the_message_shows_the_place():
    with pytest.raises(FormulaError) as caught:
        parse("x\n= y + Q", WORDS)
    assert str(caught.value).splitlines()[1:] == ["    x = y + Q", "            ^"]
    with pytest.raises(FormulaError) as caught:
        parse("x + " * 40 + "Q" + " + x" * 40, WORDS)
    shown, caret = str(caught.value).splitlines()[1:]
    assert len(shown) <= 64 and shown[caret.index("^")] == "Q"


def test_the_vocabulary_decides():
    both = Vocabulary(symbols=frozenset({"a", "x"}))
    applies = Vocabulary(symbols=frozenset({"x"}), functions=frozenset({"a"}))
    layered = Vocabulary(symbols=frozenset({"x"}), layered=frozenset({"a"}))
    a = S("a")
    assert parse("a(x)", both)[0].first == Product((a, x))
    assert parse("a(x)", applies)[0].first == Call("a", (x,))
    assert parse("a^{(x)}", both)[0].first == Power(a, x)
    assert parse("a^{(x)}", layered)[0].first == S("a", (), x)
    with pytest.raises(ValueError, match="'a' is a symbol and a function; one name has one meaning"):
        both.with_names(functions=["a"])


# -- whatever is typed, there is a tree or an error with a place
