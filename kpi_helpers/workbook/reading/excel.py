"""Reads a sheet of an Excel file as text cells, as a person sees them."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import numpy
import pyarrow

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.bombs import refuse_bombs
from kpi_helpers.workbook.reading.excel_book import Book, Rows
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.files import kind_of
from kpi_helpers.workbook.reading.headers import NoHeader, Wanted, find_header, header_of, labels_of
from kpi_helpers.workbook.reading.stated import noted_money_unit

_HEAD = 60  # rows in which the header is looked for
_ROWS = 50_000  # of one batch


def open_excel(path: Path, name: str, wanted: Wanted, sheet: str | int | None) -> Export:
    """Find the sheet and its header in an Excel file; macros and links to other files are never followed.

    Raises
    ------
    WorkbookError
        Where the file is broken, locked or a bomb, has no such sheet, or no
        row of it names a wanted column.
    """
    book = _book(path, name)
    found = _sheet(book, name, wanted, sheet)
    head = book.rows(found, _HEAD)
    rows = list(head)
    _fill_merged(rows, head, 0, {})
    at = find_header(rows, wanted)
    if at is None:
        raise NoHeader(
            ja=(
                f"{name} のシート「{found}」に、{wanted.source.table} の列名の行がありません。"
                f"workbook.yml の tables.{wanted.source.table}.columns に列名を書くか、sheet: でシートを指定してください。"
            ),
            en=(
                f"{name}, sheet '{found}': no row names a column of the table {wanted.source.table}: "
                f"name its columns under tables.{wanted.source.table}.columns in workbook.yml, or its sheet."
            ),
        )
    return Export(
        name, labels_of(header_of(rows, at)), partial(_batches, book, found, at + 1), noted=noted_money_unit(rows[:at])
    )


def sheet_names(path: Path, name: str) -> list[str]:
    """The sheets of an Excel file; none of a file of another kind.

    Raises
    ------
    WorkbookError
        Where it is broken, locked or a bomb.
    """
    if kind_of(path) not in ("xlsx", "xls"):
        return []
    return _book(path, name).visible


def hidden_sheets(path: Path, name: str) -> list[str]:
    """The sheets of an Excel file that a person does not see."""
    if kind_of(path) not in ("xlsx", "xls"):
        return []
    book = _book(path, name)
    return [sheet for sheet in book.sheets if sheet not in book.visible]


def _book(path: Path, name: str) -> Book:
    refuse_bombs(path, name)
    return Book(path, name)


def _batches(book: Book, sheet: str, skip: int) -> Iterator[Batch]:
    found = book.rows(sheet)
    rows = islice(found, skip, None)
    line = skip + 1
    shown: dict[tuple[int, int], str] = {}
    while block := list(islice(rows, _ROWS)):
        _fill_merged(block, found, line - 1, shown)
        yield Batch(
            tuple(pyarrow.array(column, pyarrow.string()) for column in zip(*block, strict=True)),
            numpy.arange(line, line + len(block)),
        )
        line += len(block)


def _sheet(book: Book, name: str, wanted: Wanted, sheet: str | int | None) -> str:
    names = book.sheets
    if not names:
        raise WorkbookError(
            ja=f"{name} にシートがありません。もう一度書き出してください。", en=f"{name} has no sheet: export it again."
        )
    if sheet is None:
        names = book.visible
        if len(names) == 1:
            return names[0]
        scores = [wanted.score([cell for row in book.rows(one, _HEAD) for cell in row]) for one in names]
        if scores.count(max(scores)) > 1:
            raise WorkbookError(
                ja=f"{name} にはシートが {'、'.join(names)} とあります。workbook.yml の tables.{wanted.source.table} に `sheet:` でどれかを書いてください。",
                en=(
                    f"{name} has the sheets {', '.join(names)}: "
                    f"say which by `sheet:` under tables.{wanted.source.table} in workbook.yml."
                ),
            )
        return names[scores.index(max(scores))]
    if str(sheet) in names:
        return str(sheet)
    if isinstance(sheet, int) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    raise WorkbookError(
        ja=f"{name} に {sheet!r} というシートはありません（あるのは {'、'.join(names)}）。workbook.yml の tables.{wanted.source.table} の `sheet:` を直してください。",
        en=(
            f"{name} has no sheet {sheet!r}, it has {', '.join(names)}: "
            f"correct `sheet:` under tables.{wanted.source.table} in workbook.yml."
        ),
    )


def _fill_merged(rows: list[list[str]], sheet: Rows, top: int, shown: dict[tuple[int, int], str]) -> None:
    """Give every cell of a merged range the text that shows in it.

    `top` is the row of the sheet where the rows begin; `shown` remembers the
    text of ranges that began above it.
    """
    left = sheet.start[1] if sheet.start else 0  # empty rows above the table are given, empty columns are not
    width = len(rows[0]) if rows else 0
    for corner, (last_row, last_column) in sheet.merged:
        row, column = corner[0] - top, corner[1] - left
        if 0 <= row < len(rows) and 0 <= column < width:
            shown[corner] = rows[row][column]
        for position in range(max(row, 0), min(last_row - top + 1, len(rows))):
            for place in range(max(column, 0), min(last_column - left + 1, width)):
                rows[position][place] = shown.get(corner, "")
