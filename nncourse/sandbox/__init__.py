"""Students' code runs here: one process a submission, without network, files or privileges, and within limits.

`Sandbox` runs the cells of a notebook and calls the answers in it; what comes out are values, which are judged outside.
`prove` shows that the limits hold on this machine, and refuses if one does not. `docs/grading.md` says what is relied on.
"""

from nncourse.sandbox.box import Found, Loaded, Problem, Sandbox, Wanted
from nncourse.sandbox.failures import Died, SandboxFailure, SandboxRefused
from nncourse.sandbox.limits import Limits
from nncourse.sandbox.proof import prove
from nncourse.sandbox.remote import RemoteBox
from nncourse.sandbox.servers import close

__all__ = [
    "Died",
    "Found",
    "Limits",
    "Loaded",
    "Problem",
    "RemoteBox",
    "Sandbox",
    "SandboxFailure",
    "SandboxRefused",
    "Wanted",
    "close",
    "prove",
]
