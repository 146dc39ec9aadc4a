"""Whether there is a sandbox to test on this machine: without bubblewrap its tests are skipped, and the reason says so."""

from __future__ import annotations

import shutil

import pytest

WITHOUT = "NN_SANDBOX: bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)"
needs_sandbox = pytest.mark.skipif(shutil.which("bwrap") is None, reason=WITHOUT)
