"""What `workbook.yml` says, checked and typed: the one description of a workbook.

Nothing is read here but the YAML itself; the exports that it names are only
looked up, so that a misspelt name is answered before any work begins.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from pathlib import Path
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kpi_helpers.workbook.config_files import find_files, one_file
from kpi_helpers.workbook.config_section import FILE_NAME, Section, scalar_text
from kpi_helpers.workbook.errors import LANGUAGES, WorkbookError, speak
from kpi_helpers.workbook.plain_yaml import read_yaml
from kpi_helpers.workbook.schema import TABLES

UNITS = ("seconds", "minutes", "milliseconds", "clock", "percent")
DATE_ORDERS = ("ymd", "mdy", "dmy")

BENCHMARKS: Mapping[str, object] = {
    "cph": 13,
    "contact_rate": 0.30,
    "att_seconds": [300, 480],
    "response_seconds": 300,
    "companies_per_100": 50,
    "activities_per_company": 1.25,
    "list_coverage": 0.6,
}
"""Reference values of Japanese inside-sales practice; `benchmarks:` replaces single ones."""


@dataclass(frozen=True)
class ColumnSource:
    """Where a column of ours comes from in the export."""

    column: str
    unit: str | None = None
    date_order: str | None = None


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
    more: tuple["Source", ...] = ()
    """Further parts of the table, whose files have other columns, where `workbook.yml` gives a list of parts."""

    @property
    def parts(self) -> tuple["Source", ...]:
        """The table's parts in the order of `workbook.yml`; most tables are one."""
        return replace(self, more=()), *self.more


@dataclass(frozen=True)
class CalendarConfig:
    """Which days and hours are for business."""

    country: str = "JP"
    days_off: tuple[date, ...] = ()
    business_hours: tuple[time, time] = (time(9), time(18))


@dataclass(frozen=True)
class Config:
    """One workbook: its folder and everything that `workbook.yml` says."""

    folder: Path
    name: str
    timezone: str
    language: str
    tables: Mapping[str, Source]
    definitions: Path | None
    calendar: CalendarConfig
    teams: Mapping[str, tuple[str, ...]]
    benchmarks: Mapping[str, object]
    rejected_budget: float
    connection: str | None
    freemail: tuple[str, ...]


def load_config(folder: Path) -> Config:
    """Read and check `workbook.yml` of a folder.

    Parameters
    ----------
    folder : Path
        The workbook's folder.

    Returns
    -------
    Config
        With the defaults filled in and every file resolved to a path in the folder.

    Raises
    ------
    WorkbookError
        Unknown key (with the nearest known one), wrong type, missing file, a
        path that leaves the folder, YAML that is not plain data.
    """
    folder = Path(folder)
    path = folder / FILE_NAME
    if not path.is_file():
        raise WorkbookError(f"{folder} has no {FILE_NAME}: write one with `kpi init {folder} FILE…`.")
    top = Section(
        read_yaml(path),
        "",
        {
            "name",
            "timezone",
            "language",
            "tables",
            "definitions",
            "calendar",
            "teams",
            "benchmarks",
            "rejected_budget",
            "connection",
            "freemail",
        },
    )
    language = top.choice("language", LANGUAGES) or "ja"
    speak(workbook=language)
    connection = top.text("connection")
    tables = {
        name: _table(folder, name, parts, connection)
        for name, parts in top.section("tables", set(TABLES), required=True).parts().items()
    }
    definitions = top.text("definitions")
    return Config(
        folder=folder,
        name=top.text("name") or folder.resolve().name,
        timezone=_timezone(top),
        language=language,
        tables=tables,
        definitions=one_file(folder, definitions, "definitions") if definitions else None,
        calendar=_calendar(top),
        teams={str(team): members for team, members in top.section("teams").lists().items()},
        benchmarks={**BENCHMARKS, **_benchmarks(top)},
        rejected_budget=_share(top, "rejected_budget", 0.02),
        connection=connection,
        freemail=top.texts("freemail"),
    )


def resolve_connection(connection: str) -> str:
    """The database address with `${NAME}` taken from the environment, to be used and forgotten.

    Raises
    ------
    WorkbookError
        Where a variable is not set; the message never holds a value.
    """

    def of_environment(match: re.Match) -> str:
        if match[1] not in os.environ:
            raise WorkbookError(
                f"{FILE_NAME}: connection needs the environment variable {match[1]}: set it and run again."
            )
        value = os.environ[match[1]]
        # A password may hold what ends a password in an address.
        return quote_plus(value) if match[2] else value

    return re.sub(r"\$\{(\w+)\}(?=(@)?)", of_environment, connection)


