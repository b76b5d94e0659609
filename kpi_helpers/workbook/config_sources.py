"""What `workbook.yml` says of one table: its exports, and how their columns and values translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kpi_helpers.workbook.config_files import find_files, one_file
from kpi_helpers.workbook.config_section import FILE_NAME, Section, scalar_text
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys import ANY, inside, names
from kpi_helpers.workbook.keys_workbook import DATE_ORDERS, UNITS, WORKBOOK
from kpi_helpers.workbook.schema import TABLES

_TABLE = inside(WORKBOOK, "tables", ANY)
_COLUMN = names(inside(_TABLE, "columns", ANY))
_FORMS: tuple[tuple[set[str], frozenset[str]], ...] = (
    ({"column", "unit", "date_order", "timezone"}, frozenset()),
    ({"date", "time", "date_order", "timezone"}, frozenset({"date", "time"})),
    ({"from", "to"}, frozenset({"from", "to"})),
)
"""The forms of a column's entry: what may stand in it, and what must."""


@dataclass(frozen=True)
class ColumnSource:
    """Where a column of ours comes from in the export."""

    column: str
    unit: str | None = None
    date_order: str | None = None
    time: str | None = None
    """The column of the time of day, where `column` holds the date alone."""
    until: str | None = None
    """The column of the end, where `column` holds the start and ours is what lies between."""
    timezone: str | None = None
    """Of the times of day that bear none themselves."""

    @property
    def label(self) -> str:
        """The header cell under which its cells stand once the export is arranged."""
        return f"{self.column} → {self.until}" if self.until else self.column


@dataclass(frozen=True)
class Repeats:
    """What becomes of several rows of one id."""

    keep: str = "first"
    by: str | None = None
    collect: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where one table comes from and how its columns and values translate."""

    table: str
    files: tuple[Path, ...] = ()
    sheet: str | int | None = None
    preset: str | None = None
    preset_file: Path | None = None
    """The preset's own file, where the workbook carries it."""
    columns: Mapping[str, ColumnSource] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    remote: str | None = None
    """Name of the table in the database of `connection:`, where it is not a file."""
    fill_down: tuple[str, ...] = ()
    """Header cells of columns that are filled in the first row of each group alone."""
    repeats: Repeats | None = None
    year: int | None = None
    """Of dates that bear none."""
    more: tuple["Source", ...] = ()
    """Further parts of the table, whose files have other columns, where `workbook.yml` gives a list of parts."""

    @property
    def parts(self) -> tuple["Source", ...]:
        """The table's parts in the order of `workbook.yml`; most tables are one."""
        return replace(self, more=()), *self.more


def read_table(folder: Path, name: str, sections: list[Section], connection: str | None) -> Source:
    """One table of `workbook.yml`, its parts together.

    Raises
    ------
    WorkbookError
        Naming the key that is wrong.
    """
    first, *more = (_source(folder, name, section, connection) for section in sections)
    for section, part in zip(sections, (first, *more), strict=True):
        if more and part.remote:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {section.place}.table: 一つの表の部分にできるのはファイルだけです。データベースの側でビューにまとめてください。",
                en=f"{FILE_NAME}: {section.place}.table: only files can be parts of one table: join them by a view in the database.",
            )
    return replace(first, more=tuple(more))


