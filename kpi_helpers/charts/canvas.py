"""The sheet a figure is drawn on: for the desk or for the phone, with a title, panels, and what stands there without data."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, ParamSpec
from weakref import WeakSet

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

from kpi_helpers.charts.formats import current_currency, in_currency
from kpi_helpers.charts.hiding import current_hide, hiding
from kpi_helpers.charts.labels import safe_lines
from kpi_helpers.charts.style import INK, LARGE, MUTED, SMALL, style

DESK, PHONE = 832 / 96, 365 / 96
"""Inches: the width of a page's column on the desk, and that of a phone, which shows 365 pixels on 328 or 358 of its
own: the smallest letters, 12 pixels high here, are never under 9 there."""

MAX_ROWS = 20

WORDS = {
    "ja": {"no_data": "データがありません", "more": "ほか {}件は表に"},
    "en": {"no_data": "No data", "more": "{} more in the table"},
}

_EMPHASISED: WeakSet[Text] = WeakSet()
_WIDTH: ContextVar[float] = ContextVar("width of new sheets", default=DESK)

_Arguments = ParamSpec("_Arguments")


class Sheet(Figure):
    """A figure of its own, which can be drawn again for the phone.

    It belongs to no window and to no global list: nothing has to be closed.

    Attributes
    ----------
    title, note : str
        What stands above and below the drawing; a page writes both as text of its own.
    folds : bool
        Whether a phone shows it on request: the sentence beside it says all that it shows.
    draw_again : callable or None
        Gives the same axes on another sheet.
    """

    title = ""
    note = ""
    folds = False
    draw_again: Callable[[], Axes] | None = None


def drawing(draw: Callable[_Arguments, Axes]) -> Callable[_Arguments, Axes]:
    """Draw in the project's style, and let a figure of its own remember how it was drawn."""

    @functools.wraps(draw)
    def drawn(*args: _Arguments.args, **options: _Arguments.kwargs) -> Axes:
        with style():
            ax = draw(*args, **options)
        if options.get("ax") is None and isinstance(ax.figure, Sheet):
            currency, hide = current_currency(), current_hide()

            def again() -> Axes:
                with in_currency(currency), hiding(hide):
                    return drawn(*args, **options)

            ax.figure.draw_again = again
        return ax

    return drawn


def fold(ax: Axes) -> Axes:
    """Let a phone show a figure on request only."""
    if isinstance(ax.figure, Sheet):
        ax.figure.folds = True
    return ax


def for_phone(figure: Figure | SubFigure) -> Figure | None:
    """The same figure laid out for a phone; None for one that does not know how it was drawn.

    Examples
    --------
    >>> @drawing
    ... def draw(*, ax=None):
    ...     return axes(ax, height=2)
    >>> float(for_phone(draw().figure).get_figwidth()) < DESK / 2
    True
    """
    if not isinstance(figure, Sheet) or figure.draw_again is None:
        return None
    token = _WIDTH.set(PHONE)
    try:
        return figure.draw_again().get_figure(root=True)
    finally:
        _WIDTH.reset(token)


def is_narrow(ax: Axes) -> bool:
    """Whether the axes stand on a sheet for the phone."""
    sheet = ax.get_figure(root=True)
    return sheet is not None and bool(sheet.get_figwidth() < (DESK + PHONE) / 2)


def by_width(desk: Any, phone: Any) -> Any:
    """One of two, for the sheet that is about to be made."""
    return phone if _WIDTH.get() == PHONE else desk


def axes(ax: Axes | None, *, height: float, title: str = "") -> Axes:
    """Give the axes to draw on, new ones on a sheet of their own when the caller has none.

    Examples
    --------
    >>> ax = axes(None, height=3, title="商談")
    >>> ax.figure.get_suptitle(), ax.figure.title
    ('商談', '商談')
    """
    if ax is None:
        sheet = Sheet(figsize=(_WIDTH.get(), height), layout="constrained")
        ax = sheet.subplots()
        if title:
            entitle(sheet, title)
    elif title:
        emphasise(ax.set_title(safe_lines(title, 60), fontsize=LARGE, color=INK))
    return ax


def entitle(sheet: Sheet, title: str) -> None:
    """Write the title of a sheet, in the place of an earlier one.

    Examples
    --------
    >>> sheet = axes(None, height=3, title="商談").figure
    >>> entitle(sheet, "SDR 商談")
    >>> sheet.get_suptitle(), sheet.title
    ('SDR 商談', 'SDR 商談')
    """
    sheet.title = safe_lines(title, 200, lines=1)
    emphasise(sheet.suptitle(safe_lines(title, by_width(90, 40)), x=0.012, ha="left", fontsize=LARGE, color=INK))


def panels(
    ax: Axes,
    rows: int,
    columns: int,
    *,
    widths: Sequence[float] | None = None,
    gap: tuple[float, float] = (0.06, 0.12),
) -> list[Axes]:
    """Divide the axes into a grid of panels, row by row; the axes themselves stay as an empty frame.

    Parameters
    ----------
    widths : sequence of float, optional
        Relative widths of the columns.
    gap : (float, float)
        Space between columns and between rows, as a share of the axes.
    """
    ax.set_axis_off()
    shares = [1.0] * columns if widths is None else list(widths)
    wide = 1 - gap[0] * (columns - 1)
    high = (1 - gap[1] * (rows - 1)) / rows
    lefts, cells = 0.0, []
    for share in shares:
        cells.append((lefts, wide * share / sum(shares)))
        lefts += cells[-1][1] + gap[0]
    return [
        ax.inset_axes((left, 1 - (row + 1) * high - row * gap[1], width, high))
        for row in range(rows)
        for left, width in cells
    ]


def no_data(ax: Axes, lang: str) -> Axes:
    """Say calmly that there is nothing to draw."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, WORDS[lang]["no_data"], transform=ax.transAxes, ha="center", va="center", color=MUTED)
    return ax


def inside(*artists: Artist) -> None:
    """Leave out of the layout what lies within the axes anyway: to ask for its place takes as long as to draw it."""
    for artist in artists:
        artist.set_in_layout(False)


def first_rows(table: pd.DataFrame, limit: int = MAX_ROWS) -> tuple[pd.DataFrame, int]:
    """Keep the rows a reader can take in, and count the others."""
    kept = table.head(limit).reset_index(drop=True)
    return kept, len(table) - len(kept)


def more_rows(ax: Axes, hidden: int, lang: str) -> None:
    """Say below the axes how many rows the figure leaves to the table."""
    if hidden:
        footnote(ax, WORDS[lang]["more"].format(hidden))


def footnote(ax: Axes, text: str) -> Text:
    """Set a small line under everything the axes hold."""
    if isinstance(ax.figure, Sheet):
        ax.figure.note = f"{ax.figure.note} {text}".strip()
    return ax.figure.supxlabel(
        safe_lines(text, 54 if is_narrow(ax) else 120, lines=5), x=0.012, ha="left", fontsize=SMALL, color=MUTED
    )


def row_height(rows: int, *, desk: float = 0.34, phone: float = 0.37, around: float = 0.6) -> float:
    """Inches of a figure with that many rows, each so high on the desk and so high on the phone."""
    return around + by_width(desk, phone) * max(rows, 1)


def emphasise(text: Text) -> Text:
    """Set a text in bold; not by its font, for the IPAex Gothic that everything is measured by has none."""
    _EMPHASISED.add(text)
    return text


def is_emphasised(text: Text | None) -> bool:
    """Whether a text is set in bold."""
    return text in _EMPHASISED
