import pytest
from cell_runs import Cells


@pytest.fixture
def cells() -> Cells:
    """A new session."""
    return Cells()
