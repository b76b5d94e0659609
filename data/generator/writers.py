"""Write exports chunk by chunk, so that a world of any size needs the memory of one chunk."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

_STARTS = {"utf-8-sig": ("utf-8", b"\xef\xbb\xbf"), "utf-16": ("utf-16-le", b"\xff\xfe")}


class TextFile:
    """A CSV file that grows by frames; the first brings the header and the byte order mark."""

    def __init__(self, path: Path, encoding: str, separator: str = ",", line_end: str = "\r\n"):
        self._encoding, start = _STARTS.get(encoding, (encoding, b""))
        self._separator, self._line_end = separator, line_end
        self._file = path.open("wb")
        self._file.write(start)
        self._header = True

    def append(self, frame: pd.DataFrame) -> None:
        text = io.StringIO(newline="")
        frame.to_csv(text, index=False, header=self._header, sep=self._separator, lineterminator=self._line_end)
        self._file.write(text.getvalue().encode(self._encoding))
        self._header = False

    def close(self) -> None:
        self._file.close()


class ParquetFile:
    """A Parquet file that grows by one row group per frame; empty text is missing."""

    def __init__(self, path: Path):
        self._path, self._writer = path, None

    def append(self, frame: pd.DataFrame) -> None:
        text = frame.columns[frame.dtypes.isin(["object", "str"])]
        frame = frame.assign(**{name: frame[name].replace("", None) for name in text})
        schema = self._writer.schema if self._writer else None
        table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def close(self) -> None:
        self._writer.close()


def write_sheet(path: Path, sheet: str, frame: pd.DataFrame) -> None:
    """One sheet with a header row; empty text becomes an empty cell."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(list(frame.columns))
    for row in frame.itertuples(index=False):
        page.append([None if value == "" else value for value in row])
    book.save(path)
