"""A new course: the folder `course/` of the book, copied to where the instructor wants it."""
