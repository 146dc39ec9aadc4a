"""What the pages need from npm: fetched once, at the versions of package-lock.json, and served with the site.

Reading the built book touches no other server. The fetch runs before anything is built, also for a plain
`jupyter-book build .`, and only if node_modules does not hold what the lock file names.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from node_runtime import NodeMissing, npm_command
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parents[2]


def missing_packages(root: Path = ROOT) -> list[str]:
    """Packages of the lock file that node_modules does not hold at that version."""
    lock = json.loads((root / "package-lock.json").read_text())
    absent = []
    for place, entry in lock["packages"].items():
        if not place or entry.get("optional"):  # such a package may be for another system
            continue
        manifest = root / place / "package.json"
        if not manifest.exists() or json.loads(manifest.read_text())["version"] != entry["version"]:
            absent.append(place.removeprefix("node_modules/"))
    return absent


def fetch(root: Path = ROOT) -> None:
    """Run `npm ci` if something is missing; raises ExtensionError with one sentence if that fails."""
    absent = missing_packages(root)
    if not absent:
        return
    print(f"Fetching page assets and tools of the tests by npm, {len(absent)} packages ...", flush=True)
    try:
        command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    except NodeMissing as error:
        raise ExtensionError(str(error)) from error
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()[-6:]
        raise ExtensionError(
            "npm could not fetch the page assets (KaTeX, which typesets the mathematics); check the network and build again. "
            "npm said:\n    " + "\n    ".join(reason)
        )


def katex_css(root: Path = ROOT) -> str:
    """KaTeX's style sheet with its woff2 fonts alone: every browser of the last eight years reads them."""
    css = (root / "node_modules/katex/dist/katex.min.css").read_text()
    return re.sub(r',url\([^)]*\) format\("(?:woff|truetype)"\)', "", css)


def copy_katex(app: Sphinx, error: Exception | None) -> None:
    """Put KaTeX's style sheet and fonts beside the pages."""
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    (target / "katex.min.css").write_text(katex_css())
    for font in (ROOT / "node_modules/katex/dist/fonts").glob("*.woff2"):
        shutil.copyfile(font, target / "fonts" / font.name)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", lambda *_: fetch(), priority=100)
    app.connect("build-finished", copy_katex)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
