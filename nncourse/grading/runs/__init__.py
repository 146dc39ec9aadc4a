"""A whole class: what was marked before is taken from the cache, the rest goes to an executor, piece by piece."""
