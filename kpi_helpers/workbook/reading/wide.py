"""Melts wide lead lists: `コール結果1：開始日時`, `コール結果2：開始日時`, … become one row each.

`workbook.yml` (or a preset) writes N for the number: `started_at: コール結果N：開始日時`.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy
import pyarrow
from pyarrow import compute

from kpi_helpers.workbook.reading.exports import INTACT, Batch, Export
from kpi_helpers.workbook.reading.headers import Wanted, normalised, numbered
from kpi_helpers.workbook.schema import TABLES


def melted(export: Export, wanted: Wanted) -> Export:
    """The export with one row per numbered group that says something; itself where nothing is numbered."""
    groups: dict[int, dict[str, int]] = {}
    named = [name for names in wanted.names.values() for name in names]
    for name in (label for source in named for label in (source.column, source.time, source.until) if label):
        pattern = numbered(name)
        for position, label in enumerate(export.header):
            found = pattern and pattern.fullmatch(normalised(label))
            if found:
                groups.setdefault(int(found[1]), {})[name] = position
    if not groups:
        return export
    names = sorted({name for group in groups.values() for name in group})
    inside = {position for group in groups.values() for position in group.values()}
    common = [position for position in range(len(export.header)) if position not in inside]
    header = [*(export.header[position] for position in common), *names]
    key = _missing_key(wanted, header)
    return replace(
        export,
        header=(*header, *key[:1]),
        batches=partial(_batches, export, [groups[number] for number in sorted(groups)], common, names, key[1:]),
    )


def _missing_key(wanted: Wanted, header: list[str]) -> list:
    """A required id that the list lacks is told by the lead and the moment: its name and where these stand."""
    table = TABLES[wanted.source.table]
    if table.key not in wanted.required or table.key in wanted.source.columns or not table.dated_by:
        return []
    labels = [normalised(label) for label in header]
    parts = [
        next(
            (
                labels.index(normalised(name.column))
                for name in wanted.names.get(column, ())
                if normalised(name.column) in labels
            ),
            None,
        )
        for column in ("lead_id", table.dated_by)
    ]
    return [] if None in parts or normalised(table.key) in labels else [table.key, *parts]


def _batches(
    export: Export, groups: list[dict[str, int]], common: list[int], names: list[str], key: list[int]
) -> Iterator[Batch]:
    for batch in export.batches():
        nothing = pyarrow.repeat("", len(batch))
        parts, rows = [], []
        for number, group in enumerate(groups):
            cells = [batch.cells[group[name]] if name in group else nothing for name in names]
            says = numpy.zeros(len(batch), dtype=bool)
            for column in cells:
                says |= compute.not_equal(compute.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
            if batch.cut is not None:
                says = (says & (batch.cut == INTACT)) | ((batch.cut != INTACT) & (number == 0))
            at = numpy.flatnonzero(says)
            take = pyarrow.array(at)
            parts.append(
                [*(batch.cells[position].take(take) for position in common), *(column.take(take) for column in cells)]
            )
            rows.append(at)
        place = numpy.concatenate(rows)
        order = numpy.argsort(place, kind="stable")
        cells = [pyarrow.concat_arrays(column).take(pyarrow.array(order)) for column in zip(*parts, strict=True)]
        if key:
            cells.append(compute.binary_join_element_wise(cells[key[0]], cells[key[1]], " "))
        place = place[order]
        new = {int(old): position for position, old in enumerate(place)}
        yield Batch(
            tuple(cells),
            batch.lines[place],
            None if batch.cut is None else batch.cut[place],
            {new[old]: text for old, text in batch.leftovers.items()},
        )
