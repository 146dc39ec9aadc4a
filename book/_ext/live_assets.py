"""Python in the page: the files that a reader's browser fetches for it, in _static/live of the built site.

Everything is there (Pyodide, NumPy, matplotlib, nnlib, the scripts, the cells), or nothing is and no page offers to run a cell.
`nn_live`, which other extensions ask, is then empty.
"""

from __future__ import annotations

import filecmp
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nnlib_wheel
from live_cells import cell_files
from node_runtime import find_node
from npm_assets import ROOT
from pyodide_files import ADDRESS, FOLDER, VERSION, Served, served
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

SCRIPTS = Path(__file__).parents[1] / "_live"
ON_EVERY_PAGE = ("live.js", "live.css")
PLACE = Path("_static") / "live"
ARCHIVES = (".whl", ".zip")
LEFT_OUT = "Python in the page is left out of this build:"


def bundled(sources: Path = SCRIPTS) -> dict[str, bytes]:
    """The scripts and the style sheet as they are served."""
    script = Path(__file__).with_name("bundle_live.mjs")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([find_node(), script, sources, folder], capture_output=True, text=True)
        if done.returncode:
            raise ExtensionError(f"the scripts of {sources} could not be bundled: {done.stderr.strip()[-500:]}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def write(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Make a folder hold these files and no others; what is the same stays untouched."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            if not path.exists() or not filecmp.cmp(content, path, shallow=False):
                shutil.copyfile(content, path)
        elif not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()


def size(files: Mapping[str, Path]) -> int:
    """Bytes as a host sends them: it compresses what is no archive already."""
    return sum(
        path.stat().st_size if path.suffix in ARCHIVES else len(gzip.compress(path.read_bytes(), 6, mtime=0))
        for path in files.values()
    )


def summary(pyodide: Served, wheel: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the scripts have to know: names, sizes in bytes, and a version that changes with any of the files."""
    digest = hashlib.sha256(VERSION.encode())
    for name, content in sorted(files.items()):
        digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    start = size(pyodide.start) + len(files[wheel])
    return {
        "pyodide": VERSION,
        "wheel": wheel,
        "sizes": {"start": start, "plots": start + size(pyodide.plots)},
        "version": digest.hexdigest()[:12],
    }


class LiveAssets:
    """The files of one build, from the decision whether there are any to the last line about it."""

    def __init__(self) -> None:
        self.pyodide: Served | str = ""
        self.scripts: dict[str, bytes] = {}

    def decide(self, app: Sphinx, config: Config) -> None:
        """Before pages are read: get the files, or note why they cannot be had."""
        cache = Path(app.outdir).parent / ".pyodide"
        folder = os.environ.get(FOLDER, "")
        self.pyodide = served(ROOT / "node_modules" / "pyodide", cache, folder, config.nn_pyodide_address)
        if isinstance(self.pyodide, str):
            return
        self.scripts = bundled()
        # a new script or style sheet has a new address, which stands in every page
        parts = b"".join(self.scripts[name] for name in ON_EVERY_PAGE)
        config.nn_run_offered = True
        config.nn_live = hashlib.sha256(parts).hexdigest()

    def place_scripts(self, app: Sphinx) -> None:
        """The scripts, before the pages that name them are written."""
        if app.builder.name == "html" and self.scripts:
            folder = Path(app.outdir) / PLACE
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in self.scripts.items():
                (folder / name).write_bytes(content)

    def finish(self, app: Sphinx, error: Exception | None) -> None:
        """All files in their place; or none, and a line that says why."""
        if error or app.builder.name != "html":
            return
        folder = Path(app.outdir) / PLACE
        if isinstance(self.pyodide, str):
            shutil.rmtree(folder, ignore_errors=True)
            print(f"{LEFT_OUT} {self.pyodide}.", flush=True)
            return
        wheel, content = nnlib_wheel.build()
        files = {wheel: content, **self.scripts, **cell_files(app.env)}
        about = json.dumps(summary(self.pyodide, wheel, files), indent=1).encode()
        core = {f"pyodide/{name}": path for name, path in self.pyodide.files.items()}
        write(folder, {**files, "files.json": about, **core})


def setup(app: Sphinx) -> dict[str, Any]:
    live = LiveAssets()
    app.add_config_value("nn_pyodide_address", ADDRESS, "")
    app.add_config_value("nn_live", "", "html")
    app.add_config_value("nn_run_offered", False, "env")  # sentences of the pages depend on it
    app.connect("config-inited", live.decide, priority=200)  # after npm has fetched the core
    app.connect("builder-inited", live.place_scripts)
    app.connect("build-finished", live.finish, priority=900)  # its line is one of the last
    return {"parallel_read_safe": True, "parallel_write_safe": True}
