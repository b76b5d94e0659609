"""A month's running total by business day, against plan and the months before, with its landing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import colour_key, dated_marks, name_ends, value_axis
from kpi_helpers.charts.style import ACTUAL, BEFORE, INK, MUTED, PAPER, PLAN, SMALL
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "actual": "実績 {}",
        "plan": "目標 {}",
        "last_month": "先月 {}",
        "two_months_ago": "2か月前 {}",
        "three_months_ago": "3か月前 {}",
        "landing": "着地見込み {}",
        "interval": "80%の幅 {}〜{}",
        "day": "営業日",
    },
    "en": {
        "actual": "actual {}",
        "plan": "target {}",
        "last_month": "last month {}",
        "two_months_ago": "2 months ago {}",
        "three_months_ago": "3 months ago {}",
        "landing": "landing {}",
        "interval": "80% interval {}–{}",
        "day": "business day",
    },
}

_LINES = {
    "plan": (PLAN, INK, (0, (4, 2)), 1.3, "- -"),
    "last_month": (BEFORE, MUTED, "-", 1.6, "━"),
    "two_months_ago": (BEFORE, MUTED, (0, (5, 1)), 1.0, "- -"),
    "three_months_ago": (BEFORE, MUTED, (0, (1, 1)), 1.0, "…"),
}
"""Colour of a line and of its words, dashes, width, and the sign for it."""

_BEYOND = 2.5
"""A month before that came to so many times what this one may come to is drawn as far as the axes reach: it would press all else flat."""

_WIDE, _TALL, _CLEAR = 0.16, 0.27, 0.04
"""The room that a label takes beside its point: shares of the days and of the axes' height, and how much of that is free anyway."""

End = tuple[float, str, str, str]
"""Height of a line's end, its words, their colour, and the sign for it."""


