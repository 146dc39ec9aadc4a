"""Who shows what nnlib has to show, where it is neither a notebook nor a terminal: the page that runs a cell.

The page takes part for the time of a run. While a learner's function is being checked nobody does: what it shows then
is kept like what it prints.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol


class Host(Protocol):
    """What shows things beside printed text."""

    def show(self, thing: object) -> None: ...

    def show_figures(self) -> None: ...


#: The host that takes part now, or None.
current: ContextVar[Host | None] = ContextVar("nnlib_host", default=None)
