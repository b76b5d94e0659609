"""How fast inbound leads were answered, and how many were reached by how fast."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import Rows, bare, rate_rows
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, ATTENTION, GOOD, HATCH, MUTED, SMALL
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


@canvas.drawing
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
    height = canvas.row_height(len(table), around=0.8) * canvas.by_width(1, 2)
    ax = canvas.axes(ax, height=height, title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    if canvas.is_narrow(ax):
        shares, contacts = canvas.panels(ax, 2, 1, gap=(0, 0.14))
    else:
        shares, contacts = canvas.panels(ax, 1, 2, widths=(1, 1.1), gap=(0.12, 0))
    names = [words[band] for band in table["response"]]
    rows = Rows(shares, names)
    for row, band in enumerate(table.itertuples(index=False)):
        share = f"{format_value(band.share, 'share')} ({band.leads:,.0f})"
        if rows.narrow:
            rows.value(row, share)
        if is_missing(band.share):
            continue
        colour = {"<=5min": GOOD, "none": ATTENTION}.get(band.response, ACTUAL_SOFT)
        hatch = HATCH if band.response == "none" else {}
        shares.barh(rows.at(row), band.share, height=rows.thick, color=colour, **hatch)
        if not rows.narrow:
            write(shares, (band.share, row), share, move=(4, 0), va="center", fontsize=SMALL)
    bare(shares)
    longest = table["share"].max()
    shares.set_xlim(0, longest * (1.02 if rows.narrow else 1.75) if longest > 0 else 1)
    shares.set_title(words["share"], fontsize=SMALL, color=MUTED)
    answered = table[table["response"] != "none"]
    # Side by side the bands have their names and their places once.
    rates = Rows(contacts, names[: len(answered)] if rows.narrow else [""] * len(names), empty=" ")
    rate_rows(rates, answered, ACTUAL, lang=lang, rate="contact_rate")
    contacts.set_title(words["contact"], fontsize=SMALL, color=MUTED)
    return ax
