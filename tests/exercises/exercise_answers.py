"""Right answers of different construction, at least three an exercise, and the classic wrong ones with their codes.

None of them is known to the package: they are what readers write. Every module ``answers_FAMILY`` here joins by itself.
"""

import importlib
from pathlib import Path

MODULES = [importlib.import_module(path.stem) for path in sorted(Path(__file__).parent.glob("answers_*.py"))]

RIGHT = {name: answers for module in MODULES for name, answers in getattr(module, "RIGHT", {}).items()}
WRONG = [row for module in MODULES for row in getattr(module, "WRONG", [])]
