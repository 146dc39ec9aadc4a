"""Answers that never end: plain ones, and ones that take what is raised to stop them for an error of their own."""


def loop(z):
    while True:
        z = z + 0


def stubborn(z):
    while True:
        try:
            while True:
                z = z + 0
        except Exception:
            pass


def swallows_once(z):
    try:
        while True:
            pass
    except:  # noqa: E722 - takes what is raised to stop it for an error of its own
        pass
    while True:
        pass
