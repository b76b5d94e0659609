"""From `workbook.yml` and exports to canonical Parquet tables, with an account of every row.

`load` is the door: it opens each export (`opening`, `delimited`, `excel`,
`columnar`), finds its header (`headers`, `recognition`), types its columns (`columns`, with `values`,
`dates`, `numbers`), sets rows aside (`tables`, `conservation`, `structure`),
and counts oddities (`crosscheck`); the result is kept in the cache. What reads is
imported only where something is to be read: an unchanged workbook needs none of it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kpi_helpers.workbook.cache import Cache, Entry, cache_of, cache_root
from kpi_helpers.workbook.cache.keys import WORKBOOK, FileState, code_key, file_states, key_of
from kpi_helpers.workbook.config import Config
from kpi_helpers.workbook.config_section import pointing
from kpi_helpers.workbook.errors import WorkbookError, os_reason
from kpi_helpers.workbook.reading.files import label, unreadable
from kpi_helpers.workbook.reading.reports import Progress, TableReport
from kpi_helpers.workbook.reading.tally import Warned
from kpi_helpers.workbook.reading.words import HARMLESS, advice, reason_text, warning_text
from kpi_helpers.workbook.typed import typed

if TYPE_CHECKING:
    import pandas

__all__ = ["Loaded", "TableReport", "Warned", "check_budget", "load", "reason_text", "rejected_rows", "warning_text"]

_REPORT = "report.json"
_REJECTED = "rejected.parquet"
_KIND = "tables"
_READINGS = 3
"""How often exports are read that are being written at the same time."""


@dataclass(frozen=True)
class Loaded:
    """The canonical tables of a workbook and what became of every row."""

    folder: Path
    """Where the Parquet files lie."""
    reports: Mapping[str, TableReport]
    listed: pandas.DataFrame | None = None
    """Rows set aside, where some lie in a database; by default all that the folder holds."""
    entry: Entry | None = field(default=None, compare=False, repr=False)
    """Held, so that no other run removes the files that are read from."""

    @property
    def paths(self) -> dict[str, Path]:
        """The Parquet file of each table that was read from files."""
        places = {table: self.folder / f"{table}.parquet" for table in self.reports}
        return {table: place for table, place in places.items() if place.is_file()}

    @property
    def rejected(self) -> pandas.DataFrame:
        """The rows set aside: table, file, line, reason (an id), column, row."""
        if self.listed is not None:
            return self.listed
        import pandas

        return pandas.read_parquet(self.folder / _REJECTED)


def load(
    config: Config,
    *,
    extra_columns: Mapping[str, Mapping[str, str]] = {},
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Read all tables of a workbook, or take them from the cache where nothing changed.

    Parameters
    ----------
    config : Config
        From `load_config`.
    extra_columns : mapping of table to mapping of column to type
        Columns beyond the schema that definitions name.
    cache_dir : Path, optional
        Where to keep the result; by default the user's cache folder.
    progress : callable, optional
        Called with a table's name and its rows read so far.

    Returns
    -------
    Loaded
        One Parquet file per table with all columns of the schema, in the order of the files.

    Raises
    ------
    WorkbookError
        Where a file cannot be read at all, or a column is missing or ambiguous.
    """
    try:
        store = Cache(cache_dir) if cache_dir else cache_of(config.folder)
        return _loaded(config, extra_columns, store, progress)
    except OSError as error:
        raise WorkbookError(
            ja=f"読み取った表を {cache_root()} に保存できません（{os_reason(error, 'ja')}）。空き容量を確保するか、環境変数 KPI_CACHE で別のフォルダーを指定して、もう一度実行してください。",
            en=f"The tables that were read cannot be kept in {cache_root()} ({os_reason(error, 'en')}): make room there, or name "
            "another folder by the environment variable KPI_CACHE, and run again.",
        ) from None


def _loaded(config: Config, extra_columns: Mapping, store: Cache, progress: Progress | None) -> Loaded:
    files = [
        (label(config, path), path)
        for source in config.tables.values()
        for part in source.parts
        for path in (*part.files, *filter(None, [part.preset_file]))
    ]
    is_remote = any(source.remote for source in config.tables.values())
    for _ in range(_READINGS):
        before = _states(files)
        content = [(file.name, file.digest) for file in before]
        asked = key_of(content, config, json.dumps(extra_columns, sort_keys=True, default=dict), code_key(WORKBOOK))
        found = None if is_remote else store.find(_KIND, asked)
        if found:
            return _of_entry(found)
        with contextlib.suppress(_Moved):
            return _of_entry(
                store.make(
                    _KIND, None if is_remote else asked, partial(_write, config, extra_columns, progress, files, before)
                )
            )
    raise WorkbookError(
        ja="読み取りの途中でファイルが書き換えられています。書き出しが終わってから、もう一度実行してください。",
        en="The files change while they are read: wait until the export is complete and run again.",
    )


class _Moved(Exception):
    """A file was changed while it was read."""


def _states(files: list[tuple[str, Path]]) -> tuple[FileState, ...]:
    try:
        return file_states(files)
    except OSError as error:
        raise unreadable(error.filename, error) from None


