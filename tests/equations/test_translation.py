"""The notation switch: what it prints says the same in the lecture's letters, and a wrong rule in the table is noticed."""

from dataclasses import replace
from importlib import resources

import equations
import lecture_networks
import numpy as np
import pytest

from nnlib.formula import LECTURES, Scene, load_notation, parse_notation
from nnlib.formula.checking.check import check
from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.sources import formulas
from nnlib.formula.names import book_vocabulary
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.parser import parse
from nnlib.formula.typesetting.choice import choose, kinds
from nnlib.formula.typesetting.dialect import Dialect, dialect, lecture_vocabulary
from nnlib.formula.typesetting.rewrite import everywhere
from nnlib.formula.typesetting.roundtrip import prove
from nnlib.formula.typesetting.speech import Speech
from nnlib.formula.typesetting.translate import heard, spoken, translate, translate_inline
from nnlib.formula.typesetting.witness import objection

CORE = {
    "forward": r"z_i^{(l)} = \sum_{j=1}^{d_{l-1}} w_{ij}^{(l)} a_j^{(l-1)} + b_i^{(l)}",
    "forward, matrix": r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}",
    "activation": r"a_i^{(l)} = \varphi(z_i^{(l)})",
    "activation, vector": r"a^{(l)} = \varphi(z^{(l)})",
    "error": r"\delta_i^{(l)} = \frac{\partial \ell}{\partial z_i^{(l)}}",
    "backprop": r"\delta_i^{(l)} = \varphi'(z_i^{(l)}) \sum_k w_{ki}^{(l+1)} \delta_k^{(l+1)}",
    "backprop, units counted": r"\delta_j^{(l)} = \sum_{k=1}^{d_{l+1}} w_{kj}^{(l+1)} \delta_k^{(l+1)} \varphi'(z_j^{(l)})",
    "backprop, matrix": r"\delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \varphi'(z^{(l)})",
    "backprop, layer 2": r"\delta^{(2)} = (W^{(3)})^\top \delta^{(3)} \odot \varphi'(z^{(2)})",
    "weights": r"\frac{\partial \ell}{\partial w_{ij}^{(l)}} = \delta_i^{(l)} a_j^{(l-1)}",
    "biases": r"\frac{\partial \ell}{\partial b_i^{(l)}} = \delta_i^{(l)}",
    "weights, outer product": r"\nabla_{W^{(l)}} \ell = \delta^{(l)} (a^{(l-1)})^\top",
    "chain rule": r"\frac{\partial \ell}{\partial w_{ij}^{(l)}} = \frac{\partial \ell}{\partial z_i^{(l)}}"
    r" \frac{\partial z_i^{(l)}}{\partial w_{ij}^{(l)}}",
    "output": r"\hat y_k = a_k^{(L)}",
    "output error": r"\delta_k^{(L)} = (\hat y_k - t_k) \varphi'(z_k^{(L)})",
    "output error, slopes": r"\delta_k^{(L)} = \frac{\partial \ell}{\partial \hat y_k} \varphi'(z_k^{(L)})",
    "below the output": r"\delta^{(L-1)} = (W^{(L)})^\top \delta^{(L)} \odot \varphi'(z^{(L-1)})",
    "loss": r"\ell = \frac{1}{2} \sum_{k=1}^{d_L} (\hat y_k - t_k)^2 = \frac{1}{2} \Vert \hat y - t \Vert^2",
}
MEAN = r"\mathcal L = \frac{1}{N} \sum_{n=1}^{N} \ell_n"
SEEDS = (1, 2, 3)


def chains(latex):
    return parse(latex, book_vocabulary())


def book_scenes():
    return [lecture_networks.book(lecture_networks.Numbers(seed)) for seed in SEEDS]


def short(latex):
    """LaTeX without spaces and without braces around one letter."""
    return "".join(latex.split()).replace("_{k}", "_k")


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


# --- Wrong rules ------------------------------------------------------------------------------------------------


def table_text():
    return resources.files("nnlib.formula").joinpath("notation.toml").read_text(encoding="utf-8")


def changed(lecture, *changes):
    """The table with something else in the lecture's line of some symbols."""
    text = table_text()
    for symbol, old, new in changes:
        start = text.index(f"\n{lecture} = ", text.index(f'id = "{symbol}"\n')) + 1
        end = text.index("\n", start)
        line = text[start:end]
        assert old in line, (symbol, old)
        text = text[:start] + line.replace(old, new) + text[end:]
    return parse_notation(text)


