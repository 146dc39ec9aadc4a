"""A stand-in for docker and podman: `info`, `image inspect`, `import`, `run`, `kill`, `rm`, with bubblewrap for its containers.

It understands the options that the grader gives, and nothing else; an option that it does not know is an error. What a real
daemon's walls are worth, the self-test says on the machine that has one.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

STORE = Path(os.environ["STAND_IN_STORE"])
FLAGS = {"--rm", "-i", "--read-only"}


def main() -> int:
    command, *arguments = sys.argv[1:]
    if command == "info":
        return 0
    if command == "image":
        return 0 if folder(arguments[1]).exists() else 1
    if command == "import":
        with tarfile.open(fileobj=sys.stdin.buffer, mode="r|") as archive:
            archive.extractall(folder(arguments[1]), filter="fully_trusted")
        return 0
    if command in ("kill", "rm"):
        pid = int((STORE / arguments[-1]).read_text())
        os.kill(pid, signal.SIGKILL)
        return 0
    assert command == "run", command
    return run(arguments)


def folder(tag: str) -> Path:
    return STORE / tag.replace(":", "-")


def run(arguments: list[str]) -> int:
    options: dict[str, list[str]] = {}
    while arguments[0].startswith("-"):
        name = arguments.pop(0)
        options.setdefault(name, []).append("" if name in FLAGS else arguments.pop(0))
    (STORE / "options.json").write_text(json.dumps(options))
    wrap = [
        "bwrap",
        "--ro-bind",
        str(folder(arguments.pop(0))),
        "/",
        "--unshare-user",
        "--unshare-pid",
        "--unshare-uts",
        "--as-pid-1",
    ]
    wrap += ["--die-with-parent", "--uid", "65534", "--gid", "65534", "--proc", "/proc", "--clearenv"]
    network = options.pop("--network")
    assert network == ["none"], network
    wrap += ["--unshare-net"]
    assert options.pop("--ipc") == ["none"]
    wrap += ["--unshare-ipc"]
    for entry in options.pop("--env"):
        wrap += ["--setenv", *entry.split("=", 1)]
    for entry in options.pop("--tmpfs"):
        place, _, told = entry.partition(":")
        size = next(part.partition("=")[2] for part in told.split(",") if part.startswith("size="))
        wrap += ["--perms", "1777", "--size", size, "--tmpfs", place]
    wrap += ["--tmpfs", "/dev"]
    for name in ("null", "zero", "random", "urandom"):
        wrap += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    wrap += ["--remount-ro", "/dev", "--chdir", options.pop("--workdir")[0]]
    assert options.pop("--cap-drop") == ["ALL"] and options.pop("--security-opt") == ["no-new-privileges"]
    assert options.pop("--user") == ["65534:65534"]
    wrap += ["--disable-userns"]
    processes, memory = int(options.pop("--pids-limit")[0]), int(options.pop("--memory")[0])
    assert int(options.pop("--memory-swap")[0]) == memory
    name = options.pop("--name")[0]
    assert set(options) == FLAGS, options

    def limited() -> None:
        if os.geteuid() == 0:  # root's processes are not counted
            user = 1_400_000_000 + os.getpid()
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        resource.setrlimit(resource.RLIMIT_NPROC, (processes + 1, processes + 1))

    process = subprocess.Popen([*wrap, *arguments], preexec_fn=limited)
    (STORE / name).write_text(str(process.pid))
    code = process.wait()
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main())
