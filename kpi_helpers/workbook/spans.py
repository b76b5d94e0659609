"""On which days a table has rows, and whether its moments have a time of day."""

from collections.abc import Mapping

import pandas as pd

from kpi_helpers.workbook.engine import Column, Expr, built_once, constant, day_of, second_of, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.reading import Loaded

UNTIMED = 0.95
"""The share of values that are a date or midnight from which on a column has no time of day."""

CLOSINGS = "closings"
"""Under this name stand the days on which opportunities closed."""

MOMENTS = {"leads": "created_at", "activities": "started_at", "opportunities": "created_at"}
"""The moment that dates a row of each of these tables."""


@built_once
def days_of(tables: Mapping[str, Expr]) -> Expr:
    """Rows of each table by day.

    Parameters
    ----------
    tables : mapping of Expr
        Canonical leads, activities and opportunities.

    Returns
    -------
    Expr
        ``table``, ``day``, ``known_from`` (the day from which they are known), ``rows``, ``untimed`` (rows without a
        time of day).
    """
    parts = [_by_day(name, tables[name], moment, moment) for name, moment in MOMENTS.items()]
    deals = tables["opportunities"]
    closed = deals.filter(deals.is_won.notnull() & deals.closed_at.notnull())
    return under_one_another(*parts, _by_day(CLOSINGS, closed, "closed_at", "created_at"))


@built_once
def days_before(days: Expr, end: Column) -> Expr:
    """The same of what is known before a moment."""
    known = days.filter(days.known_from < day_of(end))
    # Sums of integers are of another type in DuckDB than ibis believes.
    sums = {name: known[name].cast("float64").sum().cast("int64") for name in ("rows", "untimed")}
    return known.group_by("table", "day").agg(**sums).select("day", "rows", "untimed", "table")


def _by_day(name: str, table: Expr, moment: str, known: str) -> Expr:
    day = day_of(table[moment])
    rows = table.select(day=day, known_from=fn.greatest(day, day_of(table[known])), is_timed=_is_timed(table, moment))
    counted = rows.group_by("day", "known_from").agg(rows=rows.count(), untimed=rows.count(where=~rows.is_timed))
    return counted.select("day", "known_from", "rows", "untimed", table=constant(name))


def tables_with_times(days: pd.DataFrame) -> frozenset[str]:
    """The tables whose moments have a time of day.

    Examples
    --------
    >>> sorted(tables_with_times(pd.DataFrame({"table": ["leads", "leads", "activities"], "day": [1, 2, 2],
    ...     "rows": [15, 5, 10], "untimed": [15, 4, 9]})))
    ['activities']
    """
    counts = days.groupby("table")[["rows", "untimed"]].sum()
    return frozenset(counts.index[counts["untimed"] < UNTIMED * counts["rows"]])


def written_as_dates(loaded: Loaded | None) -> frozenset[str]:
    """The tables whose moments are written as dates or midnight: one of UTC is 9 o'clock in Tokyo and no time of day."""
    reports = loaded.reports.values() if loaded else ()
    return frozenset(report.table for report in reports if report.kept and report.untimed >= UNTIMED * report.kept)


def has_clock_time(table: Expr, moment: str, timed: bool) -> Column:
    """Whether the moment of a row has a time of day; none has it where the column has not."""
    return _is_timed(table, moment) & constant(timed)


def _is_timed(table: Expr, moment: str) -> Column:
    return second_of(table[moment]) != 0
