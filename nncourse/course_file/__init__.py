"""`course.yml`: what it may hold, how it is read, and what is said about a mistake in it."""
