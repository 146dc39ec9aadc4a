"""Typed formulas: every equivalent form passes, every wrong one fails, and what it is told is true at points never looked at."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
import sample_questions

from nnlib.exercises import check, exercise_ids
from nnlib.exercises.questions.letters import Letters
from nnlib.exercises.questions.typed import read
from nnlib.exercises.registry import entry
from nnlib.formula.checking.mutate import mutants
from nnlib.formula.semantics.values import EvaluationError
from nnlib.formula.syntax.tree import Chain
from nnlib.formula.typesetting.printer import Printer

DERIVE = {**{n: q for n, q in sample_questions.questions().items() if q.kind == "derive"},
          **{name: entry(name) for name in exercise_ids("derive")}}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("any_loss", [
            "y_hat_k*(g_k-sum_i y_hat_i*g_i)", "yhat_k g_k - yhat_k sum_j yhat_j g_j", "sum_i g_i*y_hat_i*([i==k]-y_hat_k)",
            r"\hat y_k g_k-\hat y_k\sum_i\hat y_ig_i", "y_hat_k*(g_k - y_hat^T*g)", "-y_hat_k*sum_i (g_i - g_k)*y_hat_i",
            "g_k*y_hat_k*(1-y_hat_k) - y_hat_k*sum_{i!=k} y_hat_i*g_i", "exp(log(y_hat_k))*(g_k - sum_i y_hat_i g_i)",
        ]),
        ("relations_relu", ["(z+abs(z))/2", "0.5*(z+|z|)", "z/2 + sqrt(z^2)/2", r"\frac{z+|z|}{2}", "|z| - (|z|-z)/2"]),
        ("jacobian", ["g_i*y_hat_k*([i==k]-y_hat_i)", "g_i*y_hat_i*([k==i]-y_hat_k)", "[i==k]*y_hat_k*g_k - y_hat_i*y_hat_k*g_i"]),
        ("back", ["W^T*(delta .* sigma(z))", r"W^\top(\delta\odot\sigma(z))", "W^T*diag(delta)*sigma(z)", "W^T diag(sigma(z)) delta"]),
        ("any_slope", ["2*g*phi(z)*phi'(z)+z^3", "z*z*z + 2 phi(z) phi'(z) g"]),
    ],
)  # fmt: skip
def test_every_form_of_the_right_formula_passes(name, answers):
    for answer in answers:
        reply = DERIVE[name].judge(answer)
        assert reply.passed, f"{answer}: {reply}"


@pytest.mark.parametrize(
    ("name", "answer", "code"),
    [
        ("any_loss", "-y_hat_k*(g_k-sum_i y_hat_i*g_i)", "sign"), ("any_loss", "2*y_hat_k*(g_k-sum_i y_hat_i*g_i)", "factor-2"),
        ("any_loss", "y_hat_k*(g_k-sum_i y_hat_i*g_i)/K", "factor-1/K"), ("any_loss", "y_hat_k*(g_k+sum_i y_hat_i*g_i)", "one-sign"),
        ("any_loss", "y_hat_k*(g_k-sum_i y_hat_k*g_i)", "one-index"), ("any_loss", "y_hat_k*g_k", "missing-term"),
        ("any_loss", "y_hat_k*(g_k-2*sum_i y_hat_i*g_i)", "extra-factor"), ("any_loss", "y_hat_k*(g_k-sum_i y_hat_i*g_i+g_k)", "extra-term"),
        ("any_loss", "g_k-sum_i y_hat_i*g_i", "no-factor"), ("any_loss", "y_hat_k*(1-y_hat_k)*g_k", "diagonal-only"),
        ("any_loss", "3", "constant"), ("any_loss", "", "not-attempted"), ("any_loss", None, "not-attempted"),
        ("any_loss", print, "not-a-formula"), ("any_loss", 4, "constant"), ("any_loss", "y_hat_i*g_k", "syntax"),
        ("any_loss", "y_hat*g", "no-value"), ("any_loss", "log(-y_hat_k)", "no-value"), ("any_loss", "y_hat", "shape"),
        ("any_loss", "g_k*(y_hat_k-sum_i y_hat_i*g_i)", "swapped-letters"), ("any_loss", "cosh(g_k)", "counter-example"),
        ("relations_relu", "(z-abs(z))/2", "one-sign"), ("relations_relu", "max(0,z)", "syntax"), ("relations_relu", "z*[z>0]", "syntax"),
        ("relations_relu", "|z|", "only-the-bars"), ("relations_relu", "z/2+abs(z)", "term-factor"),
        ("jacobian", "g_k*y_hat_i*([i==k]-y_hat_k)", "swapped-index"), ("jacobian", "-y_hat_k*y_hat_i*g_i", "missing-term"),
        ("jacobian", "(tanh([i==k])-y_hat_i)*y_hat_k*g_i", "right-except-equal"),
        ("jacobian", "[i==k]*y_hat_k*(1-y_hat_i)*g_i", "right-where-equal"),
        ("back", "W*(delta .* sigma(z))", "no-value"), ("back", "delta .* sigma(z)", "shape"),
        ("back", "W^T*(delta .* sigma(-z))", "mirrored"),
        ("back", "-W^T*(delta .* sigma(-z))", "mirrored-negative"), ("back", "(delta .* sigma(z))^T*W", "shape"),
        ("any_slope", "2*g*phi(z)*phi'(z)-z^3", "one-sign"), ("any_slope", "2*g*phi'(z)+z^3", "missing-factor"),
        ("any_slope", "2*g*phi(z)*phi'(z)+z^2", "one-number"), ("any_slope", "2*g*phi(z)*phi(z)+z^3", "missing-prime"),
        ("any_slope", r"\frac{d}{dz} z", "syntax"),
    ],
)  # fmt: skip
def test_a_wrong_formula_is_told_what_is_wrong(name, answer, code):
    reply = DERIVE[name].judge(answer)
    assert (reply.code, reply.passed) == (code, False), str(reply)
    assert 0 < len(reply.message) <= 280


def test_messages_point_into_the_learners_own_line():
    answer = "y_hat_k*(g_k-sum_i y_hat_k*g_i)"
    column = int(re.search(r"column (\d+)", check("any_loss", answer).message)[1])
    assert answer[column - 1 :].startswith("y_hat_k*g_i")
    result = check("any_loss", "y_hat_k*(g_k-")
    excerpt = str(result.evidence).splitlines()[1:]
    assert excerpt[0].strip() == "y_hat_k*(g_k-" and excerpt[0][excerpt[1].index("^")] == "("


def test_no_slope_may_be_restated():
    question = sample_questions.parse(
        '[[derive]]\nid = "s"\nright = "\\\\sigma(z) (1 - \\\\sigma(z))"\nhints = ["a", "b"]\n'
        'letters = { z = "number" }\nfunctions = { "\\\\sigma" = "sigmoid" }',
        "activations",
    )[0]
    assert question.judge("sigma(z)*sigma(-z)").passed
    assert question.judge("sigma'(z)").code == "syntax"


def wrong_formulas(question):
    """One and two slips in the right formula: answers that nobody listed."""
    words = [*question.letters.names, *question.letters.sizes]
    pairs = [(a, b) for a in words for b in words if a < b]
    once = mutants(Chain(question.formula), words, pairs)
    twice = [second for first in once[::7] for second in mutants(first.chain, words, pairs)[::9]]
    found = [mutant.chain.first for mutant in [*once, *twice]]
    return found[:: max(1, len(found) // 30)]


@pytest.mark.parametrize("name", DERIVE)
def test_no_message_is_false(name):
    """Each claim is evaluated at 64 points that the diagnosis never saw; right answers are right there, wrong ones wrong."""
    question = DERIVE[name]
    known, fresh = [*question.study, *question.fresh], question.samples(1000, 64)
    told = {}
    for tree in wrong_formulas(question):
        latex = Printer()(tree)
        reply = question.judge(latex)
        try:
            parsed = read(latex + " ", question.letters.vocabulary)
            got, there = [s.values(parsed) for s in known], [s.values(parsed) for s in fresh]
        except (EvaluationError, ValueError):
            assert reply.code in ("syntax", "no-value"), latex
            continue
        right = all(np.allclose(a, b) for s, v in zip(fresh, there, strict=True) for a, b in zip(s.expected, v, strict=True)
                    if a.shape == b.shape) and all(a.shape == b.shape for a, b in zip(fresh[0].expected, there[0], strict=True))  # fmt: skip
        assert reply.passed == right, latex
        if reply.passed or reply.code in ("shape", "syntax"):
            continue
        found = question.diagnosis(parsed, got, known)
        assert found.code == reply.code
        assert found.holds(there, fresh), f"{latex}: {found.message}"
        told[reply.code] = told.get(reply.code, 0) + 1
    if name in sample_questions.questions() and name != "back":
        assert sum(told.values()) >= 15 and told.get("counter-example", 0) <= 0.4 * sum(told.values()), told


def test_points_have_sizes_that_differ():
    letters = Letters({"W": "number M K", "z": "number K"}, {}, {"k": "K"})
    sizes = [tuple(letters.at("x", number).given["W"].shape) for number in range(10)]
    assert all(m != k for m, k in sizes) and len(set(sizes)) == 5
    assert all(a != b for a, b in pairwise(sizes))


def test_a_letter_that_follows_by_a_formula_follows():
    letters = Letters(
        {"z": "number K", r"\hat y_k": r"= e^{z_k} / \sum_j e^{z_j}", r"\ell": r"= -\log \hat y_1"}, {}, {"k": "K"}
    )
    graph = letters.at("x", 0).graph
    assert graph.hat_y.shape == graph.z.shape and abs(graph.hat_y.sum() - 1) < 1e-12
    assert abs(graph.ell + np.log(graph.hat_y[0])) < 1e-12
