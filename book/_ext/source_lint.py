"""What a chapter's notebook must look like, checked before it becomes a page.

Pure functions turn a notebook into a list of problems, each with the cell and with what was expected. The
build stops on any of them, and the tests use the same functions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import lecture_data
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

MOST_ENTRIES = 4
PREFIXES = ("eq-", "ex-", "sol-", "fig-", "sec-")
FIGURE = re.compile(
    r"\b\w+(\[[^\]]*\])?\.(plot|subplots|bar|barh|imshow|pcolormesh|scatter|contourf?|figure|step|stem|"
    r"fill_between|matshow|hist|semilogx|semilogy|loglog|errorbar|axhline|axvline)\((?!\))"  # optimiser.step() draws nothing
)
AMSMATH = re.compile(r"^\\begin\{(equation|align|gather|multline|alignat|flalign|eqnarray)\*?\}", re.M)
# an equation's number typed by hand is wrong as soon as one is added before it; those of a paper are "equation 16 of ..."
TYPED_NUMBER = re.compile(
    r"\b(?:(?:[Ee]quations?|[Ee]qs?\.?|[Ff]ormulas?)[\s~]*\(?\d+\b\)?|(?:by|in|from|see|and|with)\s+\(\d+\))(?!\s+(?:of|in)\b)"
)
LABEL_LINE = re.compile(r"^\(([^)\s]+)\)=\s*$")
OPTION = re.compile(r"^\s*:(label|name):\s*(\S+)\s*$")
FENCE = re.compile(r"^\s*(`{3,}|:{3,}|~{3,})\s*(\{[\w:-]+\})?")


@dataclass(frozen=True)
class Problem:
    notebook: str
    cell: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.notebook}, cell {self.cell!r}: {self.found}; expected {self.expected}"


@dataclass(frozen=True)
class Known:
    """The ids a cell's metadata may name."""

    entries: frozenset[str]
    errata: frozenset[str]
    exercises: frozenset[str]
    widgets: frozenset[str]


def known_ids() -> Known:
    import nnlib.exercises  # importing it registers the exercises
    from nnlib.exercises.registry import exercise_ids
    from nnlib.widgets import WIDGETS

    assert nnlib.exercises

    return Known(
        frozenset(lecture_data.entries()),
        frozenset(lecture_data.errata()),
        frozenset(exercise_ids()),
        frozenset(WIDGETS),
    )


def lint(path: str, notebook: Mapping[str, Any], known: Known) -> list[Problem]:
    """All problems of one notebook, in the order of its cells."""
    problems: list[Problem] = []
    for cell in notebook["cells"]:
        pairs = [*metadata_problems(cell, known)]
        if cell["cell_type"] == "markdown":
            pairs += [*equation_problems(cell["source"]), *typed_numbers(cell["source"])]
        elif cell["cell_type"] == "code":
            pairs += [*figure_problems(cell)]
        for label in cell_labels(cell):
            if not label.startswith(PREFIXES):
                pairs.append((f"label {label!r}", f"a label that begins with one of {', '.join(PREFIXES)}"))
        problems += [Problem(path, cell.get("id", "?"), *pair) for pair in pairs]
    return problems + duplicate_labels({path: notebook})


