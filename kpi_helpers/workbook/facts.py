"""What every KPI needs of the tables, worked out once for one as_of.

Nothing after as_of leaves this module: later rows are cut, later closings are
undone, so that no KPI can see the future.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kpi_helpers.workbook.companies import company_keys, with_keys
from kpi_helpers.workbook.engine import Column, Engine, Expr, built_once, day_of, month_of, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.fate import FOLLOW_UP, TOUCH, fates, with_fates
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.lasting import OF_LEAD, SETTLED, Lasting, Lay, lasting
from kpi_helpers.workbook.links import CLUE_NUMBERS, clues_of, linked
from kpi_helpers.workbook.spans import MOMENTS, days_before
from kpi_helpers.workbook.verdicts import with_verdicts

if TYPE_CHECKING:
    from kpi_helpers.workbook.day_cache import DayCache
    from kpi_helpers.workbook.one_session import Asked

__all__ = ["FOLLOW_UP", "SETTLED", "Judgement", "facts_of_day", "known_rows", "prepare"]

FROM_COMPANIES = {"leads": ("company_name", "industry", "employees"), "accounts": ("company_name", "email_domain")}
"""What rows lend from their company where they lack it."""


def prepare(
    engine: Engine,
    tables: Mapping[str, Expr],
    by: Judgement,
    lay: Lay,
    made: Mapping[str, Expr] | None = None,
) -> dict[str, Expr]:
    """Leads, activities, opportunities and accounts as KPIs read them.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        The canonical tables of those names and companies, with the columns of the schema.
    by : Judgement
    lay : callable
        Where the prepared tables are to lie.
    made : mapping of Expr, optional
        What `lasting` made of the tables, where it holds on the day; by default it is made of what is known then.

    Returns
    -------
    dict of Expr
        The same tables with company key, the lead that a row belongs to, team,
        integer days and months, the verdicts of the definitions and, on leads, what
        became of them; and of the whole workbook, whichever team is looked at,
        ``days`` (rows of each table by day), ``links`` (rows of each table by what
        ties them to their lead) and ``wide`` (domains and names that join too much
        to tell a company). Of `made`, ``keys`` (of companies) in the place of activities.
    """
    end = engine.moment(by.end)
    of_days = made
    if of_days is None:
        of_days = lasting(
            engine, {name: known_rows(table, name, end) for name, table in tables.items()}, by, engine.keep
        )
    days = lay("days", days_before(of_days["days"], end))
    keys, wide = company_keys(engine, of_days["clues"], end, engine.keep if made is None else lay)
    rows = {
        name: with_keys(known_rows(of_days[name], name, end), keys) for name in ("leads", "opportunities", "accounts")
    }
    if by.lends:
        companies = with_keys(of_days["companies"], keys)
        rows |= {name: _filled(rows[name], companies, columns) for name, columns in FROM_COMPANIES.items()}
    everyones = _leads(engine, rows["leads"], by, end)
    activities = _activities(of_days["activities"], keys, end, by.teams)
    held = {"keys": keys}
    if made is None:
        held = {"activities": lay("activities", _of_team(activities, by.team))}
        activities = held["activities"] if by.team is None else activities
    linked_opportunities = engine.keep("linked_opportunities", _linked(engine, rows["opportunities"], everyones, by))
    touches = under_one_another(
        _touches(activities), *([_further(of_days["further"], end)] if "further" in of_days else [])
    )
    answers = engine.keep("answers", fates(touches, of_days["answers"], end))
    # A team's opportunities are linked within the team, so that its triangle adds up; its leads may
    # have been answered by anybody, and a company is new only where no team knew it.
    leads = _of_team(everyones, by.team)
    opportunities = lay("opportunities", _opportunities(engine, linked_opportunities, leads, everyones, by, end))
    links = under_one_another(_links("activities", activities), _links("opportunities", linked_opportunities))
    fates_of_leads = with_fates(engine, leads, answers, opportunities, by)
    return {
        "leads": lay("leads", _with_openings(fates_of_leads, engine.keep("openings", _openings(everyones)))),
        "opportunities": opportunities,
        "accounts": lay("accounts", rows["accounts"].drop("clue_no")),
        "days": days,
        "links": lay("links", links),
        "wide": lay("wide", wide),
        **held,
    }


def facts_of_day(
    engine: Engine, tables: Mapping[str, Expr], by: Judgement, day: "DayCache | Asked | None", kept: Lasting | None
) -> Mapping[str, Expr]:
    """The tables of `prepare`, of what is kept for all days where that holds on this one.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
        As `prepare` takes them.
    by : Judgement
    day : DayCache, optional
        Where the tables of the day are kept.
    kept : Lasting, optional
    """
    made = kept.tables if kept and kept.holds_on(by) else None

    def make(lay: Lay = engine.keep) -> dict[str, Expr]:
        return prepare(engine, tables, by, lay, made)

    facts = dict(day.facts(engine, make, made is None) if day else make())
    if made is not None:
        # Read where they lie by each question: to lay so many rows down anew for each day takes longer.
        activities = _activities(made["activities"], facts.pop("keys"), engine.moment(by.end), by.teams)
        facts["activities"] = engine.view("activities", _of_team(activities, by.team))
    return facts


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


def _leads(engine: Engine, leads: Expr, by: Judgement, end: Column) -> Expr:
    leads = _known_leads(leads, by.teams, end)
    if not by.lends:
        return engine.view("leads", leads)
    # Laid down before the texts are judged, since each of them is asked for.
    leads = engine.keep("known_leads", leads)
    judged = with_verdicts(engine, leads, by.definitions.valid_lead, by.freemail, "created_day")
    return engine.keep("leads", judged)


@built_once
def _known_leads(leads: Expr, teams: Mapping[str, tuple[str, ...]], end: Column) -> Expr:
    known = fn.ifelse(leads.key_person_at < end, leads.key_person_at, fn.null("timestamp"))
    return leads.mutate(team=_team_of(leads.rep, teams), key_person_day=day_of(known))


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


@built_once
def _activities(rows: Expr, keys: Expr, end: Column, teams: Mapping[str, tuple[str, ...]]) -> Expr:
    """The activities of a day; their key is that of the company that they tell themselves, or else their lead's."""
    rows = rows.filter(rows.day < day_of(end))
    told = keys.select(told_clue="clue_no", company_key="company_key", told_basis="company_basis")
    joined = rows.left_join(told, rows.clue_no == told.told_clue)
    timed = joined.untimed_call_day.isnull() | (joined.untimed_call_day >= day_of(end))
    return joined.mutate(
        team=_team_of(joined.rep, teams),
        company_basis=fn.ifelse(joined.company_told, joined.told_basis, fn.null("string")),
        attempt=fn.ifelse(timed, joined.attempt, fn.null("int64")),
    ).drop("clue_no", "told_clue", "told_basis", "company_told", "untimed_call_day")


