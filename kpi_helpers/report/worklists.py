"""The lists to act on, each declared once: which rows, which columns, in which order.

A page shows the first ten of a list, `numbers.xlsx` and a CSV hold all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

from kpi_helpers.kpis import worklists as rows_of
from kpi_helpers.kpis.attempts import given_up
from kpi_helpers.kpis.owners import QUIET_DAYS, TOUCHED
from kpi_helpers.kpis.speed import unanswered, waiting_leads
from kpi_helpers.report.html import display_text
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import REACHED
from kpi_helpers.report.spreadsheet import write_csv
from kpi_helpers.workbook.config import LINKED
from kpi_helpers.workbook.csv_injection import escape_formula
from kpi_helpers.workbook.needs import CLOSED, Needs
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

SHOWN = 10
"""Rows of a list that stand on the page."""

_LINK = ("リンク", "Link")


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Attributes
    ----------
    name : str
        Of the rows.
    ja, en : str
        Its heading.
    kind : str
        ``text``, ``company``, ``person`` (both may be masked), ``validity``, ``day``, or a unit of `format_value`.
    missing : (str, str)
        What the page shows where there is nothing.
    needs : Needs
        Without these the page shows a dash there: nobody knows that there is nothing.
    """

    name: str
    ja: str
    en: str
    kind: str = "text"
    missing: tuple[str, str] = ("–", "–")
    needs: Needs = Needs()


@dataclass(frozen=True)
class Worklist:
    """One list to act on.

    Attributes
    ----------
    id : str
        Its CSV is called after it.
    ja, en : str
        Its title.
    of : str
        What a row is, as `links` names it: ``lead``, ``opportunity`` or ``company``.
    needs : Needs
        Without these there is no list.
    rows : callable
        From a workbook to all rows, in their order.
    columns : tuple of Column
        The id first.
    """

    id: str
    ja: str
    en: str
    of: str
    needs: Needs
    rows: Callable[[Workbook], pd.DataFrame]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """Name of its CSV."""
        return f"{self.id}.csv"

    def title(self, lang: str) -> str:
        """What it is called."""
        return self.ja if lang == "ja" else self.en

    def of_workbook(self, wb: Workbook) -> pd.DataFrame | None:
        """Its rows; None where the workbook lacks what it takes."""
        return None if wb.lacks(self.needs) else self.rows(wb)


_NOT_GIVEN = ("（未入力）", "(not given)")
_COMPANY = Column("company_name", "会社", "Company", "company", _NOT_GIVEN)
_REP = Column("rep", "担当", "Rep", "person", _NOT_GIVEN)
_CHANNEL = Column("channel", "チャネル", "Channel", missing=_NOT_GIVEN)
_CREATED = Column("created_at", "作成日", "Created", "day")
_TOUCHED = Column("last_activity", "最後の活動", "Last activity", "day", ("なし", "none"))
_DEAL = (
    Column("opportunity_id", "商談 ID", "Opportunity ID"),
    _COMPANY,
    Column("owner", "営業担当", "Owner", "person", _NOT_GIVEN),
    Column("stage", "フェーズ", "Stage"),
    Column("amount", "金額", "Amount", "currency"),
    Column("days_open", "作成からの日数", "Days open", "days"),
    Column(
        "days_quiet",
        "最後の活動から",
        "Since last activity",
        "days",
        ("活動なし", "no activity"),
        TOUCHED,
    ),
)
_LEAD_ID = Column("lead_id", "リード ID", "Lead ID")

UNANSWERED = Worklist(
    "unanswered_leads",
    "未対応の反響リード",
    "Unanswered inbound leads",
    "lead",
    unanswered.needs,
    waiting_leads,
    (
        *(_LEAD_ID, _COMPANY, _CHANNEL, Column("days", "待ち日数", "Waiting", "days"), _REP, _CREATED),
        Column("is_valid", "有効・無効", "Valid", "validity"),
    ),
)
GIVEN_UP = Worklist(
    "leads_given_up",
    "フォローが止まったリード",
    "Leads given up",
    "lead",
    given_up.needs,
    rows_of.leads_given_up,
    (_LEAD_ID, _COMPANY, _CHANNEL, Column("calls_made", "架電数", "Calls", "count"), _REP, _CREATED, _TOUCHED),
)
UNTOUCHED = Worklist(
    "untouched_accounts",
    "90日以内に接触のないターゲット企業",
    "Target companies not reached in 90 days",
    "company",
    REACHED,
    rows_of.untouched_accounts,
    (
        Column("company_id", "会社 ID", "Company ID"),
        _COMPANY,
        Column("segment", "セグメント", "Segment"),
        Column("industry", "業種", "Industry"),
        _TOUCHED,
        _REP,
    ),
)
FOCUS = Worklist(
    "focus_opportunities",
    "優先する象限の商談",
    "Opportunities of the quadrant to talk about",
    "opportunity",
    Needs(("opportunities",)),
    rows_of.focus_deals,
    _DEAL,
)
STALLED = Worklist(
    "stalled_opportunities",
    f"ISの活動が{QUIET_DAYS}日以上ない商談",
    f"Opportunities without IS activity in {QUIET_DAYS} days",
    "opportunity",
    replace(TOUCHED, columns=CLOSED),
    rows_of.stalled_deals,
    _DEAL,
)

