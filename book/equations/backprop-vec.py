"""What the equations of the chapter on vectorised back-propagation are checked on: networks, by sample and in rows."""

import numpy as np

from nnlib.formula import Chapter, Draw, Scene
from nnlib.formula.ledger.scenes import (
    below_the_last,
    cross_entropy,
    network,
    samples,
    sigma,
    softmax,
    squared,
    two_classes,
)

chapter = Chapter("backprop-vec", symbols=["Y", "P"], layered=["D"])


@chapter.scene("eq-vector-error")
def one_sample(draw: Draw) -> Scene:
    return network(draw, layers=below_the_last)


@chapter.scene("eq-vector-gradients")
def all_layers(draw: Draw) -> Scene:
    return network(draw)


@chapter.scene("eq-vector-output")
def regression(draw: Draw) -> Scene:
    return network(draw, loss=squared)


@chapter.scene("eq-vector-softmax", "eq-softmax-layer-gradients", "eq-below-softmax")
def classifier(draw: Draw) -> Scene:
    """The Jacobian comes from complex steps of the output by its pre-activations."""

    def jacobian(g):
        z = g.z[int(g.L)]
        steps = [softmax(z + 1e-20j * row).imag / 1e-20 for row in np.eye(len(z))]
        return np.stack(steps, axis=1)

    target = draw.pick(Draw.one_hot, Draw.distribution)
    return network(draw, output=softmax, loss=cross_entropy, target=target, more={"rules": {"J": jacobian}})


@chapter.scene("eq-batch-error")
def batch(draw: Draw) -> Scene:
    return samples(draw, layers=below_the_last)


@chapter.scene("eq-batch-gradients", "eq-batch-slopes", "eq-batch-penalty")
def batch_gradients(draw: Draw) -> Scene:
    return samples(draw, depth=2)


@chapter.scene("eq-batch-softmax")
def batch_of_a_classifier(draw: Draw) -> Scene:
    return samples(draw, output=softmax, loss=cross_entropy, target=draw.pick(Draw.one_hot, Draw.distribution))


@chapter.scene("eq-batch-logistic")
def logistic_regression(draw: Draw) -> Scene:
    return samples(
        draw,
        depth=1,
        ends=(None, 1),
        output=sigma,
        loss=two_classes,
        target=lambda draw, size: draw.rng.integers(0, 2, size=size).astype(float),
    )


chapter.same(
    "eq-vector-softmax",
    r"\delta^{(L)} = J \nabla_{\hat y} \ell = \left(\mathrm{diag}\left(\hat y\right) - \hat y \hat y^{\top}\right)"
    r" \nabla_{\hat y} \ell = \hat y - t",
    "the Jacobian of softmax is symmetric",
)
