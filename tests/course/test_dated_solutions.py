"""A solution is in a course from its date on, exercise by exercise, and before that day there is no trace of it anywhere."""

from __future__ import annotations

import ast
import base64
import builtins
import gzip
import json
import os
import subprocess
import symtable
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import dated_book  # makes the small books importable
import edition
import pytest
import solutions
from dated_book import AFTER, BEFORE, ROOT, course_of

from nncourse.course_file.model import Solutions
from nncourse.editions import exercise_cells, exercise_names, leaks, mark_of, shown_today, sources
from nncourse.editions.attribution import Place, Reading, Unattributed, labels, statements_of
from nncourse.editions.canary import hidden_mark
from nncourse.editions.dated import Shown, dated_notebook, dated_text, solved_in

assert dated_book
CHAPTERS = sorted(
    p for p in (ROOT / "book").rglob("*.ipynb") if not any(x.startswith((".", "_")) for x in p.relative_to(ROOT).parts)
)
NAMES = [path.stem for path in CHAPTERS]


@cache
def solved(path: Path) -> Mapping[str, set[str]]:
    return solved_in(path, path.stem)


def only(label: str, links: set[str]) -> Shown:
    return Shown(frozenset({label}), frozenset(links), frozenset())


# --- Whose each solution is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_every_solution_of_the_book_is_an_exercises(path: Path) -> None:
    """A solution that nobody can attribute raises Unattributed here; one of an exercise that is not stated is a slip."""
    stated = {label for _, label in statements_of(path)}
    assert set(solved(path)) <= stated


def test_a_solution_that_is_nobodys_is_refused() -> None:
    code = {"cell_type": "code", "id": "lost", "metadata": {"tags": ["hide-cell"]}, "source": "x = 1"}
    heading = {"cell_type": "markdown", "id": "h", "metadata": {}, "source": "## Next"}
    statement = {
        "cell_type": "markdown",
        "id": "s",
        "metadata": {},
        "source": "```{exercise} A\n:label: ex-a\n\nDo.\n```",
    }
    for cells in ([code], [statement, heading, code]):
        reading = Reading("chapter")
        with pytest.raises(Unattributed, match="chapter, cell 'lost'"):
            [reading.of_cell(cell) for cell in cells]
    reading = Reading("chapter")
    assert [reading.of_cell(cell) for cell in (statement, code)] == ["", "ex-a"]
    named = {**code, "metadata": {"tags": ["hide-cell"], "exercise": "mse_grad"}}
    assert Reading("chapter").of_cell(named) == "ex-mse-grad"
    with pytest.raises(Unattributed, match="should name its exercise"):
        dated_text("```{solution}\nSo.\n```", Shown(frozenset(), frozenset(), frozenset()), Place("page"))


def _names(code: str) -> tuple[set[str], set[str]]:
    """What a cell's code defines for later cells, and what it takes from earlier ones."""
    code = "\n".join(line for line in code.split("\n") if not line.startswith(("%", "!")))
    table = symtable.symtable(code, "cell", "exec")
    defined = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}

    def taken(each: symtable.SymbolTable) -> Iterator[str]:
        yield from (s.get_name() for s in each.get_symbols() if s.is_referenced() and (s.is_global() or each is table))
        for child in each.get_children():
            yield from taken(child)

    # a name that the cell itself binds before it uses it is its own; good enough, as a cell uses one name for one thing
    used = set(taken(table)) - set(dir(builtins))
    first: dict[str, str] = {}
    for node in sorted(
        (n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset)
    ):
        first.setdefault(node.id, type(node.ctx).__name__)
    return defined, {name for name in used if name not in defined or first.get(name) == "Load"}


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_no_code_needs_a_solution_of_another_exercise(path: Path) -> None:
    """Else a chapter would not run on a day on which one of the two is shown."""
    reading, plain, owners = Reading(path.stem), set[str](), dict[str, str]()
    for cell in json.loads(path.read_text())["cells"]:
        label = reading.of_cell(cell)
        if cell["cell_type"] != "code":
            continue
        defined, used = _names(solutions.text_of(cell))
        needs = {name: owners[name] for name in used - plain if name in owners and owners[name] != label}
        assert not needs, (cell["id"], needs)
        if label:
            owners |= {name: label for name in defined - plain if name not in owners or owners[name] == label}
        else:
            plain |= defined


# --- One exercise and no other --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CHAPTERS, ids=NAMES)
def test_each_exercise_alone_shows_its_solution_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for label, links in solved(path).items():
        made = dated_notebook(text, only(label, links), path.stem)
        assert hidden_mark() not in made
        assert [other for other in solved(path) if mark_of(other) in made] == [label]


