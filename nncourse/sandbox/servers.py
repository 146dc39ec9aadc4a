"""The servers of this process that are free, by their limits: a submission borrows one and gives it back.

A server ends with its owner; a process that was forked from the owner starts its own.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections import defaultdict

from nncourse.sandbox.container import Containers
from nncourse.sandbox.limits import Limits
from nncourse.sandbox.server import Server

Key = tuple[str, Limits]
AnyServer = Server | Containers

_free: dict[Key, list[AnyServer]] = defaultdict(list)
_lock = threading.Lock()


def borrow(kind: str, limits: Limits) -> AnyServer:
    """One that is free, or a new one."""
    while True:
        with _lock:
            server = _free[kind, limits].pop() if _free[kind, limits] else None
        if server is None:
            return start(kind, limits)
        if server.alive:
            return server
        server.close()


def start(kind: str, limits: Limits) -> AnyServer:
    """A new one."""
    if kind in ("docker", "podman"):
        return Containers(limits, kind)
    return Server(limits, bare=kind == "none")


def give_back(kind: str, limits: Limits, server: AnyServer) -> None:
    """It has ended its submission and can begin another."""
    with _lock:
        _free[kind, limits].append(server)


def close() -> None:
    """End all that are free."""
    with _lock:
        servers = [server for several in _free.values() for server in several]
        _free.clear()
    for server in servers:
        server.close()


def _forget() -> None:
    global _lock
    _lock = threading.Lock()
    close()


atexit.register(close)
os.register_at_fork(after_in_child=_forget)