WORKLISTS = (UNANSWERED, GIVEN_UP, UNTOUCHED, FOCUS, STALLED)


def page_table(worklist: Worklist, meeting: Meeting, rows: pd.DataFrame, most: int = SHOWN) -> pd.DataFrame:
    """The first rows of a list as the page shows them.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> page_table(UNANSWERED, Meeting("team_sync", wb), UNANSWERED.rows(wb)).iloc[0, :4].tolist()
    ['L4', '（未入力）', 'Web', '16日']
    """
    table = {
        meeting.say(column.ja, column.en): [_shown(meeting, column, value) for value in rows[column.name].head(most)]
        for column in worklist.columns
    }
    return pd.DataFrame(table)


def whole_words(worklist: Worklist, meeting: Meeting, count: int, *, shown: int) -> str:
    """Where the rest of a list is found; empty where the page shows all of it or nothing else is written."""
    places = [
        name
        for output, name in (("excel", "numbers.xlsx"), ("lists", worklist.file))
        if output in meeting.wb.config.outputs
    ]
    if count <= shown or not places:
        return ""
    return meeting.say(
        f"「{worklist.ja}」{count:,}件は、すべて{'と'.join(places)}にあります。",
        f"“{worklist.en}” in full ({count:,}): {' and '.join(places)}.",
    )


def sheet_columns(worklist: Worklist, meeting: Meeting, rows: pd.DataFrame) -> dict[str, list[Any]]:
    """The whole list by heading, numbers as numbers with their unit, names masked where the meeting's are."""
    return {
        meeting.say(column.ja, column.en): [_cell(meeting, column, value) for value in rows[column.name]]
        for column in worklist.columns
    }


def addresses(worklist: Worklist, meeting: Meeting, rows: pd.DataFrame) -> list[str]:
    """Where each row is found in the CRM; none where workbook.yml does not say how, or the address bears a masked name.

    Examples
    --------
    >>> from dataclasses import replace
    >>> linked = replace(wb.config, links={"lead": "https://crm.example.com/{lead_id}"})
    >>> other = type(wb)(linked, {}, as_of=wb.as_of)
    >>> addresses(UNANSWERED, Meeting("sales_sync", other), pd.DataFrame({"lead_id": ["00Q1", "a/../b?c", None]}))
    ['https://crm.example.com/00Q1', 'https://crm.example.com/a%2F..%2Fb%3Fc', '']
    """
    address = meeting.wb.config.links.get(worklist.of)
    if not address:
        return []
    key = worklist.columns[0].name
    found = ["" if pd.isna(value) else address.replace(f"{{{key}}}", quote(str(value), safe="")) for value in rows[key]]
    mask = meeting.mask
    return [one if mask is None or mask.text(told := unquote(one)) == told else "" for one in found]


def write_list(worklist: Worklist, meeting: Meeting, rows: pd.DataFrame, folder: Path) -> None:
    """Write a list as CSV that the team's tool takes in: the id under the heading that its own export has."""
    links = addresses(worklist, meeting, rows)
    header = [_heading(worklist, meeting, column) for column in worklist.columns]
    cells = [
        [escape_formula(_plain(_cell(meeting, column, value))) for value in rows[column.name]]
        for column in worklist.columns
    ]
    if links:
        header, cells = [*header, meeting.say(*_LINK)], [*cells, links]
    write_csv(folder / worklist.file, header, zip(*cells, strict=True))


def _heading(worklist: Worklist, meeting: Meeting, column: Column) -> str:
    table, loaded = LINKED[worklist.of] if worklist.of != "company" else "accounts", meeting.wb.loaded
    report = loaded.reports.get(table) if loaded and column.name in TABLES[table].by_name else None
    return (report.labels.get(column.name) if report else None) or meeting.say(column.ja, column.en)


def _shown(meeting: Meeting, column: Column, value: Any) -> str:
    cell = _cell(meeting, column, value)
    if cell == "":
        return meeting.say(*column.missing) if meeting.wb.lacks(column.needs) is None else "–"
    return meeting.write(*cell) if isinstance(cell, tuple) else _plain(cell)


def _cell(meeting: Meeting, column: Column, value: Any) -> Any:
    """A text, a day or moment, or a number with its unit."""
    if pd.isna(value) or value == "":
        return ""
    if column.kind in ("company", "person"):
        return meeting.company(value) if column.kind == "company" else meeting.person(value)
    if column.kind == "validity":
        return meeting.say("有効", "valid") if value else meeting.say("無効", "invalid")
    if column.kind == "day":
        return value
    return str(value) if column.kind == "text" else (float(value), column.kind)


def _plain(cell: Any) -> str:
    if isinstance(cell, date):
        has_time = isinstance(cell, datetime) and cell.time() != time()
        return f"{cell:%Y-%m-%d %H:%M}" if has_time else f"{cell:%Y-%m-%d}"
    return f"{cell[0]:.15g}" if isinstance(cell, tuple) else display_text(cell)


def listed(meeting: Meeting) -> Sequence[tuple[Worklist, pd.DataFrame]]:
    """Every list that the workbook can give, with all its rows."""
    found = ((worklist, worklist.of_workbook(meeting.wb)) for worklist in WORKLISTS)
    return [(worklist, rows) for worklist, rows in found if rows is not None]
