"""What can be chosen under a section, and the view that a choice means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kpi_helpers.explore.wording import WORDS
from kpi_helpers.kpis.outlook.kpi import look_ahead, sales_target
from kpi_helpers.kpis.scenarios import rates_of_today
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.memberships import with_each_campaign
from kpi_helpers.workbook.periods import DAY, Period, months_to, weeks_to
from kpi_helpers.workbook.workbook import Workbook

ALL = object()
"""The value of "all" in a list: None is what a list without a choice has."""

MONTHS, WEEKS = 13, 8
NARROWING = ("team", "rep", "channel", "campaign", "segment")
RATES = ("valid_rate", "opportunity_rate", "win_rate", "average_deal")

Options = list[tuple[str, Any]]
_TABLES_OF = {
    "rep": ("leads", "activities", "opportunities"),
    "channel": ("leads",),
    "campaign": ("leads",),
    "segment": ("accounts",),
}


def options_of(control: str, meeting: Meeting) -> Options:
    """Labels and values of a control that has a list; the first is the page's own.

    Parameters
    ----------
    control : str
        "month", "week" or one of `NARROWING`.
    meeting : Meeting

    Returns
    -------
    list of (str, value)
        Fewer than two where there is nothing to choose.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> options_of("channel", Meeting("sales_sync", example(), "en"))[1:]
    [('Web', 'Web'), ('展示会', '展示会'), ('(not given)', '')]
    """
    if control == "month":
        return _days(meeting, [month.end - DAY for month in months_to(meeting.wb.as_of, MONTHS)[:-1]], Period.month)
    if control == "week":
        return _days(meeting, [week.end - DAY for week in weeks_to(meeting.wb.as_of, WEEKS)[:-1]], Period.week)
    said = WORDS[meeting.lang]
    if control == "team":
        return [(said["all"], ALL), *[(team, team) for team in meeting.wb.config.teams]]
    names = meeting.wb.cached(_distinct, control)
    shown = meeting.person if control == "rep" else str
    return [(said["all"], ALL), *[(shown(name) if name else said["none"], name) for name in names]]


def _days(meeting: Meeting, ends: Sequence[date], period_of: Any) -> Options:
    now = meeting.wb.as_of
    label = f"{period_of(now).label}{WORDS[meeting.lang]['now']}"
    return [(label, now), *[(period_of(day).label, day) for day in reversed(ends)]]


def _distinct(wb: Workbook, column: str) -> list[str]:
    names: set[str] = set()
    missing = False
    for name in _TABLES_OF[column]:
        if wb.has(name) and wb.has_column(name, column):
            rows = getattr(wb, name).select(column)
            found = wb.run((with_each_campaign(wb, rows) if column == "campaign" else rows).distinct())[column]
            names |= set(found.dropna())
            missing |= column in ("channel", "campaign") and bool(found.isna().any())
    return [*sorted(names), *([""] if missing and names else [])]


def rates_today(meeting: Meeting) -> dict[str, float]:
    """Today's rates as the what-if starts from them: shares in per cent, the deal in currency; none where it has no answer."""
    if look_ahead(meeting.wb) is None or not (sales_target(meeting.wb) or 0) > 0:
        return {}
    rates = rates_of_today(meeting.wb)
    return {
        name: float(round(value)) if name == "average_deal" else round(100 * value, 1)
        for name in RATES
        if (value := getattr(rates, name)) is not None
    }


def viewed(meeting: Meeting, chosen: Mapping[str, Any]) -> tuple[Meeting, dict[str, Any]]:
    """The meeting, and a section's options, that a choice means.

    Parameters
    ----------
    meeting : Meeting
        The page's own.
    chosen : mapping
        Value by control; one without an entry is the page's own.

    Returns
    -------
    tuple of Meeting and dict

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> part, options = viewed(Meeting("sales_sync", example()), {"team": "SDR", "win_rate": 25.0})
    >>> part.wb.team, options
    ('SDR', {'rates': {'win_rate': 0.25}})
    """
    day = chosen.get("month") or chosen.get("week")
    parts = {name: chosen[name] for name in NARROWING if chosen.get(name, ALL) is not ALL}
    wb = meeting.wb.view(as_of=day, **parts)
    rates = {
        name: value if name == "average_deal" else value / 100
        for name in RATES
        if (value := chosen.get(name)) is not None
    }
    return replace(meeting, wb=wb), ({"rates": rates} if rates else {})
