"""Why a workbook cannot say what a KPI needs: the table, the column and the file that would give it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_helpers.workbook.needs import Needs
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import DEFAULTS, TABLES

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook

TABLE, ABSENT, EMPTY, UNNAMED, MEANT, UNDATED, TIME, LINK, COMPANY, MONTHS = (
    "table",
    "absent",
    "empty",
    "unnamed",
    "meant",
    "undated",
    "time",
    "link",
    "company",
    "months",
)
FEWEST_LINKS = 0.01
"""The share of rows that must find their lead; below it there is no link between two tables."""

_COUNTED: dict[tuple[str, str], tuple[str, ...]] = {
    ("activities", "outcome"): ("connected",),
    ("activities", "kind"): ("call",),
    ("opportunities", "is_won"): ("true",),
    ("opportunities", "held"): ("true",),
    ("opportunities", "accepted"): ("true",),
}
"""What is counted of coded columns. Where no row bears it, values that nobody has named may all mean it."""


@dataclass(frozen=True)
class Lack:
    """One thing that is not there.

    Attributes
    ----------
    kind : str
        ``table`` (it is not there or has no row), ``absent`` (no file has the column),
        ``empty`` (no row has a value in it), ``unnamed`` (no value of it is named in
        workbook.yml), ``meant`` (no row bears a value that counts, and some are not named),
        ``undated`` (no row that bears such a value has the date that goes with it), ``time`` (dates without a time of day), ``link`` (hardly any row
        finds its lead), ``company`` (no row tells its company), ``months`` (too short a
        history).
    table : str
    column : str
        Empty where it is about the table.
    files : tuple of str
        The files of the table as workbook.yml names them.
    months : int
        Whole months of history that would be needed.
    meant : tuple of str
        The values that count and that no row bears.
    """

    kind: str
    table: str
    column: str = ""
    files: tuple[str, ...] = ()
    months: int = 0
    meant: tuple[str, ...] = ()


def lack_of(wb: "Workbook", needs: Needs) -> Lack | None:
    """The first need that a workbook does not meet; None where it meets all.

    Parameters
    ----------
    wb : Workbook
    needs : Needs

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> lack_of(example(), Needs(("leads",), ("leads.employees",)))
    Lack(kind='absent', table='leads', column='employees', files=(), months=0, meant=())
    >>> lack_of(example(), Needs(("activities",), ("activities.outcome",), links=("activities",))) is None
    True
    """
    needs = needs.of(wb.is_tallied)
    for table in needs.tables:
        if not wb.has(table) or (TABLES[table].dated_by and not wb.coverage(table).first):
            return _lack(wb, TABLE, table)
    for place in needs.columns:
        table, _, column = place.partition(".")
        column, _, value = column.partition("=")
        if (kind := _column(wb, table, column)) is not None:
            if (table, column) in DEFAULTS:
                continue
            return _lack(wb, kind, table, column)
        meant = (value,) if value else _COUNTED.get((table, column), ())
        if meant and _may_be_unnamed(wb, table, column, meant):
            return replace(_lack(wb, MEANT, table, column), meant=meant)
        if meant and column == "is_won" and _is_undated(wb, needs, meant):
            return replace(_lack(wb, UNDATED, table, "closed_at"), meant=meant)
    for column in _judged_by(wb) if needs.valid else ():
        if (kind := _column(wb, "leads", column)) is not None:
            return _lack(wb, kind, "leads", column)
    for place in needs.times:
        table, _, column = place.partition(".")
        if not wb.bearing.has_times(table) and not (needs.instead and wb.has(needs.instead)):
            return _lack(wb, TIME, table, column)
    for table in needs.links:
        if not _is_linked(wb, table):
            return _lack(wb, LINK, table, "lead_id")
    for table in needs.companies:
        if not wb.bearing.has_companies(table):
            return _lack(wb, COMPANY, table, "company_name")
    for table in ("activities", "opportunities") if needs.meets and not _meet_by_lead(wb) else ():
        if not wb.bearing.has_companies(table):
            return _lack(wb, COMPANY, table, "company_name")
    return _history(wb, needs)


def defaults_of(wb: "Workbook") -> list[Lack]:
    """The columns that say nothing and for which every row is what `schema.DEFAULTS` names.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> defaults_of(example())
    []
    """
    return [
        _lack(wb, kind, table, column)
        for table, column in DEFAULTS
        if wb.has(table) and (kind := _column(wb, table, column)) is not None
    ]


def _lack(wb: "Workbook", kind: str, table: str, column: str = "", months: int = 0) -> Lack:
    files = wb.loaded.reports[table].files if wb.loaded and table in wb.loaded.reports else ()
    return Lack(kind, table, column, files, months)


def _column(wb: "Workbook", table: str, column: str) -> str | None:
    """Why a column says nothing; None where it, or what companies lend it, says something."""
    if wb.bearing.is_lent(table, column):
        return None
    if not wb.has_column(table, column):
        return ABSENT
    if wb.bearing.filled(table)[column]:
        return None
    return UNNAMED if _has_unnamed(wb, table, column) else EMPTY


def _has_unnamed(wb: "Workbook", table: str, column: str) -> bool:
    """Whether a column holds values that `values` in workbook.yml does not name."""
    return f"unknown_value:{column}" in (wb.loaded.reports[table].warnings if wb.loaded else {})


def _may_be_unnamed(wb: "Workbook", table: str, column: str, meant: tuple[str, ...]) -> bool:
    """Whether no row bears one of the values that count, while there are some that nobody has named."""
    return _has_unnamed(wb, table, column) and not wb.bearing.bears(table, column, meant)


def _is_undated(wb: "Workbook", needs: Needs, meant: tuple[str, ...]) -> bool:
    """Whether no win, or no loss, says when it was: these would count as open, and all that are closed as the other."""
    if "opportunities.closed_at" not in needs.columns or _column(wb, "opportunities", "closed_at"):
        return False
    bears, dated = (wb.bearing.bears("opportunities", "is_won", meant, dated) for dated in ("", "closed_at"))
    return bears and not dated


def _judged_by(wb: "Workbook") -> tuple[str, ...]:
    """The columns of the definitions of a valid lead under which leads were created."""
    first = wb.coverage("leads").first
    return wb.definitions.columns_between("valid_lead", first, wb.as_of) if first else ()


def _is_linked(wb: "Workbook", table: str) -> bool:
    counts = wb.bearing.links(table)
    return counts.sum() == 0 or counts.drop("", errors="ignore").sum() >= FEWEST_LINKS * counts.sum()


def _meet_by_lead(wb: "Workbook") -> bool:
    return all(wb.bearing.links(table).drop("", errors="ignore").sum() for table in ("activities", "opportunities"))


def _history(wb: "Workbook", needs: Needs) -> Lack | None:
    if not needs.months:
        return None
    oldest = Period.month(wb.as_of).back(needs.months)
    # Targets and accounts bear no date of their own, so that no day bounds what they know.
    for table in (name for name in needs.tables if TABLES[name].dated_by):
        coverage = wb.coverage(table)
        if not coverage.covers(oldest) or coverage.is_partial(oldest):
            return _lack(wb, MONTHS, table, months=needs.months)
    return None
