"""What became of a lead: answers, calls and opportunities."""

from datetime import date, datetime, timedelta
from typing import TypeAlias

import pandas as pd

from kpi_helpers.workbook.dst import utc_offsets
from kpi_helpers.workbook.engine import Column, Engine, Expr, built_once, day_of, epoch_day, first_rows, second_of
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.links import CLUE_NUMBERS
from kpi_helpers.workbook.periods import DAY

FOLLOW_UP = timedelta(days=14)
"""How long after the first response a settled call still counts as its fruit."""

Clocks: TypeAlias = tuple[tuple[datetime, int], ...]

CLOCK_DAYS = 3_653
"""How many days before as_of changes of the clocks are minded."""

TOUCH = (
    "lead_no",
    "lead_created_at",
    "lead_created_day",
    "lead_is_timed",
    "started_at",
    "day",
    "is_timed",
    "activity_id",
    "kind",
    "outcome",
    "is_call",
    "is_settled",
    "is_connected",
)
"""What is read of an activity on a lead."""

OF_OPPORTUNITIES = (
    "first_opportunity_day",
    "first_opportunity_month",
    "next_opportunity_day",
    "has_opportunity",
    "company_last_opportunity_day",
)
"""What `with_opportunities` adds."""

COUNTS = ("calls", "settled_calls", "connected_calls")
"""What is 0 for a lead that nobody called."""

_NEXT = 30
"""Days after as_of within which a next business day is looked for."""


@built_once
def first_answers(touches: Expr, clocks: Clocks) -> Expr:
    """The first answer to each lead, by ``lead_no``, and the first day on which a call was its fruit (``reached_day``).

    Parameters
    ----------
    touches : Expr
        Each activity with each of its leads (`TOUCH`).
    clocks : tuple of (datetime, int)
        As `clocks_of` gives them.
    """
    both = touches.is_timed & touches.lead_is_timed
    after = fn.ifelse(both, touches.started_at >= touches.lead_created_at, touches.day >= touches.lead_created_day)
    answered = touches.filter(after)
    answered = answered.group_by("lead_no").agg(answer_day=answered.day.min())
    to_lead = touches.filter(both & after).mutate(elapsed=elapsed(touches.started_at, clocks))
    first = first_rows(
        to_lead, "lead_no", [to_lead.started_at, to_lead.kind, to_lead.activity_id, to_lead.outcome]
    ).select(
        "lead_no",
        response_at="started_at",
        response_kind="kind",
        response_day="day",
        response_second=second_of(fn.row.started_at),
        response_elapsed="elapsed",
    )
    settled = to_lead.filter(to_lead.is_call & to_lead.is_settled)
    settled = settled.select("lead_no", settled_day="day", settled_elapsed="elapsed")
    within = first.join(settled, "lead_no").mutate(waited=fn.row.settled_elapsed - fn.row.response_elapsed)
    within = within.filter((within.waited >= 0) & (within.waited <= int(FOLLOW_UP.total_seconds())))
    within = within.group_by("lead_no").agg(reached_day=within.settled_day.min())
    found = answered.left_join(first, "lead_no").drop("lead_no_right")
    return found.left_join(within, "lead_no").drop("lead_no_right")


@built_once
def fates(touches: Expr, answers: Expr, end: Column) -> Expr:
    """What is known before a moment of answers to each lead and calls on it, by ``lead_no``.

    Parameters
    ----------
    touches : Expr
        Each activity before the moment with each of its leads.
    answers : Expr
        As `first_answers` gives them, of activities after the moment too.
    end : Column
    """
    counted = touches.group_by("lead_no").agg(
        calls=touches.count(where=touches.is_call),
        settled_calls=touches.count(where=touches.is_call & touches.is_settled),
        connected_calls=touches.count(where=touches.is_call & touches.is_connected),
        last_activity_day=touches.day.max(),
    )
    joined = counted.left_join(answers, "lead_no").drop("lead_no_right")
    day = day_of(end)
    responses = [name for name in answers.columns if name.startswith("response_")]
    is_known = joined.response_day < day
    known = {name: fn.ifelse(is_known, joined[name], fn.null(joined[name].type())) for name in responses}
    reached = fn.ifelse(is_known, (joined.reached_day < day).fill_null(False), fn.null("boolean"))
    answered = fn.ifelse(joined.answer_day < day, joined.answer_day, fn.null("int64"))
    return joined.mutate(answer_day=answered, reached=reached, **known).drop("reached_day")


def with_fates(engine: Engine, leads: Expr, answers: Expr, opportunities: Expr, by: Judgement) -> Expr:
    """Leads with what became of them.

    Parameters
    ----------
    engine : Engine
    leads : Expr
        Prepared, with ``lead_no``.
    answers : Expr
        As `fates` gives them.
    opportunities : Expr
        Prepared.
    by : Judgement

    Returns
    -------
    Expr
        With the day and month of the first opportunity of a valid lead
        (``first_opportunity_…``), the day of the earliest opportunity on or after the
        lead's (``next_opportunity_day``), whether it has any (``has_opportunity``) and
        the day of its company's latest one; the first response at or after the
        lead's moment where both have a time of day (``response_…``, seconds by the
        clock and in business hours, ``reached`` within 14 days); the day of the first
        answer also where times of day are missing (``answer_day``) and the day by the
        end of which one is due (``due_day``); its calls in number, settled and
        connected ones, and the day of its last activity.
    """
    return _with_fates(leads, answers, opportunities, _clock(engine, leads, by), _hours(by))


