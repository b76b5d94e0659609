"""What the data of a workbook can bear: which days they cover, what ties them together, what stands in their columns."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kpi_helpers.workbook.coverage import Coverage, covered, covered_periods
from kpi_helpers.workbook.engine import Column, Expr, day_of, from_epoch_day
from kpi_helpers.workbook.facts import FROM_COMPANIES, known_rows
from kpi_helpers.workbook.judgement import Judgement
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import FLAG, TABLES
from kpi_helpers.workbook.spans import CLOSINGS, MOMENTS, tables_with_times

if TYPE_CHECKING:
    from kpi_helpers.workbook.workbook import Workbook


FEW_CALLS = 0.02
"""Share of the calls that may lack an outcome before a contact rate is said to rest on the others."""


class Bearing:
    """What the data can bear on a day, whichever part of them is looked at.

    Parameters
    ----------
    wb : Workbook
        The whole one, as seen on the day.
    by : Judgement
    facts : callable
        A prepared table of it by name.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> bearing = example().bearing
    >>> bearing.coverage("leads").first, bearing.links("activities").to_dict()
    (datetime.date(2026, 10, 5), {'': 2, 'id': 8})
    """

    def __init__(self, wb: "Workbook", by: Judgement, facts: Callable[[str], Expr]) -> None:
        self._wb, self._by, self._facts = wb, by, facts
        self._coverages: dict[str, Coverage] = {}
        self._counted: dict[tuple[str, str], pd.Series] = {}

    def coverage(self, table: str) -> Coverage:
        """The days that a table covers; one whose rows are not dated covers none."""
        if table not in self._coverages:
            closings = self._days(CLOSINGS) if table == "opportunities" else ()
            calendar, as_of = self._wb.calendar, self._wb.as_of
            self._coverages[table] = covered(table, self._days(table), calendar, as_of, closings)
        return self._coverages[table]

    def covered_periods(self, tables: Iterable[str], periods: Iterable[Period]) -> tuple[Period, ...]:
        """The periods of which every table knows something, windows clipped to what all of them cover."""
        return covered_periods([self.coverage(table) for table in tables], periods)

    def is_partial(self, tables: Iterable[str], period: Period) -> bool:
        """Whether one of the tables covers too little of a period for it to be compared with others."""
        return any(self.coverage(table).is_partial(period) for table in tables)

    def ended(self, tables: Iterable[str]) -> tuple[str, ...]:
        """Those of the tables that have ended, whose counts of as_of's month and week are stale."""
        return tuple(table for table in tables if self.coverage(table).has_ended)

    def has_times(self, table: str) -> bool:
        """Whether the moments that date the rows of a table have a time of day; so has one without rows."""
        timed, dated = self._timed
        return table in timed or table not in dated

    def untimed(self, table: str) -> int:
        """Rows whose moment is a date or midnight, though the others of the table have a time of day."""
        days = self._by_day()
        return int(days.loc[days["table"] == table, "untimed"].sum()) if self.has_times(table) else 0

    @property
    def dated_rows(self) -> int:
        """The rows of all tables that a moment dates."""
        return int(self._by_day()["rows"].sum())

    def links(self, table: str) -> pd.Series:
        """Rows of activities or opportunities by what ties them to their lead ("" those without one)."""
        if ("links", table) not in self._counted:
            counts = self._wb.cached(_rows_of, "links")
            counts = counts[counts["table"] == table]
            by_basis = counts.assign(basis=counts["basis"].fillna("")).set_index("basis")["rows"]
            self._counted["links", table] = by_basis.sort_index()
        return self._counted["links", table]

    def wide_clues(self) -> pd.DataFrame:
        """Domains and names that would join too many companies: ``clue`` ("domain", "name"), ``value``, ``joins``."""
        found = self._wb.cached(_rows_of, "wide")
        return found.sort_values(["joins", "clue", "value"], ascending=[False, True, True], ignore_index=True)

    def filled(self, table: str) -> pd.Series:
        """Rows with a value, by column."""
        if ("filled", table) not in self._counted:
            self._counted["filled", table] = self._wb.cached(_filled, table).set_index("column")["rows"]
        return self._counted["filled", table]

    def bears(self, table: str, column: str, values: tuple[str, ...], beside: str = "") -> bool:
        """Whether some row of a table, with a value in the column beside, bears one of these; those of a flag are "true" and "false"."""
        return bool(self._wb.cached(_bearing, table, column, beside, *values)["rows"].iloc[0])

    def calls_without_outcome(self) -> tuple[int, int]:
        """All calls, and those of which nobody wrote down what came of them, where the table has a column for it."""
        if not self._wb.has_column("activities", "outcome"):
            return 0, 0
        calls, without = self._wb.cached(_without_outcome).iloc[0]
        return int(calls), int(without)

    def without_lead(self, table: str) -> tuple[int, int, int]:
        """All rows of activities or opportunities, those without a lead id that nothing else ties to a lead, and those of them without a company."""
        rows, without, nowhere = self._wb.cached(_without_lead, table).iloc[0]
        return int(rows), int(without), int(nowhere)

    def answered(self) -> tuple[int, int]:
        """All leads, and those on which anything was done."""
        leads, answered = self._wb.cached(_answered).iloc[0]
        return int(leads), int(answered)

    def is_lent(self, table: str, column: str) -> bool:
        """Whether the companies of a table's rows tell a column that it has not."""
        if column not in FROM_COMPANIES.get(table, ()) or not self._wb.has("companies"):
            return False
        return bool(self._wb.cached(_lent, table, column)["rows"].iloc[0])

    def has_companies(self, table: str) -> bool:
        """Whether some row of a table tells its company."""
        return bool(self._wb.cached(_with_company, table)["rows"].iloc[0])

    @cached_property
    def _timed(self) -> tuple[frozenset[str], set[str]]:
        """The tables whose moments have a time of day, and those that have rows."""
        days = self._by_day()
        return tables_with_times(days) - self._by.untimed, set(days["table"])

    @cached_property
    def _end(self) -> Column:
        return self._wb.engine.moment(self._by.end)

    def _known(self, table: str) -> Expr:
        """A canonical table with the rows that are known on the day."""
        return known_rows(self._wb.canonical(table), table, self._end)

    def _by_day(self) -> pd.DataFrame:
        return self._wb.cached(_rows_of, "days")

    def _days(self, table: str) -> list[date]:
        if table in MOMENTS or table == CLOSINGS:
            days = self._by_day()
            return [from_epoch_day(day) for day in days.loc[days["table"] == table, "day"]]
        if TABLES[table].dated_by is None or not self._wb.has(table):
            return []
        days = map(from_epoch_day, self._wb.cached(_own_days, table)["day"])
        return [day for day in days if day <= self._wb.as_of]


