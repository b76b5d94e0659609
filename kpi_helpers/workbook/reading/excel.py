"""Reads a sheet of an Excel file as text cells, as a person sees them."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import numpy
import pyarrow
import python_calamine

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.files import PACKED, kind_of
from kpi_helpers.workbook.reading.headers import NoHeader, Wanted, find_header, header_of, labels_of

_HEAD = 60  # rows in which the header is looked for
_ROWS = 50_000  # of one batch
_UNPACKED = 2 << 30  # bytes: a sheet of a million rows and 30 columns has about half of it
_CELLS = 40_000_000
_REPEATED = 10_000_000  # cells of an OpenDocument sheet, which says of one row how often it comes
_CHUNK = 1 << 22  # bytes
_LAST_CELL = re.compile(rb'<c\b[^>]*? r="([A-Z]{1,3})(\d{1,7})"')


def open_excel(path: Path, name: str, wanted: Wanted, sheet: str | int | None) -> Export:
    """Find the sheet and its header in an Excel file; macros and links to other files are never followed.

    Raises
    ------
    WorkbookError
        Where the file is broken, locked or a bomb, has no such sheet, or no
        row of it names a wanted column.
    """
    book = _book(path, name)
    try:
        found = _sheet(book, name, wanted, sheet)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, error) from None
    rows = [[_text(value) for value in row] for row in islice(found.iter_rows(), _HEAD)]
    _fill_merged(rows, found, 0, {})
    at = find_header(rows, wanted)
    if at is None:
        raise NoHeader(
            ja=(
                f"{name} のシート「{found.name}」に、{wanted.source.table} の列名の行がありません。"
                f"workbook.yml の tables.{wanted.source.table}.columns に列名を書くか、sheet: でシートを指定してください。"
            ),
            en=(
                f"{name}, sheet '{found.name}': no row names a column of the table {wanted.source.table}: "
                f"name its columns under tables.{wanted.source.table}.columns in workbook.yml, or its sheet."
            ),
        )
    return Export(name, labels_of(header_of(rows, at)), partial(_batches, found, at + 1))


def sheet_names(path: Path, name: str) -> list[str]:
    """The sheets of an Excel file; none of a file of another kind.

    Raises
    ------
    WorkbookError
        Where it is broken, locked or a bomb.
    """
    if kind_of(path) not in ("xlsx", "xls"):
        return []
    return _visible(_book(path, name))


def hidden_sheets(path: Path, name: str) -> list[str]:
    """The sheets of an Excel file that a person does not see."""
    if kind_of(path) not in ("xlsx", "xls"):
        return []
    book = _book(path, name)
    return [sheet for sheet in book.sheet_names if sheet not in _visible(book)]


def _visible(book: python_calamine.CalamineWorkbook) -> list[str]:
    """The sheets that show; all where none does."""
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible
        and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    return shown or book.sheet_names


def _batches(sheet: python_calamine.CalamineSheet, skip: int) -> Iterator[Batch]:
    rows = islice(sheet.iter_rows(), skip, None)
    line, shown = skip + 1, {}
    while block := [[_text(value) for value in row] for row in islice(rows, _ROWS)]:
        _fill_merged(block, sheet, line - 1, shown)
        yield Batch(
            tuple(pyarrow.array(column, pyarrow.string()) for column in zip(*block, strict=True)),
            numpy.arange(line, line + len(block)),
        )
        line += len(block)


def _book(path: Path, name: str) -> python_calamine.CalamineWorkbook:
    _refuse_bombs(path, name)
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: Exception) -> WorkbookError:
    locked = "assword" in str(error)
    reason = "it has a password" if locked else "it is damaged or no Excel file"
    reason_ja = "パスワードがかかっています" if locked else "壊れているか、Excel のファイルではありません"
    return WorkbookError(
        ja=f"{name} を読めません（{reason_ja}）。Excel で開き、パスワードなしの .xlsx で保存してください。",
        en=f"{name} cannot be read, {reason}: open it in Excel and save it as .xlsx without a password.",
    )


def _sheet(book, name: str, wanted: Wanted, sheet: str | int | None) -> python_calamine.CalamineSheet:
    names = book.sheet_names
    if not names:
        raise WorkbookError(
            ja=f"{name} にシートがありません。もう一度書き出してください。", en=f"{name} has no sheet: export it again."
        )
    if sheet is None:
        names = _visible(book)
        if len(names) == 1:
            return book.get_sheet_by_name(names[0])
        scores = [
            wanted.score(
                [cell for row in islice(book.get_sheet_by_name(one).iter_rows(), _HEAD) for cell in map(_text, row)]
            )
            for one in names
        ]
        if scores.count(max(scores)) > 1:
            raise WorkbookError(
                ja=f"{name} にはシートが {'、'.join(names)} とあります。workbook.yml の tables.{wanted.source.table} に `sheet:` でどれかを書いてください。",
                en=(
                    f"{name} has the sheets {', '.join(names)}: "
                    f"say which by `sheet:` under tables.{wanted.source.table} in workbook.yml."
                ),
            )
        return book.get_sheet_by_name(names[scores.index(max(scores))])
    if str(sheet) in names:
        return book.get_sheet_by_name(str(sheet))
    if isinstance(sheet, int) and 1 <= sheet <= len(names):
        return book.get_sheet_by_index(sheet - 1)
    raise WorkbookError(
        ja=f"{name} に {sheet!r} というシートはありません（あるのは {'、'.join(names)}）。workbook.yml の tables.{wanted.source.table} の `sheet:` を直してください。",
        en=(
            f"{name} has no sheet {sheet!r}, it has {', '.join(names)}: "
            f"correct `sheet:` under tables.{wanted.source.table} in workbook.yml."
        ),
    )


def _fill_merged(
    rows: list[list[str]], sheet: python_calamine.CalamineSheet, top: int, shown: dict[tuple[int, int], str]
) -> None:
    """Give every cell of a merged range the text that shows in it.

    `top` is the row of the sheet where the rows begin; `shown` remembers the
    text of ranges that began above it.
    """
    left = sheet.start[1] if sheet.start else 0  # empty rows above the table are given, empty columns are not
    width = len(rows[0]) if rows else 0
    for corner, (last_row, last_column) in sheet.merged_cell_ranges or ():
        row, column = corner[0] - top, corner[1] - left
        if 0 <= row < len(rows) and 0 <= column < width:
            shown[corner] = rows[row][column]
        for position in range(max(row, 0), min(last_row - top + 1, len(rows))):
            for place in range(max(column, 0), min(last_column - left + 1, width)):
                rows[position][place] = shown.get(corner, "")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        whole, rest = divmod(abs(seconds), 60)
        return f"{'-' if seconds < 0 else ''}{int(whole) // 60}:{int(whole) % 60:02d}:{int(rest):02d}"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _refuse_bombs(path: Path, name: str) -> None:
    """A small file may unpack to more than the machine holds, or have one cell in the last corner of a sheet."""
    if not zipfile.is_zipfile(path):
        return  # .xls, whose sheets are small by design
    try:
        with zipfile.ZipFile(path) as archive:
            if not any(
                entry.filename.startswith(("xl/", "content.xml", "[Content_Types]")) for entry in archive.infolist()
            ):
                raise WorkbookError(ja=f"{name} は{PACKED[0]}。", en=f"{name} is {PACKED[1]}.")
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise WorkbookError(
                    ja=f"{name} は展開すると {_UNPACKED >> 30} GB を超えます。CSV で書き出してください。",
                    en=f"{name} unpacks to more than {_UNPACKED >> 30} GB: export it as CSV.",
                )
            for entry in archive.infolist():
                # Every part is unpacked once: the size that a bomb states of itself may be a lie.
                with archive.open(entry) as part:
                    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                        _refuse_wide(part, name)
                    if entry.filename == "content.xml":
                        _refuse_repeated(part, name)
                    while part.read(_CHUNK):
                        pass
    except ElementTree.ParseError:
        raise WorkbookError(
            ja=f"{name} は壊れています。開いて .xlsx で保存し直してください。",
            en=f"{name} is damaged: open it and save it as .xlsx.",
        ) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise WorkbookError(
            ja=f"{name} は壊れているか、Excel のファイルではありません。Excel で開いて .xlsx で保存し直してください。",
            en=f"{name} is damaged or no Excel file: open it in Excel and save it again as .xlsx.",
        ) from None


def _refuse_repeated(content, name: str) -> None:
    """Count the cells that say something, each as often as it is repeated."""
    cells = in_row = 0
    for _, element in ElementTree.iterparse(content):
        kind = element.tag.rpartition("}")[2]
        if kind in ("table-cell", "table-row"):
            times = next(
                (
                    int(value)
                    for key, value in element.attrib.items()
                    if key.endswith("-repeated") and value.isdecimal()
                ),
                1,
            )
            if kind == "table-row":
                cells, in_row = cells + in_row * times, 0
            elif len(element):
                in_row += times
            element.clear()
        if cells > _REPEATED:
            raise WorkbookError(
                ja=f"{name} のシートのセルが {_REPEATED:,} を超えています。CSV で書き出してください。",
                en=f"{name} has a sheet of more than {_REPEATED:,} cells: export it as CSV.",
            )


def _refuse_wide(sheet, name: str) -> None:
    rows = columns = 0
    rest = b""
    while chunk := sheet.read(_CHUNK):
        text = rest + chunk
        for letters, digits in set(_LAST_CELL.findall(text)):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            rows, columns = max(rows, int(digits)), max(columns, column)
        rest = text[-64:]
    if rows * columns > _CELLS:
        raise WorkbookError(
            ja=f"{name} のシートが {rows:,} 行 × {columns:,} 列あり、ほとんど空です。表を新しいシートにコピーするか、CSV で書き出してください。",
            en=(
                f"{name} has a sheet of {rows:,} rows × {columns:,} columns, most of them empty: "
                "copy the table into a new sheet, or export it as CSV."
            ),
        )
