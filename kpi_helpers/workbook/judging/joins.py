"""What ties tables together, and why it does not."""

from collections.abc import Iterator

from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

_HARDLY = 0.5  # of the ids of a table: fewer than these find their lead
_FEWEST = 3  # ids that say anything
_LOST = 0.05  # of the rows name neither a lead nor a company
_CONTACT = "003"  # what ids of Salesforce contacts begin with

_FIRST = "select min(lead_id) id from {leads}"
_IDS = """
    with ids as (select distinct trim(unnest(string_split(lead_id, ';'))) id from {rows} where lead_id is not null)
    select id, id in (select lead_id from {leads}) known from ids where id <> '' order by id"""

_NO_LEAD = {
    "activities": "select arg_max(rep || ' ' || strftime(started_at, '%Y-%m-%d %H:%M'), started_at) example from {rows} where lead_id is null",
    "opportunities": "select min(opportunity_id) example from {rows} where lead_id is null",
}

_TWICE = """
    with ids as (select distinct {key} id from {{rows}} where regexp_matches({key}, '{form}')),
        alike as (select {same} same, count(*) n, arg_min(id, (length(id), id)) one, arg_max(id, (length(id), id)) other
            from ids group by 1 having count(distinct length(id)) > 1)
    select count(*) n, min(one || ' = ' || other) example from alike"""
_FORMS = (
    ("^[0-9A-Za-z]{{15}}([0-9A-Za-z]{{3}})?$", "left(id, 15)"),
    ("^[0-9]+$", "ltrim(id, '0')"),
)
"""How two ids of one table may be the same: 15 and 18 characters, with and without leading zeros."""


def broken_links(wb: Workbook) -> Iterator[Finding]:
    """Tables whose lead ids hardly find a lead or are mostly empty, and domains and names that join too many companies."""
    for table in ("activities", "opportunities"):
        yield from list(_unknown_ids(wb, table)) or _without_lead(wb, table)
    for table in ("leads", "opportunities", "accounts", "companies"):
        yield from _written_twice(wb, table)
    yield from _wide(wb)


def _unknown_ids(wb: Workbook, table: str) -> Iterator[Finding]:
    found = ask(wb, _IDS, rows=table, leads="leads")
    if found is not None and len(found) >= _FEWEST and found["known"].mean() < 1:
        unknown = found.loc[~found["known"], "id"]
        contacts = unknown[unknown.str.startswith(_CONTACT) & unknown.str.len().isin((15, 18))]
        if len(contacts) > len(unknown) / 2 and not wb.has_column("leads", "converted_contact_id"):
            yield Finding("contact_ids", table, len(contacts), contacts.iloc[0], {"of": f"{len(found):,}"})
        elif found["known"].mean() < _HARDLY and (leads := ask(wb, _FIRST, leads="leads")) is not None:
            yield Finding(
                "few_links",
                table,
                len(unknown),
                unknown.iloc[0],
                {"of": f"{len(found):,}", "lead": leads["id"].iloc[0]},
            )


def _without_lead(wb: Workbook, table: str) -> Iterator[Finding]:
    """Rows that name no lead, where they are many: of calls to a list of companies that is as it should be."""
    read = wb.loaded.paths if wb.loaded else {}
    if not {table, "leads"} <= read.keys():
        return
    rows, without, nowhere = wb.bearing.without_lead(table)
    leads, answered = wb.bearing.answered()
    most = without > _HARDLY * rows and (table != "activities" or answered < _HARDLY * leads)
    found = ask(wb, _NO_LEAD[table], rows=table) if nowhere > _LOST * rows or most else None
    if found is not None:
        parts = {"of": f"{rows:,}", "share": f"{without / rows:.0%}", "nowhere": f"{nowhere:,}"}
        yield Finding("no_lead_id", table, without, str(found["example"].iloc[0]), parts)


def _written_twice(wb: Workbook, table: str) -> Iterator[Finding]:
    """Ids of one table that may well be the same: its rows would be counted twice."""
    for form, same in _FORMS:
        found = ask(wb, _TWICE.format(key=TABLES[table].key, form=form, same=same), rows=table)
        if found is not None and found["n"].iloc[0]:
            yield Finding("two_writings", table, int(found["n"].iloc[0]), found["example"].iloc[0], {"name": table})


def _wide(wb: Workbook) -> Iterator[Finding]:
    clues = wb.bearing.wide_clues()
    for clue, rows in clues.groupby("clue", sort=True):
        yield Finding(f"wide_{clue}", "leads", len(rows), f"{rows['value'].iloc[0]} ({rows['joins'].iloc[0]:,})")
