"""The speed of nnlib's numerics, as ratios to PyTorch, scikit-learn and the bare matrix products of the same step.

Every ratio is taken in one run, on one thread, in processor time, the contenders in turn; before that each
contender's result is compared with nnlib's, so that a fast wrong answer cannot enter the table.
"""
