"""How many leads the sales target of the months ahead takes, at today's rates and at others."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import ACTUAL, VERDICT_COLOURS
from kpi_helpers.report.figures.parts import Cell, bar, framed, judged, name, named, nothing, rows_table
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "scenario": "シナリオ",
        "needed": "必要なリード",
        "planned": "計画のリード",
        "beside": "計画との差",
        "spare": "余裕{}",
        "short": "不足{}",
        "legend": "縦線＝計画のリード",
    },
    "en": {
        "scenario": "scenario",
        "needed": "leads needed",
        "planned": "leads planned",
        "beside": "beside the plan",
        "spare": "{} to spare",
        "short": "{} short",
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
        - ``verdict`` : "good" (the plan suffices), "attention" or ""

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "scenario": ["At today's rates"], "note": ["rate 8%"], "needed": [820], "planned": [600],
    ...     "verdict": ["attention"]})
    >>> "▼ 220 short" in str(scenarios(rows, title="Leads needed", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, longest = WORDS[lang], float(table[["needed", "planned"]].max().max()) or 1.0
    lines: list[list[Cell]] = []
    for row in table.itertuples(index=False):
        colour = ACTUAL if row.verdict == "" else VERDICT_COLOURS[row.verdict]
        share = 0.0 if is_missing(row.needed) else row.needed / longest
        lines.append(
            [
                named(
                    el("span", name(row.scenario), " ", el("span", name(row.note, ""), class_="small")),
                    bar((share, colour), tick=None if is_missing(row.planned) else row.planned / longest),
                ),
                el("strong", format_value(row.needed, unit, lang)),
                format_value(row.planned, unit, lang),
                _beside(row, unit, lang),
            ]
        )
    columns = [(words["scenario"], "text")]
    columns += [(words[column], "number") for column in ("needed", "planned", "beside")]
    note = words["legend"] if table["planned"].notna().any() else ""
    return framed(title, rows_table(columns, lines), note=note)


def _beside(row: Any, unit: str, lang: str) -> Cell:
    """What the plan has to spare or lacks; only a lack is marked, since a plan that suffices has achieved nothing yet."""
    if is_missing(row.needed) or is_missing(row.planned):
        return "–"
    spare = round(row.planned) - round(row.needed)
    written = WORDS[lang]["spare" if spare >= 0 else "short"].format(format_value(abs(spare), unit, lang))
    return judged(written, row.verdict) if row.verdict == "attention" else written
