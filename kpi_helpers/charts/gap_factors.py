"""What each factor adds to the gap between the target to date and the actual."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_signed, format_value
from kpi_helpers.charts.marks import Rows, bare
from kpi_helpers.charts.style import ATTENTION, BEFORE, GOOD, HATCH, MUTED

WORDS = {
    "ja": {"focus": "最大の要因", "levels": "{start}{from_} → {end}{to}（差 {gap}）"},
    "en": {"focus": "largest factor", "levels": "{start} {from_} → {end} {to} (gap {gap})"},
}


@canvas.drawing
def draw_gap_factors(
    table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "", unit: str = "currency"
) -> Axes:
    """Draw what each factor adds or takes, the largest first, left or right of zero.

    Parameters
    ----------
    table : DataFrame
        One row per level and factor:

        - ``label`` : its name
        - ``kind`` : "start" (a level: the target to date), "step" (a share of the gap) or "end" (a level: the actual)
        - ``value`` : level or step, in `unit`; the start and the steps sum to the end
        - ``is_focus`` : the step to talk about
        - ``is_usual`` : within what months differ by anyway, and so neither good nor bad

    Examples
    --------
    >>> steps = pd.DataFrame({
    ...     "label": ["Target to date", "Win rate", "Actual"], "kind": ["start", "step", "end"],
    ...     "value": [10e6, -3e6, 7e6], "is_focus": [False, True, False],
    ...     "is_usual": False})
    >>> [float(bar.get_width()) for bar in draw_gap_factors(steps, lang="en").patches]
    [-3000000.0]
    """
    steps = table[table["kind"] == "step"].sort_values("value", key=lambda value: -value.abs(), kind="stable")
    ax = canvas.axes(ax, height=canvas.row_height(len(steps), desk=0.3, around=0.5), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    rows = Rows(ax, steps["label"].tolist(), width=24)
    for row, bar in enumerate(steps.itertuples(index=False)):
        colour = BEFORE if bar.is_usual or not bar.value else GOOD if bar.value > 0 else ATTENTION
        # Losses are hatched, so that grey print tells them from gains.
        ax.barh(rows.at(row), bar.value, height=rows.thick, color=colour, **(HATCH if bar.value < 0 else {}))
        ink = MUTED if colour == BEFORE else colour
        value = rows.value(
            row, format_signed(bar.value, unit, lang), WORDS[lang]["focus"] if bar.is_focus else "", colour=ink
        )
        if bar.is_focus:
            rows.stress(row, value)
    bare(ax)
    rows.zero()
    ax.margins(x=0.03)
    if levels := _levels(table, unit, lang):
        canvas.footnote(ax, levels)
    return ax


def _levels(table: pd.DataFrame, unit: str, lang: str) -> str:
    levels = table.set_index("kind")
    if not {"start", "end"} <= set(levels.index):
        return ""
    start, end = levels.loc["start"], levels.loc["end"]
    return WORDS[lang]["levels"].format(
        start=start["label"],
        from_=format_value(start["value"], unit, lang),
        end=end["label"],
        to=format_value(end["value"], unit, lang),
        gap=format_signed(end["value"] - start["value"], unit, lang),
    )
