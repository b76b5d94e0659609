"""Leads and valid leads by channel, against the plan where there is one."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_percent, format_value, is_missing
from kpi_helpers.charts.marks import bare, beside, colour_key, name_rows
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, INK, RULE, VERDICT_COLOURS, VERDICT_MARKS, style

WORDS = {
    "ja": {
        "valid": "有効リード",
        "leads": "リード全体",
        "of": "{} / {}",
        "companies": "{}",
        "pace": "{} ペース {}",
        "target": "縦棒=有効リードの目標",
        "landing": "◇=着地見込みと80 %の幅",
        "missing": "(未入力)",
    },
    "en": {
        "valid": "valid leads",
        "leads": "all leads",
        "of": "{} / {}",
        "companies": "{} companies",
        "pace": "{} pace {}",
        "target": "Bar: target for valid leads",
        "landing": "◇ landing with its 80 % interval",
        "missing": "(not given)",
    },
}


def draw_leads_on_plan(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw leads, valid leads and companies by channel, with target, pace and landing where known.

    Parameters
    ----------
    table : DataFrame
        One row per channel, usually the total first:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``is_total`` : the row that sums up the others
        - ``leads``, ``valid_leads``, ``companies`` : counts to date; companies may be missing
        - ``target`` : valid leads of the whole month; may be missing
        - ``pace`` : valid leads against the target due by today (ratio); may be missing
        - ``landing``, ``low``, ``high`` : of valid leads; may be missing
        - ``verdict`` : "good", "attention" or ""

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "channel": ["Web"], "is_total": [False], "leads": [120], "valid_leads": [80], "companies": [70],
    ...     "target": [100], "pace": [1.1], "landing": [110], "low": [95], "high": [124], "verdict": ["good"]})
    >>> [int(bar.get_width()) for bar in draw_leads_on_plan(rows, lang="en").patches]
    [120, 80]
    """
    with style():
        rows, hidden = canvas.first_rows(table)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), each=0.44, around=1.1), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, rows["channel"], width=18, empty=words["missing"])
        ax.barh(rows.index, rows["leads"], height=0.62, color=ACTUAL_SOFT)
        ax.barh(rows.index, rows["valid_leads"], height=0.62, color=ACTUAL)
        for place, row in enumerate(rows.itertuples(index=False)):
            _goal(ax, place, row)
            text = words["of"].format(f"{row.valid_leads:,.0f}", format_value(row.leads, "count", lang))
            companies = ""
            if not is_missing(row.companies):
                companies = words["companies"].format(format_value(row.companies, "companies", lang))
            value = beside(ax, place, text, companies, verdict=(_pace(row, words), VERDICT_COLOURS[row.verdict]))
            if row.is_total:
                canvas.emphasise(value)
                ax.axhline(place + 0.5, color=RULE, linewidth=1)
        bare(ax)
        tops = rows[["leads", "target", "high"]].max().max()
        ax.set_xlim(0, tops * 1.02 if tops > 0 else 1)
        colour_key(ax, [(words["valid"], ACTUAL), (words["leads"], ACTUAL_SOFT)])
        if hidden:
            canvas.more_rows(ax, hidden, lang)
        elif drawn := [words[mark] for mark in ("target", "landing") if rows[mark].notna().any()]:
            canvas.footnote(ax, "  ".join(drawn))
        return ax


def _goal(ax: Axes, place: int, row) -> None:
    """The target as an upright bar, the landing as a hollow diamond on its interval."""
    if not is_missing(row.target):
        ax.plot([row.target] * 2, [place - 0.4, place + 0.4], color=INK, linewidth=2.6, solid_capstyle="butt")
    if not is_missing(row.landing):
        if not is_missing(row.low):
            ax.plot([row.low, row.high], [place, place], color=INK, linewidth=1.4)
        ax.plot([row.landing], [place], marker="D", markersize=7, color=INK, markerfacecolor="white")


def _pace(row, words: dict[str, str]) -> str:
    if is_missing(row.pace):
        return ""
    return words["pace"].format(VERDICT_MARKS[row.verdict], format_percent(row.pace))