def _table(folder: Path, name: str, sections: list[Section], connection: str | None) -> Source:
    first, *more = (_source(folder, name, section, connection) for section in sections)
    for section, part in zip(sections, (first, *more), strict=True):
        if more and part.remote:
            raise WorkbookError(
                f"{FILE_NAME}: {section.place}.table: only files can be parts of one table: join them by a view in the database."
            )
    return replace(first, more=tuple(more))


def _source(folder: Path, name: str, section: Section, connection: str | None) -> Source:
    section = Section(
        section.content, section.place, {"file", "table", "sheet", "preset", "columns", "constants", "values"}
    )
    patterns, remote = section.texts("file"), section.text("table")
    if bool(patterns) == bool(remote):
        raise WorkbookError(
            f"{FILE_NAME}: {section.place} needs either `file:` (an export) or `table:` (of a database)."
        )
    if remote and not connection:
        raise WorkbookError(
            f"{FILE_NAME}: {section.place}.table reads a database: say which by `connection:` at the top."
        )
    sheet = section.content.get("sheet")
    if sheet is not None and (isinstance(sheet, bool) or not isinstance(sheet, (str, int))):
        raise section.wrong("sheet", "the name or number of a sheet")
    preset = section.text("preset")
    own_preset = preset is not None and preset.endswith((".yml", ".yaml"))
    columns = {str(key): _column(section, key, value) for key, value in section.section("columns").content.items()}
    constants = section.section("constants").content
    for key, value in constants.items():
        if value is None or isinstance(value, (dict, list)):
            raise section.section("constants").wrong(key, "one value")
        if key in columns:
            raise WorkbookError(f"{FILE_NAME}: {section.place} has {key} under columns and under constants: keep one.")
    return Source(
        table=name,
        files=find_files(folder, patterns, section.place),
        sheet=sheet,
        preset=preset,
        preset_file=one_file(folder, preset, f"{section.place}.preset") if own_preset else None,
        columns=columns,
        constants={str(key): value for key, value in constants.items()},
        values={
            str(key): {scalar_text(ours): theirs for ours, theirs in value.lists().items()}
            for key, value in section.section("values").sections().items()
        },
        remote=remote,
    )


def _column(section: Section, key: object, value: object) -> ColumnSource:
    if isinstance(value, dict):
        entry = Section(value, f"{section.place}.columns.{key}", {"column", "unit", "date_order"})
        return ColumnSource(
            entry.text("column") or str(key), entry.choice("unit", UNITS), entry.choice("date_order", DATE_ORDERS)
        )
    if value is None or isinstance(value, list):
        raise section.section("columns").wrong(key, "the column's name in the export")
    return ColumnSource(scalar_text(value))


def _timezone(top: Section) -> str:
    name = top.text("timezone") or "Asia/Tokyo"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WorkbookError(f"{FILE_NAME}: timezone {name!r} is unknown: write it as in Asia/Tokyo.") from None
    return name


def _calendar(top: Section) -> CalendarConfig:
    section = top.section("calendar", {"country", "days_off", "business_hours"})
    days = section.content.get("days_off") or []
    if not isinstance(days, list) or any(type(day) is not date for day in days):
        raise section.wrong("days_off", "a list of dates such as 2026-12-29")
    hours = section.texts("business_hours") or ("09:00", "18:00")
    try:
        opens, closes = (time.fromisoformat(hour.zfill(5)) for hour in hours)
    except ValueError:
        raise section.wrong("business_hours", 'two clock times such as ["09:00", "18:00"]') from None
    if opens >= closes:
        raise WorkbookError(
            f"{FILE_NAME}: calendar.business_hours end before they begin: write the earlier time first."
        )
    return CalendarConfig(section.text("country") or "JP", tuple(sorted(set(days))), (opens, closes))


def _benchmarks(top: Section) -> dict[str, object]:
    section = top.section("benchmarks", set(BENCHMARKS))
    for key, value in section.content.items():
        wanted = len(BENCHMARKS[key]) if isinstance(BENCHMARKS[key], list) else 0
        numbers = value if isinstance(value, list) else [value]
        right_form = len(value) == wanted if isinstance(value, list) else not wanted
        if not right_form or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
            raise section.wrong(key, f"{wanted} numbers in brackets" if wanted else "a number")
    return section.content


def _share(top: Section, key: str, default: float) -> float:
    value = top.content.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise top.wrong(key, "a share from 0 to 1 such as 0.02")
    return float(value)
