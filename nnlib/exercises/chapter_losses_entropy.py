"""The chapter on losses, second part: binary cross-entropy, cross-entropy of logits, Kullback-Leibler divergence.

All of them average logarithms of probabilities, so the boundary cases are a probability of 0 and logits so far apart
that a probability rounds to 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import probes as pr
from nnlib.exercises.chapter_losses import CHAPTER, M1, M2, NOT_NEGATIVE
from nnlib.exercises.compare import same
from nnlib.exercises.registry import Array, Exercise, Misconception, Probe, Property, register
from nnlib.information import kl_divergence
from nnlib.softmax_family import logsumexp, softmax

AGREE, OPPOSE = "y_hat exactly 0 or 1 and equal to t", "y_hat exactly 0 or 1 and opposite to t"


def _bce(y_hat: Array, t: Array) -> Any:
    p = np.where(t == 1, y_hat, 1 - y_hat)
    return -np.mean(np.log(p))


def _bce_accepts(probe: Probe, got: Array, expected: Array) -> bool:
    """Where y_hat is 0 or 1 and opposite to t, inf is right and so is any large number of a clipped logarithm."""
    y_hat, t = probe.args
    opposite = np.mean(np.abs(y_hat - t) == 1)
    if opposite:
        return bool(got >= 11 * opposite)
    # the usual safety constants (up to 1e-7) shift the value by less than this
    return same(got, expected) or bool(np.abs(got - expected) <= 1e-5)


def _bce_probes() -> list[Probe]:
    return [
        Probe((np.array([0.9, 0.2, 0.65]), np.array([1.0, 0.0, 0.0]))),
        Probe((np.array([0.3, 0.75, 0.4, 0.95, 0.12]), np.array([0.0, 1.0, 1.0, 1.0, 0.0]))),
        Probe((np.array([0.6, 0.07, 0.82, 0.5, 0.33, 0.71, 0.16]), np.array([0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]))),
        Probe((np.array([1.0, 0.0, 0.7]), np.array([1.0, 0.0, 1.0])), AGREE),
        Probe((np.array([1.0, 0.0, 0.7]), np.array([0.0, 0.0, 1.0])), OPPOSE),
        Probe((np.array([0.0, 0.4, 0.8, 0.25, 0.9]), np.array([1.0, 0.0, 1.0, 0.0, 1.0])), OPPOSE),
    ]


def _fresh_bce(rng: np.random.Generator) -> Probe:
    n = pr.size(rng)
    t = rng.permutation(np.append([0.0, 1.0], rng.integers(0, 2, n - 2)))
    return Probe((np.round(rng.uniform(0.03, 0.97, n), 2), t))


def _fresh_bce_edge(rng: np.random.Generator) -> Probe:
    y_hat, t = _fresh_bce(rng).args
    if rng.random() < 0.5:
        y_hat[:2] = t[:2]
        return Probe((y_hat, t), AGREE)
    y_hat[0] = 1 - t[0]
    return Probe((y_hat, t), OPPOSE)


def _bce_parts(y_hat: Array, t: Array) -> dict[str, Any]:
    a, b = np.log(y_hat), np.log(1 - y_hat)
    return {
        "mean(t log y_hat)": np.mean(t * a), "mean((1 - t) log(1 - y_hat))": np.mean((1 - t) * b),
        "mean(log y_hat)": np.mean(a), "mean(log(1 - y_hat))": np.mean(b), "mean(t)": np.mean(t), "1": 1.0,
    }  # fmt: skip


register(
    Exercise(
        id="bce",
        signature="bce(y_hat, t)",
        chapter=CHAPTER,
        reference=_bce,
        independent=lambda y_hat, t: -np.sum(np.log(np.abs(1 - t - y_hat))) / t.size,
        probes=_bce_probes,
        fresh=_fresh_bce,
        fresh_edge=_fresh_bce_edge,
        accepts=_bce_accepts,
        arguments_vary=False,
        result="a single number",
        sizes="N samples",
        hints=(
            "The loss of a sample is minus the logarithm of the probability given to what happened: y_hat if t = 1, "
            "else 1 - y_hat.",
            r"In one formula: $-(t\log\hat y+(1-t)\log(1-\hat y))$, averaged over the samples. What does it give for "
            r"$\hat y=t=1$?",
            "0 times log 0 is nan in NumPy. Choose with np.where(t == 1, y_hat, 1 - y_hat) before taking the "
            "logarithm, then the mean, then the minus.",
        ),
        misconceptions=(
            Misconception(
                "second-term-missing",
                "You have only the term of the samples with t = 1; the term (1 - t) log(1 - y_hat) is missing.",
                lambda y_hat, t: -np.mean(t * np.log(y_hat)),
            ),
            Misconception(
                "first-term-missing",
                "You have only the term of the samples with t = 0; the term t log y_hat is missing.",
                lambda y_hat, t: -np.mean((1 - t) * np.log(1 - y_hat)),
            ),
            Misconception(
                "sign",
                "Your loss is negative: logarithms of probabilities are at most 0, so a minus belongs in front of the "
                "mean.",
                lambda y_hat, t: -_bce(y_hat, t),
            ),
            Misconception(
                "sum-for-mean",
                "Your result is N times the right one (N samples): the sum was taken where the mean is asked.",
                lambda y_hat, t: _bce(y_hat, t) * t.size,
            ),
            Misconception(
                "difference-of-terms",
                "The second term has the wrong sign: t log y_hat and (1 - t) log(1 - y_hat) are added, then the minus "
                "applies to both.",
                lambda y_hat, t: -np.mean(t * np.log(y_hat) - (1 - t) * np.log(1 - y_hat)),
            ),
            Misconception(
                "targets-exchanged",
                "The targets are exchanged: your result is right with 1 - t in place of t.",
                lambda y_hat, t: _bce(y_hat, 1 - t),
            ),
            Misconception(
                "ignores-target",
                "Your result is -mean(log y_hat), whatever t is: for t = 0 the probability is 1 - y_hat.",
                lambda y_hat, t: -np.mean(np.log(y_hat)),
            ),
            Misconception(
                "base-two",
                "Your result is 1/log 2 times the right one: logarithms to base 2 were taken; the book uses natural "
                "ones, np.log.",
                lambda y_hat, t: _bce(y_hat, t) / np.log(2),
            ),
        ),
        quantities=lambda y_hat, t: {"N": float(t.size)},
        terms=_bce_parts,
        coefficients={"mean(t log y_hat)": -1.0, "mean((1 - t) log(1 - y_hat))": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="0 times log 0 is nan: choose y_hat or 1 - y_hat by t before taking the logarithm, or clip y_hat.",
    )
)

FAR = "logits of +-1000"
Z1 = np.array([[1.2, -0.4, 0.3], [0.0, 2.1, -1.5], [0.7, 0.9, 1.8], [-2.2, 0.5, 0.1], [3.0, -1.0, 0.6]])


def _class_probes() -> list[Probe]:
    return [
        Probe((Z1.copy(), np.array([2, 1, 0, 1, 0]))),
        Probe((M1.copy(), np.array([4, 1, 2]))),
        Probe((np.tile(M2[:, :3], (4, 1))[:11] * np.linspace(0.5, 2, 11)[:, None], np.array([0, 2, 1, 1, 0, 2, 2, 0, 1, 0, 1]))),
        Probe((np.array([[1000.0, 998.0, 0, 1, 2], [-1000.0, 0, 1, 0.5, 3], [0, 1, 2, 1000.0, 1000.0]]), np.array([1, 2, 4])), FAR),
        Probe((np.array([[1000.0, 0, -1000.0, 1, 2], [0.3, 2, 1, 0.5, 3], [0, 1, 2, 0, 1.0]]), np.array([1, 2, 4])), FAR),
    ]


def _fresh_classes(rng: np.random.Generator) -> Probe:
    n, k = pr.two_sizes(rng)
    return Probe((pr.numbers(rng, n, k), pr.labels(rng, n, k)))


def _fresh_far(rng: np.random.Generator) -> Probe:
    z, c = _fresh_classes(rng).args
    return Probe((z + rng.choice([-1000.0, 0.0, 1000.0], z.shape), c), FAR)


def _picked(z: Array, c: Array) -> Array:
    return np.asarray(z[np.arange(len(c)), c])


def _cross_entropy(z: Array, c: Array) -> Any:
    return np.mean(logsumexp(z) - _picked(z, c))


def _cross_entropy_accepts(probe: Probe, got: Array, expected: Array) -> bool:
    """-log(softmax) is inf where the target's probability underflows to 0; that is rounding, and passes."""
    z, c = probe.args
    if np.max(logsumexp(z) - _picked(z, c)) > 700 and np.isposinf(got):
        return True
    return same(got, expected)


