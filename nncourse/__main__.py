"""`python -m nncourse` is the command `nncourse`."""

import sys

from nncourse.cli import main

sys.exit(main())
