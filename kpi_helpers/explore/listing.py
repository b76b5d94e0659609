"""Rows on the screen: sorted, filtered, saved as CSV."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import ipywidgets as widgets
import pandas as pd

from kpi_helpers.explore.behind import COUNTED
from kpi_helpers.explore.redraw import Debounce
from kpi_helpers.explore.wording import WORDS
from kpi_helpers.report.html import el
from kpi_helpers.report.tables import table_element
from kpi_helpers.workbook.csv_injection import escape_formula
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.workbook import Workbook

SHOWN = 100
"""Rows drawn at once; the CSV holds all of them."""

_STYLE = {"description_width": "initial"}
_EXTRA = {
    "ja": {
        "is_valid": "有効",
        "first_opportunity_day": "最初の商談日",
        "response_seconds": "初回対応まで（秒）",
        "state": "状態",
    },
    "en": {
        "is_valid": "valid",
        "first_opportunity_day": "first opportunity",
        "response_seconds": "seconds to first response",
        "state": "state",
    },
}


def headings_of(wb: Workbook, table: str) -> dict[str, str]:
    """How a table's own export calls its columns; nothing where it was not read from one.

    Examples
    --------
    >>> from kpi_helpers.workbook.example import example
    >>> headings_of(example(), "leads")
    {}
    """
    report = wb.loaded.reports.get(table) if wb.loaded else None
    return {name: label for name, label in report.labels.items() if label} if report else {}


class Listing:
    """A table of rows with its own sort, filter and CSV.

    Parameters
    ----------
    lang : str

    Attributes
    ----------
    box : Widget
    """

    def __init__(self, lang: str) -> None:
        self._said, self._lang, self._name = WORDS[lang], lang, "rows"
        self._rows, self._headers = pd.DataFrame(), dict[str, str]()
        self._filter = widgets.Text(description=self._said["filter"], style=_STYLE, continuous_update=True)
        self._sort = widgets.Dropdown(description=self._said["sort"], style=_STYLE)
        self._descending = widgets.Checkbox(description=self._said["descending"], indent=False)
        self._table = widgets.HTML()
        self.box = widgets.VBox(
            [
                widgets.HBox([self._filter, self._sort, self._descending], layout=widgets.Layout(flex_flow="row wrap")),
                self._table,
            ]
        )
        self._filling = False
        show = Debounce(self._show)
        for control in (self._filter, self._sort, self._descending):
            control.observe(lambda _: None if self._filling else show(), "value")

    def show(
        self, rows: pd.DataFrame, table: str, name: str, headings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Show other rows, whose CSV is called so; the sort stays where it can, and those that count come first."""
        self._name = name
        self._headers = headers(table, list(rows.columns), self._lang) | {
            column: label for column, label in headings.items() if column in rows.columns
        }
        self._rows, wanted, self._filling = rows, self._sort.value, True
        try:
            self._sort.options = [(self._headers[name], name) for name in rows.columns]
            self._sort.value = wanted if wanted in rows.columns else next(iter(rows.columns), None)
            if self._sort.value != wanted:
                self._descending.value = self._sort.value == COUNTED
        finally:
            self._filling = False
        self._show()

    def _show(self) -> None:
        chosen = arranged(self._rows, self._filter.value, self._sort.value, descending=self._descending.value)
        written = readable(chosen, self._said).rename(columns=self._headers)
        caption = self._said["shown" if len(written) else "nothing_left" if len(self._rows) else "no_rows"].format(
            shown=min(SHOWN, len(written)),
            rows=len(written),
            by=self._headers.get(self._sort.value),
            order=self._said["descending" if self._descending.value else "ascending"],
        )
        link = el("a", self._said["csv"], href=csv_address(written), download=f"{self._name}.csv", class_="kpi-csv")
        # An id of digits is no number to be compared by its length.
        numeric = [self._headers[name] for name in chosen.select_dtypes("number")]
        table = table_element(written.head(SHOWN), caption=caption, numeric=numeric)
        self._table.value = str(el("div", link, table, class_="kpi-rows"))


def headers(table: str, columns: list[str], lang: str) -> dict[str, str]:
    """What the columns of a table are called.

    Examples
    --------
    >>> headers("leads", ["lead_id", "is_valid"], "ja")
    {'lead_id': 'リードの ID', 'is_valid': '有効'}
    """
    known = {column.name: getattr(column, lang) for column in TABLES[table].columns}
    own = {COUNTED: WORDS[lang]["counted"], **_EXTRA[lang]}
    return {name: own.get(name) or known[name] for name in columns}


def arranged(rows: pd.DataFrame, words: str, by: str | None, *, descending: bool) -> pd.DataFrame:
    """The rows in which every word occurs somewhere, sorted; what is missing comes last.

    Examples
    --------
    >>> calls = pd.DataFrame({"rep": ["佐藤", "鈴木", "佐藤"], "n": [2, 9, 1]})
    >>> arranged(calls, "佐藤", "n", descending=False)["n"].tolist()
    [1, 2]
    """
    if len(rows) and words.strip():
        text = [
            "\t".join(str(cell) for cell in row if not pd.isna(cell)).casefold() for row in rows.itertuples(index=False)
        ]
        wanted = words.casefold().split()
        rows = rows[[all(word in line for word in wanted) for line in text]]
    return rows.sort_values(by, ascending=not descending, kind="stable", na_position="last") if by else rows


def readable(rows: pd.DataFrame, said: dict[str, str]) -> pd.DataFrame:
    """The rows as text: days without a time of midnight, whole numbers without a point."""
    return pd.DataFrame({name: [_text(value, said) for value in rows[name]] for name in rows.columns})


def _text(value: Any, said: dict[str, str]) -> str | None:
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    if value is True or value is False or type(value).__name__ == "bool":
        return said["yes"] if value else said["no"]
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value}"
    return str(value)


def csv_address(rows: pd.DataFrame) -> str:
    """The rows as a CSV that opens in Excel, within the address itself: nothing is asked of any host."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(rows.columns)
    writer.writerows(
        [["" if pd.isna(cell) else escape_formula(cell) for cell in row] for row in rows.itertuples(index=False)]
    )
    return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(buffer.getvalue().encode('utf-8-sig')).decode()}"
