"""Inbound leads by the hour they arrive, and how many were answered within five minutes."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.charts.style import ACTUAL_SOFT, GOOD, INK, MUTED, SMALL, THIN, TINY
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "within": "5分以内に対応した割合（%）",
        "leads": "届いたリード（件）",
        "hour": "届いた時刻（時）",
        "note": "( )と灰色は30件未満",
    },
    "en": {
        "within": "answered within 5 min (%)",
        "leads": "leads that arrived",
        "hour": "hour of arrival",
        "note": "In brackets and grey: under 30 leads",
    },
}


@canvas.drawing
def draw_answers_by_hour(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw, by hour of arrival, the leads and below them the share that was answered within five minutes.

    Parameters
    ----------
    table : DataFrame
        One row per hour with leads:

        - ``hour`` : 0 to 23
        - ``leads``, ``within_5min`` : counts
        - ``share`` : within_5min / leads

    Returns
    -------
    Axes
        The frame; its ``child_axes`` hold the leads and the shares.

    Examples
    --------
    >>> rows = pd.DataFrame({"hour": [9, 10], "leads": [40, 10], "within_5min": [30, 2], "share": [0.75, 0.2]})
    >>> [text.get_text() for text in draw_answers_by_hour(rows, lang="en").child_axes[1].texts]
    ['75', '(20)']
    """
    ax = canvas.axes(ax, height=3.4, title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    counts, shares = canvas.panels(ax, 2, 1, gap=(0, 0.2))
    hours = list(range(int(table["hour"].min()), int(table["hour"].max()) + 1))
    if crowded := canvas.is_narrow(ax) and len(hours) > 11:
        hours = sorted(table["hour"])
    size = TINY if crowded else SMALL
    place = {hour: number for number, hour in enumerate(hours)}
    counts.bar(table["hour"].map(place), table["leads"], width=0.8, color=ACTUAL_SOFT)
    for row in table.itertuples(index=False):
        thin = is_thin(row.leads)
        look: dict[str, Any] = {"move": (0, 3), "ha": "center", "va": "bottom", "fontsize": size}
        look |= {"color": MUTED if thin else INK, "rotation": 90 if crowded and len(hours) > 16 else 0}
        write(counts, (place[row.hour], row.leads), f"{row.leads:,.0f}", **look)
        if not is_missing(row.share):
            shares.bar(place[row.hour], row.share, width=0.8, color=THIN if thin else GOOD)
            share = f"{100 * row.share:.0f}"
            write(shares, (place[row.hour], row.share), f"({share})" if thin else share, **look)
    for panel, name in ((counts, words["leads"]), (shares, words["within"])):
        panel.set_title(name, fontsize=SMALL, color=MUTED)
        panel.set_xlim(-0.6, len(hours) - 0.4)
        panel.set_xticks([])
        panel.set_yticks([])
        panel.spines["left"].set_visible(False)
    counts.margins(y=0.3 if crowded else 0.2)
    highest = table["share"].max()
    shares.set_ylim(0, 1.3 * highest if highest > 0 else 1)
    shares.set_xticks(range(len(hours)), [str(hour) for hour in hours], fontsize=size)
    shares.set_xlabel(words["hour"])
    canvas.footnote(ax, words["note"])
    return ax
