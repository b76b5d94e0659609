"""Several rows of one id: which of them stays, and what is collected from the others.

The export is read once to see which rows belong together; a row that gives way is
set aside as a repeat, so that rows read are still rows kept and rows set aside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy
import pandas
import pyarrow

from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.config_sources import Repeats
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import dates, numbers
from kpi_helpers.workbook.reading.exports import INTACT, Batch, Export
from kpi_helpers.workbook.reading.headers import NoColumn, Wanted, match, positions_of
from kpi_helpers.workbook.reading.values import plain_ids, trimmed
from kpi_helpers.workbook.schema import TABLES

SEPARATOR = ";"
"""Between several ids or campaigns in one cell."""


def without_repeats(exports: list[Export], wanted: Wanted) -> list[Export]:
    """The exports with one row for each id, as `repeats` wants it; themselves where it says nothing.

    Raises
    ------
    WorkbookError
        Where a column that it names is not there, or the id.
    """
    repeats, key = wanted.source.repeats, TABLES[wanted.source.table].key
    if repeats is None or key is None:
        return exports
    decision = _Decision(exports, wanted, repeats, key)
    decision.check()
    return [
        replace(export, batches=partial(_batches, export, decision, number)) for number, export in enumerate(exports)
    ]


@dataclass
class _Decision:
    """Which rows of some exports stay; worked out when the first of them is read."""

    exports: Sequence[Export]
    wanted: Wanted
    repeats: Repeats
    key: str
    """The column of the id."""

    def check(self) -> None:
        for export in self.exports:
            self._places(export)

    def _places(self, export: Export) -> tuple[int, int | None, dict[str, int]]:
        """Where the id stands, what orders the rows, and what is collected."""
        source, repeats, table = self.wanted.source, self.repeats, TABLES[self.wanted.source.table]
        places = match(self.wanted, export.header, export.name)
        missing = [name for name in (self.key, *repeats.collect) if name not in places]
        if missing:
            raise NoColumn(
                ja=f"{export.name}: tables.{source.table}.repeats には {missing[0]} の列が必要です。{FILE_NAME} の tables.{source.table}.columns に書いてください。",
                en=(
                    f"{export.name}: tables.{source.table}.repeats needs a column for {missing[0]}: "
                    f"name it under tables.{source.table}.columns in {FILE_NAME}."
                ),
            )
        by = None
        if repeats.by is not None:
            found = positions_of(repeats.by, export.header, source.table)
            if len(found) != 1:
                named = ", ".join(cell for cell in export.header if cell)
                raise NoColumn(
                    ja=f"{export.name} に、{FILE_NAME} の tables.{source.table}.repeats.by にある列「{repeats.by}」がありません（あるのは {named}）。",
                    en=(
                        f"{export.name} has no column '{repeats.by}', which {FILE_NAME} names under "
                        f"tables.{source.table}.repeats.by: it has {named}."
                    ),
                )
            by = found[0]
        elif repeats.collect and table.dated_by in places:
            by = places[table.dated_by][0]
        return places[self.key][0], by, {name: places[name][0] for name in repeats.collect}

    @cached_property
    def rows(self) -> pandas.DataFrame:
        """Every row that has an id: its export, its place, whether it stays, and what it has collected."""
        found = []
        for number, export in enumerate(self.exports):
            key, by, collected = self._places(export)
            at = 0
            for batch in export.batches():
                columns = {"id": _ids(batch.cells[key])}
                columns["order"] = trimmed(batch.cells[by], name=False) if by is not None else None
                columns |= {name: trimmed(batch.cells[position], name=True) for name, position in collected.items()}
                frame = pandas.DataFrame(
                    {name: None if cells is None else cells.to_pandas() for name, cells in columns.items()},
                    index=range(len(batch)),
                )
                frame["export"], frame["place"] = number, numpy.arange(at, at + len(batch))
                at += len(batch)
                found.append(frame[frame["id"].notna() & _intact(batch)])
        rows = pandas.concat(found, ignore_index=True) if found else pandas.DataFrame(columns=["id", "order"])
        return self._judged(rows, self.repeats.keep)

    def _judged(self, rows: pandas.DataFrame, keep: str) -> pandas.DataFrame:
        rows["rank"] = self._ranks(rows["order"]) if rows["order"].notna().any() else 0.0
        # Rows without a rank are the oldest where the last stays, the newest where the first does.
        ordered = rows.sort_values("rank", kind="stable", na_position="first" if keep == "last" else "last")
        chosen = ordered.groupby("id", sort=False).tail(1) if keep == "last" else ordered.groupby("id").head(1)
        rows["stays"] = False
        rows.loc[chosen.index, "stays"] = True
        for name in self.repeats.collect:
            joined = rows.dropna(subset=[name]).groupby("id")[name].agg(_together)
            rows[name] = rows["id"].map(joined)
        return rows

    def _ranks(self, texts: pandas.Series) -> pandas.Series:
        # By way of numpy: of several batches pandas would give several chunks.
        values = pyarrow.array(texts.to_numpy("object", na_value=None), pyarrow.string())
        source, by = self.wanted.source, self.repeats.by
        named = next((column for column in source.columns.values() if column.column == by), None)
        found = dates.parse(values, "UTC", named.date_order if named else None, year=source.year)
        if found.undecided:
            raise WorkbookError(
                ja=f"{self.exports[0].name}: 列「{by}」の日付は、日と月のどちらが先か決められず、最後の行がわかりません。2026-11-20 の形で書き出してください。",
                en=(
                    f"{self.exports[0].name}: the dates of the column '{by}' can be read as day or month first, "
                    f"so that the last row cannot be told: export them as 2026-11-20."
                ),
            )
        read = (found.status == dates.OK) & texts.notna().to_numpy()
        if read.any():
            return pandas.Series(found.moments.astype("float64"), texts.index).where(read)
        plain, unread = numbers.parse(values, None, duration=False)
        if unread.all():
            raise WorkbookError(
                ja=(
                    f"{self.exports[0].name}: 列「{by}」は日付でも数値でもなく、最後の行がわかりません。"
                    f"{FILE_NAME} の tables.{source.table}.repeats.by に別の列を書いてください。"
                ),
                en=(
                    f"{self.exports[0].name}: the column '{by}' holds neither dates nor numbers, "
                    f"so that the last row cannot be told: name another under tables.{source.table}.repeats.by in {FILE_NAME}."
                ),
            )
        return pandas.Series(plain.to_numpy(zero_copy_only=False), texts.index)


def _batches(export: Export, decision: _Decision, number: int) -> Iterator[Batch]:
    rows = decision.rows
    again = set(rows["id"][rows.duplicated("id", keep=False)]) if len(rows) else set()
    rows = rows[rows["export"] == number].set_index("place")
    places = decision._places(export)[2]
    at = 0
    for batch in export.batches():
        here = rows.reindex(range(at, at + len(batch)))
        at += len(batch)
        aside = numpy.full(len(batch), None, dtype=object)
        aside[(here["stays"] == False).to_numpy()] = "repeat"  # noqa: E712 - rows without an id are neither
        cells = list(batch.cells)
        if again:
            for name, position in places.items():
                texts = here[name].where(here["id"].isin(again), pandas.Series(cells[position].to_pandas(), here.index))
                cells[position] = pyarrow.array(texts.fillna("").to_numpy("object"), pyarrow.string())
        yield replace(batch, cells=tuple(cells), aside=aside)


def _ids(cells: pyarrow.Array) -> pyarrow.Array:
    return plain_ids(trimmed(cells, name=False))


def _intact(batch: Batch) -> numpy.ndarray:
    return numpy.ones(len(batch), dtype=bool) if batch.cut is None else batch.cut == INTACT


def _together(values: pandas.Series) -> str:
    return SEPARATOR.join(dict.fromkeys(str(value) for value in values))
