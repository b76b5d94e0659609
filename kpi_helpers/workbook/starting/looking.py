"""Recognises which tool and which tables a file holds, from its header alone."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pyarrow

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.config_section import nearest
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.presets import Alias, Form, all_forms, unneeded_files
from kpi_helpers.workbook.reading import corrected, dates
from kpi_helpers.workbook.reading.across import first_year, months_down, needs_year
from kpi_helpers.workbook.reading.excel import hidden_sheets, sheet_names
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import Wanted, normalised, numbered, spellings
from kpi_helpers.workbook.reading.opening import open_export
from kpi_helpers.workbook.reading.recognition import LEAST, Fit, best_fits, fit, own_names, with_form
from kpi_helpers.workbook.reading.values import Choices
from kpi_helpers.workbook.schema import TABLES
from kpi_helpers.workbook.starting.sketching import Sketch, sketch

_NARROWEST = 2  # different header cells of a table
_WORD = re.compile(r"[^\W\d_]")
_DAY = re.compile(r"(?:(?:19|20)\d\d[-/.年])?\d{1,2}(?:[-/.月]\d{1,2}日?|[日月])(?: ?[（(].[）)])?(?: ?00:00(?::00)?)?")
_MONTH = re.compile(
    r"(?:(?:20)?\d\d[-/.年 ])?\d{1,2}月度?|20\d\d(?:0[1-9]|1[0-2])|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/. ']*(?:20)?\d\d",
    re.I,
)
_MONTHS = 3  # cells of a header that are no names of columns
_LONGEST_NAME = 60  # characters of a header cell
_MANY_CELLS = 100_000
UNIT_BEHIND = re.compile(r" ?[(（\[［][^()（）]+[)）\]］]$")
"""The unit of a metric behind its name, as in 売上（千円）."""


@dataclass(frozen=True)
class Look:
    """One file, or one sheet of it, and what it was recognised as."""

    path: Path
    name: str
    sheet: str | None = None
    export: Export | None = None
    fits: tuple[Fit, ...] = ()
    """The tables that it holds: one, but for wide lead lists."""
    sketch: Sketch | None = None
    """What its content says, where its header does not say all."""
    is_across: bool = False
    """Whether its months stood across its header."""
    year: int | None = None
    """Of the first of them, where they bear none."""
    why: tuple[str, str] = ("", "")
    """Why it stands in no table, in Japanese and in English."""

    @property
    def title(self) -> str:
        """The file, with its sheet where it has several."""
        return f"{self.name} [{self.sheet}]" if self.sheet else self.name


def look(
    path: Path, name: str, tables: Mapping[str | None, str] = MappingProxyType({}), today: date | None = None
) -> list[Look]:
    """What a file holds: one look, or one for each sheet of an Excel file with several.

    Parameters
    ----------
    path : Path
    name : str
        In the workbook's folder.
    tables : mapping of str to str, optional
        The table that the user says each sheet is; under None the whole file.
    today : date, optional
        By which the year of months without one is proposed.

    Raises
    ------
    WorkbookError
        Where the file cannot be read at all, or has no such sheet.
    """
    every = [*sheet_names(path, name), *hidden_sheets(path, name)]
    for sheet in tables:
        if sheet is not None and sheet not in every:
            raise WorkbookError(
                ja=f"--table: {name} にシート「{sheet}」がありません{nearest(sheet, every, 'ja') or '。シート: ' + ('、'.join(every) or 'なし') + '。'}",
                en=f"--table: {name} has no sheet '{sheet}'{nearest(sheet, every) or '; its sheets are ' + (', '.join(every) or 'none') + '.'}",
            )
    sheets = [sheet for sheet in every if sheet in tables or sheet in sheet_names(path, name)]
    hidden = [
        Look(
            path,
            name,
            sheet,
            why=(
                "非表示のシートです。使うなら workbook.yml に sheet: で書き足してください",
                "it is hidden: name it under sheet: in workbook.yml if it is to be read",
            ),
        )
        for sheet in every
        if sheet not in sheets
    ]
    named: Sequence[str | None] = sheets or [None]
    found = [(sheet, tables.get(sheet, tables.get(None))) for sheet in named]
    return [*(_look(path, name, sheet if len(found) > 1 else None, table, today) for sheet, table in found), *hidden]


def language_of(looks: Sequence[Look]) -> str:
    """`ja` where at least a third of the header cells of the files are Japanese, else `en`."""
    headers = [one.export.header for one in looks if one.export]
    cells = [cell for header in headers if header != corrected.HEADER for cell in header if _WORD.search(cell)]
    return "ja" if 3 * sum(map(_is_japanese, cells)) >= len(cells) else "en"


def _is_japanese(text: str) -> bool:
    return any(
        unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"))
        for letter in text
    )


def _look(path: Path, name: str, sheet: str | None, table: str | None, today: date | None) -> Look:
    export = open_export(path, name, _any_table(), sheet)
    seen = Look(path, name, sheet, export)
    if export.header == corrected.HEADER:
        return replace(
            seen,
            why=(
                "除いた行のファイルです。直したら、その表の file: に足してください",
                "it holds rows that were set aside: add it under file: of its table once they are corrected",
            ),
        )
    if len({cell for cell in export.header if cell}) < _NARROWEST or not any(len(batch) for batch in export.batches()):
        return replace(
            seen, why=("見出しの行が見つかりません", "it has no row of column names with rows of data below it")
        )
    if _are_days(export.header):
        return _of_months(seen, export, table, today) or replace(
            seen,
            why=(
                "日付や月が見出しに横に並んでいます。日報なら日付・担当者・件数、目標なら月・指標の ID・値（例: 2026-11, sales, 5000000）を、1行に1組ずつ書いた表にしてください",
                "its header is a row of dates: write one row for each day and person with the counts beside them, or, of "
                "targets, for each month, id of a metric and value (2026-11, sales, 5000000)",
            ),
        )
    return _of_wanted(seen, export, table) if table else _recognised(seen, export)


def _of_months(seen: Look, export: Export, table: str | None, today: date | None) -> Look | None:
    """Targets whose months stand across; None where the rows are not called after metrics and nobody says that they are."""
    if table not in (None, "targets"):
        return None
    form = next(form for form in all_forms("targets") if form.guessed)
    year = first_year(export, (today.year, today.month)) if today else None
    wanted = Wanted.of(Source("targets", year=year), (), form.aliases)
    down = months_down(export, wanted) if year or not needs_year(export) else export
    labels = {normalised(one.column) for one in wanted.names["metric"]}
    place = next((place for place, cell in enumerate(down.header) if normalised(cell) in labels), None)
    if down is export or place is None:
        return None
    found = fit(form, down.header)
    known = Choices(TABLES["targets"].by_name["metric"].values, with_form(Source("targets"), found).values["metric"])
    cells = [cell for batch in down.batches() for cell in batch.cells[place].to_pylist() if cell.strip()]
    is_told = table or 2 * sum(known.of(UNIT_BEHIND.sub("", cell)) is not False for cell in cells) > len(cells)
    return replace(seen, export=down, fits=(found,), is_across=True, year=year) if is_told else None


def _are_days(header: Sequence[str]) -> bool:
    """Whether days or months stand across: most cells, or several beside what the rows and the sums are called."""
    cells = [unicodedata.normalize("NFKC", cell).strip() for cell in header]
    read = dates.months(pyarrow.array(cells, pyarrow.string()), "UTC").to_pylist()
    named = sum(bool(month or _MONTH.fullmatch(cell)) for month, cell in zip(read, cells, strict=True))
    return named >= _MONTHS or sum(bool(_DAY.fullmatch(cell)) for cell in cells) > len(cells) / 2


def _recognised(seen: Look, export: Export) -> Look:
    """The file as what its header says, else as what its content looks like."""
    best = best_fits((*_own_forms(), *all_forms()), export.header)
    unneeded = _unneeded(export.header, best)
    if unneeded:
        return replace(
            seen,
            why=(
                f"{unneeded} のようです。この集計には要りません",
                f"it looks like {unneeded}, of which nothing is needed",
            ),
        )
    if any(one.wide for one in best):
        return _of_wide(seen, export, best[0])
    if len({one.form.table for one in best}) == 1 and _is_told(best[0]):
        if best[0].form.guessed and best[0].form.table == "leads":
            calls = sketch(export, seen.title, "activities")
            return _of_wanted(seen, export, "activities") if calls.is_call_log else _with_fit(seen, export, best[0])
        return _with_fit(seen, export, best[0])
    return _with_sketch(seen, export, None)


def _is_told(found: Fit) -> bool:
    """Whether a tool is told by names of its own, or common names by all that their table needs."""
    if not found.form.tool or found.form.guessed:
        return not found.lacking
    own = len(own_names(found))
    some = len(found.lacking) < len(TABLES[found.form.table].required)
    return own >= LEAST and some or (own > 0 and not found.lacking)


def _of_wanted(seen: Look, export: Export, table: str) -> Look:
    """The file as the table that the user says it is."""
    forms = [form for form in (*_own_forms(), *all_forms()) if form.table == table]
    best = best_fits(forms, export.header)
    return _with_fit(seen, export, best[0]) if best and _is_told(best[0]) else _with_sketch(seen, export, table)


def _with_fit(seen: Look, export: Export, found: Fit) -> Look:
    """The columns of a form; where its names are common ones, also what the content of the others says."""
    rough = sketch(export, seen.name, found.form.table) if found.form.guessed else None
    return replace(seen, fits=(found,), sketch=rough)


def _with_sketch(seen: Look, export: Export, table: str | None) -> Look:
    rough = sketch(export, seen.title, table)
    fits = [rough.as_fit()]
    if table is None and fits[0].wide and rough.table == "activities":  # a list of leads with their calls beside them
        leads = sketch(export, seen.title, "leads").as_fit()
        fits = [*([] if leads.lacking else [leads]), *fits]
    return replace(seen, fits=tuple(fits), sketch=rough)


def _of_wide(seen: Look, export: Export, best: Fit) -> Look:
    """Every table that a wide list of one tool holds."""
    fits = [fit(form, export.header) for form in all_forms() if form.preset == best.form.preset]
    fits = sorted((one for one in fits if not one.lacking and one.score >= LEAST), key=lambda one: -one.score)
    by_table = {one.form.table: one for one in reversed(fits)}
    return replace(seen, fits=tuple(by_table[table] for table in TABLES if table in by_table))


def _unneeded(header: Sequence[str], best: Sequence[Fit]) -> str | None:
    """The export of a tool that nothing is needed of, where its signs are more than those of any table."""
    labels = {normalised(cell) for cell in header}
    counts = {name: sum(normalised(sign) in labels for sign in signs) for name, signs in unneeded_files().items()}
    name = max(counts, key=counts.__getitem__)
    known = max((len(one.signs) for one in best if not one.lacking), default=0)
    return name if counts[name] >= LEAST and counts[name] > known else None


class _AnyTable(Wanted):
    """Looks for the header of whatever table: the row with most names that some form knows, then with most words."""

    def score(self, cells: Sequence[str]) -> int:
        known, patterns = _known_names()
        labels = spellings(cells)
        named = sum(label in known or any(pattern.fullmatch(label) for pattern in patterns) for label in labels)
        words = {cell.strip() for cell in cells if _WORD.search(cell) and len(cell) < _LONGEST_NAME}
        # Months and days in figures alone are names too, under a title that has more letters.
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > len(words) and len({*filled}) == len(filled) and _are_days(filled):
            words = {*filled}
        return (named * _MANY_CELLS if named >= LEAST else 0) + len(words)


def _any_table() -> Wanted:
    return _AnyTable(Source("leads"), {}, frozenset())


@cache
def _known_names() -> tuple[set[str], list]:
    names = {
        alias.column.column
        for form in (*_own_forms(), *all_forms())
        for aliases in form.columns.values()
        for alias in aliases
    }
    names |= {sign for form in all_forms() for sign in form.signs} | set(corrected.HEADER)
    return {normalised(name) for name in names}, [pattern for pattern in map(numbered, sorted(names)) if pattern]


@cache
def _own_forms() -> tuple[Form, ...]:
    """Tables that bear our own names already."""
    return tuple(
        Form(
            "",
            "",
            table.name,
            {name: (Alias(ColumnSource(name), "own"),) for name in table.by_name},
            tuple(table.by_name),
        )
        for table in TABLES.values()
    )