@built_once
def _touches(activities: Expr) -> Expr:
    return activities.filter(activities.lead_known).select(*TOUCH)


@built_once
def _further(further: Expr, end: Column) -> Expr:
    return further.filter(further.day < day_of(end))


@built_once
def _links(name: str, rows: Expr) -> Expr:
    return rows.group_by(basis="link_basis").agg(rows=rows.count()).select("basis", "rows", table=fn.literal(name))


def _own_or_leads_key(joined: Expr) -> Column:
    return fn.ifelse(joined.company_told, joined.company_key, joined.lead_key)


def _linked(engine: Engine, opportunities: Expr, leads: Expr, by: Judgement) -> Expr:
    how = {"by_mail": by.links_by_mail("opportunities"), "by_company": "opportunities" in by.without_ids}
    rows = opportunities.mutate(team=_team_of(opportunities.rep, by.teams))
    return linked(engine, rows, clues_of(engine, leads, opportunities), earliest=True, **how)


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
        **{f"lead_{name}": name for name in OF_LEAD},
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
    ).drop("own_id", *CLUE_NUMBERS, "until", "clue_no")
    place = fn.row_number().over(
        group_by=[joined.lead_no, joined.link], order_by=[joined.created_at, joined.opportunity_id]
    )
    link = fn.cases((joined.link != "follows", joined.link), (place == 0, "first"), else_="repeat")
    return joined.mutate(link=link)
