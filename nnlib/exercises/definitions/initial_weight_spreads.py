"""Wrong standard deviations of initial weights, by rule: a formula of the two sizes, and what to say about it."""
# modelsolution83c1d7

from __future__ import annotations

from collections.abc import Callable

Spread = Callable[..., float]
# a code, what to say, and the standard deviation
Candidate = tuple[str, str, Spread]


def candidates(kind: str) -> tuple[Candidate, ...]:
    """The wrong rules for "he" or "xavier", the commonest first."""
    if kind == "he":
        return (
            (
                "variance-for-deviation",
                "Your standard deviation is about 2/n_in: that is the variance. Take its square root, sqrt(2/n_in).",
                lambda i, o: 2 / i,
            ),
            (
                "no-two",
                "Your variance is about 1/n_in. The relu stops half of the signal; the 2 of He's 2/n_in makes up for it.",
                lambda i, o: i**-0.5,
            ),
            (
                "outputs-for-inputs",
                "Your variance is about 2/n_out: a sum of n_in terms makes each output, so it has to be 2/n_in.",
                lambda i, o: (2 / o) ** 0.5,
            ),
            (
                "xavier-for-he",
                "Your variance is about 2/(n_in + n_out), Xavier's rule. He's counts the inputs only: 2/n_in.",
                lambda i, o: (2 / (i + o)) ** 0.5,
            ),
            (
                "root-of-two-only",
                "Your standard deviation is about sqrt(2)/n_in: n_in belongs under the root too, sqrt(2/n_in).",
                lambda i, o: 2**0.5 / i,
            ),
            (
                "two-outside-root",
                "Your standard deviation is about 2/sqrt(n_in): the 2 belongs under the root too, sqrt(2/n_in).",
                lambda i, o: 2 / i**0.5,
            ),
            (
                "half-for-two",
                "Your variance is about 1/(2 n_in): the 2 belongs above, 2/n_in.",
                lambda i, o: (0.5 / i) ** 0.5,
            ),
            (
                "reciprocal",
                "Your standard deviation is about sqrt(n_in/2), upside down: the more inputs, the smaller the weights, sqrt(2/n_in).",
                lambda i, o: (i / 2) ** 0.5,
            ),
            (
                "product-of-sizes",
                "Your variance is about 2/(n_in n_out): it counts the inputs only, 2/n_in.",
                lambda i, o: (2 / (i * o)) ** 0.5,
            ),
            (
                "uniform-bound",
                "Your standard deviation is about sqrt(6/n_in): that is the bound of the uniform rule. A normal one takes sqrt(2/n_in).",
                lambda i, o: (6 / i) ** 0.5,
            ),
            (
                "reciprocal-output",
                "Your variance is about 1/n_out: it has to be 2/n_in, with the number of inputs.",
                lambda i, o: o**-0.5,
            ),
        )
    return (
        (
            "variance-for-deviation",
            "Your standard deviation is about 2/(n_in + n_out): that is the variance. Take its square root.",
            lambda i, o: 2 / (i + o),
        ),
        (
            "no-two",
            "Your variance is about 1/(n_in + n_out): the 2 above is missing, 2/(n_in + n_out).",
            lambda i, o: (i + o) ** -0.5,
        ),
        (
            "he-for-xavier",
            "Your variance is about 2/n_in, He's rule. Xavier's counts both sizes: 2/(n_in + n_out).",
            lambda i, o: (2 / i) ** 0.5,
        ),
        (
            "inputs-only",
            "Your variance is about 1/n_in: Xavier's counts both sizes, 2/(n_in + n_out).",
            lambda i, o: i**-0.5,
        ),
        (
            "outputs-only",
            "Your variance is about 1/n_out: Xavier's counts both sizes, 2/(n_in + n_out).",
            lambda i, o: o**-0.5,
        ),
        (
            "two-over-outputs",
            "Your variance is about 2/n_out: Xavier's counts both sizes, 2/(n_in + n_out).",
            lambda i, o: (2 / o) ** 0.5,
        ),
        (
            "mean-fan",
            "Your variance is about 2 divided by the mean of the two sizes, twice the right one: it is 2 divided by their sum.",
            lambda i, o: (4 / (i + o)) ** 0.5,
        ),
        (
            "root-of-two-only",
            "Your standard deviation is about sqrt(2)/(n_in + n_out): the sum belongs under the root too.",
            lambda i, o: 2**0.5 / (i + o),
        ),
        (
            "two-outside-root",
            "Your standard deviation is about 2/sqrt(n_in + n_out): the 2 belongs under the root too.",
            lambda i, o: 2 / (i + o) ** 0.5,
        ),
        (
            "reciprocal",
            "Your standard deviation is about the right one upside down: the larger the layer, the smaller the weights have to be.",
            lambda i, o: ((i + o) / 2) ** 0.5,
        ),
        (
            "product-of-sizes",
            "Your variance is about 2/(n_in n_out): the two sizes are added, 2/(n_in + n_out).",
            lambda i, o: (2 / (i * o)) ** 0.5,
        ),
        (
            "uniform-bound",
            "Your standard deviation is about sqrt(6/(n_in + n_out)): that is the bound of the uniform rule. A normal one takes "
            "sqrt(2/(n_in + n_out)).",
            lambda i, o: (6 / (i + o)) ** 0.5,
        ),
        (
            "roots-added",
            "Your standard deviation is about sqrt(2)/(sqrt(n_in) + sqrt(n_out)): add the sizes first, then take one root.",
            lambda i, o: 2**0.5 / (i**0.5 + o**0.5),
        ),
        (
            "sum-of-parts",
            "Your variance is about 2/n_in + n_out: in Python 2 / n_in + n_out divides first. Put n_in + n_out in parentheses.",
            lambda i, o: (2 / i + o) ** 0.5,
        ),
        (
            "sum-of-reciprocals",
            "Your variance is about 2/n_in + 2/n_out: it is 2 divided by the sum of the sizes.",
            lambda i, o: (2 / i + 2 / o) ** 0.5,
        ),
    )
