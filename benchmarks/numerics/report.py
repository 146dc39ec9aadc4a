"""From the measured ratios to tables that can be read: benchmarks/numerics.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

HEAD = ["", "against", "type", "ours", "theirs", "ratio", "must", "aim", ""]
TEXT = {0, 1, 2, 8}  # columns of words


def verdict(row: dict[str, Any]) -> str:
    """Where the ratio stands, as the two goals name it."""
    if row["ratio"] <= row["aim"]:
        return "aim reached"
    return "within must" if row["ratio"] <= row["must"] else "**missed**"


def _duration(milliseconds: float) -> str:
    return f"{milliseconds:.3g} ms" if milliseconds < 100 else f"{milliseconds:.0f} ms"


def _table(parts: Iterable[dict[str, Any]]) -> str:
    rule = ["---" if column in TEXT else "---:" for column in range(len(HEAD))]
    rows = [
        [
            row["work"],
            row["against"],
            row["dtype"],
            _duration(row["ours_ms"]),
            _duration(row["theirs_ms"]),
            f"{row['ratio']:.2f}",
            f"{row['must']:g}",
            f"{row['aim']:g}",
            verdict(row),
        ]
        for part in parts
        for row in part["rows"]
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [HEAD, rule, *rows]) + "\n"


def _machine(about: dict[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in about["packages"].items())
    dirty = f", with {about['uncommitted_files']} files changed since" if about["uncommitted_files"] else ""
    return (
        f"{about['processor']}, {about['system']}, Python {about['python']}, {packages}; NumPy's products by "
        f"{about['blas']}. Commit {about['commit']}{dirty}."
    )


def _measured(parts: dict[str, dict[str, Any]]) -> str:
    """When and on what each part was measured: one sentence for the parts of the same run."""
    runs: dict[str, list[str]] = {}
    for name, part in parts.items():
        runs.setdefault(f"{part['date']} on {_machine(part['machine'])}", []).append(name)
    return "".join(f"- {', '.join(names)}: measured {when}\n" for when, names in runs.items())


def render(results: dict[str, Any], order: list[str]) -> str:
    """The whole report: the ratios in the given order of the parts, then the growth of finite differences."""
    parts = {name: results["parts"][name] for name in order if name in results["parts"]}
    growth = parts.pop("growth", None)
    others = {name: part for name, part in results["parts"].items() if name not in order and "rows" in part}
    lines = [
        "# Speed of the numerics\n",
        "Ratios of processor time in one run on one thread, the contenders in turn; a ratio is the smaller of the median",
        "over the rounds and best against best, the times are the best ones. The results of all contenders were compared",
        "first (float64 to 1e-10, float32 to 2e-4 of the largest entry; a gradient with a difference quotient to 1e-6).",
        "A step is forward pass, loss, backward pass and update by SGD. Bare products are the matrix products of the",
        "step, of its own numbers, and nothing else. NumPy and PyTorch take the kernels they find best for the processor,",
        "if nothing else is said. Written by `python benchmarks/numerics`.\n",
        _table(parts.values()),
    ]
    for setting in dict.fromkeys(_setting(name) for name in others):
        lines += [
            f"With the kernels chosen by {setting}:\n",
            _table(part for name, part in others.items() if _setting(name) == setting),
        ]
    if growth:
        lines += _growth(growth)
    return "\n".join([*lines, _measured({**parts, **others, **({"growth": growth} if growth else {})})])


def _setting(name: str) -> str:
    """Of "convolution, NAME=value" the environment that the part was measured in."""
    return name.partition(", ")[2]


def _growth(part: dict[str, Any]) -> list[str]:
    head = "| weights | backpropagation | finite differences | ratio | ratio / weights |\n| ---: | ---: | ---: | ---: | ---: |"
    rows = [
        f"| {point['weights']:,} | {1e6 * point['backpropagation_seconds']:.0f} µs "
        f"| {1e3 * point['differences_seconds']:.3g} ms | {point['ratio']:,.0f} | {point['ratio'] / point['weights']:.2f} |"
        for point in part["points"]
    ]
    low, high = part["expected_slope"]
    stands = "as it should" if low <= part["slope"] <= high else "**which it should not be**"
    return [
        "## Finite differences against backpropagation\n",
        "The whole gradient by central differences, in units of one loss with backpropagation, for networks of one",
        f"hidden layer. Slope in logarithms: {part['slope']:.3f}, {stands} (expected {low} to {high}).\n",
        f"{head}\n" + "\n".join(rows) + "\n",
        "![Ratio of the times over the number of weights, a straight line on logarithmic axes](numerics/growth.svg)\n",
    ]
