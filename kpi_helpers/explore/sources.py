"""Which rows a KPI counts: what `rows` looks up to get from a number to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kpi_helpers.kpis.quadrants import NAMES, UNKNOWN, with_target
from kpi_helpers.kpis.speed import AT_ONCE, BANDS
from kpi_helpers.workbook.engine import Column, Expr, constant, first_that_holds
from kpi_helpers.workbook.workbook import Workbook

Test = Callable[[Workbook, Expr], Column]


@dataclass(frozen=True)
class Source:
    """The rows behind a KPI.

    Attributes
    ----------
    table : str
        "leads", "activities" or "opportunities".
    day : str
        The integer day by which a row belongs to a period; "" where every row up to as_of counts.
    where : callable
        ``where(wb, rows)``: which rows the number is about.
    counts : callable or None
        Which of them are in a rate's numerator; None for a count.
    once : bool
        Companies are counted: one row per company, its first.
    """

    table: str
    day: str
    where: Test = lambda wb, rows: constant(True)
    counts: Test | None = None
    once: bool = False


def _is(column: str, value: object) -> Test:
    return lambda wb, rows: rows[column] == value


def _true(column: str) -> Test:
    return lambda wb, rows: rows[column]


def _known(column: str) -> Test:
    return lambda wb, rows: rows[column].notnull()


def _talk(wb: Workbook, rows: Expr) -> Column:
    return rows.is_call & (rows.outcome == "connected") & rows.talk_seconds.notnull()


def _talk_in_range(wb: Workbook, rows: Expr) -> Column:
    return rows.talk_seconds.between(*wb.config.benchmarks["att_seconds"])


def _unlinked(wb: Workbook, rows: Expr) -> Column:
    return rows.link != "first"


def _unanswered(wb: Workbook, rows: Expr) -> Column:
    return (rows.motion == "inbound") & rows.response_seconds.isnull()


def _decided(wb: Workbook, rows: Expr) -> Column:
    return rows.state != "open"


SOURCES: Mapping[str, Source] = {
    "leads": Source("leads", "created_day"),
    "inbound_leads": Source("leads", "created_day", _is("motion", "inbound")),
    "outbound_leads": Source("leads", "created_day", _is("motion", "outbound")),
    "valid_leads": Source("leads", "created_day", _true("is_valid")),
    "lead_companies": Source("leads", "created_day", _known("company_key"), once=True),
    "valid_rate": Source("leads", "created_day", counts=_true("is_valid")),
    "opportunity_rate_cohort": Source("leads", "created_day", _true("is_valid"), _known("first_opportunity_day")),
    "cohort_opportunities": Source("leads", "created_day", _true("is_valid")),
    "cohort_unlinked": Source("opportunities", "created_day", _unlinked),
    "opportunities": Source("opportunities", "created_day"),
    "won": Source("opportunities", "closed_day", _is("state", "won")),
    "sales": Source("opportunities", "closed_day", _is("state", "won")),
    "average_deal": Source("opportunities", "closed_day", _is("state", "won")),
    "win_rate_cohort": Source("opportunities", "created_day", counts=_is("state", "won")),
    "win_rate_closed": Source("opportunities", "closed_day", _decided, _is("state", "won")),
    "activities": Source("activities", "day"),
    "companies": Source("activities", "day", _known("company_key"), once=True),
    "activities_without_company": Source("activities", "day", lambda wb, rows: rows.company_key.isnull()),
    "calls": Source("activities", "day", _true("is_call")),
    "contact_rate": Source("activities", "day", _true("is_call"), _true("is_settled")),
    "contact_rate_by_hour": Source("activities", "day", _true("is_call"), _true("is_settled")),
    "att_seconds": Source("activities", "day", _talk),
    "att_in_range": Source("activities", "day", _talk, _talk_in_range),
    "key_persons": Source("leads", "key_person_day"),
    "first_response_within_5min": Source(
        "leads", "created_day", _is("motion", "inbound"), lambda wb, rows: rows.response_seconds <= AT_ONCE
    ),
    "unanswered": Source("leads", "created_day", _unanswered),
    "leads_by_response": Source("leads", "created_day", _is("motion", "inbound")),
    "campaign_leads": Source("leads", "created_day"),
    "campaign_valid_leads": Source("leads", "created_day", _true("is_valid")),
    "campaign_companies": Source("leads", "created_day", _known("company_key"), once=True),
    "campaign_new_companies": Source("leads", "created_day", _true("opens_company")),
    "quadrant_opportunities": Source("opportunities", "created_day"),
    "quadrant_win_rate": Source("opportunities", "created_day", _decided, _is("state", "won")),
    "quadrant_open": Source("opportunities", "", _is("state", "open")),
    "quadrant_amount": Source("opportunities", "", _is("state", "open")),
    "quadrant_days_open": Source("opportunities", "", _is("state", "open")),
}
"""By KPI; a KPI that is a forecast, a target or a comparison of two tables has no rows of its own."""


def table_of(wb: Workbook, source: Source) -> Expr:
    """A source's table with every column by which numbers are split."""
    if source.table == "leads":
        return wb.leads.mutate(response=_band(wb.leads))
    if source.table == "activities":
        rows = wb.activities
        return rows.mutate(
            motion=rows.lead_motion,
            channel=rows.lead_channel,
            industry=rows.lead_industry,
            department=rows.lead_department,
        )
    rows, target = with_target(wb)
    rows = rows.mutate(target=target)
    quadrant = first_that_holds(
        *[((rows.target == is_target) & (rows.temperature == heat), name) for (is_target, heat), name in NAMES.items()],
        otherwise=UNKNOWN,
    )
    return rows.mutate(motion=rows.lead_motion, channel=rows.lead_channel, reason=rows.link, quadrant=quadrant)


def _band(leads: Expr) -> Column:
    return first_that_holds(
        (leads.response_seconds.isnull(), "none"),
        *[(leads.response_seconds <= bound, name) for name, bound in BANDS],
        otherwise="later",
    )
