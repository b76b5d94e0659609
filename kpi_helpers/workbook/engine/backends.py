"""How each engine is opened, given rows, made to keep rows, and read, where ibis leaves them different."""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pandas as pd
import pyarrow as pa
import sqlglot
from ibis.formats.pandas import PandasData, PandasType
from ibis.formats.pyarrow import PyArrowSchema

from kpi_helpers.workbook.config import resolve_connection
from kpi_helpers.workbook.engine.files import quoted, scan, spilling
from kpi_helpers.workbook.engine.sql_memo import sql_of
from kpi_helpers.workbook.errors import WorkbookError


def temporary_name(con: ibis.BaseBackend, name: str) -> str:
    """A name for a table of this session, which no other table has.

    Where nobody else sees them each name is counted, so that the same step gives the same expression whatever else was
    asked before it: see `sql_of`. A session of Spark may be another's too.
    """
    if con.name == "pyspark":
        return f"kpi_{name}_{uuid.uuid4().hex[:12]}"
    counted = vars(con).setdefault("kpi_names", defaultdict(itertools.count))
    return f"kpi_{name}_{next(counted[name])}"


def duckdb_in_process() -> ibis.BaseBackend:
    """DuckDB without a file of its own."""
    return _quiet(ibis.duckdb.connect())


def _quiet(con: ibis.BaseBackend) -> ibis.BaseBackend:
    # Nothing may be fetched at run time, and a progress bar would land in the page.
    con.raw_sql("SET autoinstall_known_extensions=false; SET enable_progress_bar=false")
    # As ibis does for the other engines: moments with an offset come out in UTC.
    con.raw_sql("SET TimeZone='UTC'")
    vars(con)["kpi_spilled"] = spilling(con.con)  # held for as long as the connection is
    return con


def _duckdb_file(address: str) -> ibis.BaseBackend:
    """A file that several pages, each in its own process, may read at the same time."""
    return _quiet(ibis.connect(address, read_only=True))


def connect(connection: str) -> ibis.BaseBackend:
    """Open what workbook.yml's ``connection:`` names.

    Raises
    ------
    WorkbookError
        Where a variable is not set or the engine cannot be reached. The address
        holds secrets, so neither it nor the driver's own text is ever shown.
    """
    address = resolve_connection(connection)
    scheme = connection.partition(":")[0]
    try:
        if scheme == "pyspark":
            return _spark(address)
        return _duckdb_file(address) if scheme == "duckdb" else ibis.connect(address)
    except Exception as error:
        raise WorkbookError(
            ja=f"workbook.yml の connection: {scheme} に接続できません（{type(error).__name__}）。アドレス、権限、ドライバのインストールを確かめてください。",
            en=(
                f"workbook.yml, connection: the {scheme} connection could not be opened ({type(error).__name__}); "
                "check address, rights and that its driver is installed."
            ),
        ) from None


