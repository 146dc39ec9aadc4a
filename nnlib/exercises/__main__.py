"""`python -m nnlib.exercises report FILES...`: what a class got wrong; `progress`: what you have solved."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nnlib.exercises import results
from nnlib.exercises.report import as_html, as_json, as_text, report
from nnlib.exercises.solved import progress


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0, or 2 if a file cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m nnlib.exercises", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    reporting = commands.add_parser("report", help="count diagnoses by exercise, one file of results a learner")
    reporting.add_argument("files", nargs="+", type=Path, help="results.jsonl of each learner")
    form = reporting.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", dest="form", const=as_json, default=as_text)
    form.add_argument("--html", action="store_const", dest="form", const=as_html)
    showing = commands.add_parser("progress", help="which exercises are solved")
    showing.add_argument("file", nargs="?", type=Path, help="your results.jsonl; else the one that NNLIB_RESULTS names")
    options = parser.parse_args(arguments)
    try:
        if options.command == "report":
            print(options.form(report(options.files)))
        else:
            if options.file:
                results.record_to(options.file)
            print(progress())
    except OSError as error:
        print(f"cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
