"""`numbers.csv` and `rejected.csv`: what a page knows, for spreadsheets and scripts."""

from __future__ import annotations

import io
import math
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from kpi_helpers.kpis.tidy import COLUMNS as KPI_COLUMNS
from kpi_helpers.report.about import About
from kpi_helpers.report.kpi_rows import every_row
from kpi_helpers.report.masking import Mask
from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.section import Records
from kpi_helpers.report.spreadsheet import write_csv
from kpi_helpers.workbook.csv_injection import escape_formula
from kpi_helpers.workbook.reading import rejected_rows
from kpi_helpers.workbook.workbook import Workbook

NUMBERS, REJECTED = "numbers.csv", "rejected.csv"

COLUMNS = ("meeting", *KPI_COLUMNS)
"""The columns of numbers.csv, in their order."""

_TEXTS = ("meeting", "kpi", "segment", "period", "unit", "verdict")
_DIGITS = 12


def write_numbers(wb: Workbook, folder: Path, mask: Mask | None = None) -> pd.DataFrame:
    """Write every number of a workbook into `folder`.

    Parameters
    ----------
    wb : Workbook
    folder : Path
        Made if need be; its ``numbers.csv`` is replaced as a whole or not at all.
    mask : Mask, optional
        What stands in the place of names.

    Returns
    -------
    DataFrame
        What the file holds: `COLUMNS`, numbers as they are written there.

    Raises
    ------
    WorkbookError
        Where the file cannot be written.

    Notes
    -----
    The order is that of the KPIs' definitions, within a KPI that of its function.
    Numbers are written to twelve significant digits: what differs beyond them is
    the order in which the engine happened to add up.
    """
    return _write(_with_meetings(every_row(wb), {})[list(COLUMNS)], folder, mask)


def add_sections(
    table: pd.DataFrame, folder: Path, records: Mapping[str, Records], mask: Mask | None = None
) -> pd.DataFrame:
    """Write the numbers anew where notebooks show more than their meetings declare: a team's own sections.

    Parameters
    ----------
    table : DataFrame
        As `write_numbers` gave it.
    folder : Path
    records : mapping of str to sequence of mapping
        What the sections of each meeting's page told of themselves: their ``kpis``, and
        perhaps ``own_numbers`` as CSV text.
    mask : Mask, optional

    Returns
    -------
    DataFrame
        What the file holds.
    """
    shown = {
        meeting: {kpi for record in own for kpi in record.get("kpis", ())} - MEETINGS[meeting].kpis
        for meeting, own in records.items()
    }
    own = [
        pd.read_csv(io.StringIO(record["own_numbers"]), keep_default_na=False, na_values={"value": [""]})
        .reindex(columns=list(KPI_COLUMNS))
        .assign(meeting=meeting)
        for meeting, every in records.items()
        for record in every
        if "own_numbers" in record
    ]
    if own or any(shown.values()):
        table = pd.concat([_with_meetings(table, shown), *(rows[list(COLUMNS)] for rows in own)], ignore_index=True)
        table = _write(table, folder, mask)
    return table


def _with_meetings(table: pd.DataFrame, shown: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """The rows with the meetings of their KPI: those that declare it, and those whose notebook shows it."""
    held = {name: {*agenda.kpis, *shown.get(name, ())} for name, agenda in MEETINGS.items()}
    meetings = {kpi: "+".join(name for name, kpis in held.items() if kpi in kpis) for kpi in table["kpi"].unique()}
    return table.assign(meeting=table["kpi"].map(meetings))


def _write(table: pd.DataFrame, folder: Path, mask: Mask | None) -> pd.DataFrame:
    if mask:
        table = table.assign(segment=table["segment"].map(mask.segment))
    cells = {
        name: [escape_formula(_text(text)) for text in table[name]]
        if name in _TEXTS
        else [number_text(value) for value in pd.to_numeric(table[name], errors="coerce")]
        for name in COLUMNS
    }
    write_csv(folder / NUMBERS, COLUMNS, zip(*cells.values(), strict=True))
    numbers = {name: [float(text or "nan") for text in cells[name]] for name in COLUMNS if name not in _TEXTS}
    return table.assign(**numbers)


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def number_text(value: float) -> str:
    """A number as numbers.csv writes it; empty where there is none.

    Examples
    --------
    >>> number_text(249.0), number_text(0.1 + 0.2), number_text(float("nan")), number_text(-0.0)
    ('249', '0.3', '', '0')
    """
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 2**53:
        return str(int(value))
    return repr(float(f"{value:.{_DIGITS}g}"))


def write_rejected(rows: pd.DataFrame, folder: Path, mask: Mask | None = None) -> Path:
    """Write the rows that were set aside, each as it stood in its file.

    Parameters
    ----------
    rows : DataFrame
        ``table``, ``file``, ``line``, ``reason`` in words and ``row``, the row as
        CSV text; see `rejected_rows` of the readers.
    folder : Path
    mask : Mask, optional
        Hides what a row says beside counts and dates; its file and line still find it.

    Returns
    -------
    Path
        ``rejected.csv``, only a header where nothing was set aside. A text that a
        spreadsheet would run bears an apostrophe more; `csv_injection.unescape_formula`
        takes exactly that one away.

    Raises
    ------
    WorkbookError
        Where the file cannot be written.
    """
    names = ("table", "file", "line", "reason", "row")
    if mask:
        rows = rows.assign(row=rows["row"].map(mask.row))
    texts = ([escape_formula(str(text)) for text in rows[name]] for name in names)
    write_csv(folder / REJECTED, names, zip(*texts, strict=True))
    return folder / REJECTED


def write_data(wb: Workbook, folder: Path, lang: str, mask: Mask | None) -> pd.DataFrame:
    """Write the numbers, the rows that were set aside and what the folder was made of; the table of the numbers."""
    if wb.loaded is not None:
        write_rejected(rejected_rows(wb.loaded, lang), folder, mask)
    table = write_numbers(wb, folder, mask)
    About.of(wb, mask_names=mask is not None).write(folder)
    return table
