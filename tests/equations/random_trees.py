"""Random trees of the equation language, made by its grammar, for tests of what has to hold for every tree."""

from __future__ import annotations

from hypothesis import strategies as st

from nnlib.formula.syntax import tree as t

INDICES = [t.Symbol(name) for name in ("i", "j", "k", "l", "n", "i'", "oc")]
PLAIN = ["x", "y", "c", "K", r"\hat y", r"\ell", r"\mathcal L_MSE", r"\mathcal L_\lambda", r"\alpha"]
LAYERED = ["w", "W", "a", "z", "b", r"\delta"]
FUNCTIONS = [r"\sigma", r"\varphi", "softmax", "relu", "f", r"leaky_\alpha", "log", "exp", "tanh", "max", "diag"]
ONE = t.Number("1")
LAYERS = [t.Symbol("l"), t.Number("2"), t.Sum((t.Symbol("l"), ONE)), t.Sum((t.Symbol("l"), t.Negative(ONE)))]
ALONE = [*INDICES, *LAYERS, ONE, t.Number("12"), t.Symbol("c", (t.Symbol("n"),))]
COMPARED = ["=", "<", "<=", ">", ">=", "!="]
ALL_RELATIONS = [*COMPARED, "approx", "assign", "in", "to", "propto"]


def _indices(draw, least=1):
    return tuple(draw(st.lists(st.sampled_from(ALONE), min_size=least, max_size=3)))


def _symbol(draw):
    if draw(st.booleans()):
        name = draw(st.sampled_from(PLAIN))
        return t.Symbol(name, () if "_" in name else _indices(draw, 0))  # a subscript is taken already
    return t.Symbol(draw(st.sampled_from(LAYERED)), _indices(draw, 0), draw(st.sampled_from([None, *LAYERS])))


def _leaf(draw):
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return t.Number(draw(st.sampled_from(["0", "1", "2", "12", "0.5", "1.25"])))
    return t.Constant(draw(st.sampled_from(["e", "pi", "infinity"]))) if kind == 1 else _symbol(draw)


def _call(draw, below, pair):
    kind, primes = draw(st.integers(0, 3)), draw(st.integers(0, 2))
    if kind == 0:
        return t.Call(draw(st.sampled_from(FUNCTIONS)), pair() if draw(st.booleans()) else (below(),), primes)
    if kind == 1:
        return t.Call(draw(st.sampled_from(["f", r"\varphi"])), (below(),), primes, _indices(draw))
    return t.Call("D_KL", (below(), below())) if kind == 2 else t.Call(r"\sigma", (), primes)


def _big(draw, below, _):
    kind, letter = draw(st.integers(0, 3)), draw(st.sampled_from(INDICES))
    if kind == 0:
        return t.Big("E", t.Symbol("x"), None, None, below())
    if kind == 1:
        return t.Big("lim", t.Symbol("x"), below(), None, below())
    operator = draw(st.sampled_from(["sum", "prod", "max", "min", "argmax", "argmin"]))
    if kind == 2:
        unequal = t.Chain(letter, (("!=", draw(st.sampled_from(INDICES))),))
        return t.Big(operator, letter, None, None, below(), unequal)
    lower = draw(st.sampled_from([None, ONE]))
    return t.Big(operator, letter, lower, below() if lower and draw(st.booleans()) else None, below())


def _chain(draw, below, relations=COMPARED):
    steps = draw(st.lists(st.sampled_from(relations), min_size=1, max_size=3))
    return t.Chain(below(), tuple((relation, below()) for relation in steps))


def _cases(draw, below, _):
    rows = tuple((below(), _chain(draw, below)) for _ in range(draw(st.integers(1, 2))))
    return t.Cases((*rows, (below(), None)) if draw(st.booleans()) else rows)


LARGER = [
    *(lambda _, below, __, kind=kind: kind(below()) for kind in (t.Negative, t.PlusMinus, t.Transpose, t.Root)),
    *(lambda _, below, __, kind=kind: kind(below()) for kind in (t.Absolute, t.Norm, t.Order)),
    *(lambda _, __, pair, kind=kind: kind(pair()) for kind in (t.Sum, t.Product, t.Hadamard, t.Sequence)),
    *(lambda _, below, __, kind=kind: kind(below(), below()) for kind in (t.Fraction, t.Power)),
    lambda draw, below, _: t.Item(below(), _indices(draw)),
    lambda draw, below, _: t.Derivative(below(), _symbol(draw), draw(st.booleans())),
    lambda draw, below, _: t.Gradient(_symbol(draw), below()),
    lambda draw, below, _: t.Iverson(_chain(draw, below)),
    _cases,
    _call,
    _big,
    _call,
    _big,
]


def _tree(draw, depth):
    def below():
        return _tree(draw, depth - 1)

    def pair():
        return tuple(below() for _ in range(draw(st.integers(2, 3))))

    if not depth or draw(st.integers(0, 4)) == 0:
        return _leaf(draw)
    return draw(st.sampled_from(LARGER))(draw, below, pair)


@st.composite
def trees(draw, depth=2):
    """An expression with at most `depth` levels of operators."""
    return _tree(draw, depth)


@st.composite
def equations(draw, depth=1):
    """A chain of relations between expressions."""
    return _chain(draw, lambda: _tree(draw, depth), ALL_RELATIONS)
