"""What is known of the exports of a table: those of one part share their columns' names, other parts have others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow

from kpi_helpers.workbook.config import ColumnSource, Source
from kpi_helpers.workbook.config_section import FILE_NAME, misspelt, nearest
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.keys_workbook import MONEY_UNITS, UNITS
from kpi_helpers.workbook.reading.columns import ColumnReader, Conventions
from kpi_helpers.workbook.reading.exports import Export
from kpi_helpers.workbook.reading.headers import Wanted, match
from kpi_helpers.workbook.reading.recognition import with_own
from kpi_helpers.workbook.reading.stated import money_unit_of, same_clocks, unit_of, zone_of
from kpi_helpers.workbook.schema import FLAG, MONEY, NAME, SECONDS, TABLES, TEXT, TIMESTAMP, WHOLE, Column

Places = Mapping[str, tuple[int, ColumnSource]]
"""Where each column of ours stands in one export, and what is known of it."""

_PERCENT = {"targets": "share"}


@dataclass(frozen=True)
class Opened:
    """Exports with the same columns, with everything that is known of these and of their values."""

    exports: list[Export]
    source: Source
    aliases: Mapping[str, Sequence[ColumnSource]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One export as it is read: where its columns stand and how each is understood."""

    export: Export
    places: Places
    readers: Mapping[str, ColumnReader]
    constants: Mapping[str, pyarrow.Scalar]
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Warnings that hold for all its rows, each with an example."""

    def label(self, column: str) -> str:
        """The header cell of a column that the export has."""
        return self.export.header[self.places[column][0]]


def parts_of(
    opened: Opened, columns: Mapping[str, Column], extra: Mapping[str, str], conventions: Conventions
) -> list[Part]:
    """The exports of one part of a table.

    Where two of them state different units, each is read in its own; all other exports share
    their readers, so that what one file settles holds for all.

    Raises
    ------
    WorkbookError
        Where a name is unknown, a constant is none, or a column is missing from one of the files.
    """
    source = opened.source
    _check_names(source, columns)
    wanted = Wanted.of(source, extra, opened.aliases)
    places = [match(wanted, export.header, export.name) for export in opened.exports]
    _check_agreement(source, opened.exports, places)
    shared: dict[tuple, ColumnReader] = {}
    parts = []
    for export, found in zip(opened.exports, places, strict=True):
        readers = {}
        for name, column in columns.items():
            label, known = (export.header[found[name][0]], found[name][1]) if name in found else ("", ColumnSource(""))
            stated = unit_of(label) if column.type == SECONDS else _PERCENT.get(source.table)
            _check_unit(source, name, column, known)
            in_money = known.unit in MONEY_UNITS and column.type != MONEY
            unit = (None if in_money else known.unit) or stated or ("shown" if name in extra else None)
            key = name, unit, known.date_order, export.comma, known.timezone
            if key not in shared:
                shared[key] = ColumnReader(
                    column,
                    name in TABLES[source.table].required,
                    conventions,
                    _theirs(source, name, conventions),
                    unit,
                    known.date_order,
                    export.comma,
                    source.year,
                    known.timezone,
                )
            readers[name] = shared[key]
        constants = {
            name: _constant(source, columns[name], readers[name], value) for name, value in source.constants.items()
        }
        remarks = {**dict(_zones_that_differ(export, found, readers)), **dict(_units_not_named(source, export, found))}
        parts.append(Part(export, found, readers, constants, remarks))
    return parts


def _theirs(source: Source, name: str, conventions: Conventions) -> dict[str, tuple[str, ...]]:
    """What `workbook.yml` says of the values of a column; a target of 全社 is the whole's, unless a team is called so."""
    said = source.values.get(name, {})
    if source.table != "targets" or name not in ("team", "rep"):
        return dict(said)
    whole = tuple(word for word in WHOLE if word not in conventions.teams)
    return with_own({"missing": whole}, said)


def _is_money(source: Source, column: Column) -> bool:
    return column.type == MONEY or (source.table, column.name) == ("targets", "value")


def _check_unit(source: Source, name: str, column: Column, known: ColumnSource) -> None:
    """A unit of money belongs to money, one of time does not."""
    if known.unit is None or (known.unit in MONEY_UNITS) == (column.type == MONEY):
        return
    if column.type != MONEY and (known.unit not in MONEY_UNITS or _is_money(source, column)):
        return
    fitting = tuple(unit for unit in UNITS if (unit in MONEY_UNITS) == (column.type == MONEY))
    place = f"{FILE_NAME}: tables.{source.table}.columns.{name}.unit"
    raise WorkbookError(
        ja=f"{place}: {known.unit} はこの項目の単位ではありません。使えるのは {'、'.join(fitting)} です。",
        en=f"{place}: {known.unit} is no unit of this column; known are {', '.join(fitting)}.",
    )


