"""Strokes that several figures share: rows with names, rates with intervals, values beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kpi_helpers.charts.canvas import emphasise, inside, is_narrow
from kpi_helpers.charts.formats import current_currency, format_percent, format_value, in_currency, is_missing
from kpi_helpers.charts.labels import display_width, safe_label
from kpi_helpers.charts.style import INK, MUTED, PAPER, RULE, SMALL, THIN
from kpi_helpers.charts.text_placement import write, write_after
from kpi_helpers.workbook.limits import THIN_BELOW

Note = tuple[str, str]
"""Words and their colour."""

_WORDED, _KEYS = 3, 50
"""Dated marks with words, and columns of half a Japanese character that a line of explained colours takes on a phone."""


class Rows:
    """Rows with a name each, the first on top.

    On the desk the names stand left of the axes and values right of them; on the phone both stand in a line above
    the row's marks, which have the whole width.

    Parameters
    ----------
    ax : Axes
    names : sequence
        From an export, or words.
    width : int
        Columns of half a Japanese character.
    empty : str
        What stands for a missing name.

    Attributes
    ----------
    thick : float
        Height of a bar, in rows.

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> rows = Rows(axes(None, height=2), ["Sato", None])
    >>> rows.at(1), rows.value(1, "12%", "n=30")
    (1, Text(1, 1, '12%'))
    """

    def __init__(self, ax: Axes, names: Sequence[object], *, width: int = 22, empty: str = "–") -> None:
        self.ax, self.narrow = ax, is_narrow(ax)
        self.thick = 0.3 if self.narrow else 0.62
        labels = [safe_label(name, width, empty=empty) for name in names]
        if self.narrow:
            ax.set_yticks([])
            self._names = [write(ax, (0, row - 0.24), label, on="row", va="center") for row, label in enumerate(labels)]
            inside(*self._names)
        else:
            ax.set_yticks(range(len(labels)), labels)
            self._names = ax.get_yticklabels()
        ax.set_ylim(len(labels) - 0.5, -0.5)
        ax.spines["left"].set_visible(False)

    def at(self, row: int) -> float:
        """Where on the y axis a row's marks lie."""
        return row + 0.17 if self.narrow else row

    def value(self, row: int, text: str, *notes: str | Note, colour: str = INK) -> Text:
        """Write a row's value, and notes behind it."""
        if self.narrow:
            value = before = write_after(self._names[row], text, gap=8, color=colour)
        else:
            value = before = write(self.ax, (1, row), text, on="row", move=(6, 0), va="center", color=colour)
        for note in notes:
            words, shade = (note, MUTED) if isinstance(note, str) else note
            if words:
                before = write_after(before, words, color=shade, fontsize=SMALL)
        return value

    def stress(self, row: int, *texts: Text) -> None:
        """Set a row's name and other texts of it in bold."""
        for text in (self._names[row], *texts):
            emphasise(text)

    def level(self, value: float, text: str, colour: str = INK) -> None:
        """Draw an upright dashed line that rows are held against, named above the axes."""
        look: dict[str, Any] = {"color": colour, "linewidth": 1, "linestyle": (0, (3, 2)), "zorder": 0.6}
        self._upright(value, 0.15, **look)
        place: dict[str, Any] = {"on": "column", "move": (0, 3), "ha": "center", "va": "bottom"}
        write(self.ax, (value, 1), text, fontsize=SMALL, color=MUTED, **place)

    def zero(self) -> None:
        """Draw the upright line at zero, beside the marks only: a line above them belongs to words."""
        self._upright(0, 0.24, color=INK, linewidth=1, solid_capstyle="butt")

    def _upright(self, value: float, half: float, **look: Any) -> None:
        if not self.narrow:
            self.ax.axvline(value, **look)
            return
        for row in range(len(self._names)):
            self.ax.plot([value, value], [self.at(row) - half, self.at(row) + half], **look)

    def rule(self, row: int, colour: str = RULE) -> None:
        """Part a row from the one before it."""
        if row:
            self.ax.axhline(row - 0.5, color=colour, linewidth=1)


def is_thin(cases: float | None) -> bool:
    """Whether a rate rests on too few cases to be drawn in colour."""
    return cases is None or is_missing(cases) or float(cases) < THIN_BELOW


def sample_size(cases: float | None) -> str:
    """Write how many cases a rate rests on."""
    return f"n={0 if cases is None or is_missing(cases) else float(cases):,.0f}"


