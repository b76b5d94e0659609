"""What a page says of tables that have ended: of what lies after their end nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import past_day, short_day, span
from kpi_helpers.workbook.periods import DAY, Period
from kpi_helpers.workbook.schema import TABLES

if TYPE_CHECKING:
    from kpi_helpers.kpis.metric import Metric


def ended_tables(meeting: Meeting, tables: Iterable[str]) -> list[tuple[str, date]]:
    """Those of some tables that have ended, by the name that is said, with their last day."""
    dated = [name for name in tables if TABLES[name].dated_by and meeting.wb.has(name)]
    coverages = [meeting.wb.coverage(name) for name in dated]
    return [
        (meeting.say(TABLES[each.table].ja, TABLES[each.table].en), each.last)
        for each in coverages
        if each.has_ended and each.last is not None
    ]


def ended_words(meeting: Meeting, tables: Iterable[str], *, within: bool = False) -> str:
    """Which of some tables ended before as_of's month began, or `within` it, as the reason why nothing is told; else empty."""
    start = meeting.wb.month.month.start
    gone = [(name, last) for name, last in ended_tables(meeting, tables) if within or last < start]
    told = [
        meeting.say(
            f"{name}の記録が{past_day(meeting, last, 'ja')}で止まっている",
            f"the data of {name} end on {past_day(meeting, last, 'en')}",
        )
        for name, last in gone[:1]
    ]
    return "".join(told)


def not_yet_known(meeting: Meeting) -> str:
    """That leads which came after the activities ended only look unanswered; empty where these go on."""
    ended = ended_tables(meeting, ("activities",))
    return "".join(
        meeting.say(
            f"活動の記録は{past_day(meeting, last, 'ja')}までなので、それより後に来たリードへの対応はまだわかりません（未対応に数えています）。",
            f" The data of activities end on {past_day(meeting, last, 'en')}: whether later leads were answered is not known, and they count as unanswered.",
        )
        for _, last in ended
    )


def ended_notes(meeting: Meeting, tables: Iterable[str]) -> list[str]:
    """A line for each of some tables that has ended."""
    return [
        meeting.say(
            f"{name}の記録は{past_day(meeting, last, 'ja')}までです。それより後のことは、ここに入っていません。",
            f"The data of {name} end on {past_day(meeting, last, 'en')}: nothing later is in here.",
        )
        for name, last in ended_tables(meeting, tables)
    ]


def known_of(meeting: Meeting, days: int, *tables: str) -> str:
    """Which of so many days that end with as_of some tables cover, where one does not cover them all; else empty.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> known_of(Meeting("team_sync", wb), 14, "activities"), known_of(Meeting("team_sync", wb), 90, "activities")
    ('', '10月5日〜11月18日')
    """
    wb, whole = meeting.wb, Period.window(meeting.wb.as_of - (days - 1) * DAY, meeting.wb.as_of)
    if not any(wb.coverage(table).is_partial(whole) for table in tables):
        return ""
    return "".join(span(meeting, known.start, known.end - DAY) for known in wb.covered_periods(tables, [whole]))


def window_said(meeting: Meeting, days: int, *tables: str) -> tuple[str, str]:
    """So many days that end with as_of as they are said, in both languages: those that all of some tables cover, where these are fewer.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> window_said(Meeting("team_sync", wb), 14, "activities")
    ('14日で', 'in 14 days')
    >>> window_said(Meeting("team_sync", wb), 90, "activities")[0]
    '記録のある10月5日〜11月18日に'
    """
    known = known_of(meeting, days, *tables)
    return (f"記録のある{known}に", f"in the days on record ({known})") if known else (f"{days}日で", f"in {days} days")


def came_within(meeting: Meeting, days: int, tables: Iterable[str]) -> tuple[str, str]:
    """Leads that came in so many days that end with as_of, or in those of them that all of some tables cover, in both languages.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> came_within(Meeting("team_sync", wb), 90, ["activities"])[0]
    '記録のある10月5日〜11月18日に届き、'
    """
    known = known_of(meeting, days, *tables)
    if not known:
        return f"過去{days}日に届き、", f"of the last {days} days"
    return f"記録のある{known}に届き、", f"that came in the days on record ({known})"


def titled(meeting: Meeting, ja: str, en: str, days: int, *tables: str, whole: tuple[str, str] = ("", "")) -> str:
    """A figure's title with the days that it shows: those that all of some tables cover, where these are fewer.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> titled(Meeting("team_sync", wb), "接触率", "Contact rate", 14, "activities")
    '接触率（過去14日）'
    >>> titled(Meeting("team_sync", wb), "接触率", "Contact rate", 90, "activities")
    '接触率（10月5日〜11月18日）'
    """
    known = known_of(meeting, days, *tables)
    return meeting.say(
        f"{ja}（{known or whole[0] or f'過去{days}日'}）", f"{en}, {known or whole[1] or f'{days} days'}"
    )


def begun_notes(meeting: Meeting, kpis: Iterable[Metric]) -> list[str]:
    """Which tables begin within a window or a week of some KPIs, in one line: what is said of these days begins there too."""
    wb, first = meeting.wb, dict[str, date]()
    for kpi in kpis:
        periods = [each for split in kpi.splits for each in split.periods(wb) if not each.is_month]
        for name in kpi.dated_in(wb) if periods and kpi.is_there(wb) else ():
            first[name] = min(first.get(name, wb.as_of), *(each.start for each in periods))
    begun = {name: day for name, start in first.items() if (day := wb.coverage(name).begins_after(start))}
    if not begun:
        return []
    ja = "、".join(f"{TABLES[name].ja}の記録は{short_day(day, 'ja')}から" for name, day in begun.items())
    en = ", ".join(f"{TABLES[name].en} {short_day(day, 'en')}" for name, day in begun.items())
    return [
        meeting.say(
            f"{ja}です。それより前のことは、ここに入っていません。",
            f"On record from: {en}. Nothing earlier is in here.",
        )
    ]
