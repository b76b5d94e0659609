"""Inbound leads by the hour they arrive, and how many were answered within five minutes."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import is_missing
from kpi_helpers.charts.marks import colour_key, is_thin
from kpi_helpers.charts.style import ACTUAL_SOFT, GOOD, INK, MUTED, SMALL, THIN, style
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "within": "5分以内に対応",
        "leads": "届いたリード",
        "hour": "届いた時刻(時)",
        "note": "棒の上の数字=5分以内に対応した割合(%)。( )は30 件未満",
    },
    "en": {
        "within": "answered within 5 min",
        "leads": "leads",
        "hour": "hour of arrival",
        "note": "Above the bars: share answered within 5 min (%); in brackets below 30 leads",
    },
}


def draw_answers_by_hour(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw leads by hour of arrival with the part answered within five minutes.

    Parameters
    ----------
    table : DataFrame
        One row per hour with leads:

        - ``hour`` : 0 to 23
        - ``leads``, ``within_5min`` : counts
        - ``share`` : within_5min / leads

    Examples
    --------
    >>> rows = pd.DataFrame({"hour": [9, 10], "leads": [40, 10], "within_5min": [30, 2], "share": [0.75, 0.2]})
    >>> [text.get_text() for text in draw_answers_by_hour(rows, lang="en").texts][:2]
    ['75', '(20)']
    """
    with style():
        ax = canvas.axes(ax, height=3.5, title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        ax.bar(table["hour"], table["leads"], width=0.8, color=ACTUAL_SOFT)
        colours = [THIN if is_thin(leads) else GOOD for leads in table["leads"]]
        ax.bar(table["hour"], table["within_5min"], width=0.8, color=colours)
        for row in table.itertuples(index=False):
            thin = is_thin(row.leads)
            if is_missing(row.share):
                continue
            share = f"{100 * row.share:.0f}"
            look: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": SMALL, "color": MUTED if thin else INK}
            write(ax, (row.hour, row.leads), f"({share})" if thin else share, move=(0, 3), **look)
        first, last = table["hour"].min(), table["hour"].max()
        ax.set_xlim(first - 0.6, last + 0.6)
        hours = range(first, last + 1, 1 if last - first < 14 else 2)
        ax.set_xticks(list(hours), [str(hour) for hour in hours])
        ax.set_xlabel(words["hour"])
        ax.margins(y=0.12)
        ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        colour_key(ax, [(words["within"], GOOD), (words["leads"], ACTUAL_SOFT)])
        canvas.footnote(ax, words["note"])
        return ax
