"""From the exports of one table to its canonical Parquet file, batch by batch."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy
import pyarrow
from pyarrow import compute, parquet

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import structure
from kpi_helpers.workbook.reading.columns import ARROW, Conventions, OrderNeeded, Typed, settle_order
from kpi_helpers.workbook.reading.conservation import Overlap, Rejections, Seen, hashes, row_text
from kpi_helpers.workbook.reading.corrected import is_corrected
from kpi_helpers.workbook.reading.exports import INTACT, TOO_MANY_CELLS, Batch, Export
from kpi_helpers.workbook.reading.groups import blank, group_columns
from kpi_helpers.workbook.reading.parts import Opened, Part, parts_of
from kpi_helpers.workbook.reading.rates import are_shares, as_shares, in_ones, is_percent
from kpi_helpers.workbook.reading.reports import Progress, TableReport
from kpi_helpers.workbook.reading.tally import Tally
from kpi_helpers.workbook.schema import DEFAULTS, NUMBER, TABLES, Column

_FIRST = {"ditto_mark": 0, "group_cell": 0, "missing_required": 1}
"""Reasons that say more of a row than the others do."""
_VALUES = 200  # unnamed values of a column that are kept


@dataclass
class TableReader:
    """Reads all files of one table into one Parquet file."""

    source: Source
    exports: Sequence[Export]
    extra: Mapping[str, str]
    conventions: Conventions
    progress: Progress | None = None
    aliases: Mapping[str, Sequence[ColumnSource]] = field(default_factory=dict)
    more: Sequence[Opened] = ()
    """Further exports of the table, whose columns have other names."""

    def __post_init__(self) -> None:
        self.table = TABLES[self.source.table]
        self.columns = {**self.table.by_name, **{name: Column(name, kind, "", "") for name, kind in self.extra.items()}}
        self.parts = [
            part
            for opened in (Opened(list(self.exports), self.source, self.aliases), *self.more)
            for part in parts_of(opened, self.columns, self.extra, self.conventions)
        ]
        self.places = [part.places for part in self.parts]
        self.readers, self.constants = self.parts[0].readers, self.parts[0].constants
        self.schema = pyarrow.schema([(name, ARROW[column.type]) for name, column in self.columns.items()])
        self.tally = Tally()
        self.read = self.kept = self.untimed = 0
        self.missing: Counter[str] = Counter()
        self.unnamed: dict[str, Counter[str]] = {}
        self.days: list[datetime] = []
        self.seen, self.overlap = Seen(), Overlap()
        self.grouped: dict[str, list[str]] = {}
        self.shares: dict[str, bool] = {}

    def write(self, path: Path, rejections: Rejections) -> TableReport:
        """Read everything and write the rows kept, in the order of the files, and the others to `rejections`.

        Raises
        ------
        WorkbookError
            Where dates such as 03/04/2026 have no order.
        """
        rejections.start()
        with parquet.ParquetWriter(path, self.schema) as writer:
            for part in self.parts:
                for batch in part.export.batches():
                    kept = self._batch(part, batch, rejections)
                    if kept.num_rows:
                        writer.write_batch(kept)
                    if self.progress:
                        self.progress(self.table.name, self.read)
                self.tally.update(part.export.oddities)
        provided = {name for part in self.parts for name in (*part.places, *part.constants)}
        return TableReport(
            self.table.name,
            tuple(dict.fromkeys(part.export.name for part in self.parts)),
            self.read,
            self.kept,
            dict(sorted(rejections.counts.items())),
            dict(self.tally.items()),
            min(self.days, default=None),
            max(self.days, default=None),
            {name: self.missing[name] for name in self.columns if name in provided},
            self.untimed,
            {name: dict(counts.most_common(_VALUES)) for name, counts in sorted(self.unnamed.items())},
            {name: part.label(name) for part in reversed(self.parts) for name in part.places},
        )

    def _batch(self, part: Part, batch: Batch, rejections: Rejections) -> pyarrow.RecordBatch:
        places = part.places
        batch = structure.without_blank_rows(batch, [places[name][0] for name in self.table.required if name in places])
        self.read += len(batch)
        typed = {name: self._column(name, part, batch) for name in self.columns}
        self._tell_groups(part, batch, typed)
        if self.table.name == "targets" and "value" in places:
            position, known = places["value"]
            metrics, cells = typed["metric"].values, batch.cells[position]
            named = batch.cells[places["metric"][0]] if "metric" in places else pyarrow.repeat("", len(batch))
            typed["value"].values = in_ones(
                metrics, as_shares(metrics, typed["value"].values, cells), cells, known.unit, named
            )
        rows = pyarrow.RecordBatch.from_arrays([column.values for column in typed.values()], schema=self.schema)
        reasons, about = self._judge(batch, typed)
        fine = numpy.flatnonzero(reasons == None)  # noqa: E711 - compares each element of an array of objects
        reasons[fine] = self._met_before(
            part.export, rows if len(fine) == len(batch) else rows.take(pyarrow.array(fine))
        )
        self._set_aside(part, batch, reasons, about, rejections)
        keep = reasons == None  # noqa: E711
        kept = rows if keep.all() else rows.filter(pyarrow.array(keep))
        self._count(part, batch, typed, keep, kept)
        return kept

    def _tell_groups(self, part: Part, batch: Batch, typed: Mapping[str, Typed]) -> None:
        """Mark what is empty below the first row of a group, as the first rows of a file show it."""
        file = part.export.name
        if file not in self.grouped and len(batch):
            places = {position: name for name, (position, _) in part.places.items()}
            needed = {position for position, name in places.items() if name in self.table.required}
            self.grouped[file] = [places[one] for one in group_columns(batch, needed) if one in places]
        for name in self.grouped.get(file, ()):
            empty = blank(batch.cells[part.places[name][0]])
            if name in self.table.required:
                typed[name].faults.insert(0, ("group_cell", empty))
            else:
                typed[name].oddities.append((f"group_cell:{name}", empty))

    def _column(self, name: str, part: Part, batch: Batch) -> Typed:
        if name in part.constants:
            return Typed(pyarrow.repeat(part.constants[name], len(batch)))
        if name not in part.places:
            default = DEFAULTS.get((self.table.name, name))
            return Typed(pyarrow.repeat(pyarrow.scalar(default, ARROW[self.columns[name].type]), len(batch)))
        cells = batch.cells[part.places[name][0]]
        try:
            typed = part.readers[name].read(cells)
            if name in self.extra and self._holds_shares(name, part):
                typed.oddities.append(
                    (f"share_for_percent:{name}", typed.values.is_valid().to_numpy(zero_copy_only=False))
                )
                typed.values = compute.multiply(typed.values, 100.0)
            return typed
        except OrderNeeded:
            self._settle(name, part)
            return part.readers[name].read(cells)

    def _sharing(self, name: str, part: Part) -> list[Part]:
        """The parts that read a column as this one does: what one of them settles holds for all."""
        return [other for other in self.parts if name in other.places and other.readers[name] is part.readers[name]]

    def _holds_shares(self, name: str, part: Part) -> bool:
        """Whether a column that a definition names is headed (%) and written from 0 to 1, over all files that share it."""
        if self.columns[name].type != NUMBER or part.readers[name].unit != "shown" or not is_percent(part.label(name)):
            return False
        if name not in self.shares:
            reader = part.readers[name]
            self.shares[name] = are_shares(
                (reader.texts(cells), reader.read(cells).values)
                for other in self._sharing(name, part)
                for cells in (batch.cells[other.places[name][0]] for batch in other.export.batches())
            )
        return self.shares[name]

    def _settle(self, name: str, part: Part) -> None:
        """Decide the order of day and month for the whole column, over all files that share it."""
        reader, sharing = part.readers[name], self._sharing(name, part)
        order = settle_order(
            (batch.cells[other.places[name][0]] for other in sharing for batch in other.export.batches()), reader
        )
        if order.decided is None:
            cells = [repr(value) for value in (order.day_first, order.month_first) if value] or [repr(order.open)]
            export, label = sharing[0].export, sharing[0].label(name)
            raise WorkbookError(
                ja=(
                    f"{export.name}: 列「{label}」の日付（{'、'.join(cells)}）は、日と月のどちらが先か決められません。{FILE_NAME} の "
                    f"tables.{self.table.name}.columns に {name}: {{column: {label}, date_order: dmy}}（または mdy）と書いてください。"
                ),
                en=(
                    f"{export.name}: the dates of the column '{label}' ({' and '.join(cells)}) can be read as day or month first: "
                    f"write {name}: {{column: {label}, date_order: dmy}} (or mdy) under tables.{self.table.name}.columns "
                    f"in {FILE_NAME}."
                ),
            )
        reader.order = order.decided

    def _judge(self, batch: Batch, typed: Mapping[str, Typed]) -> tuple[numpy.ndarray, numpy.ndarray]:
        """The first reason against each row, and the column it is about."""
        reasons = numpy.full(len(batch), None, dtype=object)
        about = numpy.full(len(batch), None, dtype=object)
        if batch.cut is not None:
            reasons[batch.cut != INTACT] = "broken_quotes"
            reasons[batch.cut == TOO_MANY_CELLS] = "too_many_cells"
        reasons[structure.notes(batch)] = "note_line"
        if batch.aside is not None:
            told = (batch.aside != None) & (reasons == None)  # noqa: E711
            reasons[told] = batch.aside[told]
        found = [(reason, name, mask) for name, column in typed.items() for reason, mask in column.faults]
        for reason, name, mask in sorted(found, key=lambda fault: _FIRST.get(fault[0], len(_FIRST))):
            if mask.any():
                new = mask & (reasons == None)  # noqa: E711
                reasons[new], about[new] = reason, name
        self._pardon_plans(typed, reasons, about)
        return reasons, about

    def _pardon_plans(self, typed: Mapping[str, Typed], reasons: numpy.ndarray, about: numpy.ndarray) -> None:
        """What is planned and has no date yet lacks nothing that it should have."""
        if self.table.name == "activities" and typed["status"].values.null_count < len(reasons):
            planned = compute.fill_null(compute.equal(typed["status"].values, "planned"), False).to_numpy(False)
            undated = planned & (reasons == "missing_required") & (about == self.table.dated_by)
            reasons[undated], about[undated] = "planned_undated", None

    def _met_before(self, export: Export, rows: pyarrow.RecordBatch) -> numpy.ndarray:
        """`duplicate_id` and `overlap` for the rows that stood already before."""
        reasons = numpy.full(rows.num_rows, None, dtype=object)
        several = len(self.parts) > 1
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

    def _set_aside(
        self, part: Part, batch: Batch, reasons: numpy.ndarray, about: numpy.ndarray, rejections: Rejections
    ) -> None:
        export, places, stood = part.export, part.places, batch.stood or batch.cells
        at = numpy.flatnonzero(reasons != None)  # noqa: E711
        if not len(at):
            return
        taken, as_read = (
            list(zip(*(column.take(pyarrow.array(at)).to_pylist() for column in columns), strict=True))
            for columns in (batch.cells, stood)
        )
        texts: list[str] = []
        why: list[str | None] = []
        for position, cells, whole_row in zip(at, taken, as_read, strict=True):
            leftover = batch.leftovers.get(int(position))
            texts.append(leftover or row_text(whole_row))
            again = export.corrected.get(int(batch.lines[position]))
            if again is not None and (leftover or is_corrected(whole_row, again)):
                why.append("corrected")
                continue
            whole = about[position] or reasons[position] == "too_many_cells"
            why.append(structure.form_of(cells, export.header, places) if whole else None)
        rejections.add(
            self.table.name,
            export.name,
            batch.lines[at],
            [form or reason for form, reason in zip(why, reasons[at], strict=True)],
            [None if form else column for form, column in zip(why, about[at], strict=True)],
            texts,
        )

    def _count(
        self, part: Part, batch: Batch, typed: Mapping[str, Typed], keep: numpy.ndarray, kept: pyarrow.RecordBatch
    ) -> None:
        self.kept += kept.num_rows
        dating = typed[self.table.dated_by] if self.table.dated_by else None
        if dating is not None and dating.untimed is not None:
            self.untimed += int((dating.untimed & keep).sum())
        for code, example in part.remarks.items():
            self.tally.add(code, kept.num_rows, f"{part.export.name}: {example}")
        for name in self.columns:
            self.missing[name] += kept.column(name).null_count
            if (unnamed := typed[name].unnamed) is not None:
                met = unnamed.filter(pyarrow.array(keep)).drop_null().value_counts().to_pylist()
                if met:
                    counts = self.unnamed.setdefault(name, Counter())
                    counts.update({pair["values"]: pair["counts"] for pair in met})
            for code, mask in typed[name].oddities:
                odd = mask & keep
                if odd.any():
                    at = int(numpy.argmax(odd))
                    cell = batch.cells[part.places[name][0]][at].as_py().strip()
                    self.tally.add(code, int(odd.sum()), f"{part.export.name}:{batch.lines[at]} {_short(cell)}")
        if self.table.dated_by and kept.num_rows:
            moments = compute.min_max(kept.column(self.table.dated_by).cast(pyarrow.timestamp("us"))).as_py()
            self.days += [moments["min"], moments["max"]]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
