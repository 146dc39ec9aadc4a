"""Pages are read again when what makes them has changed: extensions, templates, data, the language of the equations.

Sphinx compares the values of its settings between two builds; this setting is a hash of those files.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import nnlib.formula

BOOK = Path(__file__).resolve().parents[1]
MAKERS = ("_ext/*.py", "_ext/*.js", "_templates/*.html", "_data/*.toml", "equations/*.py")
LANGUAGE = Path(nnlib.formula.__file__).parent


def fingerprint(book: Path = BOOK) -> str:
    digest = hashlib.sha256()
    makers = sorted(path for pattern in MAKERS for path in book.glob(pattern))
    for path in [*makers, *sorted(p for p in LANGUAGE.rglob("*") if p.suffix in {".py", ".toml"})]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("nn_fingerprint", fingerprint(), "env")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
