"""How much of the target list has been reached: lately, longer ago, never."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value
from kpi_helpers.charts.marks import bare, beside, colour_key, name_rows
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, ATTENTION, HATCH, RULE, style

WORDS = {
    "ja": {
        "recent": "90日以内に接触",
        "earlier": "それより前に接触",
        "never": "未接触",
        "missing": "(不明)",
        "of": "未接触 {} / {}",
    },
    "en": {
        "recent": "reached within 90 days",
        "earlier": "longer ago",
        "never": "never",
        "missing": "(not known)",
        "of": "never {} / {}",
    },
}

_PARTS = {"recent": ACTUAL, "earlier": ACTUAL_SOFT, "never": ATTENTION}


def draw_target_reach(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw target companies by segment and industry, and how many of them were reached when.

    Parameters
    ----------
    table : DataFrame
        One row per segment, then one per industry, or by anything else that splits the list:

        - ``name`` : missing or empty is shown as not known
        - ``opens_group`` : whether another way to split begins here
        - ``recent``, ``earlier``, ``never`` : target companies (count), by their last activity

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "name": ["Large", "Small"], "opens_group": [True, False], "recent": [40, 90], "earlier": [10, 30],
    ...     "never": [2, 20]})
    >>> [int(bar.get_width()) for bar in draw_target_reach(rows, lang="en").patches]
    [40, 90, 10, 30, 2, 20]
    """
    with style():
        rows, hidden = canvas.first_rows(table)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), each=0.36, around=0.95), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, rows["name"], width=20, empty=words["missing"])
        everyone = rows[list(_PARTS)].sum(axis="columns")
        before = rows[list(_PARTS)].cumsum(axis="columns") - rows[list(_PARTS)]
        for part, colour in _PARTS.items():
            striped = HATCH if part == "never" else {}
            ax.barh(rows.index, rows[part], left=before[part], height=0.6, color=colour, **striped)
        for place, row in enumerate(rows.itertuples(index=False)):
            never, in_all = f"{row.never:,.0f}", format_value(everyone[place], "companies", lang)
            beside(ax, place, words["of"].format(never, in_all))
            if row.opens_group and place:
                ax.axhline(place - 0.5, color=RULE, linewidth=1)
        bare(ax)
        colour_key(ax, [(words[part], colour) for part, colour in _PARTS.items()])
        canvas.more_rows(ax, hidden, lang)
        return ax
