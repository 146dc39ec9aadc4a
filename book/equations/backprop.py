"""What the equations of the chapter on back-propagation are checked on: networks with different widths.

An error is bound as the slope of the loss by a pre-activation, taken by a complex step, so the recursions are tested.
"""

from dataclasses import replace

import numpy as np

from nnlib.formula import Chapter, Draw, Graph, Scene
from nnlib.formula.ledger.scenes import (
    ACTIVATIONS,
    below_the_last,
    cross_entropy,
    network,
    samples,
    sigma,
    slopes,
    softmax,
    squared,
)

chapter = Chapter("backprop", symbols=["h"])


def two_two_two(draw: Draw, w: dict, b: dict, phi) -> Scene:
    """Two inputs, two hidden units with phi, two outputs that are not squashed; half the squared error."""
    t = draw.vector(2)
    return Scene(
        given={"w": w, "b": b, "x": draw.vector(2), "t": t, "L": 2, "d": {0: 2, 1: 2, 2: 2}},
        rules={
            "hat_y": lambda g: 1.0 * g.z[2],
            "ell": lambda g: (g.hat_y[0] - t[0]) * (g.hat_y[0] - t[0]) / 2 + (g.hat_y[1] - t[1]) ** 2 / 2,
        },
        layers={
            "z": lambda g, layer: np.sum(g.w[layer] * g.a[layer - 1][None, :], axis=1) + g.b[layer],
            "a": lambda g, layer: 1.0 * g.x if layer == 0 else (phi(g.z[1]) if layer == 1 else 1.0 * g.z[2]),
        },
        functions={"varphi": phi, "sigma": sigma},
    )


@chapter.scene("eq-little-hidden", "eq-little-output")
def little(draw: Draw) -> Scene:
    """The network of the first section, with its numbers."""
    w = {1: np.array([[3.0, -1.0], [-1.0, 0.5]]), 2: np.array([[2.0, 1.0], [-1.0, 3.0]])}
    return two_two_two(draw, w, {1: np.array([-1.0, 1.0]), 2: np.array([0.0, -1.0])}, sigma)


@chapter.scene("eq-two-paths")
def two_paths(draw: Draw) -> Scene:
    w = {layer: draw.matrix(2, 2) for layer in (1, 2)}
    return two_two_two(draw, w, {layer: draw.vector(2) for layer in (1, 2)}, draw.pick(*ACTIVATIONS))


@chapter.scene(
    "eq-weight-chain", "eq-weight-slope", "eq-error", "eq-induction-affects", "eq-induction-gradient",
    "eq-units-weight", "eq-units-error", "eq-input-slope", "eq-operator-input", "eq-operator-parameters",
    "eq-operator-activation",
)  # fmt: skip
def any_network(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene(
    "eq-error-sum", "eq-next-layer", "eq-next-layer-slope", "eq-error-recursion", "eq-units-fan-out",
    "eq-units-recursion",
)  # fmt: skip
def layers_with_a_next(draw: Draw) -> Scene:
    return network(draw, layers=below_the_last)


@chapter.scene("eq-induction-step")
def layers_with_one_below(draw: Draw) -> Scene:
    return network(draw, layers=lambda last: range(2, last + 1))


@chapter.scene("eq-output-error-softmax")
def classifier(draw: Draw) -> Scene:
    target = draw.pick(Draw.one_hot, Draw.distribution)
    return network(draw, output=softmax, loss=cross_entropy, target=target)


@chapter.scene("eq-induction-base", "eq-units-output")
def regression(draw: Draw) -> Scene:
    return network(draw, loss=squared)


@chapter.scene("eq-penalised-slope")
def penalised(draw: Draw) -> Scene:
    return samples(draw, depth=2)


@chapter.scene("eq-hand-output", "eq-hand-hidden", "eq-hand-biases")
def one_hidden_layer(draw: Draw) -> Scene:
    """One logistic output, a number; the hidden units take turns through the activation functions."""
    t = draw.pick(0.0, 1.0)
    rules = {"hat_y": lambda g: g.a[2][0], "ell": lambda g: (g.hat_y - t) ** 2 / 2}
    return network(
        draw, depth=2, ends=(None, 1), activation=draw.pick(*ACTIVATIONS), output=sigma,
        more={"given": {"t": t}, "rules": rules},
    )  # fmt: skip


@chapter.scene("eq-backprop-step")
def descent(draw: Draw) -> Scene:
    before = network(draw)
    eta = draw.pick(0.1, 2.0)

    def moved(name: str):
        return lambda g, layer: g.value(name, layer) - eta * slopes(Graph(before), name, layer)

    return replace(before, given={**before.given, "eta": eta}, after={"w": moved("w"), "b": moved("b")})


chapter.same(
    "eq-induction-affects",
    r"\frac{\partial a_i^{(l)}}{\partial z_j^{(l)}} = [i = j] \varphi'\left(z_j^{(l)}\right)",
    "the bracket leaves i = j only, so z_i and z_j are one number",
)

for _latex, _why in {
    r"\delta_j^{(l)}=\partial e(w)/\partial S_j^{(l)}": "Malik and Wan's definition, in their letters",
    r"o_j^{(h)}=h_j": "Sybrandt's hidden units, as printed",
}.items():
    chapter.quoted(_latex, _why)
