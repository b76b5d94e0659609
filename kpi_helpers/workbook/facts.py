"""What every KPI needs of the tables, worked out once for one as_of.

Nothing after as_of leaves this module: later rows are cut, later closings are
undone, so that no KPI can see the future.
"""

from collections.abc import Callable, Mapping

from kpi_helpers.workbook.companies import with_company_keys
from kpi_helpers.workbook.engine import (
    Column,
    Engine,
    Expr,
    built_once,
    day_of,
    month_of,
    second_of,
    under_one_another,
    weekday_of,
)
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.fate import FOLLOW_UP, TOUCH, Clocks, clocks_of, elapsed, fates, with_fates
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.links import CLUE_NUMBERS, Clues, clues_of, further_links, linked, numbered, since, until
from kpi_helpers.workbook.schema import DEFAULTS
from kpi_helpers.workbook.spans import MOMENTS, days_of, has_clock_time, tables_with_times
from kpi_helpers.workbook.verdicts import with_verdicts

__all__ = ["FOLLOW_UP", "SETTLED", "Judgement", "known_rows", "prepare"]

SETTLED = ("connected", "reception_refused")
"""Outcomes by which a call counts as settled: the person was reached, or reception refused."""

_OF_LEAD = ("motion", "channel", "campaign")
FROM_COMPANIES = {"leads": ("company_name", "industry", "employees"), "accounts": ("company_name", "email_domain")}
"""What rows lend from their company where they lack it."""


Lay = Callable[[str, Expr], Expr]
"""Materialises rows under a name and gives them back."""


def prepare(engine: Engine, tables: Mapping[str, Expr], by: Judgement, lay: Lay | None = None) -> dict[str, Expr]:
    """Leads, activities, opportunities and accounts as KPIs read them.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        The canonical tables of those names and companies, with the columns of the schema.
    by : Judgement
    lay : callable, optional
        Where the prepared tables are to lie; by default on the engine.

    Returns
    -------
    dict of Expr
        The same tables with company key, the lead that a row belongs to, team,
        integer days and months, the verdicts of the definitions and, on leads, what
        became of them; and of the whole workbook, whichever team is looked at,
        ``days`` (rows of each table by day), ``links`` (rows of each table by what
        ties them to their lead) and ``wide`` (domains and names that join too much
        to tell a company).
    """
    lay = lay or engine.keep
    end = engine.moment(by.end)
    clocks = clocks_of(by)
    cut = {name: known_rows(_with_constants(table, *_constants(name, by)), name, end) for name, table in tables.items()}
    days = lay("days", days_of(cut, end))
    timed = tables_with_times(engine.run(days)) - by.untimed
    by_mail = any(by.links_by_mail(name) for name in ("activities", "opportunities"))
    keyed = with_company_keys(engine, cut, by.freemail, by_mail=by_mail, by_company=bool(by.without_ids))
    companies = keyed.tables.pop("companies")
    rows = {name: _filled(table, companies, FROM_COMPANIES.get(name, ())) for name, table in keyed.tables.items()}
    everyones = engine.keep("leads", _leads(engine, rows["leads"], by, "leads" in timed, end, clocks))
    clues = clues_of(engine, everyones, cut["activities"], cut["opportunities"])
    linked_activities = _linked_activities(engine, rows["activities"], clues, by, "activities" in timed)
    attempts = engine.keep("attempts", _attempts(linked_activities))
    everyones_activities = _activities(linked_activities, everyones, attempts)
    # Of all teams, they are read once more before a team's own are laid down.
    activities = (lay if by.team is None else engine.keep)("activities", everyones_activities)
    touches = _touches(engine, linked_activities, activities, everyones, clues)
    linked_opportunities = engine.keep(
        "linked_opportunities",
        _linked_opportunities(engine, rows["opportunities"], clues, by, "opportunities" in timed),
    )
    answers = engine.keep("answers", fates(touches, clocks))
    # A team's opportunities are linked within the team, so that its triangle adds up; its leads may
    # have been answered by anybody, and a company is new only where no team knew it.
    leads = _of_team(everyones, by.team)
    opportunities = lay("opportunities", _opportunities(engine, linked_opportunities, leads, everyones, by, end))
    links = under_one_another(_links("activities", activities), _links("opportunities", linked_opportunities))
    fates_of_leads = with_fates(engine, leads, answers, opportunities, by)
    return {
        "leads": lay("leads", _with_openings(fates_of_leads, engine.keep("openings", _openings(everyones)))),
        "activities": activities if by.team is None else lay("activities", _of_team(activities, by.team)),
        "opportunities": opportunities,
        "accounts": lay("accounts", rows["accounts"]),
        "days": days,
        "links": lay("links", links),
        "wide": lay("wide", keyed.wide),
    }


