"""How a reference of the course reads outside its site: with the course's own number, or the full book's for what was left out.

It is a link wherever the course or the full book has an address; without one it is words alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from nncourse.site.references import Target, page_address


@dataclass(frozen=True)
class Words:
    """What a reference says, and where it leads; "" if nowhere."""

    text: str
    address: str = ""
    number: str = ""

    def __str__(self) -> str:
        return f"[{self.text}]({self.address})" if self.address else self.text


@dataclass(frozen=True)
class Places:
    """Where everything is: the course's labels, the full book's, and the two addresses."""

    course: Mapping[str, Target]
    full: Mapping[str, Target]
    course_url: str = ""
    full_url: str = ""
    works: Mapping[str, str] = field(default_factory=dict)  # how a work that is cited reads, by its key

    def number(self, label: str) -> str:
        """The course's own number of an equation, a figure or an exercise; "" for what has none."""
        target = self.course.get(label)
        return target.number if target else ""

    def words(self, role: str, label: str, page: str) -> Words | None:
        """How a reference on this page reads; None if nobody has the label."""
        if role == "widget-state":
            return self._widget(label, page)
        if role in ("cite", "cite:t", "cite:p"):
            works = "; ".join(self.works.get(key.strip(), key.strip()) for key in label.split(","))
            return Words(f"({works})" if role != "cite:t" else works, self._address("book/bibliography"))
        for name in (label, label.lower()):
            if (target := self.course.get(name)) is not None:
                address = "" if target.page == page else self._address(target.page, target.anchor)
                return Words(_said(role, target), address, target.number)
            if (target := self.full.get(name)) is not None:
                address = target.address(self.full_url) if self.full_url else ""
                said = _said(role, target)
                said = f"equation {said}" if target.kind == "equation" else said
                return Words(
                    f"{said} of the full book" if target.number else f"{said} (full book)", address, target.number
                )
        return None

    def _address(self, page: str, anchor: str = "") -> str:
        if not self.course_url:
            return ""
        return page_address(self.course_url, page) + (f"#{anchor}" if anchor else "")

    def _widget(self, label: str, page: str) -> Words:
        """A state of a widget can be opened on the page only."""
        name, _, query = label.partition("?")
        state = urlencode({f"{name}.{trait}": value for trait, value in parse_qsl(query, keep_blank_values=True)})
        address = self._address(page)
        return Words("the widget", f"{address}?{state}#widget-{name}" if address else "")


def _said(role: str, target: Target) -> str:
    if target.kind == "equation":
        return f"({target.number})"
    if target.number and (role == "numref" or target.kind != "section"):
        return f"{target.kind.capitalize()} {target.number}"
    return target.title or target.kind


def works(bibliography: str) -> dict[str, str]:
    """Author and year of every work of a BibTeX file, by its key: "Rumelhart and others 1986"."""
    from pybtex.database import parse_string

    found = {}
    for key, entry in parse_string(bibliography, "bibtex").entries.items():
        names = [" ".join(person.last_names) for person in entry.persons.get("author", ())]
        shown = (
            names[0]
            if len(names) == 1
            else " and ".join(names)
            if len(names) == 2
            else f"{names[0]} and others"
            if names
            else key
        )
        year = entry.fields.get("year", "")
        found[key] = f"{shown} {year}".strip()
    return found
