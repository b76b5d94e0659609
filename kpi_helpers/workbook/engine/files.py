"""Questions in SQL about Parquet files of the cache, which no database needs to understand."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path

import duckdb
import pandas as pd

from kpi_helpers.workbook.cache import Cache, Entry, cache_root
from kpi_helpers.workbook.engine.memory import limit_memory


def quoted(text: str) -> str:
    """A text as SQL writes it.

    Examples
    --------
    >>> quoted("L'Oréal")
    "'L''Oréal'"
    """
    return "'" + text.replace("'", "''") + "'"


def scan(path: Path) -> str:
    """A Parquet file as DuckDB's SQL names it: by its path as it is written, though DuckDB reads paths as patterns.

    Examples
    --------
    >>> scan(Path("all*", "leads.parquet"))
    "read_parquet('all[*]/leads.parquet')"
    """
    literal = re.sub(r"([*?[])", r"[\1]", str(path))
    return f"read_parquet({quoted(literal)})"


def spilling(connection: duckdb.DuckDBPyConnection) -> Entry | None:
    """Bound the memory; what it does not hold lies in the cache, and goes with the entry given back."""
    limit_memory(connection)
    try:
        entry = Cache(cache_root() / "spilled").make("spilled", None, lambda folder: None)
    except OSError:
        return None
    connection.execute(f"SET temp_directory={quoted(str(entry.folder))}")
    return entry


_OPEN: ContextVar[duckdb.DuckDBPyConnection | None] = ContextVar("open", default=None)
"""The session in which files are being asked."""


@contextmanager
def asking_files() -> Iterator[duckdb.DuckDBPyConnection]:
    """One session for all questions that are asked within: to open it takes longer than most of them."""
    with closing(duckdb.connect()) as connection:
        # In a notebook's kernel the bar is on by itself and would land between the cells' outputs.
        connection.execute("SET enable_progress_bar = false")
        spilled = spilling(connection)  # noqa: F841 - held until the last answer is there
        token = _OPEN.set(connection)
        try:
            yield connection
        finally:
            _OPEN.reset(token)


def ask_files(query: str, files: Mapping[str, Path]) -> pd.DataFrame:
    """What a query finds, the files named in braces.

    Parameters
    ----------
    query : str
        ``select count(*) from {calls}``
    files : mapping of Path
    """
    opened = _OPEN.get()
    with nullcontext(opened) if opened else asking_files() as connection:
        return connection.execute(query.format(**{name: scan(path) for name, path in files.items()})).df()
