"""What a page says of tables that have ended: of what lies after their end nothing is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.phrases import short_day
from kpi_helpers.workbook.schema import TABLES


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
            f"{name}の記録が{short_day(last, 'ja')}で止まっている", f"the data of {name} end on {short_day(last, 'en')}"
        )
        for name, last in gone[:1]
    ]
    return "".join(told)


def not_yet_known(meeting: Meeting) -> str:
    """That leads which came after the activities ended only look unanswered; empty where these go on."""
    ended = ended_tables(meeting, ("activities",))
    return "".join(
        meeting.say(
            f"活動の記録は{short_day(last, 'ja')}までなので、それより後に来たリードへの対応はまだわかりません（未対応に数えています）。",
            f" The data of activities end on {short_day(last, 'en')}: whether later leads were answered is not known, and they count as unanswered.",
        )
        for _, last in ended
    )


def ended_notes(meeting: Meeting, tables: Iterable[str]) -> list[str]:
    """A line for each of some tables that has ended."""
    return [
        meeting.say(
            f"{name}の記録は{short_day(last, 'ja')}までです。それより後のことは、ここに入っていません。",
            f"The data of {name} end on {short_day(last, 'en')}: nothing later is in here.",
        )
        for name, last in ended_tables(meeting, tables)
    ]
