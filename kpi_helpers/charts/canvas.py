"""The sheet a figure is drawn on: one width, a title on top, panels inside, and what stands there without data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from kpi_helpers.charts.labels import safe_lines
from kpi_helpers.charts.style import BASE, INK, LARGE, MUTED, SMALL

WIDTH = 6.4
"""Inches. At 390 px of phone 10 points are still 8 px high, at 880 px they are a heading's size, not a poster's."""

MAX_ROWS = 20

WORDS = {
    "ja": {"no_data": "データがありません", "more": "ほか {} 件は表に"},
    "en": {"no_data": "No data", "more": "{} more in the table"},
}


def axes(ax: Axes | None, *, height: float, title: str = "") -> Axes:
    """Give the axes to draw on, new ones in a figure of their own when the caller has none.

    The figure belongs to no window and to no global list: nothing has to be closed.

    Examples
    --------
    >>> ax = axes(None, height=3, title="商談")
    >>> ax.figure.get_suptitle()
    '商談'
    """
    if ax is None:
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        ax = figure.subplots()
        if title:
            emphasise(figure.suptitle(safe_lines(title, 72), x=0.012, ha="left", fontsize=LARGE, color=INK))
    elif title:
        emphasise(ax.set_title(safe_lines(title, 60), fontsize=LARGE, color=INK))
    return ax


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
    return ax.figure.supxlabel(safe_lines(text, 96, lines=3), x=0.012, ha="left", fontsize=SMALL, color=MUTED)


def row_height(rows: int, *, each: float = 0.4, around: float = 0.9) -> float:
    """Inches of a figure with that many rows."""
    return around + each * max(rows, 2)


def emphasise(text: Text) -> Text:
    """Draw a text heavier: the IPAex Gothic has no bold."""
    text.set_path_effects([withStroke(linewidth=float(text.get_fontsize()) / BASE * 0.45, foreground=text.get_color())])
    return text
