"""Reads Parquet files and database tables through the same door as text."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy
import pyarrow
from pyarrow import compute, parquet

from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.headers import labels_of

_ROWS = 100_000
_TICKS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def open_parquet(path: Path, name: str) -> Export:
    """Open a Parquet file.

    Raises
    ------
    WorkbookError
        Where it is damaged or holds nested columns.
    """
    try:
        with parquet.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pyarrow.ArrowException, OSError):
        raise _damaged(name) from None
    for column in schema:
        if pyarrow.types.is_nested(column.type):
            raise WorkbookError(
                ja=f"{name}: 列「{column.name}」がリストか入れ子です。ふつうの列で書き出してください。",
                en=f"{name}: the column '{column.name}' is a list or a record: export it as plain columns.",
            )
    return Export(name, labels_of(schema.names), partial(_of_parquet, path, name))


def open_remote(config: Config, table: str) -> Export:
    """Open a table of the database that `connection:` names.

    Raises
    ------
    WorkbookError
        Where it cannot be reached or has no such table; no message holds the address.
    """
    from kpi_helpers.workbook.engine import Engine  # takes most of a second, and most workbooks are files

    engine = Engine(config.connection)
    try:
        rows = engine.fetch(engine.table(table))
    finally:
        engine.close()
    return Export(table, labels_of(rows.schema.names), partial(_of_batches, partial(rows.to_batches, _ROWS)))


def _of_parquet(path: Path, name: str) -> Iterator[Batch]:
    try:
        with parquet.ParquetFile(path) as file:
            yield from _of_batches(partial(file.iter_batches, _ROWS))
    except (pyarrow.ArrowException, OSError) as error:
        if isinstance(error, pyarrow.ArrowMemoryError):
            raise
        raise _damaged(name) from None


def _of_batches(open_batches) -> Iterator[Batch]:
    line = 1
    for found in open_batches():
        yield Batch(tuple(_text(column) for column in found.columns), numpy.arange(line, line + found.num_rows))
        line += found.num_rows


def _text(column: pyarrow.Array) -> pyarrow.StringArray:
    try:
        return compute.fill_null(_cells(column), "")
    except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError, OverflowError, ValueError):
        # A moment or a number that no text stands for is one cell that cannot be read, not a file.
        return pyarrow.array([_cell(value) for value in column], pyarrow.string())


def _cell(value: pyarrow.Scalar) -> str:
    if not value.is_valid:
        return ""
    try:
        return compute.fill_null(_cells(pyarrow.array([value.as_py()], value.type)), "")[0].as_py()
    except (pyarrow.ArrowException, OverflowError, ValueError):
        return str(getattr(value, "value", "?"))


def _cells(column: pyarrow.Array) -> pyarrow.StringArray:
    kind = column.type
    if pyarrow.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pyarrow.types.is_float16(kind):
        column, kind = column.cast(pyarrow.float32()), pyarrow.float32()
    if pyarrow.types.is_duration(kind):
        ticks = column.cast(pyarrow.int64()).to_pylist()
        clocks = [value if value is None else _clock(value / _TICKS[kind.unit]) for value in ticks]
        return pyarrow.array(clocks, pyarrow.string())
    if pyarrow.types.is_floating(kind):
        whole = compute.and_(compute.equal(compute.floor(column), column), compute.less(compute.abs(column), 1e15))
        if compute.all(whole, min_count=0).as_py():
            column = column.cast(pyarrow.int64())
    elif pyarrow.types.is_timestamp(kind) and kind.tz is not None:
        column = compute.strftime(column.cast(pyarrow.timestamp("us", "UTC")), "%Y-%m-%dT%H:%M:%SZ")
    elif pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind):
        column = pyarrow.array(
            [value and value.decode("utf-8", "replace") for value in column.to_pylist()], pyarrow.string()
        )
    return column.cast(pyarrow.string())


def _clock(seconds: float) -> str:
    """A duration that is read the same whatever unit its column has."""
    whole, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{int(whole) // 60}:{int(whole) % 60:02d}:{rest:06.3f}"


def _damaged(name: str) -> WorkbookError:
    return WorkbookError(
        ja=f"{name} は Parquet として読めません。もう一度書き出してください。",
        en=f"{name} is no readable Parquet file: export it again.",
    )
