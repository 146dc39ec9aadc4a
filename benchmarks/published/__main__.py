"""`python benchmarks/published` is `python benchmarks/published/run.py`."""

from __future__ import annotations

import sys

from run import main

sys.exit(main())
