"""Open opportunities in four quadrants: target company or not, hot or cold."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.charts.style import ACTUAL, FAINT, INK, LARGE, MUTED, RULE, SMALL, style

WORDS = {
    "ja": {
        "target": "ターゲット企業",
        "other": "ターゲット以外",
        "hot": "温度感 高い",
        "cold": "温度感 低い",
        "open": "進行中 {}",
        "amount": "金額 {}",
        "win_rate": "受注率 {}",
        "closed": "(n={})",
        "thin": "(n={}、参考)",
        "new": "直近3か月の新規 {}",
        "days": "経過日数の中央値 {}",
        "focus": "ここから話す",
        "unknown": "区分不明: 進行中 {}、金額 {}、新規 {}",
    },
    "en": {
        "target": "target company",
        "other": "other company",
        "hot": "hot",
        "cold": "cold",
        "open": "{} open",
        "amount": "amount {}",
        "win_rate": "win rate {}",
        "closed": "(n={})",
        "thin": "(n={}, thin)",
        "new": "{} new in 3 months",
        "days": "median age {}",
        "focus": "talk about these",
        "unknown": "Unknown quadrant: {} open, amount {}, {} new",
    },
}

_PLACES = {"target_hot": (1, 0), "target_cold": (0, 0), "other_hot": (1, 1), "other_cold": (0, 1)}


def draw_quadrants(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the 2 × 2 field of opportunities and mark the quadrant to talk about.

    Parameters
    ----------
    table : DataFrame
        One row per quadrant:

        - ``quadrant`` : "target_hot", "target_cold", "other_hot", "other_cold" or "unknown"
        - ``opportunities`` : created in the three months (count)
        - ``open``, ``amount``, ``days_open`` : of the open ones (count, yen, days)
        - ``win_rate``, ``closed`` : won / closed and how many closed (share, count)
        - ``is_focus`` : the quadrant to talk about

    Examples
    --------
    >>> field = pd.DataFrame({
    ...     "quadrant": ["target_hot"], "opportunities": [12], "open": [8], "amount": [9.6e6], "days_open": [21],
    ...     "win_rate": [0.4], "closed": [40], "is_focus": [True]})
    >>> "8 open" in [text.get_text() for text in draw_quadrants(field, lang="en").texts]
    True
    """
    with style():
        ax = canvas.axes(ax, height=3.9, title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        rows = {row.quadrant: row for row in table.itertuples(index=False)}
        for quadrant, place in _PLACES.items():
            _field(ax, rows.get(quadrant), place, words, lang)
        for column, name in enumerate(("cold", "hot")):
            ax.text(column + 0.5, 2.06, words[name], ha="center", va="top", color=MUTED)
        for line, name in enumerate(("target", "other")):
            ax.text(-0.02, line + 0.5, words[name], ha="right", va="center", color=MUTED, rotation=90)
        ax.set_axis_off()
        ax.set_xlim(-0.01, 2.01)
        ax.set_ylim(2.02, -0.02)
        if "unknown" in rows:
            row = rows["unknown"]
            values = (format_value(row.open, "count", lang), format_value(row.amount, "currency", lang))
            canvas.footnote(ax, words["unknown"].format(*values, format_value(row.opportunities, "count", lang)))
        return ax


def _field(ax: Axes, row, place: tuple[int, int], words: dict[str, str], lang: str) -> None:
    left, top = place[0] + 0.015, place[1] + 0.02
    focus = row is not None and bool(row.is_focus)
    ax.add_patch(
        Rectangle(
            (left, top),
            0.97,
            0.96,
            facecolor="#E3F0F8" if focus else FAINT,
            edgecolor=ACTUAL if focus else RULE,
            linewidth=2.6 if focus else 0.8,
        )
    )
    if focus:
        mark = ax.text(
            left + 0.94, top + 0.16, f"● {words['focus']}", ha="right", va="center", fontsize=SMALL, color=ACTUAL
        )
        canvas.emphasise(mark)
    if row is None:
        return
    inner = left + 0.05
    canvas.emphasise(
        ax.text(
            inner, top + 0.16, words["open"].format(format_value(row.open, "count", lang)), va="center", fontsize=LARGE
        )
    )
    canvas.emphasise(
        ax.text(inner, top + 0.34, words["amount"].format(format_value(row.amount, "currency", lang)), va="center")
    )
    rate = words["win_rate"].format(format_value(row.win_rate, "share", lang))
    closed = words["thin" if is_thin(row.closed) else "closed"].format(
        f"{0 if is_missing(row.closed) else row.closed:,.0f}"
    )
    ax.text(inner, top + 0.53, f"{rate} {closed}", va="center", color=MUTED if is_thin(row.closed) else INK)
    ax.text(
        inner,
        top + 0.69,
        words["days"].format(format_value(row.days_open, "days", lang)),
        va="center",
        fontsize=SMALL,
        color=MUTED,
    )
    ax.text(
        inner,
        top + 0.84,
        words["new"].format(format_value(row.opportunities, "count", lang)),
        va="center",
        fontsize=SMALL,
        color=MUTED,
    )
