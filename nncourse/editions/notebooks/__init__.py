"""The course's chapters and own pages as notebooks to hand out, one set for students and one for instructors."""
