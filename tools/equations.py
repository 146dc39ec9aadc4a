"""`make equations`: every displayed equation of the book is parsed, executed and mutated; what does not hold is listed.

The records are kept in _build/equations.json, by the content that each depends on, so a second run is short.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import yaml

from nnlib.formula.ledger.ledger import Ledger, run

ROOT = Path(__file__).resolve().parent.parent
CONTEXTS = ROOT / "book" / "equations"
RECORDS = ROOT / "_build" / "equations.json"


def chapters(toc: Path = ROOT / "_toc.yml") -> list[tuple[str, Path]]:
    """The notebooks of the table of contents as (chapter key, path), in the order of the book."""
    table = yaml.safe_load(toc.read_text(encoding="utf-8"))
    listed = [entry for part in table.get("parts", [table]) for entry in part.get("chapters", [])]
    paths = [ROOT / f"{entry['file']}.ipynb" for entry in listed]
    return [(path.stem, path) for path in paths if path.exists()]


def ledger(keep: Path | None = RECORDS, processes: int | None = None) -> Ledger:
    """The ledger of the whole book."""
    return run(chapters(), CONTEXTS, keep, processes or os.cpu_count() or 1)


def main() -> int:
    found = ledger()
    print(found.summary())
    for problem in found.problems:
        print(f"\n{problem}")
    print(f"\n{'equations: ' + str(len(found.problems)) + ' problems' if found.problems else 'Every equation holds.'}")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
