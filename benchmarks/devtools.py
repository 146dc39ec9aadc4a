"""Chromium through its own protocol and nothing else: for moments that Playwright would change by being there.

Playwright hears of every request and keeps a world of its own in every page. With the processor slowed 4 times that costs a
page of the book 0.1 to 0.3 s until it answers, which no reader waits for. Here a page is told of nothing but its size and speed
and a script to run, and is asked what that script has noted when all is over.
The protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import websocket

TIMEOUT = 60


class Browser:
    """A browser of its own with an empty profile, closed with the block that it is used in.

    path: the browser; arguments: its switches. Raises SystemExit where it does not start, or refuses a command.
    """

    def __init__(self, path: str, arguments: list[str]) -> None:
        self._command = [path, "--headless", "--remote-debugging-port=0", "--remote-allow-origins=*", *arguments]
        self._sent = 0

    def __enter__(self) -> Browser:
        self._profile = tempfile.TemporaryDirectory(prefix="devtools-", ignore_cleanup_errors=True)
        command = [*self._command, f"--user-data-dir={self._profile.name}", "about:blank"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "DevTools listening on " in line:
                self._socket = websocket.create_connection(line.split()[-1], timeout=TIMEOUT)
                return self
        self._profile.cleanup()
        raise SystemExit(f"bench: the browser did not start:\n{''.join(said[-5:])}")

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            self.send("Browser.close")
        self._socket.close()
        try:
            self._process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._profile.cleanup()

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """The answer to a command; ``session`` is the page it is for, else the browser."""
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        self._socket.send(json.dumps(message if session is None else {**message, "sessionId": session}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") != self._sent:
                continue  # an event
            if "error" in answer:
                raise SystemExit(f"bench: {method}: {answer['error']['message']}")
            return dict(answer["result"])

    @contextlib.contextmanager
    def page(self, width: int, height: int) -> Iterator[str]:
        """The session of an empty page in a context of its own (nothing cached), in CSS pixels."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable", session)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", session, **size)
        yield session
        self.send("Target.disposeBrowserContext", browserContextId=context)

    def value(self, session: str, expression: str) -> Any:
        """What a JavaScript expression is in the page."""
        answer = self.send("Runtime.evaluate", session, expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise SystemExit(f"bench: {expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")
