"""What a submission may use, and what a test may switch off in order to see that the proof notices.

Times are in seconds, sizes in bytes; nothing here is a policy of a course, only what a laptop can stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """`cell` and `cells` are the time for one cell and for all; `grace` is what code that cannot be interrupted gets before
    it is killed. `cpu` binds each process, `memory` its address space (Python and NumPy take 0.2 GB of it), `processes`
    counts threads too. `returned` is one call's values, `returned_in_all` those of a message with many calls.
    """

    cell: float = 5.0
    cells: float = 20.0
    grace: float = 2.0
    cpu: int = 60
    memory: int = 1024 * MIB
    processes: int = 16
    file: int = 16 * MIB
    scratch: int = 32 * MIB
    open_files: int = 64
    returned: int = 48 * MIB
    returned_in_all: int = 192 * MIB
    off: frozenset[str] = frozenset()  # names of SWITCHES, in tests alone

    def switched_off(self, *names: str) -> Limits:
        """The same without these walls."""
        assert set(names) <= SWITCHES
        return replace(self, off=frozenset(names))

    def for_a_process(self) -> dict[str, Any]:
        """What is told to the fork server."""
        numbers = {
            "cpu": self.cpu,
            "memory": self.memory,
            "processes": self.processes + 2,  # its first process and the one that waits for it
            "file": self.file,
            "open_files": self.open_files,
        }
        return {name: None if name in self.off else value for name, value in numbers.items()}


SWITCHES = {"processes", "memory", "file", "scratch", "open_files", "network", "files", "time", "privileges"}
