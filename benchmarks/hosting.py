"""Two local servers that behave like the real ones: a host that compresses, and a stand-in for the outside libraries.

The stock page fetches its libraries from content delivery networks. The same files are published on npm, so a second
server hands them out from there; the browser reaches it through its ordinary network stack, where throttling counts.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import json
import re
import subprocess
import tarfile
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

from serve import SiteHandler

# compressing again what is compressed gains nothing, and hosts do not do it
COMPRESSED = (".woff2", ".woff", ".png", ".jpg", ".gif")
OUTSIDE = {
    "https://cdn.jsdelivr.net/npm/": "/npm/",
    "https://unpkg.com/": "/npm/",
    "https://cdnjs.cloudflare.com/ajax/libs/require.js/": "/npm/requirejs@",
}


@functools.cache
def packed(path: Path) -> bytes:
    """A file as a host sends it: gzip level 6, unless it is of a compressed kind."""
    body = path.read_bytes()
    return body if path.suffix in COMPRESSED else gzip.compress(body, 6)


class CompressingHandler(SiteHandler):
    """The book's own server, with compressed answers."""

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        body = packed(path)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        if path.suffix not in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        http.server.SimpleHTTPRequestHandler.send_error(self, code, message, explain)


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """Serve a folder, compressed, from a thread; returns the server and its address without a slash at the end."""
    handler = functools.partial(CompressingHandler, directory=str(folder), quiet=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


def _unpack(package: str, folder: Path, target: Path) -> str:
    """Fetch one npm package without its dependencies into `target`; returns its exact version."""
    done = subprocess.run(
        ["npm", "pack", package, "--json", "--loglevel=error"], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"bench: npm could not fetch {package}: {done.stderr.strip()[-300:]}")
    entry = json.loads(done.stdout)[-1]
    with tarfile.open(folder / entry["filename"].replace("@", "").replace("/", "-")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    target.parent.mkdir(parents=True, exist_ok=True)
    (folder / "unpacked" / "package").rename(target)
    return str(entry["version"])


def _minify_requirejs(folder: Path, version: str) -> None:
    """The network hands out require.min.js, npm only the long form and the tool that shortens it."""
    subprocess.run(
        [
            "node",
            "bin/r.js",
            "-o",
            "baseUrl=.",
            "paths.requireLib=require",
            "name=requireLib",
            "out=require.min.js",
            "preserveLicenseComments=false",
        ],
        cwd=folder / "npm" / f"requirejs@{version}",
        check=True,
        capture_output=True,
    )


def fetch_libraries(html: str, folder: Path) -> dict[str, str]:
    """Fill folder/npm with every outside library a stock page names; returns package: exact version."""
    wanted = {}
    for prefix, local in OUTSIDE.items():
        name = r"" if local.endswith("@") else r"(?:@[\w.-]+/)?[\w.-]+@"
        for found in re.findall(re.escape(prefix) + f"({name}[\\w.~^*-]+)/", html):
            key = local.removeprefix("/npm/") + found
            wanted[key] = key
    # modules that the widget manager looks up by name and version when it meets them
    for module, version in re.findall(r'"_view_module": ?"([^"@]+)", ?"_view_module_version": ?"([^"]+)"', html):
        wanted[f"{module}@{version}"] = f"{module}@{version}"
    versions = {}
    for package in sorted(wanted):
        name = package.rpartition("@")[0]
        if name == "thebe":  # loaded on a reader's click only, never with the page
            continue
        versions[name] = _unpack(package, folder, folder / "npm" / package)
        if name == "requirejs":
            _minify_requirejs(folder, package.rpartition("@")[2])
    return versions


def point_inside(html: str, address: str) -> str:
    """A page with every outside address replaced by the stand-in's; checksums of the shortened file cannot hold."""
    for prefix, local in OUTSIDE.items():
        html = html.replace(prefix, address + local)
    return re.sub(r' integrity="[^"]*"', "", html)
