"""Who answers inbound leads within five minutes."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from kpi_helpers.charts import canvas
from kpi_helpers.charts.formats import is_missing
from kpi_helpers.charts.marks import Rows, rate_rows
from kpi_helpers.charts.style import ACTUAL, ATTENTION, MUTED

WORDS = {
    "ja": {
        "unanswered": "▼ 未対応 {}",
        "all_answered": "未対応なし",
        "missing": "（担当なし）",
        "note": "5分以内に対応した割合。帯は95%の幅、30件未満は灰色",
    },
    "en": {
        "unanswered": "▼ {} unanswered",
        "all_answered": "none open",
        "missing": "(no rep)",
        "note": "Share answered within 5 minutes. Bands: 95% interval; grey under 30 leads",
    },
}


@canvas.drawing
def draw_answers_by_rep(table: pd.DataFrame, *, ax: Axes | None = None, lang: str = "ja", title: str = "") -> Axes:
    """Draw the share of inbound leads answered within five minutes by rep, and how many are still unanswered.

    Parameters
    ----------
    table : DataFrame
        One row per rep, in the order of reading:

        - ``rep`` : name; missing or empty is shown as no rep
        - ``is_total`` : the row that sums up the others
        - ``rate``, ``low``, ``high`` : shares
        - ``n`` : inbound leads (count)
        - ``unanswered`` : leads without any answer yet (count)

    Examples
    --------
    >>> reps = pd.DataFrame({"rep": ["Sato"], "is_total": [False], "rate": [0.6], "low": [0.5], "high": [0.7],
    ...                      "n": [90], "unanswered": [3]})
    >>> [text.get_text() for text in draw_answers_by_rep(reps, lang="en").texts]
    ['60.0%', 'n=90', '▼ 3 unanswered']
    """
    reps, hidden = canvas.first_rows(table)
    ax = canvas.axes(ax, height=canvas.row_height(len(reps)), title=title)
    if table.empty:
        return canvas.no_data(ax, lang)
    words = WORDS[lang]
    rows = Rows(ax, reps["rep"].tolist(), width=16, empty=words["missing"])
    rate_rows(rows, reps, ACTUAL, lang=lang, verdicts=[_open(count, words) for count in reps["unanswered"]])
    for place, total in enumerate(reps["is_total"]):
        if total:
            rows.rule(place + 1)
    canvas.footnote(ax, words["note"])
    canvas.more_rows(ax, hidden, lang)
    return ax


def _open(count: object, words: dict[str, str]) -> tuple[str, str]:
    """What is still unanswered, in words and colour."""
    if is_missing(count):
        return "", MUTED
    return (words["unanswered"].format(f"{count:,.0f}"), ATTENTION) if count else (words["all_answered"], MUTED)
