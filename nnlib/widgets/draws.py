"""The page's random numbers in Python: the same generator as shared/math/random.js, so that a still shows the same draws.

mulberry32 (T. Ettinger, 2017) gives 32-bit words; normal numbers are made of them by Box and Muller.
"""

from __future__ import annotations

import math

_MASK = 0xFFFFFFFF


class Draws:
    """A generator started by a seed; each call gives the next number of (0, 1).

    >>> round(Draws(1)(), 6)
    0.627074
    """

    def __init__(self, seed: int) -> None:
        self.state = seed & _MASK

    def __call__(self) -> float:
        self.state = (self.state + 0x6D2B79F5) & _MASK
        word = ((self.state ^ (self.state >> 15)) * (self.state | 1)) & _MASK
        word ^= (word + (word ^ (word >> 7)) * (word | 61)) & _MASK
        return ((word ^ (word >> 14)) + 0.5) / 2**32

    def uniforms(self, count: int) -> list[float]:
        """``count`` numbers of (0, 1)."""
        return [self() for _ in range(count)]

    def normals(self, count: int) -> list[float]:
        """``count`` standard normal numbers."""
        return [math.sqrt(-2 * math.log(self())) * math.cos(2 * math.pi * self()) for _ in range(count)]

    def below(self, count: int) -> int:
        """A whole number of 0 ... count - 1."""
        return math.floor(self() * count)

    def permutation(self, count: int) -> list[int]:
        """0 ... count - 1 in random order, by Fisher and Yates."""
        order = list(range(count))
        for i in range(count - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order
