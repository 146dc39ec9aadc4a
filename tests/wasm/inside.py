"""The side of the tests that runs in WASM: calls a function of a module with arguments from JSON and gives its result back."""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from typing import Any


def called(line: str) -> str:
    """One job: `{"path": [...], "module": ..., "function": ..., "arguments": [...]}`; an error is told with its traceback."""
    job: dict[str, Any] = json.loads(line)
    try:
        for place in reversed(job.get("path", [])):
            if place not in sys.path:
                sys.path.insert(0, place)
        function = getattr(importlib.import_module(job["module"]), job["function"])
        return json.dumps({"result": function(*job["arguments"])})
    except BaseException:
        return json.dumps({"error": traceback.format_exc()})
