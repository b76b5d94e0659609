"""`numbers.xlsx`: the numbers for who lives in Excel, a sheet per section, and the lists to act on."""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kpi_helpers.charts.formats import SIGNS, WHOLE
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.tidy import segment_parts
from kpi_helpers.report.agenda import Agenda, Topic
from kpi_helpers.report.html import display_text
from kpi_helpers.report.outputs.courses import Course, course_of
from kpi_helpers.report.outputs.segments import NAMES, parts_of, period_text
from kpi_helpers.report.spreadsheet import unwritable

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as File
    from xlsxwriter.worksheet import Worksheet

FILE = "numbers.xlsx"
LONGEST_NAME = 31
MOST_ROWS = 1_048_575
"""Rows of a sheet below its header: more than these no spreadsheet takes."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_DAY_SECONDS = 86_400
_COLUMNS = ["kpi", "segment", "period", "value", "numerator", "denominator", "low", "high", "target", "unit", "verdict"]
_FORMATS = {
    "count": "#,##0",
    "share": "0.0%",
    "seconds": "[h]:mm:ss",
    "days": "#,##0.0",
    "ratio": "#,##0.00",
}
_WIDEST, _NARROWEST = 44, 8
_HEAD = {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True}
_MOMENT_WIDTH = 16
_IN_CHARTS = '#,##0,,"百万円"'
_A4 = 9
_MAKER_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same input gives the same bytes


@dataclass(frozen=True)
class List:
    """Rows to act on: a name, columns of texts, days or (number, unit), and an address for each row where there is one."""

    title: str
    rows: pd.DataFrame
    links: Sequence[str] = ()


def write_excel(
    path: Path,
    numbers: pd.DataFrame,
    meetings: Mapping[str, Agenda],
    lists: Sequence[List] = (),
    *,
    lang: str,
    currency: str = "JPY",
    as_of: date | None = None,
) -> None:
    """Write the numbers as an Excel file.

    Parameters
    ----------
    path : Path
        Replaced as a whole or not at all.
    numbers : DataFrame
        The columns of numbers.csv.
    meetings : mapping of Agenda
        Each of their sections has a sheet.
    lists : sequence of List
        Each has a sheet of its own.
    lang : str
        ``ja`` or ``en``.
    currency : str
        Of the amounts.
    as_of : date, optional
        A sum of a period that was not over by then is in the table, not in the chart: it would look like a fall.

    Raises
    ------
    WorkbookError
        Where the file cannot be written, for instance because Excel holds it open.
    """
    draft = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(draft, numbers, meetings, lists, lang, currency, as_of)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from None


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel takes: 31 characters, none of ``[]:*?/\\``, not twice.

    Examples
    --------
    >>> sheet_name("売上の着地は?"), sheet_name("a/b", ["A B"]), len(sheet_name("x" * 40))
    ('売上の着地は', 'a b 2', 31)
    """
    plain = " ".join(_FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title)).split()) or "-"
    used, name, number = {other.lower() for other in (*taken, "history")}, _cut(plain, LONGEST_NAME), 1
    while name.lower() in used:
        number += 1
        name = f"{_cut(plain, LONGEST_NAME - len(str(number)) - 1)} {number}"
    return name


def _cut(text: str, length: int) -> str:
    """The beginning of a text; Excel counts a letter beyond the basic plane as two."""
    while len(text.encode("utf-16-le")) > 2 * length:
        text = text[:-1]
    return text.strip()


def _write(
    draft: Path,
    numbers: pd.DataFrame,
    meetings: Mapping[str, Agenda],
    lists: Sequence[List],
    lang: str,
    currency: str,
    as_of: date | None,
) -> None:
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    file = xlsxwriter.Workbook(str(draft), options)
    file.set_properties({"created": _MAKER_DATE})
    book = _Book(file, lang, currency, as_of)
    contents = book.sheet("目次" if lang == "ja" else "Contents")
    entries, planned = [], with_targets(numbers)
    for agenda in meetings.values():
        for place, topic in enumerate(agenda.topics, 1):
            order = numbers["kpi"].map({kpi: number for number, kpi in enumerate(topic.kpis)})
            rows = planned[order.notna()].iloc[order.dropna().argsort(kind="stable")]
            if len(rows):
                entries.append((agenda.title(lang), topic.question(lang), book.section(agenda, place, topic, rows)))
    lists_title = "アクションリスト" if lang == "ja" else "Lists to act on"
    entries += [(lists_title, list_.title, book.listing(list_)) for list_ in lists]
    everything = "全データ" if lang == "ja" else "All numbers"
    entries.append(("", everything, book.tidy(everything, numbers)))
    book.contents(contents, entries)
    file.close()


