"""Which lead an activity or an opportunity belongs to, in the order of the contract.

Its lead_id; the lead that was converted to it; the lead that was converted to
its contact; the latest lead with its e-mail address created on or before it;
and, only where a table has no column for ids of leads or contacts at all, the
latest lead of its company created on or before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kpi_helpers.workbook.engine import (
    Column,
    Engine,
    Expr,
    built_once,
    constant,
    first_that_holds,
    under_one_another,
)
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import split_cells

CLUE_NUMBERS = ("address_no", "domain_no", "name_no")
"""Columns of rows that only links read."""

_OF_COMPANY = {"no_company": "company_key", "no_domain": "domain_no", "no_name": "name_no"}
"""How a lead's company is met. Of a call that bears a name alone, and a lead whose key is its domain, the names may be one."""

_LAST_SECOND = 86_399


@dataclass(frozen=True)
class Clues:
    """Small tables by which rows find their lead, each with ``lead_no``."""

    lead_id: Expr
    """By ``clue``, a lead_id; the first known one of a cell with several ids."""
    contact_id: Expr
    """By ``clue``, a contact_id, likewise."""
    opportunity_id: Expr
    """By ``clue``, the opportunity_id to which a lead was converted."""
    every_lead_id: Expr | None
    """Every lead of a cell with several ids (``clue``); None where no cell holds several, as for contacts."""
    every_contact_id: Expr | None
    leads: Expr
    """``lead_no``, what tells address and (where leads have their keys) company, and ``since``, from which second on the lead is there."""


def since(day: Column, second: Column, is_timed: Column) -> Column:
    """The second from which on a lead is there; without a time of day it is there all day."""
    return day * 86_400 + fn.ifelse(is_timed, second, 0)


def until(day: Column, second: Column, is_timed: Column) -> Column:
    """The second up to which a lead may come before a row; without a time of day all of its day."""
    return day * 86_400 + fn.ifelse(is_timed, second, _LAST_SECOND)


def numbered(leads: Expr) -> Expr:
    """Leads with ``lead_no``: 0 for the earliest; of two, the later one has the higher number."""
    return leads.mutate(lead_no=fn.row_number().over(order_by=[leads.created_at, leads.lead_id]).cast("int64"))


def clues_of(engine: Engine, leads: Expr, *later: Expr) -> Clues:
    """What leads are found by.

    Parameters
    ----------
    engine : Engine
    leads : Expr
        As `numbered`, with company key, ``address_no`` and the like, ``since`` and the ids of conversions.
    *later : Expr
        The tables whose rows look for their lead.
    """
    by_lead = _by_id(leads)
    by_contact = _earliest(leads, "converted_contact_id")
    split = split_cells(engine, [column for table in later for column in (table.lead_id, table.contact_id)])
    leads_of_cells = contacts_of_cells = None
    if not split.empty:
        cells = engine.keep("id_cells", split)
        leads_of_cells = engine.keep("leads_of_cells", _of_cells(cells, by_lead))
        contacts_of_cells = engine.keep("contacts_of_cells", _of_cells(cells, by_contact))
        by_lead = under_one_another(by_lead, _first_of_cell(leads_of_cells))
        by_contact = under_one_another(by_contact, _first_of_cell(contacts_of_cells))
    return Clues(
        engine.keep("leads_by_id", by_lead),
        engine.keep("leads_by_contact", by_contact),
        engine.keep("leads_by_opportunity", _earliest(leads, "converted_opportunity_id")),
        leads_of_cells,
        contacts_of_cells,
        _telling(leads),
    )


@built_once
def _by_id(leads: Expr) -> Expr:
    return leads.select(clue="lead_id", lead_no="lead_no")


@built_once
def _telling(leads: Expr) -> Expr:
    told = [name for name in _OF_COMPANY.values() if name in leads.columns]
    return leads.select("lead_no", "address_no", *told, "since")


@built_once
def _earliest(leads: Expr, clue: str) -> Expr:
    known = leads.filter(leads[clue].notnull())
    return known.group_by(clue=known[clue]).agg(lead_no=known.lead_no.min())


def _of_cells(cells: Expr, by_id: Expr) -> Expr:
    joined = cells.join(by_id, cells.id == by_id.clue)
    return joined.select(clue="cell", place="place", lead_no="lead_no")


def _first_of_cell(of_cells: Expr) -> Expr:
    place = fn.row_number().over(group_by=of_cells.clue, order_by=[of_cells.place, of_cells.lead_no])
    return of_cells.mutate(first=place).filter(fn.row.first == 0).select("clue", "lead_no")


