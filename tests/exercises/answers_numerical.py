"""Answers to numerical_grad, xavier_init, he_init and minibatches."""

import numpy as np


def numerical_loop(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        high = f(x)
        x[i] = old - h
        low = f(x)
        x[i] = old
        g[i] = (high - low) / (2 * h)
    return g


def numerical_eye(f, x, h=1e-5):
    steps = np.eye(x.size).reshape((-1, *x.shape)) * h
    return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps]).reshape(x.shape)


def numerical_own_step(f, x, h=1e-5):
    steps = np.eye(x.size).reshape((-1, *x.shape)) * 1e-6
    return np.array([(f(x + s) - f(x - s)) / 2e-6 for s in steps]).reshape(x.shape)


def numerical_two_sides(f, x, h=1e-5):
    """The mean of the one-sided differences."""
    g = np.empty(x.shape)
    here = f(x)
    for k in range(x.size):
        up, down = x.astype(float).ravel(), x.astype(float).ravel()
        up[k] += h
        down[k] -= h
        g.flat[k] = ((f(up.reshape(x.shape)) - here) / h + (here - f(down.reshape(x.shape))) / h) / 2
    return g


def numerical_half_steps(f, x, h=1e-5):
    """Points h apart, the step in proportion to x."""
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h / 2 * max(1.0, abs(x[i]))
        g[i] = (f(x + e) - f(x - e)) / (2 * e[i])
    return g


def xavier_normal(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_out, n_in))


def xavier_scaled(n_in, n_out, rng):
    return np.sqrt(2 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))


def xavier_transposed(n_in, n_out, rng):
    return rng.normal(size=(n_in, n_out)).T / ((n_in + n_out) / 2) ** 0.5


def xavier_polar(n_in, n_out, rng):
    """Normal numbers from uniform ones, by Box and Muller."""
    u, v = rng.random((2, n_out, n_in))
    return np.sqrt(-2 * np.log(1 - u) * 2 / (n_in + n_out)) * np.cos(2 * np.pi * v)


def xavier_rows(n_in, n_out, rng):
    return [list(rng.normal(0.0, (2 / (n_in + n_out)) ** 0.5, n_in)) for _ in range(n_out)]


def he_normal(n_in, n_out, rng):
    return rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in))


def he_scaled(n_in, n_out, rng):
    return rng.standard_normal((n_out, n_in)) * (2 / n_in) ** 0.5


def he_divided(n_in, n_out, rng):
    return rng.normal(size=(n_out, n_in)) / np.sqrt(0.5 * n_in)


def he_transposed(n_in, n_out, rng):
    return np.sqrt(2) * rng.normal(size=(n_in, n_out)).T / np.sqrt(n_in)


def he_flat(n_in, n_out, rng):
    return np.reshape([rng.normal() * np.sqrt(2 / n_in) for _ in range(n_in * n_out)], (n_out, n_in))


def batches_permutation(X, t, size, rng):
    order = rng.permutation(len(X))
    return [(X[order[k : k + size]], t[order[k : k + size]]) for k in range(0, len(X), size)]


def batches_shuffled(X, t, size, rng):
    numbers = np.arange(len(X))
    rng.shuffle(numbers)
    A, b = X[numbers], t[numbers]
    return tuple((A[k : k + size], b[k : k + size]) for k in range(0, len(X), size))


def batches_sorted(X, t, size, rng):
    order = np.argsort(rng.random(len(X)))
    cuts = range(size, len(X), size)
    return list(zip(np.split(X[order], cuts), np.split(t[order], cuts), strict=True))


