"""What the equations of the chapter on back-propagation are checked on: networks with different widths.

An error is bound as the slope of the loss by a pre-activation, taken by a complex step, so the recursions are tested.
"""

from dataclasses import replace

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

chapter = Chapter("backprop")


@chapter.scene(
    "eq-weight-slope", "eq-error", "eq-induction-affects", "eq-induction-gradient", "eq-units-weight", "eq-units-error",
    "eq-input-slope",
)  # fmt: skip
def any_network(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-next-layer", "eq-next-layer-slope", "eq-error-recursion", "eq-units-fan-out", "eq-units-recursion")
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
