"""Statements about mini-batches: which rows of X and t came back in which batch.

Rows and targets are all different, so each is known again.
"""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from nnlib.exercises.registry import Array, Trial

Rows = list[list[int]]


def places(part: Array, whole: Array) -> list[int]:
    """Which row of `whole` each row of `part` is, -1 for none."""
    if not part.size:
        return []
    if part.shape[1:] != whole.shape[1:]:
        return [-1] * len(part) if part.ndim else [-1]
    # rounded to float32 they are the same rows
    near = np.isclose(part[:, None], whole[None], rtol=1e-5).reshape(len(part), len(whole), -1)
    equal = np.asarray(np.all(near, axis=-1))
    return [int(np.argmax(row)) if row.any() else -1 for row in equal]


def rows_of(trial: Trial) -> Rows:
    """The rows of X in each batch."""
    return [places(x, trial.args[0]) for x, _ in trial.value]


def targets_of(trial: Trial) -> Rows:
    """The rows of t in each batch."""
    return [places(t, trial.args[1]) for _, t in trial.value]


def flat(batches: Rows) -> list[int]:
    return [i for batch in batches for i in batch]


def sizes_of(trial: Trial) -> list[int]:
    return [len(batch) for batch in rows_of(trial)]


def right_sizes_of(trial: Trial) -> list[int]:
    n, size = len(trial.args[0]), trial.args[2]
    return [size] * (n // size) + ([n % size] if n % size else [])


def straight(n: int) -> list[int]:
    return list(range(n))


def whole(order: list[int], n: int) -> bool:
    """Each row once."""
    return sorted(order) == straight(n)


def in_some(claim: Callable[[Trial], bool], unless: Callable[[Trial], bool]) -> Callable[[Sequence[Trial]], bool]:
    """The claim holds in every trial but those in which it cannot show, and it shows in some."""
    return lambda trials: all(claim(t) for t in trials) and not all(unless(t) for t in trials)


def in_every(claim: Callable[[Trial], bool]) -> Callable[[Sequence[Trial]], bool]:
    return lambda trials: bool(trials) and all(claim(t) for t in trials)


def in_any(claim: Callable[[Trial], bool]) -> Callable[[Sequence[Trial]], bool]:
    return lambda trials: any(claim(t) for t in trials)


def divides(t: Trial) -> bool:
    return len(t.args[0]) % int(t.args[2]) == 0


def exchanged(t: Trial) -> bool:
    return all(-1 not in places(x, t.args[1]) and -1 not in places(y, t.args[0]) for x, y in t.value)


def numbers(t: Trial) -> bool:
    """Row numbers where rows should be."""
    parts = [x for x, _ in t.value]
    return all(x.ndim == 1 and x.dtype.kind in "iu" for x in parts) and whole(
        [int(i) for x in parts for i in x], len(t.args[0])
    )


def two_lists(t: Trial) -> bool:
    return len(t.value) == 2 and any(x.ndim >= 3 for x, _ in t.value)


def in_order(batches: Rows) -> bool:
    """Rows 0, 1, 2 ... as far as they go; true as well of a t that is cut where X is."""
    order = flat(batches)
    return -1 not in order and order == straight(len(order))


def targets_stay(t: Trial) -> bool:
    rows = flat(rows_of(t))
    return -1 not in rows and len(set(rows)) == len(rows) and in_order(targets_of(t))


def inputs_stay(t: Trial) -> bool:
    targets = flat(targets_of(t))
    return -1 not in targets and len(set(targets)) == len(targets) and in_order(rows_of(t))


def mixed(t: Trial) -> bool:
    rows, targets = flat(rows_of(t)), flat(targets_of(t))
    return rows != targets and whole(rows, len(t.args[0])) and whole(targets, len(t.args[0]))


def dropped(t: Trial) -> bool:
    rows = flat(rows_of(t))
    return sizes_of(t) == [t.args[2]] * (len(t.args[0]) // t.args[2]) and -1 not in rows and len(set(rows)) == len(rows)


def filled_up(t: Trial) -> bool:
    rows = rows_of(t)
    full = all(len(batch) == t.args[2] for batch in rows)
    return full and whole(flat(rows)[: len(t.args[0])], len(t.args[0]))


def empty_after_first(t: Trial) -> bool:
    sizes = sizes_of(t)
    return sizes[0] == min(t.args[2], len(t.args[0])) and not any(sizes[1:])


def parts_not_size(t: Trial) -> bool:
    return len(t.value) == t.args[2] and whole(flat(rows_of(t)), len(t.args[0]))


def even(t: Trial) -> bool:
    n, count = len(t.args[0]), len(right_sizes_of(t))
    return sizes_of(t) == [len(p) for p in np.array_split(np.arange(n), count)]


def empty_last(t: Trial) -> bool:
    return sizes_of(t) == [*right_sizes_of(t), *([0] if divides(t) else [])]


def one_more_each(t: Trial) -> bool:
    return set(sizes_of(t)[:-1]) <= {t.args[2] + 1}


def single(t: Trial) -> bool:
    return len(t.value) == 1 and whole(flat(rows_of(t)), len(t.args[0]))


def same_batch(t: Trial) -> bool:
    rows = rows_of(t)
    return all(set(batch) == set(rows[0]) for batch in rows[1:])


def one_step(t: Trial) -> bool:
    return len(t.value) in (len(t.args[0]), len(t.args[0]) - t.args[2] + 1)


def blocks(t: Trial) -> bool:
    """Rows that follow each other in every batch, each batch beginning at a multiple of the size."""
    return all(b == list(range(b[0], b[0] + len(b))) and b[0] % t.args[2] == 0 for b in rows_of(t) if b)


def local(t: Trial) -> bool:
    return all(sorted(b) == list(range(k * t.args[2], k * t.args[2] + len(b))) for k, b in enumerate(rows_of(t)))


def turned(t: Trial) -> bool:
    order, n = flat(rows_of(t)), len(t.args[0])
    return whole(order, n) and all((b - a) % n == 1 for a, b in pairwise(order))


def pairs_kept(t: Trial) -> bool:
    return rows_of(t) == targets_of(t)


def again(t: Trial) -> bool:
    rows = flat(rows_of(t))
    return len(set(rows)) < len(rows)


def missing(t: Trial) -> bool:
    return not set(straight(len(t.args[0]))) <= set(flat(rows_of(t)))


def hardly_shuffled(trials: Sequence[Trial]) -> bool:
    """In a random order about one row is followed by its neighbour; three times as many in all is no chance (1e-10)."""
    orders = [flat(rows_of(t)) for t in trials]
    together = sum(b - a == 1 for order in orders for a, b in pairwise(order))
    return len(orders) >= 8 and together > 3 * len(orders) + 12
