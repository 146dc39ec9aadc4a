"""Numbers, arguments and right functions that the questions refer to by name: one module for each chapter."""
