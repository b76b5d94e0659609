"""The months ahead: what each is expected to bring, where it comes from, and its target."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, BEFORE, QUALITY
from kpi_helpers.report.figures.parts import Cell, bar, framed, key, name, named, nothing, rows_table
from kpi_helpers.report.html import Element

SOURCES = ("open_deals", "past_leads", "new_leads", "others")
_COLOURS = dict(zip(SOURCES, (QUALITY, ACTUAL, ACTUAL_SOFT, BEFORE), strict=True))
_NAMES = {
    "ja": ("今ある商談", "これまでのリード", "これからのリード（計画）", "その他"),
    "en": ("open deals", "past leads", "new leads (planned)", "others"),
}
WORDS = {
    "ja": {
        "month": "月",
        "expected": "売上の見込み",
        "range": "80%の幅",
        "goal": "目標",
        "meetings": "商談の見込み",
        "tick": "縦線＝目標",
    },
    "en": {
        "month": "month",
        "expected": "sales expected",
        "range": "80% interval",
        "goal": "target",
        "meetings": "opps expected",
        "tick": "Tick: target",
    },
}


def months_ahead(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line a month: expected sales over a bar of their sources, interval, target, expected opportunities.

    Parameters
    ----------
    table : DataFrame
        One row per month, in order:

        - ``name`` : of the month
        - ``sales``, ``low``, ``high``, ``target`` : currency; the target may be missing
        - ``opportunities`` : count
        - ``open_deals``, ``past_leads``, ``new_leads``, ``others`` : currency; they sum to ``sales``

    Examples
    --------
    >>> rows = pd.DataFrame({"name": ["Dec"], "sales": [4e6], "low": [3e6], "high": [5e6], "target": [5e6],
    ...                      "opportunities": [80.0], "open_deals": [1e6], "past_leads": [1e6], "new_leads": [1e6],
    ...                      "others": [1e6]})
    >>> "¥3.0M–¥5.0M" in str(months_ahead(rows, title="Months ahead", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, longest = WORDS[lang], max(float(table[["sales", "target"]].max().max()), 1.0)

    def money(value: float) -> str:
        return format_value(value, "currency", lang)

    has_goal, lines = bool(table["target"].notna().any()), list[list[Cell]]()
    for row in table.to_dict("records"):
        parts = [(row[source] / longest, _COLOURS[source]) for source in SOURCES]
        tick = None if is_missing(row["target"]) else row["target"] / longest
        dash = "〜" if lang == "ja" else "–"
        span = "–" if is_missing(row["low"]) else f"{money(row['low'])}{dash}{money(row['high'])}"
        lines.append(
            [
                named(name(row["name"]), None if is_missing(row["sales"]) else bar(*parts, tick=tick)),
                money(row["sales"]),
                span,
                *([money(row["target"])] if has_goal else []),
                "–" if is_missing(row["opportunities"]) else f"{row['opportunities']:,.0f}",
            ]
        )
    columns = [(words["month"], "text")]
    columns += [
        (words[column], "number") for column in ("expected", "range", *(["goal"] if has_goal else []), "meetings")
    ]
    named_ = [(_COLOURS[source], text) for source, text in zip(SOURCES, _NAMES[lang], strict=True)]
    note = key(*named_, further=words["tick"] if has_goal else "") if table["sales"].notna().any() else ""
    return framed(title, rows_table(columns, lines), note=note)