def percent_axis(axis, *, ticks: int = 4) -> None:
    """Label an axis of shares in whole percents, with few ticks."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: format_percent(value)))


def value_axis(axis, unit: str, lang: str, *, ticks: int = 4) -> None:
    """Label an axis in its unit, with few ticks."""
    if unit == "share":
        percent_axis(axis, ticks=ticks)
        return
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10], integer=unit == "count"))

    currency = current_currency()  # the axis is written when the figure is drawn at last

    def write(value: float, _: object) -> str:
        with in_currency(currency):
            return f"{value:,.0f}" if unit == "count" else format_value(value, unit, lang)

    axis.set_major_formatter(FuncFormatter(write))


def rate_rows(
    rows: Rows,
    table: pd.DataFrame,
    colour: str,
    *,
    lang: str,
    rate: str = "rate",
    verdicts: Sequence[Note] | None = None,
) -> None:
    """Draw one rate per row as a dot with its interval, and write rate and n beside it.

    Parameters
    ----------
    table : DataFrame
        Columns `rate`, ``low``, ``high`` (shares) and ``n`` (count); rows in drawing order.
    verdicts : sequence of (words, colour), optional
        What is written behind n, a pair per row.
    """
    ax = rows.ax
    ax.tick_params(axis="y", pad=8)  # the dot of a rate of nothing reaches beyond the axis
    for row, line in enumerate(table.itertuples(index=False)):
        notes: list[str | Note] = [sample_size(line.n), *([] if verdicts is None else [verdicts[row]])]
        value, thin = getattr(line, rate), is_thin(line.n)
        rows.value(row, format_value(value, "share", lang), *notes, colour=MUTED if thin or is_missing(value) else INK)
        if not is_missing(value):
            rate_mark(ax, rows.at(row), value, (line.low, line.high), THIN if thin else colour, hollow=thin)
    tops = table[[rate, "high"]].to_numpy(dtype=float)
    top = max((value for value in tops.ravel() if not is_missing(value)), default=1.0)
    ax.set_xlim(0, top * 1.04 if top > 0 else 1.0)
    percent_axis(ax.xaxis, ticks=3)
    ax.grid(axis="x")


def rate_mark(ax: Axes, at: float, value: float, ends: tuple[float, float], colour: str, *, hollow: bool) -> None:
    """A dot on the interval that it may as well lie in."""
    if not is_missing(ends[0]):
        ax.plot(ends, [at, at], color=colour, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([value], [at], marker="o", markersize=7, color=colour, markerfacecolor=PAPER if hollow else colour)


def name_ends(ax: Axes, at: float, ends: Sequence[tuple[float, str, str]], *, lines: float = 17) -> None:
    """Name curves at their right ends, pushed upwards where the names would touch.

    Parameters
    ----------
    at : float
        Where on the x axis the curves end.
    ends : sequence of (height, name, colour)
    lines : float
        How many lines of text the axes are high.
    """
    low, high = ax.get_ylim()
    line = (high - low) / lines
    placed = low - line
    for value, text, colour in sorted(ends):
        half = line * (text.count("\n") + 1) / 2
        centre = max(value, placed + half)
        placed = centre + half + line * 0.15
        look: dict[str, Any] = {"linespacing": 1.25} if "\n" in text else {}
        write(ax, (at, centre), text, move=(10, 0), va="center", color=colour, fontsize=SMALL, **look)


def colour_key(
    ax: Axes,
    entries: Sequence[tuple[str, str]],
    *,
    mark: str = "■",
    marks: Sequence[str] | None = None,
    per_line: int | None = None,
) -> None:
    """Explain colours above the axes: a mark of the colour, or its own for each, then its meaning; on the phone as many a line as fit."""
    lines: list[list[tuple[tuple[str, str], str]]] = [[]]
    for entry in zip(entries, marks or [mark] * len(entries), strict=True):
        taken = sum(display_width(text) + 4 for (text, _), _ in [*lines[-1], entry])
        if lines[-1] and (len(lines[-1]) == per_line or (is_narrow(ax) and taken > _KEYS)):
            lines.append([])
        lines[-1].append(entry)
    for number, line in enumerate(reversed(lines)):
        before = None
        for (text, colour), mark in line:
            look: dict[str, Any] = {"color": colour, "fontsize": SMALL}
            if before is None:
                before = write(ax, (0, 1), mark, on="axes", move=(0, 6 + 14 * number), va="bottom", **look)
            else:
                before = write_after(before, mark, gap=12, **look)
            before = write_after(before, text, gap=3, color=MUTED, fontsize=SMALL)


def bare(ax: Axes) -> None:
    """Take away ticks and frame; what remains is named directly."""
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


def dated_marks(ax: Axes, marks: Sequence[tuple[float, str]]) -> None:
    """Upright dotted lines where somebody acted, each with its words at the top.

    Parameters
    ----------
    marks : sequence of (place on the x axis, words)
        The newest first; those beyond the third stay without words.

    Examples
    --------
    >>> from kpi_helpers.charts.canvas import axes
    >>> ax = axes(None, height=2)
    >>> dated_marks(ax, [(0.4, "11/6 call at nine")])
    >>> [text.get_text() for text in ax.texts]
    ['11/6 call at nine']
    """
    left, right = ax.get_xlim()
    for number, (at, words) in enumerate(marks):
        ax.axvline(at, color=INK, linewidth=1, linestyle=(0, (1, 2)), zorder=0.7)
        if number >= _WORDED:
            continue
        is_late = at > (left + right) / 2
        place: dict[str, Any] = {"on": "column", "ha": "right" if is_late else "left", "va": "top", "fontsize": SMALL}
        place["move"] = (-4 if is_late else 4, -2 - 14 * number)
        write(ax, (at, 1), safe_label(words, 28 if is_narrow(ax) else 44), color=INK, **place)
