"""From the results to a page that can be read: benchmarks/published.md."""

from __future__ import annotations

from textwrap import fill
from typing import Any

INTRODUCTION = """# Published results, computed once more

Each section has one result of the literature, or one accuracy that is commonly reached: what the source says and where,
what was done here with nnlib, the figures, and what is not as in the source. The figures with all their digits are in
`published.json`; `python benchmarks/published/run.py NAME` computes one section again. Everything random has a seed, so one
machine finds the same figures again; where training is concerned, matrix kernels that round differently move them by a few
samples.
"""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(about: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    system = f"{about['system']}, Python {about['python']}, {versions}; commit {about['commit']}"
    return f"{about['processor']}, one thread; {system}"


def section(entry: dict[str, Any]) -> str:
    result = entry["result"]
    verdict = "holds" if result["within"] else "**does not hold**"
    paragraphs = [
        f"Source: {result['source']}; {result['where']}.",
        f"There: {result['says']}",
        f"Here: {result['did']}",
        f"Tolerance: {result['tolerance']}. It {verdict}.",
    ]
    parts = [f"## {result['title']}", *(fill(text, 119, break_on_hyphens=False) for text in paragraphs)]
    parts.append(table(result["head"], result["rows"]))
    if result["differs"]:
        parts.append("Not as in the source:")
        parts.append(
            "\n".join(
                fill(f"- {text}", 119, subsequent_indent="  ", break_on_hyphens=False) for text in result["differs"]
            )
        )
    parts.append(
        fill(
            f"Computed {entry['date']} in {entry['cpu_seconds']:.1f} s of processor time: {machine(entry['machine'])}.",
            119,
        )
    )
    return "\n\n".join(parts)


def render(entries: dict[str, Any], names: list[str]) -> str:
    """The whole page, in the order of `names`; what was not computed yet is left out."""
    return "\n\n".join([INTRODUCTION.strip(), *(section(entries[name]) for name in names if name in entries)]) + "\n"
