"""From the target to date to the actual, factor by factor."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed, format_value
from kpi_helpers.charts.marks import bare, beside, name_rows
from kpi_helpers.charts.style import ACTUAL, ATTENTION, BEFORE, GOOD, HATCH, INK, MUTED, RULE, style

WORDS = {
    "ja": {"focus": "最大の要因", "cut": "横軸は0から始まりません(差を見せるため)"},
    "en": {"focus": "largest factor", "cut": "The axis does not start at 0, to show the steps"},
}


def draw_gap_waterfall(
    table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "", unit: str = "currency"
) -> Axes:
    """Draw how the factors lead from the target to the actual, each bar starting where the last one ended.

    Parameters
    ----------
    table : DataFrame
        In the order of reading, one row per bar:

        - ``label`` : its name
        - ``kind`` : "start" (a level: the target to date), "step" (a share of the gap) or "end" (a level: the actual)
        - ``value`` : level or step, in `unit`; the start and the steps sum to the end
        - ``is_focus`` : the step to talk about

    Examples
    --------
    >>> steps = pd.DataFrame({
    ...     "label": ["Target to date", "Win rate", "Actual"], "kind": ["start", "step", "end"],
    ...     "value": [10e6, -3e6, 7e6], "is_focus": [False, True, False]})
    >>> [float(bar.get_width()) for bar in draw_gap_waterfall(steps, lang="en").patches]
    [10000000.0, -3000000.0, 7000000.0]
    """
    with style():
        ax = canvas.axes(ax, height=canvas.row_height(len(table), around=0.7), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        name_rows(ax, table["label"], width=24)
        level = 0.0
        for row, bar in enumerate(table.itertuples(index=False)):
            if bar.kind == "step":
                colour = GOOD if bar.value > 0 else ATTENTION if bar.value < 0 else BEFORE
                _step(ax, row, level, bar, colour)
                note = WORDS[lang]["focus"] if bar.is_focus else ""
                value = beside(
                    ax,
                    row,
                    _arrow(bar.value) + format_signed(bar.value, unit, lang),
                    note,
                    colour if bar.value else MUTED,
                )
                level += bar.value
            else:
                colour = ACTUAL if bar.kind == "end" else BEFORE
                ax.barh(row, bar.value, height=0.62, color=colour)
                value = beside(ax, row, format_value(bar.value, unit, lang), colour=INK)
                level = bar.value
            if bar.is_focus or bar.kind != "step":
                canvas.emphasise(value)
            if row < len(table) - 1:
                ax.plot([level, level], [row - 0.31, row + 1.31], color=RULE, linewidth=1.2, zorder=0.5)
        bare(ax)
        _limits(ax, table, lang)
        return ax


def _step(ax: Axes, row: int, level: float, bar, colour: str) -> None:
    """A floating bar; losses are hatched, so that grey print tells them from gains."""
    ax.barh(row, bar.value, left=level, height=0.62, color=colour, **(HATCH if bar.value < 0 else {}))


def _limits(ax: Axes, table: pd.DataFrame, lang: str) -> None:
    """Start at 0, or, where the steps would be slivers, just below them, with the cut shown on the long bars."""
    levels = pd.concat([table["value"].iloc[:1], table.loc[table["kind"] == "step", "value"]]).cumsum()
    low, high = min(levels.min(), table["value"].iloc[-1]), max(levels.max(), table["value"].iloc[-1])
    span = high - low
    if low <= 0 or span > 0.4 * high:
        ax.axvline(0, color=RULE, linewidth=1)
        ax.margins(x=0.02)
        return
    start = max(low - 0.45 * span, 0) if span else 0
    ax.set_xlim(start, high + 0.02 * span if span else high * 1.02)
    if start > 0:
        width = ax.get_xlim()[1] - start
        for row in (0, len(table) - 1):
            for place in (0.05, 0.07):
                at = start + place * width
                ax.plot([at, at + 0.02 * width], [row + 0.38, row - 0.38], color="white", linewidth=2.2, zorder=3)
        canvas.footnote(ax, WORDS[lang]["cut"])


def _arrow(value: float) -> str:
    return "↑ " if value > 0 else "↓ " if value < 0 else ""
