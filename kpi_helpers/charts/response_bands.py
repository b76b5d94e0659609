"""How fast inbound leads were answered, and how many were reached by how fast."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_percent, is_missing
from kpi_helpers.charts.marks import bare, hide_names, name_rows, rate_rows
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, ATTENTION, GOOD, HATCH, MUTED, SMALL, style
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "share": "リードの割合",
        "contact": "接触率",
        "<=5min": "5分以内",
        "5-10min": "5〜10分",
        "10-30min": "10〜30分",
        "30-60min": "30〜60分",
        "1-24h": "1〜24時間",
        "later": "それより後",
        "none": "未対応",
    },
    "en": {
        "share": "share of leads",
        "contact": "contact rate",
        "<=5min": "within 5 min",
        "5-10min": "5–10 min",
        "10-30min": "10–30 min",
        "30-60min": "30–60 min",
        "1-24h": "1–24 h",
        "later": "later",
        "none": "unanswered",
    },
}


def draw_response_bands(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw, by time to the first answer, the share of the leads and the contact rate with its interval.

    Parameters
    ----------
    table : DataFrame
        One row per band, fastest first:

        - ``response`` : "<=5min", "5-10min", "10-30min", "30-60min", "1-24h", "later" or "none"
        - ``leads`` : count; ``share`` : of all leads
        - ``contact_rate``, ``low``, ``high`` : shares; missing for "none"
        - ``n`` : leads the contact rate rests on

    Returns
    -------
    Axes
        The frame; its ``child_axes`` hold the shares and the contact rates.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "response": ["<=5min", "none"], "leads": [60, 40], "share": [0.6, 0.4], "contact_rate": [0.5, None],
    ...     "low": [0.37, None], "high": [0.63, None], "n": [55, 0]})
    >>> [float(bar.get_width()) for bar in draw_response_bands(rows, lang="en").child_axes[0].patches]
    [0.6, 0.4]
    """
    with style():
        ax = canvas.axes(ax, height=canvas.row_height(len(table), around=1.1), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        shares, contacts = canvas.panels(ax, 1, 2, widths=(1, 1.1), gap=(0.12, 0))
        name_rows(shares, [words[band] for band in table["response"]])
        for place, row in enumerate(table.itertuples(index=False)):
            if is_missing(row.share):
                continue
            colour = {"<=5min": GOOD, "none": ATTENTION}.get(row.response, ACTUAL_SOFT)
            shares.barh(place, row.share, height=0.62, color=colour, **(HATCH if row.response == "none" else {}))
            share = f"{format_percent(row.share)} ({row.leads:,.0f})"
            write(shares, (row.share, place), share, move=(4, 0), va="center", fontsize=SMALL)
        bare(shares)
        longest = table["share"].max()
        shares.set_xlim(0, longest * 1.75 if longest > 0 else 1)
        shares.set_title(words["share"], fontsize=SMALL, color=MUTED)
        answered = table[table["response"] != "none"]
        rate_rows(contacts, answered, ACTUAL, lang=lang, rate="contact_rate")
        hide_names(contacts, len(table))
        contacts.set_title(words["contact"], fontsize=SMALL, color=MUTED)
        return ax
