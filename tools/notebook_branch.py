"""Pushes the chapters to the branch `notebooks`, which Colab and Binder open: each with the cell that installs nnlib.

The workflow that publishes the site runs this, with the two addresses in SITE_URL and REPOSITORY_URL. The branch holds what is
made here and no history: whoever looks for the sources finds them on the main branch. The standard library is enough.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))

import install_cell

ROOT = Path(__file__).resolve().parent.parent
BRANCH = "notebooks"
AUTHOR = {"NAME": "The book's build", "EMAIL": "noreply@localhost"}


def wheel_name(root: Path) -> str:
    """The wheel of nnlib that the site serves."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def files(root: Path, site: str, repository: str, commit: str) -> dict[str, str]:
    """What the branch holds, by path."""
    book = root / "book"
    found = {}
    for path in sorted(book.rglob("*.ipynb")):
        inside = path.relative_to(book)
        if not any(part.startswith((".", "_")) for part in inside.parts):
            notebook = install_cell.folded(json.loads(path.read_text(encoding="utf-8")))
            notebook = install_cell.with_install_cell(notebook, site, wheel_name(root))
            found[inside.as_posix()] = install_cell.written(notebook)
    found["README.md"] = (
        f"The chapters of {site} as notebooks, made from {repository}/tree/{commit} for Colab and Binder.\n"
    )
    # Binder builds its image from these two
    found["requirements.txt"] = (
        f"nnlib[exercises,widgets] @ git+{repository}@{commit}\nmatplotlib\njupyterlab\njupyterlab-myst\n"
    )
    found["runtime.txt"] = "python-3.11\n"
    return found


def git(folder: Path, *arguments: str, **variables: str) -> None:
    """Run git in the folder; ends with what git says if it fails."""
    own = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in AUTHOR.items()}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **own, **variables}, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"git {arguments[0]} failed: {done.stderr.strip()}")


def authorised(token: str) -> dict[str, str]:
    """The settings by which git shows a token to the host, in variables: arguments could be read by others."""
    if not token:
        return {}
    shown = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {shown}",
    }


def push(content: dict[str, str], target: str, token: str) -> None:
    """Make the branch of the repository `target` hold these files and no others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for inside, text in content.items():
            path = folder / inside
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        git(folder, "init", "--quiet", f"--initial-branch={BRANCH}")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=The chapters as notebooks")
        git(folder, "push", "--quiet", "--force", target, f"HEAD:refs/heads/{BRANCH}", **authorised(token))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commit", required=True, help="the commit that the site is built from")
    parser.add_argument("--to", help="the repository to push to, if not the one of REPOSITORY_URL")
    options = parser.parse_args()
    site, repository = os.environ.get("SITE_URL", ""), os.environ.get("REPOSITORY_URL", "")
    if not install_cell.published(site, repository):
        sys.exit(f"SITE_URL and REPOSITORY_URL should be public addresses, got {site!r} and {repository!r}")
    content = files(ROOT, site, repository, options.commit)
    push(content, options.to or repository, os.environ.get("NOTEBOOKS_TOKEN", ""))
    print(f"The branch {BRANCH} holds {sum(name.endswith('.ipynb') for name in content)} notebooks.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
