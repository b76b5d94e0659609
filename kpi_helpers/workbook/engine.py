"""Everything that depends on ibis and on the engine behind it.

KPI functions build ibis expressions from the helpers of this module and never
reach past it, because backends differ in silence: in division, in the first
row of a group, in what a week is. Text and numbers go in, plain SQL that every
backend reads alike comes out; ratios are taken afterwards, in pandas.
"""

import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis.common.deferred import Deferred
from ibis.common.exceptions import OperationNotDefinedError, UnsupportedBackendType, UnsupportedOperationError
from pyarrow import parquet

from kpi_helpers.workbook.backends import connect, duckdb_in_process, fetch, fetch_arrow, give, keep
from kpi_helpers.workbook.errors import EngineError, WorkbookError
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import DATE, FLAG, MONEY, MONTH, NAME, NUMBER, SECONDS, TABLES, TEXT, TIMESTAMP
from kpi_helpers.workbook.sql_memory import temporary_name

Bool: TypeAlias = ir.BooleanValue
Column: TypeAlias = ir.Value
Expr: TypeAlias = ir.Table
RowTest: TypeAlias = Deferred
row = ibis._
"""A row whose table is not known yet: ``row.kind == "call"`` is a condition that any table with the column can take."""

_EPOCH = date(1970, 1, 1).toordinal()
TYPES = {
    TEXT: "string",
    NAME: "string",
    MONTH: "string",
    TIMESTAMP: "timestamp",
    DATE: "date",
    NUMBER: "float64",
    MONEY: "float64",
    SECONDS: "float64",
    FLAG: "boolean",
}
"""The type of the engine for each type of the schema."""


class Engine:
    """One open connection on which tables lie and expressions run.

    Parameters
    ----------
    connection : str, optional
        Where a team's tables are, as workbook.yml's ``connection:`` writes it
        (``duckdb:///file``, ``postgres://…``, ``pyspark://…``); ``${NAME}`` is
        taken from the environment. None runs DuckDB in this process.

    Examples
    --------
    >>> engine = Engine()
    >>> calls = engine.keep("calls", pd.DataFrame({"rep": ["佐藤", "佐藤", None]}))
    >>> engine.run(calls.group_by("rep").agg(n=calls.count()).order_by("rep"))
       rep  n
    0   佐藤  2
    1  NaN  1
    """

    def __init__(self, connection: str | None = None) -> None:
        self.remote = connection is not None
        self._con = connect(connection) if connection else duckdb_in_process()
        self.name: str = self._con.name
        if self.name == "postgres":
            # Its driver warns of a connection that nobody closed.
            weakref.finalize(self, self._con.disconnect)

    def read_parquet(self, path: Path) -> Expr:
        """A canonical table that lies in a Parquet file of the cache; a database is given its rows."""
        if self.name == "duckdb":
            return self._con.read_parquet(path, table_name=temporary_name("file"))
        return give(self._con, temporary_name("file"), parquet.read_table(path))

    def write_parquet(self, table: Expr, path: Path) -> None:
        """Write the rows of an expression to a Parquet file."""
        self._con.to_parquet(table, path)

    def table(self, name: str) -> Expr:
        """A table of the database, by the name that workbook.yml gives."""
        *path, last = name.split(".")
        try:
            return self._con.table(last, database=tuple(path) if path else None)
        except Exception as error:
            raise WorkbookError(
                f"workbook.yml: the database has no readable table {name!r}; check the name and the rights "
                f"of the connection ({type(error).__name__})."
            ) from None

    def canonical(self, name: str, rows: pd.DataFrame | None, extra: dict[str, str]) -> Expr:
        """A canonical table from a frame; columns that it does not have are missing throughout.

        Parameters
        ----------
        name : str
            The table of the schema.
        rows : DataFrame, optional
            Without it the table is empty.
        extra : dict of str
            Columns beyond the schema, with their type.
        """
        types = {column.name: column.type for column in TABLES[name].columns} | extra
        schema = ibis.schema({column: TYPES[kind] for column, kind in types.items()})
        given = pd.DataFrame() if rows is None else rows.astype("object").where(rows.notna(), None)
        held = pa.Table.from_pydict(
            {column: given[column].tolist() if column in given else [None] * len(given) for column in types},
            schema=schema.to_pyarrow(),
        )
        return give(self._con, temporary_name(name), held)

    def keep(self, name: str, rows: Expr | pd.DataFrame) -> Expr:
        """Materialise rows once, since many expressions will read them."""
        with self._one_sentence():
            if isinstance(rows, pd.DataFrame):
                return give(self._con, temporary_name(name), pa.Table.from_pandas(rows, preserve_index=False))
            return keep(self._con, temporary_name(name), rows)

    def run(self, expression: Expr) -> pd.DataFrame:
        """The rows of an expression as a pandas frame."""
        with self._one_sentence():
            return fetch(self._con, expression)

    def fetch(self, expression: Expr) -> pa.Table:
        """The rows of an expression as they are in the database."""
        return fetch_arrow(self._con, expression)

    @contextmanager
    def _one_sentence(self) -> Iterator[None]:
        """Whatever a database answers, its reader needs one sentence; of DuckDB in this process it is a fault of ours."""
        try:
            yield
        except Exception as error:
            if not self.remote:
                raise
            if isinstance(error, (OperationNotDefinedError, UnsupportedOperationError, UnsupportedBackendType)):
                raise EngineError(
                    f"it cannot be expressed on {self.name}; leave out `connection:` and read exports."
                ) from error
            raise EngineError(
                f"{self.name} did not work it out ({type(error).__name__}); check the rights of the connection "
                "(it makes temporary tables) and that the database is up."
            ) from error

    def close(self) -> None:
        """Give the connection back. A Spark session may be another's too and stays."""
        if self.name != "pyspark":
            self._con.disconnect()


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


def group_size(table: Expr, group: Sequence[str]) -> ir.IntegerValue:
    """How many rows the group of each row has."""
    return table.count().over(ibis.window(group_by=list(group)))


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
    return under_one_another(*(_labelled(table, day, layer) for layer in _layers(periods)))


def _labelled(table: Expr, day: str, layer: Sequence[Period]) -> Expr:
    """The rows of periods that follow one another: each ends where the next begins, or leaves a gap."""
    inside = table.filter((table[day] >= epoch_day(layer[0].start)) & (table[day] < epoch_day(layer[-1].end)))
    # One comparison a period: such labels are the better part of most queries, and of the time to put them into SQL.
    cases, reached = [], layer[0].start
    for period in layer:
        if reached < period.start:
            cases.append((inside[day] < epoch_day(period.start), ibis.null("string")))
        cases.append((inside[day] < epoch_day(period.end), period.label))
        reached = period.end
    labels = inside.mutate(period=ibis.cases(*cases))
    return labels.filter(labels.period.notnull()) if len(cases) > len(layer) else labels


def _layers(periods: Sequence[Period]) -> list[list[Period]]:
    layers: list[list[Period]] = []
    for period in sorted(periods, key=lambda period: (period.start, period.end)):
        for layer in layers:
            if layer[-1].end <= period.start:
                layer.append(period)
                break
        else:
            layers.append([period])
    return layers


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
