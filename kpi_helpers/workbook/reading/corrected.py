"""Reads a corrected `rejected.csv` again, each row under the header of the file it came from."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from functools import partial

import numpy
import pyarrow

from kpi_helpers.workbook.csv_injection import unescape_formula
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.exports import INTACT, TOO_MANY_CELLS, Batch, Export

HEADER = ("table", "file", "line", "reason", "row")


def corrected(export: Export, others: Sequence[Export], known: Collection[str], table: str) -> list[Export]:
    """The rows of one table in a file of rejected rows, as one export per file of `others` they came from.

    `known` are the names of all files of the table.

    Raises
    ------
    WorkbookError
        Where a row came from a file that the table does not read.
    """
    files = {row[1] for batch in export.batches() for row in _rows(batch) if row[0] == table}
    by_name = {other.name: other for other in others}
    for file in sorted(files - set(known)):
        raise WorkbookError(
            ja=f"{export.name} に {file} の行がありますが、{table} はそれを読んでいません。workbook.yml の tables.{table}.file に {file} を加えてください。",
            en=(
                f"{export.name} holds rows of {file}, which {table} does not read: "
                f"add {file} to tables.{table}.file in workbook.yml."
            ),
        )
    return [
        Export(
            export.name,
            by_name[file].header,
            partial(_batches, export, table, file, len(by_name[file].header)),
            by_name[file].comma,
        )
        for file in sorted(files & by_name.keys())
    ]


def given_again(again: Sequence[Export], file: str, table: str) -> dict[int, list[tuple[str, ...]]]:
    """The rows of one file that files of rejected rows give again, by the line on which they stood."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for export in again:
        for batch in export.batches():
            for row in _rows(batch):
                if row[:2] == (table, file) and row[2].isdecimal():
                    cells = csv.reader(io.StringIO(unescape_formula(row[4]), newline="\n"))
                    found.setdefault(int(row[2]), []).append(tuple(next(cells, ())))
    return found


def is_corrected(cells: Sequence[str], again: Sequence[Sequence[str]]) -> bool:
    """Whether one of the rows that were given again is this one: at least half of what it said still stands.

    Examples
    --------
    >>> is_corrected(["L2", "2026-13-01"], [["L2", "2026-12-01"]]), is_corrected(["L9", "soon"], [["L2", "2026-12-01"]])
    (True, False)
    """
    said = [(place, cell) for place, cell in enumerate(cells) if cell.strip()]
    return any(2 * sum(list(row[place : place + 1]) == [cell] for place, cell in said) >= len(said) for row in again)


def _batches(export: Export, table: str, file: str, width: int) -> Iterator[Batch]:
    for batch in export.batches():
        rows, lines, cut = [], [], []
        for line, row in zip(batch.lines, _rows(batch), strict=True):
            if row[:2] != (table, file):
                continue
            for cells in csv.reader(io.StringIO(unescape_formula(row[4]), newline="\n")):
                rows.append((cells + [""] * width)[:width])
                lines.append(line)
                cut.append(TOO_MANY_CELLS if any(cells[width:]) else INTACT)
        if rows:
            yield Batch(
                tuple(pyarrow.array(column, pyarrow.string()) for column in zip(*rows, strict=True)),
                numpy.asarray(lines),
                numpy.asarray(cut, dtype="uint8"),
            )


def _rows(batch: Batch) -> Iterator[tuple[str, ...]]:
    return zip(*(column.to_pylist() for column in batch.cells), strict=True)
