"""What `workbook.yml` says of the rows and columns of an export before its cells are understood.

Group cells are filled down, a date and its time of day are joined, and a
duration is made of its start and its end: cells of text in, cells of text out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pyarrow

from kpi_helpers.workbook.config_section import FILE_NAME
from kpi_helpers.workbook.config_sources import ColumnSource, Source
from kpi_helpers.workbook.reading.exports import Batch, Export
from kpi_helpers.workbook.reading.headers import NoColumn, Wanted, positions_of
from kpi_helpers.workbook.reading.numbers import seconds
from kpi_helpers.workbook.reading.structure import is_total
from kpi_helpers.workbook.reading.values import DITTO, is_ditto, marked

_FRACTION = re.compile(r"0?\.\d+")
_EXCEL_DAY_ZERO = re.compile(r"^(?:1899-12-3[01]|1900-01-0[01])[ T]")
_MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
_HALVES = re.compile(
    r"(?P<before>午前|午後|AM|PM)? ?(?P<h>\d{1,2})[:時](?P<m>\d{2})(?::?(?P<s>\d{2}))? ?(?P<after>AM|PM)?"
)
_DAY = 86_400


def filled_down(export: Export, wanted: Wanted) -> Export:
    """The export with the group cells of `fill_down` in every row of their group; itself where none is named."""
    source = wanted.source
    if not source.fill_down:
        return export
    columns = [_position(label, export, source, "fill_down") for label in source.fill_down]
    needed = [
        position
        for name in wanted.required
        for names in [wanted.names.get(name, ())]
        for position in next(
            filter(None, (positions_of(one.column, export.header, source.table) for one in names)), []
        )[:1]
        if position not in columns
    ]
    return replace(export, batches=partial(_fill, export, columns, needed))


def joined(export: Export, wanted: Wanted) -> Export:
    """The export with dates that hold their time of day, and a column for each duration between two others."""
    source = wanted.source
    for name, column in source.columns.items():
        if column.time:
            export = _changed(export, source, name, column, [column.column, column.time], _moments)
        elif column.until:
            export = _changed(export, source, name, column, [column.column, column.until], _durations, column.label)
    return export


def _position(label: str, export: Export, source: Source, key: str) -> int:
    found = positions_of(label, export.header, source.table)
    if len(found) != 1:
        what = "has no column" if not found else f"has {len(found)} columns"
        what_ja = "にない列があります" if not found else f"に同じ列が {len(found)} 個あります"
        named = ", ".join(cell for cell in export.header if cell)
        raise NoColumn(
            ja=f"{export.name} {what_ja}: {FILE_NAME} の tables.{source.table}.{key} にある「{label}」です（あるのは {named}）。",
            en=f"{export.name} {what} '{label}', which {FILE_NAME} names under tables.{source.table}.{key}: it has {named}.",
        )
    return found[0]


def _changed(
    export: Export,
    source: Source,
    name: str,
    column: ColumnSource,
    labels: list[str],
    make: Callable[[pyarrow.Array, pyarrow.Array], pyarrow.Array],
    new: str | None = None,
) -> Export:
    one, other = (_position(label, export, source, f"columns.{name}") for label in labels)

    def batches() -> Iterator[Batch]:
        for batch in export.batches():
            made = make(batch.cells[one], batch.cells[other])
            cells = (*batch.cells, made) if new else (*batch.cells[:one], made, *batch.cells[one + 1 :])
            yield replace(batch, cells=cells, stood=batch.stood or batch.cells)

    return replace(export, header=(*export.header, new) if new else export.header, batches=batches)


def _moments(days: pyarrow.Array, times: pyarrow.Array) -> pyarrow.Array:
    """Dates with their time of day; a date alone where there is none, a time alone where there is no date."""
    pairs = pyarrow.StructArray.from_arrays([days, times], ["day", "time"])
    made = [
        _moment(" ".join(day.split()), " ".join(unicodedata.normalize("NFKC", time).split()))
        for day, time in ((pair["day"], pair["time"]) for pair in pairs.to_pylist())
    ]
    return pyarrow.array(made, pyarrow.string())


def _moment(day: str, time: str) -> str:
    if is_ditto(day) or is_ditto(time):
        return day
    if not day or not time or time in ("-", "--"):
        return day or (time and f"? {time}")  # no date can be read of a time alone, so that its row is set aside
    time = _EXCEL_DAY_ZERO.sub("", time).replace("時半", "時30分")
    if _FRACTION.fullmatch(time):
        minutes, second = divmod(round(float(time) * _DAY), 60)
        time = f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
    plain = _MIDNIGHT.sub("", day)
    return day if plain.endswith(time) or ":" in plain else f"{plain} {time}"


def _durations(starts: pyarrow.Array, ends: pyarrow.Array) -> pyarrow.Array:
    """Seconds between two times of day or two moments; what ends before it starts stays to be told as unreadable."""
    made = [
        _duration(start.strip(), end.strip()) for start, end in zip(starts.to_pylist(), ends.to_pylist(), strict=True)
    ]
    return pyarrow.array(made, pyarrow.string())


def _duration(start: str, end: str) -> str:
    if not start or not end:
        return ""
    first, last = _of_day(start), _of_day(end)
    if first is None or last is None or start.rpartition(" ")[0] != end.rpartition(" ")[0] or last < first:
        return f"{start} → {end}"
    return f"{last - first:g}"


def _of_day(text: str) -> float | None:
    """Seconds from midnight of a time of day, with or without its date."""
    text = unicodedata.normalize("NFKC", text).upper()
    if _FRACTION.fullmatch(text):
        return round(float(text) * _DAY)
    found = _HALVES.search(text)
    if not found:
        return None
    hour, half = int(found["h"]), found["before"] or found["after"]
    if half:
        hour = hour % 12 + (12 if half in ("PM", "午後") else 0)
    return seconds(f"{hour}:{found['m']}:{found['s'] or '00'}", None)


def _fill(export: Export, columns: list[int], needed: list[int]) -> Iterator[Batch]:
    last = dict.fromkeys(columns, "")
    # Who writes 〃 for "as above" leaves blank what has no value.
    by_marks = {
        position
        for position in columns
        if any(marked(batch.cells[position], DITTO).any() for batch in export.batches())
    }
    for batch in export.batches():
        rows = list(zip(*(column.to_pylist() for column in batch.cells), strict=True))
        filled: dict[int, list[str]] = {position: [] for position in columns}
        for row in rows:
            at = is_total(row)
            for position in columns:
                ditto = is_ditto(row[position])
                said = "" if ditto else row[position].strip()
                if at is not None:
                    # A total closes its own group and those inside it; groups around it go on.
                    last[position] = last[position] if position < at else ""
                elif said:
                    last[position] = row[position]
                is_gap = ditto if position in by_marks else not said
                of_group = at is None and is_gap and all(row[place].strip() for place in needed)
                filled[position].append(last[position] if of_group else row[position])
        cells = [
            pyarrow.array(filled[position], pyarrow.string()) if position in filled else column
            for position, column in enumerate(batch.cells)
        ]
        yield replace(batch, cells=tuple(cells))
