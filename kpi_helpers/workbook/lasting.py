"""What no day changes, worked out once for all of them: numbers in the place of texts, links by id, answers.

A later row changes nothing of an earlier one, but for a lead that came after its own activity: `Lasting.holds_on`.
What companies are the same, definitions in force and the state of opportunities are of a day, and made in `facts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.workbook.companies import company_keys, with_clues, with_keys
from kpi_helpers.workbook.engine import (
    Column,
    Engine,
    Expr,
    built_once,
    day_of,
    epoch_day,
    month_of,
    second_of,
    under_one_another,
    weekday_of,
)
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.fate import TOUCH, Clocks, clocks_of, elapsed, first_answers
from kpi_helpers.workbook.id_cells import first_id
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.links import CLUE_NUMBERS, Clues, clues_of, further_links, linked, numbered, since, until
from kpi_helpers.workbook.schema import DEFAULTS
from kpi_helpers.workbook.spans import MOMENTS, days_of, has_clock_time, tables_with_times
from kpi_helpers.workbook.verdicts import with_verdicts

if TYPE_CHECKING:
    from kpi_helpers.workbook.day_cache import DayCache

SETTLED = ("connected", "reception_refused")
"""Outcomes by which a call counts as settled: the person was reached, or reception refused."""

OF_LEAD = ("motion", "channel", "campaign")

Lay = Callable[[str, Expr], Expr]
"""Materialises rows under a name and gives them back."""


@dataclass(frozen=True)
class Lasting:
    """Tables that serve every day on which they hold.

    Attributes
    ----------
    engine : Engine
    tables : mapping of Expr
        As `lasting` gives them.
    clocks : tuple of (datetime, int)
        By which its moments are told apart.
    kept : DayCache, optional
        Holds the files that the tables are read from.
    """

    engine: Engine
    tables: Mapping[str, Expr]
    clocks: Clocks
    kept: "DayCache | None" = None

    @classmethod
    def kept_by(cls, kept: "DayCache", engine: Engine, tables: Mapping[str, Expr], by: Judgement) -> "Lasting | None":
        """What was kept, or is made now; None where it cannot be kept."""
        found = kept.tables("lasting", engine, lambda lay: lasting(engine, tables, by, lay))
        return cls(engine, found, clocks_of(by), kept) if found else None

    def holds_on(self, by: Judgement) -> bool:
        """Whether a day finds the links and the times of day that all days together have."""
        # Linked by their company, which is another one once more is known of it.
        if by.without_ids or clocks_of(by) != self.clocks:
            return False
        days, unsettled = self._days, self._unsettled
        day = epoch_day(by.as_of)
        then = days[days["known_from"] <= day]
        same = tables_with_times(then) == tables_with_times(days) & set(then["table"])
        return same and not ((unsettled["day"] <= day) & (day < unsettled["until"])).any()

    @cached_property
    def _days(self) -> pd.DataFrame:
        return self.engine.run(self.tables["days"])

    @cached_property
    def _unsettled(self) -> pd.DataFrame:
        return self.engine.run(self.tables["unsettled"])


def depends_on(by: Judgement) -> tuple[object, ...]:
    """All of a judgement that the lasting tables depend on."""
    sets = (by.freemail, by.without_ids, by.untimed, by.lacking, by.defaulted)
    return by.definitions, by.lends, clocks_of(by), *(sorted(each) for each in sets)


def lasting(engine: Engine, tables: Mapping[str, Expr], by: Judgement, lay: Lay) -> dict[str, Expr]:
    """Every table as far as no day changes it.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        The canonical tables of those names and companies, with the columns of the schema.
    by : Judgement
    lay : callable
        Where they are to lie.

    Returns
    -------
    dict of Expr
        Leads, activities, opportunities and accounts, with a number for what each row tells of its company;
        ``clues`` by that number; the first ``answers`` by lead and the ``further`` leads of activities that name
        several; ``days`` (rows by day) and ``unsettled`` (``day`` of an activity on a lead that came later, ``until``
        when).
    """
    clocks = clocks_of(by)
    rows = {name: _of_workbook(table, *_constants(name, by)) for name, table in tables.items()}
    rows["activities"] = _done(rows["activities"])
    days = lay("days", days_of({name: rows[name] for name in MOMENTS}))
    timed = tables_with_times(engine.run(days)) - by.untimed
    clues, told = with_clues(engine, rows, MOMENTS, by.freemail, lay)
    leads = _numbered(told["leads"], "leads" in timed, clocks)
    if not by.lends:
        texts = rows["leads"].mutate(company_id=first_id(rows["leads"].company_id))
        leads = with_verdicts(engine, leads, by.definitions.valid_lead, by.freemail, "created_day", texts)
    leads = lay("leads", leads)
    activities = _asking(told["activities"], "activities" in timed)
    met = leads
    if by.without_ids:
        keys, _ = company_keys(engine, clues, engine.moment(by.end), engine.keep)
        met, activities = with_keys(leads, keys), with_keys(activities, keys)
    links = clues_of(engine, met, rows["activities"])
    linked_rows = _linked(engine, activities, links, by)
    attempts = engine.keep("attempts", _attempts(linked_rows))
    activities = lay("activities", _activities(linked_rows, leads, attempts))
    further = _further(linked_rows, leads, links)
    further = {} if further is None else {"further": lay("further", further)}
    touches = under_one_another(_touches(activities), *further.values())
    return {
        "days": days,
        "clues": clues,
        "leads": leads,
        "activities": activities,
        "opportunities": lay("opportunities", _dated(told["opportunities"], "opportunities" in timed)),
        "accounts": lay("accounts", told["accounts"]),
        "companies": lay("companies", told["companies"]),
        "answers": lay("answers", first_answers(touches, clocks)),
        "unsettled": lay("unsettled", _unsettled(touches)),
        **further,
    }


def _constants(name: str, by: Judgement) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The columns of a table that carry nothing: those with a default, beside it, and those that it does not come with."""
    defaults = tuple((column, DEFAULTS[name, column]) for place, column in sorted(by.defaulted) if place == name)
    return defaults, tuple(column for place, column in sorted(by.lacking) if place == name)


