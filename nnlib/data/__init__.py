"""Data for the book: two sets of handwritten digits that come with the package, and toy sets made on demand.

Nothing is downloaded, and nothing is read before a function is called. Every set says where it is from and under
which licence, `sources.toml` in this folder says it in full. Use: `from nnlib import data`, then `data.digits()`.
"""

from nnlib.data.dataset import Dataset
from nnlib.data.handwritten import digits, mnist
from nnlib.data.toy import blobs, quadratic_regression, spirals, two_moons, xor

__all__ = ["Dataset", "blobs", "digits", "mnist", "quadratic_regression", "spirals", "two_moons", "xor"]
