"""The team's and each rep's activity over the weeks: one small curve per person and KPI, against the benchmark."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.marks import bare, is_thin
from kpi_helpers.charts.style import ACTUAL, INK, MUTED, RULE, SMALL, THIN, VERDICT_COLOURS, VERDICT_MARKS, style

WORDS = {
    "ja": {
        "benchmark": "破線 {}",
        "note": "曲線=週ごと、数字=今月。破線=参考値、✓満たす ▼届かない、( )は30 件未満",
    },
    "en": {
        "benchmark": "line {}",
        "note": "Curves: by week; numbers: month to date. Dashed: reference value, ✓ met, ▼ missed; "
        "in brackets: under 30 cases",
    },
}

_CURVE = (0.06, 0.9)
"""Where a cell's curve lies, from left to right."""

_HEIGHTS = (0.86, 0.42)
"""Where a cell's curve lies, from its lowest to its highest value, counted from the cell's top."""


def draw_activity_trends(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw a grid: a row per team or rep, a column per KPI, in each cell the weeks' curve and the number of now.

    Parameters
    ----------
    table : DataFrame
        One row per group, KPI and week; groups and KPIs in the order of reading, up to four KPIs:

        - ``group`` : team or rep; ``is_team`` : drawn as a heading row
        - ``kpi``, ``label``, ``unit`` : id, words and unit (see `format_value`)
        - ``week`` : "2026-W47"
        - ``value`` : the week's, in ``unit``; missing where there is none
        - ``shown`` : the number written into the cell, in ``unit``, the same in all of a cell's rows; may be missing
        - ``n`` : cases behind ``shown`` (count); under 30 it is greyed and not judged; missing where n has no meaning
        - ``benchmark`` : in ``unit``, one per KPI; may be missing
        - ``verdict`` : "good", "attention" or "", of ``shown``

    Examples
    --------
    >>> weeks = pd.DataFrame({
    ...     "group": "SDR", "is_team": True, "kpi": "cph", "label": "Calls per hour", "unit": "ratio",
    ...     "week": ["2026-W46", "2026-W47"], "value": [11.0, 12.5], "shown": 12.1, "n": 820, "benchmark": 13.0,
    ...     "verdict": "attention"})
    >>> [text.get_text() for text in draw_activity_trends(weeks, lang="en").texts]
    ['Calls per hour', 'line 13.0', '▼ 12.1', 'SDR']
    """
    with style():
        groups = list(dict.fromkeys(table["group"]))
        shown = groups[: canvas.MAX_ROWS]
        ax = canvas.axes(ax, height=1.1 + 0.58 * max(len(shown), 2), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        weeks = sorted(table["week"].unique())
        kpis = list(dict.fromkeys(table["kpi"]))
        for column, kpi in enumerate(kpis):
            cells = table[table["kpi"] == kpi]
            _head(ax, column, cells.iloc[0], lang)
            scale, curves = _scale(cells), dict(iter(cells.groupby("group")))
            for row, group in enumerate(shown):
                _cell(ax, (column, row), curves[group], weeks, scale, lang)
        teams = set(table.loc[table["is_team"].astype(bool), "group"])
        for row, group in enumerate(shown):
            name = ax.text(-0.04, row + 0.5, safe_label(group, 16), ha="right", va="center")
            if group in teams:
                canvas.emphasise(name)
            ax.axhline(row, color=INK if row == 0 else RULE, linewidth=1.0 if row == 0 else 0.7, zorder=0.5)
        bare(ax)
        ax.set_yticks([])
        ax.set_xlim(-0.02, len(kpis))
        ax.set_ylim(len(shown), -0.85)
        canvas.footnote(ax, WORDS[lang]["note"])
        canvas.more_rows(ax, len(groups) - len(shown), lang)
        return ax


def _head(ax: Axes, column: int, first, lang: str) -> None:
    ax.text(column + _CURVE[0], -0.55, safe_label(first["label"], 16), va="center", fontsize=SMALL)
    if not is_missing(first["benchmark"]):
        line = WORDS[lang]["benchmark"].format(format_value(first["benchmark"], first["unit"], lang))
        ax.text(column + _CURVE[0], -0.2, line, va="center", fontsize=SMALL, color=MUTED)


def _scale(cells: pd.DataFrame) -> tuple[float, float]:
    """One scale per KPI, so that rows compare: from the lowest to the highest value or benchmark."""
    values = pd.concat([cells["value"], cells["benchmark"]]).astype(float).dropna()
    if values.empty:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _cell(
    ax: Axes, cell: tuple[int, int], curve: pd.DataFrame, weeks: list[str], scale: tuple[float, float], lang: str
) -> None:
    column, row = cell

    def across(week: str) -> float:
        steps = max(len(weeks) - 1, 1)
        return column + _CURVE[0] + (_CURVE[1] - _CURVE[0]) * weeks.index(week) / steps

    def down(value: float) -> float:
        share = (value - scale[0]) / (scale[1] - scale[0])
        return row + _HEIGHTS[0] + (_HEIGHTS[1] - _HEIGHTS[0]) * share

    curve = curve.sort_values("week")
    now, known = curve.iloc[-1], curve.dropna(subset="value")
    thin = not is_missing(now["n"]) and is_thin(now["n"])
    if len(known):
        if not is_missing(now["benchmark"]):
            at = down(float(now["benchmark"]))
            ax.plot([column + _CURVE[0], column + _CURVE[1]], [at, at], color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
        colour, last = THIN if thin or is_missing(now["shown"]) else ACTUAL, known.iloc[-1]
        ax.plot(
            [across(week) for week in known["week"]], [down(float(value)) for value in known["value"]], color=colour
        )
        ax.plot([across(last["week"])], [down(float(last["value"]))], marker="o", markersize=4.5, color=colour)
    text = format_value(now["shown"], now["unit"], lang).removesuffix(" 件")
    verdict = "" if thin or is_missing(now["shown"]) else now["verdict"]
    if not is_missing(now["shown"]):
        text = f"({text})" if thin else f"{VERDICT_MARKS[verdict]} {text}" if verdict else text
    ax.text(column + _CURVE[0], row + 0.22, text, va="center", color=VERDICT_COLOURS[verdict] if verdict else MUTED)
