"""How much memory DuckDB takes before it works on disk."""

import os
import re

import duckdb

from kpi_helpers.workbook.errors import WorkbookError

VARIABLE = "KPI_MEMORY"

_LEAST, _MOST, _SHARE = 1 << 30, 4 << 30, 8
"""By default an eighth of the machine's memory, since up to four processes of a build work at a time; from 1 to 4 GB."""
_TOO_LITTLE = 256 << 20
"""With less than this DuckDB does not get through the sample."""
_OF_ALL = 0.8
"""The share of the memory, of the machine or of its container, that DuckDB takes for itself where nobody says."""
_UNITS = {"M": 1 << 20, "G": 1 << 30}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([MG])i?B", re.IGNORECASE)


def memory_asked() -> int | None:
    """The bytes of `KPI_MEMORY`; None where it is not set.

    Raises
    ------
    WorkbookError
        Where it is no size, or too small to work with.

    Examples
    --------
    >>> from unittest import mock
    >>> with mock.patch.dict(os.environ, KPI_MEMORY="1.5 GB"):
    ...     memory_asked() == 1536 * 2**20
    True
    """
    written = os.environ.get(VARIABLE, "").strip()
    if not written:
        return None
    size = _bytes(written)
    if size is None:
        raise WorkbookError(
            ja=f"{VARIABLE}: {written!r} は大きさとして読めません。2GB または 1500MB のように書いてください。",
            en=f"{VARIABLE}: {written!r} is not a size; write it as 2GB or 1500MB.",
        )
    if size < _TOO_LITTLE:
        raise WorkbookError(
            ja=f"{VARIABLE}: {written} では足りません。256MB 以上にしてください。",
            en=f"{VARIABLE}: {written} is too little to work with; give at least 256MB.",
        )
    return size


def limit_memory(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB work on disk beyond `KPI_MEMORY`, or beyond its share of the machine."""
    size = memory_asked() or min(max(_machine(connection) // _SHARE, _LEAST), _MOST)
    connection.execute(f"SET memory_limit='{size >> 20}MiB'")


def _machine(connection: duckdb.DuckDBPyConnection) -> int:
    """The memory there is; DuckDB looks it up on every system, and the bounds of containers too."""
    [(own,)] = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    return int((_bytes(own) or 0) / _OF_ALL)


def _bytes(size: str) -> int | None:
    found = _SIZE.fullmatch(size)
    return int(float(found[1]) * _UNITS[found[2].upper()]) if found else None
