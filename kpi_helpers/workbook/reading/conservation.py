"""Rows read = rows kept + rows set aside: what is counted twice, and what is set aside."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy
import pandas
import pyarrow
from pyarrow import parquet

REJECTED = pyarrow.schema(
    [
        ("table", pyarrow.string()),
        ("file", pyarrow.string()),
        ("line", pyarrow.int64()),
        ("reason", pyarrow.string()),
        ("column", pyarrow.string()),
        ("row", pyarrow.string()),
    ]
)


class Seen:
    """Ids met so far, as sorted runs of hashes that are merged as they grow: 16 bytes per id.

    Two of 20 million different ids share a 64-bit hash once in 90,000 workbooks.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[numpy.ndarray, numpy.ndarray]] = []

    def look_up(self, ids: numpy.ndarray, contents: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Which ids were met before, and which of these with the same content; all are remembered."""
        order = numpy.argsort(ids, kind="stable")
        ids, contents = ids[order], contents[order]
        again = numpy.concatenate(([False], ids[1:] == ids[:-1])) if len(ids) else numpy.zeros(0, dtype=bool)
        known = numpy.zeros(len(ids), dtype=bool)
        alike = numpy.zeros(len(ids), dtype=bool)
        for run, run_contents in self._runs:
            place = numpy.minimum(numpy.searchsorted(run, ids), len(run) - 1)  # quick, as ids are sorted
            found = run[place] == ids
            known |= found
            alike |= found & (run_contents[place] == contents)
        new = ~(known | again)
        self._add(ids[new], contents[new])
        back = numpy.empty_like(order)
        back[order] = numpy.arange(len(order))
        return (known | again)[back], alike[back]

    def _add(self, ids: numpy.ndarray, contents: numpy.ndarray) -> None:
        if not len(ids):
            return
        while self._runs and len(self._runs[-1][0]) <= 2 * len(ids):
            more_ids, more_contents = self._runs.pop()
            ids, contents = numpy.concatenate((more_ids, ids)), numpy.concatenate((more_contents, contents))
            order = numpy.argsort(ids, kind="stable")
            ids, contents = ids[order], contents[order]
        self._runs.append((ids, contents))


class Overlap:
    """Rows without an id that several files of one table share: each is kept as often as the file that has it most."""

    def __init__(self) -> None:
        self._kept = pandas.Series(dtype="int64", index=pandas.Index([], dtype="uint64"))
        self._here = self._kept
        self._file: str | None = None

    def look_up(self, file: str, contents: numpy.ndarray) -> numpy.ndarray:
        """Which rows stood already in an earlier file."""
        if file != self._file:
            both = pandas.concat([self._kept, self._here])
            self._kept, self._here, self._file = both.groupby(level=0).max(), self._here.iloc[:0], file
        rows = pandas.Series(contents)
        earlier_here = self._here.reindex(contents).fillna(0).to_numpy()
        nth = rows.groupby(rows).cumcount().to_numpy() + 1 + earlier_here
        counted = rows.value_counts()
        self._here = self._here.add(counted.astype("int64"), fill_value=0).astype("int64")
        return nth <= self._kept.reindex(contents).fillna(0).to_numpy()


def hashes(columns: Sequence[pyarrow.Array]) -> numpy.ndarray:
    """One 64-bit hash per row over all columns."""
    frame = pandas.DataFrame(
        {position: column.to_numpy(zero_copy_only=False) for position, column in enumerate(columns)}
    )
    return pandas.util.hash_pandas_object(frame, index=False, categorize=len(columns) > 1).to_numpy()


class Rejections:
    """Writes every row that is set aside, as it stood, and counts the reasons."""

    def __init__(self, path: Path):
        self._writer = parquet.ParquetWriter(path, REJECTED)
        self.counts: Counter[str] = Counter()

    def add(
        self,
        table: str,
        file: str,
        lines: numpy.ndarray,
        reasons: Sequence[str],
        columns: Sequence[str | None],
        rows: Sequence[str],
    ) -> None:
        """Set rows of a file aside."""
        if len(rows):
            count = len(rows)
            self.counts.update(reasons)
            self._writer.write_table(
                pyarrow.table([[table] * count, [file] * count, lines, reasons, columns, rows], schema=REJECTED)
            )

    def start(self) -> None:
        """Count from zero for the next table."""
        self.counts = Counter()

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()


def row_text(cells: Sequence[str]) -> str:
    """Cells as one row of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()
