"""Targets whose months stand across: the cell under each month becomes a row of its own."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading.exports import INTACT, Batch, Export
from kpi_helpers.workbook.reading.headers import Wanted, normalised, positions_of
from kpi_helpers.workbook.reading.plain_dates import month_of
from kpi_helpers.workbook.reading.stated import money_unit_of

_UNITS = ("単位", "unit", "units")
_FEWEST = 2
"""Months that make a header one of months."""


def months_down(export: Export, wanted: Wanted) -> Export:
    """The export with one row for each month of each of its rows; itself where no months stand across.

    Raises
    ------
    WorkbookError
        Where the months bear no year, and `workbook.yml` says none.
    """
    if wanted.source.table != "targets":
        return export
    months = {place: month for place, label in enumerate(export.header) if (month := month_of(label))}
    places = {name: _place(export, wanted, name, months) for name in ("month", "metric", "team", "rep")}
    if len(months) < _FEWEST or places["month"] is not None:
        return export
    dated = _dated(months, wanted.source.year)
    if dated is None:
        label = export.header[min(months)]
        raise WorkbookError(
            ja=f"{export.name}: 見出しの月「{label}」に年がありません。{FILE_NAME} の tables.targets に year:（{label} の年）を書いてください。",
            en=f"{export.name}: the month '{label}' of the header bears no year: write year: (that of {label}) under tables.targets in {FILE_NAME}.",
        )
    labels = {
        place: export.header[place] for place in (places["metric"], places["team"], places["rep"]) if place is not None
    }
    if places["metric"] is None and (free := [place for place in range(min(months)) if place not in labels]):
        # What its cells are called stands above no month, often under no name at all.
        labels = {free[0]: "metric", **labels}
    names = [wanted.names[name][0].column for name in ("month", "value")]
    unit = next((place for place, label in enumerate(export.header) if normalised(label) in _UNITS), None)
    return replace(export, header=(*labels.values(), *names), batches=partial(_batches, export, [*labels], unit, dated))


def needs_year(export: Export) -> bool:
    """Whether the first month across bears no year."""
    months = [month for label in export.header if (month := month_of(label))]
    return bool(months) and months[0][0] is None


def first_year(export: Export, of: tuple[int, int]) -> int | None:
    """The year of the first month across, where months bear none: the last in which it does not lie after a month."""
    months = [month for label in export.header if (month := month_of(label))]
    if not needs_year(export):
        return None
    return of[0] if months[0][1] <= of[1] else of[0] - 1


def _place(export: Export, wanted: Wanted, name: str, months: dict[int, tuple[int | None, int]]) -> int | None:
    found = [
        place
        for source in wanted.names.get(name, ())
        for place in positions_of(source.column, export.header, "targets")
        if place not in months
    ]
    return found[0] if found else None


def _with_units(metrics: pyarrow.Array, units: pyarrow.Array) -> pyarrow.Array:
    """The names of metrics with the unit of money that stands beside them, as 売上（千円）."""
    pairs = zip(metrics.to_pylist(), units.to_pylist(), strict=True)
    named = [f"{name}（{unit.strip()}）" if money_unit_of(f"（{unit}）") else name for name, unit in pairs]
    return pyarrow.array(named, pyarrow.string())


def _dated(months: dict[int, tuple[int | None, int]], year: int | None) -> dict[int, str] | None:
    """Months as 2026-11; one that bears no year is the next of its number after the one before it."""
    found: dict[int, str] = {}
    last = 0
    for place, (own, month) in sorted(months.items()):
        if own is not None:
            year = own
        elif year is None:
            return None
        elif month < last:
            year += 1
        last = month
        found[place] = f"{year:04d}-{month:02d}"
    return found


def _batches(export: Export, common: list[int], unit: int | None, months: dict[int, str]) -> Iterator[Batch]:
    for batch in export.batches():
        beside = [batch.cells[position] for position in common]
        if unit is not None and unit not in common:
            beside[0] = _with_units(beside[0], batch.cells[unit])
        intact = numpy.ones(len(batch), dtype=bool) if batch.cut is None else batch.cut == INTACT
        rows, said, values = [], [], []
        for number, (place, month) in enumerate(months.items()):
            filled = compute.not_equal(compute.utf8_trim_whitespace(batch.cells[place]), "").to_numpy(
                zero_copy_only=False
            )
            at = numpy.flatnonzero(filled & intact | ~intact & (number == 0))
            rows.append(at)
            said.append(pyarrow.repeat(month, len(at)))
            values.append(batch.cells[place].take(pyarrow.array(at)))
        together = numpy.concatenate(rows)
        order = pyarrow.array(numpy.argsort(together, kind="stable"))
        line = numpy.sort(together)
        take = pyarrow.array(line)
        yield Batch(
            (
                *(column.take(take) for column in beside),
                *(pyarrow.concat_arrays(parts).take(order) for parts in (said, values)),
            ),
            batch.lines[line],
            None if batch.cut is None else batch.cut[line],
            {int(numpy.searchsorted(line, old)): text for old, text in batch.leftovers.items()},
        )
