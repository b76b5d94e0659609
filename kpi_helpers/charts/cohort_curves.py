"""How a channel's leads mature: the share with an opportunity by age, and how many leads still count at that age."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.marks import name_ends, percent_axis
from kpi_helpers.charts.style import MUTED, SERIES, SMALL, style
from kpi_helpers.charts.text_placement import write
from kpi_helpers.workbook.limits import THIN_BELOW

WORDS = {
    "ja": {
        "age": "リードの経過日数",
        "note": "下の数字=その日数まで追えているリード数(30 件未満は白抜き)。帯は95 %の幅",
        "missing": "(未入力)",
    },
    "en": {
        "age": "days since the lead",
        "note": "Below: leads followed to that age (hollow where under 30). Bands: 95 % interval",
        "missing": "(not given)",
    },
}

_MARKERS = "osD^vP"


def draw_cohort_curves(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the share of leads with an opportunity by age, a curve per channel, the numbers at risk below.

    Parameters
    ----------
    table : DataFrame
        One row per channel and age, the channels in the order of reading; the first six are drawn:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``age_days`` : 0, 7, 14, …
        - ``rate``, ``low``, ``high`` : shares
        - ``at_risk`` : leads followed to that age (count)

    Examples
    --------
    >>> curve = pd.DataFrame({
    ...     "channel": ["Web"] * 2, "age_days": [7, 30], "rate": [0.05, 0.12], "low": [0.03, 0.09],
    ...     "high": [0.08, 0.16], "at_risk": [300, 240]})
    >>> [line.get_ydata().tolist() for line in draw_cohort_curves(curve, lang="en").lines][0]
    [0.05, 0.12]
    """
    with style():
        channels = list(dict.fromkeys(table["channel"].fillna("")))[: len(SERIES)]
        ax = canvas.axes(ax, height=3.7 + 0.2 * len(channels), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        ages = sorted(table["age_days"].unique())
        place = {age: index for index, age in enumerate(ages)}
        ends = []
        for line, (channel, colour, marker) in enumerate(zip(channels, SERIES, _MARKERS, strict=False)):
            curve = table[table["channel"].fillna("") == channel].sort_values("age_days")
            name = safe_label(channel, 12, empty=words["missing"])
            _at_risk(ax, line, name, curve, place, colour)
            curve = curve.dropna(subset="rate")
            if curve.empty:
                continue
            _curve(ax, curve["age_days"].map(place), curve, colour, marker)
            rate = curve["rate"].iloc[-1]
            ends.append((rate, f"{name} {format_value(rate, 'share', lang)}", colour))
        top = max(table["rate"].max(), table["high"].where(table["at_risk"] >= THIN_BELOW, 0).max())
        ax.set_ylim(0, top * 1.05 if top > 0 else 1)
        ax.set_xlim(-0.5, len(ages) - 0.7)
        name_ends(ax, len(ages) - 1, ends)
        ax.set_xticks(range(len(ages)), [f"{age:,.0f}" for age in ages])
        ax.set_title(words["age"], loc="right", fontsize=SMALL, color=MUTED)
        percent_axis(ax.yaxis)
        ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
        ax.grid(axis="y")
        ax.spines["left"].set_visible(False)
        canvas.footnote(ax, words["note"])
        return ax


def _curve(ax: Axes, at: pd.Series, curve: pd.DataFrame, colour: str, marker: str) -> None:
    rate = curve["rate"].astype(float)
    thin = curve["at_risk"] < THIN_BELOW
    # The interval of a few leads reaches far: without it the curves have room to stand apart.
    sure = curve[~thin]
    ax.fill_between(
        at[~thin], sure["low"].astype(float), sure["high"].astype(float), color=colour, alpha=0.12, linewidth=0
    )
    ax.plot(at, rate, color=colour, marker=marker, markersize=5)
    ax.plot(at[thin], rate[thin], color=colour, linestyle="none", marker=marker, markersize=5, markerfacecolor="white")


def _at_risk(ax: Axes, line: int, name: str, curve: pd.DataFrame, place: dict[float, int], colour: str) -> None:
    """A row of numbers under the axis, in the curve's colour."""
    drop = -24 - 13 * line
    write(ax, (0, 0), name, on="axes", move=(-6, drop), ha="right", va="top", fontsize=SMALL, color=colour)
    for age, at_risk in zip(curve["age_days"], curve["at_risk"], strict=True):
        number = "–" if pd.isna(at_risk) else f"{at_risk:,.0f}"
        under = (place[age], 0)
        write(ax, under, number, on="column", move=(0, drop), ha="center", va="top", fontsize=SMALL, color=colour)
