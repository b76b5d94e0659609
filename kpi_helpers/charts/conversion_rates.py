"""Whether the conversion rate rises: cohorts at the same age month by month, with the slice rate behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_month, format_value, is_missing
from kpi_helpers.charts.marks import colour_key, dated_marks, name_ends, percent_axis
from kpi_helpers.charts.style import COHORT, INK, MUTED, PAPER, SLICE, SMALL, THIN, TINY
from kpi_helpers.charts.text_placement import write
from kpi_helpers.workbook.limits import THIN_BELOW

WORDS = {
    "ja": {
        "slice": "輪切り {rate}",
        "target": "輪切りの目標 {rate}",
        "age": "追っかけ（{age}日以内）{rate}",
        "cohort": "追っかけ {rate}",
        "usual": "それまで6か月 {rate}",
        "note": "点＝その月のリードのうち商談になった割合（帯は95%の幅、30件未満は灰色）、線＝その月の商談÷その月の有効リード",
        "leads": "有効リード",
    },
    "en": {
        "slice": "slice {rate}",
        "target": "slice target {rate}",
        "age": "cohort ({age} days) {rate}",
        "cohort": "cohort {rate}",
        "usual": "six months before {rate}",
        "note": "Dots: share of a month's leads with an opportunity (with 95% interval; grey under 30); line: a month's "
        "opportunities over its valid leads",
        "leads": "valid leads",
    },
}


@canvas.drawing
def draw_conversion_rates(
    table: pd.DataFrame,
    *,
    age: int = 30,
    usual: float = float("nan"),
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
    marks: Sequence[tuple[float, str]] = (),
) -> Axes:
    """Draw cohorts at one age as dots with their intervals, and the slice rate as a thin line.

    Parameters
    ----------
    table : DataFrame
        One row per kind and month, months in order; rows of other kinds are left out:

        - ``kind`` : "slice", "target" (of the slice rate), and "age" (a cohort within `age` days, months that are old enough) or, where no month
          is, "cohort" (a cohort so far)
        - ``month`` : "2026-10"
        - ``rate``, ``low``, ``high`` : shares; a missing interval draws none
        - ``denominator`` : valid leads of the month (count)
    age : int
        Days.
    usual : float
        What the newest of the dots is held against; may be missing.
    marks : sequence of (place, words)
        What somebody did to move the rate; 0 is the first day of the oldest month, 1.5 the middle of the second.

    Examples
    --------
    >>> rates = pd.DataFrame({
    ...     "kind": ["age", "age"], "month": ["2026-08", "2026-09"], "rate": [0.10, 0.04],
    ...     "low": [0.07, 0.02], "high": [0.14, 0.07], "denominator": [300, 310]})
    >>> [float(line.get_ydata()[0]) for line in draw_conversion_rates(rates).lines if line.get_marker() == "o"]
    [0.1, 0.04]
    """
    ax = canvas.axes(ax, height=canvas.by_width(2.0, 3.0), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words, months = WORDS[lang], sorted(table["month"].unique())
    place = {month: index for index, month in enumerate(months)}
    chase = "age" if (table["kind"] == "age").any() else "cohort"
    ends: list[tuple[float, str, str, str]] = []
    slices, goals, cohorts = (table[table["kind"] == kind].dropna(subset="rate") for kind in ("slice", "target", chase))
    if len(goals):
        ax.plot(goals["month"].map(place), goals["rate"].astype(float), color=SLICE, linewidth=1, linestyle=(0, (1, 2)))
        rate = goals["rate"].iloc[-1]
        ends.append((rate, words["target"].format(rate=format_value(rate, "share", lang)), SLICE, "…"))
    if len(slices):
        ax.plot(slices["month"].map(place), slices["rate"].astype(float), color=SLICE, linewidth=1.4)
        rate = slices["rate"].iloc[-1]
        ends.append((rate, words["slice"].format(rate=format_value(rate, "share", lang)), SLICE, "━"))
    if not is_missing(usual) and len(cohorts):
        last = place[cohorts["month"].iloc[-1]]
        ax.plot([max(last - 6.4, -0.4), last + 0.4], [usual] * 2, color=INK, linewidth=1, linestyle=(0, (3, 2)))
        ends.append((usual, words["usual"].format(rate=format_value(usual, "share", lang)), INK, "- -"))
    for row in cohorts.itertuples(index=False):
        _dot(ax, place[row.month], row)
    if len(cohorts):
        rate = cohorts["rate"].iloc[-1]
        ends.append((rate, words[chase].format(age=age, rate=format_value(rate, "share", lang)), COHORT, "●"))
    top = pd.concat([slices["rate"], goals["rate"], cohorts["rate"], cohorts["high"]]).max()
    ax.set_ylim(0, top * 1.08 if top > 0 else 1)
    if canvas.is_narrow(ax):
        ends.sort(reverse=True)
        colour_key(ax, [end[1:3] for end in ends], marks=[sign for *_, sign in ends])
    else:
        name_ends(ax, len(months) - 1, [end[:3] for end in ends], lines=8)
    _month_axis(ax, table, months, lang)
    dated_marks(ax, [(at - 0.5, words_) for at, words_ in marks])
    percent_axis(ax.yaxis)
    ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    canvas.footnote(ax, words["note"])
    return ax


def _dot(ax: Axes, at: int, row) -> None:
    thin = is_missing(row.denominator) or row.denominator < THIN_BELOW
    colour = THIN if thin else COHORT
    if not is_missing(row.low):
        ax.plot([at, at], [row.low, row.high], color=colour, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([at], [row.rate], marker="o", markersize=7, color=colour, markerfacecolor=PAPER if thin else colour)


def _month_axis(ax: Axes, table: pd.DataFrame, months: list[str], lang: str) -> None:
    """Months with their n; every second one where there are many."""
    leads = table.groupby("month")["denominator"].max()
    narrow = canvas.is_narrow(ax)
    every = 2 if len(months) > (7 if narrow else 14) else 1
    shown = range((len(months) - 1) % every, len(months), every)
    names = []
    for index in shown:
        n = leads[months[index]]
        names.append(f"{format_month(months[index], lang)}\n{'–' if is_missing(n) else f'{n:,.0f}'}")
    ax.set_xticks(list(shown), names, fontsize=TINY if narrow else SMALL)
    ax.set_xlim(-0.5, len(months) - 0.5)
    if not narrow:
        corner: dict[str, Any] = {"on": "axes", "move": (-4, -30), "ha": "right", "va": "bottom"}
        write(ax, (0, 0), f"{WORDS[lang]['leads']} n", fontsize=SMALL, color=MUTED, **corner)
