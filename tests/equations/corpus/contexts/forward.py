"""What the equations of the chapter on feed-forward networks are checked on.

The networks come from nnlib.formula.ledger.scenes; compositions and counts are loops of their own.
"""

from dataclasses import replace

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import identity, network, relu, samples

chapter = Chapter("forward", symbols=["P"], functions=["f"])


@chapter.scene("eq-forward-unit", "eq-forward-layer", "eq-forward-ends")
def one_sample(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-forward-two-layers")
def two_layers(draw: Draw) -> Scene:
    return network(draw, depth=2)


@chapter.scene("eq-forward-composition")
def stages(draw: Draw) -> Scene:
    scene = network(draw, depth=3)
    weights, biases, phi = scene.given["w"], scene.given["b"], scene.functions["varphi"]

    def stage(x, number):
        rows = zip(weights[int(number)], biases[int(number)], strict=True)
        return np.array([phi(np.dot(row, x) + b) for row, b in rows])

    return replace(scene, functions={**scene.functions, "f": stage})


@chapter.scene("eq-forward-batch", "eq-forward-batch-unit")
def many_samples(draw: Draw) -> Scene:
    return samples(draw)


@chapter.scene("eq-two-linear-layers")
def two_linear_layers(draw: Draw) -> Scene:
    return network(draw, depth=2, activation=identity)


@chapter.scene("eq-linear-layers")
def linear_layers(draw: Draw) -> Scene:
    """The output is followed through the layers one after the other, from the input upwards."""
    last = draw.pick(3, 2, 4, 1)
    widths = [draw.size() for _ in range(last + 1)]
    weights = {layer: draw.matrix(widths[layer], widths[layer - 1]) for layer in range(1, last + 1)}
    x = draw.vector(widths[0])
    y = x
    for layer in range(1, last + 1):
        y = np.array([np.dot(row, y) for row in weights[layer]])
    return Scene(given={"W": weights, "x": x, "hat_y": y, "L": last})


@chapter.scene("eq-xor-network")
def bits(draw: Draw) -> Scene:
    x = np.array(draw.pick((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)))
    return Scene(given={"x": x}, functions={"relu": relu})


@chapter.scene("eq-parameters")
def sizes(draw: Draw) -> Scene:
    last = draw.pick(1, 2, 3)
    widths = [draw.size() for _ in range(last + 1)]
    count = 0
    for layer in range(last):
        count += np.zeros((widths[layer + 1], widths[layer])).size + np.zeros(widths[layer + 1]).size
    return Scene(given={"P": count, "L": last, "d": dict(enumerate(widths))})
