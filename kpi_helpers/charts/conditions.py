"""Whether each condition of an opportunity still tells winners from losers."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.labels import safe_lines
from kpi_helpers.charts.marks import is_thin, percent_axis
from kpi_helpers.charts.style import ACTUAL, ATTENTION, HATCH, INK, MUTED, SMALL, THIN, style
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "meets": "満たす",
        "misses": "満たさない",
        "line": "{name} 受注率 {rate} (完了 {n}、商談 {all})",
        "note": "帯は95 %の幅。完了30 件未満は灰色",
    },
    "en": {
        "meets": "met",
        "misses": "missed",
        "line": "{name}: win rate {rate} (closed {n} of {all})",
        "note": "Bands: 95 % interval; grey below 30 closed",
    },
}


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
    >>> [float(bar.get_width()) for bar in draw_conditions(rows).patches]
    [0.4, 0.2]
    """
    with style():
        conditions = list(dict.fromkeys(table["condition"]))[: canvas.MAX_ROWS]
        ax = canvas.axes(ax, height=0.9 + 1.05 * max(len(conditions), 1), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        for place, condition in enumerate(conditions):
            top = place * 3.0
            ax.text(0, top, safe_lines(condition, 60, lines=1), va="center", color=MUTED)
            pair = table[table["condition"] == condition].sort_values("meets", ascending=False)
            for line, row in enumerate(pair.itertuples(index=False), start=1):
                _bar(ax, top + line * 0.85, row, lang)
        top = table[["win_rate", "high"]].max().max()
        ax.set_xlim(0, top * 1.04 if top > 0 else 1)
        ax.set_ylim(len(conditions) * 3.0 - 0.6, -0.7)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        percent_axis(ax.xaxis)
        ax.grid(axis="x")
        canvas.footnote(ax, WORDS[lang]["note"])
        return ax


def _bar(ax: Axes, at: float, row, lang: str) -> None:
    words = WORDS[lang]
    thin = is_thin(row.closed)
    colour = THIN if thin else ACTUAL if row.meets else ATTENTION
    if not is_missing(row.win_rate):
        ax.barh(at, row.win_rate, height=0.7, color=colour, **({} if row.meets else HATCH))
        if not is_missing(row.low):
            ax.plot([row.low, row.high], [at, at], color=INK, linewidth=1.2)
    text = words["line"].format(
        name=words["meets"] if row.meets else words["misses"],
        rate=format_value(row.win_rate, "share", lang),
        n=f"{row.closed:,.0f}",
        all=f"{row.opportunities:,.0f}",
    )
    write(ax, (1, at), text, on="row", move=(6, 0), va="center", fontsize=SMALL, color=MUTED if thin else INK)
