"""The template of a course: valid as it stands, copied from the sources and from an installed nncourse, with a workflow that runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
import yaml
from pinned_repository import Repository, quiet_git, run, served

from nncourse import cli
from nncourse.course_file import against_book
from nncourse.course_file.model import Book
from nncourse.course_file.reading import pinned, read
from nncourse.template import command

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "course"
WORKFLOW = ".github/workflows/publish.yml"
FILES = ("course.yml", "welcome.md", "logo.svg", "README.md", ".gitignore", WORKFLOW)
GUIDE = ROOT / "docs" / "course.md"


def new(folder: Path, *words: str) -> None:
    assert cli.main(["new", str(folder), *words]) == 0


def test_the_template_is_a_course_of_this_book_with_every_key() -> None:
    course = read(TEMPLATE / "course.yml", ROOT)
    assert len(course.chapters) > 5 and course.pages == (Path("welcome.md"),)
    text = (TEMPLATE / "course.yml").read_text(encoding="utf-8")
    for key in (
        "book",
        "title",
        "term",
        "url",
        "logo",
        "licence",
        "timezone",
        "staff",
        "notation",
        "contents",
        "schedule",
    ):
        assert re.search(rf"^{key}:", text, re.MULTILINE), key
    for key in ("announcements", "solutions", "assignments", "appendices"):
        assert re.search(rf"^(# )?{key}:", text, re.MULTILINE), key
    named = re.search(r"# All keys: ([a-z\s#-]+)\ncontents:", text)
    assert named and named[1].replace("#", " ").split() == list(against_book.chapters(ROOT))


def test_the_dates_of_the_template_make_sense() -> None:
    course = read(TEMPLATE / "course.yml", ROOT)
    (first,) = course.announcements
    assert (
        first.last >= course.schedule[0].day
        and "5 October" in first.text
        and f"{course.schedule[0].day:%-d %B}" == "5 October"
    )
    for assignment in course.assignments:
        end = assignment.due.date() + timedelta(days=assignment.late.days)
        for exercise in assignment.exercises:  # a solution is out only when nobody can hand it in any more
            assert not course.solutions.visible(exercise, end) and course.solutions.visible(
                exercise, end + timedelta(days=1)
            )


def test_a_new_course_pins_what_it_was_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(tmp_path / "git", "--book", "https://uni.example/book.git", "--ref", "v1.0")
    assert "Edit course.yml, welcome.md and logo.svg" in capsys.readouterr().out
    book = pinned(tmp_path / "git" / "course.yml")[1]
    assert (book.git, book.ref, book.path) == ("https://uni.example/book.git", "v1.0", None)
    for name in (WORKFLOW, "README.md"):
        assert "https://uni.example/book.git@v1.0" in (tmp_path / "git" / name).read_text()
    made = {p.relative_to(tmp_path / "git").as_posix() for p in (tmp_path / "git").rglob("*") if p.is_file()}
    assert made == set(FILES)
    new(tmp_path / "sources")  # this nncourse runs from the book's sources
    assert pinned(tmp_path / "sources" / "course.yml")[1].path == ROOT
    assert read(tmp_path / "sources" / "course.yml", ROOT).chapters


@pytest.mark.parametrize("name", ["plain", "with space", "it's #1, {really}", "ä: b"])
def test_a_folder_of_any_name_is_pinned(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "_toc.yml").touch()
    new(tmp_path / "course", "--book", str(tmp_path / name))
    assert pinned(tmp_path / "course" / "course.yml")[1].path == tmp_path / name
    assert command.ADDRESS in (tmp_path / "course" / WORKFLOW).read_text()  # a folder here is no address for a server


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.md").write_text("mine")
    assert cli.main(["new", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err and [p.name for p in tmp_path.iterdir()] == ["mine.md"]
    assert cli.main(["new", str(tmp_path / "mine.md")]) == 2


@pytest.mark.parametrize("asked", [["check-jsonschema", "--builtin-schema", "vendor.github-workflows"], ["zizmor", "--offline", "--no-progress"]], ids=lambda w: w[0])  # fmt: skip  # noqa: E501
def test_the_workflow_is_linted_as_the_books_own(asked: list[str]) -> None:
    program, *rest = asked
    executable = Path(sys.executable).parent / program
    done = subprocess.run([executable, *rest, str(TEMPLATE / WORKFLOW)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_uses_the_same_pinned_actions_as_the_books() -> None:
    used = set(re.findall(r"uses: (\S+)", (TEMPLATE / WORKFLOW).read_text()))
    book = set(re.findall(r"uses: (\S+)", (ROOT / WORKFLOW).read_text()))
    assert {action for action in used - book if not action.startswith("actions/cache@")} == set()
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used)


def steps(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """The commands of the workflow with their variables, in its order."""
    jobs = yaml.safe_load((folder / WORKFLOW).read_text())["jobs"]
    return [(step["run"], step.get("env", {})) for job in jobs.values() for step in job["steps"] if "run" in step]


def test_the_guide_has_the_commands_of_the_workflow() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert "nncourse build" in guide and "nncourse new" in guide and 'pip install "nnlib[course] @ git+' in guide


class Machine:
    """A user's machine: an environment of its own, and pip as if all packages but nnlib were installed and no index there."""

    def __init__(self, folder: Path) -> None:
        venv = folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
        places = sysconfig.get_paths(vars={"base": str(venv), "platbase": str(venv)})
        (Path(places["purelib"]) / "there.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
        self.variables = {n: v for n, v in os.environ.items() if not n.startswith(("PIP_", "PYTHON"))}
        self.variables["PATH"] = f"{places['scripts']}{os.pathsep}{os.environ['PATH']}"
        for name in ("NO_DEPS", "IGNORE_INSTALLED", "NO_INDEX", "DISABLE_PIP_VERSION_CHECK"):
            self.variables[f"PIP_{name}"] = "1"
        self.variables["PIP_NO_BUILD_ISOLATION"] = "0"  # which to pip means that there is none

    def __call__(self, line: str, folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> str:
        """What a line in a shell prints."""
        words = ["bash", "-e", "-c", line]
        variables = {**self.variables, **more}
        done = subprocess.run(words, cwd=folder, env=variables, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def launcher_and_later_book(folder: Path) -> Repository:
    """The tag `launcher` holds this nncourse to be installed, the tag `v2.0` a book whose nncourse says what it was told."""
    repository = Repository(folder)
    for part in ("nnlib", "nncourse", "course"):
        ignored = shutil.ignore_patterns("__pycache__", "*.npz", ".nncourse", "_build")
        shutil.copytree(ROOT / part, repository.work / part, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, repository.work / name)
    repository.push("the launcher", "launcher")
    for part in ("nnlib", "nncourse", "course"):
        shutil.rmtree(repository.work / part)
    repository.version("a later book", "v2.0")
    return repository


def test_an_installed_nncourse_makes_a_course_whose_workflow_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way but for the book itself: pip installs the launcher from a repository, and the workflow's commands run."""
    quiet_git(tmp_path, monkeypatch)
    monkeypatch.delenv(cli.BOOK, raising=False)
    repository = launcher_and_later_book(tmp_path)
    shell = Machine(tmp_path)
    with served(tmp_path) as server:
        address = f"{server}/book.git"
        shell(f'python -m pip install --quiet "nnlib[course] @ git+{address}@launcher"', tmp_path)
        shell("nncourse new 'my course'", tmp_path)
        folder = tmp_path / "my course"
        made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert made == set(FILES)
        assert pinned(folder / "course.yml")[1] == Book(git=address, ref="launcher")  # what pip noted

        text = (folder / "course.yml").read_text()
        (folder / "course.yml").write_text(text.replace("ref: launcher", "ref: v2.0"))  # the one line
        install, build = steps(folder)
        assert install[1] == {"BOOK": f"{address}@launcher"} and build == ("nncourse build", {})
        shell(install[0], folder, install[1])
        *_, last = shell(build[0], folder, build[1]).splitlines()
    told = json.loads(last)
    assert (told["argv"], told["version"]) == (["build"], "a later book")
    commit = run(repository.work, "rev-parse", "HEAD")
    assert told["book"] == str(folder / ".nncourse" / "book" / commit[:12])
    run(folder, "init", "--quiet")
    assert ".nncourse" not in run(folder, "status", "--porcelain", "--untracked-files=all")
