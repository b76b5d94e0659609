"""A KPI asked for in a cell: what cannot be answered is told in words, not by an empty table."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import pandas as pd

from kpi_helpers.kpis.catalogue.record import Record
from kpi_helpers.kpis.tidy import periods_of, segments_of
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.workbook import Workbook


def askable(record: Record) -> Callable[..., pd.DataFrame]:
    """The function of a KPI that explains itself when it has nothing to give.

    Parameters
    ----------
    record : Record

    Returns
    -------
    callable
        As `record.function`; takes a meeting as well as a workbook.

    Examples
    --------
    >>> from kpi_helpers.kpis.catalogue import CATALOGUE
    >>> from kpi_helpers.workbook.example import example
    >>> askable(CATALOGUE["contact_rate"])(example(), by="hero")
    Traceback (most recent call last):
    ...
    kpi_helpers.workbook.errors.WorkbookError: contact_rate cannot be split by 'hero': use by="all", "team", "rep" or "motion".
    """

    @functools.wraps(record.function)
    def ask(of: Workbook | Meeting, **asked: str | Sequence[str]) -> pd.DataFrame:
        wb = of.wb if isinstance(of, Meeting) else of
        if not isinstance(wb, Workbook):
            raise WorkbookError(
                f"{record.id} is asked of a workbook: kh.{record.id}(wb), with wb = kh.Workbook.open(folder)."
            )
        _check_tables(record, wb)
        _check_periods(record, wb, asked.get("period"))
        found = record.function(wb, **asked)
        if found.empty:
            _check_split(record, asked.get("by"))
        return found

    return ask


def _check_tables(record: Record, wb: Workbook) -> None:
    absent = [name for name in record.tables if not wb.has(name)]
    if absent:
        raise WorkbookError(
            f"{record.id} counts the table {absent[0]}, which this workbook or view does not have: add it under tables: in "
            "workbook.yml, or ask the whole workbook."
        )


def _check_periods(record: Record, wb: Workbook, period: str | Sequence[str] | None) -> None:
    for asked in periods_of(period, ()):
        if asked.start > wb.as_of:
            raise WorkbookError(
                f"The period {asked.label} lies after {wb.as_of}, the day of this view; {record.id} cannot know it yet: "
                f"ask for {wb.month.month.label} or earlier."
            )


def _check_split(record: Record, by: str | Sequence[str] | None) -> None:
    known = dict.fromkeys(("all", *record.by))
    for name in segments_of(by or ()):
        if record.by and name not in known:
            *first, last = (f'"{one}"' for one in known)
            raise WorkbookError(f"{record.id} cannot be split by {name!r}: use by={', '.join(first)} or {last}.")