@built_once
def _of_workbook(table: Expr, defaults: tuple[tuple[str, str], ...], lacking: tuple[str, ...]) -> Expr:
    """A table whose columns that carry nothing are constants, which no engine looks for in its rows."""
    columns = {column: fn.literal(value) for column, value in defaults}
    columns |= {column: fn.null("string") for column in lacking}
    return table.mutate(**columns) if columns else table


@built_once
def _done(activities: Expr) -> Expr:
    return activities.filter(activities.status.fill_null("done") != "planned")


@built_once
def _numbered(leads: Expr, timed: bool, clocks: Clocks) -> Expr:
    leads = numbered(leads).mutate(
        created_day=day_of(leads.created_at),
        created_second=second_of(leads.created_at),
        created_is_timed=has_clock_time(leads, "created_at", timed),
        created_elapsed=elapsed(leads.created_at, clocks),
        created_month=month_of(leads.created_at),
    )
    return leads.mutate(since=since(leads.created_day, leads.created_second, leads.created_is_timed))


@built_once
def _asking(activities: Expr, timed: bool) -> Expr:
    activities = activities.mutate(
        is_call=(activities.kind == "call").fill_null(False),
        is_settled=activities.outcome.isin(SETTLED).fill_null(False),
        is_connected=(activities.outcome == "connected").fill_null(False),
        is_timed=has_clock_time(activities, "started_at", timed),
        day=day_of(activities.started_at),
        month=month_of(activities.started_at),
        hour=activities.started_at.hour().cast("int64"),
    )
    return activities.mutate(until=until(activities.day, second_of(activities.started_at), activities.is_timed))


def _linked(engine: Engine, activities: Expr, links: Clues, by: Judgement) -> Expr:
    how = {"by_mail": by.links_by_mail("activities"), "by_company": "activities" in by.without_ids}
    rows = linked(engine, activities, links, earliest=False, **how)
    return engine.keep_numbered("linked_activities", rows, [rows.started_at, rows.activity_id])


@built_once
def _activities(rows: Expr, leads: Expr, attempts: Expr) -> Expr:
    lead = leads.select(
        "lead_no",
        own_id="lead_id",
        lead_created_at="created_at",
        lead_created_day="created_day",
        lead_is_timed="created_is_timed",
        lead_clue="clue_no",
        lead_industry="industry",
        lead_department="department",
        lead_known=fn.literal(True),
        **{f"lead_{name}": name for name in OF_LEAD},
    )
    joined = rows.left_join(lead, "lead_no").drop("lead_no_right").left_join(attempts, "row_no").drop("row_no_right")
    joined = joined.mutate(
        lead_id=fn.coalesce(joined.own_id, joined.lead_id),
        clue_no=fn.ifelse(joined.company_told, joined.clue_no, joined.lead_clue),
        lead_known=joined.lead_known.fill_null(False),
        weekday=weekday_of(joined.day),
    )
    of_links = {*CLUE_NUMBERS, "company_key", "company_basis"} & set(joined.columns)
    return joined.drop(
        "own_id", "lead_clue", *of_links, "until", "row_no", "email", "contact_id", "company_id", "status"
    )


@built_once
def _attempts(activities: Expr) -> Expr:
    """Calls on known leads numbered on their lead, and the first day on which one of them has no time of day.

    Apart from the rows themselves: to put these in order, an engine moves all of their columns.
    """
    calls = activities.filter(activities.is_call & activities.lead_no.notnull())
    order = [calls.started_at, calls.activity_id, calls.outcome]
    place = fn.row_number().over(group_by=calls.lead_no, order_by=order)
    on_lead = fn.window(group_by=calls.lead_no)
    untimed = fn.ifelse(calls.is_timed, fn.null("int64"), calls.day)
    return calls.select(
        "row_no",
        attempt=(place + 1).cast("int64"),
        first_call_day=calls.day.min().over(on_lead),
        untimed_call_day=untimed.min().over(on_lead),
    )


@built_once
def _dated(opportunities: Expr, timed: bool) -> Expr:
    opportunities = opportunities.mutate(
        created_day=day_of(opportunities.created_at),
        created_month=month_of(opportunities.created_at),
        created_is_timed=has_clock_time(opportunities, "created_at", timed),
    )
    at = until(opportunities.created_day, second_of(opportunities.created_at), opportunities.created_is_timed)
    return opportunities.mutate(until=at)


def _further(linked_rows: Expr, leads: Expr, links: Clues) -> Expr | None:
    """Activities with the other leads that they name."""
    of_lead = ("lead_created_at", "lead_created_day", "lead_is_timed")
    asking = linked_rows.select("lead_id", "contact_id", *(name for name in TOUCH if name not in of_lead))
    further = further_links(asking, links)
    if further is None:
        return None
    lead = leads.select(
        "lead_no",
        lead_created_at="created_at",
        lead_created_day="created_day",
        lead_is_timed="created_is_timed",
    )
    return further.join(lead, "lead_no").select(*TOUCH)


@built_once
def _touches(activities: Expr) -> Expr:
    return activities.filter(activities.lead_known).select(*TOUCH)


@built_once
def _unsettled(touches: Expr) -> Expr:
    early: Column = touches.day < touches.lead_created_day
    rows = touches.filter(early)
    return rows.group_by("day").agg(until=rows.lead_created_day.max())
