"""`numbers.csv` and `rejected.csv`: what a page knows, for spreadsheets and scripts."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from kpi_helpers.kpis.arrivals import first_response_by_hour
from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.kpis.rep_conversion import opportunity_rate_by_rep
from kpi_helpers.kpis.tidy import COLUMNS as KPI_COLUMNS
from kpi_helpers.kpis.tidy import together
from kpi_helpers.report.shown import meetings_of
from kpi_helpers.report.spreadsheet import write_csv
from kpi_helpers.workbook.formulas import defused
from kpi_helpers.workbook.workbook import Workbook

NUMBERS, REJECTED = "numbers.csv", "rejected.csv"

COLUMNS = ("meeting", *KPI_COLUMNS)
"""The columns of numbers.csv, in their order."""

_TEXTS = ("meeting", "kpi", "segment", "period", "unit", "verdict")
_DIGITS = 12


def write_numbers(wb: Workbook, folder: Path) -> pd.DataFrame:
    """Write every number of a workbook into `folder`.

    Parameters
    ----------
    wb : Workbook
    folder : Path
        Made if need be; its ``numbers.csv`` is replaced as a whole or not at all.

    Returns
    -------
    DataFrame
        What the file holds: `COLUMNS`, numbers unrounded.

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
    table = _every_number(wb)
    table.insert(0, "meeting", [meetings_of(kpi) for kpi in table["kpi"]])
    table = table[list(COLUMNS)]
    cells = [
        [defused(text) for text in table[name]] if name in _TEXTS else [number_text(value) for value in table[name]]
        for name in COLUMNS
    ]
    write_csv(folder / NUMBERS, COLUMNS, zip(*cells, strict=True))
    return table


def _every_number(wb: Workbook) -> pd.DataFrame:
    """The catalogue's numbers and those that only a page asks for: by hour of arrival, and by rep over eight weeks."""
    numbers = all_numbers(wb)
    table = together([numbers, first_response_by_hour(wb), opportunity_rate_by_rep(wb)])
    place = {kpi: number for number, kpi in enumerate(dict.fromkeys(numbers["kpi"]))}
    order = table["kpi"].map(place).fillna(len(place))
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)


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


def write_rejected(rows: pd.DataFrame, folder: Path) -> Path:
    """Write the rows that were set aside, each as it stood in its file.

    Parameters
    ----------
    rows : DataFrame
        ``table``, ``file``, ``line``, ``reason`` in words and ``row``, the row as
        CSV text; see `rejected_rows` of the readers.
    folder : Path

    Returns
    -------
    Path
        ``rejected.csv``, only a header where nothing was set aside. A text that a
        spreadsheet would run bears an apostrophe more; `formulas.restored`
        takes exactly that one away.

    Raises
    ------
    WorkbookError
        Where the file cannot be written.
    """
    names = ("table", "file", "line", "reason", "row")
    texts = ([defused(str(text)) for text in rows[name]] for name in names)
    write_csv(folder / REJECTED, names, zip(*texts, strict=True))
    return folder / REJECTED
