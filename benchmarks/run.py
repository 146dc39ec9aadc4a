"""Measures the book in one run: builds, pages against a stock one, answers, numerics, published results, equations, widgets, live
cells, nnlib in the page's Python.

`make bench` calls it; the figures go to benchmarks/results.md, to be read, and results.json, those of the last six
to files of their own. A part left out keeps its last figures with their date. Nothing here is a test. Run
it on an idle machine: it takes about half an hour.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tools"))

import answers  # noqa: E402
import builds  # noqa: E402
import chapters  # noqa: E402
import hosting  # noqa: E402
import machine  # noqa: E402
import pages  # noqa: E402
import report  # noqa: E402
import stock  # noqa: E402

CHAPTERS = ["one-neuron/activations", "one-neuron/losses"]
PARTS = ("builds", "chapters", "pages", "answers", "test")
# programs of their own, with their own files of results
APART = {
    "numerics": "numerics",
    "published": "published",
    "equations": "equation_speed.py",
    "widgets": "widgets",
    "live": "live.py",
    "wasm": "wasm.py",
    "grading": "grading.py",
}
RESULTS = HERE / "results.json"


def measure_pages(source: Path, folder: Path, loads: int) -> dict[str, Any]:
    """Our pages as built below `source`, and the stock ones built for the purpose."""
    site = source / "_build" / "html"
    absent = [chapter for chapter in CHAPTERS if not (site / "book" / f"{chapter}.html").exists()]
    if absent:
        raise SystemExit(f"bench: {absent[0]} is not in _build/html; run 'make book' first.")
    print("building the stock book ...", flush=True)
    stock_site, log = stock.build(source, CHAPTERS, folder)
    warnings = sum("WARNING:" in line and "IPKernelApp" not in line for line in log.splitlines())
    stock_pages = [stock_site / f"{Path(chapter).name}.html" for chapter in CHAPTERS]
    print("fetching what the stock page loads from other servers ...", flush=True)
    libraries = hosting.fetch_libraries("\n".join(page.read_text(encoding="utf-8") for page in stock_pages), folder)
    servers = [hosting.serve(where) for where in (site, stock_site, folder)]
    (_, ours), (_, theirs), (_, outside) = servers
    for page in stock_pages:
        page.write_text(hosting.point_inside(page.read_text(encoding="utf-8"), outside), encoding="utf-8")
    targets = []
    for chapter in CHAPTERS:
        targets.append(pages.Target(chapter, "ours", f"{ours}/book/{chapter}.html"))
        targets.append(pages.Target(chapter, "stock", f"{theirs}/{Path(chapter).name}.html"))
    figures = pages.measure(targets, machine.browser_path(), loads)
    for server, _address in servers:
        server.shutdown()
        server.server_close()
    return {**figures, "libraries": libraries, "stock_warnings": warnings}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="also time 'make test' (long)")
    parser.add_argument(
        "--only", nargs="+", choices=(*PARTS, *APART), help="measure these parts, keep the last figures of the others"
    )
    parser.add_argument("--loads", type=int, default=pages.LOADS, help="timed loads of each page and network")
    options = parser.parse_args()
    wanted = options.only or [part for part in (*PARTS, *APART) if part != "test" or options.all]
    if set(wanted) & set(PARTS):
        measure_site(wanted, options.loads)
    for part, program in APART.items():
        if part in wanted and subprocess.run([sys.executable, str(HERE / program)]).returncode:
            raise SystemExit(f"bench: the part {part!r} ended with the error above.")


def measure_site(wanted: list[str], loads: int) -> None:
    """The parts whose figures go to benchmarks/results.md."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"parts": {}}
    results["date"] = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    results["command"] = "make bench" if len(sys.argv) == 1 else " ".join(["benchmarks/run.py", *sys.argv[1:]])
    about = here = machine.describe(ROOT)

    def keep(name: str, figures: dict[str, Any], about: dict[str, Any]) -> None:
        """Written after every part, so that a later fault loses nothing."""
        results["parts"][name] = {"date": results["date"], "machine": about, "figures": figures}
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
        (HERE / "results.md").write_text(report.render(results))

    with tempfile.TemporaryDirectory(prefix="book-bench-") as name:
        folder = Path(name)
        source = ROOT
        if {"builds", "test"} & set(wanted):
            source = builds.clone_head(ROOT, folder)
            about = machine.describe(source)  # the clone is as committed, whatever is being edited here
            keep("builds", {"book": builds.measure_book(source, folder)}, about)
        if "answers" in wanted:
            print("checking right answers ...", flush=True)
            keep("answers", answers.measure(), here)
        if "chapters" in wanted:
            print("weighing the chapters ...", flush=True)
            keep("chapters", chapters.measure(source), about)
        if "pages" in wanted:
            keep("pages", measure_pages(source, folder, loads), about)
        if "test" in wanted:
            keep("test", builds.measure_test(source, folder), about)
    print(f"The figures are in {(HERE / 'results.md').relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