@built_once
def _with_fates(leads: Expr, answers: Expr, opportunities: Expr, clock: Expr, hours: tuple[int, int]) -> Expr:
    narrow = leads.select(
        "lead_no", "company_key", "created_day", "created_second", "created_is_timed", "created_elapsed"
    )
    found = with_opportunities(narrow, opportunities).left_join(answers, "lead_no").drop("lead_no_right")
    asked = clock.rename(works_created="works", gone_created="gone", next_created="next_day", day_created="clock_day")
    found = found.left_join(asked, found.created_day == asked.day_created)
    found = found.left_join(clock, found.response_day == clock.clock_day)
    business = _business_second(found.gone, found.works, found.response_second, hours) - _business_second(
        found.gone_created, found.works_created, found.created_second, hours
    )
    _, closes = hours
    late = found.created_is_timed & (found.created_second >= closes)
    due = fn.ifelse((found.works_created == 1) & ~late, found.created_day, found.next_created)
    fate = found.select(
        *OF_OPPORTUNITIES,
        *(name for name in answers.columns if name not in ("lead_no", *COUNTS)),
        fate_of="lead_no",
        response_seconds=found.response_elapsed - found.created_elapsed,
        response_business_seconds=business,
        due_day=due,
        **{name: found[name].fill_null(0) for name in COUNTS},
    )
    own = leads.drop(*CLUE_NUMBERS, "since", "clue_no", "converted_contact_id", "converted_opportunity_id")
    return own.left_join(fate, own.lead_no == fate.fate_of).drop("fate_of")


def with_opportunities(leads: Expr, opportunities: Expr) -> Expr:
    """Leads with `OF_OPPORTUNITIES`."""
    first = opportunities.filter(opportunities.link == "first").select(
        "lead_no", first_opportunity_day="created_day", first_opportunity_month="created_month"
    )
    linked = opportunities.filter(opportunities.link != "no_lead")
    any_of = linked.group_by("lead_no").agg(
        next_opportunity_day=linked.created_day.min(where=linked.link != "before_lead"),
        linked=linked.count(),
    )
    known = opportunities.filter(opportunities.company_key.notnull())
    of_company = known.group_by("company_key").agg(company_last_opportunity_day=known.created_day.max())
    leads = leads.left_join(first, "lead_no").drop("lead_no_right").left_join(any_of, "lead_no").drop("lead_no_right")
    leads = leads.left_join(of_company, "company_key").drop("company_key_right")
    return leads.mutate(has_opportunity=leads.linked.notnull()).drop("linked")


def _clock(engine: Engine, leads: Expr, by: Judgement) -> Expr:
    """Business seconds gone before each day, whether it is a business day, and the next one after it."""
    span = engine.run(_first_day(leads))["first"]
    first = by.as_of if span.isna().all() else min(by.as_of, date(1970, 1, 1) + int(span[0]) * DAY)
    opens, closes = _hours(by)
    days = [first + number * DAY for number in range((by.as_of - first).days + 1 + _NEXT)]
    works = pd.Series([by.calendar.is_business_day(day) for day in days], dtype="int64")
    seconds = works * (closes - opens)
    numbers = pd.Series([epoch_day(day) for day in days], dtype="int64")
    # A year without a business day has no next one: whoever asks waits for ever.
    following = numbers.where(works == 1).shift(-1).bfill().fillna(epoch_day(date.max)).astype("int64")
    clock = pd.DataFrame(
        {"clock_day": numbers, "works": works, "gone": seconds.cumsum() - seconds, "next_day": following}
    )
    return engine.keep("clock", clock[numbers <= epoch_day(by.as_of)])


@built_once
def _first_day(leads: Expr) -> Expr:
    return leads.agg(first=leads.created_day.min())


def clocks_of(by: Judgement) -> Clocks:
    """Until which local moment which offset from UTC holds."""
    return utc_offsets(by.timezone, by.as_of - CLOCK_DAYS * DAY, by.as_of + DAY)


def elapsed(moment: Column, clocks: Clocks) -> Column:
    """Seconds since 1970 in UTC: two of them differ by what has really passed, also over a change of the clocks."""
    *changes, (_, offset) = clocks
    offsets = fn.cases(*[(moment < until, seconds) for until, seconds in changes], else_=offset) if changes else offset
    return day_of(moment) * 86_400 + second_of(moment) - offsets


def _business_second(gone: Column, works: Column, second: Column, hours: tuple[int, int]) -> Column:
    opens, closes = hours
    today = fn.least(fn.greatest(second - opens, 0), closes - opens)
    return gone + works * today


def _hours(by: Judgement) -> tuple[int, int]:
    """The seconds of the day at which the office opens and closes."""
    opens, closes = (moment.hour * 3600 + moment.minute * 60 + moment.second for moment in by.calendar.business_hours)
    return opens, closes
