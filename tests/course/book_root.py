"""Where the book is that the courses of these tests are made from."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
