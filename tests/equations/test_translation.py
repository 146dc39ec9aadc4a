"""The notation switch: what it prints says the same in the lecture's letters."""

from dataclasses import replace

import equations
import lecture_networks
import numpy as np
import pytest
from core_equations import CORE, MEAN, SEEDS, book_scenes, chains, short

from nnlib.formula import LECTURES, Scene
from nnlib.formula.checking.check import check
from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.sources import formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.choice import choose, kinds
from nnlib.formula.typesetting.dialect import dialect
from nnlib.formula.typesetting.rewrite import everywhere
from nnlib.formula.typesetting.roundtrip import prove
from nnlib.formula.typesetting.speech import Speech
from nnlib.formula.typesetting.translate import heard, spoken, translate, translate_inline

# --- The ten and more equations of the forward and the backward pass ------------------------------------------


@pytest.mark.parametrize("latex", CORE.values(), ids=CORE.keys())
def test_core_equations_hold(latex):
    verdict = check(chains(latex), book_scenes())
    assert verdict.holds, verdict.failure


@pytest.mark.parametrize("lecture", LECTURES)
@pytest.mark.parametrize("latex", [*CORE.values(), MEAN], ids=[*CORE.keys(), "mean"])
def test_core_equations_come_back_as_they_were_and_hold(latex, lecture):
    tongue, tree = dialect(lecture), chains(latex)
    legend = choose(tongue, tree)
    assert heard(legend, tree, spoken(legend, tree)) == tuple(map(Speech(legend).prepared, tree))
    scenes = book_scenes()
    if latex is MEAN:
        losses = [np.array([0.5, 1.5, 4.0]), np.array([2.0, 0.25])]
        scenes = [Scene(given={"N": len(x), "ell": x, "mathcal_L": x.mean()}) for x in losses]
    verdict = prove(tree, scenes, lecture)
    assert verdict.holds, verdict.failure
    assert verdict.comparisons > 0


@pytest.mark.parametrize("lecture", lecture_networks.IN_THE_LETTERS_OF)
@pytest.mark.parametrize("latex", CORE.values(), ids=CORE.keys())
def test_translations_hold_where_the_letters_have_the_lectures_own_meaning(latex, lecture):
    tree = chains(latex)
    legend = choose(dialect(lecture), tree)
    printed = parse(spoken(legend, tree), legend.vocabulary(kinds(legend, tree)))

    def bound(node):  # J without arguments is a number in these scenes; what was kept has the book's value
        return t.Symbol("J") if isinstance(node, t.Call) and node.function == "J" else node

    said = [everywhere(chain, bound) for chain in printed]
    numbers = [lecture_networks.Numbers(seed) for seed in SEEDS]
    scenes = [lecture_networks.IN_THE_LETTERS_OF[lecture](each) for each in numbers]
    if latex == CORE["output"] and lecture == "bunescu":  # there the book's letter of the output is kept
        scenes = [replace(s, rules={**s.rules, "hat_y": lambda g: g.a[lecture_networks.LAST + 1]}) for s in scenes]
    verdict = check(said, scenes)
    assert verdict.holds, verdict.failure


def test_without_a_translation_the_scenes_of_a_lecture_refuse_the_book():
    """The scenes of the test above tell the notations apart: the book's own print fails in each."""
    for lecture, scene in lecture_networks.IN_THE_LETTERS_OF.items():
        for name in ("forward", "backprop", "weights"):
            assert not check(chains(CORE[name]), [scene(lecture_networks.Numbers(1))]).holds, (lecture, name)


WORKED = {
    "cui": r"\delta_i^{(l)}=h'(a_i^{(l)})\sum_kw_{ki}^{(l+1)}\delta_k^{(l+1)}",
    "wan": r"\delta_i^{(l)}=g'(S_i^{(l)})\sum_kw_{ik}^{(l+1)}\delta_k^{(l+1)}",
    "bunescu": r"\delta_i^{(l)}=f'(z_i^{(l)})\sum_kW_{ki}^{(l)}\delta_k^{(l+1)}",
}


@pytest.mark.parametrize("lecture", WORKED)
def test_the_recursion_of_the_errors_as_each_lecture_prints_it(lecture):
    found = translate(chains(CORE["backprop"]), lecture)
    assert short(found.latex) == WORKED[lecture]
    assert not found.same
    assert found.remarks == ()


# --- Every equation of the book -----------------------------------------------------------------------------------

SLOW = {"cnn"}  # sums over many pixels: that they come back as they were is enough, since they are executed elsewhere


