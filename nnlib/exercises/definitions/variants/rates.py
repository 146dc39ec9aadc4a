"""Learning rates with numbers of the student's own: the scaling of a loss, three steps on a parabola."""
# modelsolution83c1d7

from __future__ import annotations

from typing import Any

from nnlib.exercises.definitions.variants.made import grid
from nnlib.exercises.definitions.variants.predicted import predictions
from nnlib.exercises.questions.values import losses, sgd
from nnlib.exercises.variants import Parameters

RATES = tuple(round(0.02 * k, 2) for k in range(10, 45) if k not in (10, 15, 20, 25, 30, 35, 40))


def _scalings(parameters: Parameters) -> dict[str, Any]:
    n, k, rate = int(parameters["N"]), int(parameters["K"]), float(parameters["rate"])
    return {
        "right": losses.scaled_rate("sum", rate, n, k),
        "wrong": (
            (losses.scaled_rate("half-sum", rate, n, k), "That is the rate for Cui's sum, which has the factor $\\frac{1}{2}$; Taura's has not."),
            (losses.scaled_rate("mean", rate, n, k), "That is the rate for the mean over all entries. Taura's loss is a sum."),
            (rate * 2 * n, f"The wrong way round: a loss that is {2 * n} times larger has larger slopes, so the rate has to be smaller."),
            (rate / (2 * n * k), "You divide by the number of outputs as well. This book's loss sums over the outputs, as Taura's does."),
            (rate / k, "The outputs are summed in both losses: it is the samples that count."),
        ),
        "solved": f"Taura's sum is $2N={2 * n}$ times this book's loss, so the rate is {2 * n} times smaller.",
        "hints": (
            "Write each loss as $s$ times this book's loss. What must the rate be for the same step?",
            "This book's loss has the factor $\\frac{1}{2N}$; Taura's sum has none.",
        ),
        "rtol": 0.01,
    }  # fmt: skip


predictions(
    "sum_or_mean",
    grid(N=(24, 36, 48, 56, 72, 80, 96), K=(3, 5, 7, 9, 12), rate=(0.06, 0.07, 0.08, 0.09, 0.12)),
    _scalings,
    lambda p: (
        f"A regression with $N={p['N']}$ samples and $K={p['K']}$ outputs learns well with this book's squared error "
        f"$\\frac{{1}}{{2N}}\\sum_n\\sum_k(\\hat y_{{nk}}-t_{{nk}})^2$ and the rate $\\eta={p['rate']}$. Which rate makes the same steps with "
        "Taura's sum $\\sum_n\\sum_k(\\hat y_{nk}-t_{nk})^2$?"
    ),
    "One division of the rate by a number of two or three digits for everybody; N, K and their halves are all different.",
)


def _parabola(parameters: Parameters) -> dict[str, Any]:
    curvature, rate = float(parameters["curvature"]), float(parameters["rate"])
    factor, product = 1 - rate * curvature, rate * curvature
    return {
        "right": sgd.on_a_parabola(curvature, rate, 3),
        "wrong": (
            ((-product) ** 3, "That is $(-\\eta\\lambda)^3$. The old $w$ stays in the update: the factor is $1-\\eta\\lambda$."),
            (1 - 3 * product, "With the factor $1-\\eta\\lambda$ the steps multiply: after three it is the third power."),
            (sgd.on_a_parabola(curvature, rate, 2), "That is after two steps."),
            (sgd.on_a_parabola(curvature, rate, 1), "That is after one step."),
            (sgd.on_a_parabola(curvature, rate, 4), "That is after four steps."),
            ((1 + product) ** 3, "A sign: descent goes against the slope, so the factor is $1-\\eta\\lambda$."),
        ),
        "solved": f"Each step multiplies by $1-\\eta\\lambda={factor:.3g}$, three times.",
        "hints": (
            "Put the slope $\\lambda w$ into $w-\\eta\\lambda w$: by what is $w$ multiplied?",
            f"By $1-\\eta\\lambda=1-{product:.3g}$, three times.",
        ),
        "rtol": 0.005,
    }  # fmt: skip


predictions(
    "rate_on_a_parabola",
    # the step is too long and zigzags, as in the book, but converges: the product is between 1.2 and 1.8
    [p for p in grid(curvature=(2, 3, 4, 5, 6), rate=RATES) if 1.2 <= float(p["curvature"]) * float(p["rate"]) <= 1.8],
    _parabola,
    lambda p: (
        f"The loss is $\\frac{{\\lambda}}{{2}}w^2$ with $\\lambda={p['curvature']}$, the rate is $\\eta={p['rate']}$, and $w$ starts at 1. "
        "Where is it after three steps of gradient descent?"
    ),
    "For everybody the steps go past the minimum and still converge, so that sign and size both have to be thought about.",
)  # fmt: skip