def _rows_of(wb: "Workbook", name: str) -> pd.DataFrame:
    return wb.run(wb.bearing._facts(name))


def _own_days(wb: "Workbook", table: str) -> pd.DataFrame:
    """The days of a table whose rows are dated by a day, not by a moment."""
    rows = wb.bearing._known(table)
    days = rows.select(day=day_of(rows[TABLES[table].dated_by])).distinct()
    return wb.run(days.filter(days.day.notnull()).order_by("day"))


def _filled(wb: "Workbook", table: str) -> pd.DataFrame:
    rows = wb.bearing._known(table)
    counts = wb.run(rows.agg(**{f"n{place}": rows[name].count() for place, name in enumerate(rows.columns)}))
    return pd.DataFrame({"column": list(rows.columns), "rows": counts.iloc[0].to_numpy()})


def _bearing(wb: "Workbook", table: str, column: str, beside: str, *values: str) -> pd.DataFrame:
    rows = wb.bearing._known(table)
    rows = rows.filter(rows[beside].notnull()) if beside else rows
    is_flag = TABLES[table].by_name[column].type == FLAG
    wanted = [value == "true" for value in values] if is_flag else list(values)
    return wb.run(rows.agg(rows=rows.count(where=rows[column].isin(wanted))))


def _without_outcome(wb: "Workbook") -> pd.DataFrame:
    rows = wb.bearing._facts("activities")
    return wb.run(
        rows.agg(calls=rows.count(where=rows.is_call), without=rows.count(where=rows.is_call & rows.outcome.isnull()))
    )


def _without_lead(wb: "Workbook", table: str) -> pd.DataFrame:
    rows = wb.bearing._facts(table)
    alone = rows.link_basis.isnull() & rows.lead_id.isnull()
    return wb.run(
        rows.agg(
            rows=rows.count(),
            without=rows.count(where=alone),
            nowhere=rows.count(where=alone & rows.company_key.isnull()),
        )
    )


def _answered(wb: "Workbook") -> pd.DataFrame:
    rows = wb.bearing._facts("leads")
    return wb.run(rows.agg(leads=rows.count(), answered=rows.answer_day.count()))


def _lent(wb: "Workbook", table: str, column: str) -> pd.DataFrame:
    rows = wb.bearing._facts(table)
    return wb.run(rows.agg(rows=rows[column].count()))


def _with_company(wb: "Workbook", table: str) -> pd.DataFrame:
    rows = wb.bearing._facts(table)
    return wb.run(rows.agg(rows=rows.company_key.count()))
