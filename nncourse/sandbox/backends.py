"""Which sandbox is used: the one that is asked for, or the first that is to be had; none only when it is asked for."""

from __future__ import annotations

import shutil

from nncourse.sandbox import container
from nncourse.sandbox.bubblewrap import MISSING
from nncourse.sandbox.failures import SandboxRefused

KINDS = ("auto", "bubblewrap", "docker", "podman", "none")


def chosen(kind: str) -> str:
    """The kind that will be used; SandboxRefused says what is missing."""
    if kind not in KINDS:
        raise SandboxRefused(f"unknown sandbox {kind!r}; it can be {', '.join(KINDS[:-1])} or {KINDS[-1]}")
    if kind in ("docker", "podman"):
        if not container.answers(kind):
            raise SandboxRefused(f"{kind} does not answer; is it installed, and does its daemon run?")
        return kind
    if kind == "none" or shutil.which("bwrap") is not None:
        return "none" if kind == "none" else "bubblewrap"
    if kind == "auto":
        for program in ("podman", "docker"):
            if shutil.which(program) is not None and container.answers(program):
                return program
    raise SandboxRefused(MISSING)
