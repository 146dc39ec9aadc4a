"""What several modules of these tests begin with: a repository on this machine, and a small book that changes."""

from changed_book import book
from pinned_course import repository

__all__ = ["book", "repository"]
