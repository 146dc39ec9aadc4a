"""A wrong rule in the table of notations is noticed, a mistake in it is named, and a sixth notation can be added."""

from importlib import resources

import pytest
from core_equations import CORE, book_scenes, chains, short

from nnlib.formula import LECTURES, load_notation, parse_notation
from nnlib.formula.typesetting.dialect import Dialect, dialect, lecture_vocabulary
from nnlib.formula.typesetting.roundtrip import prove
from nnlib.formula.typesetting.translate import translate
from nnlib.formula.typesetting.witness import objection


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
