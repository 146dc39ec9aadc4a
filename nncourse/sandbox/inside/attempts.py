"""What the self-test tries inside, as a student's code could: each function says what it got, and stops by itself.

The whole file is loaded as a cell. None goes further than one step past the limit.
"""

import ctypes
import os
import signal
import socket
import time
from typing import IO


def forks(most: int) -> int:
    """How many processes could be started, up to `most`."""
    started: list[int] = []
    try:
        while len(started) < most:
            pid = os.fork()
            if pid == 0:
                time.sleep(20)
                os._exit(0)
            started.append(pid)
    except OSError:
        pass
    for pid in started:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return len(started)


def allocates(size: int) -> bool:
    """Whether so much memory could be had."""
    try:
        return len(bytearray(size)) == size
    except MemoryError:
        return False


def connects(port: int) -> bool:
    """Whether a listener of this machine could be reached."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        return True
    except OSError:
        return False


def sees(path: str) -> str:
    """Whether a file could be read, or anything written beside the one folder."""
    found = []
    for name in (path, "/etc/passwd", "/bin/sh"):
        if os.path.exists(name):
            found.append(name)
    library = os.path.dirname(os.__file__)
    for folder in (
        "/",
        "/sandbox",
        "/sandbox/support",
        "/dev",
        "/proc",
        "/tmp",
        "/run",
        "/var/tmp",
        "/dev/shm",
        library,
    ):
        try:
            with open(os.path.join(folder, "written"), "w"):
                found.append(folder)
        except OSError:
            pass
    return " ".join(found)


def writes(file: int, scratch: int) -> list[int]:
    """How many bytes one file took, and how many all of them."""
    block = b"0" * 2**20
    sizes: list[int] = []
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for number in range(200):
        size = 0
        try:
            with open(f"/scratch/{number}", "wb", buffering=0) as out:
                while size <= file and sum(sizes) + size <= scratch:
                    size += out.write(block) or 0
        except OSError:
            pass
        sizes.append(size)
        if not size or sum(sizes) > scratch:
            break
    for number in range(len(sizes)):
        os.unlink(f"/scratch/{number}")
    return [max(sizes), sum(sizes)]


def opens(most: int) -> int:
    """How many files could be open at once, up to `most`."""
    held: list[IO[str]] = []
    try:
        while len(held) < most:
            held.append(open("/dev/null"))
    except OSError:
        pass
    return len(held)


def privileges() -> str:
    """Rights that a student's code has not: capabilities, new namespaces, other processes, a way to the grader."""
    found = []
    with open("/proc/self/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    if any(int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")):
        found.append("capabilities")
    if status["NoNewPrivs"] != "1" or os.getuid() == 0 or set(os.getgroups()) - {65534}:
        found.append("another user")
    if ctypes.CDLL(None).unshare(0x10000000) == 0:
        found.append("a namespace of its own")
    if sum(name.isdigit() for name in os.listdir("/proc")) > 3:
        found.append("other processes")
    if len(os.environ) > 12 or any("SECRET" in name for name in os.environ):
        found.append("the grader's environment")
    open_files = set()
    for number in range(256):
        try:
            os.fstat(number)
            open_files.add(number)
        except OSError:
            pass
    if not open_files <= {0, 1, 2, 3, 4, 5}:
        found.append("files of the grader")
    return ", ".join(found)


def stays(seconds: float) -> bool:
    """Does not end when it is asked to."""
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.valid_signals()))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return True
