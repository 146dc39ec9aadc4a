"""What a git reference means: the commit of a tag, a branch or a commit's own number, asked of the repository.

A tag or a commit is asked for once and then known; a branch moves, so it is asked again, and the last answer serves offline.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from nncourse.cli import CourseError
from nncourse.course_file.shape import nearest
from nncourse.pinned.git import NoAnswer, git, last_line

COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
PART = re.compile(r"[0-9a-f]{7,63}")
SHOWN = 5  # tags that are named where none is near


@dataclass(frozen=True)
class Meaning:
    """`name` is what to fetch: the full name of a tag or branch, or the commit itself."""

    commit: str
    name: str
    kind: str  # "tag", "branch" or "commit"


def meaning(address: str, ref: str, cache: Path) -> Meaning:
    """What `ref` means in the repository at `address`; `cache` is a folder for the answers.

    Raises
    ------
    CourseError
        If there is no such reference; the nearest tags are named.
    """
    known = known_meaning(address, ref, cache)
    if known and known.kind != "branch":
        return known
    try:
        found = _asked(address, ref, cache)
    except NoAnswer as problem:
        if known is None:
            raise
        print(f"nncourse: {problem}. The branch '{ref}' is taken as it was fetched last.", file=sys.stderr)
        return known
    _remember(cache, f"{address} {ref}", found)
    return found


def known_meaning(address: str, ref: str, cache: Path) -> Meaning | None:
    """What `ref` means as far as the cache knows."""
    return Meaning(ref, ref, "commit") if COMMIT.fullmatch(ref) else _remembered(cache).get(f"{address} {ref}")


def _asked(address: str, ref: str, cache: Path) -> Meaning:
    said = git(cache, "ls-remote", "--", address, address=address)
    if said.code:
        raise CourseError(f"git could not read {address}: {last_line(said.error)}")
    lines = (line.partition("\t") for line in said.text.splitlines())
    there = {name: commit for commit, _, name in lines if name}
    short = ref.removeprefix("refs/")
    for prefix, kind in (("refs/tags/", "tag"), ("refs/heads/", "branch")):
        name = prefix + short.removeprefix("tags/" if kind == "tag" else "heads/")
        if name in there:
            return Meaning(there.get(name + "^{}", there[name]), name, kind)
    if PART.fullmatch(ref):
        whole = {commit for commit in there.values() if commit.startswith(ref)}
        if len(whole) == 1:
            return Meaning(whole.pop(), ref, "commit")
        raise CourseError(f"'{ref}' under 'book' looks like a shortened commit; write all of its 40 digits")
    raise CourseError(f"{address} has no tag or branch '{ref}'; {_advice(ref, there)}")


def _advice(ref: str, there: dict[str, str]) -> str:
    """The nearest names, or the newest tags."""
    tags = [
        name.removeprefix("refs/tags/") for name in there if name.startswith("refs/tags/") and not name.endswith("^{}")
    ]
    branches = [name.removeprefix("refs/heads/") for name in there if name.startswith("refs/heads/")]
    advice = nearest(ref, [*tags, *branches])
    if advice.startswith("did"):
        return advice
    if tags:
        newest = sorted(tags, key=lambda tag: [int(part) for part in re.findall(r"\d+", tag)], reverse=True)
        return f"its newest tags are {', '.join(newest[:SHOWN])}"
    return f"it has no tags; its branches are {', '.join(sorted(branches)[:SHOWN]) or 'none'}"


def _remembered(cache: Path) -> dict[str, Meaning]:
    try:
        raw = json.loads((cache / "references.json").read_text(encoding="utf-8"))
        return {key: Meaning(**value) for key, value in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError):  # a cache that cannot be read is no cache
        return {}


def _remember(cache: Path, key: str, found: Meaning) -> None:
    known = {**_remembered(cache), key: found}
    text = json.dumps({name: asdict(value) for name, value in sorted(known.items())}, indent=1)
    (cache / "references.json").write_text(text + "\n", encoding="utf-8")
