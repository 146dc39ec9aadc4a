r"""What has to be said beside a translation: letters that were kept, letters with two meanings, other factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nnlib.formula.names import INDICES, name_of
from nnlib.formula.notation import Symbol
from nnlib.formula.syntax import tree as t
from nnlib.formula.typesetting.dialect import Dialect, Word
from nnlib.formula.typesetting.legend import Key, Legend
from nnlib.formula.typesetting.printer import Printer
from nnlib.formula.typesetting.speech import Speech


def remarks_on(legend: Legend, chains: Sequence[t.Chain]) -> tuple[str, ...]:
    """Sentences with inline LaTeX, each once."""
    found = [sentence for key in legend.occurring for sentence in _of_letter(legend, key)]
    seen = {*_operations(chains)} - {"transpose"} | {*_operations(Speech(legend).speak(chains))} & {"transpose"}
    found += [sentence for symbol_id in sorted(seen) if (sentence := _of_operation(legend.dialect, symbol_id))]
    return tuple(dict.fromkeys(found))


def _of_letter(legend: Legend, key: Key) -> Iterator[str]:
    tongue, word, form = legend.dialect, legend.dialect.words[key[0]], legend.form(key)
    entry = word.entry
    counted = tongue.entry("layer-index")
    if form is None and key[1] and word.plain and counted and counted.remark and not word.layered:
        yield counted.remark  # the lecture has the symbol, but no layers
    elif entry and entry.remark:
        yield entry.remark
    elif form is None and word.name not in INDICES and not _plain_to_see(word, key):
        yield _missing(tongue, word, key)
    if form is not None and word.name not in INDICES:
        alike = [w for w in tongue.words.values() if any(f.tree == form.tree for f in (*w.layered, *w.plain))]
        first = min(alike, key=lambda each: each.rank)
        if first is not word and form.letter != word.name:
            yield f"{tongue.author}'s ${Printer(tongue, compact=True)(form.tree)}$ is the {_short(word.symbol)} here."


def _missing(tongue: Dialect, word: Word, key: Key) -> str:
    batch = word.name != (name_of(word.symbol.latex) or word.name)
    what = _short(word.symbol) + " for all samples" * batch
    kept = f"the book's ${word.symbol.batch_latex if batch else word.symbol.latex}$ is kept."
    forms = word.forms(key[1])
    if forms:
        taken = Printer(tongue, compact=True)(forms[0].tree)
        return f"{tongue.author}'s ${taken}$ for the {what} is taken here; {kept}"
    entry = word.entry
    note = f" ({entry.note})" if entry and entry.note and not (batch or entry.form or entry.plain) else ""
    return f"No symbol in {tongue.author} for the {what}{note}: {kept}"


def _plain_to_see(word: Word, key: Key) -> bool:
    """Whether nothing need be said of a symbol that is kept: a function with a word for a name, d without a layer."""
    return (word.symbol.function and word.name[0] != "\\" and len(word.name) > 1) or (word.below and not key[1])


def _of_operation(tongue: Dialect, symbol_id: str) -> str | None:
    entry = tongue.entry(symbol_id)
    if entry is not None:
        return entry.remark or None
    symbol = tongue.table.symbol(symbol_id)
    return f"No sign in {tongue.author} for the {_short(symbol)}: the book's is kept."


def _short(symbol: Symbol) -> str:
    """The meaning up to its first stop, without an article."""
    cut = min((i for stop in (":", ";", ", ") if (i := symbol.meaning.find(stop)) >= 0), default=len(symbol.meaning))
    short = symbol.meaning[:cut]
    return next((short.removeprefix(a) for a in ("the ", "an ", "a ") if short.startswith(a)), short)


def _operations(chains: Iterable[t.Chain]) -> dict[str, None]:
    """Entries of the table that are not letters but occur: gradients, transposes, products entry by entry, squares."""
    found = dict[str, None]()
    for node in (node for chain in chains for node in chain.walk()):
        if isinstance(node, t.Gradient):
            found["gradient"] = None
        elif isinstance(node, t.Transpose):
            found["transpose"] = None
        elif isinstance(node, t.Hadamard):
            found["hadamard"] = None
        elif isinstance(node, t.Power) and node.exponent == t.Number("2"):
            names = {part.name for part in node.base.walk() if isinstance(part, t.Symbol)}
            if {r"\hat y", "t"} <= names:
                found["squared-error"] = None
    return found
