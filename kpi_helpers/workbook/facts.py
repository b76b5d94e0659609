"""What every KPI needs of the tables, worked out once for one as_of.

Nothing after as_of leaves this module: later rows are cut, later closings are
undone, so that no KPI can see the future.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import ibis
import pandas as pd

from kpi_helpers.workbook.calendar import BusinessCalendar
from kpi_helpers.workbook.clock_changes import clock_changes
from kpi_helpers.workbook.companies import with_company_keys
from kpi_helpers.workbook.definitions import Definitions, with_verdicts
from kpi_helpers.workbook.engine import (
    Column,
    Engine,
    Expr,
    day_of,
    epoch_day,
    first_rows,
    month_of,
    second_of,
    weekday_of,
)
from kpi_helpers.workbook.periods import DAY

SETTLED = ("connected", "reception_refused")
"""Outcomes by which a call counts as settled: the person was reached, or reception refused."""

FOLLOW_UP = timedelta(days=14)
"""How long after the first response a settled call still counts as its fruit."""

CLOCK_DAYS = 3_653
"""How many days before as_of changes of the clocks are minded."""

_DATED = ("leads", "activities", "opportunities")


@dataclass(frozen=True)
class Judgement:
    """What the facts are worked out by: the day, the definitions, the teams, the calendar."""

    as_of: date
    definitions: Definitions
    teams: Mapping[str, tuple[str, ...]]
    calendar: BusinessCalendar
    freemail: frozenset[str]
    timezone: str
    team: str | None = None
    """The team to which the view is restricted."""

    @property
    def end(self) -> datetime:
        """The first moment that is not known any more."""
        return datetime.combine(self.as_of + DAY, time())


def prepare(engine: Engine, tables: Mapping[str, Expr], by: Judgement) -> dict[str, Expr]:
    """Leads, activities, opportunities and accounts as KPIs read them.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        The canonical tables of those names, with the columns of the schema.
    by : Judgement

    Returns
    -------
    dict of Expr
        The same tables with company key, team, integer days and months, the
        verdicts of the definitions and, on leads, the first opportunity and the
        first response.
    """
    cut = {name: _until(table, name, by) for name, table in tables.items()}
    keyed = with_company_keys(engine, cut, by.freemail)
    everyones = engine.keep("leads", _leads(engine, keyed["leads"], by))
    activities = engine.keep("activities", _activities(keyed["activities"], everyones, by))
    # A team's opportunities are linked within the team, so that its triangle adds up; its leads may
    # have been answered by anybody, and a company is new only where no team knew it.
    leads = _of_team(everyones, by)
    opportunities = engine.keep("opportunities", _opportunities(engine, keyed["opportunities"], leads, by))
    clock = _clock(engine, leads, by)
    return {
        "leads": engine.keep("leads", _with_fate(leads, activities, opportunities, clock, by)),
        "activities": _of_team(activities, by),
        "opportunities": opportunities,
        "accounts": keyed["accounts"],
    }


def _of_team(table: Expr, by: Judgement) -> Expr:
    return table if by.team is None else table.filter(table.team == by.team)


def _until(table: Expr, name: str, by: Judgement) -> Expr:
    if name not in _DATED:
        return table
    moment = "started_at" if name == "activities" else "created_at"
    return table.filter(table[moment] < by.end)


def _team_of(rep: Column, teams: Mapping[str, tuple[str, ...]]) -> Column:
    members = [(rep.isin(list(reps)), team) for team, reps in teams.items() if reps]
    return ibis.cases(*members) if members else ibis.null("string")


def _leads(engine: Engine, leads: Expr, by: Judgement) -> Expr:
    known = ibis.ifelse(leads.key_person_at < by.end, leads.key_person_at, ibis.null("timestamp"))
    place = ibis.row_number().over(group_by=leads.company_key, order_by=[leads.created_at, leads.lead_id])
    leads = leads.mutate(
        team=_team_of(leads.rep, by.teams),
        opens_company=leads.company_key.notnull() & (place == 0),
        created_day=day_of(leads.created_at),
        created_second=second_of(leads.created_at),
        created_elapsed=_elapsed(leads.created_at, by),
        created_month=month_of(leads.created_at),
        key_person_day=day_of(known),
    )
    return with_verdicts(engine, leads, by.definitions.valid_lead, by.freemail, "created_day")


def _activities(activities: Expr, leads: Expr, by: Judgement) -> Expr:
    lead = leads.select(
        "lead_id",
        lead_created_at="created_at",
        lead_key="company_key",
        lead_motion="motion",
        lead_channel="channel",
        lead_industry="industry",
        lead_department="department",
        lead_known=ibis.literal(True),
    )
    joined = activities.left_join(lead, "lead_id").drop("lead_id_right")
    day = day_of(joined.started_at)
    return joined.mutate(
        team=_team_of(joined.rep, by.teams),
        company_key=_own_or_leads_key(joined),
        lead_known=joined.lead_known.fill_null(False),
        is_call=(joined.kind == "call").fill_null(False),
        is_settled=joined.outcome.isin(SETTLED).fill_null(False),
        day=day,
        month=month_of(joined.started_at),
        weekday=weekday_of(day),
        hour=joined.started_at.hour().cast("int64"),
    ).drop("lead_key", "company_told")


def _own_or_leads_key(joined: Expr) -> Column:
    return ibis.ifelse(joined.company_told, joined.company_key, joined.lead_key)


def _opportunities(engine: Engine, opportunities: Expr, leads: Expr, by: Judgement) -> Expr:
    lead = leads.select(
        "lead_id",
        lead_key="company_key",
        lead_motion="motion",
        lead_channel="channel",
        lead_day="created_day",
        lead_month="created_month",
        lead_is_target="is_target",
        lead_is_valid="is_valid",
    )
    own = _of_team(opportunities.mutate(team=_team_of(opportunities.rep, by.teams)), by)
    joined = own.left_join(lead, "lead_id").drop("lead_id_right")
    closed = joined.is_won.notnull() & joined.closed_at.notnull() & (joined.closed_at < by.end)
    created_day = day_of(joined.created_at)
    joined = joined.mutate(
        company_key=_own_or_leads_key(joined),
        created_day=created_day,
        created_month=month_of(joined.created_at),
        state=ibis.cases((~closed.fill_null(False), "open"), (joined.is_won, "won"), else_="lost"),
        closed_day=ibis.ifelse(closed, day_of(joined.closed_at), ibis.null("int64")),
        closed_month=ibis.ifelse(closed, month_of(joined.closed_at), ibis.null("int64")),
        link=ibis.cases(
            (joined.lead_day.isnull(), "no_lead"),
            (created_day < joined.lead_day, "before_lead"),
            (~joined.lead_is_valid, "invalid_lead"),
            else_="follows",
        ),
    ).drop("lead_key", "company_told")
    place = ibis.row_number().over(
        group_by=[joined.lead_id, joined.link], order_by=[joined.created_at, joined.opportunity_id]
    )
    link = ibis.cases((joined.link != "follows", joined.link), (place == 0, "first"), else_="repeat")
    return with_verdicts(
        engine, joined.mutate(link=link), by.definitions.valid_opportunity, by.freemail, "created_day"
    ).rename(meets_conditions="is_valid")


def _clock(engine: Engine, leads: Expr, by: Judgement) -> Expr:
    """Business seconds gone before each day, and whether it is a business day."""
    span = engine.run(leads.agg(first=leads.created_day.min()))["first"]
    first = by.as_of if span.isna().all() else min(by.as_of, date(1970, 1, 1) + int(span[0]) * DAY)
    opens, closes = (moment.hour * 3600 + moment.minute * 60 + moment.second for moment in by.calendar.business_hours)
    days = [first + number * DAY for number in range((by.as_of - first).days + 1)]
    works = pd.Series([by.calendar.is_business_day(day) for day in days], dtype="int64")
    seconds = works * (closes - opens)
    return engine.keep(
        "clock",
        pd.DataFrame(
            {
                "clock_day": [epoch_day(day) for day in days],
                "works": works,
                "gone": seconds.cumsum() - seconds,
            }
        ),
    )


def _with_fate(leads: Expr, activities: Expr, opportunities: Expr, clock: Expr, by: Judgement) -> Expr:
    first = opportunities.filter(opportunities.link == "first").select(
        "lead_id", first_opportunity_day="created_day", first_opportunity_month="created_month"
    )
    answers = _first_answers(activities, by)
    leads = leads.left_join(first, "lead_id").drop("lead_id_right").left_join(answers, "lead_id").drop("lead_id_right")
    leads = leads.mutate(response_seconds=leads.response_elapsed - leads.created_elapsed)
    asked, answered = clock.view(), clock.view()
    leads = (
        leads.left_join(asked, leads.created_day == asked.clock_day)
        .drop("clock_day")
        .rename(works_created="works", gone_created="gone")
    )
    leads = leads.left_join(answered, leads.response_day == answered.clock_day).drop("clock_day")
    business = _business_second(leads.gone, leads.works, leads.response_second, by) - _business_second(
        leads.gone_created, leads.works_created, leads.created_second, by
    )
    return leads.mutate(response_business_seconds=business).drop("works", "gone", "works_created", "gone_created")


def _first_answers(activities: Expr, by: Judgement) -> Expr:
    to_lead = activities.filter(activities.lead_known & (activities.started_at >= activities.lead_created_at))
    to_lead = to_lead.mutate(elapsed=_elapsed(to_lead.started_at, by))
    first = first_rows(
        to_lead, "lead_id", [to_lead.started_at, to_lead.kind, to_lead.activity_id, to_lead.outcome]
    ).select(
        "lead_id",
        response_at="started_at",
        response_kind="kind",
        response_day="day",
        response_second=second_of(ibis._.started_at),
        response_elapsed="elapsed",
    )
    settled = to_lead.filter(to_lead.is_call & to_lead.is_settled).select("lead_id", settled_elapsed="elapsed")
    within = first.join(settled, "lead_id").select("lead_id", waited=ibis._.settled_elapsed - ibis._.response_elapsed)
    within = within.filter((within.waited >= 0) & (within.waited <= int(FOLLOW_UP.total_seconds())))
    within = within.select("lead_id", reached=ibis.literal(True)).distinct()
    first = first.left_join(within, "lead_id").drop("lead_id_right")
    return first.mutate(reached=first.reached.fill_null(False))


def _elapsed(moment: Column, by: Judgement) -> Column:
    """Seconds since 1970 in UTC: two of them differ by what has really passed, also over a change of the clocks."""
    *changes, (_, offset) = clock_changes(by.timezone, by.as_of - CLOCK_DAYS * DAY, by.as_of + DAY)
    offsets = (
        ibis.cases(*[(moment < until, seconds) for until, seconds in changes], else_=offset) if changes else offset
    )
    return day_of(moment) * 86_400 + second_of(moment) - offsets


def _business_second(gone: Column, works: Column, second: Column, by: Judgement) -> Column:
    opens, closes = (moment.hour * 3600 + moment.minute * 60 + moment.second for moment in by.calendar.business_hours)
    today = ibis.least(ibis.greatest(second - opens, 0), closes - opens)
    return gone + works * today