def batches_without_replacement(X, t, size, rng):
    order = rng.choice(len(X), size=len(X), replace=False)
    count = -(-len(X) // size)
    return [[X[order[k * size : (k + 1) * size]], t[order[k * size : (k + 1) * size]]] for k in range(count)]


def batches_while(X, t, size, rng):
    order = list(rng.permutation(len(X)))
    batches = []
    while order:
        take, order = order[:size], order[size:]
        batches.append((X[take], t[take]))
    return batches


RIGHT = {
    "numerical_grad": [numerical_loop, numerical_eye, numerical_own_step, numerical_two_sides, numerical_half_steps],
    "xavier_init": [xavier_normal, xavier_scaled, xavier_transposed, xavier_polar, xavier_rows],
    "he_init": [he_normal, he_scaled, he_divided, he_transposed, he_flat],
    "minibatches": [
        batches_permutation,
        batches_shuffled,
        batches_sorted,
        batches_without_replacement,
        batches_while,
    ],
}


def _each(f, x, quotient):
    return np.array([quotient(e.reshape(x.shape)) for e in np.eye(x.size)]).reshape(x.shape)


def _forgets(f, x, h=1e-5):
    x = x.copy()
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        high = f(x)
        x[i] -= 2 * h
        g[i] = (high - f(x)) / (2 * h)
    return g


def _in_place(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        high = f(x)
        x[i] -= 2 * h
        g[i] = (high - f(x)) / (2 * h)
        x[i] += h
    return g + 0 * x


def _tiny_forward(f, x, h=1e-5):
    return _each(f, x, lambda e: (f(x + 1e-8 * e) - f(x)) / 1e-8)


def _parts(order, X, t, size):
    return [(X[order[k : k + size]], t[order[k : k + size]]) for k in range(0, len(X), size)]


def _split(X, t, size, rng):
    order = rng.permutation(len(X))
    return [(X[i], t[i]) for i in np.array_split(order, size)]


def _full_only(X, t, size, rng):
    order = rng.permutation(len(X))
    return [(X[order[k : k + size]], t[order[k : k + size]]) for k in range(0, len(X) - size + 1, size)]


def _one_end(X, t, size, rng):
    order = rng.permutation(len(X))
    return [(X[order[k:size]], t[order[k:size]]) for k in range(0, len(X), size)]


def _both(X, t, size, rng):
    X, t = rng.permutation(X), rng.permutation(t)
    return [(X[k : k + size], t[k : k + size]) for k in range(0, len(X), size)]


def _blocks(X, t, size, rng):
    starts = rng.permutation(np.arange(0, len(X), size))
    return [(X[k : k + size], t[k : k + size]) for k in starts]


WRONG = [
    ("numerical_grad", lambda f, x, h=1e-5: _each(f, x, lambda e: (f(x) - f(x - h * e)) / h), "backward-difference", "one side"),
    ("numerical_grad", lambda f, x, h=1e-5: _each(f, x, lambda e: (f(x + h * e) - f(x - h * e)) / 2 * h), "parentheses", "2 * h"),
    ("numerical_grad", lambda f, x, h=1e-5: _each(f, x, lambda e: f(x + h * e) - f(x - h * e)), "not-divided", "divided by 2h"),
    ("numerical_grad", lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h), "one-number", "one entry at a time"),
    ("numerical_grad", lambda f, x, h=1e-5: _each(f, x, lambda e: (f(x + h * e) - f(x)) / (2 * h)), "one-sided-over-two-h", "half"),
    ("numerical_grad", lambda f, x, h=1e-5: _each(f, x, lambda e: (f(x - h * e) - f(x + h * e)) / (2 * h)), "sign", "negative"),
    ("numerical_grad", _forgets, "not-moved-back", "put it back"),
    ("numerical_grad", _in_place, "changes-argument", "argument x"),
    ("numerical_grad", _tiny_forward, "one-sided-own-step", "one-sided"),
    ("numerical_grad", lambda f, x, h=1e-5: numerical_loop(f, x, h).ravel(), "edge-shape", "matrix x"),
    ("numerical_grad", lambda f, x, h=1e-5: 3 * numerical_loop(f, x, h), "factor-3", "3 times"),
    ("xavier_init", lambda a, b, rng: rng.normal(0, np.sqrt(2 / (a + b)), (a, b)), "transposed", "(n_out, n_in)"),
    ("xavier_init", lambda a, b, rng: rng.normal(0, np.sqrt(1 / (a + b)), (b, a)), "no-two", "2 above is missing"),
    ("xavier_init", lambda a, b, rng: rng.normal(0, np.sqrt(2 / a), (b, a)), "he-for-xavier", "both sizes"),
    ("xavier_init", lambda a, b, rng: rng.normal(0, 1, (b, a)), "not-scaled", "standard normal"),
    ("xavier_init", lambda a, b, rng: rng.uniform(-1, 1, (b, a)) * np.sqrt(6 / (a + b)), "uniform", "uniform"),
    ("xavier_init", lambda a, b, rng: rng.uniform(-1, 1, (b, a)) * np.sqrt(2 / (a + b)), "deviation-as-bound", "uniform"),
    ("xavier_init", lambda a, b, rng: np.abs(rng.normal(0, np.sqrt(2 / (a + b)), (b, a))), "never-negative", "negative"),
    ("xavier_init", lambda a, b, rng: np.random.normal(0, np.sqrt(2 / (a + b)), (b, a)), "not-reproducible", "rng"),  # noqa: NPY002
    ("xavier_init", lambda a, b, rng: rng.normal(0, 0.01, (b, a)), "same-for-all", "every layer"),
    ("he_init", lambda a, b, rng: rng.normal(0, 2 / a, (b, a)), "variance-for-deviation", "square root"),
    ("he_init", lambda a, b, rng: rng.normal(0, np.sqrt(2 / b), (b, a)), "outputs-for-inputs", "n_in terms"),
    ("he_init", lambda a, b, rng: rng.normal(0, np.sqrt(1 / a), (b, a)), "no-two", "half"),
    ("he_init", lambda a, b, rng: rng.normal(0, np.sqrt(2 / (a + b)), (b, a)), "xavier-for-he", "Xavier"),
    ("he_init", lambda a, b, rng: rng.normal(0, np.sqrt(2 / a), (a, b)), "transposed", "(n_out, n_in)"),
    ("he_init", lambda a, b, rng: np.tile(rng.normal(0, np.sqrt(2 / a), a), (b, 1)), "equal-rows", "rows are equal"),
    ("he_init", lambda a, b, rng: np.zeros((b, a)), "constant", "equal"),
    ("he_init", lambda a, b, rng: rng.random((b, a)), "never-negative", "negative"),
    ("he_init", lambda a, b, rng: np.random.default_rng(0).normal(0, np.sqrt(2 / a), (b, a)), "generator-unused", "rng"),
    ("minibatches", lambda X, t, n, rng: _parts(np.arange(len(X)), X, t, n), "not-shuffled", "old order"),
    ("minibatches", lambda X, t, n, rng: _parts(rng.integers(0, len(X), len(X)), X, t, n), "with-replacement", "replacement"),
    ("minibatches", _split, "number-of-batches", "number of samples"),
    ("minibatches", _full_only, "last-batch-dropped", "shorter batch"),
    ("minibatches", _one_end, "slice-end", "k + size"),
    ("minibatches", _both, "two-orders", "two different orders"),
    ("minibatches", _blocks, "batches-shuffled", "Neighbouring"),
    ("minibatches", lambda X, t, n, rng: [(b, a) for a, b in batches_while(X, t, n, rng)], "exchanged-pair", "inputs first"),
    ("minibatches", lambda X, t, n, rng: (p for p in batches_while(X, t, n, rng)), "kind-generator", "generator"),
    ("minibatches", lambda X, t, n, rng: [(X[:n], t[:n])] * 3 if rng.random() < 2 else 0, "same-batch", "same samples"),
]  # fmt: skip

EQUIVALENT = {}
