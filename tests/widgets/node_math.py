"""The widgets' mathematics asked in Node: all questions about one module in one run, numbers exact in both directions.

JSON has no inf and no nan, so these travel as the strings "inf", "-inf" and "nan"; every other double survives as it is.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from node_runtime import find_node

from nnlib.widgets.bundle import HERE

Questions = Mapping[str, tuple[str, Sequence[Sequence[Any]]]]
RUNNER = """
import { readFileSync } from "node:fs";
const words = { inf: Infinity, "-inf": -Infinity, nan: NaN };
const [address, questions] = JSON.parse(readFileSync(0, "utf8"), (_, v) => (typeof v === "string" && v in words ? words[v] : v));
const module = await import(address);
const plain = (_, v) => {
  if (typeof v === "number" && !Number.isFinite(v)) return Number.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
  if (Object.is(v, -0)) return 0;
  return ArrayBuffer.isView(v) ? Array.from(v) : v;
};
const answers = {};
for (const [key, { path, calls }] of Object.entries(questions)) {
  const f = path.split("/").reduce((from, name) => from?.[name], module);
  if (typeof f !== "function") throw new Error(`${key}: ${path} is not a function of the module`);
  answers[key] = calls.map((call, i) => {
    try {
      return f(...call) ?? null;
    } catch (error) {
      error.message = `${key}, call ${i}: ${error.message}`;
      throw error;
    }
  });
}
process.stdout.write(JSON.stringify(answers, plain));
"""


def _sent(value: Any) -> Any:
    """A value as JSON can carry it: arrays as lists, NumPy's numbers as Python's, inf and nan as words."""
    if isinstance(value, np.ndarray):
        return _sent(value.tolist())
    if isinstance(value, np.generic):
        return _sent(value.item())
    if isinstance(value, Mapping):
        return {key: _sent(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_sent(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def _received(value: Any) -> Any:
    """What came back, with the words for inf and nan as numbers again."""
    if isinstance(value, dict):
        return {key: _received(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_received(item) for item in value]
    return float(value) if value in ("inf", "-inf", "nan") else value


def node_answers(module: str, questions: Questions) -> dict[str, list[Any]]:
    """Call functions of shared/math/MODULE.js: key -> (function, argument lists) gives key -> results, in order.

    A function inside an object is named by a path: "activations/relu/slope". Arguments and results are numbers,
    strings, lists and objects of these; NumPy arrays may be passed. An exception in Node fails the test with its message.
    """
    sent = {key: {"path": path, "calls": _sent(list(calls))} for key, (path, calls) in questions.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(HERE / "shared", folder / "shared")
        (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")  # .js files are ES modules
        (folder / "run.js").write_text(RUNNER, encoding="utf-8")
        address = (folder / "shared" / "math" / f"{module}.js").as_uri()
        text = json.dumps([address, sent], allow_nan=False)
        command = [str(find_node()), str(folder / "run.js")]
        done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    answers: dict[str, list[Any]] = _received(json.loads(done.stdout))
    return answers
