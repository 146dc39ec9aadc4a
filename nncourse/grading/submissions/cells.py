"""Any file that was handed in as cells of Python: every notebook format, Python files, and what is wrong with the rest.

Nothing is trusted: a file may be cut off, empty, of another program, in another language or no notebook at all.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from typing import Any

from nncourse.grading.submissions.python_source import as_python

LARGEST = 20_000_000  # bytes of a file; outputs with pictures rarely take 5 MB
LONGEST = 200_000  # characters of a cell
MOST_CELLS = 2_000
KERNELS = ("python", "ipython", "pyodide", "xpython", "xeus-python", "sage")


class Unreadable(Exception):
    """A file without cells to read. `code` is stable, the text says what was expected and what came."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Cell:
    """A cell by its number in the file (from 1). `source` is Python with magics blanked; a cell that is none has `why`."""

    number: int
    source: str
    why: str = ""

    @property
    def is_python(self) -> bool:
        return not self.why


def cells_of(name: str, content: bytes) -> list[Cell]:
    """The cells of a file, text cells too (with `why`), in its order. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(
            "too-large", f"{name} has {len(content):,} bytes; a notebook of at most {LARGEST:,} was expected."
        )
    if not content.strip():
        raise Unreadable("empty", f"{name} is empty.")
    if name.lower().endswith(".py"):
        return _script(_text(name, content))
    return _notebook(name, _text(name, content))


def _text(name: str, content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if content.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable(
            "not-a-notebook", f"{name} is an archive, a PDF or a picture; a notebook (.ipynb) was expected."
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _script(text: str) -> list[Cell]:
    """A Python file: its cells are those between lines with "# %%", as editors write them, else it is one cell."""
    parts = re.split(r"(?m)^# ?%%.*$", text)
    return [_code(number, part) for number, part in enumerate(parts[:MOST_CELLS], start=1)]


def _notebook(name: str, text: str) -> list[Cell]:
    if re.search(r"(?m)^(?:<{7} |>{7} |={7}$)", text):
        raise Unreadable(
            "merge-conflict", f"{name} has the marks of a merge that was not finished (<<<<<<<); it is no notebook."
        )
    if text.lstrip()[:1] == "<":
        raise Unreadable("not-a-notebook", f"{name} is a web page; a notebook (.ipynb, JSON) was expected.")
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as problem:
        if text.lstrip()[:1] not in "{[":
            raise Unreadable("not-a-notebook", f"{name} is no notebook: its text is not JSON.") from None
        where = f"line {problem.lineno} ({problem.msg})"
        raise Unreadable(
            "broken-json", f"{name} cannot be read: its JSON breaks off or is damaged at {where}."
        ) from None
    except (RecursionError, ValueError):
        raise Unreadable(
            "broken-json", f"{name} cannot be read: its JSON is nested too deeply or holds a number too long."
        ) from None
    raw = _raw_cells(whole)
    if raw is None:
        raise Unreadable("not-a-notebook", f"{name} is JSON, but no notebook: it has no cells.")
    language = _language(whole)
    if language and not language.startswith(KERNELS):
        raise Unreadable("another-language", f"{name} is a notebook in {language[:30]}; Python was expected.")
    return [_cell(number, entry) for number, entry in enumerate(raw[:MOST_CELLS], start=1)]


def _raw_cells(whole: Any) -> list[Any] | None:
    """The cells of nbformat 4 (`cells`) or of 2 and 3 (`worksheets`), or None."""
    if not isinstance(whole, dict):
        return None
    if isinstance(whole.get("cells"), list):
        return list(whole["cells"])
    sheets = whole.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [c for s in sheets if isinstance(s, dict) and isinstance(s.get("cells"), list) for c in s["cells"]]


def _language(whole: dict[str, Any]) -> str:
    metadata = whole.get("metadata")
    if not isinstance(metadata, dict):
        return ""
    for key, inner in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        entry = metadata.get(key)
        if isinstance(entry, dict) and isinstance(entry.get(inner), str) and entry[inner]:
            return str(entry[inner]).lower()
    return ""


def _cell(number: int, entry: Any) -> Cell:
    if not isinstance(entry, dict):
        return Cell(number, "", "damaged")
    source = next((entry[key] for key in ("source", "input", "code") if key in entry), "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return Cell(number, "", "damaged")
    if entry.get("cell_type") != "code":
        return Cell(number, source[:LONGEST], "text")
    language = entry.get("language", "python")  # nbformat 3 has one for each cell
    if isinstance(language, str) and not language.lower().startswith(KERNELS):
        return Cell(number, source[:LONGEST], "another-language")
    return _code(number, source)


def _code(number: int, source: str) -> Cell:
    if len(source) > LONGEST:
        return Cell(number, "", "too-long")
    if "\0" in source:
        return Cell(number, "", "damaged")
    made = as_python(source)
    if made is None:
        return Cell(number, source, "another-language")
    return Cell(number, made.encode("utf-8", "replace").decode("utf-8"))  # lone surrogates are no text
