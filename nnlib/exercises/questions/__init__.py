"""Exercises that are answered without writing a function: derive a formula, predict, find the error, prove.

Each kind has a module; the questions are data, one file for each chapter in `data`, numbers that can be computed come
from the functions in `values`. Importing this package registers them, so that `check`, `hint` and `ask` know them.
"""

from nnlib.exercises.questions.data import load
from nnlib.exercises.registry import register

for _question in load():
    register(_question)
