"""What ties tables together, and why it does not."""

from collections.abc import Iterator

from kpi_helpers.workbook.judging.findings import Finding
from kpi_helpers.workbook.judging.rows import ask
from kpi_helpers.workbook.workbook import Workbook

_HARDLY = 0.5  # of the ids of a table: fewer than these find their lead
_FEWEST = 3  # ids that say anything
_CONTACT = "003"  # what ids of Salesforce contacts begin with

_FIRST = "select min(lead_id) id from {leads}"
_IDS = """
    with ids as (select distinct trim(unnest(string_split(lead_id, ';'))) id from {rows} where lead_id is not null)
    select id, id in (select lead_id from {leads}) known from ids where id <> '' order by id"""


def broken_links(wb: Workbook) -> Iterator[Finding]:
    """Tables whose lead ids hardly find a lead, and domains and names that join too many companies."""
    for table in ("activities", "opportunities"):
        found = ask(wb, _IDS, rows=table, leads="leads")
        if found is None or len(found) < _FEWEST or found["known"].mean() >= 1:
            continue
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
    yield from _wide(wb)


def _wide(wb: Workbook) -> Iterator[Finding]:
    clues = wb.bearing.wide_clues()
    for clue, rows in clues.groupby("clue", sort=True):
        yield Finding(f"wide_{clue}", "leads", len(rows), f"{rows['value'].iloc[0]} ({rows['joins'].iloc[0]:,})")
