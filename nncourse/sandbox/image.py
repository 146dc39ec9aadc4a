"""The folder that a submission sees as `/sandbox/support`: what runs inside, and the part of nnlib that knows no answers.

A list of what may enter, not of what may not: a new file of nnlib stays outside until it is named here.
"""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

import nnlib

HERE = Path(__file__).parent
PACKAGES = ("activations", "checking", "data", "layers", "losses", "networks", "training")
MODULES = ("__init__", "_check", "_clock", "_host", "initialisers", "perceptron")
EXERCISES = ("given", "model", "packed", "recipes", "results")
DIAGNOSIS = ("__init__", "advice", "attempt", "compare", "elsewhere", "isolation", "raised", "snapshot")
SUFFIXES = {".py", ".npz", ".json", ".toml"}


def contents(package: Path) -> Iterator[tuple[str, Path]]:
    """Each file's path in the folder and where it comes from; `package` is the folder of nnlib."""
    for name in MODULES:
        yield f"nnlib/{name}.py", package / f"{name}.py"
    for folder in PACKAGES:
        for path in sorted((package / folder).rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES:
                yield f"nnlib/{path.relative_to(package).as_posix()}", path
    yield "nnlib/exercises/__init__.py", HERE / "inside" / "stand_in_exercises.py"
    for name in EXERCISES:
        yield f"nnlib/exercises/{name}.py", package / "exercises" / f"{name}.py"
    for name in DIAGNOSIS:
        yield f"nnlib/exercises/diagnosis/{name}.py", package / "exercises" / "diagnosis" / f"{name}.py"
    for path in sorted((HERE / "inside").glob("*.py")):
        yield f"nncourse/sandbox/inside/{path.name}", path


@cache
def folder() -> Path:
    """Such a folder, made once for this process and removed at its end."""
    made = Path(tempfile.mkdtemp(prefix="nncourse-sandbox-"))
    # unlike atexit, this is done in the workers of a pool too, and in no process that was merely forked from this one
    Finalize(None, shutil.rmtree, args=(made,), kwargs={"ignore_errors": True}, exitpriority=0)
    root = made / "support"
    for name, source in contents(Path(nnlib.__file__).parent):
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        compiled = Path(importlib.util.cache_from_source(str(source)))
        if compiled.exists():  # made from this very file if its time is that of the copy; Python looks
            (target.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, importlib.util.cache_from_source(str(target)))
    for name in ("nncourse", "nncourse/sandbox"):
        (root / name / "__init__.py").write_text("")
    told = root / f"nnlib-{nnlib.__version__}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: nnlib\nVersion: {nnlib.__version__}\n")
    for path in [root, *root.rglob("*")]:  # whatever the umask: the user inside is another one
        path.chmod(0o755 if path.is_dir() else 0o644)
    return root
