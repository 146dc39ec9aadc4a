"""Python in the page: cells run one after another, and what they show goes to the page as events.

A `Session` is what the page's worker drives. Nothing here needs a browser, so that it is tested in any Python.

>>> from nnlib.live import Session
>>> events = []
>>> session = Session(events.append)
>>> session.run("first", "a = 6")
{'ok': True}
>>> session.run("second", "a * 7")
{'ok': True}
>>> events
[{'kind': 'value', 'text': '42'}]
"""

from nnlib.live.session import Session

__all__ = ["Session"]
