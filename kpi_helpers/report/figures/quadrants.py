"""Open opportunities in four quadrants: target company or not, hot or cold."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.report.figures.parts import framed, nothing
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "of_target": "ターゲット",
        "of_other": "ターゲット外",
        "hot": "温度感 高",
        "cold": "温度感 低",
        "open": "進行中 {}",
        "amount": "金額 {}",
        "win_rate": "完了した商談の受注率 {}",
        "closed": " (n={})",
        "thin": " (n={}、参考)",
        "new": "直近3か月の新規 {}",
        "days": "作成からの中央値 {}",
        "focus": "優先して話す",
        "first": "{}を優先（作成後{}日以内）",
        "decide": "続けるか失注かを決める",
        "unknown": "区分不明：進行中 {}、金額 {}、新規 {}",
        "none": "商談なし",
    },
    "en": {
        "of_target": "target",
        "of_other": "other",
        "hot": "hot",
        "cold": "cold",
        "open": "{} open",
        "amount": "amount {}",
        "win_rate": "win rate of closed ones {}",
        "closed": " (n={})",
        "thin": " (n={}, thin)",
        "new": "{} new in 3 months",
        "days": "median age {}",
        "focus": "talk about these first",
        "first": "first: the {} open for up to {} days",
        "decide": "go on or call them lost",
        "unknown": "Unknown quadrant: {} open, amount {}, {} new",
        "none": "no opportunity",
    },
}


def quadrants(table: pd.DataFrame, *, title: str, first: tuple[int, float] | None = None, lang: str = "ja") -> Element:
    """The 2 × 2 field of opportunities with the quadrant to talk about.

    Parameters
    ----------
    table : DataFrame
        One row per quadrant:

        - ``quadrant`` : "target_hot", "target_cold", "other_hot", "other_cold" or "unknown"
        - ``opportunities`` : created in the three months (count)
        - ``open``, ``amount``, ``days_open`` : of the open ones (count, yen, days)
        - ``win_rate``, ``closed`` : won / closed and how many closed (share, count)
        - ``is_focus`` : the quadrant to talk about
    first : (int, float), optional
        How many of its open ones come first, and within how many days these were created; by default all of them.

    Examples
    --------
    >>> field = pd.DataFrame({
    ...     "quadrant": ["target_hot"], "opportunities": [12], "open": [8], "amount": [9.6e6], "days_open": [21],
    ...     "win_rate": [0.4], "closed": [40], "is_focus": [True]})
    >>> "8 open" in str(quadrants(field, title="Quadrants", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words, found = WORDS[lang], {row.quadrant: row for row in table.itertuples(index=False)}
    flag = words["focus"]
    if first is not None:
        count, days = first
        flag = words["first"].format(format_value(count, "count", lang), f"{days:.0f}") if count else words["decide"]
    boxes = [
        _box(found.get(f"{kind}_{heat}"), kind, heat, flag, lang)
        for kind in ("target", "other")
        for heat in ("hot", "cold")
    ]
    note = ""
    if "unknown" in found:
        row = found["unknown"]
        values = (format_value(row.open, "count", lang), format_value(row.amount, "currency", lang))
        note = words["unknown"].format(*values, format_value(row.opportunities, "count", lang))
    return framed(title, el("ul", *boxes, class_="quadrants", role="list"), note=note)


def _box(row: Any, kind: str, heat: str, said: str, lang: str) -> Element:
    words = WORDS[lang]
    flag = el("span", said, class_="flag") if row is not None and row.is_focus else None
    head = el("p", f"{words[f'of_{kind}']} × {words[heat]} ", flag, class_="small")
    if row is None:
        return el("li", head, el("p", words["none"]))
    n = f"{0 if is_missing(row.closed) else row.closed:,.0f}"
    thin = is_thin(row.closed)
    rate = words["win_rate"].format(format_value(row.win_rate, "share", lang))
    return el(
        "li",
        head,
        el("p", el("strong", words["open"].format(format_value(row.open, "count", lang)))),
        el("p", el("strong", words["amount"].format(format_value(row.amount, "currency", lang)))),
        el("p", rate + words["thin" if thin else "closed"].format(n), class_="is-open" if thin else None),
        el("p", words["days"].format(format_value(row.days_open, "days", lang)), class_="small"),
        el("p", words["new"].format(format_value(row.opportunities, "count", lang)), class_="small"),
        class_="focus" if row.is_focus else None,
    )
