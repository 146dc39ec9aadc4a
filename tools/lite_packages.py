"""What Python in a chapter's notebook consists of: Pyodide's own packages, the kernel, the widgets' Python halves, nnlib.

Every file has a hash that was written down before: Pyodide's in its lock file, all others here or in book/_data/lite_wheels.txt.
NumPy, matplotlib and Pyodide's core are those that the pages use (`_static/live`); nothing is stored twice. A lock file of our
own, cut down to what is there, tells the kernel where each file lies, and the browser compares the hashes once more.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))

import pyodide_files
from sphinx.errors import ExtensionError

EXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
FROM_CORE = "../../../lite/"  # from the folder of Pyodide's core to JupyterLite
# what the kernel asks for when it starts, as packages of Pyodide, and what the chapters import
OF_PYODIDE = ("micropip", "ssl", "sqlite3", "jedi", "ipython", "numpy", "matplotlib")
# the kernel's worker is a classic script and cannot import the .mjs that the pages use
LOADER = {"pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98"}
OF_KERNEL = {
    "ipykernel-6.9.2-py3-none-any.whl": "225b335e963b2db975a6ff6c1e9e592795ea1e2590b947c0a5f35d9edf5f490d",
    "piplite-0.6.1-py3-none-any.whl": "0b9377aa9bcbca47ef5c285b216ab8624628a5dfec40931ff0f47a79eb18585e",
    "pyodide_kernel-0.6.1-py3-none-any.whl": "cb0e3f0fa14dedcf472fe40a3858d9eb4f717876b55f585f35c8f65e7d040be7",
}
DEPENDS = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "nnlib": ["anywidget", "ipywidgets", "numpy"],
    "piplite": ["micropip"],
    "pyodide-kernel": ["comm", "ipykernel", "ipython"],
}
# loaded with the kernel, while the reader still reads: the kernel's own, and what every chapter imports
AT_START = (
    *("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython"),
    *("matplotlib", "nnlib"),
)
Unavailable = pyodide_files.Unavailable


def listed(wheels: Path) -> dict[str, str]:
    """The hash list by package and version, "anywidget==0.11.0"."""
    lines = [line for line in wheels.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split(" --hash=sha256:") for line in lines)


def widget_wheels(wheels: Path, folder: Path) -> dict[str, Path]:
    """The wheels of the hash list, fetched by pip if they are not in the folder with their hashes already."""
    expected = set(listed(wheels).values())
    folder.mkdir(parents=True, exist_ok=True)
    if not expected <= {digest(path) for path in folder.glob("*.whl")}:
        # for the browser's Python, whatever runs this: wheels without compiled parts
        target = ["--implementation=py", "--abi=none", "--platform=any", "--python-version=3.12"]
        only = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"]
        command = [sys.executable, "-m", "pip", "download", *only, *target, "-r", str(wheels), "-d", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        said = (done.stderr.strip() or done.stdout.strip())[-700:]
        if done.returncode and "DO NOT MATCH THE HASHES" in said:
            raise ExtensionError(f"a wheel is not the one that {wheels.name} names: {said}")
        if done.returncode:
            raise Unavailable(f"pip cannot fetch the wheels of {wheels.name}: {said.splitlines()[-1]}")
    return {path.name: path for path in sorted(folder.glob("*.whl")) if digest(path) in expected}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def collect(root: Path, address: str, folder: str) -> dict[str, Path]:
    """All files that JupyterLite needs besides those of the pages, by name; raises Unavailable if one cannot be had."""
    package = root / "node_modules" / "pyodide"
    pyodide_files.core(package)  # its lock file is what the hashes of the others come from
    wanted = {name: value for name, value in _of_pyodide(package).items() if name not in _of_pages(package)}
    if folder:
        found = pyodide_files.from_folder(Path(folder), wanted)
    else:
        found = pyodide_files.from_address(address, pyodide_files.TIMEOUT, root / "_build" / ".pyodide", wanted)
    for name, value in LOADER.items():
        found[name] = pyodide_files.checked(package / name, name, value, str(package))
    return found | widget_wheels(root / "book" / "_data" / "lite_wheels.txt", root / "_build" / ".lite" / "wheels")


def _lock(package: Path) -> dict[str, Any]:
    return json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))


def _of_pyodide(package: Path) -> dict[str, str]:
    return pyodide_files.wheels(_lock(package), OF_PYODIDE)


def _of_pages(package: Path) -> dict[str, str]:
    return pyodide_files.wheels(_lock(package), ["numpy", "matplotlib"])


def lock(package: Path, files: Mapping[str, Path], wheel: Path) -> dict[str, Any]:
    """Pyodide's lock file, cut down to what the site serves, with the kernel, the widgets and nnlib."""
    original, pages, wanted = _lock(package), _of_pages(package), _of_pyodide(package)
    entries = {}
    for name, entry in original["packages"].items():
        if entry["file_name"] in pages:
            entries[name] = entry
        elif entry["file_name"] in wanted:
            entries[name] = {**entry, "file_name": f"{FROM_CORE}pyodide/{entry['file_name']}"}
    kernel = EXTENSIONS / KERNEL / "static" / "pypi"
    for name, value in OF_KERNEL.items():
        path = pyodide_files.checked(kernel / name, name, value, str(kernel))
        entries |= own(path, f"{FROM_CORE}extensions/{KERNEL}/static/pypi/{name}")
    for name, path in files.items():
        if name.endswith(".whl") and name not in wanted:
            entries |= own(path, f"{FROM_CORE}pyodide/{name}")
    entries |= own(wheel, f"../{wheel.name}")
    return {"info": original["info"], "packages": dict(sorted(entries.items()))}


def own(path: Path, place: str) -> dict[str, dict[str, Any]]:
    """The entry of a wheel that is not Pyodide's."""
    module, version = path.name.split("-")[:2]
    name = re.sub(r"[-_.]+", "-", module).lower()
    return {
        name: {
            "depends": DEPENDS.get(name, []),
            "file_name": place,
            "imports": [module],
            "install_dir": "site",
            "name": name,
            "package_type": "package",
            "sha256": digest(path),
            "unvendored_tests": False,
            "version": version,
        }
    }
