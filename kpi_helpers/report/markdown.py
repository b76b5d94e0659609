"""Markdown tables, written so that no text in them is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi_helpers.report.html import display_text

_ACTIVE = re.compile(r"([\\`*_\[\]|~$])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


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
