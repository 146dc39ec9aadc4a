r"""Formulas as plain text: what a terminal shows of $\frac{\partial\ell}{\partial z_k}$ is dl/dz_k.

The plain form is the notation in which a learner types a formula, so that a message can be compared with an answer.
"""

from __future__ import annotations

import re

GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi chi psi omega "
    "Gamma Delta Theta Lambda Sigma Phi Psi Omega"
).split()
WORDS = {
    r"\partial": "d", r"\ell": "l", r"\le": "<=", r"\leq": "<=", r"\ge": ">=", r"\geq": ">=", r"\ne": "!=", r"\neq": "!=",
    r"\cdot": "*", r"\times": "x", r"\odot": ".*", r"\to": "->", r"\leftarrow": "<-", r"\approx": "~", r"\infty": "infinity",
    r"\dots": "...", r"\ldots": "...", r"\cdots": "...", r"\in": "in", r"\nabla": "grad", r"\lvert": "|", r"\rvert": "|",
    r"\Vert": "||", r"\lVert": "||", r"\rVert": "||", r"\pm": "+-", r"\ll": "<<", r"\gg": ">>", r"\arg": "arg ",
    r"\lbrace": "{", r"\rbrace": "}", r"\{": "{", r"\}": "}", r"\%": "%", r"\Longrightarrow": "=>", r"\Rightarrow": "=>",
    r"\implies": "=>", r"\left": "", r"\right": "", r"\bigl": "", r"\bigr": "", r"\big": "", r"\Big": "", r"\,": " ",
    r"\;": " ", r"\:": " ", r"\!": "", r"\ ": " ", r"\quad": "  ", r"\qquad": "  ", r"\displaystyle": "", r"\top": "T",
    r"\prime": "'", r"\log": "log", r"\ln": "log", r"\propto": "~", r"\equiv": "=", r"\triangleq": "=", r"\mid": "|",
}  # fmt: skip
for _word in (*GREEK, "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "sum", "prod", "lim", "sup"):
    WORDS[rf"\{_word}"] = _word
_ACCENTS = {r"\hat": "_hat", r"\bar": "_bar", r"\tilde": "_tilde", r"\vec": "", r"\mathbf": "", r"\mathcal": "",
            r"\boldsymbol": "", r"\mathbb": "", r"\mathrm": "", r"\text": "", r"\operatorname": ""}  # fmt: skip
_FUNCTIONS = {"f", "g", *"exp log sin cos tan tanh sinh cosh max min sigma phi varphi".split()}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_MATHEMATICS = re.compile(r"\$([^$]+)\$")


def plain(text: str) -> str:
    r"""Text with its $formulas$ as plain text and without the marks of emphasis.

    >>> plain(r"The **slope** $\frac{\partial\ell}{\partial z_k}=\hat y_k-t_k$ of `loss`.")
    'The slope dl/dz_k=y_hat_k-t_k of loss.'
    """
    shown = _MATHEMATICS.sub(lambda match: plain_formula(match[1]), text)
    return re.sub(r"\*\*([^*]+)\*\*", r"\1", shown).replace("`", "")


def plain_formula(latex: str) -> str:
    r"""A formula without LaTeX.

    >>> plain_formula(r"\frac{1}{1+e^{-z}}")
    '1/(1+e^(-z))'
    """
    return re.sub(r" {2,}", "  ", _Reader(_TOKEN.findall(latex)).all().strip())


class _Reader:
    """Reads a row of tokens once, from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.place = tokens, 0

    def parts(self) -> list[str]:
        parts = []
        while self.place < len(self.tokens):
            parts.append(self.one())
        return parts

    def all(self) -> str:
        out = before = ""
        for part in self.parts():
            # a command ends where its letters end; a word needs a space before the next one, and so does a quotient
            ends = out[-1:].isalnum() or ("/" in before and before.endswith(")"))
            glued = ends and part[:1].isalpha() and len(part) > 1 and not part.startswith("_")
            out += f" {part}" if glued else part
            before = part
        return out

    def one(self) -> str:
        token = self._take()
        if token.isspace():
            return " " if self._spaced() else ""
        if token in (r"\frac", r"\tfrac", r"\dfrac"):
            applied = self._follows_function()
            quotient = f"{_bracketed(self.argument())}/{self.denominator()}"
            return f"({quotient})" if applied else quotient
        if token == r"\sqrt":
            return f"sqrt({self.argument()})"
        if token in _ACCENTS:
            return self.argument() + _ACCENTS[token]
        if token in ("^", "_"):
            inner = self.argument()
            short = len(inner) == 1 or (token == "_" and inner.isalnum()) or inner.startswith("(")
            return token + (inner if short else f"({inner})")
        if token == "{":
            return self._group()
        if token == "}" or token == "&":
            return ""
        if token == r"\\":
            return "; "
        if token.startswith("\\"):
            word = WORDS.get(token, token[1:])
            if token == r"\partial":
                self._skip()
                return word
            following = self.tokens[self.place] if self.place < len(self.tokens) else ""
            if word.isalpha() and len(word) > 1 and following.isspace():
                self.place += 1
                return word + " "
            return word + (" " if word.isalpha() and len(word) > 1 and following[:1].isalnum() else "")
        return token

    def argument(self) -> str:
        self._skip()
        if self.place >= len(self.tokens):
            return ""
        return self.one().strip()

    def denominator(self) -> str:
        """An argument in brackets unless it is one factor: M/2d would read as half of M, times d."""
        self._skip()
        start = self.place
        text = _bracketed(self.argument())
        inside = self.tokens[start + 1 : self.place - 1]  # of its braces; without them it is one sign
        return f"({text})" if not text.startswith("(") and _is_product(_Reader(inside).parts()) else text

    def _skip(self) -> None:
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1

    def _follows_function(self) -> bool:
        before = [token for token in self.tokens[: self.place - 1] if not token.isspace()]
        return bool(before) and before[-1] in (r"\log", r"\exp", r"\sin", r"\cos", r"\tanh", r"\max", r"\min")

    def _group(self) -> str:
        depth, start = 1, self.place
        while self.place < len(self.tokens) and depth:
            depth += {"{": 1, "}": -1}.get(self._take(), 0)
        return _Reader(self.tokens[start : self.place - (depth == 0)]).all()

    def _spaced(self) -> bool:
        before, after = self.place - 2, self.place
        near = [self.tokens[i] for i in (before, after) if 0 <= i < len(self.tokens)]
        return not any(each in ("^", "_", "{", "}") for each in near)

    def _take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]


def _bracketed(part: str) -> str:
    return part if re.fullmatch(r"[\w.']+|\([^()]*\)|\w*\([^()]*\)", part) else f"({part})"


def _is_product(parts: list[str]) -> bool:
    """Whether these parts are several factors, as 2 d_1, N K and o(1-o) are, but not dz_k, 0.25, y_hat_k or sigma(z)."""
    factors, before = 0, ""
    for part in parts:
        if part == "(":
            return factors > 1 or (factors == 1 and before not in _FUNCTIONS)
        index, number = part[:1] in ("^", "_", "'"), re.fullmatch("[0-9.]", part) and re.fullmatch("[0-9.]", before)
        if not (index or number or before == "d"):  # what follows a d is what is differentiated by
            factors += 1
        before = part
    return factors > 1
