"""Why valid leads rose or fell: more leads, or better ones, by channel."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed
from kpi_helpers.charts.marks import bare, beside, colour_key, name_rows
from kpi_helpers.charts.style import INK, QUALITY, RULE, SMALL, VOLUME, style
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {"volume": "量(リード数)による増減", "quality": "質(有効率)による増減", "missing": "(未入力)"},
    "en": {"volume": "by volume (number of leads)", "quality": "by quality (valid rate)", "missing": "(not given)"},
}
_EFFECTS = {"volume": (VOLUME, -0.18), "quality": (QUALITY, 0.18)}
"""The colour of each effect, and how far its bar stands from the middle of the row."""


def draw_lead_change(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the change of valid leads by channel, split into volume and quality, which sum to the change.

    Parameters
    ----------
    table : DataFrame
        One row per channel:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``is_total`` : the row that sums up the others
        - ``volume``, ``quality`` : effects in valid leads, may be fractions
        - ``change`` : their sum

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "channel": ["Web"], "is_total": [False], "volume": [12.5], "quality": [-4.5], "change": [8]})
    >>> [float(bar.get_width()) for bar in draw_lead_change(rows, lang="en").patches]
    [12.5, -4.5]
    """
    with style():
        rows, hidden = canvas.first_rows(table)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), each=0.5, around=0.95), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        name_rows(ax, rows["channel"], width=18, empty=words["missing"])
        for effect, (colour, lift) in _EFFECTS.items():
            ax.barh(rows.index + lift, rows[effect], height=0.34, color=colour)
            for place, value in rows[effect].items():
                side: dict[str, Any] = (
                    {"move": (4, 0), "ha": "left"} if value >= 0 else {"move": (-4, 0), "ha": "right"}
                )
                number = format_signed(value, "count", "en")
                write(ax, (value, place + lift), number, va="center", fontsize=SMALL, **side)
        for place, row in enumerate(rows.itertuples(index=False)):
            total = beside(ax, place, format_signed(row.change, "count", lang))
            if row.is_total:
                canvas.emphasise(total)
                ax.axhspan(place - 0.48, place + 0.48, color=RULE, alpha=0.3, linewidth=0, zorder=0)
        bare(ax)
        ax.axvline(0, color=INK, linewidth=1)
        ax.margins(x=0.14)
        colour_key(ax, [(words[effect], colour) for effect, (colour, _) in _EFFECTS.items()])
        canvas.more_rows(ax, hidden, lang)
        return ax
