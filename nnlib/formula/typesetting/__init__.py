"""From trees back to LaTeX, in the book's notation or in that of a lecture."""
