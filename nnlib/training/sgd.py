"""Stochastic gradient descent with momentum, in the two forms in which it is written.

Books and libraries place the learning rate differently: the libraries' velocity is a sum of gradients, multiplied by
the rate of now; the classic velocity is a sum of steps, each with the rate of its own time.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np

from nnlib._check import ignore_underflow, non_negative, real_number
from nnlib.layers.module import Module
from nnlib.networks.network import Network


class SGD:
    """Stochastic gradient descent for the parameters of `layers`: modules, or one network.

    With the gradient g, the rate eta = `lr` and beta = `momentum`, `step()` changes the parameters in place. Both
    forms first renew the velocity v, then the parameter w with the new v:

        form="torch"             v <- beta v + g         w <- w - eta v
           with nesterov=True                            w <- w - eta (g + beta v)
        form="classic"           v <- beta v - eta g     w <- w + v
           with nesterov=True    the same, but g is taken at the look-ahead point w + beta v

    For the classic Nesterov step call `look_ahead()` before the forward pass: it moves the parameters to w + beta v.
    `step()` goes on from there: w <- (w + beta v) - eta g.

    While eta is constant, v_classic = -eta v_torch. Without Nesterov both forms then give the same w; with Nesterov the
    w of "torch" is the look-ahead point of "classic". They part when eta changes: only "torch" applies the new eta to
    the old velocity.

    Sybrandt's momentum is "torch" with lr = eta alpha and M = alpha v:

        M_k = beta M_(k-1) + alpha dL/dW,     Delta W = -eta M_k

    His Nesterov step N_k is the same with dL/dW taken at W - beta N_(k-1). That is right for eta = 1 only: the velocity
    is -eta N, so the gradient belongs at W - eta beta N_(k-1). So corrected it is "classic" with lr = eta alpha, while
    eta is constant.

    `weight_decay` = lambda adds lambda w to g for every parameter but the biases "b". It minimises
    loss + (lambda / 2) ||W||^2, the squares of all weights summed; torch.optim.SGD decays the biases too.

    `params` and `velocities` hold the arrays under the place and name of the parameter, "0.W". Sources: Polyak (1964)
    and Sutskever, Martens, Dahl and Hinton (2013) for "classic", the documentation of torch.optim.SGD for "torch".

    Raises ValueError for a negative or infinite rate, a momentum outside [0, 1), another form, a layer that stands
    twice, no layer with parameters; TypeError for something that is not a layer.

    >>> from nnlib import Linear
    >>> layer = Linear(1, 1)
    >>> layer.params["W"] = [[1.0]]
    >>> optimiser = SGD([layer], lr=0.1, momentum=0.5)
    >>> for _ in range(2):  # L = w^2 / 2 has the gradient w
    ...     _, _ = layer.forward([[1.0]]), layer.backward(layer.params["W"])
    ...     optimiser.step()
    ...     print(layer.params["W"].round(6))
    [[0.9]]
    [[0.76]]
    """

    def __init__(
        self,
        layers: Module | Iterable[Module],
        lr: float,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        form: Literal["torch", "classic"] = "torch",
    ) -> None:
        self.lr = lr
        self.momentum = real_number("SGD", "momentum", momentum)
        if not 0 <= self.momentum < 1:
            raise ValueError(f"SGD expects 0 <= momentum < 1, got {momentum}")
        self.weight_decay = non_negative("SGD", "weight_decay", weight_decay)
        if form not in ("torch", "classic"):
            raise ValueError(f"SGD expects form 'torch' or 'classic', got {form!r}")
        self.nesterov, self.form = bool(nesterov), form

        owners = dict(_leaves(layers.layers if isinstance(layers, Network) else layers))
        if len({id(layer) for layer in owners.values()}) < len(owners):
            raise ValueError("SGD expects each layer once, got one that stands twice")
        self._owners = {f"{at}.{name}": (layer, name) for at, layer in owners.items() for name in layer.params}
        if not self._owners:
            raise ValueError(f"SGD expects at least one layer with parameters, got {list(owners.values())}")
        self.params = {key: layer.params[name] for key, (layer, name) in self._owners.items()}
        self.velocities = {key: np.zeros_like(w) for key, w in self.params.items()}
        self._ahead = False

    @property
    def lr(self) -> float:
        """The learning rate eta, which may be set at any time; ValueError for a negative or infinite one."""
        return self._lr

    @lr.setter
    def lr(self, value: float) -> None:
        self._lr = non_negative("SGD", "lr", value)

    @property
    def looks_ahead(self) -> bool:
        """True for the classic Nesterov step, which needs `look_ahead()` before each forward pass."""
        return self.form == "classic" and self.nesterov

    @ignore_underflow
    def look_ahead(self) -> None:
        """Move the parameters to w + beta v, where the classic Nesterov step takes its gradient.

        Raises RuntimeError for any other kind of step, or if no `step()` came since the last call (after a run that
        was interrupted in between, make a new optimiser).
        """
        if not self.looks_ahead:
            raise RuntimeError("look_ahead() is for SGD(form='classic', nesterov=True) only")
        if self._ahead:
            raise RuntimeError("look_ahead() was called before: a step() must come in between")
        for key, w in self.params.items():
            w += self.momentum * self.velocities[key]
        self._ahead = True

    @ignore_underflow
    def step(self) -> None:
        """Change the parameters by one step with the gradients of the last `backward`.

        Raises RuntimeError if it is a classic Nesterov step without a `look_ahead()` before it.
        """
        if self.looks_ahead and not self._ahead:
            raise RuntimeError("SGD(form='classic', nesterov=True) needs look_ahead() before forward, then step()")
        self._ahead = False
        eta, beta = self._lr, self.momentum
        for key, w in self.params.items():
            layer, name = self._owners[key]
            g, v = layer.grads[name], self.velocities[key]
            if self.weight_decay and name != "b":
                g = g + self.weight_decay * w
            if beta == 0:  # no memory: the velocity stays 0, and a large network is read once instead of three times
                w -= eta * g
            elif self.form == "torch":
                v *= beta
                v += g
                w -= eta * (g + beta * v if self.nesterov else v)
            else:
                change = eta * g
                v *= beta
                v -= change
                if self.nesterov:
                    w -= change  # w is at the look-ahead point, which has beta v already
                else:
                    w += v

    def __repr__(self) -> str:
        return (
            f"SGD(lr={self.lr:g}, momentum={self.momentum:g}, nesterov={self.nesterov}, "
            f"weight_decay={self.weight_decay:g}, form={self.form!r})"
        )


def _leaves(layers: Module | Iterable[Module], prefix: str = "") -> Iterator[tuple[str, Module]]:
    """The layers with their places, those of a network in a network as "1.0"."""
    if isinstance(layers, Module):
        layers = [layers]
    elif not isinstance(layers, Iterable):
        raise TypeError(f"SGD expects layers or a network, got {layers!r}")
    for place, layer in enumerate(layers):
        if isinstance(layer, Network):
            yield from _leaves(layer.layers, f"{prefix}{place}.")
        elif isinstance(layer, Module):
            yield f"{prefix}{place}", layer
        else:
            raise TypeError(f"SGD expects layers or a network, got {layer!r} at place {prefix}{place}")
