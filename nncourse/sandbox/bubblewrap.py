"""The command that starts the fork server in bubblewrap: its files, no network, no environment, no way back.

As root, bubblewrap keeps the real users and the server can give each submission one of its own; as an ordinary user it
makes a user namespace first. What each submission gets beyond this is in `inside.namespaces`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nncourse.sandbox import image
from nncourse.sandbox.failures import SandboxRefused
from nncourse.sandbox.interpreter import interpreter
from nncourse.sandbox.limits import Limits

ENVIRONMENT = {
    "HOME": "/scratch",
    "TMPDIR": "/scratch",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",  # the same submission does the same every time
    "OPENBLAS_NUM_THREADS": "1",  # threads count as processes
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# to become another user and to separate from the server; bubblewrap takes away all others
CAPABILITIES = ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN", "CAP_KILL")
MISSING = (
    "students' code runs in bubblewrap, and there is none here. Install it (Debian and Ubuntu: apt install bubblewrap), or choose "
    "docker or podman by --sandbox; --sandbox none runs the code unprotected, with all rights of whoever grades, at your own risk."
)


def command(limits: Limits, channel: int) -> list[str]:
    """The whole command; `channel` is the number of the socket that is handed over."""
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxRefused(MISSING)
    python = interpreter()
    server = "/sandbox/support/nncourse/sandbox/inside/fork_server.py"
    return [program, *_walls(limits), *_files(limits), "--", str(python.executable), *options(server), str(channel)]


def options(server: str, paths: tuple[str, ...] = ("/sandbox/support", "/sandbox/packages")) -> list[str]:
    """What Python is told: isolated, without site-packages, and where the few packages are."""
    start = f"import sys; sys.path[:0] = {list(paths)!r}; from nncourse.sandbox.inside import fork_server; fork_server.main()"
    return ["-I", "-S", "-B", "-X", "utf8", "-c", start]


def _walls(limits: Limits) -> Iterator[str]:
    yield from ("--die-with-parent", "--new-session", "--clearenv", "--unshare-pid", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox")
    if "network" not in limits.off:
        yield "--unshare-net"
    if os.geteuid() != 0:
        yield "--unshare-user"
    for capability in CAPABILITIES:
        yield from ("--cap-add", capability)
    for name, value in ENVIRONMENT.items():
        yield from ("--setenv", name, value)


def _files(limits: Limits) -> Iterator[str]:
    python = interpreter()
    # bubblewrap would make those above a private folder private too, and the user inside is another one
    above = {folder for path in python.visible for folder in path.parents} | {Path("/sandbox/packages")}
    for folder in sorted(above - {Path("/")}):
        yield from ("--perms", "0755", "--dir", str(folder))
    for path in python.visible:
        yield from ("--ro-bind", str(path), str(path))
    for path in python.hidden:
        yield from ("--tmpfs", str(path), "--remount-ro", str(path))
    if "files" in limits.off:
        yield from ("--ro-bind", tempfile.gettempdir(), tempfile.gettempdir())
    yield from ("--ro-bind", str(image.folder()), "/sandbox/support")
    for path in python.numpy:
        yield from ("--ro-bind", str(path), f"/sandbox/packages/{path.name}")
    yield from ("--proc", "/proc", "--perms", "0755", "--dir", "/scratch", "--perms", "0755", "--dir", "/dev")
    for name in ("null", "zero", "full", "random", "urandom"):
        yield from ("--dev-bind", f"/dev/{name}", f"/dev/{name}")
    yield from ("--remount-ro", "/")
