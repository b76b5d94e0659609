"""Campaigns past, running and planned, on a calendar."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_day, format_month, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.marks import colour_key
from kpi_helpers.charts.style import ACTUAL, BEFORE, GRID, HATCH, INK, MUTED, SMALL, VOLUME, style
from kpi_helpers.charts.text_placement import write, write_after

WORDS = {
    "ja": {"today": "今日 {}", "planned": "予定", "running": "実施中", "past": "実施済み", "missing": "(名称なし)"},
    "en": {"today": "today {}", "planned": "planned", "running": "running", "past": "done", "missing": "(no name)"},
}


_COLOURS = {"past": BEFORE, "running": ACTUAL, "planned": VOLUME}
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}


def draw_campaign_calendar(
    table: pd.DataFrame, *, as_of: pd.Timestamp, ax: Axes | None = None, lang: str = "ja", title: str = ""
) -> Axes:
    """Draw a bar per campaign from its first to its last day; planned ones are hatched.

    Parameters
    ----------
    table : DataFrame
        One row per campaign, in the order of reading:

        - ``campaign`` : its name; ``audience`` : whom it addresses, may be missing
        - ``starts_on``, ``ends_on`` : days; a missing end is the day of the start, a row without a start is left out
        - ``state`` : "past", "running" or "planned"
    as_of : Timestamp
        Where today's line stands.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "campaign": ["Winter seminar"], "audience": ["HR, 500+"], "starts_on": [pd.Timestamp("2026-12-03")],
    ...     "ends_on": [pd.Timestamp("2026-12-04")], "state": ["planned"]})
    >>> ax = draw_campaign_calendar(rows, as_of=pd.Timestamp("2026-11-20"), lang="en")
    >>> [(float(bar.get_width()), str(bar.get_hatch())) for bar in ax.patches]
    [(2.0, '////')]
    """
    with style():
        rows, hidden = canvas.first_rows(table.dropna(subset="starts_on"), 16)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), each=0.47, around=1.0), title=title)
        if rows.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        today = date2num(as_of)
        starts = [date2num(day) for day in rows["starts_on"]]
        ends = [
            start if is_missing(end) else max(date2num(end), start)
            for start, end in zip(starts, rows["ends_on"], strict=True)
        ]
        first, last = min(*starts, today), max(*ends, today) + 1
        _months(ax, pd.Timestamp(first, unit="D"), pd.Timestamp(last, unit="D"), lang)
        for place, (row, start, end) in enumerate(zip(rows.itertuples(index=False), starts, ends, strict=True)):
            colour = _COLOURS[row.state]
            hatch = HATCH if row.state == "planned" else {}
            ax.barh(place + 0.19, end + 1 - start, left=start, height=0.36, color=colour, **hatch)
            _describe(ax, place, row, words)
            ax.axhline(place - 0.5, color=GRID, linewidth=0.8, zorder=0)
        ax.axvline(today, color=INK, linewidth=1.3)
        day = format_day(as_of.month, as_of.day, lang)
        day_name = words["today"].format(day)
        write(ax, (today, 0), day_name, on="column", move=(0, -16), ha="center", va="top", fontsize=SMALL, color=INK)
        ax.set_ylim(len(rows) - 0.45, -0.55)
        ax.set_xlim(first - 2, last + 2)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        colour_key(ax, [(words[state], colour) for state, colour in _COLOURS.items()])
        canvas.more_rows(ax, hidden, lang)
        return ax


def _months(ax: Axes, first: pd.Timestamp, last: pd.Timestamp, lang: str) -> None:
    """A line at every month's first day, its name where there is room."""
    months = pd.period_range(first, last, freq="M")[1:]
    every = len(months) // 8 + 1
    for month in months:
        ax.axvline(date2num(month.start_time), color=GRID, linewidth=1, zorder=0)
    shown = months[::every]
    ax.set_xticks([date2num(month.start_time) for month in shown], [format_month(str(month), lang) for month in shown])


def _describe(ax: Axes, place: int, row, words: dict[str, str]) -> None:
    """Name and audience above the bar, from the left edge on."""
    campaign = safe_label(row.campaign, 36, empty=words["missing"])
    name = write(ax, (0, place - 0.2), campaign, on="row", va="center", bbox=_PAPER)
    audience = safe_label(row.audience, 30, empty="")
    write_after(name, audience, gap=8, fontsize=SMALL, color=MUTED, bbox=_PAPER)
