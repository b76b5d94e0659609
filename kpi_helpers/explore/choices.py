"""What can be chosen above a section, and the view that a choice means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kpi_helpers.explore.wording import WORDS
from kpi_helpers.kpis.outlook.kpi import look_ahead, sales_target
from kpi_helpers.kpis.scenarios import rates_of_today
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.part import values_of
from kpi_helpers.report.phrases import short_day
from kpi_helpers.workbook.periods import DAY, months_to, weeks_to

ALL = object()
"""The value of "all" in a list: None is what a list without a choice has."""

MONTHS, WEEKS = 13, 5
NARROWING = ("team", "rep", "channel", "campaign", "segment")
RATES = ("valid_rate", "opportunity_rate", "win_rate", "average_deal")
_LEADS = "leads "
"""Before a month: the leads planned for it."""

Options = list[tuple[str, Any]]


def options_of(control: str, meeting: Meeting) -> Options:
    """Labels and values of a control that has a list; the first is the page's own.

    Parameters
    ----------
    control : str
        "month" (any day to look back from) or one of `NARROWING`.
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
        return _days(meeting)
    said, teams = WORDS[meeting.lang], meeting.wb.config.teams
    if control == "team":
        return [(said["all"], ALL), *[(team, team) for team in teams]]
    team_of = {rep: team for team in reversed(list(teams)) for rep in teams[team]} if control == "rep" else {}
    names = meeting.wb.cached(values_of, control)
    shown = meeting.person if control == "rep" else str
    return [
        (said["all"], ALL),
        *[(_labelled(shown(name), team_of.get(name), meeting) if name else said["none"], name) for name in names],
    ]


def _labelled(name: str, team: str | None, meeting: Meeting) -> str:
    return meeting.say(f"{name}（{team}）", f"{name} ({team})") if team else name


def _days(meeting: Meeting) -> Options:
    """The page's day, then the ends of the weeks and of the months before it."""
    now, lang = meeting.wb.as_of, meeting.lang
    weeks = [week.end - DAY for week in weeks_to(now, WEEKS)[:-1]]
    months = [month.end - DAY for month in months_to(now, MONTHS)[:-1]]

    def label(day: date, kind: str) -> str:
        written = short_day(day, lang)
        if day.year != now.year:
            written = meeting.say(f"{day.year}年{written}", f"{written} {day.year}")
        return written + WORDS[lang][kind]

    return [
        (label(now, "now"), now),
        *[(label(day, "week_end"), day) for day in reversed(weeks) if day not in months],
        *[(label(day, "month_end"), day) for day in reversed(months)],
    ]


def is_what_if(control: str) -> bool:
    """Whether a control is of the what-if: a number, of today or of the plan, that may be another."""
    return control in RATES or control.startswith(_LEADS)


def what_if_label(control: str, meeting: Meeting) -> str:
    """What a control of the what-if is called.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> what_if_label("leads 2026-12", Meeting("sales_sync", example()))
    '12月のリード'
    """
    if not control.startswith(_LEADS):
        return WORDS[meeting.lang][control]
    month = meeting.month_name(control.removeprefix(_LEADS))
    return meeting.say(f"{month}のリード", f"Leads of {month}")


def what_if_today(meeting: Meeting) -> dict[str, float]:
    """What the what-if starts from; none where it has no answer.

    Today's rates, shares in per cent and the deal in currency, and the leads planned for each of the months ahead.
    """
    ahead = look_ahead(meeting.wb)
    if ahead is None or not (sales_target(meeting.wb) or 0) > 0:
        return {}
    rates = rates_of_today(meeting.wb)
    today = {
        name: float(round(value)) if name == "average_deal" else round(100 * value, 1)
        for name in RATES
        if (value := getattr(rates, name)) is not None
    }
    planned = {f"{_LEADS}{month}": float(round(leads)) for month, leads in ahead.arrivals.by_month.items() if leads > 0}
    return today | planned


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
    >>> chosen = {"team": "SDR", "win_rate": 25.0, "leads 2026-12": 420.0}
    >>> part, options = viewed(Meeting("sales_sync", example()), chosen)
    >>> part.wb.team, options
    ('SDR', {'rates': {'win_rate': 0.25}, 'leads': {'2026-12': 420.0}})
    """
    day = chosen.get("month")
    parts = {name: chosen[name] for name in NARROWING if chosen.get(name, ALL) is not ALL}
    wb = meeting.wb.view(as_of=day, **parts)
    rates = {
        name: value if name == "average_deal" else value / 100
        for name in RATES
        if (value := chosen.get(name)) is not None
    }
    leads = {name.removeprefix(_LEADS): value for name, value in chosen.items() if name.startswith(_LEADS)}
    options = {"rates": rates, "leads": leads}
    return replace(meeting, wb=wb), {name: given for name, given in options.items() if given}
