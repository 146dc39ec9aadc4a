"""The bundler: order, one scope, and a clear refusal of what it does not understand."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from nnlib.widgets import WIDGETS
from nnlib.widgets.bundle import BundleError, bundle, mask, module_of
from nnlib.widgets.split import page_scripts, slim


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def run(node: str, folder: Path, text: str) -> str:
    path = folder / "out.mjs"
    path.write_text(text, encoding="utf-8")
    code = f"import('{path.as_uri()}').then((m) => console.log(m.default))"
    done = subprocess.run([node, "-e", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_diamond_of_imports_is_joined_once_in_order(node: str, tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='import { b } from "./b.js";\nimport {\n  c,\n} from "./c.js";\nexport default `${b} ${c}`;\n',
        b='import { a } from "./a.js";\nexport const b = `b(${a()})`;\n',
        c='import { a } from "./a.js";\nexport const c = `c(${a()})`;\n',
        a="let count = 0;\nexport function a() {\n  return ++count;\n}\n",
    )
    text = bundle(main)
    assert text.count("let count") == 1
    assert run(node, tmp_path, text) == "b(1) c(2)"


def test_words_in_strings_comments_and_patterns_are_left_alone(node: str, tmp_path: Path) -> None:
    text = '// import x\nconst s = "export const q";\nconst r = /import "[/]/;\nconst t = `import ${"}"} {`;\nexport default s + r.source + t;\n'
    assert run(node, tmp_path, bundle(write(tmp_path, main=text))) == 'export const qimport "[/]import } {'


def test_mask_keeps_positions() -> None:
    source = "a = `x${ {b: '}'} }y`; // c\nd = 1 / 2 / 3; e = /[/]\"/.test(f)"
    assert len(mask(source)) == len(source)
    assert "1 / 2 / 3" in mask(source) and "c" not in mask(source) and "[" not in mask(source)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"main": 'import x from "./a.js";\nexport default x;', "a": "export const x = 1;"}, "main.js, line 1: expected import"),
        ({"main": 'import { x as y } from "./a.js";\nexport default y;', "a": "export const x = 1;"}, "no renaming"),
        ({"main": 'import * as x from "./a.js";\nexport default x;', "a": "export const x = 1;"}, "expected import"),
        ({"main": 'import { x } from "d3";\nexport default x;'}, "expected import"),
        ({"main": 'const x = await import("./a.js");\nexport default x;'}, "expected import"),
        ({"main": 'import { y } from "./a.js";\nexport default y;', "a": "export const x = 1;"}, "a.js does not export y"),
        ({"main": 'import { y } from "./gone.js";\nexport default y;'}, "imports gone.js, which is not in"),
        (
            {"main": 'import { x } from "./a.js";\nconst h = 1;\nexport default x;', "a": "const h = 2;\nexport const x = h;"},
            "h is declared at the top level of a.js and of main.js",
        ),
        (
            {"main": 'import { x } from "./a.js";\nexport default x;', "a": 'import { y } from "./main.js";\nexport const x = 1;'},
            "circular import of main.js",
        ),
        ({"main": "const x = 1;\nexport { x };"}, "main.js, line 2: expected export function"),
        ({"main": "const { x } = {};\nexport default x;"}, "expected one plain name"),
        ({"main": "const x = 1, y = 2;\nexport default x;"}, "expected one declaration a statement"),
        ({"main": "const x = 1;\n"}, "expected one default export"),
        ({"main": 'export default "abc;\n'}, "main.js, line 1: a literal"),
    ],
)  # fmt: skip
def test_refuses_what_it_does_not_understand(files: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError) as caught:
        bundle(write(tmp_path, **files))
    assert words in str(caught.value)


@pytest.mark.parametrize("name", WIDGETS)
def test_each_widget_is_one_small_module(name: str, node: str, tmp_path: Path) -> None:
    text = bundle(module_of(name))
    assert len(gzip.compress(text.encode())) <= 30_000
    (tmp_path / "module.mjs").write_text(text, encoding="utf-8")
    (tmp_path / "script.js").write_text(page_scripts([name])[name], encoding="utf-8")
    for file in ("module.mjs", "script.js"):
        subprocess.run([node, "--check", file], cwd=tmp_path, check=True, timeout=60)


@pytest.mark.parametrize("name", WIDGETS)
def test_each_file_stands_on_its_own_imports(name: str, node: str, tmp_path: Path) -> None:
    """Node resolves the unjoined files too: no file leans on a name that only the bundle's scope gives it."""
    from nnlib.widgets.bundle import order

    for module in order(module_of(name)):
        names = module.code
        for other in order(module_of(name)):
            asked = {n for path, ns in module.imports if path == other.path for n in ns}
            leaks = {n for n in other.declared - asked if other is not module and _used(n, names, module.declared)}
            assert not leaks, f"{module.path.name} uses {leaks} of {other.path.name} without importing it"


def _used(name: str, code: str, own: frozenset[str]) -> bool:
    import re

    masked = mask(code)
    declared_inside = re.search(rf"(?:const|let|function)\s+{name}\b|[({{,]\s*{name}\s*[,)}}=:]", masked)
    return name not in own and not declared_inside and re.search(rf"(?<![.\w$]){name}\s*\(", masked) is not None


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("const a = 1; // one\n\n  f();\n", "const a = 1;\nf();\n"),
        ('const s = "// no comment  ";\n', 'const s = "// no comment  ";\n'),
        ("const t = `a\n  b // c\n\n d`;\n", "const t = `a\n  b // c\n\n d`;\n"),
        ("/* two\n lines */ g(/[/]  x/);\n", "g(/[/]  x/);\n"),
    ],
)
def test_slim_takes_only_what_says_nothing(source: str, kept: str) -> None:
    assert slim(source) == kept
