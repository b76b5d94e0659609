"""Which channels' leads become opportunities: the share at one age, a dot per channel."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import Rows, rate_rows
from kpi_helpers.charts.style import ACTUAL, ATTENTION, GOOD, INK, MUTED

WORDS = {
    "ja": {
        "usual": "全体 {}",
        "higher": "✓ ほかより高い",
        "lower": "▼ ほかより低い",
        "note": "点＝商談になった割合、帯＝95%の幅、破線＝全体。その日数まで追えたリードが30件未満は灰色",
        "missing": "（未入力）",
    },
    "en": {
        "usual": "all {}",
        "higher": "✓ above the others",
        "lower": "▼ below the others",
        "note": "Dots: share with an opportunity, with its 95% interval; dashed: all channels; grey where under 30 leads were "
        "followed that long",
        "missing": "(not given)",
    },
}

_COLOURS = {"higher": GOOD, "lower": ATTENTION}


@canvas.drawing
def draw_channel_rates(
    table: pd.DataFrame, *, usual: float, ax: Axes | None = None, lang: str = "ja", title: str = ""
) -> Axes:
    """Draw the share of leads with an opportunity at one age by channel, against all of them.

    Parameters
    ----------
    table : DataFrame
        One row per channel, in the order of reading:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``rate``, ``low``, ``high`` : shares
        - ``at_risk`` : leads followed to that age (count)
        - ``verdict`` : "higher" or "lower" where it differs from all others together, else anything
    usual : float
        The share of all channels.

    Examples
    --------
    >>> rows = pd.DataFrame({"channel": ["Web"], "rate": [0.12], "low": [0.09], "high": [0.16], "at_risk": [240],
    ...                      "verdict": ["same"]})
    >>> [text.get_text() for text in draw_channel_rates(rows, usual=0.1, lang="en").texts]
    ['12.0%', 'n=240', 'all 10.0%']
    """
    channels, hidden = canvas.first_rows(table)
    ax = canvas.axes(ax, height=canvas.row_height(len(channels), desk=0.32), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, channels["channel"].tolist(), width=18, empty=words["missing"])
    verdicts = [(words[one], _COLOURS[one]) if one in _COLOURS else ("", MUTED) for one in channels["verdict"]]
    rate_rows(rows, channels.assign(n=channels["at_risk"]), ACTUAL, lang=lang, verdicts=verdicts)
    if not is_missing(usual):
        rows.level(usual, words["usual"].format(format_value(usual, "share", lang)), INK)
    canvas.footnote(ax, words["note"])
    canvas.more_rows(ax, hidden, lang)
    return ax
