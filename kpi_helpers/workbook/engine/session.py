"""One open connection: tables are laid on it, questions are asked of it."""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
from ibis.common.exceptions import OperationNotDefinedError, UnsupportedBackendType, UnsupportedOperationError
from pyarrow import parquet

from kpi_helpers.workbook.engine.backends import (
    append,
    connect,
    duckdb_in_process,
    fetch,
    fetch_arrow,
    give,
    keep,
    read_parquet,
    temporary_name,
    view,
    write_parquet,
)
from kpi_helpers.workbook.engine.expressions import Column, Expr
from kpi_helpers.workbook.errors import EngineError, WorkbookError
from kpi_helpers.workbook.schema import DATE, FLAG, MONEY, MONTH, NAME, NUMBER, SECONDS, TABLES, TEXT, TIMESTAMP

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


BATCH = 250_000
"""So many rows at a time are worked on in Python."""


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
        # Of one connection, a second question would take away the rows of the first; pages are finished side by side.
        self._turn = threading.RLock()
        self._con = connect(connection) if connection else duckdb_in_process()
        self.name: str = self._con.name
        self.has_row_ids = self.name == "duckdb"
        if self.name == "postgres":
            # Its driver warns of a connection that nobody closed.
            weakref.finalize(self, self._con.disconnect)

    def read_parquet(self, path: Path) -> Expr:
        """A canonical table that lies in a Parquet file of the cache; a database is given its rows."""
        with self._turn:
            if self.name == "duckdb":
                return read_parquet(self._con, temporary_name(self._con, "file"), path)
            return give(self._con, temporary_name(self._con, "file"), parquet.read_table(path))

    def keep_in(self, folder: Path, name: str, rows: Expr) -> Expr:
        """Materialise rows in a Parquet file of a folder, which need not be held as a table too.

        Raises
        ------
        OSError
            Where there is no room.
        """
        with self._turn:
            write_parquet(self._con, rows, folder / f"{name}.parquet")
        return self.read_parquet(folder / f"{name}.parquet")

    def table(self, name: str) -> Expr:
        """A table of the database, by the name that workbook.yml gives."""
        *path, last = name.split(".")
        try:
            return self._con.table(last, database=tuple(path) if path else None)
        except Exception as error:
            raise WorkbookError(
                ja=f"workbook.yml: データベースに読める表 {name!r} がありません。名前と、接続の権限を確かめてください（{type(error).__name__}）。",
                en=(
                    f"workbook.yml: the database has no readable table {name!r}; check the name and the rights "
                    f"of the connection ({type(error).__name__})."
                ),
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
        return give(self._con, temporary_name(self._con, name), held)

    def keep(self, name: str, rows: Expr | pd.DataFrame) -> Expr:
        """Materialise rows once, since many expressions will read them."""
        with self._one_sentence():
            if isinstance(rows, pd.DataFrame):
                return give(
                    self._con, temporary_name(self._con, name), pa.Table.from_pandas(rows, preserve_index=False)
                )
            return keep(self._con, temporary_name(self._con, name), rows)

    def view(self, name: str, rows: Expr) -> Expr:
        """Rows under a name, worked out by each question that reads them, of the columns that it reads; elsewhere than in DuckDB at once."""
        if self.name != "duckdb":
            return self.keep(name, rows)
        with self._one_sentence():
            return view(self._con, temporary_name(self._con, name), rows)

    def keep_numbered(self, name: str, rows: Expr, order: list[Column]) -> Expr:
        """Materialise rows with a number of their own, ``row_no``, in whatever order comes cheapest.

        Parameters
        ----------
        name : str
        rows : Expr
        order : list of Column
            For an engine that numbers rows by putting them in order.
        """
        if self.has_row_ids:
            kept = self.keep(name, rows)
            return kept.mutate(row_no=kept.rowid())
        return self.keep(name, rows.mutate(row_no=ibis.row_number().over(order_by=order)))

    def mapped(self, name: str, rows: Expr, make: Callable[[pd.DataFrame], pd.DataFrame]) -> Expr:
        """Materialise what Python makes of rows, some at a time, so that their number does not decide how much memory that takes.

        Parameters
        ----------
        name : str
        rows : Expr
        make : callable
            Takes any of the rows, and gives the same columns and types whichever they are.

        Examples
        --------
        >>> engine = Engine()
        >>> names = engine.keep("names", pd.DataFrame({"name": ["ABC", "DE"]}))
        >>> lower = engine.mapped("lower", names, lambda some: some.assign(lower=some["name"].str.lower()))
        >>> engine.run(lower.order_by("name")).to_numpy().tolist()
        [['ABC', 'abc'], ['DE', 'de']]
        """
        some = self.run(rows.limit(BATCH + 1) if self.name == "duckdb" else rows)
        if len(some) <= BATCH or self.name != "duckdb":
            return self.keep(name, make(some))
        kept = self.keep(f"{name}_numbered", rows.mutate(row_no=ibis.row_number().over()))
        made = self.keep(name, make(some[:0]))
        for start in range(0, int(self.run(kept.count().as_table()).iloc[0, 0]), BATCH):
            batch = self.run(kept.filter(kept.row_no.between(start, start + BATCH - 1)).drop("row_no"))
            append(self._con, made, pa.Table.from_pandas(make(batch), preserve_index=False))
        return made

    def moment(self, moment: datetime) -> Column:
        """A moment for expressions to be held against, which are then the same whichever moment it is."""
        return self.keep("moment", pd.DataFrame({"moment": [moment]}).astype("datetime64[us]")).moment.as_scalar()

    def given(self, value: str) -> Column:
        """A text for expressions to be held against, which are then the same whichever text it is."""
        return self.keep("given", pd.DataFrame({"given": [value]}, dtype="str")).given.as_scalar()

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
            with self._turn:
                yield
        except Exception as error:
            if not self.remote:
                raise
            if isinstance(error, (OperationNotDefinedError, UnsupportedOperationError, UnsupportedBackendType)):
                raise EngineError(
                    ja=f"{self.name} では計算できません。`connection:` を外し、書き出しを読んでください。",
                    en=f"it cannot be expressed on {self.name}; leave out `connection:` and read exports.",
                ) from error
            raise EngineError(
                ja=f"{self.name} で計算できませんでした（{type(error).__name__}）。一時的な表を作れる権限があるか、データベースが動いているか確かめてください。",
                en=(
                    f"{self.name} did not work it out ({type(error).__name__}); check the rights of the connection "
                    "(it makes temporary tables) and that the database is up."
                ),
            ) from error

    def close(self) -> None:
        """Give the connection back. A Spark session may be another's too and stays."""
        if self.name != "pyspark":
            self._con.disconnect()
            vars(self._con).pop("kpi_spilled", None)
