"""How much of the target list has been reached: lately, longer ago, never."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value
from kpi_helpers.charts.marks import Rows, bare, colour_key
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, ATTENTION, HATCH

WORDS = {
    "ja": {
        "recent": "90日以内に接触",
        "earlier": "それより前に接触",
        "never": "未接触",
        "missing": "（不明）",
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


@canvas.drawing
def draw_target_reach(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw target companies by segment and industry, and what part of them was reached when.

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
    >>> [round(float(bar.get_width()), 2) for bar in draw_target_reach(rows, lang="en").patches]
    [0.77, 0.64, 0.19, 0.21, 0.04, 0.14]
    """
    groups, hidden = canvas.first_rows(table)
    ax = canvas.axes(ax, height=canvas.row_height(len(groups), desk=0.32), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, groups["name"].tolist(), width=20, empty=words["missing"])
    everyone = groups[list(_PARTS)].sum(axis="columns")
    shares = groups[list(_PARTS)].div(everyone.where(everyone > 0), axis="index").fillna(0)
    before = shares.cumsum(axis="columns") - shares
    places = [rows.at(place) for place in range(len(groups))]
    for part, colour in _PARTS.items():
        striped = HATCH if part == "never" else {}
        ax.barh(places, shares[part], left=before[part], height=rows.thick, color=colour, **striped)
    for place, group in enumerate(groups.itertuples(index=False)):
        in_all = format_value(everyone[place], "companies", lang)
        rows.value(place, words["of"].format(f"{group.never:,.0f}", in_all))
        if group.opens_group:
            rows.rule(place)
    bare(ax)
    ax.set_xlim(0, 1)
    colour_key(ax, [(words[part], colour) for part, colour in _PARTS.items()])
    canvas.more_rows(ax, hidden, lang)
    return ax