@pytest.mark.parametrize(("key", "path"), equations.chapters(), ids=lambda x: getattr(x, "stem", x))
def test_every_executed_equation_holds_in_every_notation(key, path):
    chapter = load(equations.CONTEXTS / f"{key}.py")
    words = chapter.vocabulary(book_vocabulary())
    count = 0
    for formula in formulas(path):
        if not formula.displayed or formula.label not in chapter.contexts:
            continue
        tree, scenes = parse(formula.latex, words), list(chapter.contexts[formula.label].scenes(8))
        for lecture in LECTURES:
            found = translate(tree, lecture, key, chapter.symbols)
            assert "misread" not in " ".join(found.remarks), (formula.label, lecture)
            legend = choose(dialect(lecture, key), tree, chapter.symbols)
            assert heard(legend, tree, spoken(legend, tree)) == tuple(map(Speech(legend).prepared, tree))
            if key not in SLOW:
                verdict = prove(tree, scenes, lecture, key, chapter.symbols)
                assert verdict.holds, (formula.label, lecture, found.latex, verdict.failure)
            count += 1
    assert count > 0


# --- Letters ------------------------------------------------------------------------------------------------------

# book, Cui, Malik/Wan, Taura, Bunescu, Sybrandt; entered by hand from the lectures
LETTERS = [
    (r"a = \varphi(z)", r"z = h(a)", r"x = g(S)", r"y = \varphi(x)", r"a = f(z)", r"o = \alpha(z)"),
    (r"\ell", r"\mathcal E", "e", r"\ell", "J", r"\mathcal L"),
    (r"\mathcal L", r"\mathcal L", r"\mathcal L", "L", "J(W, b)", r"\mathcal L"),
    (r"\hat y_k - t_k", r"y_k - \bar y_k", "o_k - y_k", "y_k - t_k", "a_k^{(n_l)} - y_k", "o_k - t_k"),
    (r"w_{ij}^{(l)}", r"w_{ij}^{(l)}", r"w_{ji}^{(l)}", r"w_{ij}^{(l)}", r"W_{ij}^{(l - 1)}", r"W_{ji}^{(l)}"),
    ("d_l", "d_l", "d^{(l)}", "d_l", "s_l", "d_l"),
    ("W^{(2)} x", "W^{(2)} x", r"W^{(2)\top} x", "W^{(2)} x", "W^{(2)} x", r"W^{(2)\top} x"),
    ("a^{(2)}", "z^{(2)}", "x^{(2)}", "a^{(2)}", "a^{(3)}", "o^{(2)}"),
    ("L", "L", "L", "L", "n_l - 1", "L"),
    (r"\frac{1}{N}", r"\frac{1}{N}", r"\frac{1}{N}", r"\frac{1}{\left|D\right|}", r"\frac{1}{m}", r"\frac{1}{d}"),
    (r"\hat y_c", r"y_{\tilde k}", "o_c", "y_t", "a_y^{(n_l)}", "o_c"),
    (r"w^\top x", "w^{T} x", r"w^\top x", "{}^{t}w x", "w^{T} x", r"w^\top x"),
    (r"\sigma'(z)", "h'(a)", "g'(S)", r"\sigma'(x)", "f'(z)", r"\sigma'(z)"),
    (r"[i = j]", r"\delta_{ij}", "[i = j]", "[i = j]", "[i = j]", "[i = j]"),
]


@pytest.mark.parametrize("row", LETTERS, ids=lambda row: row[0])
def test_letters_and_formulas_within_sentences(row):
    found = {lecture: translate_inline(row[0], lecture).latex for lecture in LECTURES}
    assert found == dict(zip(LECTURES, row[1:], strict=True))


def test_taura_writes_a_stage_without_numbers():
    assert short(translate(chains(r"z_i = \sum_j w_{ij} x_j + b_i"), "taura").latex) == short(
        r"y_i = \sum_{j} w_{ij} x_j + b_i"
    )
    kept = translate(chains(CORE["forward"]), "taura")
    assert kept.same
    assert any("one stage at a time" in remark for remark in kept.remarks)


@pytest.mark.parametrize("latex", ["q_9(", r"\frac{1}{", "h", "g(z)", r"\text{so}", r"K\times K", "", r"o,\ t"])
def test_what_cannot_be_read_within_a_sentence_stays(latex):
    for lecture in LECTURES:
        assert translate_inline(latex, lecture).latex == latex


