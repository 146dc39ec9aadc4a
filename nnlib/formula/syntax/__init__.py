"""From LaTeX to trees: tokens, names, the grammar, and errors that say where."""
