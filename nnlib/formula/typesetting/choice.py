r"""The legend of an equation: the best forms with which no letter of the result means two things.

Where two symbols would be printed alike, the one that comes later in the table takes its next form, at last the book's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from nnlib.formula.names import INDICES
from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.dialect import Dialect
from nnlib.formula.typesetting.forms import Form
from nnlib.formula.typesetting.legend import Key, Legend
from nnlib.formula.typesetting.speech import Speech


def choose(dialect: Dialect, chains: Sequence[t.Chain], own: Collection[str] = ()) -> Legend:
    """The legend of these chains of the book; letters in `own` are the chapter's own and stay."""
    whole = Legend(dialect, own=own)
    occurring = [key for chain in chains for node in chain.walk() if (key := whole.key(node))]
    chosen: dict[Key, int] = {}
    while True:
        legend = Legend(dialect, occurring, chosen, own)
        clash = next(_clashes(legend, chains), None)
        if clash is None:
            return legend
        chosen[clash] = chosen.get(clash, 0) + 1


def kinds(legend: Legend, chains: Sequence[t.Chain]) -> dict[str, str]:
    """The book's names that are kept, each with its kind; what the parser must know beside the lecture's names."""
    found: dict[str, str] = {}
    speech = Speech(legend)
    for chain in map(speech.prepared, chains):
        for node in chain.walk():
            form = legend.form(legend.key(node))
            if form is not None and isinstance(node, t.Call) and node.arguments and isinstance(form.head, t.Symbol):
                found[form.head.name] = "applied"
            name, kind = _kind(node)
            if form is None and name and (name not in INDICES or kind != "symbol"):
                if isinstance(node, t.Call) and found.get(name) in ("symbol", "layered"):
                    kind = "applied"
                ranked = ("symbol", "layered", "constant", "function", "applied")
                found[name] = max(kind, found.get(name, kind), key=ranked.index)
    return found


def _clashes(legend: Legend, chains: Sequence[t.Chain]) -> Iterator[Key]:
    """Symbols that have to give way."""
    speech = Speech(legend)
    letters: dict[str, tuple[str, Key | None]] = {}
    for chain in map(speech.prepared, chains):
        for node in dict.fromkeys(chain.walk()):
            key = legend.key(node)
            form = legend.form(key)
            mine = key if form is not None else None
            if form is not None and key is not None and not _fits(legend, node, key):
                yield key
                continue
            spoken = form.tree if form is not None and form.offset else speech.say(node)
            found = legend.meaning(spoken)
            other = found[0] if found else None
            if other != mine:
                yield _later(legend, mine, other)
            for name, kind in _letters(node, form):
                before, owner = letters.setdefault(name, (kind, mine))
                loser = mine or owner
                if before != kind and loser is not None and not _is_applied(legend, node):
                    yield loser


def _letters(node: t.Node, form: Form | None) -> Iterator[tuple[str, str]]:
    """The letters that a part brings in itself, each with its kind."""
    tree = node if form is None else form.tree
    for part in [tree] if form is None else tree.walk():
        name, kind = _kind(part)
        if name:
            yield name, "letter" if kind in ("symbol", "layered") else kind


def _fits(legend: Legend, node: t.Node, key: Key) -> bool:
    """Whether the form has a place for what hangs on a symbol."""
    form = legend.form(key)
    assert form is not None
    if isinstance(node, t.Call):
        return form.head is not None and form.tree == form.head and not form.fixed
    if isinstance(node, t.Symbol):
        layer, indices = legend.layer(node)
        return form.speak(indices, layer) is not None
    return True


def _is_applied(legend: Legend, node: t.Node) -> bool:
    """Whether a letter has arguments, as the loss of the weights has; it may stand alone too."""
    word = legend.word(node)
    return isinstance(node, t.Call) and bool(node.arguments) and (word is None or not word.symbol.function)


def _later(legend: Legend, one: Key | None, two: Key | None) -> Key:
    """Of two symbols the one that gives way: not one whose form is the book's own letter, else the later one."""
    keys = [key for key in (one, two) if key is not None]

    def order(key: Key) -> tuple[bool, bool, int]:
        word, form = legend.dialect.words[key[0]], legend.form(key)
        same = form is not None and form.letter == word.name and form.tree == form.head
        return not same, key[0] in INDICES, word.rank

    return max(keys, key=order)


def _kind(node: t.Node) -> tuple[str, str]:
    if isinstance(node, t.Symbol):
        return node.name, "layered" if node.layer is not None else "symbol"
    if isinstance(node, t.Call):
        return node.function, "function"
    return ("e", "constant") if isinstance(node, t.Constant) and node.name == "e" else ("", "")
