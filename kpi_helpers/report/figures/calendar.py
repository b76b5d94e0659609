"""Campaigns past, running and planned, by their first day."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_day, format_value, is_missing
from kpi_helpers.report.figures.parts import Cell, framed, name, named, nothing, rows_table
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "when": "期間",
        "campaign": "施策",
        "audience": "対象",
        "state": "状態",
        "cost": "費用",
        "last": "同じ種類の実績：{}",
        "planned": "予定",
        "running": "実施中",
        "past": "実施済み",
        "span": "{}〜{}",
        "missing": "（名称なし）",
    },
    "en": {
        "when": "when",
        "campaign": "campaign",
        "audience": "audience",
        "state": "state",
        "cost": "cost",
        "last": "last of its kind: {}",
        "planned": "planned",
        "running": "running",
        "past": "done",
        "span": "{} – {}",
        "missing": "(no name)",
    },
}


def campaign_calendar(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line a campaign, those to come set off.

    Parameters
    ----------
    table : DataFrame
        One row per campaign, in the order of reading:

        - ``campaign`` : its name; ``audience`` : whom it addresses, may be missing
        - ``starts_on``, ``ends_on`` : days; a missing end is the day of the start, a row without a start is left out
        - ``state`` : "past", "running" or "planned"
        - ``cost`` : in the currency, may be missing; ``last`` : how one of its kind did, may be missing or absent

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "campaign": ["Winter seminar"], "audience": ["HR, 500+"], "starts_on": [pd.Timestamp("2026-12-03")],
    ...     "ends_on": [pd.Timestamp("2026-12-04")], "state": ["planned"]})
    >>> "3 Dec – 4 Dec" in str(campaign_calendar(rows, title="Calendar", lang="en"))
    True
    """
    rows = table.dropna(subset="starts_on")
    if rows.empty:
        return nothing(title, lang)
    words = WORDS[lang]
    further = ["cost"] if "cost" in rows and rows["cost"].notna().any() else []
    lines: list[list[Cell]] = []
    for row in rows.itertuples(index=False):
        state = el("span", words[row.state], class_=f"state is-{row.state}")
        last = getattr(row, "last", None)
        told = None if is_missing(last) else el("span", words["last"].format(last), class_="small below")
        line: list[Cell] = [
            named(name(row.campaign, words["missing"]), told),
            el("span", _span(row.starts_on, row.ends_on, lang), class_="state"),
            state,
            name(row.audience),
        ]
        if further:
            line.append(format_value(row.cost, "currency", lang))
        lines.append(line)
    strong = {place for place, state in enumerate(rows["state"]) if state == "planned"}
    columns = [
        (words[column], "number" if column == "cost" else "text")
        for column in ("campaign", "when", "state", "audience", *further)
    ]
    return framed(title, rows_table(columns, lines, strong=strong, lang=lang))


def _span(start: pd.Timestamp, end: pd.Timestamp, lang: str) -> str:
    first = format_day(start.month, start.day, lang)
    if is_missing(end) or end <= start:
        return first
    return WORDS[lang]["span"].format(first, format_day(end.month, end.day, lang))
