"""Schedules: learning rates that change from epoch to epoch.

A schedule is any function from the epoch, counted from 1, to the rate eta; the functions here make the usual ones.
Large steps travel far, small ones settle: with a constant rate the noise of the batches never dies out.
"""

from collections.abc import Callable
from math import cos, pi

from nnlib._check import non_negative, positive_integer, real_number

Schedule = Callable[[int], float]


def constant_rate(lr: float) -> Schedule:
    """The same rate in every epoch. Raises ValueError for a negative rate.

    >>> constant_rate(0.1)(7)
    0.1
    """
    return _schedule("constant_rate", lr, lambda past: 1.0)


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """eta = lr factor^s after s times `every` epochs: the rate falls in steps.

    Raises ValueError for a negative rate, a factor outside (0, 1] or `every` below 1.

    >>> schedule = step_decay(0.5, every=2, factor=0.5)
    >>> [schedule(epoch) for epoch in (1, 2, 3, 4, 5)]
    [0.5, 0.5, 0.25, 0.25, 0.125]
    """
    factor, every = _factor("step_decay", factor), positive_integer("step_decay", "every", every)
    return _schedule("step_decay", lr, lambda past: factor ** (past // every))


def exponential_decay(lr: float, factor: float) -> Schedule:
    """eta = lr factor^(epoch - 1): each epoch has `factor` times the rate of the one before.

    Raises ValueError for a negative rate or a factor outside (0, 1].

    >>> schedule = exponential_decay(0.5, 0.5)
    >>> [schedule(epoch) for epoch in (1, 2, 3)]
    [0.5, 0.25, 0.125]
    """
    factor = _factor("exponential_decay", factor)
    return _schedule("exponential_decay", lr, lambda past: factor**past)


def inverse_time_decay(lr: float, tau: float) -> Schedule:
    """eta = lr / (1 + (epoch - 1) / tau): half of lr after `tau` epochs, a third after 2 tau.

    The rates sum to infinity, so no minimum is too far away, and their squares do not, so the noise dies out: the
    conditions of Robbins and Monro (1951). Raises ValueError for a negative rate or a `tau` that is not positive.

    >>> schedule = inverse_time_decay(0.6, tau=1)
    >>> [round(schedule(epoch), 3) for epoch in (1, 2, 3)]
    [0.6, 0.3, 0.2]
    """
    tau = real_number("inverse_time_decay", "tau", tau)
    if tau <= 0:
        raise ValueError(f"inverse_time_decay expects tau > 0, got {tau}")
    return _schedule("inverse_time_decay", lr, lambda past: 1 / (1 + past / tau))


def cosine_decay(lr: float, epochs: int) -> Schedule:
    """eta = (lr / 2) (1 + cos(pi (epoch - 1) / epochs)): from lr down half a wave, and 0 after `epochs` epochs.

    Source: Loshchilov and Hutter (2017), equation 5, without restarts. Raises ValueError for a negative rate or
    `epochs` below 1.

    >>> schedule = cosine_decay(0.8, epochs=4)
    >>> [round(schedule(epoch), 3) for epoch in (1, 2, 3, 4, 5, 6)]
    [0.8, 0.683, 0.4, 0.117, 0.0, 0.0]
    """
    epochs = positive_integer("cosine_decay", "epochs", epochs)
    return _schedule("cosine_decay", lr, lambda past: (1 + cos(pi * min(past / epochs, 1))) / 2)


def warm_up(schedule: Schedule, epochs: int) -> Schedule:
    """The rates of `schedule` times epoch / epochs, in the first `epochs` epochs: no large step from random weights.

    Source: the gradual warm-up of Goyal et al. (2017), section 2.2, who raise the rate after every step, from that of a
    smaller batch. Raises ValueError for `epochs` below 1.

    >>> schedule = warm_up(constant_rate(0.8), epochs=4)
    >>> [round(schedule(epoch), 3) for epoch in (1, 2, 3, 4, 5)]
    [0.2, 0.4, 0.6, 0.8, 0.8]
    """
    if not callable(schedule):
        raise TypeError(f"warm_up expects a schedule, a function of the epoch, got {schedule!r}")
    epochs = positive_integer("warm_up", "epochs", epochs)
    return lambda epoch: min(positive_integer("warm_up", "epoch", epoch) / epochs, 1) * schedule(epoch)


def _schedule(who: str, lr: float, share: Callable[[int], float]) -> Schedule:
    """lr times a share that depends on the number of epochs that are past, 0 in the first."""
    lr = non_negative(who, "lr", lr)
    return lambda epoch: lr * share(positive_integer(who, "epoch", epoch) - 1)


def _factor(who: str, value: float) -> float:
    factor = real_number(who, "factor", value)
    if not 0 < factor <= 1:
        raise ValueError(f"{who} expects 0 < factor <= 1, got {factor}")
    return factor