def test_a_hidden_solutions_text_is_gone_and_a_shown_ones_there() -> None:
    """By their own words, apart from any mark."""
    path = ROOT / "book/one-neuron/losses.ipynb"
    words = {"ex-mse": "some_y, some_t = [[1.0, 2.0], [3.0, 6.0]]", "ex-gibbs": "is the tangent of the logarithm"}
    text = path.read_text(encoding="utf-8")
    for label in words:
        made = dated_notebook(text, only(label, set()), path.stem)
        assert [other for other, said in words.items() if said in made] == [label]


def test_the_date_counts_and_a_shared_statement_waits_for_all(tmp_path: Path) -> None:
    dated = {"mse": AFTER, "sum_or_mean": AFTER, "best_constant": AFTER, "best_constant_absolute": date(2026, 12, 1)}
    course = course_of(tmp_path, Solutions("hidden", {**dated, "vectorising": AFTER, "relations_relu": AFTER}))
    assert shown_today(course, BEFORE, ROOT).labels == frozenset()
    assert shown_today(course, AFTER, ROOT).labels == {"ex-mse", "ex-sum-or-mean", "ex-vectorising", "ex-best-constant"}
    both = replace(
        course,
        solutions=Solutions(
            "hidden", {"two_blocks_cost": AFTER, "bug_factor": AFTER, "bug_missing": date(2026, 12, 1)}
        ),
    )
    assert shown_today(both, AFTER, ROOT).labels == {"ex-two-blocks"}
    assert "ex-which-bug" in shown_today(both, date(2026, 12, 1), ROOT).labels
    everything_shown = replace(course, solutions=Solutions("shown", {"mse": "hidden"}))
    assert shown_today(everything_shown, BEFORE, ROOT).hidden == {"ex-mse"}


def test_what_a_course_can_date_includes_projects_without_an_id() -> None:
    names = exercise_names(ROOT)
    assert set(labels()) <= set(names) and {"vectorising", "digits_race"} <= set(names) - set(labels())


def test_links_to_a_hidden_solution_become_words() -> None:
    which = only("ex-a", {"sol-a"})
    text = "See {ref}`sol-a`, {ref}`sol-b`, {ref}`the proof <sol-b>`, [it](#sol-a) and [this](#sol-b)."
    assert dated_text(text, which, Place("page")) == (
        "See {ref}`sol-a`, the solution (not shown yet), the proof, [it](#sol-a) and this."
    )


def test_the_cells_of_an_exercise() -> None:
    statement, stub, solution = exercise_cells(ROOT, "sum_or_mean_data")
    assert (
        statement[0]["source"].startswith("```{exercise} Sum or mean?") and stub["source"] == 'ask("sum_or_mean_data")'
    )
    assert "```{solution} ex-sum-or-mean" in solution[0]["source"] and any(
        "V, W" in each["source"] for each in solution
    )


# --- The package ----------------------------------------------------------------------------------------------


def test_nnlib_is_packed_as_long_as_one_solution_is_hidden(tmp_path: Path) -> None:
    one = sources(course_of(tmp_path, Solutions("shown", {"gibbs": "hidden"})), BEFORE, ROOT)
    none = sources(course_of(tmp_path, Solutions("shown")), BEFORE, ROOT)
    assert "nnlib/exercises/answers.pack" in one and "nnlib/exercises/definitions/relu.py" not in one
    assert "nnlib/exercises/answers.pack" not in none and "nnlib/exercises/questions/data/losses.toml" in none
    for files in (one, none):
        assert [name for name, content in files.items() if hidden_mark().encode() in content] == []


def test_after_its_hints_an_exercise_says_whether_its_solution_is_there(tmp_path: Path) -> None:
    files = sources(course_of(tmp_path, Solutions("hidden", {"mse": AFTER})), AFTER, ROOT)
    edition.write(tmp_path, {name: content for name, content in files.items() if name.startswith("nnlib/")})
    script = "import nnlib.exercises.packed as p; print(p.where_the_solution_is('mse')); print(p.where_the_solution_is('bce'))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True
    ).stdout
    assert (
        said.splitlines()[0] == "The solution is folded below the exercise." and "no solutions" in said.splitlines()[1]
    )


# --- The search -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["plain", "gzip", "base64"])
def test_a_leak_is_found_where_a_shown_solution_stands(tmp_path: Path, how: str) -> None:
    wrap = {
        "plain": bytes,
        "gzip": gzip.compress,
        "base64": lambda b: b'{"x":"' + base64.b64encode(b"some " + b + b" more") + b'"}',
    }[how]
    (tmp_path / "shown.bin").write_bytes(wrap(mark_of("ex-a").encode()))
    assert leaks(tmp_path, {"ex-b"}) == []
    assert leaks(tmp_path, {"ex-a"}) == ["shown.bin: the solution of ex-a"]
    (tmp_path / "raw.bin").write_bytes(wrap(hidden_mark().encode()))
    assert leaks(tmp_path, {"ex-b"}) == ["raw.bin: a solution straight from the book"]
