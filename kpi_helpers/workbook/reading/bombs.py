"""Excel files that unpack to more than the machine holds, or have one cell in the last corner of a sheet."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.excel_book import damaged
from kpi_helpers.workbook.reading.files import PACKED

_UNPACKED = 2 << 30  # bytes: a sheet of a million rows and 30 columns has about half of it
_CELLS = 40_000_000
_REPEATED = 10_000_000  # cells of an OpenDocument sheet, which says of one row how often it comes
_CHUNK = 1 << 22  # bytes
_PLACE = re.compile(r"\s*\$?([A-Za-z]{1,3})\$?(\d{1,7})\s*")
_ROWS, _COLUMNS = 1_048_576, 16_384


def refuse_bombs(path: Path, name: str) -> None:
    """Look through a file before anything is made of it.

    Raises
    ------
    WorkbookError
        Where it is too large, broken, or no Excel file.
    """
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
                    if entry.filename == "content.xml":
                        _refuse_repeated(part, name)
                    elif entry.filename.endswith(".xml"):
                        _refuse_wide(part, name)
                    while part.read(_CHUNK):
                        pass
    except (ElementTree.ParseError, expat.ExpatError):
        raise WorkbookError(
            ja=f"{name} は壊れています。開いて .xlsx で保存し直してください。",
            en=f"{name} is damaged: open it and save it as .xlsx.",
        ) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise WorkbookError(
            ja=f"{name} は壊れているか、Excel のファイルではありません。Excel で開いて .xlsx で保存し直してください。",
            en=f"{name} is damaged or no Excel file: open it in Excel and save it again as .xlsx.",
        ) from None


def _refuse_repeated(content: IO[bytes], name: str) -> None:
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


class _NoSheet(Exception):
    """A part that is something else."""


class _Extent:
    """How far the cells of a sheet reach, by whatever spelling XML allows."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.rows = self.columns = self._at = self._in_row = 0
        self._is_sheet = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if not self._is_sheet:
            if kind != "worksheet":
                raise _NoSheet
            self._is_sheet = True
        elif kind == "c":
            self._in_row += 1
            self.columns = max(self.columns, self._in_row)
            if place := attributes.get("r"):
                self._reach(place)
        elif kind == "row":
            self._in_row = 0
            self._at = self._number(attributes["r"]) if "r" in attributes else self._at + 1
            self.rows = max(self.rows, self._at)

    def _reach(self, place: str) -> None:
        found = _PLACE.fullmatch(place)
        if not found:
            raise damaged(self._name)
        column = 0
        for letter in found[1].upper():
            column = column * 26 + ord(letter) - 64
        self.rows, self.columns = max(self.rows, self._number(found[2])), max(self.columns, column)
        if self.columns > _COLUMNS:
            raise damaged(self._name)

    def _number(self, text: str) -> int:
        if not text.strip().isdecimal() or int(text) > _ROWS:
            raise damaged(self._name)
        return int(text)


def _refuse_wide(part: IO[bytes], name: str) -> None:
    extent, parser = _Extent(name), expat.ParserCreate()
    parser.StartElementHandler = extent.start
    try:
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk)
    except _NoSheet:
        return
    if extent.rows * extent.columns > _CELLS:
        raise WorkbookError(
            ja=f"{name} のシートが {extent.rows:,} 行 × {extent.columns:,} 列あり、ほとんど空です。表を新しいシートにコピーするか、CSV で書き出してください。",
            en=(
                f"{name} has a sheet of {extent.rows:,} rows × {extent.columns:,} columns, most of them empty: "
                "copy the table into a new sheet, or export it as CSV."
            ),
        )
