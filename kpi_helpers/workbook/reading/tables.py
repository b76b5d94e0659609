"""From the exports of one table to its canonical Parquet file, batch by batch."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy
import pyarrow
from pyarrow import compute, parquet

from kpi_helpers.workbook.config import FILE_NAME, ColumnSource, Source, nearest
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import structure
from kpi_helpers.workbook.reading.columns import ARROW, ColumnReader, OrderNeeded, Typed, settle_order
from kpi_helpers.workbook.reading.conservation import Overlap, Rejections, Seen, hashes, row_text
from kpi_helpers.workbook.reading.exports import INTACT, TOO_MANY_CELLS, Batch, Export
from kpi_helpers.workbook.reading.headers import Wanted, match, unit_of
from kpi_helpers.workbook.reading.rates import as_shares
from kpi_helpers.workbook.reading.tally import Tally, Warned
from kpi_helpers.workbook.schema import FLAG, NAME, SECONDS, TABLES, TEXT, Column

Progress = Callable[[str, int], None]
Places = Mapping[str, tuple[int, ColumnSource]]
"""Where each column of ours stands in one export, and what is known of it."""

_PERCENT = {"targets": "share"}
DEFAULTS = {("leads", "motion"): "inbound", ("activities", "kind"): "call"}


@dataclass(frozen=True)
class TableReport:
    """What became of the rows of one table."""

    table: str
    files: tuple[str, ...]
    read: int
    kept: int
    set_aside: Mapping[str, int]
    """Rows set aside by reason; `words.reason_text` says it in the workbook's language."""
    warnings: Mapping[str, Warned]
    """Odd rows that were kept, by warning; `words.warning_text` says it."""
    oldest: datetime | None
    newest: datetime | None
    missing: Mapping[str, int]
    """Rows kept without a value, for each column that the export (or a constant) has."""