def _one_hot(z: Array, c: Array) -> Array:
    return np.asarray(np.eye(z.shape[1])[c])


def _class_sizes(z: Array, c: Array) -> dict[str, float]:
    return {"N": float(z.shape[0]), "K": float(z.shape[1])}


register(
    Exercise(
        id="cross_entropy",
        signature="cross_entropy(Z, c)",
        chapter=CHAPTER,
        reference=_cross_entropy,
        independent=lambda Z, c: np.mean(np.log(np.sum(np.exp(Z - Z[np.arange(len(c)), c][:, None]
                                                              - np.max(Z - Z[np.arange(len(c)), c][:, None], 1)[:, None]), 1))
                                         + np.max(Z - Z[np.arange(len(c)), c][:, None], 1)),
        probes=_class_probes,
        fresh=_fresh_classes,
        fresh_edge=_fresh_far,
        accepts=_cross_entropy_accepts,
        result="a single number",
        sizes="N samples, K classes",
        hints=(
            "For each sample, the loss is minus the logarithm of the softmax probability of its class; then the mean.",
            r"The logarithm undoes the exponential: $-\log p_c=\log\sum_k e^{z_k}-z_c$. Subtract each row's maximum "
            "before np.exp.",
            "Z[np.arange(len(c)), c] picks each row's target logit. The loss is the mean of logsumexp minus that.",
        ),
        misconceptions=(
            Misconception(
                "sum-for-mean",
                "Your result is N times the right one (N samples): the sum over the batch was taken where the mean is "
                "asked.",
                lambda Z, c: _cross_entropy(Z, c) * len(c),
            ),
            Misconception(
                "logits-as-log-probabilities",
                "Your result is minus the mean of the target logits. Logits are not log-probabilities: subtract "
                "logsumexp of the row first (log-softmax).",
                lambda Z, c: -np.mean(_picked(Z, c)),
            ),
            Misconception(
                "no-logarithm",
                "Your result is minus the mean probability of the target classes: the logarithm is missing.",
                lambda Z, c: -np.mean(_picked(softmax(Z), c)),
            ),
            Misconception(
                "sign",
                "Your result is the mean log-probability, which is negative: the loss is minus that.",
                lambda Z, c: -_cross_entropy(Z, c),
            ),
            Misconception(
                "over-all-entries",
                "Your result is too small by the factor K (K classes): the mean was taken over all N K entries, of "
                "which only N count.",
                lambda Z, c: _cross_entropy(Z, c) / Z.shape[1],
            ),
            Misconception(
                "all-classes",
                "Your result is the mean of -log p over all classes; only the class c of each sample counts.",
                lambda Z, c: np.mean(logsumexp(Z)[:, None] - Z),
            ),
            Misconception(
                "columns",
                "Your softmax is normalised along axis 0, over the samples; it has to be along each row, axis -1.",
                lambda Z, c: np.mean(logsumexp(Z, axis=0)[c] - _picked(Z, c)),
            ),
            Misconception(
                "log-of-logits",
                "Your result is -mean(log) of the target logits themselves: softmax has to turn logits into "
                "probabilities first.",
                lambda Z, c: -np.mean(np.log(_picked(Z, c))),
            ),
            Misconception(
                "softmax-twice",
                "Softmax was applied twice: your result is the cross-entropy of softmax(Z) taken as logits.",
                lambda Z, c: _cross_entropy(softmax(Z), c),
            ),
            Misconception(
                "log-of-mean",
                "Your result is -log of the mean target probability; first the logarithm of each, then the mean.",
                lambda Z, c: -np.log(np.mean(_picked(softmax(Z), c))),
            ),
            Misconception(
                "overflow",
                "Right for moderate logits, but for +-1000 e^z overflows or underflows and the result is no finite "
                "number. Subtract each row's maximum first.",
                lambda Z, c: -np.mean(np.log(_picked(np.exp(Z) / np.exp(Z).sum(1, keepdims=True), c))),
            ),
            Misconception(
                "not-averaged",
                "You return one loss for each sample; the mean over the samples is missing.",
                lambda Z, c: logsumexp(Z) - _picked(Z, c),
            ),
        ),
        quantities=_class_sizes,
        terms=lambda Z, c: {
            "mean(logsumexp)": np.mean(logsumexp(Z)), "mean(target logit)": np.mean(_picked(Z, c)),
            "mean(largest logit)": np.mean(Z.max(1)), "mean(Z)": np.mean(Z), "log K": np.log(Z.shape[1]), "1": 1.0,
        },
        coefficients={"mean(logsumexp)": 1.0, "mean(target logit)": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="Subtract each row's maximum before np.exp, or use logsumexp.",
    )
)


def _ce_grad(z: Array, c: Array) -> Any:
    return (softmax(z) - _one_hot(z, c)) / len(c)


register(
    Exercise(
        id="ce_grad",
        signature="ce_grad(Z, c)",
        chapter=CHAPTER,
        reference=_ce_grad,
        independent=lambda Z, c: softmax(Z) / len(c) - (np.arange(Z.shape[1]) == c[:, None]) / len(c),
        probes=_class_probes,
        fresh=_fresh_classes,
        fresh_edge=_fresh_far,
        result="an array of the shape of Z",
        sizes="N samples, K classes",
        hints=(
            r"Differentiate $\log\sum_k e^{z_k}-z_c$ by one logit: the first part gives a probability, the second is "
            "not 0 in one place only.",
            r"For one sample it is $p-y$, with $y$ the one-hot vector of the class. Which factor does the mean add?",
            "Take P = softmax(Z), subtract 1 at P[np.arange(len(c)), c], and divide everything by the number of rows.",
        ),
        misconceptions=(
            Misconception(
                "missing-mean",
                "Your result is N times the right one (N samples): the loss is a mean over the batch, and its gradient "
                "keeps the 1/N.",
                lambda Z, c: softmax(Z) - _one_hot(Z, c),
            ),
            Misconception(
                "target-not-subtracted",
                "Your result is P/N with P = softmax(Z); it is wrong only in each row's target column, where 1 has to "
                "be subtracted: (P - Y)/N.",
                lambda Z, c: softmax(Z) / len(c),
            ),
            Misconception(
                "sign",
                "Your result is (Y - P)/N, the negative of the gradient: where the probability is too low, raising the "
                "logit lowers the loss.",
                lambda Z, c: -_ce_grad(Z, c),
            ),
            Misconception(
                "over-all-entries",
                "Your result is too small by the factor K (K classes): divide by the number of samples N, not by all "
                "N K entries.",
                lambda Z, c: _ce_grad(Z, c) / Z.shape[1],
            ),
            Misconception(
                "divided-by-classes",
                "Your result is (P - Y)/K: divide by the number of samples N, not by the number of classes K.",
                lambda Z, c: (softmax(Z) - _one_hot(Z, c)) / Z.shape[1],
            ),
            Misconception(
                "bare-softmax",
                "Your result is softmax(Z): the one-hot target Y has to be subtracted, and the mean needs 1/N.",
                lambda Z, c: softmax(Z),
            ),
            Misconception(
                "no-softmax",
                "Your result is (Z - Y)/N: the logits have to become probabilities (softmax) before Y is subtracted.",
                lambda Z, c: (Z - _one_hot(Z, c)) / len(c),
            ),
            Misconception(
                "target-only",
                "Your result is -Y/N: the softmax part is missing, which pushes all other logits down.",
                lambda Z, c: -_one_hot(Z, c) / len(c),
            ),
            Misconception(
                "columns",
                "Your softmax is normalised along axis 0, over the samples; it has to be along each row, axis -1.",
                lambda Z, c: (softmax(Z, axis=0) - _one_hot(Z, c)) / len(c),
            ),
            Misconception(
                "inverse-probability",
                "Your result is -Y/(N P), the derivative by the probabilities; by the logits it is (P - Y)/N.",
                lambda Z, c: -_one_hot(Z, c) / softmax(Z) / len(c),
            ),
        ),
        quantities=_class_sizes,
        regions=lambda Z, c: {
            "in each row's target column": _one_hot(Z, c) == 1,
            "outside the target columns": _one_hot(Z, c) == 0,
        },
        terms=lambda Z, c: {
            "P/N": softmax(Z) / len(c), "Y/N": _one_hot(Z, c) / len(c), "Z/N": Z / len(c),
            "P Y/N": softmax(Z) * _one_hot(Z, c) / len(c), "1/N": np.ones_like(Z) / len(c),
        },
        coefficients={"P/N": 1.0, "Y/N": -1.0},
        properties=(
            Property("rows sum to 0", lambda _a, got: bool(np.allclose(got.sum(-1), 0))),
            Property(
                "negative exactly in the target's column",
                lambda a, got: bool(np.all((got < 0) == (_one_hot(*a) == 1))),
            ),
        ),
        edge_advice="Subtract each row's maximum before np.exp.",
    )
)

ZERO_P, ZERO_Q, CERTAIN = "p with a zero", "q = 0 where p > 0", "a one-hot p"


def _kl_probes() -> list[Probe]:
    return [
        Probe((np.array([0.5, 0.2, 0.3]), np.array([0.1, 0.6, 0.3]))),
        Probe((np.array([0.1, 0.25, 0.3, 0.05, 0.3]), np.array([0.3, 0.1, 0.15, 0.25, 0.2]))),
        Probe((np.array([0.0, 0.7, 0.3]), np.array([0.2, 0.5, 0.3])), ZERO_P),
        Probe((np.array([0.0, 0.7, 0.3]), np.array([0.0, 0.4, 0.6])), ZERO_P),
        Probe((np.array([0.2, 0.5, 0.3]), np.array([0.0, 0.7, 0.3])), ZERO_Q),
        Probe((np.array([0.0, 1.0, 0.0]), np.array([0.2, 0.3, 0.5])), CERTAIN),
        Probe((np.array([0.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0])), CERTAIN),
    ]


def _fresh_kl(rng: np.random.Generator) -> Probe:
    k = pr.size(rng)
    return Probe((pr.distribution(rng, k), pr.distribution(rng, k)))


def _fresh_kl_edge(rng: np.random.Generator) -> Probe:
    p, q = _fresh_kl(rng).args
    changed, edge = (p, ZERO_P) if rng.random() < 0.5 else (q, ZERO_Q)
    changed[0] = 0.0
    changed /= changed.sum()
    return Probe((p, q), edge)


register(
    Exercise(
        id="kl_divergence",
        signature="kl_divergence(p, q)",
        chapter=CHAPTER,
        reference=kl_divergence,
        independent=lambda p, q: sum((a * (np.log(a) - np.log(b)) if b > 0 else np.inf) for a, b in zip(p, q, strict=True)
                                     if a > 0),
        probes=_kl_probes,
        fresh=_fresh_kl,
        fresh_edge=_fresh_kl_edge,
        result="a single number",
        sizes="K classes",
        hints=(
            "Under p, class k occurs with probability p_k. Average what it costs to describe it with q instead of p.",
            r"$D=\sum_k p_k\log(p_k/q_k)$. A class with $p_k=0$ adds nothing; one with $q_k=0<p_k$ makes the sum "
            "infinite.",
            "Keep only the classes with p > 0, then sum p times (log p - log q) over them; np.log(0) is -inf.",
        ),
        misconceptions=(
            Misconception("swapped", "Your result is D(q || p): p and q have changed places. The average is over the "
                          "first distribution, p.", lambda p, q: np.sum(q * np.log(q / p))),
            Misconception("sign", "Your result is the negative of the divergence: log(q/p) stands where log(p/q) belongs, "
                          "or a minus is one too many.", lambda p, q: -np.sum(p * np.log(p / q))),
            Misconception("cross-entropy", "Your result is the cross-entropy -sum p log q; the entropy of p is not yet "
                          "subtracted.", lambda p, q: -np.sum(p * np.log(q))),
            Misconception("entropy", "Your result is the entropy of p, -sum p log p; q does not occur in it.",
                          lambda p, q: -np.sum(p * np.log(p))),
            Misconception("mean-for-sum", "Your result is the mean over the K classes: the weights p_k already average, "
                          "so the sum is right.", lambda p, q: np.mean(p * np.log(p / q))),
            Misconception("unweighted", "Your result is the sum of log(p/q) without the weights p_k.",
                          lambda p, q: np.sum(np.log(p / q))),
            Misconception("wrong-weight", "Your result is the sum of q log(p/q): the weights are those of the first "
                          "distribution, p.", lambda p, q: np.sum(q * np.log(p / q))),
            Misconception("not-summed", "You return one number for each class, p_k log(p_k/q_k): their sum is missing.",
                          lambda p, q: p * np.log(p / q)),
            Misconception("base-two", "Your result is 1/log 2 times the right one: logarithms to base 2 were taken; the "
                          "book uses natural ones, np.log.", lambda p, q: np.sum(p * np.log2(p / q))),
            Misconception("symmetric", "Your result is the mean of D(p || q) and D(q || p); the divergence asked is "
                          "D(p || q) alone.", lambda p, q: np.sum((p - q) * np.log(p / q)) / 2),
        ),
        quantities=lambda p, q: {"K": float(p.size)},
        terms=lambda p, q: {
            "sum p log p": np.sum(p * np.log(p)), "sum p log q": np.sum(p * np.log(q)),
            "sum q log q": np.sum(q * np.log(q)), "sum q log p": np.sum(q * np.log(p)), "1": 1.0,
        },
        coefficients={"sum p log p": 1.0, "sum p log q": -1.0},
        properties=(NOT_NEGATIVE,),
        edge_advice="A class with p = 0 adds nothing: leave it out of the sum before taking logarithms.",
    )
)
