"""A session: cells that share their names, and events for the page about what each of them shows."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from nnlib import _host
from nnlib._clock import clock
from nnlib.live.cells import Compiler
from nnlib.live.figures import Figures, is_figure, is_open
from nnlib.live.needs import needs
from nnlib.live.output import Output, Send
from nnlib.live.surroundings import surroundings
from nnlib.live.tracebacks import error_event
from nnlib.live.values import text_of


class Session:
    """Runs cells one after another; `send` is called with an event, a dict of JSON's types, while a cell runs.

    The kinds of events are "stream", "clipped", "figure", "figures-clipped", "value", "panel" and "error".
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._compiler = Compiler()
        self._output = Output(self._emit)
        self._figures = Figures(self._after_text)
        self._seconds: float | None = None
        self._main = ModuleType("__main__")
        self._names = self._main.__dict__
        self._names["display"] = self.display

    def run(self, cell_id: str, source: str) -> dict[str, bool]:
        """Run a cell; {"ok": False} if it ended in an error, which was sent. Never raises for what the cell does."""
        name = self._compiler.name(cell_id, source)
        self._output.begin()
        self._figures.begin()
        self._names.pop("__warningregistry__", None)  # a warning is shown again when the cell runs again
        with surroundings(name, self._main, self._output, self):
            errors = [self._caught(name, self._execute, source, name), self._caught(name, self.show_figures)]
            self._output.end()
        return {"ok": not any(errors)}

    def needs(self, source: str) -> list[str]:
        """The top-level packages that the source imports and that are not there yet."""
        return needs(source)

    def limit(self, seconds: float | None) -> None:
        """Stop every later cell after this time, where the place it runs in can do so; None lets it run."""
        self._seconds = seconds

    def display(self, *things: object, **_options: object) -> None:
        """Show things where the cell stands: figures and panels as such, everything else as text."""
        for thing in things:
            if _host.current.get() is self:
                self.show(thing)
            else:  # in a function that is being checked: kept like what it prints
                print(text_of(thing))

    def show(self, thing: object) -> None:
        """Show one thing."""
        panel = _panel_of(thing)
        if panel is not None:
            self._after_text({"kind": "panel", **panel.fields()})
        elif is_figure(thing):
            self._figures.send(thing)
        else:
            self._after_text({"kind": "value", "text": text_of(thing)})

    def show_figures(self) -> None:
        """Show the figures that are open, and close them."""
        self._figures.send_open()

    def _execute(self, source: str, name: str) -> None:
        code = self._compiler.compile(source, name)
        limit = None if self._seconds is None else clock(self._seconds)
        if limit is not None:
            limit.start()
            limit.enter()
        try:
            exec(code.body, self._names)
            value = None if code.last is None else eval(code.last, self._names)
            if value is not None and not (is_figure(value) and is_open(value)):
                self.show(value)
        finally:
            if limit is not None:
                limit.leave()
                limit.stop()

    def _caught(self, name: str, step: Any, *arguments: Any) -> bool:
        """Whether this part of the run ended in an error; the error is sent."""
        try:
            step(*arguments)
        except BaseException as error:  # a cell may raise anything, and the next one still has to run
            self._after_text(error_event(error, name))
            return True
        return False

    def _after_text(self, event: dict[str, Any]) -> None:
        self._output.flush()
        self._emit(event)

    def _emit(self, event: dict[str, Any]) -> None:
        # half a character (a surrogate) cannot be sent as text
        self._send({k: v.encode("utf-8", "backslashreplace").decode() if isinstance(v, str) else v
                    for k, v in event.items()})  # fmt: skip


def _panel_of(thing: object) -> Any:
    """The panel that a panel or a verdict of `check` is shown as, or None. Exercises are imported by the cell, if at all."""
    module = sys.modules.get("nnlib.exercises.panel")
    if module is None:
        return None
    if isinstance(thing, module.Result):
        return module.Panel(thing)
    return thing if isinstance(thing, module.Panel) else None