def _units_not_named(source: Source, export: Export, places: Places) -> Iterator[tuple[str, str]]:
    """Units of money that a header, or a note above it, states and `workbook.yml` does not name, or names otherwise."""
    for name, (position, known) in places.items():
        label = export.header[position]
        column = TABLES[source.table].by_name.get(name)
        if not (column and _is_money(source, column)):
            continue
        in_header = money_unit_of(label)
        stated, where = (in_header, label) if in_header else export.noted or (None, "")
        if stated and known.unit not in MONEY_UNITS:
            entry = f"{name}: {{column: {label}, unit: {stated}}}"
            yield f"unit_of_{'header' if in_header else 'note'}:{name}", entry if in_header else f"{where} / {entry}"
        elif stated and known.unit not in (stated, "one"):
            yield f"unit_differs:{name}", f"{where} / unit: {known.unit}"


def _zones_that_differ(
    export: Export, places: Places, readers: Mapping[str, ColumnReader]
) -> Iterator[tuple[str, str]]:
    """Headers that state another time zone than the one their moments are read in."""
    for name, (position, known) in places.items():
        label = export.header[position]
        stated = zone_of(label) if readers[name].column.type == TIMESTAMP else None
        zone = known.timezone or readers[name].zone
        if stated and not same_clocks(stated, zone):
            yield f"{'zone_differs' if known.timezone else 'zone_of_header'}:{name}", f"{label} / {zone}"


def _constant(source: Source, column: Column, reader: ColumnReader, value: object) -> pyarrow.Scalar:
    found = reader.constant(value)
    if found is None:
        known = column.values or (("true", "false") if column.type == FLAG else ())
        remedy = f"{column.name}: {{{known[0]}: [{value}]}}" if known else ""
        raise WorkbookError(
            ja=(
                f"{FILE_NAME}: tables.{source.table}.constants.{column.name} の {value!r} は、この項目（{column.type}）の値として読めません。"
                + (
                    f"使えるのは {'、'.join(known)} です。別の言葉なら tables.{source.table}.values に {remedy} のように書いてください。"
                    if known
                    else ""
                )
            ),
            en=(
                f"{FILE_NAME}: tables.{source.table}.constants.{column.name} is {value!r}, "
                f"which is no {column.type} of this column."
                + (
                    f" Known are {', '.join(known)}; for another word write {remedy}, or what it means, under tables.{source.table}.values."
                    if known
                    else ""
                )
            ),
        )
    return found


def _check_agreement(source: Source, exports: Sequence[Export], places: Sequence[Places]) -> None:
    """A column that one file has and another lacks is a slip in exporting, not an empty column."""
    for export, found in zip(exports[1:], places[1:], strict=True):
        for one, other, lacks in ((places[0], found, export), (found, places[0], exports[0])):
            for name in sorted(one.keys() - other.keys()):
                has = export if lacks is exports[0] else exports[0]
                raise WorkbookError(
                    ja=(
                        f"{lacks.name} に、{has.name} にある列「{has.header[one[name][0]]}」（{source.table}.{name}）がありません。同じ列で書き出すか、"
                        f"{FILE_NAME} の tables.{source.table} を、ファイルと列を別々に書いたリストにしてください。"
                    ),
                    en=(
                        f"{lacks.name} lacks the column '{has.header[one[name][0]]}' that {has.name} has "
                        f"({source.table}.{name}): export both with the same columns, or write tables.{source.table} "
                        f"in {FILE_NAME} as a list of parts, each with its own file and columns."
                    ),
                )


def _check_names(source: Source, columns: Mapping[str, Column]) -> None:
    """Every name that `workbook.yml` says of a table is a column of it, every value of ours one that the column has."""
    place = f"{FILE_NAME}: tables.{source.table}"
    for key, entries in (("columns", source.columns), ("constants", source.constants), ("values", source.values)):
        for name in entries:
            if name not in columns:
                raise WorkbookError(
                    ja=f"{place}.{key}.{name} は {source.table} の項目になく、定義にも出てきません{nearest(name, columns, 'ja') or '。'}",
                    en=(
                        f"{place}.{key}.{name} is no column of {source.table} "
                        f"and no definition names it{nearest(name, columns) or '.'}"
                    ),
                )
    for name, entries in source.values.items():
        column = columns[name]
        if column.type in (TEXT, NAME) and (column.is_open or not column.values):
            continue  # any text may stand in it
        known = (*(("true", "false") if column.type == FLAG else column.values), "missing")
        for ours in entries:
            if ours not in known:
                raise WorkbookError(
                    ja=(
                        f"{place}.values.{name}.{ours} は {name} の値ではありません"
                        f"{misspelt(ours, known, 'ja') or '。使えるのは ' + '、'.join(known) + ' です。'}"
                    ),
                    en=(
                        f"{place}.values.{name}.{ours} is no value of {name}"
                        f"{misspelt(ours, known) or '; known are ' + ', '.join(known) + '.'}"
                    ),
                )
