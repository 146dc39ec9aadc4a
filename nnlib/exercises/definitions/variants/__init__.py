"""The variants of exercises, one module for each family: importing it registers them.

`made` turns an exercise of the book into one whose argument is a fixed number. Parameters have values at which every listed
mistake shows; the tests ask that of each combination.
"""
# modelsolution83c1d7

# isort: off
import nnlib.exercises.definitions.variants.rectifier
import nnlib.exercises.definitions.variants.gains
import nnlib.exercises.definitions.variants.temperature
import nnlib.exercises.definitions.variants.weighted_loss
import nnlib.exercises.definitions.variants.decay
import nnlib.exercises.definitions.variants.momentum_forms
import nnlib.exercises.definitions.variants.quotient
import nnlib.exercises.definitions.variants.counts
import nnlib.exercises.definitions.variants.shapes
import nnlib.exercises.definitions.variants.rates  # noqa: F401
