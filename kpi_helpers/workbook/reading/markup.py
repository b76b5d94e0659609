"""Reads the tables that tools write as a web page or as XML and call .xls: Salesforce, Japanese business software."""

import io
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy
import pyarrow

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.files import TextStream
from kpi_helpers.workbook.reading.headers import NoHeader, Wanted, find_header, header_of, labels_of
from kpi_helpers.workbook.reading.stated import noted_money_unit

_HEAD = 60  # rows in which the header is looked for
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SPREADSHEET = re.compile(r"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.S)
_LARGEST = 1 << 28  # bytes of text; such exports hold some ten thousand rows
_WIDEST = 4_096  # cells that one cell may stretch over
_DAY_ALONE = re.compile(r"T00:00:00(?:\.0+)?$")

Rows = list[list[str]]


def open_markup(path: Path, name: str, encoding: str, mark: int, wanted: Wanted) -> Export:
    """Find the table and its header in a web page or an XML spreadsheet.

    Raises
    ------
    WorkbookError
        Where there is no table in it, or no row of it names a wanted column.
    """
    if path.stat().st_size > _LARGEST:
        raise WorkbookError(
            ja=f"{name} は {_LARGEST >> 20} MB を超える Web ページです。CSV で書き出してください。",
            en=f"{name} is a web page of more than {_LARGEST >> 20} MB: export it as CSV.",
        )
    with TextStream(path, name, encoding, mark) as stream:
        text = io.BufferedReader(stream).read().decode("utf-8")
    tables = _of_spreadsheet(text, name) if _SPREADSHEET.search(text[:4_000]) else _of_page(text)
    tables = [rows for rows in tables if rows]
    if not tables:
        raise WorkbookError(
            ja=f"{name} は表ではなく Web ページです。Excel で開き、CSV か .xlsx で保存してください。",
            en=f"{name} is a web page, not a table: open it in Excel and save it as CSV or .xlsx.",
        )
    rows = max(tables, key=lambda rows: (max(wanted.score(row) for row in rows[:_HEAD]), len(rows)))
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    at = find_header(rows[:_HEAD], wanted)
    if at is None:
        raise NoHeader(
            ja=f"{name} に {wanted.source.table} の列名の行がありません。workbook.yml の tables.{wanted.source.table}.columns に列名を書いてください。",
            en=(
                f"{name}: no row names a column of the table {wanted.source.table}: "
                f"name its columns under tables.{wanted.source.table}.columns in workbook.yml."
            ),
        )
    return Export(
        name, labels_of(header_of(rows, at)), partial(_batches, rows, at + 1), noted=noted_money_unit(rows[:at])
    )


def _batches(rows: Rows, start: int) -> Iterator[Batch]:
    body = rows[start:]
    if body:
        columns = zip(*body, strict=True)
        yield Batch(
            tuple(pyarrow.array(column, pyarrow.string()) for column in columns),
            numpy.arange(start + 1, start + 1 + len(body)),
        )


def _of_page(text: str) -> list[Rows]:
    page = _Page()
    page.feed(text)
    page.close()
    return page.tables


class _Page(HTMLParser):
    """Collects the cells of every table; those that stretch over others stand in all of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Rows] = []
        self._open: list[int] = []  # tables that are not closed yet, by their number
        self._below: dict[tuple[int, int], tuple[str, int, int]] = {}
        self._cell: list[str] | None = None
        self._spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self._open.append(len(self.tables))
            self.tables.append([])
        elif tag == "tr" and self._open:
            self._end_cell()
            self.tables[self._open[-1]].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self.tables[self._open[-1]]:
                self.tables[self._open[-1]].append([])
            said = dict(attrs)
            self._spans = _span(said.get("colspan")), _span(said.get("rowspan"))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
        self._cell = None
        number = self._open[-1]
        row = self.tables[number][-1]
        self._take_from_above(number, row)
        (across, down), at = self._spans, len(self.tables[number]) - 1
        for _ in range(across):
            if down > 1:
                self._below[number, len(row)] = (text, at, at + down - 1)
            row.append(text)
        self._take_from_above(number, row)

    def _take_from_above(self, number: int, row: list[str]) -> None:
        at = len(self.tables[number]) - 1
        while (number, len(row)) in self._below:
            text, first, last = self._below[number, len(row)]
            if not first < at <= last:
                return
            row.append(text)


def _span(said: str | None) -> int:
    return min(max(int(said), 1), _WIDEST) if said and said.isdecimal() else 1


def _of_spreadsheet(text: str, name: str) -> list[Rows]:
    """The sheets of an XML spreadsheet of Excel 2003."""
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text):
        raise WorkbookError(
            ja=f"{name} は独自の実体を定義しているので読みません。.xlsx で保存してください。",
            en=f"{name} defines entities of its own, which are not read: save it as .xlsx.",
        )
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError:
        raise WorkbookError(
            ja=f"{name} は壊れています。Excel で開いて .xlsx で保存し直してください。",
            en=f"{name} is damaged: open it in Excel and save it as .xlsx.",
        ) from None
    return [_of_sheet(sheet) for sheet in root.iter(f"{_SHEET}Worksheet")]


def _of_sheet(sheet: ElementTree.Element) -> Rows:
    rows: Rows = []
    for element in sheet.iter(f"{_SHEET}Row"):
        at = int(element.get(f"{_SHEET}Index") or len(rows) + 1)
        rows.extend([] for _ in range(min(at - 1 - len(rows), _WIDEST)))
        row: list[str] = []
        for cell in element.iter(f"{_SHEET}Cell"):
            place = int(cell.get(f"{_SHEET}Index") or len(row) + 1)
            row.extend([""] * min(place - 1 - len(row), _WIDEST))
            row.extend([_data(cell)] * (1 + min(int(cell.get(f"{_SHEET}MergeAcross") or 0), _WIDEST)))
        rows.append(row)
    return rows


def _data(cell: ElementTree.Element) -> str:
    data = cell.find(f"{_SHEET}Data")
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SHEET}Type")
    if kind == "DateTime":
        return _DAY_ALONE.sub("", text)
    return {"0": "false", "1": "true"}.get(text, text) if kind == "Boolean" else text
