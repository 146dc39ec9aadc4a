"""A course in other forms: assignments for nbgrader and otter-grader, a handout to print, slides to show."""
