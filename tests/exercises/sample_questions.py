"""Questions made for the tests: every form that a data file can hold, with right functions and arguments beside them."""

from __future__ import annotations

import numpy as np

from nnlib.exercises.questions.data import parse

TEXT = r"""
[[derive]]
id = "jacobian"
right = '\hat y_k ([i = k] - \hat y_i) g_i'
hints = ["one", "two"]
letters = { '\hat y' = "distribution K", g = "number K" }
indices = { k = "K", i = "K" }

[[derive]]
id = "back"
right = 'W^\top (\delta \odot \sigma(z))'
hints = ["one", "two"]
letters = { W = "number M K", '\delta' = "number M", z = "number M" }
functions = { '\sigma' = "sigmoid" }

[[derive]]
id = "any_slope"
right = "2 g \\varphi(z) \\varphi'(z) + z^3"
hints = ["one", "two"]
letters = { g = "number", z = "number" }
functions = { '\varphi' = "any" }

[[predict]]
id = "size"
answer = "shape"
right = [3, 5]
hints = ["one", "two"]
wrong = [{ shape = ["N", 5], reply = "$N$ is 3 here." }]

[[predict]]
id = "rank"
answer = "shape"
right = ["N", 1]
hints = ["one", "two"]

[[predict]]
id = "whole"
answer = "number"
right = 5646264
solved = "Weights and biases."
hints = ["one", "two"]
wrong = [{ value = 5640192, reply = "The biases are missing: **weights** `W` alone." }]

[[predict]]
id = "part"
answer = "number"
right = -0.25
hints = ["one", "two"]
units = { "%" = 0.01, "per mille" = 0.001 }

[[predict]]
id = "nothing"
answer = "number"
right = 0
within = 0.001
hints = ["one", "two"]

[[predict]]
id = "loose"
answer = "number"
right = 3
within = 0.5
hints = ["one", "two"]

[[find]]
id = "code_line"
form = "code"
function = "softmax"
arguments = "arguments"
reference = "softmax"
hints = ["one", "two"]
lines = [
  { show = "def softmax(z):", why = "one argument." },
  { show = "    e = np.exp(z - np.max(z))", why = "a constant changes nothing." },
  { show = "    return e / np.max(e)", fault = true, repaired = "    return e / np.sum(e)" },
]

[[find]]
id = "steps"
form = "formula"
hints = ["one", "two"]
letters = { x = "number" }
lines = [
  { show = '(x+1)^2=(x+1)(x+1)', why = "a square." },
  { show = '=x^2+x+1', fault = true, repaired = '=x^2+2x+1' },
  { show = '=x(x+1)+1', why = "$x$ is taken out." },
]

[[prove]]
id = "diamond"
checklist = ["It says so."]
hints = ["one", "two"]
steps = [
  { name = "start", text = "Start." },
  { name = "left", text = "Left.", needs = ["start"] },
  { name = "right", text = "Right.", needs = ["start"] },
  { name = "end", text = "End.", needs = ["left", "right"], early = "@left and @right lead to it." },
]

[[prove]]
id = "reasons"
checklist = ["It says so."]
hints = ["one", "two"]
reasons = [{ name = "a", text = "first" }, { name = "b", text = "second" }]
steps = [
  { name = "one", text = "One.", reasons = ["a"], replies = { b = "second is not first." } },
  { name = "two", text = "Two.", needs = ["one"], reasons = ["a", "b"] },
  { name = "red", text = "Red.", extra = true, early = "It is a herring." },
  { name = "last", text = "Last.", needs = ["two"], reasons = ["b"] },
]
"""


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def arguments():
    return [(np.array([0.0, 1.0, -2.0]),), (np.array([3.0, 0.5]),)]


def questions():
    """The questions by id, with the functions of this module in the places that a values module has."""
    found = {question.id: question for question in parse(TEXT, "activations")}
    program = found["code_line"].program
    object.__setattr__(program, "arguments", arguments)
    object.__setattr__(program, "reference", softmax)
    return found