CLASHES = [
    # y is Bunescu's target and his label: the label keeps the book's letter
    ("bunescu", r"t_{nk} = [k = c_n]", r"y_{nk}=[k=c_n]", "is taken here; the book's $c$ is kept"),
    # both losses are Sybrandt's script L: the loss of one sample keeps the book's letter
    ("sybrandt", MEAN, r"\mathcalL=\frac{1}{d}\sum_{j=1}^{d}\ell_j", r"the book's $\ell$ is kept"),
    # an output with a layer of its own beside the last activation
    ("bunescu", CORE["output"], r"\haty_k=a_k^{(n_l)}", r"the book's $\hat y$ is kept"),
    # Cui's delta is an error and Kronecker's; the number of indices tells
    (
        "cui",
        r"\delta_i = \sum_k t_k (\hat y_i - [i = k])",
        r"\delta_i=\sum_k\bary_k(y_i-\delta_{ik})",
        "with two indices",
    ),
    # z and a change places in Cui
    ("cui", r"a = \varphi(z)", "z=h(a)", ""),
    # Cui's h is any activation function; of two, one keeps its letter
    ("cui", r"\varphi(z) = \sigma(z)", r"h(a)=\sigma(a)", r"the book's $\sigma$ is kept"),
    ("cui", r"\sigma(z) = 1 - \sigma(-z)", "h(a)=1-h(-a)", "Cui's $h$ is the logistic function (sigmoid) here."),
    # the index of a sample is k in Bunescu, unless k counts something else
    ("bunescu", r"\ell_n = \sum_{k=1}^{K} t_{nk}", "J_{n}=\\sum_{k=1}^{K}y_{nk}", ""),
    # Wan's e is an error, so powers of Euler's e are written with exp
    ("wan", r"\ell = \log(1 + e^{z})", r"e=\log(1+\exp(S))", ""),
    # J is Bunescu's loss and the book's Jacobian
    (
        "bunescu",
        r"\nabla_x \ell = J^\top \nabla_{\hat y} \ell",
        r"\nabla_{x}\ell=J^{T}\nabla_{a^{(n_l)}}\ell",
        "is kept",
    ),
    # Taura's y is what a layer receives or what it gives
    ("taura", r"z = W x + b", "y=Wx+b", ""),
    ("taura", r"a = \mathrm{relu}(z)", r"y=\mathrm{relu}(x)", ""),
]


@pytest.mark.parametrize(("lecture", "latex", "expected", "remark"), CLASHES)
def test_no_letter_means_two_things(lecture, latex, expected, remark):
    found = translate(chains(latex), lecture)
    assert short(found.latex) == expected
    assert remark in " ".join(found.remarks)


@pytest.mark.parametrize(
    ("lecture", "latex", "remark"),
    [
        ("wan", CORE["biases"], "Malik and Wan have no bias; the book's $b$ is kept."),
        ("cui", MEAN, "Cui's loss is a sum over the samples, $N$ times the book's."),
        ("taura", CORE["loss"], "Taura's squared error has no factor 1/2"),
        ("bunescu", CORE["loss"], "Bunescu's squared error has the factor 1/2 and is averaged"),
        ("sybrandt", CORE["backprop"], "Sybrandt has one hidden layer"),
        ("taura", CORE["weights, outer product"], "Taura's gradient is a row"),
        ("cui", CORE["backprop, matrix"], "No sign in Cui for the element-wise product"),
    ],
)
def test_remarks_say_what_a_rename_cannot_do(lecture, latex, remark):
    assert any(remark in each for each in translate(chains(latex), lecture).remarks)


def test_sums_over_layers():
    penalty = r"c = \sum_{l=1}^{L} \sum_{i=1}^{d_l} \sum_{j=1}^{d_{l-1}} (w_{ij}^{(l)})^2"
    printed = r"\sum_{l=1}^{n_l-1}\sum_{i=1}^{s_{l+1}}\sum_{j=1}^{s_l}(W_{ij}^{(l)})^{2}"
    assert short(translate(chains(penalty), "bunescu").latex).endswith(printed)  # as the lecture prints it
    units = r"c = \sum_{l=1}^{L} \Vert \delta^{(l)} \Vert^2"
    assert short(translate(chains(units), "bunescu").latex).endswith(
        r"\sum_{l=2}^{n_l}\left\Vert\delta^{(l)}\right\Vert^{2}"
    )


def test_numbers_of_layers_in_a_relation():
    """The letter l stays; what it is compared with is counted from 1, as Bunescu counts units."""
    for latex, printed in {
        r"1 \le l \le L": r"2 \le l \le n_l",
        r"l = L - 1, \dots, 1": r"l = n_l - 1, \dots, 2",
        r"\delta^{(l)} = 0, l = 1": r"\delta^{(l)} = 0, l = 2",
        r"\delta^{(1)} = 0": r"\delta^{(2)} = 0",
        r"l": "l",
    }.items():
        assert translate_inline(latex, "bunescu").latex == printed
        assert translate_inline(latex, "cui").latex == latex


def test_columns_for_rows():
    """Bunescu's matrices of samples are transposes of the book's."""
    for latex, printed in {
        r"Z^{(l)} = A^{(l-1)} W^{(l)\top}": r"Z^{(l)}=W^{(l-1)}A^{(l-1)}",
        r"\nabla_{W^{(l)}} \mathcal L = \frac{1}{N} \Delta^{(l)\top} A^{(l-1)}": r"\nabla_{W^{(l-1)}}J(W,b)="
        r"\frac{1}{m}\Delta^{(l)}(A^{(l-1)})^{T}",
        r"A_{nj}^{(l)} = \varphi(Z_{nj}^{(l)})": r"A_{jk}^{(l)}=f(Z_{jk}^{(l)})",
    }.items():
        assert short(translate(chains(latex), "bunescu").latex) == printed
