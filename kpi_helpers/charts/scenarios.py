"""What the remaining months need, at today's rates and at others."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_percent, format_value, is_missing
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.marks import bare, beside
from kpi_helpers.charts.style import ACTUAL, INK, MUTED, SMALL, VERDICT_COLOURS, VERDICT_MARKS, style
from kpi_helpers.charts.text_placement import write, write_after

WORDS = {
    "ja": {"planned": "計画 {}", "of_plan": "計画の {}"},
    "en": {"planned": "plan {}", "of_plan": "{} of plan"},
}


def draw_scenarios(
    table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "", unit: str = "count"
) -> Axes:
    """Draw what each scenario needs against what is planned.

    Parameters
    ----------
    table : DataFrame
        One row per scenario, in the order of reading:

        - ``scenario`` : its name ("At today's rates")
        - ``note`` : the rates it assumes, in words
        - ``needed``, ``planned`` : in `unit`; the plan may be missing
        - ``share_of_plan`` : needed / planned
        - ``verdict`` : "good" (the plan suffices), "attention" or ""

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "scenario": ["At today's rates"], "note": ["rate 8 %"], "needed": [820], "planned": [600],
    ...     "share_of_plan": [820 / 600], "verdict": ["attention"]})
    >>> [int(bar.get_width()) for bar in draw_scenarios(rows, lang="en").patches]
    [820]
    """
    with style():
        ax = canvas.axes(ax, height=0.7 + 0.85 * max(len(table), 1), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        for row, line in enumerate(table.itertuples(index=False)):
            colour = VERDICT_COLOURS[line.verdict]
            name = ax.text(0, row - 0.4, safe_label(line.scenario, 38), va="center")
            write_after(name, safe_label(line.note, 40, empty=""), gap=8, fontsize=SMALL, color=MUTED)
            if not is_missing(line.needed):
                ax.barh(row, line.needed, height=0.4, color=colour if line.verdict else ACTUAL)
            value = beside(ax, row, format_value(line.needed, unit, lang), verdict=(_against_plan(line, words), colour))
            canvas.emphasise(value)
            if not is_missing(line.planned):
                ax.plot([line.planned] * 2, [row - 0.27, row + 0.27], color=INK, linewidth=2.4, solid_capstyle="butt")
        plans = table["planned"].dropna()
        if not plans.empty:
            planned = words["planned"].format(format_value(plans.iloc[-1], unit, lang))
            place = (plans.iloc[-1], len(table) - 0.7)
            write(ax, place, planned, move=(0, -3), ha="center", va="top", fontsize=SMALL)
        ax.set_xlim(0, 1.02 * max(table["needed"].max(), plans.max() if len(plans) else 0, 1))
        ax.set_ylim(len(table) - 0.5, -0.65)
        ax.set_yticks([])
        bare(ax)
        return ax


def _against_plan(line, words: dict[str, str]) -> str:
    if is_missing(line.share_of_plan):
        return ""
    return f"{VERDICT_MARKS[line.verdict]} {words['of_plan'].format(format_percent(line.share_of_plan))}"