def with_targets(numbers: pd.DataFrame) -> pd.DataFrame:
    """The numbers with their month's target beside each that has one, which numbers.csv holds in rows of its own.

    Examples
    --------
    >>> rows = pd.DataFrame({"kpi": ["sales", "target"], "segment": ["all", "metric=sales"], "period": ["2026-11"] * 2,
    ...                      "value": [12.0, 30.0], "target": [float("nan"), 30.0]})
    >>> with_targets(rows)["target"].tolist()
    [30.0, 30.0]
    """
    goals = {}
    for row in numbers[numbers["kpi"].eq("target")].itertuples(index=False):
        parts = segment_parts(row.segment)
        goals[parts.pop("metric"), tuple(parts.items()), row.period] = row.value
    metrics = {metric for metric, *_ in goals}
    found = [
        goals.get((kpi.removeprefix("rep_"), tuple(segment_parts(segment).items()), period))
        if kpi.removeprefix("rep_") in metrics
        else None
        for kpi, segment, period in zip(numbers["kpi"], numbers["segment"], numbers["period"], strict=True)
    ]
    beside = pd.Series(found, numbers.index, dtype="float64")
    return numbers.assign(target=numbers["target"].fillna(beside)) if goals else numbers


class _Book:
    """An Excel file at work: its formats, the names of its sheets, its language."""

    def __init__(self, file: File, lang: str, currency: str, as_of: date | None) -> None:
        self._file, self._lang, self._as_of = file, lang, as_of
        formats = {**_FORMATS, "currency": money_format(currency, lang)}
        look = {"align": "right", "indent": 1}
        self._formats = {unit: file.add_format({"num_format": text, **look}) for unit, text in formats.items()}
        self._whole = file.add_format({"num_format": "#,##0", **look})
        self._plain = file.add_format(look)
        self._in_charts = {
            **formats,
            "currency": _IN_CHARTS if currency == "JPY" and lang == "ja" else formats["currency"],
        }
        self._day = file.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = file.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._head = file.add_format(_HEAD)
        self._number_head = file.add_format({**_HEAD, "align": "right", "indent": 1})
        self._link = file.add_format({"font_color": "#0563C1", "underline": 1})
        self._title = file.add_format({"bold": True, "font_size": 13})
        self._names: list[str] = []

    def _say(self, ja: str, en: str) -> str:
        return ja if self._lang == "ja" else en

    def sheet(self, title: str) -> Worksheet:
        name = sheet_name(title, self._names)
        self._names.append(name)
        return self._file.add_worksheet(name)

    def section(self, agenda: Agenda, place: int, topic: Topic, rows: pd.DataFrame) -> str:
        """The numbers of a section, their labels and segments in words, the main one drawn."""
        sheet = self.sheet(f"{self._say(*agenda.short)}{place} {topic.question(self._lang)}")
        parts = [parts_of(segment, self._lang) for segment in rows["segment"]]
        splits = [name for name in NAMES if any(name in part for part in parts)]
        header = [
            self._say("指標", "Metric"),
            *(NAMES[name][self._lang == "en"] for name in splits),
            self._say("期間", "Period"),
            self._say("値", "Value"),
            self._say("分子（件数）", "Cases"),
            self._say("分母（母数）", "Of"),
            self._say("下限", "Low"),
            self._say("上限", "High"),
            self._say("目標", "Target"),
            self._say("判定", "Verdict"),
        ]
        table = []
        for (kpi, segment, period, *values, unit, verdict), part in zip(_rows(rows[_COLUMNS]), parts, strict=True):
            label = CATALOGUE[kpi].label(self._lang)
            texts = [label, *(part.get(name, "") for name in splits), period_text(period, self._lang)]
            # A pace or an attainment is a ratio, what it is held against bears the unit of its metric.
            of = CATALOGUE.get(segment_parts(segment).get("metric", ""))
            units = [unit, *(["count"] * 2), *([unit] * 2), of.unit if of else unit]
            table.append([*texts, *zip(values, units, strict=True), verdict])
        self._fill(sheet, header, table, frozen=1)
        if drawn := course_of(topic, rows.reset_index(drop=True), self._as_of):
            self._chart(sheet, drawn, len(header), 1 + len(splits))
        return sheet.name

    def _chart(self, sheet: Worksheet, drawn: Course, column: int, period_at: int) -> None:
        """The course of the section's main number, as a native chart beside the table."""
        kind = "line" if drawn.unit == "share" else "column"
        chart = self._file.add_chart({"type": kind})
        label = CATALOGUE[drawn.kpi].label(self._lang)
        first, last = drawn.first + 1, drawn.last + 1
        chart.add_series(
            {
                "name": label,
                "categories": [sheet.name, first, period_at, last, period_at],
                "values": [sheet.name, first, period_at + 1, last, period_at + 1],
                **({"marker": {"type": "circle"}} if kind == "line" else {"fill": {"color": "#3B6FA0"}}),
            }
        )
        chart.set_title({"name": label, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_x_axis({"num_font": {"size": 8}})
        gray = {"color": "#D9D9D9", "width": 0.75}
        chart.set_y_axis(
            {
                "min": 0,
                "num_format": self._in_charts.get(drawn.unit, "General"),
                "major_gridlines": {"visible": True, "line": gray},
            }
        )
        chart.set_size({"width": 720, "height": 320})
        sheet.insert_chart(1, column + 1, chart)

    def _look(self, unit: str, number: float) -> Any:
        return self._whole if unit == "days" and number == round(number) else self._formats.get(unit, self._plain)

    def listing(self, list_: List) -> str:
        """A list to act on, whole; the first column leads into the team's tool where it has an address."""
        sheet = self.sheet(list_.title)
        rows = list_.rows.iloc[:MOST_ROWS]
        self._fill(sheet, [str(name) for name in rows.columns], _rows(rows), frozen=1)
        for place, address in enumerate(list_.links[: len(rows)], 1):
            if address and len(address) <= 2_000:
                sheet.write_url(place, 0, address, self._link, string=_text(rows.iat[place - 1, 0]))
        return sheet.name

    def tidy(self, title: str, numbers: pd.DataFrame) -> str:
        """Every number as numbers.csv has it, for a pivot table of one's own."""
        sheet = self.sheet(title)
        self._fill(sheet, list(numbers.columns), _rows(numbers.iloc[:MOST_ROWS]), frozen=3)
        return sheet.name

    def contents(self, sheet: Worksheet, entries: Sequence[tuple[str, str, str]]) -> None:
        """The first sheet: what lies where."""
        place, group = 0, None
        for meeting, question, name in entries:
            if meeting != group:
                place += group is not None
                sheet.write_string(place, 0, meeting, self._title)
                place, group = place + 1, meeting
            sheet.write_url(place, 0, f"internal:'{name}'!A1", self._link, string=_text(question))
            place += 1
        sheet.set_column(0, 0, 60)

    def _fill(self, sheet: Worksheet, header: Sequence[str], table: Iterable[Iterable[Any]], *, frozen: int) -> None:
        widths, largest = [_width(name) for name in header], dict[tuple[int, str], float]()
        last = 0
        for last, row in enumerate(table, 1):
            for column, cell in enumerate(row):
                value, unit = cell if isinstance(cell, tuple) else (cell, "")
                if isinstance(value, str):
                    if value:
                        sheet.write_string(last, column, _text(value))
                        widths[column] = max(widths[column], _width(value))
                elif isinstance(value, date):
                    has_time = isinstance(value, datetime) and value.time() != time()
                    sheet.write_datetime(last, column, value, self._moment if has_time else self._day)
                    widths[column] = max(widths[column], _MOMENT_WIDTH)
                elif not pd.isna(value):
                    number = float(value) / (_DAY_SECONDS if unit == "seconds" else 1)
                    sheet.write_number(last, column, number, self._look(unit, number))
                    if abs(number) > largest.get((column, unit), -1.0):
                        largest[column, unit] = abs(number)
                        widths[column] = max(widths[column], _number_width(number, unit))
        numeric = {column for column, _ in largest}
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, self._number_head if column in numeric else self._head)
        sheet.freeze_panes(1, frozen)
        sheet.print_area(0, 0, last, len(header) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(header) - 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))


def _rows(table: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """The rows as plain values; column by column they are read several times as fast."""
    return zip(*(table[name].tolist() for name in table.columns), strict=True) if len(table.columns) else ()


@functools.lru_cache(maxsize=100_000)
def _text(value: object) -> str:
    """Display text as a cell takes it: no address, no phone number, no control character."""
    return display_text(value)[:32_767]


def money_format(currency: str, lang: str) -> str:
    """How Excel shows an amount.

    >>> money_format("JPY", "ja"), money_format("USD", "en"), money_format("THB", "en")
    ('#,##0"円"', '"$"#,##0.00', '"THB "#,##0.00')
    """
    if currency == "JPY" and lang == "ja":
        return '#,##0"円"'
    sign = SIGNS.get(currency, f"{currency} ")
    return f'"{sign}"#,##0' if currency in WHOLE else f'"{sign}"#,##0.00'


def _number_width(number: float, unit: str) -> int:
    written = f"{number:,.0f}" if unit in ("count", "days") else f"{number:,.2f}" if unit else f"{number:.6g}"
    return len(written) + (4 if unit in ("currency", "seconds") else 1)


@functools.lru_cache(maxsize=100_000)
def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text[:_WIDEST])
