"""What the equations of the chapter on feed-forward networks are checked on.

The networks come from nnlib.formula.ledger.scenes; compositions and counts are loops of their own.
"""

from dataclasses import replace

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import ACTIVATIONS, identity, network, relu, samples, sigma

chapter = Chapter("forward", symbols=["P", "u"], functions=["f"])

for _latex, _whose in (
    (r"z_i^{(l)}=h_i^{(l)}(a_i^{(l)})", "Cui's activation"),
    (r"S_j^{(l)}=\sum_{i=1}^{d^{(l-1)}}w_{ij}^{(l)}x_i^{(l-1)}", "Malik and Wan's sum"),
    (r"x_j^{(l)}=g(S_j^{(l)})", "Malik and Wan's activation"),
    (r"O_i=g(\sum_jw_{ij}g(\sum_kw_{jk}x_k))", "Malik and Wan's network, as printed"),
    (r"o_i=g(\sum_jw_{ji}^{(2)}g(\sum_kw_{kj}^{(1)}x_k))", "Malik and Wan's network, in their own convention"),
    (r"h_j=\sum_{i=1}^nW_{ij}x_i+b_j", "Sybrandt's hidden sum"),
    (r"o_j^{(h)}=h_j", "Sybrandt's hidden unit"),
    (r"o_j^{(h)}=\alpha(h_j)", "Sybrandt's hidden unit, repaired"),
    (r"z=\sum_{j=1}^kW'_jo_j^{(h)}+b'", "Sybrandt's output sum"),
    (r"o=\sigma(z)", "Sybrandt's output"),
    (r"n_l=3", "Bunescu's number of layers"),
    (r"z_i^{(l)}=\sum_{j=1}^nW_{ij}^{(l)}x_j+b_i^{(l)}", "Bunescu's compressed notation, as printed"),
    (r"a_i^{(l)}=f(z_i^{(l)})", "Bunescu's activation"),
    (r"z^{(l+1)}=W^{(l)}a^{(l)}+b^{(l)}", "Bunescu's forward step"),
    (r"z^{(2)}=W^{(1)}x+b^{(1)}", "Bunescu's first step"),
    (r"a^{(2)}=f(z^{(2)})", "Bunescu's first step"),
    (r"f(\mathbf z)=[f(z_1),f(z_2),f(z_3)]", "Bunescu's element-wise application"),
    (r"Z=WA+b\mathbf 1^\top", "Bunescu's examples in columns"),
    (r"y=\mathrm{Linear}(W;x)\equiv Wx+b", "Taura's linear layer"),
    (r"y_i=\sum_jW_{ij}x_j+b_i", "Taura's linear layer"),
    (r"x_1=f_1(w_1;x)", "Taura's first stage"),
    (r"x_2=f_2(w_2;x_1)", "Taura's second stage"),
    (r"\ell=\mathrm{err}(y,t)", "Taura's loss"),
    (r"y=f_n(w_n;x_n)", "Taura's last stage, as printed"),
    (r"y=f_n(w_n;x_{n-1})", "Taura's last stage, repaired"),
    (r"h_1=\sigma(20x_1+20x_2-10)", "a unit of the network for XOR"),
    (r"h_2=\sigma(-20x_1-20x_2+30)", "a unit of the network for XOR"),
    (r"o=\sigma(20h_1+20h_2-30)", "the output of the network for XOR"),
):
    chapter.quoted(_latex, f"{_whose}, in the lecture's letters")


@chapter.scene("eq-forward-unit", "eq-forward-layer", "eq-forward-ends", "eq-forward-row")
def one_sample(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-unrolled-hidden", "eq-unrolled-output")
def three_three_one(draw: Draw) -> Scene:
    """Three inputs, three hidden units, one output; all entries differ, so that exchanged indices are seen."""
    phi = draw.pick(*ACTIVATIONS)
    weights, biases = {1: draw.matrix(3, 3), 2: draw.matrix(1, 3)}, {1: draw.vector(3), 2: draw.vector(1)}
    x = draw.vector(3)
    return Scene(
        given={"w": weights, "b": biases, "x": x},
        rules={"hat_y": lambda g: g.a[2]},
        layers={
            "z": lambda g, layer: np.sum(g.w[layer] * g.a[layer - 1][None, :], axis=1) + g.b[layer],
            "a": lambda g, layer: 1.0 * g.x if layer == 0 else phi(g.z[layer]),
        },
        functions={"varphi": phi},
    )


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


@chapter.scene("eq-linear-hidden-units")
def linear_hidden_units(draw: Draw) -> Scene:
    return network(draw, depth=2, activation=identity, output=sigma)


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
