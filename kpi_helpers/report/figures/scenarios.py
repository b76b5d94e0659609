"""How many leads the sales target of the months ahead takes, at today's rates and at others."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import ACTUAL, VERDICT_COLOURS
from kpi_helpers.report.figures.parts import Cell, bar, framed, judged, name, named, nothing, percent, rows_table
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "scenario": "シナリオ",
        "needed": "必要なリード",
        "planned": "計画のリード",
        "of_plan": "必要÷計画",
        "legend": "縦線＝計画のリード",
    },
    "en": {
        "scenario": "scenario",
        "needed": "leads needed",
        "planned": "leads planned",
        "of_plan": "needed ÷ planned",
        "legend": "Tick: leads planned",
    },
}


def scenarios(table: pd.DataFrame, *, title: str, lang: str = "ja", unit: str = "count") -> Element:
    """A line a scenario: what it takes, what is planned, and whether that is enough.

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
    ...     "scenario": ["At today's rates"], "note": ["rate 8%"], "needed": [820], "planned": [600],
    ...     "share_of_plan": [820 / 600], "verdict": ["attention"]})
    >>> "▼ 137%" in str(scenarios(rows, title="Leads needed", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, longest = WORDS[lang], float(table[["needed", "planned"]].max().max()) or 1.0
    lines: list[list[Cell]] = []
    for row in table.itertuples(index=False):
        colour = VERDICT_COLOURS[row.verdict] if row.verdict else ACTUAL
        share = 0.0 if is_missing(row.needed) else row.needed / longest
        lines.append(
            [
                named(
                    el("span", name(row.scenario), " ", el("span", name(row.note, ""), class_="small")),
                    bar((share, colour), tick=None if is_missing(row.planned) else row.planned / longest),
                ),
                el("strong", format_value(row.needed, unit, lang)),
                format_value(row.planned, unit, lang),
                "–" if is_missing(row.share_of_plan) else judged(percent(row.share_of_plan), row.verdict),
            ]
        )
    columns = [(words["scenario"], "text")]
    columns += [(words[column], "number") for column in ("needed", "planned", "of_plan")]
    note = words["legend"] if table["planned"].notna().any() else ""
    return framed(title, rows_table(columns, lines), note=note)
