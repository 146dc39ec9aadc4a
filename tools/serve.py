"""Shows the built site on this machine, as a static host would: under a prefix if asked, with the book's own 404 page.

`make serve` uses it, and so do the browser tests, which serve the site under the prefix it will be published with.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "_build" / "html"


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves one directory under a path prefix; an unknown address gets 404.html with status 404."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, prefix: str = "/", quiet: bool = False, **kwargs: Any) -> None:
        self.prefix, self.quiet = "/" + prefix.strip("/"), quiet
        super().__init__(*args, **kwargs)

    def translate_path(self, path: str) -> str:
        plain = path.split("?")[0].split("#")[0]
        if self.prefix != "/":
            if plain != self.prefix and not plain.startswith(self.prefix + "/"):
                return str(Path(self.directory) / "outside-the-prefix")
            path = path[len(self.prefix) :] or "/"
        return super().translate_path(path)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        if not self.quiet:
            super().log_message(format, *args)


def make_server(
    directory: Path, port: int = 0, prefix: str = "/", quiet: bool = True
) -> http.server.ThreadingHTTPServer:
    """A server on 127.0.0.1 (port 0: any free one), not yet running."""
    handler = functools.partial(SiteHandler, directory=str(directory), prefix=prefix, quiet=quiet)
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve_in_background(directory: Path, prefix: str = "/") -> tuple[http.server.ThreadingHTTPServer, str]:
    """Start a server in a thread; returns it and the address of its root."""
    server = make_server(directory, prefix=prefix)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/{prefix.strip('/')}".rstrip("/") + "/"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--prefix", default="/", help="path under which the site is published, such as /neural-networks"
    )
    options = parser.parse_args()
    if not (SITE / "index.html").exists():
        sys.exit("make: there is no built site in _build/html yet; run 'make book' first.")
    try:
        server = make_server(SITE, options.port, options.prefix, quiet=False)
    except OSError as error:
        sys.exit(
            f"make: port {options.port} cannot be used ({error.strerror}); choose another with: .venv/bin/python tools/serve.py --port 8001"
        )
    print(f"The book is on http://localhost:{options.port}{options.prefix.rstrip('/')}/ (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
