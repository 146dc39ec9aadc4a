"""A course out of the book: `nncourse build` makes its site from one file, `nncourse grade` marks a class's answers."""
