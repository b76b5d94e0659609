"""Strokes that several figures share: rows with names, rates with intervals, values beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.style import INK, MUTED, RULE, SMALL, THIN, THIN_BELOW


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


def percent_axis(axis, *, ticks: int = 4) -> None:
    """Label an axis of shares in whole percents, with few ticks."""
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))


def value_axis(axis, unit: str, lang: str, *, ticks: int = 4) -> None:
    """Label an axis in its unit, with few ticks."""
    if unit == "share":
        return percent_axis(axis, ticks=ticks)
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10], integer=unit == "count"))

    def write(value: float, _: object) -> str:
        return f"{value:,.0f}" if unit == "count" else format_value(value, unit, lang)

    axis.set_major_formatter(FuncFormatter(write))


def rate_rows(ax: Axes, table: pd.DataFrame, colour: str, *, lang: str, rate: str = "rate") -> None:
    """Draw one rate per row as a dot with its interval, and write rate and n at the right.

    Parameters
    ----------
    table : DataFrame
        Columns `rate`, ``low``, ``high`` (shares) and ``n`` (count); rows in drawing order.
    """
    for row, line in enumerate(table.itertuples(index=False)):
        value = getattr(line, rate)
        if is_missing(value):
            beside(ax, row, format_value(None, "share", lang), f"n={0 if is_missing(line.n) else int(line.n):,}", THIN)
            continue
        shade = THIN if is_thin(line.n) else colour
        if not is_missing(line.low):
            ax.plot([line.low, line.high], [row, row], color=shade, linewidth=5, alpha=0.35, solid_capstyle="butt")
        ax.plot([value], [row], marker="o", markersize=7, color=shade, markerfacecolor="white" if is_thin(line.n) else shade)
        beside(ax, row, format_value(value, "share", lang), f"n={int(line.n):,}", THIN if is_thin(line.n) else INK)
    tops = table[[rate, "high"]].to_numpy(dtype=float)
    top = max((value for value in tops.ravel() if not is_missing(value)), default=1.0)
    ax.set_xlim(0, top * 1.04 if top > 0 else 1.0)
    percent_axis(ax.xaxis, ticks=3)
    ax.grid(axis="x")


def beside(ax: Axes, row: float, text: str, note: str = "", colour: str = INK) -> Text:
    """Write a value right of the axes, level with its row, a small note behind it."""
    value = ax.annotate(
        text, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
        va="center", color=MUTED if colour == THIN else colour, annotation_clip=False,
    )  # fmt: skip
    if note:
        ax.annotate(
            note, (1, 0.5), xycoords=value, xytext=(5, 0), textcoords="offset points",
            va="center", color=MUTED, fontsize=SMALL, annotation_clip=False,
        )  # fmt: skip
    return value


def reference_line(ax: Axes, at: float, text: str, *, vertical: bool = True) -> None:
    """Draw a benchmark or target across the axes and name it at its end."""
    if is_missing(at):
        return
    draw = ax.axvline if vertical else ax.axhline
    draw(at, color=INK, linewidth=1.1, linestyle=(0, (4, 2)), zorder=1.5)
    where = dict(xy=(at, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), ha="center", va="bottom")
    if not vertical:
        where = dict(xy=(0, at), xycoords=("axes fraction", "data"), xytext=(3, 2), ha="left", va="bottom")
    ax.annotate(text, textcoords="offset points", fontsize=SMALL, color=INK, **where)


def bare(ax: Axes) -> None:
    """Take away ticks and frame; what remains is named directly."""
    ax.set_xticks([])
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)


def frame_card(ax: Axes) -> None:
    """Close the thin frame around a panel."""
    for side in ax.spines.values():
        side.set_visible(True)
        side.set_color(RULE)
