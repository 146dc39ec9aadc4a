"""A server on loopback in the place of Pyodide's address: it serves files well, or in one of the ways in which servers fail."""

from __future__ import annotations

import http.server
import threading
import time
from typing import Any


class LoopbackCdn:
    """`files` by name, how each one fails (`slow`, `drips`, `corrupted`, `truncated`, `cut off`), and what was asked for."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.fails, self.asked = files, dict[str, str](), list[str]()
        cdn = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                cdn.answer(self, self.path.rpartition("/")[2])

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/full/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: http.server.BaseHTTPRequestHandler, name: str) -> None:
        self.asked.append(name)
        how = self.fails.get(name, "")
        if how == "slow":
            time.sleep(1.5)
        if name not in self.files:
            request.send_error(404)
            return
        content = self.files[name]
        said = len(content)
        if how == "corrupted":
            content = content[:5] + bytes([content[5] ^ 1]) + content[6:]
        elif how in ("truncated", "cut off"):
            content = content[: len(content) // 2]
            said = len(content) if how == "truncated" else said
        request.send_response(200)
        request.send_header("Content-Length", str(said))
        request.end_headers()
        pieces = [content[i : i + 1] for i in range(len(content))] if how == "drips" else [content]
        try:
            for piece in pieces:
                request.wfile.write(piece)
                time.sleep(0.05 if how == "drips" else 0)
        except OSError:  # nobody waits for the rest
            pass

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
