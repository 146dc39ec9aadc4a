"""Which variant a student gets: a function of the secret, the student's id and the exercise's id, and of nothing else.

    digest = HMAC-SHA256(secret, text)        text: PURPOSE, student's id, exercise's id, each with its length in bytes before it
    u = first number of random.Random(digest as a whole number, big end first).random()
    combination number floor(u * count), counted from 0, of the exercise's combinations in their fixed order

Python promises that this generator's random() gives the same sequence in every version, which NumPy does not of its own.
Without the secret nobody can tell who has which numbers, and knowing some does not help with others.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import unicodedata
from pathlib import Path

from nncourse.cli import CourseError
from nncourse.course_file.model import Course
from nnlib.exercises.registry import entry, variants_of
from nnlib.exercises.variants import Parameter

PURPOSE = "nncourse variants 1"
VARIABLE, FILE = "NNCOURSE_SECRET", "secret.txt"
LEAST = 16  # bytes; fewer could be guessed
MAKE = "python -c 'import secrets; print(secrets.token_hex(32))' > secret.txt"


def parameters(secret: bytes, student: str, exercise_id: str) -> dict[str, Parameter]:
    """The parameters of this student's variant; empty for an exercise without variants. ValueError for an unknown exercise."""
    entry(exercise_id, {})
    variants = variants_of(exercise_id)
    if variants is None:
        return {}
    count = len(variants.combinations)
    u = random.Random(int.from_bytes(digest(secret, student, exercise_id), "big")).random()
    return dict(variants.combinations[int(u * count)])


def digest(secret: bytes, student: str, exercise_id: str) -> bytes:
    """32 bytes that only who has the secret can compute. A student's id is taken without blanks around it, accents composed.

    >>> digest(b"k" * 16, " ada ", "relu") == digest(b"k" * 16, "ada", "relu")
    True
    >>> digest(b"k" * 16, "ad", "arelu") == digest(b"k" * 16, "ada", "relu")
    False
    """
    parts = (PURPOSE, unicodedata.normalize("NFC", student.strip()), exercise_id)
    encoded = [part.encode("utf-8", "surrogateescape") for part in parts]
    text = b"".join(len(part).to_bytes(8, "big") + part for part in encoded)
    return hmac.new(secret, text, hashlib.sha256).digest()


def secret(path: Path | None, course: Course) -> bytes:
    """The secret: of the file given, else of the environment variable NNCOURSE_SECRET, else of secret.txt beside course.yml.

    Raises
    ------
    CourseError
        If there is none, or one that could be guessed.
    """
    beside = course.folder / FILE
    if path is not None or (VARIABLE not in os.environ and beside.exists()):
        source = str(path or beside)
        try:
            found = Path(source).read_bytes().strip()
        except OSError as error:
            raise CourseError(f"the secret cannot be read: {source}: {error.strerror or error}") from None
    elif VARIABLE in os.environ:
        source, found = f"the variable {VARIABLE}", os.environ[VARIABLE].encode("utf-8").strip()
    else:
        raise CourseError(
            f"variants need a secret: give --secret FILE, set {VARIABLE}, or make {FILE} beside course.yml, once for the whole "
            f"course, and keep it out of the repository: {MAKE}"
        )
    if len(found) < LEAST:
        raise CourseError(
            f"the secret in {source} has {len(found)} bytes; expected {LEAST} or more, such as {MAKE} makes"
        )
    return found