def _spark(address: str) -> ibis.BaseBackend:
    """A running session, or a new one: ``pyspark:///warehouse/folder?spark.master=local[2]``."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.config(map=spark_settings(address)).getOrCreate()
    # Moments here are wall-clock time; Spark's own kind would be moved between time zones.
    session.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    # ibis itself would set every one of the settings again on the session, which Spark refuses.
    return ibis.pyspark.connect(session)


def spark_settings(address: str) -> dict[str, str]:
    """What an address tells Spark.

    Examples
    --------
    >>> spark_settings("pyspark:///srv/warehouse?spark.master=local[2]")
    {'spark.master': 'local[2]', 'spark.sql.warehouse.dir': '/srv/warehouse'}
    >>> spark_settings("pyspark:///?spark.remote=sc://spark.example.jp:15002/;use_ssl=true")
    {'spark.remote': 'sc://spark.example.jp:15002/;use_ssl=true'}
    """
    parts = urlsplit(address)
    settings = dict(parse_qsl(parts.query))
    if parts.path.strip("/"):
        settings["spark.sql.warehouse.dir"] = parts.path
    return settings


def give(con: ibis.BaseBackend, name: str, rows: pa.Table) -> ibis.Table:
    """Lay rows that were worked out here down on the engine."""
    schema = PyArrowSchema.to_ibis(rows.schema)
    if con.name == "pyspark":
        from ibis.backends.pyspark.datatypes import PySparkSchema

        return _view(con, name, con._session.createDataFrame(rows, PySparkSchema.from_ibis(schema)))
    if con.name == "postgres":
        table = con.create_table(name, schema=schema, temp=True)
        columns = ", ".join(_quoted(con, column) for column in schema)
        with con.con.cursor() as cursor, cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                copy.write_row(row)
        return table
    if con.name != "duckdb":
        return con.create_table(name, rows, temp=True)
    table = _laid_out(con, name, schema)
    append(con, table, rows)
    return table


def append(con: ibis.BaseBackend, table: ibis.Table, rows: pa.Table) -> None:
    """Lay further rows of the same columns down in a table on DuckDB."""
    name = table.get_name()
    con.con.register(f"{name}_given", rows)
    con.raw_sql(f'INSERT INTO "{name}" SELECT * FROM "{name}_given"')
    con.con.unregister(f"{name}_given")


def keep(con: ibis.BaseBackend, name: str, rows: ibis.Table) -> ibis.Table:
    """Work an expression out once, since many others will read it."""
    if con.name == "pyspark":
        # Spark has no temporary tables, and numbers rows and divides in other types than ibis believes.
        types = con.compiler.type_mapper
        quoted = {_quoted(con, column): types.to_string(kind) for column, kind in rows.schema().items()}
        columns = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in quoted.items())
        return _view(
            con, name, con._session.sql(f"SELECT {columns} FROM ({con.compile(_counting(rows))})").localCheckpoint()
        )
    if con.name not in ("duckdb", "postgres"):
        return con.create_table(name, rows, temp=True)
    if con.name == "duckdb":
        kept = _laid_out(con, name, rows.schema())
    else:
        kept = con.create_table(name, schema=rows.schema(), temp=True)
    columns = ", ".join(_quoted(con, column) for column in rows.columns)
    con.raw_sql(f'INSERT INTO "{name}" ({columns}) {sql_of(con, rows.op())}')
    return kept


def view(con: ibis.BaseBackend, name: str, rows: ibis.Table) -> ibis.Table:
    """A view of an expression on DuckDB, so that what is asked of it is written as of any table."""
    con.raw_sql(f'CREATE TEMPORARY VIEW "{name}" AS {sql_of(con, rows.op())}')
    return ops.DatabaseTable(name, rows.schema(), con).to_expr()


def _laid_out(con: ibis.BaseBackend, name: str, schema: ibis.Schema) -> ibis.Table:
    """An empty table. ibis would ask DuckDB three times for what is known here."""
    columns = ", ".join(f"{_quoted(con, column)} {_type_name(con, kind)}" for column, kind in schema.items())
    con.raw_sql(f'CREATE TEMPORARY TABLE "{name}" ({columns})')
    return ops.DatabaseTable(name, schema, con).to_expr()


@lru_cache(maxsize=128)
def _type_name(con: ibis.BaseBackend, kind: dt.DataType) -> str:
    return con.compiler.type_mapper.to_string(kind)


@lru_cache(maxsize=2_048)
def _quoted(con: ibis.BaseBackend, column: str) -> str:
    """A column's name, which may be a header of somebody's export."""
    return sqlglot.to_identifier(column, quoted=True).sql(con.dialect)


def days_table(con: ibis.BaseBackend, periods: Sequence[tuple[int, int, str]]) -> ibis.Table:
    """A row for each day of each period (first day, day after the last, label), laid down once for each connection."""
    # On the connection itself: to ibis two databases in memory are the same one.
    known = vars(con).setdefault("kpi_days", {})
    key = tuple(periods)
    if key not in known:
        days = {"kpi_day": pa.array([day for first, end, _ in key for day in range(first, end)], pa.int64())}
        labels = [label for first, end, label in key for _ in range(first, end)]
        known[key] = give(con, temporary_name(con, "days"), pa.table(days | {"period": pa.array(labels, pa.string())}))
    return known[key]


def read_parquet(con: ibis.BaseBackend, name: str, path: Path) -> ibis.Table:
    """A view of a Parquet file on DuckDB, by its path as it is written."""
    con.raw_sql(f'CREATE TEMPORARY VIEW "{name}" AS SELECT * FROM {scan(path)}')
    return con.table(name)


def write_parquet(con: ibis.BaseBackend, rows: ibis.Table, path: Path) -> None:
    """Write the rows of an expression on DuckDB to a Parquet file.

    Raises
    ------
    OSError
        Where there is no room.
    """
    try:
        con.raw_sql(f"COPY ({sql_of(con, rows.op())}) TO {quoted(str(path))} (FORMAT parquet)")
    except duckdb.IOException as error:
        raise OSError(str(error)) from None


def fetch(con: ibis.BaseBackend, rows: ibis.Table) -> pd.DataFrame:
    """Bring the rows of an expression here."""
    if con.name == "postgres":
        return _of_postgres(con, rows)
    if con.name not in ("duckdb", "pyspark"):
        return con.to_pandas(rows)
    found = _found(con, rows)
    if con.name == "pyspark":
        # Spark's own way to pandas reads moments in the time zone of this machine.
        columns = [_naive(column) for column in found.columns]
        found = pa.table(columns, names=found.column_names)
    return _frame(found, rows.schema())


def fetch_arrow(con: ibis.BaseBackend, rows: ibis.Table) -> pa.Table:
    """Bring the rows of an expression here, of the types that they have there."""
    return _found(con, rows) if con.name == "pyspark" else con.to_pyarrow(rows)


def _found(con: ibis.BaseBackend, rows: ibis.Table) -> pa.Table:
    if con.name == "pyspark":
        return con._session.sql(con.compile(_counting(rows))).toArrow()
    # ibis' own way plans every question twice, and takes pandas through lists.
    return con.raw_sql(sql_of(con, rows.op())).to_arrow_table()


def _of_postgres(con: ibis.BaseBackend, rows: ibis.Table) -> pd.DataFrame:
    """As ibis itself reads them, which would write the question anew each time. The driver gives rows, not Arrow."""
    from ibis.backends.postgres.converter import PostgresPandasData

    with con.con.cursor() as cursor, con.con.transaction():
        found = cursor.execute(sql_of(con, rows.op())).fetchall()
    frame = pd.DataFrame.from_records(found, columns=rows.columns, coerce_float=True)
    return PostgresPandasData.convert_table(frame, rows.schema())


def _frame(found: pa.Table, schema: ibis.Schema) -> pd.DataFrame:
    frame = found.to_pandas()
    for name, kind in schema.items():
        if frame[name].dtype != PandasType.from_ibis(kind):
            frame[name] = PandasData.convert_column(frame[name], kind)
    return frame


def _counting(rows: ibis.Table) -> ibis.Table:
    """The same expression with conditional counts that are 0, not missing, where no row meets the condition."""

    def counted(node: ops.Node, given: dict[str, Any] | None) -> ops.Node:
        if isinstance(node, ops.CountStar) and node.where is not None:
            where = (given or {}).get("where", node.where)
            return ops.Count(ops.IfElse(where, ops.Literal(1, "int8"), ops.Literal(None, "int8")))
        return node.__recreate__(given) if given else node

    return rows.op().replace(counted).to_expr()


def _view(con: ibis.BaseBackend, name: str, frame: Any) -> ibis.Table:
    frame.createOrReplaceTempView(name)
    return con.table(name)


def _naive(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments as wall-clock time; the session counts them in UTC, in which ours are written."""
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column