def _write(
    config: Config,
    extra_columns: Mapping,
    progress: Progress | None,
    files: list[tuple[str, Path]],
    before: tuple[FileState, ...],
    folder: Path,
) -> None:
    """Read everything into a folder, if nothing moves meanwhile: an entry is of exactly the bytes in its key."""
    try:
        reports = _read(config, extra_columns, folder, progress)
    except Exception:
        if _states(files) != before:
            raise _Moved from None
        raise
    (folder / _REPORT).write_text(
        json.dumps({name: asdict(report) for name, report in reports.items()}, default=datetime.isoformat),
        encoding="utf-8",
        newline="\n",
    )
    if _states(files) != before:
        raise _Moved


@pointing()
def check_budget(loaded: Loaded, config: Config) -> None:
    """Stop where a table lost more rows than the workbook's `rejected_budget` allows.

    Headers that come again, totals, notes and rows that two files share are no loss.

    Raises
    ------
    WorkbookError
        Naming the table, the share and the most frequent reasons.
    """
    for report in loaded.reports.values():
        lost = {reason: count for reason, count in report.set_aside.items() if reason not in HARMLESS}
        total = sum(lost.values())
        if total > config.rejected_budget * report.read:
            top = sorted(lost.items(), key=lambda item: -item[1])[:3]
            command = typed(["kpi", "check", config.folder])
            reasons = ", ".join(f"{reason_text(reason, 'en')}: {count:,}" for reason, count in top)
            reasons_ja = "、".join(f"{reason_text(reason, 'ja')}: {count:,}" for reason, count in top)
            raise WorkbookError(
                ja=(
                    f"{'、'.join(report.files)}: {report.table} の {report.read:,} 行のうち {total:,} 行（{total / report.read:.1%}）を除きました。"
                    f"rejected_budget の {config.rejected_budget:.1%} を超えています（{reasons_ja}）。{advice(top[0][0], report.table, 'ja')}。"
                    f"すべての行は `{command}` で見られます。"
                ),
                en=(
                    f"{', '.join(report.files)}: {total:,} of {report.read:,} rows of {report.table} "
                    f"({total / report.read:.1%}) were set aside, more than rejected_budget {config.rejected_budget:.1%} allows ({reasons}): "
                    f"{advice(top[0][0], report.table)}; `{command}` lists them all."
                ),
            )


def rejected_rows(loaded: Loaded, language: str) -> pandas.DataFrame:
    """The rows set aside as `rejected.csv` shows them: table, file, line, reason in words, row."""
    import pandas

    rows = loaded.rejected
    texts = {
        pair: reason_text(pair[0], language, pair[1])
        for pair in {
            (reason, column if isinstance(column, str) else None)
            for reason, column in zip(rows["reason"], rows["column"], strict=True)
        }
    }
    said = [
        texts[reason, column if isinstance(column, str) else None]
        for reason, column in zip(rows["reason"], rows["column"], strict=True)
    ]
    return rows.assign(reason=pandas.Series(said, index=rows.index, dtype="str"))[
        ["table", "file", "line", "reason", "row"]
    ]


def _read(config: Config, extra_columns: Mapping, entry: Path, progress: Progress | None) -> dict[str, TableReport]:
    from kpi_helpers.workbook.engine import Engine
    from kpi_helpers.workbook.reading.columns import Conventions
    from kpi_helpers.workbook.reading.conservation import Rejections
    from kpi_helpers.workbook.reading.crosscheck import crosscheck
    from kpi_helpers.workbook.reading.opening import open_table
    from kpi_helpers.workbook.reading.tables import TableReader

    rejections = Rejections(entry / _REJECTED)
    reports, paths = {}, {}
    for name, source in config.tables.items():
        extra = dict(extra_columns.get(name, {}))
        first, *more = open_table(config, source, extra)
        reader = TableReader(first.source, first.exports, extra, Conventions.of(config), progress, first.aliases, more)
        paths[name] = entry / f"{name}.parquet"
        reports[name] = reader.write(paths[name], rejections)
    rejections.close()
    matched = _matched(paths, reports)
    with closing(Engine()) as engine:
        warnings = crosscheck(engine, {name: engine.read_parquet(path) for name, path in paths.items()})
    return {name: report.warned(matched.get(name, {}), warnings[name]) for name, report in reports.items()}


def _matched(paths: Mapping[str, Path], reports: Mapping[str, TableReport]) -> Mapping[str, Mapping[str, Warned]]:
    """Write the ids of each table as the table that they come from has them; what is warned of."""
    from kpi_helpers.workbook.engine import Engine
    from kpi_helpers.workbook.reading.same_ids import match_ids, rename_in_file

    # Closed before the tables are read again: an engine may remember a file that is written anew.
    with closing(Engine()) as engine:
        tables = {name: engine.read_parquet(path) for name, path in paths.items()}
        matched = match_ids(engine, tables, {name: report.missing for name, report in reports.items()})
    for name, cells in matched.cells.items():
        rename_in_file(paths[name], cells)
    return matched.warnings


def _of_entry(entry: Entry) -> Loaded:
    reports = {}
    for name, fields in json.loads((entry.folder / _REPORT).read_text(encoding="utf-8")).items():
        for end in ("oldest", "newest"):
            fields[end] = fields[end] and datetime.fromisoformat(fields[end])
        fields["files"] = tuple(fields["files"])
        fields["warnings"] = {code: Warned(**warned) for code, warned in fields["warnings"].items()}
        reports[name] = TableReport(**fields)
    return Loaded(entry.folder, reports, entry=entry)
