"""Whether anyone does everybody's job: the share of the motions per rep, and on how many KPIs each is judged."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_percent, is_missing
from kpi_helpers.charts.marks import bare, beside, colour_key, name_rows
from kpi_helpers.charts.style import ATTENTION, GOOD, INBOUND, INK, MUTED, OUTBOUND, SMALL, style

WORDS = {
    "ja": {
        "inbound": "反響",
        "outbound": "新規開拓",
        "kpis": "KPI {} 個",
        "focused": "✓ 集中できている",
        "overloaded": "▼ 役割が重なる",
    },
    "en": {
        "inbound": "inbound",
        "outbound": "outbound",
        "kpis": "{} KPIs",
        "focused": "✓ focused",
        "overloaded": "▼ roles overlap",
    },
}

_COLOURS = {"focused": GOOD, "overloaded": ATTENTION, "": MUTED}


def draw_roles(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw per rep the share of activities on inbound and outbound leads, the number of KPIs and the verdict.

    Parameters
    ----------
    table : DataFrame
        One row per rep, in the order of reading:

        - ``rep`` : name
        - ``inbound_share``, ``outbound_share`` : of the rep's activities on known leads; missing without any
        - ``kpis`` : metrics the rep has targets for (count)
        - ``verdict`` : "focused", "overloaded" or ""

    Examples
    --------
    >>> reps = pd.DataFrame({"rep": ["Sato"], "inbound_share": [0.6], "outbound_share": [0.4], "kpis": [7],
    ...                      "verdict": ["overloaded"]})
    >>> [float(bar.get_width()) for bar in draw_roles(reps, lang="en").patches]
    [0.6, 0.4]
    """
    with style():
        rows, hidden = canvas.first_rows(table)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), around=0.95), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, rows["rep"], width=16)
        for place, row in enumerate(rows.itertuples(index=False)):
            left = 0.0
            for share, colour, ink in ((row.inbound_share, INBOUND, "white"), (row.outbound_share, OUTBOUND, INK)):
                if is_missing(share):
                    continue
                ax.barh(place, share, left=left, height=0.66, color=colour)
                if share >= 0.12:
                    ax.text(
                        left + share / 2,
                        place,
                        format_percent(share),
                        ha="center",
                        va="center",
                        fontsize=SMALL,
                        color=ink,
                    )
                left += share
            kpis = "" if is_missing(row.kpis) else words["kpis"].format(f"{row.kpis:,.0f}")
            beside(ax, place, kpis, verdict=(words[row.verdict] if row.verdict else "", _COLOURS[row.verdict]))
        bare(ax)
        ax.set_xlim(0, 1)
        colour_key(ax, [(words["inbound"], INBOUND), (words["outbound"], OUTBOUND)])
        canvas.more_rows(ax, hidden, lang)
        return ax
