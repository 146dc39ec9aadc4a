"""What code in podman's containers may ask the kernel for: podman's own list, without what makes namespaces.

Docker's list has these only for containers with more rights; podman's lets every container make a namespace of its own, in
which the code would be root, and the self-test refuses that.
"""

from __future__ import annotations

import copy
import json
import subprocess
import tempfile
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from nncourse.sandbox.failures import SandboxFailure

WHERE = "{{.Host.Security.SECCOMPProfilePath}}"
REFUSED = {"unshare", "setns", "clone", "clone3", "mount", "umount", "umount2", "pivot_root"}
NEW_NAMESPACES = 0x7E020000  # the bits of clone's flags that ask for one (clone(2))
# threads and processes are made by clone, whose flags a filter can see; the C library falls back to it from clone3
CLONE = {
    "names": ["clone"],
    "action": "SCMP_ACT_ALLOW",
    "args": [{"index": 0, "value": NEW_NAMESPACES, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}],
}


def without_namespaces(profile: dict[str, Any]) -> dict[str, Any]:
    """A seccomp profile in which nothing allows a new namespace; the rest is unchanged."""
    made = copy.deepcopy(profile)
    rules = []
    for rule in made["syscalls"]:
        if rule["action"] == "SCMP_ACT_ALLOW":
            rule["names"] = [name for name in rule["names"] if name not in REFUSED]
        if rule["names"]:
            rules.append(rule)
    made["syscalls"] = [*rules, CLONE]
    return made


@cache
def profile_of(program: str) -> Path:
    """The file with such a profile, made from this program's own. SandboxFailure if it has none that can be read."""
    done = subprocess.run([program, "info", "--format", WHERE], capture_output=True, text=True, timeout=60)
    try:
        profile = json.loads(Path(done.stdout.strip()).read_text(encoding="utf-8"))
        made = without_namespaces(profile)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        told = done.stdout.strip() or done.stderr.strip()[-200:]
        raise SandboxFailure(f"{program} names no list of system calls that can be read (got {told!r})") from problem
    folder = tempfile.TemporaryDirectory(prefix="nncourse-system-calls-")
    Finalize(None, folder.cleanup, exitpriority=0)
    path = Path(folder.name) / "seccomp.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path
