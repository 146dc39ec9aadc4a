"""A widget is written in several small JavaScript files but must reach the browser as one.

anywidget loads a module from a blob URL, where a relative import has nothing to be relative to. This bundler
follows ``import { a, b } from "./file.js";`` among our own files, puts every file once after the files it needs,
and joins them in one module scope. It needs Python alone, and refuses what it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
NAME = r"[A-Za-z_$][\w$]*"
IMPORT = re.compile(r'import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)"\s*;')
EXPORT = re.compile(rf"export\s+(?:async\s+)?(?:function\*?|const|class)\s+({NAME})")
DECLARATION = re.compile(r"\b(?:function\*?|const|let|var|class)\b[ \t]*")


class BundleError(ValueError):
    """A file that cannot be joined: what was found, in which file and line."""


@dataclass(frozen=True)
class Module:
    """One parsed file: its code without import lines, and the names it declares, offers and asks for."""

    path: Path
    code: str
    declared: frozenset[str]
    exported: frozenset[str]
    imports: tuple[tuple[Path, tuple[str, ...]], ...]


def mask(source: str, literal: str = " ") -> str:
    """The source with the insides of comments, strings, templates and regular expressions blanked.

    Positions and line ends stay, so that a match in the mask is a place in the source. ``literal`` is what stands for a
    letter of a string, a template or a regular expression; a comment always becomes spaces.

    >>> mask('a = "import"; // import')
    'a = "      ";          '
    """
    out = list(source)
    i, last = 0, ""  # last: the last significant character, which tells a division from a regular expression

    def blank(start: int, stop: int, by: str = " ") -> None:
        for k in range(start, stop):
            if out[k] != "\n":
                out[k] = by

    while i < len(source):
        char, two = source[i], source[i : i + 2]
        if two == "//":
            end = source.find("\n", i)
            end = len(source) if end < 0 else end
            blank(i, end)
        elif two == "/*":
            end = source.find("*/", i + 2) + 2
            if end < 2:
                raise BundleError("a comment that is opened with /* is never closed")
            blank(i, end)
        elif char in "\"'`" or (char == "/" and (not last or last in "(,=:[!&|?{};+>")):
            end = _end_of_literal(source, i)
            blank(i + 1, end - 1, literal)
            last = char
        else:
            end = i + 1
            if not char.isspace():
                last = char
        i = end
    return "".join(out)


def _end_of_literal(source: str, start: int) -> int:
    """One past the closing quote of the string, template or regular expression that opens at ``start``."""
    quote, i = source[start], start + 1
    in_class = False  # inside [...] of a regular expression a slash is an ordinary character
    while i < len(source):
        char = source[i]
        if char == "\\":
            i += 2
            continue
        if quote == "`" and source.startswith("${", i):
            depth, i = 1, i + 2
            while i < len(source) and depth:
                if source[i] in "\"'`":
                    i = _end_of_literal(source, i)
                    continue
                depth += {"{": 1, "}": -1}.get(source[i], 0)
                i += 1
            continue
        if char == "\n" and quote != "`":
            break
        if quote == "/" and char in "[]":
            in_class = char == "["
        elif char == quote and not in_class:
            return i + 1
        i += 1
    line = source.count("\n", 0, start) + 1
    raise BundleError(f"line {line}: a literal that is opened with {quote} is never closed")


def _depths(masked: str) -> list[int]:
    """How many brackets are open before each character."""
    depths, depth = [], 0
    for char in masked:
        depths.append(depth)
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(char, 0)
    return depths


def parse(path: Path) -> Module:
    """Read one file; raise BundleError, naming file and line, for a form this bundler does not know."""
    try:
        source = path.read_text(encoding="utf-8")
        masked = mask(source)
    except FileNotFoundError:
        raise BundleError(f"{path.name}: there is no such file in {path.parent}") from None
    except BundleError as error:
        raise BundleError(f"{path.name}, {error}") from None

    def refuse(at: int, why: str) -> BundleError:
        line = source.count("\n", 0, at) + 1
        return BundleError(f"{path.name}, line {line}: {why}, found: {source[at:].splitlines()[0][:80]}")

    imports: list[tuple[Path, tuple[str, ...]]] = []
    exported: set[str] = set()
    cuts: list[tuple[int, int]] = []
    depths = _depths(masked)
    for word in re.finditer(r"\b(?:import|export)\b", masked):
        at = word.start()
        if word.group() == "import":
            match = IMPORT.match(source, at)
            names = tuple(n.strip() for n in match.group(1).split(",") if n.strip()) if match else ()
            if match is None or depths[at] or not all(re.fullmatch(NAME, n) for n in names):
                raise refuse(at, 'expected import { a, b } from "./file.js"; with no renaming')
            imports.append(((path.parent / match.group(2)).resolve(), names))
            cuts.append((at, match.end()))
        elif re.compile(r"export\s+default\b").match(masked, at) and not depths[at]:
            if "default" in exported:
                raise refuse(at, "expected one default export")
            exported.add("default")
        else:
            match = EXPORT.match(masked, at)
            if match is None or depths[at]:
                raise refuse(at, "expected export function, export const, export class or export default")
            exported.add(match.group(1))
            cuts.append((at, at + len("export ")))
    declared = _declared(masked, depths, refuse)
    code = source
    for start, stop in reversed(cuts):
        code = code[:start] + code[stop:]
    return Module(path, code.strip() + "\n", frozenset(declared), frozenset(exported), tuple(imports))


def _declared(masked: str, depths: list[int], refuse: Callable[[int, str], BundleError]) -> set[str]:
    """The names declared at the top level, which will share one scope with those of the other files."""
    names: set[str] = set()
    for word in DECLARATION.finditer(masked):
        if depths[word.start()]:
            continue
        name = re.compile(NAME).match(masked, word.end())
        if name is None:
            if masked[word.end() : word.end() + 1] in "[{" and not word.group().startswith("function"):
                raise refuse(word.start(), "expected one plain name in a declaration at the top level")
            continue  # an anonymous function or class
        if name.group() in names:
            raise refuse(word.start(), f"{name.group()} is declared twice")
        names.add(name.group())
        if word.group().startswith(("const", "let", "var")):
            end = next((k for k in range(name.end(), len(masked)) if masked[k] == ";" and not depths[k]), len(masked))
            if any(masked[k] == "," and not depths[k] for k in range(name.end(), end)):
                raise refuse(word.start(), "expected one declaration a statement at the top level")
    return names


def order(entry: Path) -> list[Module]:
    """All modules that ``entry`` needs, each after the ones it imports from; ``entry`` is the last."""
    done: dict[Path, Module] = {}
    open_paths: list[Path] = []

    def visit(path: Path, asked_by: str) -> None:
        if path in done:
            return
        if path in open_paths:
            raise BundleError(f"{asked_by}: circular import of {path.name}")
        if not path.is_file():
            raise BundleError(f"{asked_by}: imports {path.name}, which is not in {path.parent}")
        open_paths.append(path)
        module = parse(path)
        for needed, names in module.imports:
            visit(needed, path.name)
            missing = sorted(set(names) - done[needed].exported)
            if missing:
                raise BundleError(f"{path.name}: {needed.name} does not export {', '.join(missing)}")
        open_paths.pop()
        done[path] = module

    visit(entry.resolve(), "bundle")
    return list(done.values())


def bundle(entry: Path) -> str:
    """One ES module made of ``entry`` and all it imports."""
    modules = order(entry)
    owners: dict[str, str] = {}
    for module in modules:
        for name in sorted(module.declared):
            if name in owners:
                raise BundleError(f"{name} is declared at the top level of {owners[name]} and of {module.path.name}")
            owners[name] = module.path.name
        if ("default" in module.exported) != (module is modules[-1]):
            raise BundleError(f"{module.path.name}: expected one default export, in the entry file and only there")
    return "\n".join(f"// {module.path.name}\n{module.code}" for module in modules)


def module_of(name: str) -> Path:
    """The entry file of a widget: ``activation-explorer`` lives in ``activation_explorer.js``."""
    return HERE / f"{name.replace('-', '_')}.js"


def stylesheet() -> str:
    """The style sheet that all widgets share."""
    return (HERE / "shared" / "widget.css").read_text(encoding="utf-8")
