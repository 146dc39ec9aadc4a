r"""The proof of a translation: printed, parsed with the lecture's names, read back, and executed on the same scenes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from nnlib.formula.checking.check import Failure, Verdict, check
from nnlib.formula.semantics.scene import Scene
from nnlib.formula.syntax import tree as t
from nnlib.formula.syntax.errors import FormulaError
from nnlib.formula.typesetting.choice import choose
from nnlib.formula.typesetting.dialect import Dialect, dialect
from nnlib.formula.typesetting.translate import heard, spoken
from nnlib.formula.typesetting.witness import objection


def prove(
    chains: Sequence[t.Chain],
    scenes: Iterable[Scene],
    lecture: str | Dialect,
    chapter: str = "",
    own: Collection[str] = (),
) -> Verdict:
    """Whether the chains, in the lecture's notation, still hold; and whether the lecture agrees with the notation."""
    tongue = dialect(lecture, chapter) if isinstance(lecture, str) else lecture
    against = _objection(dialect(lecture) if isinstance(lecture, str) else tongue)
    if against:
        return Verdict(Failure(0, against), 0, 0)
    legend = choose(tongue, chains, own)
    latex = spoken(legend, chains)
    try:
        back = heard(legend, chains, latex)
    except FormulaError as error:
        return Verdict(Failure(0, f"{tongue.author}'s form cannot be read: {error}"), 0, 0)
    return check(back, scenes)


_objection = cache(objection)