PLANTED = {
    "wan: no swap": ("wan", ("weight", "w_{ji}^{(l)}", "w_{ij}^{(l)}")),
    "wan: no transpose": ("wan", ("weight-matrix", r"form = 'W^{(l)\top}'", "form = 'W^{(l)}'")),
    "wan: output for target": ("wan", ("output", "form = 'o'", "form = 'y'"), ("target", "form = 'y'", "form = 'o'")),
    "wan: received for activation": (
        "wan", ("pre-activation", "form = 'S_i", "form = 'x_i"), ("activation", "form = 'x_i", "form = 'S_i")
    ),
    "sybrandt: no swap": ("sybrandt", ("weight", "form = 'W_{ji}", "form = 'W_{ij}")),
    "cui: a and z not exchanged": (
        "cui", ("pre-activation", "form = 'a_i", "form = 'z_i"), ("activation", "form = 'z_i", "form = 'a_i")
    ),
    "cui: output for target": (
        "cui", ("output", "form = 'y'", r"form = '\bar y'"), ("target", r"form = '\bar y'", "form = 'y'")
    ),
    "bunescu: received without shift": ("bunescu", ("pre-activation", "form = 'z_i^{(l+1)}'", "form = 'z_i^{(l)}'")),
    "bunescu: activations without shift": ("bunescu", ("activation", "form = 'a_i^{(l+1)}'", "form = 'a_i^{(l)}'")),
    "bunescu: errors without shift": ("bunescu", ("error", r"form = '\delta_i^{(l+1)}'", r"form = '\delta_i^{(l)}'")),
    "bunescu: units without shift": ("bunescu", ("units", "form = 's_{l+1}'", "form = 's_l'")),
    "bunescu: last layer without shift": ("bunescu", ("last-layer", "form = 'n_l-1'", "form = 'n_l'")),
    "bunescu: weights shifted": (
        "bunescu", ("weight", "form = 'W_{ij}^{(l)}'", "form = 'W_{ij}^{(l+1)}'"), ("weight", '"rename"', '"rename", "shift"')
    ),
    "bunescu: weights turned": (
        "bunescu", ("weight", "form = 'W_{ij}^{(l)}'", "form = 'W_{ji}^{(l)}'"), ("weight", '"rename"', '"rename", "swap"')
    ),
    "bunescu: rows for columns": ("bunescu", ("data-matrix", r"form = 'A^{(l+1)\top}'", "form = 'A^{(l+1)}'")),
    "bunescu: output for target": (
        "bunescu", ("output", "form = 'a^{(n_l)}'", "form = 'y'"), ("target", "form = 'y'", "form = 'a^{(n_l)}'")
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_wrong_rule_is_noticed(name):
    lecture, *changes = PLANTED[name]
    wrong = Dialect(changed(lecture, *changes), lecture)
    verdict = prove(chains(CORE["forward"]), book_scenes(), wrong)
    assert not verdict.holds
    assert "own formula" in str(verdict.failure)
    assert objection(dialect(lecture)) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("form = 'w_{ji}^{(l)}'", "form = 'w_{ij}^{(l)}", "Invalid|invalid|expected"),
        ("form = 'w_{ji}^{(l)}'", "form = 'w_{jq}^{(l)}'", "symbol 'weight', lecture 'wan'"),
        ("form = 'w_{ji}^{(l)}'", "form = 'w_{jk}^{(l)}'", "symbol 'weight', lecture 'wan': expected the indices"),
        (
            "form = 'z_i^{(l+1)}'",
            "form = 'z_i^{(2 l)}'",
            "symbol 'pre-activation', lecture 'bunescu': expected a layer",
        ),
        ("form = 'z_i^{(l+1)}'", "form = 3", "symbol 'pre-activation', lecture 'bunescu': form must be a list"),
        ("form = 'S_i^{(l)}'", "forn = 'S_i^{(l)}'", "symbol 'pre-activation', lecture 'wan': expected"),
        ('rules = ["swap"]', 'rules = ["rename"]', r"symbol 'weight', lecture 'wan': a form says swap"),
        ('name = "Cui"\n', "", "dialect 'cui': expected name and says"),
        ("[dialect.cui]", "[dialect.qui]", "expected a table"),
    ],
)
def test_errors_name_the_entry(old, new, message):
    text = table_text()
    assert text.count(old) == 1
    with pytest.raises(ValueError, match=message):
        table = parse_notation(text.replace(old, new))
        for lecture in LECTURES:
            Dialect(table, lecture)


# --- A sixth notation -----------------------------------------------------------------------------------------------

SIXTH = """
[dialect.sixth]
name = "Sixth"
says = ['v_i^{(l)} = \\sum_j m_{ji}^{(l)} u_j^{(l-1)} + b_i^{(l)}', 'u_i^{(l)} = F(v_i^{(l)})']
"""


def with_a_sixth(weight="m_{ji}^{(l)}"):
    text = (
        table_text()
        .replace('"sybrandt"]', '"sybrandt", "sixth"]', 1)
        .replace("[dialect.cui]", SIXTH + "\n[dialect.cui]")
    )
    for symbol, form, rule in (
        ("weight", weight, "swap"),
        ("bias", "b_i^{(l)}", "same"),
        ("pre-activation", "v_i^{(l)}", "rename"),
        ("activation", "u_i^{(l)}", "rename"),
        ("activation-function", "F", "rename"),
    ):
        head = f'id = "{symbol}"\n'
        start = text.index("[symbol.lectures]\n", text.index(head)) + len("[symbol.lectures]\n")
        text = f"{text[:start]}sixth = {{ latex = ['{form}'], rules = [\"{rule}\"], form = '{form}' }}\n{text[start:]}"
    return parse_notation(text)


def test_whoever_edits_the_table_can_add_a_notation():
    sixth = Dialect(with_a_sixth(), "sixth")
    found = translate(chains(CORE["forward"]), sixth)
    assert short(found.latex) == r"v_i^{(l)}=\sum_{j=1}^{d_{l-1}}m_{ji}^{(l)}u_j^{(l-1)}+b_i^{(l)}"
    assert prove(chains(CORE["forward"]), book_scenes(), sixth).holds
    wrong = Dialect(with_a_sixth("m_{ij}^{(l)}"), "sixth")
    assert "Sixth's own formula" in str(prove(chains(CORE["forward"]), book_scenes(), wrong).failure)


def test_every_notation_of_the_table_agrees_with_its_lecture():
    for lecture in load_notation().dialects:
        assert objection(dialect(lecture)) is None
        assert lecture_vocabulary(lecture) == dialect(lecture).vocabulary
    assert {lecture for lecture in LECTURES if not dialect(lecture).says} == {"taura"}  # no numbers of layers, no delta
    with pytest.raises(ValueError, match="unknown lecture 'gauss'"):
        dialect("gauss")
