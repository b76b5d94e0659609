"""Whether each condition of an opportunity still tells winners from losers."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import safe_lines
from kpi_helpers.charts.marks import Rows, is_thin, percent_axis, rate_mark
from kpi_helpers.charts.style import ACTUAL, ATTENTION, INK, MUTED, THIN
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "meets": "満たす",
        "misses": "満たさない",
        "cases": "完了{n}件／商談{all}件",
        "note": "点＝受注率、帯＝95%の幅。完了（受注・失注）が30件未満は灰色",
    },
    "en": {
        "meets": "met",
        "misses": "missed",
        "cases": "closed {n} of {all}",
        "note": "Dots: win rate with its 95% interval; grey below 30 closed",
    },
}


@canvas.drawing
def draw_conditions(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw, per condition, the win rate of the opportunities that meet it and of those that miss it.

    Parameters
    ----------
    table : DataFrame
        Two rows per condition:

        - ``condition`` : in words
        - ``meets`` : whether these opportunities meet it
        - ``opportunities``, ``closed`` : counts
        - ``win_rate``, ``low``, ``high`` : shares of the closed; missing without any

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "condition": ["Budget known"] * 2, "meets": [True, False], "opportunities": [80, 30], "closed": [60, 25],
    ...     "win_rate": [0.4, 0.2], "low": [0.29, 0.09], "high": [0.53, 0.39]})
    >>> [float(dot.get_xdata()[0]) for dot in draw_conditions(rows).lines if dot.get_marker() == "o"]
    [0.4, 0.2]
    """
    conditions = list(dict.fromkeys(table["condition"]))[: canvas.MAX_ROWS]
    height = canvas.row_height(3 * max(len(conditions), 1), desk=0.3, phone=0.36)
    ax = canvas.axes(ax, height=height, title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    lines = table.sort_values("meets", ascending=False, kind="stable")
    lines = [(name, line) for name in conditions for line in [None, *lines[lines["condition"] == name].itertuples()]]
    names = ["" if line is None else words["meets" if line.meets else "misses"] for _, line in lines]
    rows = Rows(ax, names, empty=" ")
    for row, (name, line) in enumerate(lines):
        if line is None:
            write(ax, (0, row + 0.1), safe_lines(name, canvas.by_width(90, 50), lines=1), on="row", va="center")
            continue
        thin = is_thin(line.closed)
        cases = words["cases"].format(n=f"{line.closed:,.0f}", all=f"{line.opportunities:,.0f}")
        rows.value(row, format_value(line.win_rate, "share", lang), cases, colour=MUTED if thin else INK)
        if not is_missing(line.win_rate):
            colour = THIN if thin else ACTUAL if line.meets else ATTENTION
            rate_mark(ax, rows.at(row), line.win_rate, (line.low, line.high), colour, hollow=thin)
    top = table[["win_rate", "high"]].max().max()
    ax.set_xlim(0, top * 1.04 if top > 0 else 1)
    percent_axis(ax.xaxis)
    ax.grid(axis="x")
    canvas.footnote(ax, words["note"])
    return ax
