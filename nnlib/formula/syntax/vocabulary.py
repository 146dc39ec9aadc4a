"""The names a formula may use, and what kind of name each is: a letter with a layer, a function, an index.

Whether `a (b)` applies a function or multiplies, and whether `^{(l)}` is a layer or a power, depends on nothing but
this table. A name is spelled as the parser spells it: `w`, `\\hat y`, `\\mathcal L`, `softmax`, `D_KL`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

#: Functions of every book on analysis; the ones that may stand before their argument without brackets are BARE.
ELEMENTARY = frozenset({"log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "arg", "diag", "sup"})
#: Indices of two letters, as `ic` counts input channels.
INDEX_WORDS = frozenset({"ic", "oc"})
BARE = frozenset({"log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh"})


@dataclass(frozen=True)
class Vocabulary:
    """The names of a page: `symbols`, those of them that carry a layer, functions, and letters used as indices.

    A symbol among `applied` is a function where a bracket follows it: \\ell(w) is the loss as a function of the weights.
    """

    symbols: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    indices: frozenset[str] = field(default=frozenset("ijklmnrs"))
    transposes: frozenset[str] = field(default=frozenset({r"\top"}))  # superscripts; `t^` is one on the left, {}^t W
    hadamards: frozenset[str] = field(default=frozenset({r"\odot"}))
    applied: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        both = (self.symbols | self.layered) & self.functions
        if both:
            raise ValueError(f"vocabulary: {sorted(both)[0]!r} is a symbol and a function; one name has one meaning")

    def with_names(
        self,
        symbols: Iterable[str] = (),
        layered: Iterable[str] = (),
        functions: Iterable[str] = (),
        indices: Iterable[str] = (),
        applied: Iterable[str] = (),
    ) -> Vocabulary:
        """This vocabulary and more names."""
        return replace(
            self,
            symbols=self.symbols | {*symbols},
            layered=self.layered | {*layered},
            functions=self.functions | {*functions},
            indices=self.indices | {*indices},
            applied=self.applied | {*applied},
        )

    def is_function(self, name: str) -> bool:
        return name in self.functions or name in ELEMENTARY

    def is_symbol(self, name: str) -> bool:
        return name in self.symbols or name in self.layered

    def knows(self, name: str) -> bool:
        return self.is_symbol(name) or self.is_function(name) or name in self.indices

    def nearest(self, name: str) -> str | None:
        """The known name most like an unknown one, for the message."""
        known = sorted(self.symbols | self.layered | self.functions | ELEMENTARY | self.indices)
        folded = {k.casefold(): k for k in known}
        same_letter = folded.get(name.casefold())
        close = get_close_matches(name, known, n=1, cutoff=0.5)
        return same_letter or (close[0] if close else None)
