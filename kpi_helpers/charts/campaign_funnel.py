"""From a campaign's leads to companies, new companies and companies with an opportunity."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.labels import safe_label
from kpi_helpers.charts.marks import bare
from kpi_helpers.charts.style import (
    ACTUAL,
    ACTUAL_SOFT,
    ATTENTION,
    ATTENTION_SOFT,
    GOOD,
    INK,
    MUTED,
    QUALITY,
    SMALL,
    style,
)
from kpi_helpers.charts.text_placement import write

WORDS = {
    "ja": {
        "leads": "リード",
        "companies": "会社",
        "new_companies": "新しい会社",
        "companies_with_opportunity": "商談の会社",
        "focus": "▼ リードは多いのに会社が少ない施策",
        "missing": "(施策なし)",
    },
    "en": {
        "leads": "leads",
        "companies": "companies",
        "new_companies": "new ones",
        "companies_with_opportunity": "with an opp",
        "focus": "▼ many leads, few companies",
        "missing": "(no campaign)",
    },
}

_STAGES = {
    "leads": ACTUAL_SOFT,
    "companies": ACTUAL,
    "new_companies": QUALITY,
    "companies_with_opportunity": GOOD,
}


def draw_campaign_funnel(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw per campaign what became of its leads, four stages side by side on one scale.

    Parameters
    ----------
    table : DataFrame
        One row per campaign, in the order of reading; the longest bar sets the scale of all four stages:

        - ``campaign`` : its name; missing or empty is shown as no campaign
        - ``leads``, ``companies``, ``new_companies``, ``companies_with_opportunity`` : counts
        - ``is_focus`` : many leads, few companies

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "campaign": ["Trade fair"], "leads": [400], "companies": [60], "new_companies": [20],
    ...     "companies_with_opportunity": [5], "is_focus": [True]})
    >>> [round(float(bar.get_width()), 3) for bar in draw_campaign_funnel(rows, lang="en").patches[1:]]
    [0.62, 0.093, 0.031, 0.008]
    """
    with style():
        rows, hidden = canvas.first_rows(table, 14)
        ax = canvas.axes(ax, height=canvas.row_height(len(rows), each=0.36, around=1.2), title=title)
        if table.empty:
            return canvas.no_data(ax, lang)
        words = WORDS[lang]
        top = rows[list(_STAGES)].max().max()
        # A stage is one unit wide; its longest bar leaves room for the number behind it.
        scale = 0.62 / top if top > 0 else 0
        names = [safe_label(name, 34, empty=words["missing"]) for name in rows["campaign"]]
        names = [f"▼ {name}" if focus else name for name, focus in zip(names, rows["is_focus"], strict=True)]
        ax.set_yticks(range(len(rows)), names)
        for place, focus in enumerate(rows["is_focus"]):
            if focus:
                ax.axhspan(place - 0.48, place + 0.48, color=ATTENTION_SOFT, linewidth=0, zorder=0)
                ax.get_yticklabels()[place].set_color(ATTENTION)
        for column, (stage, colour) in enumerate(_STAGES.items()):
            ax.text(column, -0.75, words[stage], va="bottom", fontsize=SMALL, color=MUTED)
            counts = rows[stage].dropna()
            ax.barh(counts.index, counts * scale, left=column, height=0.6, color=colour)
            for place, count in counts.items():
                end = (column + count * scale, place)
                canvas.inside(write(ax, end, f"{count:,.0f}", move=(3, 0), va="center", fontsize=SMALL, color=INK))
        bare(ax)
        ax.set_xlim(-0.02, len(_STAGES))
        ax.set_ylim(len(rows) - 0.5, -1.3)
        if hidden:
            canvas.more_rows(ax, hidden, lang)
        elif rows["is_focus"].any():
            canvas.footnote(ax, words["focus"])
        return ax
