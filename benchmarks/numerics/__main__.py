"""`python benchmarks/numerics` measures everything; `--only PART ...` some parts, and keeps the last figures of the others.

It needs nnlib and NumPy; PyTorch and scikit-learn where they are to be measured against.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from numerics import one_thread  # noqa: E402

if __name__ == "__main__":
    one_thread.ensure()

import machine  # noqa: E402
import numpy as np  # noqa: E402

from numerics import figure, growth, peers, report, rows, timing  # noqa: E402

ORDER = [*rows.PARTS, "growth"]
RESULTS = HERE.parent / "numerics.json"


def describe() -> dict[str, Any]:
    """The machine, and the versions of whoever takes part."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    packages = ["numpy", *(name for name, module in peers.DISTRIBUTIONS.items() if peers.available(module))]
    return {
        **machine.computer(HERE.parent.parent),
        "packages": {name: metadata.version(name) for name in packages},
        "blas": f"{blas['name']} {blas['version']}, {peers.blas_kernels()}",
    }


def measure(part: str, rounds: int) -> dict[str, Any]:
    if part == "growth":
        points = growth.measure(max(3, rounds // 5))
        return {"points": points, "slope": growth.slope(points), "expected_slope": growth.SLOPE}
    return {"rows": list(rows.measure(part, rounds))}


def check_all() -> None:
    """Compare the contenders of every part and time nothing."""
    for works in rows.PARTS.values():
        for work in works:
            for dtype in rows.DTYPES:
                _, apart = rows.check(work, dtype)
                told = ", ".join(f"{name} {off:.0e}" for name, off in apart.items()) or "nobody to compare with"
                print(f"{work.title}, {dtype}: {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=ORDER, default=ORDER, metavar="PART", help=", ".join(ORDER))
    parser.add_argument("--rounds", type=int, default=timing.ROUNDS, help="how often each contender is timed")
    kept = "leave environment settings of the kernels as they are; the figures are kept apart"
    parser.add_argument(one_thread.AS_SET, action="store_true", help=kept)
    parser.add_argument("--check", action="store_true", help="only compare the results of the contenders")
    options = parser.parse_args()
    for sentence in peers.missing():
        print(f"bench: {sentence}", flush=True)
    if options.check:
        check_all()
        return
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"parts": {}}
    about = describe()
    setting = one_thread.setting()
    for part in options.only:
        date = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
        print(f"{part} ...", flush=True)
        figures = {"date": date, "machine": about, **measure(part, options.rounds)}
        if figures.get("rows") == []:
            print("  nobody to measure it against; the last figures are kept")
            continue
        for row in figures.get("rows", []):
            print(f"  {row['work']}, {row['dtype']}, {row['against']}: {row['ratio']:.2f} ({report.verdict(row)})")
        if "slope" in figures:
            print(f"  slope {figures['slope']:.3f}, expected {growth.SLOPE[0]} to {growth.SLOPE[1]}")
        results["parts"][f"{part}, {setting}" if setting else part] = figures
        if part == "growth" and not setting:
            figure.POINTS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n")
            figure.save(figures["points"])
        # after every part, so that a later fault loses nothing
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
        RESULTS.with_suffix(".md").write_text(report.render(results, ORDER), encoding="utf-8")


if __name__ == "__main__":
    main()
