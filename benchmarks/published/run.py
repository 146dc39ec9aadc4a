"""Computes published results once more with nnlib and compares: glorot, nielsen, he, cui, digits, mnist, or all.

    python benchmarks/published/run.py [NAME ...]

Writes benchmarks/published.json and benchmarks/published.md; what is not computed now keeps its last figures with their
date. Ends with an error if a result is outside its tolerance. One thread; all of it takes about six minutes.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import sys
import time
from importlib import metadata
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
ROOT = BENCHMARKS.parent
sys.path.insert(0, str(BENCHMARKS))

import machine  # noqa: E402
from numerics import one_thread  # noqa: E402

from published import page  # noqa: E402

MODULES = {  # name on the command line: module, in the order of the page
    "glorot": "published.glorot",
    "nielsen": "published.nielsen",
    "he": "published.he",
    "cui": "published.cui",
    "digits": "published.digits_mlp",
    "mnist": "published.mnist_cnn",
}
RESULTS = BENCHMARKS / "published.json"
PACKAGES = ("numpy", "scikit-learn")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MODULES))
    names = parser.parse_args().names or list(MODULES)
    unknown = [name for name in names if name not in MODULES]
    if unknown:
        parser.error(f"no result is called {unknown[0]}; there are {', '.join(MODULES)}")
    one_thread.ensure()
    entries = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    failed = []
    for name in names:
        start = time.process_time()
        result = importlib.import_module(MODULES[name]).reproduce()
        seconds = time.process_time() - start
        entries[name] = {
            "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "machine": machine.computer(ROOT) | {"packages": {name: metadata.version(name) for name in PACKAGES}},
            "cpu_seconds": round(seconds, 1),
            "result": result.as_dict(),
        }
        RESULTS.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        (BENCHMARKS / "published.md").write_text(page.render(entries, list(MODULES)), encoding="utf-8")
        print(f"{name}: {'within' if result.within else 'OUTSIDE'} ({result.tolerance}), {seconds:.1f} s", flush=True)
        if not result.within:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
