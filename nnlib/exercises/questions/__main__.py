"""`python -m nnlib.exercises.questions [CHAPTER]`: says of every question what is wrong with it."""

import sys

from nnlib.exercises.questions.data import load
from nnlib.exercises.questions.verify import problems

found = 0
questions = [question for question in load() if question.chapter in sys.argv[1:] or len(sys.argv) == 1]
for question in questions:
    for problem in problems(question):
        found += 1
        print(f"{question.chapter}.toml, {question.kind} {question.id}: {problem}")
print(f"{len(questions)} questions, {found} problems")
sys.exit(bool(found))
