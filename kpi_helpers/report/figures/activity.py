"""The team's and each rep's activity over the weeks: number of now, last two weeks and a small curve per KPI."""

from __future__ import annotations

import pandas as pd

from kpi_helpers.charts.formats import format_value, is_missing
from kpi_helpers.charts.marks import is_thin
from kpi_helpers.report.figures.parts import MAX_ROWS, Cell, curve, framed, judged, name, nothing, rows_table
from kpi_helpers.report.figures.parts import WORDS as PARTS
from kpi_helpers.report.html import Element, el

WORDS = {
    "ja": {
        "group": "担当",
        "benchmark": "（参考値 {}）",
        "weeks": "先週\u00a0{}、今週\u00a0{}",
        "own": "目標 {}",
        "note": "破線＝参考値（目標があれば目標）、✓ それ以上、▼ 下回る、( )は30件未満",
    },
    "en": {
        "group": "rep",
        "benchmark": " (reference {})",
        "weeks": "last week {}, this {}",
        "own": "target {}",
        "note": "Dashed: reference value (or own target), ✓ met, ▼ missed, in brackets: under 30 cases",
    },
}


def activity(table: pd.DataFrame, *, title: str, lang: str = "ja", marked: str = "") -> Element:
    """A row per team or rep, a column per KPI.

    Parameters
    ----------
    table : DataFrame
        One row per group, KPI and week; groups and KPIs in the order of reading:

        - ``group`` : team or rep; ``is_team`` : set as a heading row
        - ``kpi``, ``label``, ``unit`` : id, words and unit (see `format_value`)
        - ``week`` : "2026-W47"
        - ``value`` : the week's, in ``unit``; missing where there is none
        - ``shown`` : the month's number, in ``unit``, the same in all of a cell's rows; may be missing
        - ``n`` : cases behind ``shown`` (count); under 30 it is not judged; missing where n has no meaning
        - ``benchmark`` : in ``unit``, one per KPI; may be missing
        - ``own_goal`` : the group's own target, which goes before; in ``unit``; missing where it has none, or left out
        - ``verdict`` : "good", "attention" or "", of ``shown``
        - ``is_marked`` : whether somebody acted in that week; may be left out
    marked : str
        What the marks in the curves stand for.

    Examples
    --------
    >>> weeks = pd.DataFrame({
    ...     "group": "SDR", "is_team": True, "kpi": "cph", "label": "Calls per hour", "unit": "ratio",
    ...     "week": ["2026-W46", "2026-W47"], "value": [11.0, 12.5], "shown": 12.1, "n": 820, "benchmark": 13.0,
    ...     "verdict": "attention"})
    >>> "▼ 12.1" in str(activity(weeks, title="Activity", lang="en"))
    True
    """
    if table.empty:
        return nothing(title, lang)
    words = WORDS[lang]
    groups, kpis = (list(dict.fromkeys(table[column])) for column in ("group", "kpi"))
    cells = {key: cell.sort_values("week") for key, cell in table.groupby(["group", "kpi"])}
    columns, scales = [(words["group"], "text")], {}
    for kpi in kpis:
        of = table[table["kpi"] == kpi]
        first, values = of.iloc[0], pd.concat([of["value"], of["benchmark"], _own(of)]).astype(float).dropna()
        scales[kpi] = (values.min(), values.max()) if len(values) else (0.0, 1.0)
        goal = first["benchmark"]
        known = "" if is_missing(goal) else words["benchmark"].format(_plain(goal, first["unit"], lang))
        columns.append((f"{name(first['label'])}{known}", "cell"))
    lines: list[list[Cell]] = [
        [name(group), *(_cell(cells[group, kpi], scales[kpi], lang) for kpi in kpis)] for group in groups[:MAX_ROWS]
    ]
    teams = set(table.loc[table["is_team"].astype(bool), "group"])
    strong = {place for place, group in enumerate(groups) if group in teams}
    hidden = PARTS[lang]["more"].format(len(groups) - MAX_ROWS) if len(groups) > MAX_ROWS else ""
    return framed(
        title, rows_table(columns, lines, strong=strong, lang=lang), note=f"{words['note']} {marked} {hidden}".strip()
    )


def _cell(weeks: pd.DataFrame, scale: tuple[float, float], lang: str) -> Element:
    now = weeks.iloc[-1]
    thin = not is_missing(now["n"]) and is_thin(now["n"])
    text = _plain(now["shown"], now["unit"], lang)
    main = el("span", f"({text})", class_="is-open") if thin else el("strong", text)
    if now["verdict"] and not thin and not is_missing(now["shown"]):
        main = judged(text, now["verdict"])
    own = _own(weeks).iloc[-1]
    if not is_missing(own):
        main = el(
            "span", main, " ", el("span", WORDS[lang]["own"].format(_plain(own, now["unit"], lang)), class_="small")
        )
    values = weeks["value"].astype(float).tolist()
    if weeks["value"].isna().all():
        return main
    marks = [place for place, acted in enumerate(weeks.get("is_marked", ())) if acted]
    last = [_plain(value, now["unit"], lang) for value in [float("nan"), *values][-2:]]
    return el(
        "span",
        main,
        el("span", WORDS[lang]["weeks"].format(*last), class_="weeks small"),
        curve(
            values,
            low=scale[0],
            high=scale[1],
            goal=now["benchmark"] if is_missing(own) else own,
            thin=thin,
            marks=marks,
        ),
    )


def _own(table: pd.DataFrame) -> pd.Series:
    return table["own_goal"] if "own_goal" in table else pd.Series(float("nan"), table.index)


def _plain(value: float, unit: str, lang: str) -> str:
    return format_value(value, unit, lang).removesuffix("件").strip()
