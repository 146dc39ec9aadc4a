"""Published results, computed once more with nnlib: one module, one result (`python benchmarks/published/run.py`)."""
