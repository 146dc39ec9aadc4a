"""The walls between two submissions: namespaces, limits and a user of its own for one process and all that it starts.

The outer walls, the files that can be seen and the missing network, are bubblewrap's; a process goes through here after
the fork from its server and before any student's code is read, and cannot go back.
"""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Callable
from typing import Any

SCRATCH = "/scratch"
INSIDE_UID = 65534  # what a submission sees as its user and group
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
NOSUID, NODEV, NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_CAPBSET_READ, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 4, 23, 24, 38, 47
CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function: Any, *arguments: Any) -> None:
    if function(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{function.__name__}: {os.strerror(number)}")


def _prctl(option: int, *arguments: int) -> int:
    return int(_libc.prctl(option, *(ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4])))


def mount(kind: str, target: str, flags: int, options: str = "") -> None:
    """A new file system at an existing folder."""
    _call(_libc.mount, kind.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode() or None)


def become(uid: int) -> None:
    """From root to an ordinary user without groups; a server that is no root stays who it is."""
    if os.geteuid() == 0 and uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        _prctl(PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root, and the map of users cannot be written


def limit(limits: dict[str, Any]) -> None:
    """The limits of a process; those of the number of processes and of the memory bind its children too."""
    for name, value in (
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["file"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        if value is not None:
            resource.setrlimit(name, (value, value))


def separate(network: bool) -> None:
    """Leave the server's namespaces; the next fork is process 1 of a new one. As an ordinary user, root is nobody here."""
    uid, gid = os.geteuid(), os.getegid()
    _call(_libc.unshare, NEWUSER | NEWNS | NEWPID | NEWIPC | NEWUTS | (0 if network else NEWNET))
    for name, text in (
        ("setgroups", "deny"),
        ("gid_map", f"{INSIDE_UID} {gid} 1"),
        ("uid_map", f"{INSIDE_UID} {uid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def furnish(scratch: int | None) -> None:
    """In the new namespaces: a /proc of one's own and one folder to write to, which is all that can be written."""
    mount("proc", "/proc", NOSUID | NODEV | NOEXEC)
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")  # or a submission could make one more, and memory in it that no limit counts
    try:
        mount("proc", "/proc", NOSUID | NODEV | NOEXEC, "subset=pid,hidepid=2")
    except OSError:
        pass  # an older kernel shows what it knows of the machine; of other processes there are none
    size = "" if scratch is None else f",size={scratch},nr_inodes=2000"
    mount("tmpfs", SCRATCH, NOSUID | NODEV, f"mode=700,uid={INSIDE_UID},gid={INSIDE_UID}{size}")
    os.chdir(SCRATCH)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def renounce() -> None:
    """Give up every capability for good, for this process and all that it starts."""
    capability = 0
    while _prctl(PR_CAPBSET_READ, capability) >= 0:
        _prctl(PR_CAPBSET_DROP, capability)
        capability += 1
    _prctl(PR_CAP_AMBIENT, 4)
    _call(_libc.capset, ctypes.byref(_Header(CAPABILITY_VERSION, 0)), ctypes.byref((_Data * 2)()))
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_DUMPABLE, 0)  # the processes of a submission do not read one another's memory
    _check_renounced()


def _check_renounced() -> None:
    with open("/proc/self/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    left = [name for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(status[name], 16)]
    if left or status["NoNewPrivs"] != "1" or status["Uid"].split()[0] != str(INSIDE_UID):
        raise OSError(1, f"privileges are left: {left or status['Uid']}")


def close_all_but(channel: int) -> int:
    """Keep one file descriptor, as number 3; input and output lead nowhere."""
    null = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    if channel != 3:
        os.dup2(channel, 3)
    os.closerange(4, 4096)
    return 3


def reap(wait: Callable[[int, int], tuple[int, int]] = os.waitpid) -> None:
    """Take leave of children that have ended."""
    try:
        while wait(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
