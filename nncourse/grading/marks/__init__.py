"""One submission to its verdicts: the check of the book outside, the student's functions in the sandbox."""
