"""Columns that carry nothing and for which the contract names what every row then is."""

from typing import TYPE_CHECKING

from kpi_helpers.workbook.schema import DEFAULTS

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook


def defaulted(wb: "Workbook") -> frozenset[tuple[str, str]]:
    """The columns of `DEFAULTS` that no file has, that are empty throughout or hold only unnamed values.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> defaulted(example())
    frozenset()
    """
    return frozenset(
        (table, column) for table, column in DEFAULTS if wb.has(table) and not _says_something(wb, table, column)
    )


def _says_something(wb: "Workbook", table: str, column: str) -> bool:
    if wb.loaded is not None and table in wb.loaded.reports:
        report = wb.loaded.reports[table]
        return report.missing.get(column, report.kept) < report.kept
    rows = wb.canonical(table)
    return bool(wb.run(rows.agg(rows=rows[column].count()))["rows"].iloc[0])
