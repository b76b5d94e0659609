"""Strokes that several figures share: rows with names, rates with intervals, values beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.style import INK, MUTED, SMALL, THIN
from kpi_helpers.charts.text_placement import write, write_after
from kpi_helpers.workbook.limits import THIN_BELOW


def name_rows(ax: Axes, names: Sequence[object], *, width: int = 22, empty: str = "–") -> None:
    """Write one name per row at the left, the first on top."""
    ax.set_yticks(range(len(names)), [safe_label(name, width, empty=empty) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def hide_names(ax: Axes, rows: int) -> None:
    """Line a panel up with the named rows beside it."""
    ax.set_yticks([])
    ax.set_ylim(rows - 0.5, -0.5)
    ax.spines["left"].set_visible(False)


def is_thin(cases: object) -> bool:
    """Whether a rate rests on too few cases to be drawn in colour."""
    return is_missing(cases) or float(cases) < THIN_BELOW  # type: ignore[arg-type]


def sample_size(cases: object) -> str:
    """Write how many cases a rate rests on."""
    return f"n={0 if is_missing(cases) else float(cases):,.0f}"  # type: ignore[arg-type]


def percent_axis(axis, *, ticks: int = 4) -> None:
    """Label an axis of shares in whole percents, with few ticks."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))


def value_axis(axis, unit: str, lang: str, *, ticks: int = 4) -> None:
    """Label an axis in its unit, with few ticks."""
    if unit == "share":
        percent_axis(axis, ticks=ticks)
        return
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10], integer=unit == "count"))

    def write(value: float, _: object) -> str:
        return f"{value:,.0f}" if unit == "count" else format_value(value, unit, lang)

    axis.set_major_formatter(FuncFormatter(write))


def rate_rows(
    ax: Axes,
    table: pd.DataFrame,
    colour: str,
    *,
    lang: str,
    rate: str = "rate",
    verdicts: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Draw one rate per row as a dot with its interval, and write rate and n at the right.

    Parameters
    ----------
    table : DataFrame
        Columns `rate`, ``low``, ``high`` (shares) and ``n`` (count); rows in drawing order.
    verdicts : sequence of (words, colour), optional
        What is written behind n, a pair per row.
    """
    verdicts = [("", MUTED)] * len(table) if verdicts is None else verdicts
    for row, line in enumerate(table.itertuples(index=False)):
        value = getattr(line, rate)
        if is_missing(value):
            beside(ax, row, format_value(None, "share", lang), sample_size(line.n), MUTED, verdict=verdicts[row])
            continue
        shade = THIN if is_thin(line.n) else colour
        if not is_missing(line.low):
            ax.plot([line.low, line.high], [row, row], color=shade, linewidth=5, alpha=0.35, solid_capstyle="butt")
        ax.plot(
            [value], [row], marker="o", markersize=7, color=shade, markerfacecolor="white" if is_thin(line.n) else shade
        )
        ink = MUTED if is_thin(line.n) else INK
        beside(ax, row, format_value(value, "share", lang), sample_size(line.n), ink, verdict=verdicts[row])
    tops = table[[rate, "high"]].to_numpy(dtype=float)
    top = max((value for value in tops.ravel() if not is_missing(value)), default=1.0)
    ax.set_xlim(0, top * 1.04 if top > 0 else 1.0)
    percent_axis(ax.xaxis, ticks=3)
    ax.grid(axis="x")


def beside(
    ax: Axes, row: float, text: str, note: str = "", colour: str = INK, *, verdict: tuple[str, str] = ("", MUTED)
) -> Text:
    """Write a value right of the axes, level with its row, behind it a small note and a verdict in its colour."""
    value = before = write(ax, (1, row), text, on="row", move=(6, 0), va="center", color=colour)
    for words, shade in ((note, MUTED), verdict):
        if words:
            before = write_after(before, words, color=shade, fontsize=SMALL)
    return value


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
        write(ax, (at, centre), text, move=(10, 0), va="center", color=colour, fontsize=SMALL)


def colour_key(ax: Axes, entries: Sequence[tuple[str, str]], *, lift: float = 6) -> None:
    """Explain colours in one line above the axes: a square of the colour, then its meaning."""
    before = None
    for text, colour in entries:
        look = {"color": colour, "fontsize": SMALL}
        if before is None:
            square = write(ax, (0, 1), "■", on="axes", move=(0, lift), va="bottom", **look)
        else:
            square = write_after(before, "■", gap=12, **look)
        before = write_after(square, text, gap=3, color=MUTED, fontsize=SMALL)


def bare(ax: Axes) -> None:
    """Take away ticks and frame; what remains is named directly."""
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
