"""Tables of display text as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi_helpers.report.html import Element, el, more, unbroken
from kpi_helpers.report.language import words

if TYPE_CHECKING:
    import pandas as pd

AT_ONCE = 5
"""Rows of a long table that a phone shows before somebody asks for the rest; the style sheet counts the same."""

NOTHING = "–"
"""What a cell without a value shows."""

_SHORT = 24
"""Bytes of a text that keeps to one line on the desk: an id, a name, a moment."""

_FIGURES = re.compile(r"[+\-−±]?(?:CN¥|R\$|[A-Z]{3} |[¥$€£₩₹₫])?(?!0\d)\d[\d,.]*(?!\d*[-/:年])")


def table_element(
    table: pd.DataFrame,
    *,
    caption: str = "",
    numeric: Sequence[str] | None = None,
    stacks: bool = False,
    lang: str = "ja",
) -> Element:
    """A table in a box that scrolls sideways where the page is narrow.

    Parameters
    ----------
    table : DataFrame
        Display text, one row per line; the first column names the row. Missing
        cells show as ``–``.
    caption : str
        What the table lists.
    numeric : sequence of str, optional
        Columns set to the right in figures of equal width. By default those
        in which every filled cell begins with a number that is neither a date nor an id (``0065i…``).
    stacks : bool
        On a phone each row takes two lines, the name and what stands beside it over the other cells, instead of a
        table that scrolls; a long one shows its first rows.
    lang : str
        ``ja`` or ``en``.

    Returns
    -------
    Element
        The table, with scopes on its header cells.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"rep": ["佐藤"], "calls": ["1,234件"]})
    >>> print(table_element(table, caption="Calls"))
    <div class="scroll" tabindex="0" role="group" aria-label="Calls"><table><caption>Calls</caption><thead><tr><th scope="col">rep</th><th scope="col" class="number">calls</th></tr></thead><tbody><tr><th scope="row">佐藤</th><td class="number">1,234件</td></tr></tbody></table></div>
    """
    headers = [str(column) for column in table.columns]
    rows = [
        [NOTHING if cell is None or cell != cell else str(cell) for cell in row]
        for row in table.itertuples(index=False, name=None)
    ]
    right = set(numeric) if numeric is not None else _number_columns(headers, rows)
    classes = ["number" if header in right else None for header in headers]
    if stacks:
        short = (all(len(row[place].encode()) <= _SHORT for row in rows) for place in range(len(headers)))
        classes = [kind or ("short" if fits else None) for kind, fits in zip(classes, short, strict=True)]
    head = (el("th", header, scope="col", class_=class_) for header, class_ in zip(headers, classes, strict=True))
    # Three columns stand side by side on any phone.
    kind = ("rows stacks pairs" if len(headers) > 3 else "rows") if stacks else None
    body = (el("tr", *_cells(row, classes, stacks)) for row in rows)
    return el(
        "div",
        el(
            "table",
            el("caption", caption) if caption else None,
            el("thead", el("tr", *head)),
            el("tbody", *body),
            class_=kind,
        ),
        rows_beyond(len(rows) - AT_ONCE, lang) if stacks else None,
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label=caption or (headers[0] if headers else None),
    )


def rows_beyond(hidden: int, lang: str) -> Element | None:
    """What shows, on a phone, the rows of a table that it leaves out at first; None where there are hardly any.

    >>> print(rows_beyond(4, "en"), rows_beyond(2, "en"))
    <details class="more"><summary>4 more rows</summary></details> None
    """
    return more(words(lang)["more_rows"].format(hidden)) if hidden > 2 else None


def _cells(row: list[str], classes: list[str | None], stacks: bool) -> list[Element]:
    # The cells of a stack share a phone's width: a date that keeps to its line would run into the next one.
    (name, kind), *others = zip(([text] if stacks else unbroken(text) for text in row), classes, strict=True)
    return [el("th", *name, scope="row", class_=kind), *(el("td", *text, class_=kind) for text, kind in others)]


def _number_columns(headers: list[str], rows: list[list[str]]) -> set[str]:
    columns = zip(*rows, strict=True) if rows else ()
    return {
        header
        for header, cells in zip(headers, columns, strict=False)
        if any(cell != NOTHING for cell in cells) and all(cell == NOTHING or _FIGURES.match(cell) for cell in cells)
    }
