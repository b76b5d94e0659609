"""Reads CSV, TSV and their kin, block by block, without losing a row.

Arrow's reader is four times faster than the pandas C parser and hands every
row that does not fit the header to us instead of dropping or bending it.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy
import pyarrow
from pyarrow import compute
from pyarrow import csv as arrow_csv

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import corrected
from kpi_helpers.workbook.reading.exports import BROKEN_QUOTES, INTACT, TOO_MANY_CELLS, Batch, Export
from kpi_helpers.workbook.reading.files import TextStream, encoding_of
from kpi_helpers.workbook.reading.headers import NoHeader, Wanted, best_delimiter, labels_of
from kpi_helpers.workbook.reading.markup import open_markup
from kpi_helpers.workbook.reading.stated import noted_money_unit
from kpi_helpers.workbook.reading.tally import Tally

_SAMPLE = 1 << 18
_BLOCK = 1 << 24  # bytes; no row may be longer, and memory is a few of these


def open_delimited(path: Path, name: str, wanted: Wanted) -> Export:
    """Find encoding, delimiter and header of a text file.

    Raises
    ------
    WorkbookError
        Where the file is empty, no text, or no row of it names a wanted column.
    """
    encoding, mark = encoding_of(path, name)
    with TextStream(path, name, encoding, mark) as stream:
        sample = io.BufferedReader(stream, _SAMPLE).read(_SAMPLE).decode("utf-8", "ignore")
    if not sample.strip():
        raise WorkbookError(
            ja=f"{name} は空です。もう一度書き出すか、workbook.yml から外してください。",
            en=f"{name} is empty: export it again, or take it out of workbook.yml.",
        )
    if sample.lstrip()[:1] == "<":
        return open_markup(path, name, encoding, mark, wanted)
    best = best_delimiter(sample, wanted)
    if tuple(sample.partition("\n")[0].split(",")) == corrected.HEADER:
        best = ",", 1, [], list(corrected.HEADER), []
    if best is None and sample.lstrip()[:1] in ("{", "["):
        raise WorkbookError(
            ja=f"{name} は表ではなく JSON です。CSV で書き出してください。",
            en=f"{name} is JSON, not a table: export it as CSV.",
        )
    if best is None:
        first = next(line for line in sample.splitlines() if line.strip())[:120]
        raise NoHeader(
            ja=f"{name} に {wanted.source.table} の列名の行がありません（最初の行は {first!r}）。workbook.yml の tables.{wanted.source.table}.columns に列名を書いてください。",
            en=(
                f"{name}: no row names a column of the table {wanted.source.table}, the first is {first!r}: "
                f"name its columns under tables.{wanted.source.table}.columns in workbook.yml."
            ),
        )
    delimiter, skip, above, cells, following = best
    named = len(cells)
    widths = [len(row) for row in following if any(row)]
    if widths and min(widths) > named and not any(cell.strip() for row in following for cell in row[named:]):
        cells = cells + [""] * (min(widths) - named)  # every row ends in a delimiter that the header lacks
    tally = Tally()
    opened = partial(TextStream, path, name, encoding, mark, skip)
    return Export(
        name,
        labels_of(cells),
        partial(_marked, named, partial(_batches, opened, name, delimiter, len(cells), skip, tally)),
        delimiter == ";",
        tally,
        noted_money_unit(above),
    )


def _marked(named: int, batches: Callable[[], Iterator[Batch]]) -> Iterator[Batch]:
    """Marks the rows that say something beyond the header, where only empty cells were met before."""
    for batch in batches():
        said = numpy.zeros(len(batch), dtype=bool)
        for column in batch.cells[named:]:
            said |= compute.not_equal(compute.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
        if said.any():
            cut = numpy.zeros(len(batch), dtype="uint8") if batch.cut is None else batch.cut
            batch = replace(batch, cut=numpy.where(said & (cut == INTACT), TOO_MANY_CELLS, cut).astype("uint8"))
        yield batch


def _batches(open_stream, name: str, delimiter: str, width: int, skip: int, tally: Tally) -> Iterator[Batch]:
    tally.clear()  # a file may be read more than once
    unfit: list[tuple[int, str]] = []  # (record number from 1, its text); may run ahead of the batches

    def keep(row: arrow_csv.InvalidRow) -> str:
        unfit.append((row.number, row.text))
        return "skip"

    names = [str(position) for position in range(width)]
    record, line, held = 1, skip + 1, None
    with open_stream(tally=tally) as stream:
        try:
            reader = arrow_csv.open_csv(
                io.BufferedReader(stream, _BLOCK),  # hands out whole blocks, where the stream gives what it has
                arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
                arrow_csv.ParseOptions(
                    delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
                ),
                arrow_csv.ConvertOptions(
                    check_utf8=False, strings_can_be_null=False, column_types=dict.fromkeys(names, pyarrow.string())
                ),
            )
            for found in filter(len, reader):
                if held is not None:
                    fitting, now = _numbers(record, held.num_rows, unfit)
                    record = fitting[-1] + 1
                    batch, line = _assemble(held, fitting, now, delimiter, line)
                    yield batch
                held = found
        except pyarrow.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            raise WorkbookError(
                ja=(
                    f"{name} の {line} 行目かその後に {_BLOCK >> 20} MB を超える行があります。"
                    '引用符（"）が閉じていないようです。直してからもう一度実行してください。'
                ),
                en=(
                    f"{name}, at or after line {line}: a row is longer than {_BLOCK >> 20} MB, "
                    'a quotation mark (") is probably not closed: correct it and run again.'
                ),
            ) from None
        last = stream.last
    if held is None:
        held = pyarrow.record_batch([pyarrow.array([], pyarrow.string())] * width, names=names)
    fitting, between = _numbers(record, held.num_rows, unfit)
    unfit = between + unfit
    if len(fitting) and last != '"' and "\n" in held.column(width - 1)[-1].as_py():
        # The file ends inside a quotation mark and the cells happen to fit the header.
        *cells, open_cell = (column[-1].as_py() for column in held.columns)
        unfit.append((fitting[-1], delimiter.join([*map(_quoted, cells), f'"{open_cell}'])))
        held, fitting = held.slice(0, held.num_rows - 1), fitting[:-1]
    if len(fitting) or unfit:
        yield _assemble(held, fitting, unfit, delimiter, line)[0]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _numbers(first: int, count: int, unfit: list[tuple[int, str]]) -> tuple[numpy.ndarray, list[tuple[int, str]]]:
    """Record numbers of the rows that fit, and the unfit rows between them, which leave the list."""
    numbers = numpy.arange(first, first + count + len(unfit))
    fitting = numpy.setdiff1d(numbers, [number for number, _ in unfit], assume_unique=True)[:count]
    last = fitting[-1] if count else first - 1
    now = [row for row in unfit if row[0] < last]
    unfit[:] = [row for row in unfit if row[0] > last]
    return fitting, now


def _assemble(
    found: pyarrow.RecordBatch, fitting: numpy.ndarray, unfit: list[tuple[int, str]], delimiter: str, line: int
) -> tuple[Batch, int]:
    """Rows that fit and rows that did not, in the order of the file, with the next line."""
    columns = found.columns
    breaks = _line_breaks(columns, found.num_rows)
    if not unfit:
        lines = (
            line + numpy.arange(len(breaks)) + numpy.concatenate(([0], numpy.cumsum(breaks)[:-1]))
            if len(breaks)
            else numpy.array([], dtype="int64")
        )
        cut = _swallowed(columns, breaks, delimiter)
        return Batch(tuple(columns), lines, cut), line + len(breaks) + int(breaks.sum())

    numbers, texts, heights, cuts, rows = list(fitting), [], list(breaks + 1), [], []
    leftovers: dict[int, str] = {}
    for number, text in unfit:
        for piece in _pieces(text, delimiter):
            cells, cut_of = _cells(piece, delimiter, len(columns))
            numbers.append(number)
            heights.append(piece.count("\n") + 1)
            texts.append(piece)
            cuts.append(cut_of)
            rows.append(cells)
    order = numpy.argsort(numbers, kind="stable")
    spans = numpy.asarray(heights, dtype="int64")[order]
    lines = line + numpy.concatenate(([0], numpy.cumsum(spans)[:-1]))
    intact = _swallowed(columns, breaks, delimiter)
    cut = numpy.concatenate(
        [intact if intact is not None else numpy.zeros(found.num_rows, "uint8"), numpy.asarray(cuts, dtype="uint8")]
    )[order]
    columns = [
        pyarrow.concat_arrays([column, pyarrow.array([row[position] for row in rows], pyarrow.string())]).take(
            pyarrow.array(order)
        )
        for position, column in enumerate(columns)
    ]
    place = {int(old): new for new, old in enumerate(order)}
    for position, (text, cut_of) in enumerate(zip(texts, cuts, strict=True)):
        if cut_of != INTACT:
            leftovers[place[found.num_rows + position]] = text
    return Batch(tuple(columns), lines, cut, leftovers), line + int(spans.sum())


def _line_breaks(columns: list[pyarrow.Array], count: int) -> numpy.ndarray:
    """Line breaks inside the cells of each row."""
    breaks = numpy.zeros(count, dtype="int64")
    for column in columns:
        if _holds(column, b"\n"):
            breaks += compute.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return breaks


def _holds(column: pyarrow.Array, mark: bytes) -> bool:
    data = column.buffers()[2]
    return data is not None and mark in data.to_pybytes()


def _pieces(text: str, delimiter: str) -> list[str]:
    """The row itself, or its lines where a quotation mark never closes: then each line is a row again."""
    if "\n" not in text:
        return [text]
    try:
        rows = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True))
    except csv.Error:
        return text.split("\n")
    return [text] if len(rows) == 1 else text.split("\n")


def _cells(text: str, delimiter: str, width: int) -> tuple[list[str], int]:
    """Cells of a row that did not fit, filled up or cut to the width of the header."""
    try:
        cells = next(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return [""] * width, BROKEN_QUOTES
    if any(cells[width:]):
        return cells[:width], TOO_MANY_CELLS
    return (cells + [""] * width)[:width], INTACT


def _swallowed(columns: list[pyarrow.Array], breaks: numpy.ndarray, delimiter: str) -> numpy.ndarray | None:
    """Marks rows in which a stray pair of quotation marks swallowed the rows between them.

    Such a cell in column p holds the rest of its own row, whole rows, and the
    first p cells of the row where the second mark stands: the delimiters tell.
    """
    width = len(columns)
    if width < 4 or not breaks.any():
        return None
    cut = numpy.zeros(len(breaks), dtype="uint8")
    for position, column in enumerate(columns):
        if not _holds(column, b"\n"):
            continue
        rich = compute.and_(
            compute.greater_equal(compute.count_substring(column, delimiter), width - 1),
            compute.match_substring(column, "\n"),
        )
        for row in numpy.flatnonzero(rich.to_numpy(zero_copy_only=False)):
            first, *between, last = column[int(row)].as_py().split("\n")
            if (
                first.count(delimiter) == width - 1 - position
                and last.count(delimiter) == position
                and all(part.count(delimiter) == width - 1 for part in between)
            ):
                cut[row] = BROKEN_QUOTES
    return cut
