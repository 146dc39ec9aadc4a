"""The package as a whole: it needs NumPy alone, its examples run, its names and its modules are in order."""

import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnlib as nn

PACKAGE = Path(nn.__file__).parent
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py"))
PUBLIC = ["activations", "information", "losses", "piecewise", "smooth", "softmax_family"]

REFUSE_ALL_BUT_NUMPY = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("numpy", "nnlib"):
            raise ImportError(f"nnlib must not need {name}")

sys.meta_path.insert(0, Refuse())
import nnlib
import nnlib.activations, nnlib.information, nnlib.losses, nnlib.softmax_family
assert nnlib.sigmoid(0.0) == 0.5
assert nnlib.MSE().forward([1.0, 3.0], [0.0, 0.0]) == 5.0
try:
    import scipy
except ImportError as error:
    print(error)
"""


def test_numpy_alone_is_enough():
    run = subprocess.run([sys.executable, "-W", "error", "-c", REFUSE_ALL_BUT_NUMPY], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "nnlib must not need scipy\n"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    module = importlib.import_module("nnlib" if name == "__init__" else f"nnlib.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0
    # every public function and class has an example of its own
    for public in module.__dict__.values():
        if name not in ("__init__", "_check", "_loss") and getattr(public, "__module__", "") == module.__name__:
            assert public.__name__.startswith("_") or ">>> " in public.__doc__, public.__name__


def test_names():
    assert sorted(nn.__all__) == sorted(set(nn.__all__))
    for name in nn.__all__:
        assert callable(getattr(nn, name))
    assert nn.softmax is importlib.import_module("nnlib.softmax_family").softmax  # the function, not a module
    assert nn.__version__.count(".") == 2
    exported = {n for m in PUBLIC for n, f in vars(importlib.import_module(f"nnlib.{m}")).items()
                if callable(f) and not n.startswith("_") and getattr(f, "__module__", "").startswith("nnlib.")}  # fmt: skip
    helpers = {"classes_axis", "distribution", "floating", "weighted", "class_target", "same_shape_target", "total"}
    assert exported - helpers - {"real_number"} == set(nn.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short(name):
    assert len((PACKAGE / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 250


def test_typed_and_styled():
    assert (PACKAGE / "py.typed").exists()
    style = (PACKAGE / "book.mplstyle").read_text(encoding="utf-8")
    settings = dict(line.split(": ", 1) for line in style.splitlines() if ": " in line and not line.startswith("#"))
    assert min(float(v) for k, v in settings.items() if k.endswith(("size", "labelsize")) and k != "lines.markersize"
               and k != "figure.figsize") >= 11  # fmt: skip
    okabe_ito = {"0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "F0E442", "000000"}
    assert set(settings["axes.prop_cycle"].split('"')[3::2]) <= okabe_ito
    assert np.sum([k.startswith("axes.spines") and v == "False" for k, v in settings.items()]) == 2
