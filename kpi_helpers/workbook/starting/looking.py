"""Recognises which tool and which tables a file holds, from its header alone."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.presets import Alias, Form, all_forms
from kpi_helpers.workbook.reading import corrected
from kpi_helpers.workbook.reading.excel import hidden_sheets, sheet_names
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import NoHeader, Wanted, normalised, numbered
from kpi_helpers.workbook.reading.opening import open_export
from kpi_helpers.workbook.reading.recognition import LEAST, Fit, best_fits, fit
from kpi_helpers.workbook.schema import TABLES


@dataclass(frozen=True)
class Look:
    """One file, or one sheet of it, and what it was recognised as."""

    path: Path
    name: str
    sheet: str | None = None
    export: Export | None = None
    fits: tuple[Fit, ...] = ()
    """The tables that it holds: one, but for wide lead lists."""
    why: tuple[str, str] = ("", "")
    """Why it stands in no table, in Japanese and in English."""

    @property
    def title(self) -> str:
        """The file, with its sheet where it has several."""
        return f"{self.name} [{self.sheet}]" if self.sheet else self.name


def look(path: Path, name: str) -> list[Look]:
    """What a file holds: one look, or one for each sheet of an Excel file with several.

    Raises
    ------
    WorkbookError
        Where the file cannot be read at all.
    """
    sheets = sheet_names(path, name)
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
        for sheet in hidden_sheets(path, name)
    ]
    if len(sheets) < 2:
        return [_look(path, name, None), *hidden]
    return [*(_look(path, name, sheet) for sheet in sheets), *hidden]


def language_of(looks: Sequence[Look]) -> str:
    """`ja` where at least a third of the header cells of the recognised files are Japanese, else `en`."""
    cells = [cell for one in looks if one.fits and one.export for cell in one.export.header if cell]
    return "ja" if 3 * sum(map(_is_japanese, cells)) >= len(cells) else "en"


def _is_japanese(text: str) -> bool:
    return any(
        unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"))
        for letter in text
    )


def _look(path: Path, name: str, sheet: str | None) -> Look:
    try:
        export = open_export(path, name, _any_table(), sheet)
    except NoHeader:
        return Look(
            path, name, sheet, why=("見出しの行が見つかりません", "no row of it has column names of a known export")
        )
    if export.header == corrected.HEADER:
        return Look(
            path,
            name,
            sheet,
            export,
            why=(
                "除いた行のファイルです。直したら、その表の file: に足してください",
                "it holds rows that were set aside: add it under file: of its table once they are corrected",
            ),
        )
    forms = (*_own_forms(), *all_forms())
    best = best_fits(forms, export.header)
    if not best:
        return Look(
            path,
            name,
            sheet,
            export,
            why=("知っている書き出しの見出しではありません", "its columns are those of no known export"),
        )
    tables = sorted({one.form.table for one in best})
    if len(tables) > 1 and not any(one.wide for one in best):
        return Look(
            path,
            name,
            sheet,
            export,
            why=(
                f"{'・'.join(TABLES[table].ja for table in tables)}のどれか決められません。workbook.yml に書き足してください",
                f"it may be a table of {' or '.join(tables)}: write it into workbook.yml by hand",
            ),
        )
    return _of_preset(Look(path, name, sheet, export), best[0])


def _of_preset(seen: Look, best: Fit) -> Look:
    """The table that fits best, and all others of a wide list."""
    fits = [fit(form, seen.export.header) for form in all_forms() if form.preset == best.form.preset]
    fits = sorted((one for one in fits if not one.lacking and one.score >= LEAST), key=lambda one: -one.score)
    if any(one.wide for one in fits):
        by_table = {one.form.table: one for one in reversed(fits)}
        return replace(seen, fits=tuple(by_table[table] for table in TABLES if table in by_table))
    if best.lacking:
        column = best.lacking[0]
        names = " or ".join(alias.column.column for alias in best.form.columns.get(column, ())) or column
        return replace(
            seen,
            why=(
                f"{best.form.tool} の{TABLES[best.form.table].ja}のようですが、{column} の列（{names}）がありません。書き出しに加えてください",
                f"it looks like {best.form.table} of {best.form.tool}, but has no column for {column} (there {names}): add it to the export",
            ),
        )
    return replace(seen, fits=(best,))


class _AnyTable(Wanted):
    """Looks for the header of whatever table: the row with most names that some form knows."""

    def score(self, cells: Sequence[str]) -> int:
        known, patterns = _known_names()
        labels = {normalised(cell) for cell in cells} - {""}
        return sum(label in known or any(pattern.fullmatch(label) for pattern in patterns) for label in labels)


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
