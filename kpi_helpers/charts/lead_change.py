"""Why valid leads rose or fell: more leads, other channels, or better leads, by channel."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed
from kpi_helpers.charts.marks import Rows, bare, colour_key
from kpi_helpers.charts.style import MIX, MUTED, QUALITY, SMALL, VOLUME
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "volume": "量（リードの総数） {}",
        "mix": "構成（チャネルの割合） {}",
        "quality": "質（有効率） {}",
        "change": "増減",
        "missing": "（未入力）",
    },
    "en": {
        "volume": "volume (number of leads) {}",
        "mix": "mix (shares of the channels) {}",
        "quality": "quality (valid rates) {}",
        "change": "change",
        "missing": "(not given)",
    },
}
_EFFECTS = {"volume": (VOLUME, -1), "mix": (MIX, 0), "quality": (QUALITY, 1)}
"""The colour of each effect, and on which side of the row's middle its bar lies."""


@canvas.drawing
def draw_lead_change(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the change of valid leads by channel, split into volume, mix and quality, which sum to the change.

    Parameters
    ----------
    table : DataFrame
        One row per channel:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``is_total`` : the row that sums up the others; told above the bars, which it would squeeze
        - ``volume``, ``mix``, ``quality`` : effects in valid leads, may be fractions
        - ``change`` : their sum

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "channel": ["Web"], "is_total": [False], "volume": [12.5], "mix": [1.0], "quality": [-4.5], "change": [9]})
    >>> [float(bar.get_width()) for bar in draw_lead_change(rows, lang="en").patches]
    [12.5, 1.0, -4.5]
    """
    shown, hidden = canvas.first_rows(table[~table["is_total"].astype(bool)])
    height = canvas.row_height(len(shown), desk=0.55, phone=0.7, around=0.7)
    ax = canvas.axes(ax, height=height, title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, shown["channel"].tolist(), width=18, empty=words["missing"])
    apart = 0.19 if rows.narrow else 0.27
    for effect, (colour, side) in _EFFECTS.items():
        for row, value in enumerate(shown[effect]):
            place = rows.at(row) + side * apart
            ax.barh(place, value, height=0.85 * apart, color=colour)
            look: dict[str, Any] = {"move": (4, 0)} if value >= 0 else {"move": (-4, 0), "ha": "right"}
            write(ax, (value, place), format_signed(value, "count", "en"), va="center", fontsize=SMALL, **look)
    for row, change in enumerate(shown["change"]):
        rows.value(row, format_signed(change, "count", lang))
    if not rows.narrow:
        write(ax, (1, 1), words["change"], on="axes", move=(6, 6), va="bottom", color=MUTED, fontsize=SMALL)
    bare(ax)
    rows.zero()
    ax.margins(x=0.14)
    total = table[table["is_total"].astype(bool)]
    sums = {effect: format_signed(total[effect].iloc[0], "count", lang) if len(total) else "" for effect in _EFFECTS}
    colour_key(ax, [(words[effect].format(sums[effect]).strip(), colour) for effect, (colour, _) in _EFFECTS.items()])
    canvas.more_rows(ax, hidden, lang)
    return ax
