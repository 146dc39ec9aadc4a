"""What the chosen chapters need and the course does not have, or has too late: notes for the instructor, not errors.

A chapter needs what it names under "What it needs", and whatever stands before it in the book and it refers to. References
forward are outlooks, and nobody has to read where they lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nncourse.site.references import Table, Target
from nncourse.site.selection import Selection

SHOWN = 3  # labels that are named as a reason
NUMBERED = {"equation": "equation", "figure": "figure", "exercise": "exercise"}


@dataclass(frozen=True)
class Note:
    """`chapter` uses `labels` of `needed`, which is left out, or comes `later` in the course; `named`: it says so itself."""

    chapter: str
    needed: str
    labels: tuple[str, ...]
    named: bool
    later: bool

    def __str__(self) -> str:
        few = ", ".join(self.labels[:SHOWN])
        if len(self.labels) > SHOWN:
            few += f" and {len(self.labels) - SHOWN} more"
        verb = "needs" if self.named else "uses"
        said = f"{self.chapter} {verb} {few} of {self.needed}"
        if self.later:
            return f"{said}; that chapter comes later in the course"
        return f"{said}; it is not in the course: references lead to the full book"


def notes(selection: Selection, table: Table) -> list[Note]:
    """The notes in the order of the course; what a chapter names itself comes first."""
    place = {page: number for number, page in enumerate(table.order)}
    here = {page: number for number, page in enumerate(selection.pages)}
    found = []
    for page in selection.chapters:
        if table.order[0] == page or page not in table.needs:
            continue  # only chapters say what they need
        mine = []
        for needed, labels in _used(page, table).items():
            later = needed in here
            appendix = later and needed not in table.needs  # at hand from every page
            if place[needed] < place[page] and not appendix and (needed not in here or here[needed] > here[page]):
                named = any(
                    table.targets[label].page == needed for label in table.needs[page] if label in table.targets
                )
                mine.append(Note(_key(page), _key(needed), tuple(labels), named, later))
        found += sorted(mine, key=lambda note: not note.named)
    return found


def _used(page: str, table: Table) -> dict[str, list[str]]:
    """The labels of other chapters that a chapter refers to, by chapter; those it says it needs come first."""
    by_page: dict[str, list[str]] = {}
    labels: dict[str, Any] = dict.fromkeys(table.needs[page]) | table.uses.get(page, {})
    for label in labels:
        target: Target | None = table.targets.get(label)
        if target and target.page != page:
            by_page.setdefault(target.page, []).append(label)
    return by_page


def _key(page: str) -> str:
    return page.split("/")[-1]
