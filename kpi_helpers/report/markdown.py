"""Markdown tables: written so that no text in them is markup, read as people leave them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kpi_helpers.report.html import display_text

_ACTIVE = re.compile(r"([\\`*_\[\]|~$])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.+?)\1")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?")
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")


def plain(text: object) -> str:
    """Text on one line that Markdown shows as it is.

    Control characters, marks of direction, e-mail addresses and phone numbers
    are taken out as on the page.

    Examples
    --------
    >>> print(plain("A$_{$社 | **<b>**"))
    A\\$\\_{\\$社 \\| \\*\\*&lt;b&gt;\\*\\*
    """
    line = " ".join(display_text(text).split())
    return _ACTIVE.sub(r"\\\1", "".join(_ENTITIES.get(letter, letter) for letter in line))


def unescaped(cell: str) -> str:
    """The text of a cell, its escapes, entities and strong marks undone.

    Examples
    --------
    >>> unescaped(" A\\\\_B &lt;C&gt;<br>D ")
    'A_B <C> D'
    """
    text = _ESCAPED.sub(r"\1", _STRONG.sub(r"\2", _BREAK.sub(" ", cell)))
    for letter, entity in reversed(_ENTITIES.items()):
        text = text.replace(entity, letter)
    return " ".join(text.split())


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of text that is `plain` already.

    Examples
    --------
    >>> print(table(["Action", "Due"], [["Call", ""]]))
    | Action | Due |
    | --- | --- |
    | Call |  |
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Header and rows of every table of a Markdown text, as plain text.

    The bars at both ends may be missing, rows may be shorter or longer than the
    header; tables within a fenced block are none.

    Examples
    --------
    >>> list(tables("Action | Due\\n---|---\\nCall A\\\\|B | 11/20 | more"))
    [(['Action', 'Due'], [['Call A|B', '11/20']])]
    """
    lines = _outside_fences(text)
    place = 1
    while place < len(lines):
        header = _cells(lines[place - 1])
        if (
            "|" in lines[place - 1]
            and _RULE.fullmatch(lines[place].strip())
            and len(_cells(lines[place])) == len(header)
        ):
            rows = []
            place += 1
            while place < len(lines) and "|" in lines[place]:
                cells = _cells(lines[place])[: len(header)]
                rows.append([unescaped(cell) for cell in cells] + [""] * (len(header) - len(cells)))
                place += 1
            yield [unescaped(cell) for cell in header], rows
        place += 1


def _outside_fences(text: str) -> list[str]:
    lines, fence = [], ""
    for line in text.splitlines():
        mark = re.match(r" {0,3}(```+|~~~+)", line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            line = ""
        lines.append("" if fence else line)
    return lines


def _cells(line: str) -> list[str]:
    line = line.strip()
    cuts = [match.end() - 1 for match in _BAR.finditer(line)]
    cells = [line[start:end] for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(line)], strict=True)]
    if line.startswith("|"):
        cells = cells[1:]
    return cells[:-1] if len(cells) > 1 and not cells[-1].strip() and cuts else cells
