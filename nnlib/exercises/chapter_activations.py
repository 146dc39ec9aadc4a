"""The exercises of the chapter on activation functions: six functions that act on every entry of z by itself.

Messages state what the answer equals, numerically and verified, before they say what is missing.
"""

from __future__ import annotations

import numpy as np

from nnlib.activations import leaky_relu, relu, relu_prime, sigmoid, sigmoid_prime, tanh_prime
from nnlib.exercises import probes as pr
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, register

CHAPTER = "activations"
ONES = np.ones_like


def _between(low: float, high: float) -> Property:
    return Property(
        f"all values between {low:g} and {high:g}", lambda _args, got: bool(np.all((got >= low) & (got <= high)))
    )


def _increasing() -> Property:
    def holds(args: tuple[Array, ...], got: Array) -> bool:
        order = np.argsort(args[0], axis=None)
        return bool(np.all(np.diff(got.ravel()[order]) >= -1e-9))

    return Property("never falls when z grows", holds)


def _even() -> Property:
    return Property("largest at the z closest to 0", lambda args, got: bool(np.argmax(got) == np.argmin(np.abs(args[0]))))


register(
    Exercise(
        id="sigmoid",
        signature="sigmoid(z)",
        chapter=CHAPTER,
        reference=sigmoid,
        independent=lambda z: np.exp(-np.logaddexp(0, -z)),
        probes=pr.elementwise_probes,
        fresh=pr.fresh_elementwise,
        fresh_edge=pr.fresh_elementwise_edge,
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            r"Write $\sigma(z)=1/(1+e^{-z})$ with np.exp and try z = 0, 1000 and -1000: which powers of e overflow?",
            r"$e^{-\lvert z\rvert}$ never overflows. Multiply the fraction above and below by $e^{z}$ to get a second "
            r"formula with $e^{z}$ in place of $e^{-z}$.",
            r"With $e=e^{-\lvert z\rvert}$ the value is $1/(1+e)$ where $z\ge 0$ and $e/(1+e)$ where $z<0$; "
            "np.where chooses.",
        ),
        misconceptions=(
            Misconception(
                "mirrored",
                "Your curve is mirrored: it is sigma(-z), which falls from 1 to 0. In 1/(1 + e^(-z)) the exponent "
                "has a minus.",
                lambda z: 1 / (1 + np.exp(z)),
            ),
            Misconception(
                "overflow",
                "Right for moderate z, but for z = 1000 you get nan: e^z overflows and inf/inf has no value. Choose "
                "the formula by the sign of z, so that only e^(-|z|) is computed.",
                lambda z: np.exp(z) / (1 + np.exp(z)),
            ),
            Misconception(
                "overflow-negative",
                "Right for moderate z, but for z = -1000 you get nan: a power of e overflows there and inf/inf has no "
                "value. Choose the formula by the sign of z, so that only e^(-|z|) is computed.",
                lambda z: 1 - np.exp(-z) / (1 + np.exp(-z)),
            ),
            Misconception(
                "tanh",
                "This is tanh(z), with values from -1 to 1. The logistic function is (1 + tanh(z/2))/2, with values "
                "from 0 to 1.",
                np.tanh,
            ),
            Misconception(
                "missing-reciprocal",
                "Your result is 1 + e^(-z), the denominator alone: 1 over it is missing, or stands as 1/1 + e^(-z) without "
                "parentheses.",
                lambda z: 1 + np.exp(-z),
            ),
            Misconception(
                "only-exponential",
                "Your result is e^(-z): the steps 1 + ... and 1/... are missing. The whole is "
                "1/(1 + e^(-z)).",
                lambda z: np.exp(-z),
            ),
            Misconception(
                "difference",
                "Your result is 1/(1 - e^(-z)): the denominator needs a plus. As it stands it is infinite at z = 0.",
                lambda z: 1 / (1 - np.exp(-z)),
            ),
            Misconception(
                "derivative", "Your result is the slope sigma(z)(1 - sigma(z)), not sigma(z) itself.", sigmoid_prime
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z: {"sigma(z)": sigmoid(z), "e^(-z)": np.exp(-z), "e^z": np.exp(z), "z": z, "1": ONES(z)},
        coefficients={"sigma(z)": 1.0},
        properties=(_between(0, 1), _increasing()),
        edge_advice="Choose the formula by the sign of z, so that only e^(-|z|) is computed.",
    )
)

register(
    Exercise(
        id="sigmoid_grad",
        signature="sigmoid_grad(z)",
        chapter=CHAPTER,
        reference=sigmoid_prime,
        independent=lambda z: 0.25 * (1 - np.tanh(z / 2) ** 2),
        probes=pr.elementwise_probes,
        fresh=pr.fresh_elementwise,
        fresh_edge=pr.fresh_elementwise_edge,
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            r"The slope of $\sigma$ can be written with the value $s=\sigma(z)$ alone. The argument of your function "
            "is z, not s.",
            r"$\sigma'(z)=s\,(1-s)$ with $s=\sigma(z)$. It is 1/4 at z = 0 and falls towards 0 on both sides.",
            "Compute s once, stably, then return the product of s and 1 - s.",
        ),
        misconceptions=(
            Misconception(
                "input-for-activation",
                "Your result is z(1 - z). The rule s(1 - s) holds for the activation s = sigma(z); you applied it to "
                "the input z itself.",
                lambda z: z * (1 - z),
            ),
            Misconception(
                "plus-for-minus",
                "Your result is s(1 + s) with s = sigma(z). The second factor is 1 - s: a sign.",
                lambda z: sigmoid(z) * (1 + sigmoid(z)),
            ),
            Misconception(
                "value-not-slope", "This is sigma(z) itself. Its slope is s(1 - s) with s = sigma(z).", sigmoid
            ),
            Misconception(
                "missing-first-factor",
                "Your result is 1 - s with s = sigma(z): the other factor of the product is missing.",
                lambda z: sigmoid(-z),
            ),
            Misconception(
                "tanh-rule",
                "Your result is 1 - s^2 with s = sigma(z). That rule belongs to tanh; for the logistic function it is "
                "s(1 - s).",
                lambda z: 1 - sigmoid(z) ** 2,
            ),
            Misconception(
                "tanh-slope", "This is the slope of tanh, 1 - tanh(z)^2, not that of the logistic function.", tanh_prime
            ),
            Misconception(
                "applied-twice",
                "Your result is s(1 - s) with s = sigma(sigma(z)): the logistic function was applied twice.",
                lambda z: sigmoid(sigmoid(z)) * (1 - sigmoid(sigmoid(z))),
            ),
            Misconception(
                "chain-sign",
                "Your result is minus the slope. The two minus signs of the chain rule, from the reciprocal and from "
                "e^(-z), cancel.",
                lambda z: -sigmoid_prime(z),
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z: {"s": sigmoid(z), "s^2": sigmoid(z) ** 2, "1": ONES(z), "z": z, "z s": z * sigmoid(z)},
        coefficients={"s": 1.0, "s^2": -1.0},
        properties=(_between(0, 0.25), _even()),
        edge_advice="A power of e overflows; write the slope with s = sigma(z), computed stably.",
    )
)

register(
    Exercise(
        id="tanh_grad",
        signature="tanh_grad(z)",
        chapter=CHAPTER,
        reference=tanh_prime,
        independent=lambda z: 4 * np.exp(-2 * np.abs(z)) / (1 + np.exp(-2 * np.abs(z))) ** 2,
        probes=pr.elementwise_probes,
        fresh=pr.fresh_elementwise,
        fresh_edge=pr.fresh_elementwise_edge,
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            r"Write the slope with the value $t=\tanh(z)$. At z = 0 it must be 1, for large z almost 0.",
            r"The quotient rule on $\tanh z=\sinh z/\cosh z$ gives $1-t^2$.",
            "Compute t with np.tanh, then return 1 minus its square.",
        ),
        misconceptions=(
            Misconception(
                "input-for-activation",
                "Your result is 1 - z^2. The rule 1 - t^2 holds for the activation t = tanh(z); you squared the input "
                "z itself.",
                lambda z: 1 - z**2,
            ),
            Misconception(
                "plus-for-minus", "Your result is 1 + t^2 with t = tanh(z): the sign before t^2.",
                lambda z: 1 + np.tanh(z) ** 2,
            ),
            Misconception("value-not-slope", "This is tanh(z) itself. Its slope is 1 - t^2 with t = tanh(z).", np.tanh),
            Misconception(
                "square-missing", "Your result is 1 - t with t = tanh(z): t has to be squared.", lambda z: 1 - np.tanh(z)
            ),
            Misconception(
                "square-of-difference",
                "Your result is (1 - t)^2 with t = tanh(z). The square belongs to t alone: 1 - t^2.",
                lambda z: (1 - np.tanh(z)) ** 2,
            ),
            Misconception(
                "sigmoid-rule",
                "Your result is t(1 - t) with t = tanh(z). That rule belongs to the logistic function; for tanh it is "
                "1 - t^2.",
                lambda z: np.tanh(z) * (1 - np.tanh(z)),
            ),
            Misconception(
                "sigmoid-slope", "This is the slope of the logistic function, s(1 - s), not that of tanh.", sigmoid_prime
            ),
            Misconception(
                "only-square", "Your result is t^2 with t = tanh(z): subtract it from 1.", lambda z: np.tanh(z) ** 2
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z: {"1": ONES(z), "t^2": np.tanh(z) ** 2, "t": np.tanh(z), "z": z, "z^2": z * z},
        coefficients={"1": 1.0, "t^2": -1.0},
        properties=(_between(0, 1), _even()),
        edge_advice="A power of e overflows; 1 - t^2 with t = np.tanh(z) does not.",
    )
)

register(
    Exercise(
        id="relu",
        signature="relu(z)",
        chapter=CHAPTER,
        reference=relu,
        independent=lambda z: (z + np.abs(z)) / 2,
        probes=pr.elementwise_probes,
        fresh=pr.fresh_elementwise,
        fresh_edge=pr.fresh_elementwise_edge,
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            "Every entry is treated by itself: positive ones pass unchanged, the others become 0.",
            "Python's max compares two whole objects. NumPy has a function that compares entry by entry.",
            "np.maximum takes the larger of two values for every entry; one of them may be the number 0.",
        ),
        misconceptions=(
            Misconception(
                "absolute-value",
                "Your result is |z|: for negative z you return -z. Negative inputs must give 0.",
                np.abs,
            ),
            Misconception(
                "minimum",
                "Your result is the smaller of z and 0: positive inputs give 0 and negative ones pass. It has to be "
                "the larger of the two.",
                lambda z: np.minimum(z, 0),
            ),
            Misconception(
                "slope-not-value", "You return the slope: 1 where z > 0, else 0. The function itself returns z there.",
                lambda z: (z > 0) * 1.0,
            ),
            Misconception(
                "mirrored", "Your result is relu(-z): it keeps the size of negative inputs and drops positive ones.",
                lambda z: np.maximum(0, -z),
            ),
            Misconception("identity", "You return z unchanged: negative inputs must give 0.", lambda z: z + 0.0),
            Misconception(
                "leaky", "For negative z you return 0.01 z: that is the leaky ReLU. Here negative inputs give exactly 0.",
                lambda z: leaky_relu(z, 0.01),
            ),
            Misconception(
                "largest-only", "You return the largest entry of z (at least 0), not one value for every entry.",
                lambda z: np.max(z, initial=0.0),
            ),
            Misconception(
                "dropped", "You return only the positive entries: the others must stay in their places, as 0.",
                lambda z: z[z > 0],
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z: {"relu(z)": relu(z), "z": z, "[z > 0]": (z > 0) * 1.0, "1": ONES(z), "z^2": z * z},
        coefficients={"relu(z)": 1.0},
        properties=(Property("no negative values", lambda _a, got: bool(np.all(got >= 0))), _increasing()),
    )
)

register(
    Exercise(
        id="relu_grad",
        signature="relu_grad(z)",
        chapter=CHAPTER,
        reference=relu_prime,
        independent=lambda z: np.heaviside(z, 0.0),
        probes=pr.elementwise_probes,
        fresh=pr.fresh_elementwise,
        fresh_edge=pr.fresh_elementwise_edge,
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            "The graph of relu consists of two straight pieces. What is the slope of each?",
            "The slope is 1 where z > 0 and 0 where z < 0. At the kink z = 0 the book takes 0.",
            "A comparison gives True or False for every entry; as numbers these are 1 and 0.",
        ),
        misconceptions=(
            Misconception(
                "value-not-slope", "This is relu(z) itself. Its derivative is the slope: 1 where z > 0, else 0.", relu
            ),
            Misconception(
                "one-at-zero",
                "Right except at z = 0, where you return 1. The kink has no slope; the book's convention is 0 there.",
                lambda z: (z >= 0) * 1.0,
            ),
            Misconception(
                "half-at-zero",
                "Right except at z = 0, where you return 1/2. The kink has no slope; the book's convention is 0 there.",
                lambda z: np.heaviside(z, 0.5),
            ),
            Misconception(
                "sign",
                "For negative z you return -1: that is the sign of z, the slope of |z|. The slope of relu is 0 there.",
                np.sign,
            ),
            Misconception(
                "mirrored", "The two sides are exchanged: you return 1 for negative z and 0 for positive z.",
                lambda z: (z < 0) * 1.0,
            ),
            Misconception("always-one", "You return 1 everywhere: where z <= 0 the slope of relu is 0.", ONES),
            Misconception(
                "leaky", "For negative z you return 0.01: that is the slope of the leaky ReLU. Here it is 0.",
                lambda z: np.where(z > 0, 1.0, 0.01),
            ),
            Misconception(
                "divided", "You return relu(z)/z, which is 0/0 = nan at z = 0. The comparison z > 0 needs no division.",
                lambda z: relu(z) / z,
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z: {"[z > 0]": (z > 0) * 1.0, "[z = 0]": (z == 0) * 1.0, "relu(z)": relu(z), "z": z, "1": ONES(z)},
        coefficients={"[z > 0]": 1.0},
        properties=(_between(0, 1), _increasing()),
    )
)


def _leaky_probes() -> list[Probe]:
    alphas = (0.01, 0.2, 0.07, 0.3, 0.01)
    given = [Probe((*p.args, a), p.edge) for p, a in zip(pr.elementwise_probes(), alphas, strict=True)]
    return [*given, Probe((pr.FIXED_Z.copy(),), "alpha left out")]


def _with_alpha(probe: Probe, rng: np.random.Generator) -> Probe:
    return Probe((*probe.args, float(np.round(rng.uniform(0.02, 0.4), 2))), probe.edge)


register(
    Exercise(
        id="leaky_relu",
        signature="leaky_relu(z, alpha=0.01)",
        chapter=CHAPTER,
        reference=leaky_relu,
        independent=lambda z, alpha=0.01: np.maximum(z, 0) + alpha * np.minimum(z, 0),
        probes=_leaky_probes,
        fresh=lambda rng: _with_alpha(pr.fresh_elementwise(rng), rng),
        fresh_edge=lambda rng: _with_alpha(pr.fresh_elementwise_edge(rng), rng),
        elementwise=True,
        result="an array of the shape of z",
        hints=(
            "Positive entries pass unchanged, negative ones are multiplied by alpha.",
            "np.where(condition, a, b) takes a where the condition holds and b elsewhere, entry by entry.",
            "The condition is z > 0, the two values are z and alpha times z.",
        ),
        misconceptions=(
            Misconception("plain-relu", "This is relu: where z < 0 you return 0 instead of alpha z.",
                          lambda z, alpha=0.01: relu(z)),
            Misconception(
                "alpha-ignored", "You use 0.01 whatever alpha is: where z < 0 multiply by the argument alpha.",
                lambda z, alpha=0.01: leaky_relu(z, 0.01),
            ),
            Misconception(
                "sides-exchanged", "The two sides are exchanged: you multiply positive entries by alpha, not negative ones.",
                lambda z, alpha=0.01: np.where(z > 0, alpha * z, z),
            ),
            Misconception(
                "constant-alpha", "Where z < 0 you return the number alpha itself, which makes a jump; it has to be alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, z, alpha + 0 * z),
            ),
            Misconception(
                "constant-alpha-negative", "Where z < 0 you return alpha itself; it has to be alpha z.",
                lambda z, alpha=0.01: np.where(z < 0, alpha, z),
            ),
            Misconception(
                "wrong-sign-left", "Where z < 0 you return -alpha z, which is positive: the sign of z has to stay.",
                lambda z, alpha=0.01: np.where(z > 0, z, -alpha * z),
            ),
            Misconception(
                "slope-not-value", "You return the slope: 1 where z > 0, else alpha. The function itself returns z or "
                "alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, 1.0, alpha),
            ),
            Misconception(
                "divided-by-alpha", "Where z < 0 you return z/alpha; the small slope comes from alpha z.",
                lambda z, alpha=0.01: np.where(z > 0, z, z / alpha),
            ),
            Misconception(
                "maximum-of-alpha", "Your result is the larger of z and alpha, entry by entry; compare z with alpha z.",
                lambda z, alpha=0.01: np.maximum(z, alpha),
            ),
            Misconception(
                "alpha-everywhere", "You return alpha z everywhere: positive entries pass unchanged.",
                lambda z, alpha=0.01: alpha * z,
            ),
        ),
        regions=pr.elementwise_regions,
        terms=lambda z, alpha=0.01: {
            "max(0, z)": relu(z), "alpha min(0, z)": alpha * np.minimum(z, 0), "min(0, z)": np.minimum(z, 0),
            "alpha": alpha * ONES(z), "1": ONES(z), "[z > 0]": (z > 0) * 1.0,
        },
        coefficients={"max(0, z)": 1.0, "alpha min(0, z)": 1.0},
        properties=(_increasing(),),
    )
)
