"""Which condition of the definition of a valid lead rejects how many leads."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value
from kpi_helpers.charts.marks import Rows, bare, colour_key
from kpi_helpers.charts.style import ACTUAL_SOFT, ATTENTION, HATCH

WORDS = {
    "ja": {"rejects": "満たさないリード", "alone": "この条件だけで外れるリード"},
    "en": {"rejects": "leads that fail it", "alone": "leads that fail only this one"},
}


@canvas.drawing
def draw_condition_rejects(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw how many leads each condition rejects, and how many it alone rejects.

    Parameters
    ----------
    table : DataFrame
        One row per condition, in the order of the file:

        - ``condition`` : in words
        - ``rejects`` : leads that fail it (count)
        - ``rejects_alone`` : leads that fail only this one (count)

    Examples
    --------
    >>> rows = pd.DataFrame({"condition": ["E-mail is given"], "rejects": [40], "rejects_alone": [12]})
    >>> [int(bar.get_width()) for bar in draw_condition_rejects(rows, lang="en").patches]
    [40, 12]
    """
    conditions, hidden = canvas.first_rows(table)
    ax = canvas.axes(ax, height=canvas.row_height(len(conditions)), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, conditions["condition"].tolist(), width=40)
    for place, row in enumerate(conditions.itertuples(index=False)):
        ax.barh(rows.at(place), row.rejects, height=rows.thick, color=ACTUAL_SOFT)
        ax.barh(rows.at(place), row.rejects_alone, height=rows.thick, color=ATTENTION, **HATCH)
        rows.value(place, f"{row.rejects_alone:,.0f} / {format_value(row.rejects, 'count', lang)}")
    bare(ax)
    colour_key(ax, [(words["alone"], ATTENTION), (words["rejects"], ACTUAL_SOFT)])
    canvas.more_rows(ax, hidden, lang)
    return ax
