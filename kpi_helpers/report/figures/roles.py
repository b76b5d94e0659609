"""Whether anyone does everybody's job: the share of the motions per rep, and on how many KPIs each is judged."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.charts.style import INBOUND, OUTBOUND
from kpi_helpers.report.figures.parts import MAX_ROWS, bar, framed, judged, key, name, named, nothing, rows_table
from kpi_helpers.report.figures.parts import WORDS as PARTS
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "rep": "担当",
        "inbound": "反響",
        "outbound": "新規開拓",
        "kpis": "目標のあるKPI",
        "count": "{}項目",
        "accepted": "営業が受け入れた商談（3か月）",
        "verdict": "判定",
        "focused": "集中できている",
        "overloaded": "役割が重なる",
    },
    "en": {
        "rep": "rep",
        "inbound": "inbound",
        "outbound": "outbound",
        "kpis": "KPIs with a target",
        "count": "{}",
        "accepted": "accepted by field sales (3 months)",
        "verdict": "verdict",
        "focused": "focused",
        "overloaded": "roles overlap",
    },
}


def roles(table: pd.DataFrame, *, title: str, lang: str = "ja") -> Element:
    """A line a rep: the share of activities on inbound and outbound leads, the number of KPIs and the verdict.

    Parameters
    ----------
    table : DataFrame
        One row per rep, in the order of reading:

        - ``rep`` : name
        - ``inbound_share``, ``outbound_share`` : of the rep's activities on known leads; missing without any
        - ``kpis`` : metrics the rep has targets for (count)
        - ``accepted``, ``handed_over`` : of the rep's opportunities those that field sales accepted, and those of which
          it is known (counts); missing where no export tells
        - ``verdict`` : "focused", "overloaded" or ""

    Examples
    --------
    >>> reps = pd.DataFrame({"rep": ["Sato"], "inbound_share": [0.6], "outbound_share": [0.4], "kpis": [7],
    ...                      "accepted": [21], "handed_over": [31], "verdict": ["overloaded"]})
    >>> "▼ roles overlap" in str(roles(reps, title="Roles", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, lines, overloaded = WORDS[lang], [], set()
    tells = bool(table["handed_over"].notna().any())
    for place, row in enumerate(table.head(MAX_ROWS).itertuples(index=False)):
        known = not is_missing(row.inbound_share)
        drawn = bar((row.inbound_share, INBOUND), (row.outbound_share, OUTBOUND)) if known else None
        line: list[Element | str] = [named(name(row.rep), drawn)]
        line += [format_value(share, "share") for share in (row.inbound_share, row.outbound_share)]
        line.append("–" if is_missing(row.kpis) else words["count"].format(f"{row.kpis:,.0f}"))
        if tells:
            line.append(_share(row.accepted, row.handed_over))
        mark = {"focused": "good", "overloaded": "attention"}.get(row.verdict, "")
        line.append(judged(words[row.verdict], mark) if row.verdict else "–")
        lines.append(line)
        if row.verdict == "overloaded":
            overloaded.add(place)
    columns = [
        (words["rep"], "text"),
        *((words[one], "number") for one in ("inbound", "outbound", "kpis", *(["accepted"] if tells else []))),
    ]
    columns.append((words["verdict"], "text"))
    hidden = PARTS[lang]["more"].format(len(table) - MAX_ROWS) if len(table) > MAX_ROWS else ""
    note = key((INBOUND, words["inbound"]), (OUTBOUND, words["outbound"]), further=hidden)
    return framed(title, rows_table(columns, lines, strong=overloaded, lang=lang), note=note)


def _share(hits: float, cases: float) -> Element | str:
    """A share with its counts; grey where there are too few to judge by."""
    if is_missing(cases):
        return "–"
    said = f"{hits:,.0f}/{cases:,.0f} ({format_value(hits / cases, 'share')})"
    return el("span", said, class_="is-open") if is_thin(cases) else said