def check_zone(name: str, place: str) -> str:
    """The name of a time zone that the machine knows.

    Raises
    ------
    WorkbookError
        Where it knows none of that name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {place} の {name!r} というタイムゾーンはありません。Asia/Tokyo のように書いてください。",
            en=f"{FILE_NAME}: {place} {name!r} is unknown: write it as in Asia/Tokyo.",
        ) from None
    return name


def _source(folder: Path, name: str, section: Section, connection: str | None) -> Source:
    section = Section(section.content, section.place, names(_TABLE))
    patterns, remote = section.texts("file"), section.text("table")
    if bool(patterns) == bool(remote):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {section.place} には `file:`（書き出し）か `table:`（データベースの表）のどちらか一つを書いてください。",
            en=f"{FILE_NAME}: {section.place} needs either `file:` (an export) or `table:` (of a database).",
        )
    if remote and not connection:
        raise WorkbookError(
            ja=f"{FILE_NAME}: {section.place}.table はデータベースを読みます。いちばん上に `connection:` を書いてください。",
            en=f"{FILE_NAME}: {section.place}.table reads a database: say which by `connection:` at the top.",
        )
    sheet = section.content.get("sheet")
    if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, (str, int))):
        raise section.wrong("sheet", "シートの名前か番号", "the name or number of a sheet")
    preset = section.text("preset")
    own_preset = preset if preset and preset.endswith((".yml", ".yaml")) else None
    columns = {str(key): _column(section, key, value) for key, value in section.section("columns").content.items()}
    constants = section.section("constants").content
    for key, value in constants.items():
        if value is None or isinstance(value, (dict, list)):
            raise section.section("constants").wrong(key, "値を一つ", "one value")
        if key in columns:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {section.place} の {key} が columns と constants の両方にあります。どちらか一つにしてください。",
                en=f"{FILE_NAME}: {section.place} has {key} under columns and under constants: keep one.",
            )
    source = Source(
        table=name,
        files=find_files(folder, patterns, section.place),
        sheet=sheet,
        preset=preset,
        preset_file=one_file(folder, own_preset, f"{section.place}.preset") if own_preset else None,
        columns=columns,
        constants={str(key): value for key, value in constants.items()},
        values={
            str(key): {scalar_text(ours): theirs for ours, theirs in value.lists().items()}
            for key, value in section.section("values").sections().items()
        },
        remote=remote,
        fill_down=section.texts("fill_down"),
        repeats=_repeats(section, name),
        year=_year(section),
    )
    if remote:
        _refuse_of_files(section, source)
    return source


def _refuse_of_files(section: Section, source: Source) -> None:
    """What is done to the rows of a file has no meaning for a table of a database, where a view does it."""
    apart = [name for name, column in source.columns.items() if column.time or column.until]
    for key, said in (
        ("fill_down", source.fill_down),
        ("repeats", source.repeats),
        ("year", source.year),
        (f"columns.{''.join(apart[:1])}", apart),
    ):
        if said:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {section.place}.{key} はファイルのためのものです。データベースではビューで行い、そのビューを書いてください。",
                en=f"{FILE_NAME}: {section.place}.{key} is for files: let a view of the database do it and name the view.",
            )


def _column(section: Section, key: object, value: object) -> ColumnSource:
    if isinstance(value, dict):
        place = f"{section.place}.columns.{key}"
        entry = Section(value, place, _COLUMN)
        form, needed = next(((form, needed) for form, needed in _FORMS if needed and needed & value.keys()), _FORMS[0])
        odd = sorted(str(name) for name in (value.keys() - form) | (needed - value.keys()))
        if odd:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {place}.{odd[0]}: {{column: …}}、{{date: …, time: …}}、{{from: …, to: …}} のどれかの形で、その形にあるものだけを書いてください。",
                en=(
                    f"{FILE_NAME}: {place}.{odd[0]}: write {{column: …}}, {{date: …, time: …}} or {{from: …, to: …}}, "
                    "each with what belongs to it."
                ),
            )
        zone = entry.text("timezone")
        return ColumnSource(
            entry.text("column") or entry.text("date") or entry.text("from") or str(key),
            entry.choice("unit", UNITS),
            entry.choice("date_order", DATE_ORDERS),
            entry.text("time"),
            entry.text("to"),
            zone and check_zone(zone, f"{place}.timezone"),
        )
    if value is None or isinstance(value, list):
        raise section.section("columns").wrong(key, "書き出しでの列名", "the column's name in the export")
    return ColumnSource(scalar_text(value))


def _repeats(section: Section, table: str) -> Repeats | None:
    if section.content.get("repeats") is None:
        return None
    entry = section.section("repeats", names(inside(_TABLE, "repeats")))
    keep, collect = entry.choice("keep", ("last", "first")), entry.texts("collect")
    if (keep is None) == (not collect) or (collect and entry.text("by")):
        raise WorkbookError(
            ja=f"{FILE_NAME}: {entry.place} には `keep: last`（どの行かを決める列があれば `by:` も）か、値を集める項目を並べた `collect:` のどちらかを書いてください。",
            en=(
                f"{FILE_NAME}: {entry.place} needs either `keep: last` (with `by:` where a column says which row that is) "
                "or `collect:` with the columns whose values are to be collected."
            ),
        )
    if TABLES[table].key is None:
        raise WorkbookError(
            ja=f"{FILE_NAME}: {entry.place}: {table} の行には ID がありません。この行を消してください。",
            en=f"{FILE_NAME}: {entry.place}: rows of {table} bear no id: leave it out.",
        )
    for column in collect:
        if column not in TABLES[table].by_name or column == TABLES[table].key:
            raise WorkbookError(
                ja=f"{FILE_NAME}: {entry.place}.collect: {column} は {table} で集められる項目ではありません。",
                en=f"{FILE_NAME}: {entry.place}.collect: {column} is no column of {table} to collect.",
            )
    return Repeats(keep or "first", entry.text("by"), collect)


def _year(section: Section) -> int | None:
    year = section.content.get("year")
    if year is not None and (type(year) is not int or not 2000 <= year <= 2100):
        raise section.wrong("year", "2026 のような年", "a year such as 2026")
    return year
