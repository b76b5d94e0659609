"""What KPI functions build questions from, where backends differ in silence: division, first rows, weeks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
from ibis.common.deferred import Deferred

from kpi_helpers.workbook.engine.backends import days_table
from kpi_helpers.workbook.periods import Period

Bool: TypeAlias = ir.BooleanValue
Column: TypeAlias = ir.Value
Expr: TypeAlias = ir.Table
RowTest: TypeAlias = Deferred
row = ibis._
"""A row whose table is not known yet: ``row.kind == "call"`` is a condition that any table with the column can take."""

_EPOCH = date(1970, 1, 1).toordinal()


def day_of(moment: ir.TimestampValue | ir.DateValue) -> ir.IntegerValue:
    """Days since 1970-01-01, in which differences and comparisons are plain integers everywhere."""
    date = moment.date() if isinstance(moment, ir.TimestampValue) else moment
    return date.epoch_days().cast("int64")


def epoch_day(day: date) -> int:
    """The same number for a day that Python holds."""
    return day.toordinal() - _EPOCH


def from_epoch_day(number: int) -> date:
    """The day of such a number."""
    return date.fromordinal(int(number) + _EPOCH)


def weekday_of(day: ir.IntegerValue) -> ir.IntegerValue:
    """0 for Monday to 6 for Sunday; engines number their weekdays each in their own way."""
    return ((day + 3) % 7).cast("int64")


def second_of(moment: ir.TimestampValue) -> ir.IntegerValue:
    """Whole seconds since midnight."""
    return (moment.hour() * 3600 + moment.minute() * 60 + moment.second()).cast("int64")


def month_of(moment: ir.TimestampValue | ir.DateValue) -> ir.IntegerValue:
    """Months since year 0; `month_label` writes it."""
    return (moment.year() * 12 + moment.month() - 1).cast("int64")


def month_number(period: Period) -> int:
    """The same number for a month that Python holds."""
    return period.start.year * 12 + period.start.month - 1


def month_label(number: int) -> str:
    """``2026-11`` for the number of a month."""
    return f"{int(number) // 12:04d}-{int(number) % 12 + 1:02d}"


def first_rows(table: Expr, by: str, order: Sequence[Column]) -> Expr:
    """The first row of each group in an order that leaves no ties to the engine."""
    place = ibis.row_number().over(group_by=by, order_by=list(order))
    return table.mutate(_place=place).filter(ibis._["_place"] == 0).drop("_place")


def place_in_group(table: Expr, group: Sequence[str], value: str) -> ir.IntegerValue:
    """The place of each row among its group's by a value, from 0; rows without the value come last."""
    window = ibis.window(group_by=list(group), order_by=[table[value].isnull(), table[value]])
    return ibis.row_number().over(window)


def group_size(group: Sequence[str], where: ir.BooleanValue) -> ir.IntegerValue:
    """How many rows that meet a condition the group of each row has."""
    return ibis.ifelse(where, 1, 0).sum().cast("int64").over(ibis.window(group_by=list(group)))


def under_one_another(*tables: Expr) -> Expr:
    """All rows of tables with the same columns."""
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def constant(value: str | float | bool) -> Column:
    """The same value on every row."""
    return ibis.literal(value)


def first_that_holds(*cases: tuple[ir.BooleanValue, Column | str], otherwise: Column | str | None = None) -> Column:
    """The value that belongs to the first condition that holds."""
    return ibis.cases(*cases, else_=otherwise)


def text(value: Column, missing: str = "") -> ir.StringValue:
    """A text column with its missing values under a name of their own."""
    return value.fill_null(missing)


def only(table: Expr, *columns: str) -> Expr:
    """A table with these columns, "all" being none: putting a question into SQL takes as long as its tables are wide."""
    return table.select(*dict.fromkeys(column for column in columns if column != "all"))


def in_periods(table: Expr, day: str, periods: Sequence[Period]) -> Expr:
    """The rows of each period, labelled in a column ``period``.

    A row that lies in several periods (a week and a month) comes once for each.
    `day` names a column of `day_of`.
    """
    # A table of days, not a condition for each period: the question is short, and the same whatever the days are.
    days = days_table(
        table.get_backend(), [(epoch_day(each.start), epoch_day(each.end), each.label) for each in periods]
    )
    return table.join(days, table[day] == days.kpi_day).drop("kpi_day")


def by_segments(table: Expr, names: Iterable[str], columns: Iterable[str]) -> Expr:
    """The rows once for `all` and once for each segment column.

    Parameters
    ----------
    table : Expr
    names : iterable of str
        "all" or a text column of `table`, whose missing values are a group of their own.
    columns : iterable of str
        What else to keep.

    Returns
    -------
    Expr
        `columns`, ``segment_of`` (the name) and ``segment`` (the value, "" for all).
    """
    parts = []
    for name in names:
        value = ibis.literal("") if name == "all" else text(table[name])
        parts.append(table.select(*columns, segment_of=ibis.literal(name), segment=value))
    return under_one_another(*parts)
