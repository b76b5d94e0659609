"""What a month's landing is made of, each part where the one before it ends."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed, format_value, is_missing
from kpi_helpers.charts.marks import Rows, bare
from kpi_helpers.charts.style import ACTUAL, ATTENTION, HATCH, INK, MUTED, RULE

WORDS = {
    "ja": {"actual": "今日までの実績", "landing": "着地見込み", "target": "目標 {}"},
    "en": {"actual": "To date", "landing": "Landing", "target": "target {}"},
}


@canvas.drawing
def draw_landing_parts(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
    unit: str = "currency",
    target: float | None = None,
) -> Axes:
    """Draw the actual, each part that is still to come from where the one before it ends, and the landing below them.

    Parameters
    ----------
    table : DataFrame
        One row per part in their order, the actual first:

        - ``label`` : its name
        - ``value`` : in `unit`; the parts sum to the landing
    target : float, optional
        Drawn as a line that they are held against.

    Examples
    --------
    >>> parts = pd.DataFrame({"label": ["To date", "Run rate", "Month's end"], "value": [10.0, 5.0, -1.0]})
    >>> [(float(bar.get_x()), float(bar.get_width())) for bar in draw_landing_parts(parts, lang="en").patches]
    [(0.0, 10.0), (10.0, 5.0), (15.0, -1.0), (0.0, 14.0)]
    """
    words = WORDS[lang]
    names = [*table["label"], words["landing"]]
    ax = canvas.axes(ax, height=canvas.row_height(len(names), desk=0.3, around=0.5), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    ends = list(accumulate(table["value"]))
    rows, last = Rows(ax, names, width=28), len(table)
    for row, (start, value) in enumerate(zip([0.0, *ends], table["value"], strict=False)):
        loss = value < 0
        look: dict[str, Any] = {"color": ATTENTION if loss else ACTUAL, "alpha": 1.0 if loss or not row else 0.55}
        ax.barh(rows.at(row), value, left=start, height=rows.thick, **look, **(HATCH if loss else {}))
        rows.value(row, format_signed(value, unit, lang) if row else format_value(value, unit, lang), colour=INK)
        if not rows.narrow:
            ax.plot([ends[row]] * 2, [row, row + 1], color=RULE, linewidth=1, zorder=0.5)
    ax.barh(rows.at(last), ends[-1], height=rows.thick, color=ACTUAL)
    rows.stress(last, rows.value(last, format_value(ends[-1], unit, lang), colour=ACTUAL if ends[-1] >= 0 else MUTED))
    if target is not None and not is_missing(target):
        rows.level(target, words["target"].format(format_value(target, unit, lang)))
    bare(ax)
    rows.zero()
    ax.margins(x=0.03)
    return ax
