"""The book's Markdown as any notebook shows it: directives become headings, folds and quotations, labels become numbers.

A notebook that is handed out is opened in many programs, and few of them read MyST.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nncourse.editions.canary import WORD, hidden_mark
from nncourse.editions.notebooks.words import Places
from nnlib.formula.ledger.sources import spans

ROLE = re.compile(r"(?<!`)\{(?P<role>[a-z:-]+)\}`(?:(?P<words>[^`<]*?)\s*<(?P<named>[^`>]*)>|(?P<target>[^`<]*))`(?!`)")
OPENING = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|:{3,})\s*\{(?P<name>[\w:-]+)\}\s*(?P<title>.*?)\s*$")
OPTION = re.compile(r"^\s*:(?P<name>[\w-]+):\s*(?P<value>.*?)\s*$")
LABEL = re.compile(r"^\([\w-]+\)=\s*\n?", re.MULTILINE)
COMMENT = re.compile(r"^%\s?(?P<said>.*)$", re.MULTILINE)
LOCAL = re.compile(r"\[(?P<words>[^\]]*)\]\(#?(?P<label>(?:eq|ex|fig|sec|sol)-[\w-]+)\)")
REPEATED = re.compile(r"\bequations?(?: \S+ and)? $", re.I)  # the sentence itself says what the number is
PLACEHOLDER = re.compile(r"%s|\{number\}")
CODE = frozenset({"code-block", "code", "code-cell"})


@dataclass
class Block:
    """An open directive: its fence, name, title, options, and the lines read so far."""

    fence: str
    name: str
    title: str
    options: dict[str, str]
    lines: list[str]
    head: bool = True  # whether options can still come


def readable(text: str, page: str, places: Places, open_solutions: bool = False) -> str:
    """A cell's Markdown of this page without MyST."""
    text = _numbered(text, places)
    text = LABEL.sub("", text)
    text = COMMENT.sub(lambda found: _mark(found["said"]), text)
    text = "\n".join(_opened(text.split("\n"), places, open_solutions))
    text = _outside_code(text, page, places)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _mark(words: str) -> str:
    """The mark of a solution, if these words have it, where nobody sees it."""
    found = re.search(rf"\b(?:{WORD}[0-9a-f]+|{hidden_mark()})\b", words)
    return f"<!-- {found[0]} -->" if found else ""


def _numbered(text: str, places: Places) -> str:
    """Displayed equations with the numbers they have in the course, in the place of their labels."""
    made, place = "", 0
    for span in sorted((s for s in spans(text) if s.displayed), key=lambda s: s.start):
        if span.label is None:
            continue
        after = text.index(")", text.index("(", span.end)) + 1
        number = places.number(span.label)
        inner = text[span.start + 2 : span.end - 2].rstrip()
        tag = rf" \tag{{{number}}}" if number else ""
        made += text[place : span.start] + f"$${inner}{tag}" + text[span.start + 2 + len(inner) : span.end]
        place = after
    return made + text[place:]


def _opened(lines: list[str], places: Places, open_solutions: bool) -> Iterator[str]:
    """The lines with every directive told in plain Markdown; code stays as it is."""
    stack: list[Block] = []
    code = ""

    def put(line: str) -> Iterator[str]:
        if stack:
            stack[-1].lines.append(line)
        else:
            yield line

    for line in lines:
        opening = OPENING.match(line)
        closing = line.strip()
        if code:
            yield from put("```" if closing == code else line)
            code = "" if closing == code else code
        elif opening and opening["name"] in CODE:
            code = opening["fence"]
            yield from put(f"```{opening['title']}")
        elif opening:
            stack.append(Block(opening["fence"], opening["name"], opening["title"], {}, []))
        elif stack and closing and set(closing) == {stack[-1].fence[0]} and len(closing) >= len(stack[-1].fence):
            done = stack.pop()
            for told in _told(done, places, open_solutions):
                yield from put(told)
        elif stack and stack[-1].head and (option := OPTION.match(line)):
            stack[-1].options[option["name"]] = option["value"]
        elif not opening and re.match(r"^\s*(```|~~~)", line):
            code = re.match(r"^(`+|~+)", closing)[0]  # type: ignore[index]
            yield from put(line)
        else:
            if stack:
                stack[-1].head = False
            yield from put(line)
    for block in stack:  # an open one at the end of a cell
        yield from block.lines


def _told(block: Block, places: Places, open_solutions: bool) -> list[str]:
    body = "\n".join(block.lines).strip("\n").split("\n")
    mark = _mark(block.options.get("class", ""))
    before = [mark] if mark else []
    if block.name == "index":
        return []
    if block.name == "exercise":
        number = places.number(block.options.get("label", ""))
        name = "Exercise" + (f" {number}" if number else "") + (f" ({block.title})" if block.title else "")
        return [f"**{name}**", "", *body]
    if block.name == "solution":
        number = places.number(block.title)
        name = f"Solution of exercise {number}" if number else "Solution"
        return [*before, *_named(name, body, fold=not open_solutions)]
    fold = "dropdown" in block.options.get("class", "").split() or block.name == "dropdown"
    title = block.title or ("" if block.name in ("admonition", "treats") else block.name.capitalize())
    return [*before, *(_named(title, body, fold) if title else body)]


def _named(title: str, body: list[str], fold: bool) -> list[str]:
    if fold:
        return ["<details>", f"<summary>{title}</summary>", "", *body, "", "</details>"]
    return [f"> **{title}**", ">", *(f"> {line}".rstrip() for line in body)]


def _outside_code(text: str, page: str, places: Places) -> str:
    """References in words, in what is not code."""
    made, code = [], False
    for line in text.split("\n"):
        if re.match(r"^\s*(?:>\s*)?(```|~~~)", line):
            code = not code
        made.append(line if code else _worded(line, page, places))
    return "\n".join(made)


def _worded(line: str, page: str, places: Places) -> str:
    def role(found: re.Match[str]) -> str:
        label = (found["named"] or found["target"] or "").strip()
        words = places.words(found["role"], label, page)
        if words is None:
            return found["words"] or f"`{label}`"
        if not found["words"]:
            again = REPEATED.search(line[: found.start()]) and words.text.startswith("equation ")
            return str(replace(words, text=words.text.removeprefix("equation ")) if again else words)
        said = PLACEHOLDER.sub(words.number, found["words"])
        return f"[{said}]({words.address})" if words.address else said

    def link(found: re.Match[str]) -> str:
        words = places.words("ref", found["label"], page)
        said = found["words"] or (words.text if words else found["label"])
        return f"[{said}]({words.address})" if words and words.address else said

    return LOCAL.sub(link, ROLE.sub(role, line))
