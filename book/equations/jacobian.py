"""What the equations of the chapter on Jacobians are checked on: networks whose Jacobian is taken by complex steps."""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import below_the_last, network, sigma, softmax, softplus, tanh

chapter = Chapter("jacobian", symbols=["u", "v", "s", "A", "B", "S", "y", "V", "m"], layered=["J"], functions=["F"])

chapter.quoted(r"\delta_{kl}=\partial y_k/\partial a_l", "Cui's definition, in his letters")
chapter.quoted(r"\delta_{kl}=\sum_j\delta_{kj}[w_{jl}h'(a_l)]", "Cui's recursion, in his letters")


chapter.quoted(r"\sigma_1u_1", "the names of the half-axes in the widget")
chapter.quoted(r"\sigma_2u_2", "the names of the half-axes in the widget")


def by_steps(g, name: str, of: str, layer: int | None = None):
    """The Jacobian of one node of a graph by another, column by column."""
    stored = np.asarray(g.value(name, layer))
    columns = [g.disturb((name, layer), stored + 1e-20j * row).value(of).imag / 1e-20 for row in np.eye(len(stored))]
    return np.stack(columns, axis=1)


RULES = {"rules": {"J": lambda g: by_steps(g, "x", "hat_y")}}


@chapter.scene("eq-jacobian", "eq-jacobian-module")
def whole_network(draw: Draw) -> Scene:
    return network(draw, output=draw.pick(softmax, None), more=RULES)


@chapter.scene("eq-jacobian-sensitivity")
def moved_input(draw: Draw) -> Scene:
    scene = network(draw, activation=draw.pick(sigma, tanh, softplus), more=RULES)
    weights, biases, phi = scene.given["w"], scene.given["b"], scene.functions["varphi"]

    def output(x):
        for layer in sorted(weights):
            x = phi(np.einsum("ij,j->i", weights[layer], x) + biases[layer])
        return x

    given = {**scene.given, "u": draw.vector(len(scene.given["x"])), "epsilon": 1e-3}
    return Scene(given, scene.rules, scene.layers, {**scene.functions, "F": output}, small=("epsilon", 2))


@chapter.scene("eq-jacobian-stretch")
def stretched(draw: Draw) -> Scene:
    """Any matrix; its directions from the symmetric matrix of all inner products of columns, the longest one drawn first."""
    outputs, inputs = draw.size(), draw.size()
    jacobian = draw.matrix(outputs, inputs)
    squares, directions = np.linalg.eigh(jacobian.T @ jacobian)
    order = np.argsort(squares)[::-1][: min(outputs, inputs)]
    lengths = np.sqrt(squares[order])
    given = {"v": {r + 1: directions[:, k] for r, k in enumerate(order)}, "J": jacobian, "s": lengths}
    return Scene(given={**given, "u": -2 * given["v"][1] if draw.number == 1 else draw.vector(inputs)})


@chapter.scene("eq-jacobian-first-layer")
def first_layer(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-jacobian-recursion")
def recursion(draw: Draw) -> Scene:
    return network(draw, layers=below_the_last)


@chapter.scene("eq-jacobian-base", "eq-jacobian-layer", "eq-layer-module")
def layers(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-jacobian-base-softmax")
def classifier(draw: Draw) -> Scene:
    return network(draw, output=softmax)


@chapter.scene("eq-jacobian-product")
def product(draw: Draw) -> Scene:
    def of_layer(g, layer):
        below = np.asarray(g.a[layer - 1])
        columns = [
            g.disturb(("a", layer - 1), below + 1e-20j * row).a[layer].imag / 1e-20 for row in np.eye(len(below))
        ]
        return np.stack(columns, axis=1)

    return network(draw, more={**RULES, "layers": {"J": of_layer}})


_SAME = "the bracket leaves k = j only, so both letters mean the same"
_LEFT = r"\frac{\partial \hat y_k}{\partial z_j^{(L)}} = "
chapter.same("eq-jacobian-base", _LEFT + r"[k = j] \varphi'\left(z_j^{(L)}\right)", _SAME)
