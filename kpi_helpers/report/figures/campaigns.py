"""What each campaign brought: leads, companies, new companies, companies with an opportunity, and at what cost."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.style import ACTUAL, ACTUAL_SOFT, GOOD, QUALITY
from kpi_helpers.report.figures.parts import bar, framed, name, nothing, rows_table
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "campaign": "施策",
        "all_leads": "リード",
        "all_companies": "会社",
        "first_companies": "新しい会社",
        "with_opportunity": "その後に商談のあった会社（自身のリードからの商談）",
        "cost": "商談化1社あたり費用",
        "focus": "▼＝リードは多いのに会社が少ない施策",
        "no_cost": "–＝期間より前に始まったか、費用か商談がない",
        "missing": "（施策なし）",
    },
    "en": {
        "campaign": "campaign",
        "all_leads": "leads",
        "all_companies": "companies",
        "first_companies": "new ones",
        "with_opportunity": "companies with an opp. since (opp. of its own leads)",
        "cost": "cost per opp. since",
        "focus": "▼ many leads, few companies",
        "no_cost": "– started before these months, or no cost or no opportunity",
        "missing": "(no campaign)",
    },
}

_STAGES = {"leads": ACTUAL_SOFT, "companies": ACTUAL, "new_companies": QUALITY, "companies_with_opportunity": GOOD}
_BRACKETS = " ({:,.0f})"
_HEADINGS = ("all_leads", "all_companies", "first_companies", "with_opportunity")


def campaigns(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line a campaign; each stage's bars are measured by the longest of that stage.

    Parameters
    ----------
    table : DataFrame
        One row per campaign, in the order of reading:

        - ``campaign`` : its name; missing or empty is shown as no campaign
        - ``leads``, ``companies``, ``new_companies``, ``companies_with_opportunity`` : counts
        - ``own_opportunities`` : leads of the campaign with an opportunity; may be missing
        - ``cost_per_opportunity`` : yen per company with an opportunity; may be missing or absent
        - ``is_focus`` : many leads, few companies

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "campaign": ["Trade fair"], "leads": [400], "companies": [60], "new_companies": [20],
    ...     "companies_with_opportunity": [5], "own_opportunities": [3], "is_focus": [True]})
    >>> "▼ Trade fair" in str(campaigns(rows, title="Campaigns", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, tops = WORDS[lang], {stage: table[stage].max() for stage in _STAGES}
    costs = "cost_per_opportunity" in table and bool(table["cost_per_opportunity"].notna().any())
    lines = []
    for row in table.itertuples(index=False):
        line: list[Element | str] = [("▼ " if row.is_focus else "") + name(row.campaign, words["missing"])]
        for stage, colour in _STAGES.items():
            count = getattr(row, stage)
            share = count / tops[stage] if not is_missing(count) and tops[stage] > 0 else 0.0
            said = "–" if is_missing(count) else f"{count:,.0f}"
            if stage == "companies_with_opportunity" and not is_missing(row.own_opportunities):
                said += _BRACKETS.format(row.own_opportunities)
            line.append(el("span", said, bar((share, colour))))
        if costs:
            line.append(format_value(row.cost_per_opportunity, "currency", lang))
        lines.append(line)
    columns = [(words["campaign"], "text"), *((words[heading], "bars") for heading in _HEADINGS)]
    columns += [(words["cost"], "number")] if costs else []
    strong = {place for place, focus in enumerate(table["is_focus"]) if focus}
    blank = costs and bool(table["cost_per_opportunity"].isna().any())
    note = "　".join([*([words["focus"]] if strong else []), *([words["no_cost"]] if blank else [])])
    return framed(title, rows_table(columns, lines, strong=strong, lang=lang), note=note)
