"""jsonschema without one of its optional packages, whose parsers take 1.3 s to build at the start of every command.

They judge internationalised addresses, a format that the schema of a course does not ask for.
"""

import sys

_SLOW = "rfc3987_syntax"
_kept = sys.modules.get(_SLOW)
sys.modules[_SLOW] = None  # type: ignore[assignment]  # importing it now fails as if it were not installed
try:
    import jsonschema
finally:
    del sys.modules[_SLOW]
    if _kept is not None:
        sys.modules[_SLOW] = _kept

__all__ = ["jsonschema"]
