"""The package as a whole: it needs NumPy alone, its examples run, its names and its modules are in order."""

import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn

PACKAGE = Path(nn.__file__).parent
WITH_DEPENDENCIES = {"exercises", "formula", "live", "widgets"}


def numerics():
    """The modules that need NumPy alone, by their dotted names."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if not WITH_DEPENDENCIES & set(parts):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = list(numerics())
FACADES = [
    "activations",
    "checking",
    "initialisers",
    "layers",
    "losses",
    "networks",
    "perceptron",
    "training",
]  # whose names `import nnlib` gives
HELPERS = {  # what modules of one package share, not meant for users
    "Initialiser", "Parameters", "Tally", "along", "class_target", "fold", "load_parameters", "mode", "padded", "paired",
    "places", "same_shape_target", "save_parameters", "summary_table", "total", "unfold", "window_counts",
}  # fmt: skip

REFUSE_ALL_BUT_NUMPY = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("numpy", "nnlib"):
            raise ImportError(f"nnlib must not need {name}")

sys.meta_path.insert(0, Refuse())
import nnlib
import MODULES
assert nnlib.sigmoid(0.0) == 0.5
assert nnlib.MSE().forward([1.0, 3.0], [0.0, 0.0]) == 5.0
try:
    import scipy
except ImportError as error:
    print(error)
"""


def test_numpy_alone_is_enough():
    script = REFUSE_ALL_BUT_NUMPY.replace("import MODULES", f"import {', '.join(MODULES)}")
    run = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "nnlib must not need scipy\n"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module)
    assert result.failed == 0
    # every public function and class has an example of its own
    for public in getattr(module, "__all__", []):
        thing = getattr(module, public)
        if inspect.ismodule(thing):
            continue
        assert inspect.isabstract(thing) or getattr(thing, "_is_protocol", False) or ">>> " in thing.__doc__, public


def test_names():
    assert len(nn.__all__) == len(set(nn.__all__))
    listed = {public for facade in FACADES for public in importlib.import_module(f"nnlib.{facade}").__all__}
    assert listed | {"data"} == set(nn.__all__)
    for public in nn.__all__:
        # a function that has the name of a module would hide it, or be hidden by it
        if public != "data":
            assert callable(getattr(nn, public)) and f"nnlib.{public}" not in sys.modules
    assert nn.__version__.count(".") == 2


@pytest.mark.parametrize("facade", FACADES)
def test_every_public_name_is_listed(facade):
    package = importlib.import_module(f"nnlib.{facade}")
    parts = [importlib.import_module(name) for name in MODULES if name.startswith(f"nnlib.{facade}")]
    defined = {name for part in parts for name, thing in vars(part).items()
               if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == part.__name__}  # fmt: skip
    assert defined - HELPERS == set(package.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short(name):
    source = inspect.getsource(importlib.import_module(name))
    assert len(source.splitlines()) <= 250


def test_typed_and_styled():
    assert (PACKAGE / "py.typed").exists()
    style = (PACKAGE / "book.mplstyle").read_text(encoding="utf-8")
    settings = dict(line.split(": ", 1) for line in style.splitlines() if ": " in line and not line.startswith("#"))
    assert min(float(v) for k, v in settings.items() if k.endswith(("size", "labelsize")) and k != "lines.markersize"
               and k != "figure.figsize") >= 11  # fmt: skip
    okabe_ito = {"0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "F0E442", "000000"}
    assert set(settings["axes.prop_cycle"].split('"')[3::2]) <= okabe_ito
    assert np.sum([k.startswith("axes.spines") and v == "False" for k, v in settings.items()]) == 2
