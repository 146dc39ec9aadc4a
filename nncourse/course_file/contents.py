"""The contents of a course, and the files of its own that it names."""

from __future__ import annotations

from pathlib import Path

from nncourse.course_file import shape
from nncourse.course_file.located import Items, Table
from nncourse.course_file.model import Chapter, Page, Part
from nncourse.course_file.problems import Problems

PAGES = (".md", ".ipynb")
LOGOS = (".svg", ".png", ".jpg", ".jpeg", ".webp")


def file(container: Table | Items, key: str | int, folder: Path, endings: tuple[str, ...], problems: Problems) -> Path:
    """The path of a file of the course's own, relative to its folder."""
    name = str(container[key])  # type: ignore[index]
    path = Path(name)
    if "\\" in name or path.is_absolute() or ".." in path.parts:
        problems.at(container, key, f"'{name}' must be a file below the folder of course.yml, with '/' between folders")
    elif path.suffix.lower() not in endings:
        problems.at(container, key, f"'{name}' has to end in {' or '.join(endings)}")
    elif not (folder / path).is_file():
        there = [p.relative_to(folder).as_posix() for p in _files(folder) if p.suffix.lower() in endings]
        advice = shape.nearest(name, there, "files of this kind") if there else "there is none of this kind"
        problems.at(container, key, f"there is no file '{name}' in the folder of course.yml; {advice}")
    return path


def _files(folder: Path) -> list[Path]:
    """The files of the course, but for what was made or fetched."""
    levels = [folder.glob("*"), folder.glob("[!._]*/*"), folder.glob("[!._]*/[!.]*/*")]
    return sorted(path for level in levels for path in level if path.is_file())


def logo(data: Table, folder: Path, problems: Problems) -> Path | None:
    return file(data, "logo", folder, LOGOS, problems) if "logo" in data else None


def contents_of(data: Table, folder: Path, problems: Problems) -> tuple[Part, ...]:
    parts: list[Part] = []
    seen: set[str] = set()

    def entry(items: Items, index: int) -> Chapter | Page:
        name = str(items[index])
        if name in seen:
            problems.at(items, index, f"'{name}' stands in the contents a second time")
        seen.add(name)
        if name.endswith(PAGES) or "/" in name or "." in name:
            return Page(file(items, index, folder, PAGES, problems))
        return Chapter(name)

    contents = data["contents"]
    if not isinstance(contents, Items):  # the stand-in
        return ()
    for index, item in enumerate(contents):
        if isinstance(item, Table):
            inner = item["chapters"]
            parts.append(Part(item["part"], tuple(entry(inner, number) for number in range(len(inner)))))
        elif parts and not parts[-1].caption:
            parts[-1] = Part("", (*parts[-1].entries, entry(contents, index)))
        else:
            parts.append(Part("", (entry(contents, index),)))
    if not any(isinstance(e, Chapter) for part in parts for e in part.entries):
        problems.at(data, "contents", "no chapter of the book is chosen; expected at least one, such as 'losses'")
    return tuple(parts)