def linked(engine: Engine, rows: Expr, clues: Clues, *, earliest: bool, by_mail: bool, by_company: bool) -> Expr:
    """Rows with the number of their lead and what the link rests on.

    Parameters
    ----------
    engine : Engine
    rows : Expr
        With ``lead_id``, ``contact_id``, company key, ``address_no`` and the like, and
        ``until``; opportunities with ``opportunity_id``.
    clues : Clues
    earliest : bool
        Whether a row with several leads belongs to the earliest of them; else to the
        first one that its cell names.
    by_mail : bool
        Whether the table has a column for e-mail addresses.
    by_company : bool
        Whether the table has no column for ids of leads or contacts.

    Returns
    -------
    Expr
        `rows` with ``lead_no`` and ``link_basis`` ("id", "email", "company"), both missing
        where there is no lead.
    """
    maps = {"lead_id": clues.lead_id, "contact_id": clues.contact_id}
    if earliest:
        maps["lead_id"] = _earliest_first(clues.lead_id, clues.every_lead_id)
        maps["contact_id"] = _earliest_first(clues.contact_id, clues.every_contact_id)
    if "opportunity_id" in rows.columns:
        maps = {"lead_id": maps["lead_id"], "opportunity_id": clues.opportunity_id, "contact_id": maps["contact_id"]}
    by_id = {f"no_{column}": (column, table) for column, table in maps.items()}
    keys = {**({"no_mail": "address_no"} if by_mail else {}), **(_OF_COMPANY if by_company else {})}
    latest = {
        name: (key, engine.keep("latest_leads", _latest(rows, by_id, tuple(keys.values()), clues.leads, key)))
        for name, key in keys.items()
    }
    return _with_leads(rows, by_id, latest)


@built_once
def _with_leads(rows: Expr, by_id: Mapping[str, tuple[str, Expr]], latest: Mapping[str, tuple[str, Expr]]) -> Expr:
    joined = _joined(rows, by_id, latest)
    ids = fn.coalesce(*(joined[name] for name in by_id))
    found = [ids, *(joined[name] for name in latest)]
    of_mail = [(joined.no_mail.notnull(), "email")] if "no_mail" in latest else []
    basis = first_that_holds((ids.notnull(), "id"), *of_mail, (fn.coalesce(*found).notnull(), "company"))
    return joined.mutate(lead_no=fn.coalesce(*found), link_basis=basis).select(*rows.columns, "lead_no", "link_basis")


def _joined(rows: Expr, by_id: Mapping[str, tuple[str, Expr]], latest: Mapping[str, tuple[str, Expr]]) -> Expr:
    """Rows with the lead that each clue finds, in a column of its own."""
    joined = rows
    for name, (column, table) in by_id.items():
        clue = table.select(**{f"clue_{name}": "clue", name: "lead_no"})
        joined = joined.left_join(clue, rows[column] == clue[f"clue_{name}"])
    for name, (key, table) in latest.items():
        clue = table.select(**{f"key_{name}": key, f"at_{name}": "at", name: "latest"})
        joined = joined.left_join(clue, [rows[key] == clue[f"key_{name}"], rows.until == clue[f"at_{name}"]])
    return joined


def _earliest_first(by_clue: Expr, of_cells: Expr | None) -> Expr:
    """By clue, and of a cell with several ids the earliest lead."""
    if of_cells is None:
        return by_clue
    plain = by_clue.anti_join(of_cells, "clue")
    return under_one_another(plain, of_cells.group_by("clue").agg(lead_no=of_cells.lead_no.min()))


@built_once
def _latest(rows: Expr, by_id: Mapping[str, tuple[str, Expr]], keys: tuple[str, ...], leads: Expr, key: str) -> Expr:
    """The latest lead with the same key that was there on or before a row without an id, by key and ``at``."""
    columns = [column for column, _ in by_id.values()]
    unknown = _joined(rows.select(*columns, *keys, "until"), by_id, {})
    unknown = unknown.filter(*(unknown[name].isnull() for name in by_id))
    asked = unknown.filter(unknown[key].notnull()).select(key, "until").distinct()
    # Leads and rows in one line, each row asking for the last lead before it: a join of all leads with all
    # rows of one address or company would be as large as both multiplied.
    there = leads.filter(leads[key].notnull())
    line = under_one_another(
        there.select(key, at="since", asks=constant(0).cast("int64"), no="lead_no"),
        asked.select(key, at="until", asks=constant(1).cast("int64"), no=fn.null("int64")),
    )
    past = fn.window(group_by=line[key], order_by=[line["at"], line.asks], preceding=None, following=0)
    latest = line.mutate(latest=line.no.max().over(past))
    latest = latest.filter((latest.asks == 1) & latest.latest.notnull())
    return latest.select(key, "at", "latest")


def further_links(rows: Expr, clues: Clues) -> Expr | None:
    """The other leads of rows whose cell names several: the row, with the other lead as ``lead_no``; None without such cells.

    Parameters
    ----------
    rows : Expr
        As `linked` gives them.
    clues : Clues
    """
    if clues.every_lead_id is None or clues.every_contact_id is None:
        return None
    parts = []
    for column, cells, is_asked in (
        ("lead_id", clues.every_lead_id, None),
        ("contact_id", clues.every_contact_id, clues.lead_id),
    ):
        asking = rows
        if is_asked is not None:  # ids of contacts count only where no id of a lead is known
            asking = rows.anti_join(is_asked, rows.lead_id == is_asked.clue)
        others = cells.select(clue="clue", other_no="lead_no").distinct()
        joined = asking.join(others, asking[column] == others.clue)
        joined = joined.filter(joined.other_no != joined.lead_no)
        columns: dict[str, Column] = {name: joined[name] for name in rows.columns if name != "lead_no"}
        parts.append(joined.select(lead_no="other_no", **columns))
    return under_one_another(*parts)
