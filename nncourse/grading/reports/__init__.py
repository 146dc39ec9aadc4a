"""What is made of the result lines: a table for the gradebook, a page for each student, and what the class got wrong."""
