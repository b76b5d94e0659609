"""Teams and reps against their own targets: to date, beside what is due by now, and the last three weeks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_signed, format_value, is_missing
from kpi_helpers.charts.style import ACTUAL
from kpi_helpers.report.figures.parts import Cell, bar, framed, judged, name, named, nothing, rows_table
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "who": "チーム・担当",
        "pair": "実績 / 目標",
        "gap": "今日時点の目標との差",
        "gap_over": "目標との差",
        "weeks": "今週（先週、先々週）",
        "note": "棒＝目標に対する実績、縦線＝今日時点の目標。✓▼は、それが30件以上のチームの数字だけに付けます",
        "note_over": "棒＝目標に対する実績、縦線＝目標。✓▼は、目標が30件以上のチームの数字だけに付けます",
    },
    "en": {
        "who": "team or rep",
        "pair": "actual / target",
        "gap": "against what is due by now",
        "gap_over": "against the target",
        "weeks": "this week (last, before)",
        "note": "Bar: share of the target reached; tick: due by now. Only team numbers with 30 or more due are judged",
        "note_over": "Bar: share of the target reached; tick: the target. Only team targets of 30 or more are judged",
    },
}


def against_targets(
    table: pd.DataFrame,
    others: pd.DataFrame | None = None,
    *,
    title: str,
    others_title: str = "",
    is_over: bool = False,
    lang: str = "ja",
) -> Element:
    """A line a team or rep; other metrics folded below.

    Parameters
    ----------
    table : DataFrame
        In the order of reading:

        - ``label`` : whose number it is; ``is_team`` : stands out
        - ``unit`` : of every number of the row (see `format_value`)
        - ``actual``, ``target``, ``expected`` : to date, of the month, due by now; the last two may be missing
        - ``gap`` : actual − expected; may be missing
        - ``this_week``, ``last_week``, ``week_before`` : may be missing
        - ``verdict`` : "good", "attention" or ""
    others : DataFrame, optional
        The same columns; ``label`` names the metric too.
    others_title : str
        What unfolds them.
    is_over : bool
        Whether the month is over, so that all of the target is due.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "label": ["SDR"], "is_team": [True], "unit": ["count"], "actual": [43], "target": [52], "expected": [30.8],
    ...     "gap": [12.2], "this_week": [12], "last_week": [15], "week_before": [16], "verdict": ["good"]})
    >>> "✓ +12.2" in str(against_targets(rows, title="Opportunities", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words = WORDS[lang]
    words = words | {"gap": words["gap_over"], "note": words["note_over"]} if is_over else words
    note = words["note"] if table["target"].notna().any() else ""
    folded = (
        el("details", el("summary", others_title), _scrolling(_rows(others, words, lang, bars=False), others_title))
        if others is not None and len(others)
        else None
    )
    return framed(title, _rows(table, words, lang), folded, note=note)


def _scrolling(table: Element, label: str) -> Element:
    """A table of long names in a box that scrolls where the page is narrow."""
    return el("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _rows(table: pd.DataFrame, words: dict[str, str], lang: str, *, bars: bool = True) -> Element:
    has = {column: bool(table[column].notna().any()) for column in ("gap", "this_week")}
    lines: list[list[Cell]] = []
    for row in table.itertuples(index=False):
        line: list[Cell] = [named(name(row.label), _bar(row) if bars else None), _pair(row, lang)]
        if has["gap"]:
            gap = "–" if is_missing(row.gap) else format_signed(row.gap, row.unit, lang)
            line.append(judged(gap, row.verdict) if row.verdict else gap)
        if has["this_week"]:
            line.append(_weeks(row, lang))
        lines.append(line)
    columns = [(words["who"], "text"), (words["pair"], "number")]
    columns += [(words[head], "number") for head, column in (("gap", "gap"), ("weeks", "this_week")) if has[column]]
    strong = {place for place, team in enumerate(table["is_team"]) if team}
    return rows_table(columns, lines, strong=strong, stacks=False)


def _bar(row: Any) -> Element | None:
    target = row.target
    if is_missing(target) or not target > 0:
        return None
    return bar((row.actual / target, ACTUAL), tick=row.expected / target)


def _pair(row: Any, lang: str) -> Element:
    unit = row.unit
    actual = el("strong", format_value(row.actual, unit, lang))
    target = row.target
    return el("span", actual, f" / {'–' if is_missing(target) else format_value(target, unit, lang)}")


def _weeks(row: Any, lang: str) -> str:
    now, last, before = (
        format_value(getattr(row, week), row.unit, lang).removesuffix("件")
        for week in ("this_week", "last_week", "week_before")
    )
    return f"{now} ({last}, {before})"
