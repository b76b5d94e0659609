"""Names in what people wrote: minutes carried over to a page whose names are masked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.workbook import Workbook

_PEOPLE = {"leads": ("rep",), "activities": ("rep",), "opportunities": ("rep", "owner")}
_COMPANIES = {"leads": ("company_name",), "opportunities": ("company_name",)}
_TITLES = "さん|様|氏|君|くん"
_PSEUDONYM = re.compile(r"(?:会社|担当|Company|Rep) [0-9A-F]{6}")


def masked_text(meeting: Meeting, text: str) -> str:
    """A text with every company and rep that the workbook knows under a pseudonym.

    A name of one letter (森) goes only where a title follows it or nothing else
    stands there: within a word it is no name.

    Examples
    --------
    >>> from kpi_helpers.report.meeting import Meeting
    >>> masked_text(Meeting("sales_sync", wb), "アオイ工業に佐藤さんが電話")
    'アオイ工業に佐藤さんが電話'
    """
    if not meeting.mask_names:
        return text
    for name, pseudonym in _names(meeting):
        if len(name) > 1:
            text = text.replace(name, pseudonym)
        else:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?=(?:{_TITLES})|(?!\w))", pseudonym, text)
    return text


def masked_person(meeting: Meeting, name: str) -> str:
    """Whoever stands in a cell for one person, known or not; a pseudonym stays what it is."""
    if not meeting.mask_names or not name:
        return name
    known = masked_text(meeting, name)
    return known if _PSEUDONYM.search(known) else meeting.person(name)


def _names(meeting: Meeting) -> list[tuple[str, str]]:
    """Each name and its pseudonym, the longest first, so that no name is cut by a shorter one within it."""
    return meeting.wb.cached(_names_of, meeting)


def _names_of(wb: Workbook, meeting: Meeting) -> list[tuple[str, str]]:
    people = {rep for members in wb.config.teams.values() for rep in members} | _values(wb, _PEOPLE)
    names = {name: meeting.person(name) for name in people}
    names |= {name: meeting.company(name) for name in _values(wb, _COMPANIES) if len(name) > 1}
    return sorted(names.items(), key=lambda pair: (-len(pair[0]), pair[0]))


def _values(wb: Workbook, columns: Mapping[str, tuple[str, ...]]) -> set[str]:
    values = set[str]()
    for table, names in columns.items():
        for name in names:
            if wb.has(table) and wb.has_column(table, name):
                values |= set(wb.run(getattr(wb, table).select(name).distinct())[name].dropna().astype(str))
    return values - {""}