def id_list_problems(name: str, value: Any, known: Collection[str], most: int | None) -> Iterable[tuple[str, str]]:
    """What is wrong with a list of ids in a cell's metadata: its type, length, an unknown id."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or not value:
        yield f"metadata {name} is {value!r}", f'a list of ids such as {name}: ["{min(known, default="ID")}"]'
        return
    if most is not None and len(value) > most:
        yield f"metadata {name} has {len(value)} ids", f"at most {most}; divide the cell"
    for item in value:
        if item not in known:
            near = lecture_data.closest(item, known)
            yield f"metadata {name} names the unknown id {item!r}", f"a known one{near}"
    if len(set(value)) < len(value):
        yield f"metadata {name} names an id twice: {value!r}", "each id once"


def metadata_problems(cell: Mapping[str, Any], known: Known) -> Iterable[tuple[str, str]]:
    metadata = cell.get("metadata", {})
    if "lectures" in metadata:
        yield from id_list_problems("lectures", metadata["lectures"], known.entries, MOST_ENTRIES)
    if "errata" in metadata:
        yield from id_list_problems("errata", metadata["errata"], known.errata, None)
    for name, ids in (("exercise", known.exercises), ("widget", known.widgets)):
        value = metadata.get(name)
        if name in metadata and (not isinstance(value, str) or value not in ids):
            near = lecture_data.closest(value, ids) if isinstance(value, str) else ""
            yield f"metadata {name} is {value!r}", f"one of {sorted(ids)}{near}"


def equation_problems(source: str) -> Iterable[tuple[str, str]]:
    """Displayed equations without a label, or with one that does not begin with eq-."""
    wanted = "$$ on a line of its own, the formula, and $$ (eq-name)"
    opened: str | None = None
    for line in outside_code(source):
        text = line.strip()
        if opened is None and text.startswith("$$"):
            rest = text[2:]
            if "$$" in rest:
                opened, text = rest, "$$" + rest.rpartition("$$")[2]
            else:
                opened = rest
                continue
        if opened is not None and "$$" in text:
            label = re.search(r"\$\$\s*\(([^)]*)\)\s*$", text)
            if not label:
                yield f"an equation without a label ({_short(opened)})", wanted
            elif not label[1].startswith("eq-"):
                yield f"an equation labelled {label[1]!r}", wanted
            opened = None
        elif opened is not None:
            opened += " " + text
    if AMSMATH.search("\n".join(outside_code(source, mathematics=False))):
        yield "an amsmath environment outside $$, which cannot carry a label", wanted
    for block in re.findall(r"^\s*(?:`{3,}|:{3,})\{math\}.*?^\s*(?:`{3,}|:{3,})\s*$", source, re.M | re.S):
        if not re.search(r"^\s*:label:\s*eq-\S+\s*$", block, re.M):
            yield f"a {{math}} directive without a label ({_short(block)})", ":label: eq-name"


def typed_numbers(source: str) -> Iterable[tuple[str, str]]:
    """References to an equation by a number that somebody typed."""
    for line in outside_code(source):
        for match in TYPED_NUMBER.finditer(line):
            yield f"the reference {match[0]!r}", "a reference by label: {eq}`eq-name`"


def figure_problems(cell: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if not FIGURE.search(cell["source"]) or "remove-output" in cell.get("metadata", {}).get("tags", []):
        return
    mystnb = cell.get("metadata", {}).get("mystnb", {})
    alt = mystnb.get("image", {}).get("alt", "") if isinstance(mystnb, dict) else ""
    if not isinstance(alt, str) or not alt.strip():
        wanted = 'metadata mystnb: {"image": {"alt": "what the figure shows"}}'
        yield "a figure without alternative text", wanted


def cell_labels(cell: Mapping[str, Any]) -> list[str]:
    """Every label a cell defines: (label)=, of equations, :label: and :name: of directives, of its figure."""
    if cell["cell_type"] == "code":
        mystnb = cell.get("metadata", {}).get("mystnb", {})
        name = mystnb.get("figure", {}).get("name") if isinstance(mystnb, dict) else None
        return [name] if name else []
    labels = []
    for line in outside_code(cell["source"]):
        for pattern in (LABEL_LINE, OPTION, re.compile(r"^.*\$\$\s*\((\S+)\)\s*$")):
            if match := pattern.match(line):
                labels.append(match.groups()[-1])
    return labels


def duplicate_labels(notebooks: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Labels that more than one cell of these notebooks defines."""
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, notebook in notebooks.items():
        for cell in notebook["cells"]:
            for label in cell_labels(cell):
                places[label].append((path, cell.get("id", "?")))
    return [
        Problem(path, cell, *_again(label, first))
        for label, (first, *others) in places.items()
        for path, cell in others
    ]


def _again(label: str, first: tuple[str, str]) -> tuple[str, str]:
    return f"label {label!r} is defined again", f"a new one: cell {first[1]!r} of {first[0]} has it"


def outside_code(source: str, mathematics: bool = True) -> list[str]:
    """The lines of Markdown outside code blocks; directives are kept, and $$ blocks if `mathematics`."""
    kept, fence, displayed = [], "", False
    for line in source.splitlines():
        match = FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not match[2]:
                fence = ""
            continue
        if match and match[1][0] in "`~" and (not match[2] or match[2] in ("{code-block}", "{code}")):
            # the closing line of a directive is a bare fence too: it opens nothing
            if line.strip().strip("`~") or not _closes_directive(kept, match[1]):
                fence = match[1]
                continue
        if not mathematics:
            displayed ^= line.count("$$") % 2 == 1
            if displayed or "$$" in line:
                continue
        kept.append(line)
    return kept


def _closes_directive(lines: list[str], fence: str) -> bool:
    balance = 0
    for line in lines:
        match = FENCE.match(line)
        if match and match[1] == fence:
            balance += 1 if match[2] else -1
    return balance > 0


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "..."


def check_notebook(app: Sphinx, docname: str, notebook: Mapping[str, Any]) -> None:
    """A chapter as `lint` has it; of a page that a course has beside the chapters only the ids of its cells' metadata."""
    path = str(app.env.doc2path(docname, base=False))
    known = known_ids()
    if docname.startswith("book/"):
        problems = lint(path, notebook, known)
    else:
        cells = notebook["cells"]
        problems = [
            Problem(path, cell.get("id", "?"), *pair) for cell in cells for pair in metadata_problems(cell, known)
        ]
    if problems:
        raise ExtensionError("\n".join(map(str, problems)))
    labels = app.env.__dict__.setdefault("nn_labels", {})
    labels[docname] = [(label, cell["id"]) for cell in notebook["cells"] for label in cell_labels(cell)]


def check_book(app: Sphinx, env: Any) -> list[str]:
    """After all chapters are read: no label twice in the book."""
    first: dict[str, tuple[str, str]] = {}
    problems = []
    for docname, labels in sorted(env.__dict__.get("nn_labels", {}).items()):
        for label, cell in labels:
            if label in first and first[label][0] != docname:
                problems.append(Problem(docname, cell, *_again(label, first[label])))
            first.setdefault(label, (docname, cell))
    if problems:
        raise ExtensionError("\n".join(map(str, problems)))
    return []


def purge(app: Sphinx, env: Any, docname: str) -> None:
    env.__dict__.get("nn_labels", {}).pop(docname, None)


def merge(app: Sphinx, env: Any, docnames: set[str], other: Any) -> None:
    labels = other.__dict__.get("nn_labels", {})
    env.__dict__.setdefault("nn_labels", {}).update({d: labels[d] for d in docnames if d in labels})


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("notebook-read", check_notebook, priority=100)
    app.connect("env-updated", check_book)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