def _constants(name: str, by: Judgement) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The columns of a table that carry nothing: those with a default, beside it, and those that it does not come with."""
    defaults = tuple((column, DEFAULTS[name, column]) for place, column in sorted(by.defaulted) if place == name)
    return defaults, tuple(column for place, column in sorted(by.lacking) if place == name)


@built_once
def _with_constants(table: Expr, defaults: tuple[tuple[str, str], ...], lacking: tuple[str, ...]) -> Expr:
    """A table whose columns that carry nothing are constants, which no engine looks for in its rows."""
    columns = {column: fn.literal(value) for column, value in defaults}
    columns |= {column: fn.null("string") for column in lacking}
    return table.mutate(**columns) if columns else table


def _of_team(table: Expr, team: str | None) -> Expr:
    return table if team is None else table.filter(table.team == team)


@built_once
def known_rows(table: Expr, name: str, end: Column) -> Expr:
    """The rows of a canonical table that are known before a moment; what is planned is none."""
    if name not in MOMENTS:
        return table
    table = table.filter(table[MOMENTS[name]] < end)
    return table.filter(table.status.fill_null("done") != "planned") if name == "activities" else table


@built_once
def _filled(table: Expr, companies: Expr, columns: tuple[str, ...]) -> Expr:
    """A table whose rows lend from their company what they lack."""
    if not columns:
        return table
    lent = companies.filter(companies.company_key.notnull()).select(
        lent_key="company_key", **{f"lent_{name}": name for name in columns}
    )
    joined = table.left_join(lent, table.company_key == lent.lent_key)
    filled = {name: fn.coalesce(joined[name], joined[f"lent_{name}"]) for name in columns}
    return joined.mutate(**filled).drop("lent_key", *(f"lent_{name}" for name in columns))


def _team_of(rep: Column, teams: Mapping[str, tuple[str, ...]]) -> Column:
    members = [(rep.isin(list(reps)), team) for team, reps in teams.items() if reps]
    return fn.cases(*members) if members else fn.null("string")


def _leads(engine: Engine, leads: Expr, by: Judgement, timed: bool, end: Column, clocks: Clocks) -> Expr:
    # Laid down before the texts are judged, since each of them is asked for.
    leads = engine.keep("numbered", _numbered(leads, by.teams, timed, end, clocks))
    return with_verdicts(engine, leads, by.definitions.valid_lead, by.freemail, "created_day")


@built_once
def _numbered(leads: Expr, teams: Mapping[str, tuple[str, ...]], timed: bool, end: Column, clocks: Clocks) -> Expr:
    known = fn.ifelse(leads.key_person_at < end, leads.key_person_at, fn.null("timestamp"))
    leads = numbered(leads).mutate(
        team=_team_of(leads.rep, teams),
        created_day=day_of(leads.created_at),
        created_second=second_of(leads.created_at),
        created_is_timed=has_clock_time(leads, "created_at", timed),
        created_elapsed=elapsed(leads.created_at, clocks),
        created_month=month_of(leads.created_at),
        key_person_day=day_of(known),
    )
    return leads.mutate(since=since(leads.created_day, leads.created_second, leads.created_is_timed))


@built_once
def _openings(leads: Expr) -> Expr:
    """The first lead of each company, and its first valid one: leads are numbered in their order."""
    known = leads.filter(leads.company_key.notnull())
    return known.group_by(opened_key="company_key").agg(
        opening_no=known.lead_no.min(), valid_opening_no=known.lead_no.min(where=known.is_valid)
    )


@built_once
def _with_openings(leads: Expr, openings: Expr) -> Expr:
    joined = leads.left_join(openings, leads.company_key == openings.opened_key)
    return joined.mutate(
        opens_company=(joined.lead_no == joined.opening_no).fill_null(False),
        opens_valid_company=(joined.lead_no == joined.valid_opening_no).fill_null(False),
    ).drop(*openings.columns)


def _linked_activities(engine: Engine, activities: Expr, clues: Clues, by: Judgement, timed: bool) -> Expr:
    how = {"by_mail": by.links_by_mail("activities"), "by_company": "activities" in by.without_ids}
    rows = linked(engine, _asking_activities(activities, by.teams, timed), clues, earliest=False, **how)
    return engine.keep_numbered("linked_activities", rows, [rows.started_at, rows.activity_id])


@built_once
def _asking_activities(activities: Expr, teams: Mapping[str, tuple[str, ...]], timed: bool) -> Expr:
    activities = activities.mutate(
        team=_team_of(activities.rep, teams),
        is_call=(activities.kind == "call").fill_null(False),
        is_settled=activities.outcome.isin(SETTLED).fill_null(False),
        is_connected=(activities.outcome == "connected").fill_null(False),
        is_timed=has_clock_time(activities, "started_at", timed),
        day=day_of(activities.started_at),
        month=month_of(activities.started_at),
        hour=activities.started_at.hour().cast("int64"),
    )
    return activities.mutate(until=until(activities.day, second_of(activities.started_at), activities.is_timed))


@built_once
def _activities(rows: Expr, leads: Expr, attempts: Expr) -> Expr:
    lead = leads.select(
        "lead_no",
        own_id="lead_id",
        lead_created_at="created_at",
        lead_created_day="created_day",
        lead_is_timed="created_is_timed",
        lead_key="company_key",
        lead_industry="industry",
        lead_department="department",
        lead_known=fn.literal(True),
        **{f"lead_{name}": name for name in _OF_LEAD},
    )
    joined = rows.left_join(lead, "lead_no").drop("lead_no_right").left_join(attempts, "row_no").drop("row_no_right")
    joined = joined.mutate(
        lead_id=fn.coalesce(joined.own_id, joined.lead_id),
        company_key=_own_or_leads_key(joined),
        lead_known=joined.lead_known.fill_null(False),
        weekday=weekday_of(joined.day),
    )
    told = "own_id", "lead_key", "company_told", *CLUE_NUMBERS, "until", "row_no"
    return joined.drop(*told, "email", "contact_id", "company_id", "status")


@built_once
def _attempts(activities: Expr) -> Expr:
    """Calls on known leads numbered on their lead, where each call on it has a time of day.

    Apart from the rows themselves: to put these in order, an engine moves all of their columns.
    """
    calls = activities.filter(activities.is_call & activities.lead_no.notnull())
    order = [calls.started_at, calls.activity_id, calls.outcome]
    place = fn.row_number().over(group_by=calls.lead_no, order_by=order)
    on_lead = fn.window(group_by=calls.lead_no)
    untimed = fn.ifelse(calls.is_timed, 0, 1).max().over(on_lead)
    return calls.select(
        "row_no",
        attempt=fn.ifelse(untimed == 0, place + 1, fn.null("int64")).cast("int64"),
        first_call_day=calls.day.min().over(on_lead),
    )


def _touches(engine: Engine, linked_rows: Expr, activities: Expr, leads: Expr, clues: Clues) -> Expr:
    """Each activity with each of its leads."""
    first = _first_touches(activities)
    of_lead = ("lead_created_at", "lead_created_day", "lead_is_timed")
    asking = linked_rows.select("lead_id", "contact_id", *(name for name in TOUCH if name not in of_lead))
    further = further_links(asking, clues)
    if further is None:
        return first
    lead = leads.select(
        "lead_no",
        lead_created_at="created_at",
        lead_created_day="created_day",
        lead_is_timed="created_is_timed",
    )
    return under_one_another(first, engine.keep("further_links", further.join(lead, "lead_no").select(*TOUCH)))


@built_once
def _first_touches(activities: Expr) -> Expr:
    return activities.filter(activities.lead_known).select(*TOUCH)


@built_once
def _links(name: str, rows: Expr) -> Expr:
    return rows.group_by(basis="link_basis").agg(rows=rows.count()).select("basis", "rows", table=fn.literal(name))


def _own_or_leads_key(joined: Expr) -> Column:
    return fn.ifelse(joined.company_told, joined.company_key, joined.lead_key)


def _linked_opportunities(engine: Engine, opportunities: Expr, clues: Clues, by: Judgement, timed: bool) -> Expr:
    how = {"by_mail": by.links_by_mail("opportunities"), "by_company": "opportunities" in by.without_ids}
    return linked(engine, _asking_opportunities(opportunities, by.teams, timed), clues, earliest=True, **how)


@built_once
def _asking_opportunities(opportunities: Expr, teams: Mapping[str, tuple[str, ...]], timed: bool) -> Expr:
    opportunities = opportunities.mutate(
        team=_team_of(opportunities.rep, teams),
        created_day=day_of(opportunities.created_at),
        created_month=month_of(opportunities.created_at),
        created_is_timed=has_clock_time(opportunities, "created_at", timed),
    )
    at = until(opportunities.created_day, second_of(opportunities.created_at), opportunities.created_is_timed)
    return opportunities.mutate(until=at)


def _opportunities(
    engine: Engine, opportunities: Expr, leads: Expr, everyones: Expr, by: Judgement, end: Column
) -> Expr:
    rows = _states(opportunities, leads, everyones, by.team, end)
    judged = with_verdicts(engine, rows, by.definitions.valid_opportunity, by.freemail, "created_day")
    return judged.rename(meets_conditions="is_valid")


@built_once
def _states(opportunities: Expr, leads: Expr, everyones: Expr, team: str | None, end: Column) -> Expr:
    keys = everyones.select("lead_no", lead_key="company_key")
    opportunities = opportunities.left_join(keys, "lead_no").drop("lead_no_right")
    opportunities = opportunities.mutate(company_key=_own_or_leads_key(opportunities)).drop("lead_key", "company_told")
    place = fn.row_number().over(
        group_by=opportunities.company_key, order_by=[opportunities.created_at, opportunities.opportunity_id]
    )
    known = opportunities.company_key.notnull()
    own = _of_team(opportunities.mutate(repeats_company=known & (place > 0)), team)
    lead = leads.select(
        "lead_no",
        own_id="lead_id",
        lead_day="created_day",
        lead_month="created_month",
        lead_is_target="is_target",
        lead_is_valid="is_valid",
        **{f"lead_{name}": name for name in _OF_LEAD},
    )
    joined = own.left_join(lead, "lead_no").drop("lead_no_right")
    closed = joined.is_won.notnull() & joined.closed_at.notnull() & (joined.closed_at < end)
    joined = joined.mutate(
        lead_id=fn.coalesce(joined.own_id, joined.lead_id),
        lead_no=fn.ifelse(joined.own_id.notnull(), joined.lead_no, fn.null("int64")),
        state=fn.cases((~closed.fill_null(False), "open"), (joined.is_won, "won"), else_="lost"),
        closed_day=fn.ifelse(closed, day_of(joined.closed_at), fn.null("int64")),
        closed_month=fn.ifelse(closed, month_of(joined.closed_at), fn.null("int64")),
        link=fn.cases(
            (joined.lead_day.isnull(), "no_lead"),
            (joined.created_day < joined.lead_day, "before_lead"),
            (~joined.lead_is_valid, "invalid_lead"),
            else_="follows",
        ),
    ).drop("own_id", *CLUE_NUMBERS, "until")
    place = fn.row_number().over(
        group_by=[joined.lead_no, joined.link], order_by=[joined.created_at, joined.opportunity_id]
    )
    link = fn.cases((joined.link != "follows", joined.link), (place == 0, "first"), else_="repeat")
    return joined.mutate(link=link)
