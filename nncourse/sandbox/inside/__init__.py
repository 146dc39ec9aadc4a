"""What runs inside the sandbox, and the two modules (`frames`, `values`) with which both sides speak.

Nothing here imports from outside this folder but the standard library, NumPy and what `image` lists of nnlib.
"""
