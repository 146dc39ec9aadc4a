"""From a bare machine to an environment that can build the book: Python checked, .venv made, packages installed.

Runs on the system's Python, so it uses the standard library alone and must parse on old versions too.
A stamp in .venv remembers which requirements are installed, so that a second run costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
NEEDED_PYTHON = (3, 11)
NEEDED_BYTES = 3 * 10**9  # 1.3 GB environment, caches, the site, and room to breathe
INPUTS = ("requirements.txt", "pyproject.toml")

NETWORK_SIGNS = (
    "name resolution",
    "Name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "Network is unreachable",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ProxyError",
    "Max retries exceeded",
    "Connection refused",
)


def fail(sentence):
    """End with one sentence that says what is wrong and what to do."""
    sys.stderr.write("make: " + sentence + "\n")
    raise SystemExit(1)


def check_python(version=None):
    version = tuple(version or sys.version_info[:2])
    if version < NEEDED_PYTHON:
        fail(
            "the book needs Python {}.{} or newer and {} is {}.{}; say which one to use with, for example, "
            "'make book PYTHON=python3.12'.".format(*((*NEEDED_PYTHON, sys.executable, *version)))
        )


def check_disk(free=None, needed=NEEDED_BYTES, what="the environment with the built book"):
    free = shutil.disk_usage(ROOT).free if free is None else free
    if free < needed:
        fail(
            "the disk has {:.1f} GB free and {} needs {:.1f} GB; free some space and run it again.".format(
                free / 1e9, what, needed / 1e9
            )
        )


def explain(output):
    """The one sentence for what pip printed when it failed."""
    if "No space left on device" in output:
        return "the disk is full, so the packages could not be installed; free some space and run it again."
    if any(sign in output for sign in NETWORK_SIGNS):
        return "the package index cannot be reached, and the packages of requirements.txt come from there; check the network and run it again."
    last = [line for line in output.splitlines() if line.strip()][-8:]
    return "pip could not install requirements.txt. Its last lines:\n    " + "\n    ".join(last)


def python_of(venv):
    return os.path.join(venv, "Scripts" if os.name == "nt" else "bin", "python.exe" if os.name == "nt" else "python")


def fingerprint(paths):
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        with open(os.path.join(ROOT, path), "rb") as handle:
            digest.update(handle.read())
    return digest.hexdigest()


def make_environment(venv, arguments, stamp_of, what):
    """Create `venv` if need be and run `pip install ARGUMENTS` in it, unless that was done for these inputs."""
    stamp = os.path.join(venv, "installed.sha256")
    wanted = fingerprint(stamp_of) + " " + " ".join(arguments)
    if os.path.exists(stamp) and os.path.exists(python_of(venv)):
        with open(stamp) as handle:
            if handle.read() == wanted:
                return
    check_disk()
    start = time.time()
    if not os.path.exists(python_of(venv)):
        made = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(venv, ignore_errors=True)
            text = made.stdout + made.stderr
            if "ensurepip" in text:
                fail(
                    "this Python has no 'venv' module; install it (Debian and Ubuntu: apt install python3-venv) and run it again."
                )
            fail("the environment could not be made: " + text.strip())
    print("Installing {} into {} (a minute or two the first time) ...".format(what, os.path.basename(venv)), flush=True)
    pip = [python_of(venv), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
    done = subprocess.run(pip + arguments, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        fail(explain(done.stdout + done.stderr))
    with open(stamp, "w") as handle:
        handle.write(wanted)
    print("Installed in {:.0f} s.".format(time.time() - start), flush=True)


def main():
    check_python()
    make_environment(VENV, ["-r", "requirements.txt"], INPUTS, "the packages of requirements.txt")


if __name__ == "__main__":
    main()
