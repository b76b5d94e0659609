"""Leads and valid leads by channel, against the plan where there is one."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT
from kpi_helpers.report.figures.parts import (
    MAX_ROWS,
    bar,
    framed,
    judged,
    key,
    name,
    named,
    nothing,
    percent,
    rows_table,
)
from kpi_helpers.report.figures.parts import WORDS as PARTS
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "channel": "チャネル",
        "valid": "有効リード",
        "all_leads": "リード",
        "of_companies": "会社",
        "of_pace": "ペース",
        "goal": "目標 {}",
        "ends": "着地見込み",
        "range": "（80%の幅 {}〜{}）",
        "others": "ほかのリード",
        "scales": "（全体の行とチャネルの行は別の縮尺）",
        "missing": "（未入力）",
    },
    "en": {
        "channel": "channel",
        "valid": "valid leads",
        "all_leads": "leads",
        "of_companies": "companies",
        "of_pace": "pace",
        "goal": "target {}",
        "ends": "landing",
        "range": " (80% interval {}–{})",
        "others": "other leads",
        "scales": "(the total has a scale of its own)",
        "missing": "(not given)",
    },
}


def leads_on_plan(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line a channel, the total with target, pace and landing above it.

    Parameters
    ----------
    table : DataFrame
        One row per channel, usually the total first:

        - ``channel`` : its name; missing or empty is shown as not given
        - ``is_total`` : the row that sums up the others
        - ``leads``, ``valid_leads``, ``companies`` : counts to date; companies may be missing
        - ``target`` : valid leads of the whole month; may be missing
        - ``pace`` : valid leads against the target due by today (ratio); may be missing
        - ``landing``, ``low``, ``high`` : of valid leads; may be missing
        - ``verdict`` : "good", "attention" or ""

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "channel": ["Web"], "is_total": [False], "leads": [120], "valid_leads": [80], "companies": [70],
    ...     "target": [100], "pace": [1.1], "landing": [110], "low": [95], "high": [124], "verdict": ["good"]})
    >>> "✓ 110%" in str(leads_on_plan(rows, title="Leads", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, shown = WORDS[lang], table.head(MAX_ROWS)
    longest = {total: part["leads"].max() for total, part in shown.groupby("is_total")}
    has = {column: bool(shown[column].notna().any()) for column in ("companies", "pace", "landing")}
    lines = []
    for row in shown.itertuples(index=False):
        whole = longest[row.is_total] or 1
        valid = 0 if is_missing(row.valid_leads) else row.valid_leads
        parts = (valid / whole, ACTUAL), ((row.leads - valid) / whole, ACTUAL_SOFT)
        line: list[Element | str] = [named(name(row.channel, words["missing"]), bar(*parts))]
        line += ["–" if is_missing(row.valid_leads) else f"{row.valid_leads:,.0f}", f"{row.leads:,.0f}"]
        if has["companies"]:
            line.append("–" if is_missing(row.companies) else f"{row.companies:,.0f}")
        if has["pace"]:
            line.append("" if is_missing(row.pace) else judged(percent(row.pace), row.verdict))
        lines.append(line)
    columns = [(words["channel"], "text"), (words["valid"], "number"), (words["all_leads"], "number")]
    columns += [(words[f"of_{column}"], "number") for column in ("companies", "pace") if has[column]]
    strong = {place for place, total in enumerate(shown["is_total"]) if total}
    hidden = PARTS[lang]["more"].format(len(table) - len(shown)) if len(table) > len(shown) else ""
    goal = el("p", *_goal(shown.iloc[0], lang)) if has["landing"] or shown["target"].notna().any() else None
    return framed(
        title,
        goal,
        rows_table(columns, lines, strong=strong, stacks=False, lang=lang),
        note=key(
            (ACTUAL, words["valid"]), (ACTUAL_SOFT, words["others"]), further=f"{words['scales']} {hidden}".strip()
        ),
    )


def _goal(row: pd.Series, lang: str) -> list[str]:
    """Target and landing of the valid leads, in a line above the table."""
    words, said = WORDS[lang], []
    if not is_missing(row["target"]):
        said.append(f"{words['valid']} {words['goal'].format(format_value(row['target'], 'count', lang))}")
    if not is_missing(row["landing"]):
        landing = f"{words['ends']} {format_value(round(row['landing']), 'count', lang)}"
        if not is_missing(row["low"]):
            landing += words["range"].format(f"{row['low']:,.0f}", f"{row['high']:,.0f}")
        said.append(landing)
    return ["、".join(said) if lang == "ja" else ", ".join(said)]
