"""Everything that depends on ibis and on the engine behind it.

KPI functions build ibis expressions from the helpers of this module and never
reach past it, because backends differ in silence: in division, in the first
row of a group, in what a week is. Text and numbers go in, plain SQL that every
backend reads alike comes out; ratios are taken afterwards, in pandas.
"""

import os
import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.periods import Period
from kpi_helpers.workbook.schema import DATE, FLAG, MONEY, MONTH, NAME, NUMBER, SECONDS, TABLES, TEXT, TIMESTAMP

Bool = ir.BooleanValue
Column = ir.Value
Expr = ir.Table

_EPOCH = date(1970, 1, 1).toordinal()
_TYPES = {
    TEXT: "string", NAME: "string", MONTH: "string", TIMESTAMP: "timestamp", DATE: "date", NUMBER: "float64",
    MONEY: "float64", SECONDS: "float64", FLAG: "boolean",
}


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
        self._con = _connect(connection) if connection else _duckdb_in_process()
        self.name: str = self._con.name

    def read_parquet(self, path: Path) -> Expr:
        """A canonical table that lies in a Parquet file of the cache."""
        return self._con.read_parquet(path, table_name=_temporary("file"))

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
        schema = ibis.schema({column: _TYPES[kind] for column, kind in types.items()})
        given = pd.DataFrame() if rows is None else rows.astype("object").where(rows.notna(), None)
        return ibis.memtable(pa.Table.from_pydict(
            {column: given[column].tolist() if column in given else [None] * len(given) for column in types},
            schema=schema.to_pyarrow(),
        ))

    def keep(self, name: str, rows: Expr | pd.DataFrame) -> Expr:
        """Materialise rows once, since many expressions will read them."""
        return self._con.create_table(_temporary(name), rows, temp=True)

    def run(self, expression: Expr) -> pd.DataFrame:
        """The rows of an expression as a pandas frame."""
        return self._con.to_pandas(expression)

    def close(self) -> None:
        """Give the connection back."""
        self._con.disconnect()


def _temporary(name: str) -> str:
    return f"kpi_{name}_{uuid.uuid4().hex[:12]}"


def _duckdb_in_process() -> ibis.BaseBackend:
    con = ibis.duckdb.connect()
    # Nothing may be fetched at run time, and a progress bar would land in the page.
    con.raw_sql("SET autoinstall_known_extensions=false; SET enable_progress_bar=false")
    return con


def _connect(connection: str) -> ibis.BaseBackend:
    unset = [name for name in re.findall(r"\$\{(\w+)\}", connection) if name not in os.environ]
    if unset:
        raise WorkbookError(
            f"workbook.yml, connection: the environment variable {unset[0]} is not set; set it before the run."
        )
    address = re.sub(r"\$\{(\w+)\}", lambda match: os.environ[match[1]], connection)
    scheme = connection.partition(":")[0]
    try:
        return ibis.connect(address)
    except Exception as error:
        # The address holds secrets, so neither it nor the driver's own text may be shown.
        raise WorkbookError(
            f"workbook.yml, connection: the {scheme} connection could not be opened ({type(error).__name__}); "
            "check address, rights and that its driver is installed."
        ) from None


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


def text(value: Column, missing: str = "") -> ir.StringValue:
    """A text column with its missing values under a name of their own."""
    return value.fill_null(missing)


def in_periods(table: Expr, day: str, periods: Sequence[Period]) -> Expr:
    """The rows of each period, labelled in a column ``period``.

    A row that lies in several periods (a week and a month) comes once for each.
    `day` names a column of `day_of`.
    """
    parts = []
    for layer in _layers(periods):
        label = ibis.cases(
            *[
                ((table[day] >= epoch_day(period.start)) & (table[day] < epoch_day(period.end)), period.label)
                for period in layer
            ]
        )
        parts.append(table.mutate(period=label).filter(ibis._.period.notnull()))
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


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
    return parts[0] if len(parts) == 1 else ibis.union(*parts)
