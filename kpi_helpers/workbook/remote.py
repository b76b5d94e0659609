"""Tables that stay in a database: judged and counted where they lie by the rules that hold for files.

Only distinct values of the columns that are translated, one row of counts per
reason and the first rows set aside come here. The small tables (targets,
campaigns, visits, timesheet), which KPIs read whole, go through the file reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from kpi_helpers.workbook.config import Config, Source
from kpi_helpers.workbook.config_section import pointing
from kpi_helpers.workbook.engine import TYPES, Engine, Expr
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import Loaded, TableReport, Warned, load
from kpi_helpers.workbook.reading.columns import LONGEST_TALK, Conventions
from kpi_helpers.workbook.reading.conservation import REJECTED, row_text
from kpi_helpers.workbook.reading.crosscheck import crosscheck
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import labels_of
from kpi_helpers.workbook.reading.opening import settled
from kpi_helpers.workbook.reading.same_ids import match_ids
from kpi_helpers.workbook.reading.tables import Progress, TableReader
from kpi_helpers.workbook.remote_columns import RemoteColumn, TypedColumn
from kpi_helpers.workbook.schema import DEFAULTS

LISTED = 1_000
"""Rows set aside that are listed of each table; all are counted."""

MOST_VALUES = 10_000
"""Different values that a column may have whose values are translated."""

_STAYING = ("leads", "activities", "opportunities", "accounts")


@pointing()
def open_tables(
    config: Config, extra_columns: Mapping[str, Mapping[str, str]], progress: Progress | None = None
) -> tuple[Mapping[str, Path | Expr], Loaded, Engine | None]:
    """Every table of a workbook: those of files from the cache, those of a database where they lie.

    Parameters
    ----------
    config : Config
    extra_columns : mapping of table to mapping of column to type
        Columns beyond the schema that definitions name.
    progress : callable, optional
        Called with a table's name and its rows.

    Returns
    -------
    tables : mapping of Path or Expr
    loaded : Loaded
        How they were read. Of each table in the database the first `LISTED` rows set
        aside are listed, without a line.
    engine : Engine or None
        The database's, where there is one.

    Raises
    ------
    WorkbookError
        Where a table cannot be read, or a column is missing or of an impossible type.

    Notes
    -----
    Moments written as text are read where the year comes first (2026-11-20 9:05,
    2026/11/20, with or without an offset), numbers written as text in plain digits;
    what files may hold beyond that is counted as not readable. Of rows with the same
    id the oldest stays.
    """
    staying = {name: source for name, source in config.tables.items() if source.remote and name in _STAYING}
    files = {name: source for name, source in config.tables.items() if name not in staying}
    loaded = load(replace(config, tables=files), extra_columns=extra_columns, progress=progress)
    if not staying or config.connection is None:
        return loaded.paths, loaded, None
    engine = Engine(config.connection)
    found = {}
    for name, source in staying.items():
        found[name] = _judged(engine, config, source, dict(extra_columns.get(name, {})))
        if progress:
            progress(name, found[name].report.read)
    matched = match_ids(
        engine,
        {name: table.rows for name, table in found.items()},
        {name: table.report.missing for name, table in found.items()},
    )
    rows = {
        name: engine.keep(name, table) if name in matched.cells else table for name, table in matched.tables.items()
    }
    odd = crosscheck(engine, rows)
    reports = {
        **loaded.reports,
        **{name: table.report.warned(matched.warnings.get(name, {}), odd[name]) for name, table in found.items()},
    }
    listed = pd.concat([loaded.rejected, *(table.rejected for table in found.values())], ignore_index=True)
    every = replace(loaded, reports={name: reports[name] for name in config.tables}, listed=listed)
    return {**loaded.paths, **rows}, every, engine


@dataclass(frozen=True)
class _Judged:
    """The usable rows of a table, what became of the others, and the first of these."""

    rows: Expr
    report: TableReport
    rejected: pd.DataFrame


def _judged(engine: Engine, config: Config, source: Source, extra: Mapping[str, str]) -> _Judged:
    place = source.remote or ""
    table = engine.table(place)
    export = Export(place, labels_of(table.columns), lambda: iter(()))
    opened = settled([export], source, extra)
    reader = TableReader(opened.source, opened.exports, extra, Conventions.of(config), aliases=opened.aliases)
    typed = _typed(engine, table, reader, opened.exports[0])
    values = {name: _value(reader, name, typed) for name in reader.columns}
    faults = [(held, f"{reason}:{name}") for name, column in typed.items() for reason, held in column.faults]
    faults.sort(key=lambda fault: not fault[1].startswith("missing_required"))
    odd = dict(column.odd for column in typed.values() if column.odd)
    work = table.mutate(
        kpi_reason=fn.cases(*faults) if faults else fn.null("string"),
        **{f"kpi_{name}": value for name, value in values.items()},
        **{f"kpi_odd_{number}": column for number, column in enumerate(odd.values())},
    )
    if reader.table.key in typed:
        work = _without_copies(work, reader)
    held = [name for name in work.columns if name.startswith("kpi_") and name not in table.columns]
    kept = engine.keep(source.table, work.select(held))
    counts = _counts(engine, kept, reader, list(odd))
    rows = kept.filter(kept.kpi_reason.isnull()).select(**{name: kept[f"kpi_{name}"] for name in reader.columns})
    report = _report(source, counts, [*typed, *reader.constants], reader, list(odd))
    rejected = _listed(engine, work, table.columns, source) if report.set_aside else _no_rows()
    return _Judged(rows, report, rejected)


def _typed(engine: Engine, table: Expr, reader: TableReader, export: Export) -> dict[str, TypedColumn]:
    columns = {
        name: RemoteColumn(
            reader.readers[name], table[table.columns[position]], f"{export.name}.{export.header[position]}"
        )
        for name, (position, _) in reader.places[0].items()
        if name not in reader.constants
    }
    asked = [
        table.select(kpi_column=fn.literal(name), kpi_value=column.asked).distinct()
        for name, column in columns.items()
        if column.asked is not None
    ]
    found = pd.DataFrame({"kpi_column": [], "kpi_value": []})
    if asked:
        every = asked[0] if len(asked) == 1 else fn.union(*asked)
        found = engine.run(every.filter(every.kpi_value.notnull()).limit(MOST_VALUES * len(asked) + 1))
    several = found["kpi_column"].value_counts()
    for name, count in several.items():
        if count > MOST_VALUES:
            raise WorkbookError(
                ja=f"workbook.yml: {columns[name].place} には {MOST_VALUES:,} 種類を超える値があり、{reader.table.name}.{name} に読み替えられません。別の列にしてください。",
                en=(
                    f"workbook.yml: {columns[name].place} has more than {MOST_VALUES:,} different values, too many to be "
                    f"translated for {reader.table.name}.{name}; name another column."
                ),
            )
    return {
        name: column.typed(found.loc[found["kpi_column"] == name, "kpi_value"].sort_values())
        for name, column in columns.items()
    }


def _value(reader: TableReader, name: str, typed: Mapping[str, TypedColumn]) -> fn.Value:
    kind = TYPES[reader.columns[name].type]
    if name in typed:
        return typed[name].value.cast(kind)
    constant = reader.constants[name].as_py() if name in reader.constants else DEFAULTS.get((reader.table.name, name))
    return fn.null(kind) if constant is None else fn.literal(constant, kind)


def _without_copies(work: Expr, reader: TableReader) -> Expr:
    """Only the first of the usable rows with the same id stays usable."""
    key = f"kpi_{reader.table.key}"
    first = [f"kpi_{reader.table.dated_by}"] if reader.table.dated_by else []
    order = dict.fromkeys([*first, *(f"kpi_{name}" for name in reader.columns)])
    place = fn.row_number().over(
        group_by=[work[key], work.kpi_reason.isnull()], order_by=[work[name] for name in order]
    )
    copy = work.kpi_reason.isnull() & work[key].notnull() & (place > 0)
    return work.mutate(kpi_reason=fn.ifelse(copy, "duplicate_id", work.kpi_reason))


def _warned(kept: Expr, reader: TableReader) -> dict[str, fn.Value]:
    """What is odd in the canonical columns themselves."""

    def held(name: str) -> fn.Value:
        return kept[f"kpi_{name}"]

    if reader.table.name == "activities":
        return {"long_talk": held("talk_seconds") > LONGEST_TALK}
    if reader.table.name == "opportunities":
        return {"negative_amount": held("amount") < 0}
    return {}


def _counts(engine: Engine, kept: Expr, reader: TableReader, odd: list[str]) -> pd.DataFrame:
    counts = {"rows": kept.count()}
    for name in reader.columns:
        counts[f"missing_{name}"] = kept.count(where=kept[f"kpi_{name}"].isnull())
    if reader.table.dated_by:
        moment = kept[f"kpi_{reader.table.dated_by}"]
        counts |= {"oldest": moment.min(), "newest": moment.max()}
    for number in range(len(odd)):
        text = kept[f"kpi_odd_{number}"]
        counts |= {f"odd_{number}": text.count(), f"example_{number}": text.min()}
    by = kept[f"kpi_{reader.table.key}"]
    for code, held in _warned(kept, reader).items():
        counts |= {f"count_{code}": kept.count(where=held), f"first_{code}": by.min(where=held)}
    return engine.run(kept.group_by("kpi_reason").agg(**counts))


def _report(
    source: Source, counts: pd.DataFrame, provided: list[str], reader: TableReader, odd: list[str]
) -> TableReport:
    fine = counts[counts["kpi_reason"].isna()]
    lost = counts[counts["kpi_reason"].notna()]
    one = fine.iloc[0].to_dict() if len(fine) else {}
    reasons = lost.groupby(lost["kpi_reason"].str.partition(":")[0])["rows"].sum() if len(lost) else {}
    codes = [*(name for name in one if name.startswith("count_"))]
    warnings = (
        {code: (one[f"odd_{number}"], one[f"example_{number}"]) for number, code in enumerate(odd)} if one else {}
    )
    warnings |= {
        code.removeprefix("count_"): (one[code], one[f"first_{code.removeprefix('count_')}"]) for code in codes
    }
    ends = [one.get(end) for end in ("oldest", "newest")]
    oldest, newest = (None if pd.isna(end) else pd.Timestamp(end).to_pydatetime() for end in ends)
    return TableReport(
        source.table,
        (source.remote or "",),
        int(counts["rows"].sum()),
        int(one.get("rows", 0)),
        {reason: int(count) for reason, count in sorted(dict(reasons).items())},
        {
            code: Warned(int(count), "" if pd.isna(example) else str(example))
            for code, (count, example) in sorted(warnings.items())
            if count
        },
        oldest,
        newest,
        {name: int(one.get(f"missing_{name}", 0)) for name in reader.columns if name in provided},
    )


def _listed(engine: Engine, work: Expr, columns: tuple[str, ...], source: Source) -> pd.DataFrame:
    shown = work.filter(work.kpi_reason.notnull())
    shown = shown.select(
        "kpi_reason", **{f"kpi_{place}": shown[name].cast("string") for place, name in enumerate(columns)}
    )
    rows = engine.run(shown.order_by(shown.columns).limit(LISTED))
    parts = rows["kpi_reason"].str.partition(":")
    cells = rows.drop(columns="kpi_reason").astype("object").where(lambda frame: frame.notna(), "")
    return pd.DataFrame(
        {
            "table": source.table,
            "file": source.remote,
            "line": 0,
            "reason": parts[0],
            "column": parts[2].mask(parts[2] == "", None),
            "row": [row_text(row) for row in cells.itertuples(index=False)],
        }
    )


def _no_rows() -> pd.DataFrame:
    return REJECTED.empty_table().to_pandas()
