"""JupyterLite beside the book: every chapter as a notebook that runs in the browser, in lite/ of the built site.

It is made after the pages, of the same Python (`_static/live`), and only if that is there. Nothing in it asks another server:
no package index to fall back on, no news, no extension manager. Between two builds it waits in _build/.lite, so that the pages'
builder does not take its files for pages, and what made it (`Recipe.key`) tells whether it is still right.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))

import bootstrap
import install_cell
import lite_packages
import npm_assets
import yaml
from lite_packages import EXTENSIONS, KERNEL, Unavailable, digest
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent
APP = "notebooks"
STAMP = "made-from.sha256"
# the widgets' halves in the page, and MyST, in which the chapters are written
FEDERATED = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget", "jupyterlab-myst")
PACKAGES = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyterlab-widgets", "anywidget", "jupyterlab-myst")
EPOCH = "315532800"  # 1980: the same files on every day
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    # all cells stay in the page, so that the browser's own search finds them and widgets are not taken apart
    # and there is one kernel only, so that nobody need be asked which
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer", "autoStartDefaultKernel": True},
}
VARIABLE = "NN_LITE"  # tells the pages' builder to link to JupyterLite; "no" from outside leaves it out of a build
# fonts in the forms that only old browsers read, and an application without a use here
NEEDLESS = ("**/*.map", "build/fa-*.svg", "**/*.eot", "**/*.ttf", "doc")
# what would only disturb: dates that the build has set, and icons that are asked for again with every cell that runs
DISABLED = (
    "@jupyter-notebook/notebook-extension:checkpoints",
    "@jupyter-notebook/notebook-extension:tab-icon",
    "@jupyter-notebook/notebook-extension:trusted",
)
FROM_A_FOLDER = """<p id="nn-folder" hidden style="padding: 20px">Opened from a folder a notebook cannot run: the files have to come
from a web server. <code>make serve</code> in the book's own folder is one.</p>
<script>document.getElementById("nn-folder").hidden = location.protocol !== "file:";</script>
"""
LEFT_OUT = "The chapters as notebooks in the browser are left out of this build:"


def configuration(title: str) -> dict[str, Any]:
    """What JupyterLite reads when it starts."""
    options = {
        "indexURL": "../_static/live/pyodide/",
        "lockFileURL": "pyodide/pyodide-lock.json",
        "packages": list(lite_packages.AT_START),
    }
    kernel = {"pyodideUrl": "./pyodide/pyodide.js", "disablePyPIFallback": True, "loadPyodideOptions": options}
    data = {
        "appName": title,
        "appUrl": f"./{APP}",
        "disabledExtensions": list(DISABLED),
        "faviconUrl": f"./{APP}/favicon.ico",
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}


def chapters(notebooks: Path) -> dict[str, bytes]:
    """The site's notebooks, for the kernel of the browser and without the cell that installs nnlib, by their place."""
    found = {}
    for path in sorted(notebooks.rglob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != install_cell.CELL_ID]
        kernel = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
        notebook["metadata"] = {**notebook["metadata"], "kernelspec": kernel}
        found[path.relative_to(notebooks).as_posix()] = install_cell.written(notebook).encode("utf-8")
    return found


