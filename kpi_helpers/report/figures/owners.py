"""The load of each field-sales owner: open opportunities, those that stall, and what became of the closed ones."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.charts.style import ACTUAL_SOFT, ATTENTION
from kpi_helpers.report.figures.parts import MAX_ROWS, bar, framed, key, name, named, nothing, rows_table
from kpi_helpers.report.figures.parts import WORDS as PARTS
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "owner": "営業担当",
        "none": "（未入力）",
        "open": "進行中",
        "stalled": "ISの活動が30日以上ない",
        "rate": "12か月の受注率（n＝完了）",
        "count": "{}件",
        "closed": "{} (n={})",
        "thin": "{} (n={}、参考)",
        "others": "ほかの進行中",
    },
    "en": {
        "owner": "owner",
        "none": "(not given)",
        "open": "open",
        "stalled": "no IS activity in 30 days",
        "rate": "win rate, 12 months (n closed)",
        "count": "{}",
        "closed": "{} (n={})",
        "thin": "{} (n={}, thin)",
        "others": "other open ones",
    },
}


def owners(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line an owner.

    Parameters
    ----------
    table : DataFrame
        In the order of reading:

        - ``owner`` : name; missing or empty is shown as not given
        - ``open``, ``stalled`` : counts; stalled may be missing throughout
        - ``win_rate``, ``closed`` : of the closed ones; the rate may be missing

    Examples
    --------
    >>> deals = pd.DataFrame({"owner": ["Mori"], "open": [32], "stalled": [8], "win_rate": [0.327], "closed": [159]})
    >>> "32.7% (n=159)" in str(owners(deals, title="Owners", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, shown = WORDS[lang], table.head(MAX_ROWS)
    most, has_stalled = shown["open"].max() or 1, bool(table["stalled"].notna().any())
    lines = []
    for row in shown.itertuples(index=False):
        stalled = 0.0 if is_missing(row.stalled) else row.stalled
        drawn = bar((stalled / most, ATTENTION), ((row.open - stalled) / most, ACTUAL_SOFT))
        rate: Element | str = "–"
        if not is_missing(row.win_rate):
            thin = is_thin(row.closed)
            written = words["thin" if thin else "closed"].format(
                format_value(row.win_rate, "share"), f"{row.closed:,.0f}"
            )
            rate = el("span", written, class_="is-open") if thin else written
        line: list[Element | str] = [
            named(name(row.owner, words["none"]), drawn),
            words["count"].format(f"{row.open:,.0f}"),
        ]
        if has_stalled:
            line.append(words["count"].format(f"{stalled:,.0f}"))
        lines.append([*line, rate])
    heads = ["open", *(["stalled"] if has_stalled else []), "rate"]
    columns = [(words["owner"], "text"), *((words[head], "number") for head in heads)]
    hidden = PARTS[lang]["more"].format(len(table) - MAX_ROWS) if len(table) > MAX_ROWS else ""
    marked = [(ATTENTION, words["stalled"]), (ACTUAL_SOFT, words["others"])]
    note = key(*marked, further=hidden) if has_stalled else hidden
    return framed(title, rows_table(columns, lines, stacks=False), note=note)
