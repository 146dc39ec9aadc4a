"""One thread on one core, and kernels of the libraries' own choice: they read all that when they are loaded.

NumPy's and PyTorch's libraries have kernels for several generations of processors and take the newest that fits. A
setting in the environment that forbids one of them some instructions would be measured in place of the program.
"""

from __future__ import annotations

import os
import sys

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
KERNELS = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "ONEDNN_MAX_CPU_ISA",
    "ATEN_CPU_CAPABILITY",
    "MKL_ENABLE_INSTRUCTIONS",
)
AS_SET = "--as-set"


def setting() -> str:
    """What the environment demands of the kernels; empty if it leaves the libraries their choice."""
    return ", ".join(f"{name}={os.environ[name]}" for name in KERNELS if os.environ.get(name))


def ensure() -> None:
    """Start this program anew in such an environment unless it has it; then stay on one core, where the system can."""
    if AS_SET not in sys.argv and setting():
        print(f"bench: without {setting()}, so that each library takes the kernels it finds best", flush=True)
        for name in KERNELS:
            os.environ.pop(name, None)
        os.environ.pop(THREADS[0], None)  # so that the program starts anew
    if any(os.environ.get(name) != "1" for name in THREADS):
        os.environ.update(dict.fromkeys(THREADS, "1"))
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