@canvas.drawing
def draw_progress(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "ja",
    title: str = "",
    unit: str = "count",
    marks: Sequence[tuple[float, str]] = (),
) -> Axes:
    """Draw the running total against the plan line and the lines of the months before, and where it will land.

    Parameters
    ----------
    table : DataFrame
        One row per business day of the month, all values running totals in `unit`:

        - ``business_day`` : 1, 2, …
        - ``actual`` : missing after as_of
        - ``plan``, ``last_month`` : may be missing
        - ``two_months_ago``, ``three_months_ago`` : columns that may be left out
        - ``landing``, ``low``, ``high`` : on the last row only, the expected month and its 80% interval; may be
          missing
    marks : sequence of (business day, words)
        What somebody did then to move the number.

    Examples
    --------
    >>> days = pd.DataFrame({
    ...     "business_day": [1, 2, 3], "actual": [2, 5, None], "plan": [3, 6, 9], "last_month": [1, 4, 8],
    ...     "landing": [None, None, 8], "low": [None, None, 6], "high": [None, None, 10]})
    >>> [text.get_text() for text in draw_progress(days, lang="en").texts][:2]
    ['actual 5', 'landing 8\\n80% interval 6–10']
    """
    keys = 3 + sum(name in table for name in _LINES)
    ax = canvas.axes(ax, height=canvas.by_width(2.2, 2.2 + 0.1 * keys), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    # Last month may have had more business days than this one, whose end is where it lands.
    ends = table.dropna(subset="landing")
    last = ends.iloc[-1] if len(ends) else table.iloc[-1]
    labels: list[End] = []
    own = table[[name for name in ("actual", "plan", "landing", "high") if name in table]].max().max()
    past = table[[name for name in _LINES if name in table]].max().max()
    roof = 1.5 * own if own > 0 and past > _BEYOND * own else float("inf")
    for name, (colour, ink, dashes, width, sign) in _LINES.items():
        line = table.dropna(subset=name) if name in table else table.iloc[:0]
        if len(line):
            ax.plot(*_under(roof, line["business_day"], line[name]), color=colour, linestyle=dashes, linewidth=width)
            end = line[name].iloc[-1]
            said = words[name].format(format_value(end, unit, lang)) + (" ↑" if end > roof else "")
            labels.append((min(end, roof), said, ink, sign))
    known = table.dropna(subset="actual")
    days = table["business_day"].max()
    ax.set_xlim(0.5, days + 0.3)
    drawn = table[[name for name in ("actual", *_LINES, "landing", "high") if name in table]]
    # A cancellation may take a total of amounts below zero.
    low, top = min(0.0, drawn.min().min()), min(drawn.max().max(), roof)
    ax.set_ylim(1.08 * low, 1.08 * top if top > 0 else 1 if low == 0 else 0)
    if len(known):
        now = known.iloc[-1]
        ax.fill_between(known["business_day"], 0, known["actual"], color=ACTUAL, alpha=0.08, linewidth=0)
        ax.plot(known["business_day"], known["actual"], color=ACTUAL, linewidth=3)
        ax.plot([now["business_day"]], [now["actual"]], marker="o", markersize=8, color=ACTUAL)
        actual = words["actual"].format(format_value(now["actual"], unit, lang))
        if canvas.is_narrow(ax):
            labels.append((now["actual"], actual, ACTUAL, "━"))
        else:
            canvas.emphasise(
                write(ax, (now["business_day"], now["actual"]), actual, color=ACTUAL, **_beside(ax, table, now))
            )
        labels += _fan(ax, now, last, words, unit, lang)
    if canvas.is_narrow(ax):
        # First what is asked about, then what it is held against.
        own = sorted(labels, key=lambda label: label[2] != ACTUAL)
        lines = [(text, colour, sign) for _, words, colour, sign in own for text in words.split("\n")]
        colour_key(ax, [(text, colour) for text, colour, _ in lines], marks=[sign for *_, sign in lines])
    else:
        name_ends(ax, days, [(end, text, colour) for end, text, colour, _ in labels], lines=8.5)
    ax.set_xlabel(words["day"])
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    dated_marks(ax, marks)
    value_axis(ax.yaxis, unit, lang)
    ax.tick_params(axis="y", labelsize=SMALL, labelcolor=MUTED)
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    return ax


def _under(roof: float, days: pd.Series, values: pd.Series) -> tuple[list[float], list[float]]:
    """A line as far as it lies under a roof; where it first passes it, it ends there."""
    at: list[float] = []
    heights: list[float] = []
    for day, value in zip(days.astype(float), values.astype(float), strict=True):
        if value > roof:
            if at:
                at.append(at[-1] + (day - at[-1]) * (roof - heights[-1]) / (value - heights[-1]))
                heights.append(roof)
            break
        at.append(day)
        heights.append(value)
    return at, heights


def _beside(ax: Axes, table: pd.DataFrame, now: pd.Series) -> dict[str, Any]:
    """Where the words of today stand: below the curve and to its right, as it only rises, or above it and to its left, where other lines pass below."""
    day, days, (low, top) = now["business_day"], table["business_day"].max(), ax.get_ylim()
    near, far = _CLEAR * (top - low), _TALL * (top - low)
    late = day > 0.8 * days
    left, right = (day - _WIDE * days, day), (day, day + _WIDE * days)

    def is_crossed(between: tuple[float, float], bottom: float, roof: float) -> bool:
        lines = table.loc[table["business_day"].between(*between), [name for name in _LINES if name in table]]
        return bool(lines.apply(pd.Series.between, args=(bottom, roof)).to_numpy().any())

    height = now["actual"]
    # Over a curve that lies on the axis, whose days stand there.
    has_room = height - far >= low
    is_clear = not is_crossed(left if late else right, height - far, height - near)
    if height + far > top or (has_room and (is_clear or is_crossed(left, height + near, height + far))):
        return {"move": (0, -10), "ha": "right" if late else "left", "va": "top"}
    return {"move": (0, 10), "ha": "right", "va": "bottom"}


def _fan(ax: Axes, now: pd.Series, last: pd.Series, words: dict[str, str], unit: str, lang: str) -> list[End]:
    """The expected rest of the month, opening from today to the interval at its end."""
    if is_missing(last["landing"]) or now["business_day"] >= last["business_day"]:
        return []
    days = [now["business_day"], last["business_day"]]
    label = words["landing"].format(format_value(round(last["landing"]), unit, lang))
    if not is_missing(last["low"]):
        low, high = ([now["actual"], last[bound]] for bound in ("low", "high"))
        ax.fill_between(days, low, high, color=ACTUAL, alpha=0.2, linewidth=0)
        bounds = (format_value(round(last[bound]), unit, lang).removesuffix("件").strip() for bound in ("low", "high"))
        label += "\n" + words["interval"].format(*bounds)
    ax.plot(days, [now["actual"], last["landing"]], color=ACTUAL, linewidth=2, linestyle=(0, (1, 1.2)))
    mark: dict[str, Any] = {
        "marker": "D",
        "markersize": 6,
        "color": ACTUAL,
        "markerfacecolor": PAPER,
        "markeredgewidth": 1.8,
    }
    ax.plot(days[1:], [last["landing"]], **mark)
    return [(last["landing"], label, ACTUAL, "…")]