@dataclass(frozen=True)
class Recipe:
    """All that the folder lite/ is made from."""

    configuration: dict[str, Any]
    chapters: dict[str, bytes]
    files: dict[str, Path]
    lock: dict[str, Any]

    @property
    def key(self) -> str:
        """A hash that changes with anything in it, and with the programs that make it."""
        state = hashlib.sha256(
            json.dumps([self.configuration, self.lock, SETTINGS, FEDERATED], sort_keys=True).encode()
        )
        for name, content in self.chapters.items():
            state.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
        for name, path in self.files.items():
            state.update(f"{name} {digest(path)}\n".encode())
        for package in PACKAGES:
            state.update(f"{package} {importlib.metadata.version(package)}\n".encode())
        state.update(Path(__file__).read_bytes())
        return state.hexdigest()

    def write(self, folder: Path) -> None:
        """The folder that jupyterlite builds from."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in self.chapters.items():
            path = folder / "files" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        build = {
            "LiteBuildConfig": {
                "apps": [APP],
                "contents": ["files"],
                "federated_extensions": [str(EXTENSIONS / name) for name in FEDERATED],
                "ignore_sys_prefix": True,
                "no_sourcemaps": True,
                "no_unused_shared_packages": True,
            }
        }
        written = {
            "jupyter_lite_config.json": build,
            "jupyter-lite.json": self.configuration,
            "overrides.json": SETTINGS,
        }
        for name, value in written.items():
            (folder / name).write_text(json.dumps(value, indent=1), encoding="utf-8")


class Lite:
    """JupyterLite of one build of the book, in `root`/_build."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.site = root / "_build" / "html"
        self.place = self.site / "lite"
        self.waiting = root / "_build" / ".lite" / "site"
        self.missing = ""

    def prepare(self) -> str:
        """Get what is needed and put the folder of the last build aside; "yes" if the pages may link to JupyterLite."""
        if self.place.exists():
            shutil.rmtree(self.waiting, ignore_errors=True)
            self.waiting.parent.mkdir(parents=True, exist_ok=True)
            self.place.rename(self.waiting)
        if os.environ.get(VARIABLE) == "no":
            self.missing = f"{VARIABLE} says so"
            return "no"
        try:
            npm_assets.fetch(self.root)
        except ExtensionError:  # the pages' builder meets it again and says it
            return "no"
        settings = yaml.safe_load((self.root / "_config.yml").read_text(encoding="utf-8"))
        address = settings["sphinx"]["config"].get("nn_pyodide_address", lite_packages.pyodide_files.ADDRESS)
        folder = os.environ.get(lite_packages.pyodide_files.FOLDER, "")
        try:
            self.files = lite_packages.collect(self.root, address, folder)
        except ExtensionError as wrong:
            bootstrap.fail(str(wrong))
        except Unavailable as reason:
            self.missing = str(reason)
            return "no"
        self.title = settings["title"]
        return "yes"

    def finish(self) -> None:
        """Put JupyterLite into the built site, made anew if something has changed; nothing if the pages have no Python."""
        about = self.site / "_static" / "live" / "files.json"
        if not about.exists():
            return
        if self.missing:
            print(f"{LEFT_OUT} {self.missing}.", flush=True)
            return
        wheel = about.parent / json.loads(about.read_text(encoding="utf-8"))["wheel"]
        package = self.root / "node_modules" / "pyodide"
        lock = lite_packages.lock(package, self.files, wheel)
        recipe = Recipe(configuration(self.title), chapters(self.site / "notebooks"), self.files, lock)
        stamp = self.waiting / STAMP
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != recipe.key:
            self.make(recipe)
        self.waiting.rename(self.place)

    def make(self, recipe: Recipe) -> None:
        """Build into the waiting folder."""
        source = self.waiting.with_name("source")
        recipe.write(source)
        shutil.rmtree(self.waiting, ignore_errors=True)
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(source)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "JUPYTER_PLATFORM_DIRS": "1"}
        done = subprocess.run(
            [*command, "--output-dir", str(self.waiting)], cwd=source, env=environment, capture_output=True, text=True
        )
        if done.returncode:
            bootstrap.fail("JupyterLite could not be built:\n    " + (done.stdout + done.stderr).strip()[-2000:])
        place = self.waiting / "pyodide"
        place.mkdir()
        for name, path in recipe.files.items():
            shutil.copyfile(path, place / name)
        (place / "pyodide-lock.json").write_text(json.dumps(recipe.lock, indent=1), encoding="utf-8")
        for needless in NEEDLESS:
            for path in self.waiting.glob(needless):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        page = self.waiting / APP / "index.html"
        html = page.read_text(encoding="utf-8")
        page.write_text(html.replace("<noscript>", f"{FROM_A_FOLDER}<noscript>", 1), encoding="utf-8")
        (self.waiting / STAMP).write_text(recipe.key, encoding="utf-8")
