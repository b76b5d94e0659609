"""The conversion rate month by month, once as slice and once as chase."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_month, format_value, is_missing
from kpi_helpers.charts.marks import name_ends, percent_axis
from kpi_helpers.charts.style import COHORT, EXPECTED, MUTED, SLICE, SMALL, style
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "slice": "輪切り {}",
        "cohort": "追っかけ {}",
        "expected": "最終見込み {}",
        "young": "白抜き・破線=まだ若い月(これから上がる)。帯は95 %の幅",
        "band": "帯は95 %の幅",
        "leads": "有効リード",
    },
    "en": {
        "slice": "slice {}",
        "cohort": "chase {}",
        "expected": "expected {}",
        "young": "hollow, dashed: young months, still rising; bands: 95 % interval",
        "band": "bands: 95 % interval",
        "leads": "valid leads",
    },
}

_LOOK = {"slice": (SLICE, "s"), "cohort": (COHORT, "o"), "expected": (EXPECTED, "D")}


def draw_conversion_rates(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw slice rate and cohort rate by month with their intervals, young cohorts hollow.

    Parameters
    ----------
    table : DataFrame
        One row per kind and month, months in order:

        - ``kind`` : "slice", "cohort" or, for young months, "expected" (the final rate a cohort is heading for)
        - ``month`` : "2026-10"
        - ``rate``, ``low``, ``high`` : shares; a missing interval draws no band
        - ``denominator`` : valid leads of the month (count)
        - ``is_young`` : the cohort may still grow

    Examples
    --------
    >>> rates = pd.DataFrame({
    ...     "kind": ["cohort", "cohort"], "month": ["2026-09", "2026-10"], "rate": [0.10, 0.04],
    ...     "low": [0.07, 0.02], "high": [0.14, 0.07], "denominator": [300, 310], "is_young": [False, True]})
    >>> [line.get_ydata().tolist() for line in draw_conversion_rates(rates).lines][0]
    [0.1, 0.04]
    """
    with style():
        ax = canvas.axes(ax, height=3.9, title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        months = sorted(table["month"].unique())
        place = {month: index for index, month in enumerate(months)}
        ends = []
        for kind, (colour, marker) in _LOOK.items():
            line = table[table["kind"] == kind].dropna(subset="rate")
            if line.empty:
                continue
            at = line["month"].map(place)
            _line(ax, at, line, colour, marker)
            end = line.iloc[-1]
            ends.append((end["rate"], WORDS[lang][kind].format(format_value(end["rate"], "share", lang)), colour))
        top = table[["rate", "high"]].max().max()
        ax.set_ylim(0, top * 1.08 if top > 0 else 1)
        name_ends(ax, len(months) - 1, ends)
        _month_axis(ax, table, months, lang)
        percent_axis(ax.yaxis)
        ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        canvas.footnote(ax, WORDS[lang]["young" if table["is_young"].any() else "band"])
        return ax


def _line(ax: Axes, at: pd.Series, line: pd.DataFrame, colour: str, marker: str) -> None:
    """One kind of rate: solid while it is settled, dashed with hollow marks where it is young."""
    young = line["is_young"].astype(bool)
    rate = line["rate"].astype(float)
    ax.plot(at, rate, color=colour, linestyle=(0, (3, 1.5)), linewidth=1.6)
    ax.plot(at[~young], rate[~young], color=colour, marker=marker, markersize=5)
    ax.plot(
        at[young],
        rate[young],
        color=colour,
        linestyle="none",
        marker=marker,
        markersize=6,
        markerfacecolor="white",
        markeredgewidth=1.5,
    )
    ax.fill_between(at, line["low"].astype(float), line["high"].astype(float), color=colour, alpha=0.14, linewidth=0)


def _month_axis(ax: Axes, table: pd.DataFrame, months: list[str], lang: str) -> None:
    """Months with their n; every second one where there are many."""
    leads = table.groupby("month")["denominator"].max()
    every = 2 if len(months) > 7 else 1
    shown = range((len(months) - 1) % every, len(months), every)
    names = []
    for index in shown:
        n = leads[months[index]]
        names.append(f"{format_month(months[index], lang)}\n{'–' if is_missing(n) else f'{n:,.0f}'}")
    ax.set_xticks(list(shown), names)
    ax.set_xlim(-0.4, len(months) - 0.6)
    corner: dict[str, Any] = {"on": "axes", "move": (-4, -28), "ha": "right", "va": "bottom"}
    write(ax, (0, 0), f"{WORDS[lang]['leads']} n", **corner, fontsize=SMALL, color=MUTED)
