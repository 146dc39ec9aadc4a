"""The ledger: all equations of a book checked, summed up, and kept by the content that they depend on.

An equation is run again only if its LaTeX, its chapter's contexts, the notation table or the language itself changed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nnlib.formula
from nnlib.formula.ledger.contexts import load
from nnlib.formula.ledger.inline import InlineReport, inline_report
from nnlib.formula.ledger.record import Record, record
from nnlib.formula.ledger.sources import Formula, formulas
from nnlib.formula.names import book_vocabulary

MOST_UNCHECKED = 0.10  # of a chapter's displayed equations


@dataclass(frozen=True)
class Ledger:
    """What was found: a record for each displayed equation, a report for each chapter's inline formulas."""

    records: tuple[Record, ...]
    inline: tuple[InlineReport, ...]

    @property
    def problems(self) -> list[str]:
        """Everything that must not be: the tests fail on any of it."""
        found = [problem for each in self.records for problem in each.problems]
        found += [problem for report in self.inline for problem in report.problems]
        by_chapter = Counter(each.chapter for each in self.records)
        for chapter, count in Counter(each.chapter for each in self.records if each.status == "unchecked").items():
            if count > MOST_UNCHECKED * by_chapter[chapter]:
                found.append(
                    f"{chapter}: {count} of {by_chapter[chapter]} equations are unchecked, at most 10 % may be"
                )
        return found

    def summary(self) -> str:
        """A line for each chapter and one for all."""
        lines = [f"{'chapter':<16} equations executed unchecked  comparisons   slips  killed  same"]
        chapters = dict.fromkeys(each.chapter for each in self.records)
        for chapter in [*chapters, None]:
            mine = [each for each in self.records if chapter in (None, each.chapter)]
            status = Counter(each.status for each in mine)
            sums = [
                sum(getattr(each, key) for each in mine) for key in ("comparisons", "mutants", "killed", "equivalents")
            ]
            lines.append(
                f"{chapter or 'all':<16} {len(mine):>9} {status['executed']:>8} {status['unchecked']:>9} "
                f"{sums[0]:>12} {sums[1]:>7} {sums[2]:>7} {sums[3]:>5}"
            )
        inline = sum(report.formulas for report in self.inline)
        relations = sum(report.relations for report in self.inline)
        read = sum(report.read for report in self.inline)
        quoted = sum(report.quoted for report in self.inline)
        lines.append(
            f"inline: {inline} formulas, {relations} with a relation: {read} read, {quoted} quotations of lectures"
        )
        return "\n".join(lines)


def run(notebooks: Iterable[tuple[str, Path]], contexts: Path, keep: Path | None = None, processes: int = 1) -> Ledger:
    """Check the notebooks (chapter key, path). `keep` is the file of earlier records, which is renewed."""
    earlier = _earlier(keep)
    chapters = list(notebooks)
    jobs = [(key, path, contexts / f"{key}.py", earlier) for key, path in chapters]
    if processes > 1 and len(jobs) > 1:
        from concurrent.futures import ProcessPoolExecutor  # Python in a page has no processes

        with ProcessPoolExecutor(processes) as pool:
            results = list(pool.map(_chapter, jobs))
    else:
        results = [_chapter(job) for job in jobs]
    records = tuple(each for found, _, _ in results for each in found)
    ledger = Ledger(records, tuple(report for _, report, _ in results))
    if keep:
        hashes = {name: digest for _, _, found in results for name, digest in found.items()}
        keep.parent.mkdir(parents=True, exist_ok=True)
        keep.write_text(json.dumps(_document(ledger, hashes), indent=1, ensure_ascii=False), encoding="utf-8")
    return ledger


Job = tuple[str, Path, Path, dict[str, Record]]


def _chapter(job: Job) -> tuple[list[Record], InlineReport, dict[str, str]]:
    key, notebook, contexts, earlier = job
    chapter = load(contexts) if contexts.exists() else _without_contexts(key)
    vocabulary = chapter.vocabulary(book_vocabulary())
    found, hashes = [], {}
    all_formulas = list(formulas(notebook))
    shown = [f for f in all_formulas if f.displayed]
    for formula in shown:
        digest = _digest(formula, contexts)
        kept = earlier.get(digest)
        entry = kept if kept and kept.status != "failed" and not kept.problems else record(formula, chapter, vocabulary)
        hashes[f"{key}/{formula.label}"] = digest
        found.append(entry)
    found += _idle(key, chapter.contexts.keys() | chapter.unchecked_because.keys(), shown, str(contexts))
    return (
        found,
        inline_report(key, [f for f in all_formulas if not f.displayed], vocabulary, chapter.quotations),
        hashes,
    )


def _idle(key: str, labels: Iterable[str], shown: Sequence[Formula], file: str) -> list[Record]:
    """A failed record for every check that no equation needs, and for a label that stands twice."""
    there = Counter(f.label for f in shown)
    idle = [
        f"{file}: {label} has a context, but no equation of {key} has this label"
        for label in labels
        if not there[label]
    ]
    twice = [f"{key}: the label {label} stands {count} times" for label, count in there.items() if label and count > 1]
    return [Record("", key, file, "", "", "failed", problems=(problem,)) for problem in sorted(idle) + twice]


def _without_contexts(key: str) -> nnlib.formula.Chapter:
    return nnlib.formula.Chapter(key)


def _digest(formula: Formula, contexts: Path) -> str:
    text = "\n".join((formula.latex, str(formula.label), formula.place.cell, _content(contexts), _language()))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def _language() -> str:
    """A digest of the language and of what it is compared with: every file of nnlib."""
    folder = Path(nnlib.formula.__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _earlier(keep: Path | None) -> dict[str, Record]:
    """The records of an earlier run by digest; a damaged file is no record."""
    if keep is None or not keep.exists():
        return {}
    try:
        document = json.loads(keep.read_text(encoding="utf-8"))
        return {
            entry.pop("digest"): Record(**{**entry, "problems": tuple(entry["problems"]), "code": tuple(entry["code"])})
            for entry in document["equations"]
            if entry.get("digest")
        }
    except (ValueError, KeyError, TypeError):
        return {}


def _document(ledger: Ledger, hashes: dict[str, str]) -> dict[str, Any]:
    return {
        "equations": [
            {**asdict(each), "digest": hashes.get(f"{each.chapter}/{each.label}", "")} for each in ledger.records
        ],
        "inline": [asdict(report) for report in ledger.inline],
    }
