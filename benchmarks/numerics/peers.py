"""The libraries nnlib is measured against. They are an optional extra: what is missing is named, the rest goes on."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

PEERS = {"torch": "PyTorch", "sklearn": "scikit-learn"}  # by the name of the module
DISTRIBUTIONS = {"torch": "torch", "scikit-learn": "sklearn"}
INSTALL = 'python -m pip install -e ".[benchmarks]"'


def available(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def missing() -> list[str]:
    """One sentence for each library that is not there."""
    return [
        f"{name} is not installed, so nothing is compared with it; to have it: {INSTALL}"
        for module, name in PEERS.items()
        if not available(module)
    ]


def torch() -> Any:
    """PyTorch on one thread."""
    module = importlib.import_module("torch")
    module.set_num_threads(1)
    return module


def blas_kernels() -> str:
    """For which processor NumPy's matrix products are made, as far as it can be told (scikit-learn brings the tool)."""
    if not available("threadpoolctl"):
        return "kernels unknown"
    found = importlib.import_module("threadpoolctl").threadpool_info()
    return next((f"{one['architecture']} kernels" for one in found if one.get("architecture")), "kernels unknown")