@dataclass
class TableReader:
    """Reads all files of one table into one Parquet file."""

    source: Source
    exports: Sequence[Export]
    extra: Mapping[str, str]
    zone: str
    rejections: Rejections | None
    progress: Progress | None = None
    aliases: Mapping[str, Sequence[ColumnSource]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.table = TABLES[self.source.table]
        self.columns = {**self.table.by_name,
                        **{name: Column(name, kind, "", "") for name, kind in self.extra.items()}}
        _check_names(self.source, self.columns)
        wanted = Wanted.of(self.source, self.extra, self.aliases)
        self.places = [match(wanted, export.header, export.name) for export in self.exports]
        self._check_agreement()
        self.readers = {name: self._reader(column) for name, column in self.columns.items()}
        self.constants = {name: self._constant(name, value) for name, value in self.source.constants.items()}
        self.schema = pyarrow.schema([(name, ARROW[column.type]) for name, column in self.columns.items()])
        self.tally = Tally()
        self.read = self.kept = 0
        self.missing: Counter[str] = Counter()
        self.days: list[datetime] = []
        self.seen, self.overlap = Seen(), Overlap()

    def write(self, path: Path) -> TableReport:
        """Read everything and write the rows kept, in the order of the files.

        Raises
        ------
        WorkbookError
            Where dates such as 03/04/2026 have no order.
        """
        self.rejections.start()
        with parquet.ParquetWriter(path, self.schema) as writer:
            for export, places in zip(self.exports, self.places, strict=True):
                for batch in export.batches():
                    kept = self._batch(export, places, batch)
                    if kept.num_rows:
                        writer.write_batch(kept)
                    if self.progress:
                        self.progress(self.table.name, self.read)
                self.tally.update(export.oddities)
        provided = sorted({name for places in self.places for name in places} | set(self.constants))
        return TableReport(
            self.table.name, tuple(dict.fromkeys(export.name for export in self.exports)), self.read, self.kept,
            dict(sorted(self.rejections.counts.items())), dict(self.tally.items()),
            min(self.days, default=None), max(self.days, default=None),
            {name: self.missing[name] for name in self.columns if name in provided})

    def _batch(self, export: Export, places: Places, batch: Batch) -> pyarrow.RecordBatch:
        batch = structure.without_blank_rows(batch, [places[name][0] for name in self.table.required if name in places])
        self.read += len(batch)
        typed = {name: self._column(name, places, batch) for name in self.columns}
        if self.table.name == "targets" and "value" in places:
            typed["value"].values = as_shares(typed["metric"].values, typed["value"].values,
                                              batch.cells[places["value"][0]])
        rows = pyarrow.RecordBatch.from_arrays([column.values for column in typed.values()], schema=self.schema)
        reasons, about = self._judge(batch, typed)
        fine = numpy.flatnonzero(reasons == None)  # noqa: E711 - compares each element of an array of objects
        reasons[fine] = self._met_before(export, rows if len(fine) == len(batch) else rows.take(pyarrow.array(fine)))
        self._set_aside(export, batch, places, reasons, about)
        keep = reasons == None  # noqa: E711
        kept = rows if keep.all() else rows.filter(pyarrow.array(keep))
        self._count(export, places, batch, typed, keep, kept)
        return kept

    def _column(self, name: str, places: Places, batch: Batch) -> Typed:
        if name in self.constants:
            return Typed(pyarrow.repeat(self.constants[name], len(batch)))
        if name not in places:
            default = DEFAULTS.get((self.table.name, name))
            return Typed(pyarrow.repeat(pyarrow.scalar(default, ARROW[self.columns[name].type]), len(batch)))
        cells = batch.cells[places[name][0]]
        try:
            return self.readers[name].read(cells)
        except OrderNeeded:
            self._settle(name)
            return self.readers[name].read(cells)

    def _settle(self, name: str) -> None:
        """Decide the order of day and month for the whole column, over all files."""
        order = settle_order((batch.cells[places[name][0]]
                              for export, places in zip(self.exports, self.places, strict=True) if name in places
                              for batch in export.batches()), self.readers[name])
        if order.decided is None:
            cells = [repr(value) for value in (order.day_first, order.month_first) if value] or [repr(order.open)]
            export, places = next((e, p) for e, p in zip(self.exports, self.places, strict=True) if name in p)
            label = export.header[places[name][0]]
            raise WorkbookError(
                f"{export.name}: the dates of the column '{label}' ({' and '.join(cells)}) can be read as day or month first: "
                f"write {name}: {{column: {label}, date_order: dmy}} (or mdy) under tables.{self.table.name}.columns "
                f"in {FILE_NAME}.")
        self.readers[name].order = order.decided

    def _judge(self, batch: Batch, typed: Mapping[str, Typed]) -> tuple[numpy.ndarray, numpy.ndarray]:
        """The first reason against each row, and the column it is about."""
        reasons = numpy.full(len(batch), None, dtype=object)
        about = numpy.full(len(batch), None, dtype=object)
        if batch.cut is not None:
            reasons[batch.cut != INTACT] = "broken_quotes"
            reasons[batch.cut == TOO_MANY_CELLS] = "too_many_cells"
        found = [(reason, name, mask) for name, column in typed.items() for reason, mask in column.faults]
        for reason, name, mask in sorted(found, key=lambda fault: fault[0] != "missing_required"):
            if mask.any():
                new = mask & (reasons == None)  # noqa: E711
                reasons[new], about[new] = reason, name
        return reasons, about

    def _met_before(self, export: Export, rows: pyarrow.RecordBatch) -> numpy.ndarray:
        """`duplicate_id` and `overlap` for the rows that stood already before."""
        reasons = numpy.full(rows.num_rows, None, dtype=object)
        several = len(self.exports) > 1
        contents = hashes(rows.columns) if several and rows.num_rows else numpy.zeros(rows.num_rows, dtype="uint64")
        with_id = numpy.zeros(rows.num_rows, dtype=bool)
        if self.table.key:
            ids = rows.column(self.table.key)
            with_id = ids.is_valid().to_numpy(zero_copy_only=False)
            at = numpy.flatnonzero(with_id)
            before, alike = self.seen.look_up(hashes([ids.drop_null()]), contents[at])
            reasons[at[before]] = "duplicate_id"
            if several:
                reasons[at[before & alike]] = "overlap"
        if several and not with_id.all():
            at = numpy.flatnonzero(~with_id)
            reasons[at[self.overlap.look_up(export.name, contents[at])]] = "overlap"
        return reasons

    def _set_aside(self, export: Export, batch: Batch, places: Places,
                   reasons: numpy.ndarray, about: numpy.ndarray) -> None:
        at = numpy.flatnonzero(reasons != None)  # noqa: E711
        if not len(at):
            return
        taken = [column.take(pyarrow.array(at)).to_pylist() for column in batch.cells]
        texts, why = [], []
        for position, cells in zip(at, zip(*taken, strict=True), strict=True):
            texts.append(batch.leftovers.get(int(position)) or row_text(cells))
            why.append(structure.form_of(cells, export.header, places) if about[position] else None)
        self.rejections.add(self.table.name, export.name, batch.lines[at],
                            [form or reason for form, reason in zip(why, reasons[at], strict=True)],
                            [None if form else column for form, column in zip(why, about[at], strict=True)], texts)

    def _count(self, export: Export, places: Places, batch: Batch, typed: Mapping[str, Typed], keep: numpy.ndarray,
               kept: pyarrow.RecordBatch) -> None:
        self.kept += kept.num_rows
        for name in self.columns:
            self.missing[name] += kept.column(name).null_count
            for code, mask in typed[name].oddities:
                odd = mask & keep
                if odd.any():
                    at = int(numpy.argmax(odd))
                    cell = batch.cells[places[name][0]][at].as_py().strip()
                    self.tally.add(code, int(odd.sum()), f"{export.name}:{batch.lines[at]} {_short(cell)}")
        if self.table.dated_by and kept.num_rows:
            moments = compute.min_max(kept.column(self.table.dated_by).cast(pyarrow.timestamp("us"))).as_py()
            self.days += [moments["min"], moments["max"]]

    def _reader(self, column: Column) -> ColumnReader:
        label, known = next(((export.header[places[column.name][0]], places[column.name][1])
                             for export, places in zip(self.exports, self.places, strict=True) if column.name in places),
                            ("", ColumnSource("")))
        stated = unit_of(label) if column.type == SECONDS else _PERCENT.get(self.table.name)
        return ColumnReader(column, column.name in self.table.required, self.zone,
                            dict(self.source.values.get(column.name, {})),
                            known.unit or stated or ("shown" if column.name in self.extra else None), known.date_order)

    def _constant(self, name: str, value: object) -> pyarrow.Scalar:
        found = self.readers[name].constant(value)
        if found is None:
            raise WorkbookError(f"{FILE_NAME}: tables.{self.table.name}.constants.{name} is {value!r}, "
                                f"which is no {self.columns[name].type} of this column.")
        return found

    def _check_agreement(self) -> None:
        """A column that one file has and another lacks is a slip in exporting, not an empty column."""
        for export, places in zip(self.exports[1:], self.places[1:], strict=True):
            for one, other, lacks in ((self.places[0], places, export), (places, self.places[0], self.exports[0])):
                for name in sorted(one.keys() - other.keys()):
                    has = export if lacks is self.exports[0] else self.exports[0]
                    raise WorkbookError(f"{lacks.name} lacks the column '{has.header[one[name][0]]}' that {has.name} has "
                                        f"({self.table.name}.{name}): export both with the same columns.")


def _check_names(source: Source, columns: Mapping[str, Column]) -> None:
    """Every name that `workbook.yml` says of a table is a column of it, every value of ours one that the column has."""
    place = f"{FILE_NAME}: tables.{source.table}"
    for key, entries in (("columns", source.columns), ("constants", source.constants), ("values", source.values)):
        for name in entries:
            if name not in columns:
                raise WorkbookError(f"{place}.{key}.{name} is no column of {source.table} "
                                    f"and no definition names it{nearest(name, columns) or '.'}")
    for name, entries in source.values.items():
        column = columns[name]
        if column.type in (TEXT, NAME) and not column.values:
            continue  # any text may stand in it
        known = (*(("true", "false") if column.type == FLAG else column.values), "missing")
        for ours in entries:
            if ours not in known:
                raise WorkbookError(f"{place}.values.{name}.{ours} is no value of {name}"
                                    f"{nearest(ours, known) or '; known are ' + ', '.join(known) + '.'}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
