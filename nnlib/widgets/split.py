"""The widgets for a built page: what several of them need is one file, which the browser fetches and reads once.

A notebook gets one ES module a widget (``bundle``). A page gets classic scripts: they run while it is still being read,
where a module's promise waits for the first idle moment, and they also run in a page opened from a folder.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nnlib.widgets.bundle import BundleError, Module, mask, module_of, order

SHARED = "shared"
DEFAULT = re.compile(r"\bexport\s+default\b")
USED_BY = 3


def slim(source: str) -> str:
    """The same program without comments, indentation and empty lines.

    >>> slim("const a = 1; // one\\n\\n  f(`x\\n  y`);\\n")
    'const a = 1;\\nf(`x\\n  y`);\\n'
    """
    lines = []
    inside = False  # of a template that goes over several lines, whose every space counts
    for line, masked in zip(source.split("\n"), mask(source, "\0").split("\n"), strict=True):
        start = 0 if inside else len(masked) - len(masked.lstrip(" "))
        pairs = zip(line[start:], masked[start:], strict=True)
        kept = "".join(char for char, seen in pairs if seen != " " or char == " ")
        kept = kept if masked.endswith("\0") else kept.rstrip(" ")
        if kept.strip(" ") or inside:
            lines.append(kept)
        inside = masked.endswith("\0") or (inside and not masked)
    return "\n".join(lines) + "\n"


def version(content: str) -> str:
    """A name for the content, so that no cache mixes two builds."""
    return hashlib.sha256(content.encode()).hexdigest()[:10]


def _joined(modules: Iterable[Module]) -> str:
    """The code of several modules in one scope; raise BundleError if they declare a name twice."""
    owners: dict[str, str] = {}
    parts = []
    for module in modules:
        for name in sorted(module.declared):
            if name in owners:
                raise BundleError(f"{name} is declared at the top level of {owners[name]} and of {module.path.name}")
            owners[name] = module.path.name
        parts.append(module.code)
    return slim("\n".join(parts))


def page_scripts(names: Iterable[str], used_by: int = USED_BY) -> dict[str, str]:
    """A script for every widget of ``names``, and under "shared" the one that has to run before them.

    The parts that ``used_by`` or more widgets need are shared, in ``globalThis.nnShared``; a widget files itself in
    ``globalThis.nnWidgets``. Raises BundleError for a file that cannot be joined, or a name that two shared files declare.
    """
    needed = {name: order(module_of(name)) for name in names}
    uses = Counter(module.path for modules in needed.values() for module in modules)
    common: dict[Path, Module] = {}
    for modules in needed.values():
        common |= {m.path: m for m in modules[:-1] if uses[m.path] >= min(used_by, len(needed))}
    exported = sorted({name for module in common.values() for name in module.exported})
    files = {SHARED: _closed(f"{_joined(common.values())}globalThis.nnShared = {{ {', '.join(exported)} }};\n")}
    for name, modules in needed.items():
        own = [module for module in modules if module.path not in common]
        asked = {n for module in own for path, wanted in module.imports if path in common for n in wanted}
        twice = asked & {n for module in own for n in module.declared}
        if twice:
            raise BundleError(f"{name}: {', '.join(sorted(twice))} is imported and declared")
        text = _joined(own)
        start = DEFAULT.search(mask(text))
        if start is None:
            raise BundleError(f"{modules[-1].path.name}: expected a default export")
        text = f'{text[: start.start()]}(globalThis.nnWidgets ??= {{}})["{name}"] ={text[start.end() :]}'
        files[name] = _closed(f"const {{ {', '.join(sorted(asked))} }} = globalThis.nnShared;\n{text}")
    return files


def _closed(text: str) -> str:
    """The code in a scope of its own."""
    return f"(() => {{\n{text}}})();\n"
