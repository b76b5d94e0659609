"""Ids that tools write in two ways: 15 and 18 characters, with and without leading zeros."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow
from pyarrow import parquet

from kpi_helpers.workbook.engine import Bool, Column, Engine, Expr, under_one_another
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import SEPARATOR, split_cells
from kpi_helpers.workbook.reading.tally import Warned


@dataclass(frozen=True)
class _Way:
    """Which ids are written in a way, and what of them is the same in the other."""

    is_written: Callable[[Column], Bool]
    same: Callable[[Column], Column]


_WAYS = {
    "short_id": _Way(lambda id_: id_.re_search("^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$"), lambda id_: id_.left(15)),
    "leading_zeros": _Way(lambda id_: id_.re_search("^[0-9]+$"), lambda id_: id_.re_replace("^0+", "")),
}

_COMPANY_ID = "company_id"
_COMPANIES = ("companies", "accounts", "leads", "opportunities", "activities")


@dataclass(frozen=True)
class _Join:
    """A column of ids, and the columns of other tables in whose way they are to be written."""

    table: str
    column: str
    homes: tuple[tuple[str, str], ...]


_JOINS = (
    *(_Join(table, "lead_id", (("leads", "lead_id"),)) for table in ("activities", "opportunities")),
    *(_Join(table, "contact_id", (("leads", "converted_contact_id"),)) for table in ("activities", "opportunities")),
    _Join("leads", "converted_opportunity_id", (("opportunities", "opportunity_id"),)),
    _Join("leads", "campaign", (("campaigns", "campaign"),)),
    *(
        _Join(table, _COMPANY_ID, tuple((home, _COMPANY_ID) for home in _COMPANIES[:place]))
        for place, table in enumerate(_COMPANIES)
        if place
    ),
)

Cells = Mapping[str, str]
"""What stands in a column, and what is to stand there."""


@dataclass(frozen=True)
class Matched:
    """Tables whose ids are written in one way, the cells that are written anew, by table and column, and what is warned of."""

    tables: Mapping[str, Expr]
    cells: Mapping[str, Mapping[str, Cells]]
    warnings: Mapping[str, Mapping[str, Warned]]


def match_ids(engine: Engine, tables: Mapping[str, Expr], provided: Mapping[str, Collection[str]]) -> Matched:
    """Ids that no row of the other table bears, but for the way they are written, in the way of that table.

    Cells with several ids (``9002;9003``) are looked at id by id. Ids that may be two of the other table stay.

    Parameters
    ----------
    engine : Engine
    tables : mapping of Expr
    provided : mapping of str to collection of str
        The columns that each table comes with.

    Examples
    --------
    >>> engine = Engine()
    >>> leads = engine.keep("leads", pd.DataFrame({"lead_id": ["007", "9002"]}))
    >>> calls = engine.keep("calls", pd.DataFrame({"lead_id": ["7", "7", "09002;7", "5"]}))
    >>> matched = match_ids(engine, {"leads": leads, "activities": calls}, {"leads": ["lead_id"], "activities": ["lead_id"]})
    >>> matched.cells["activities"]["lead_id"]
    {'09002': '9002', '7': '007', '09002;7': '9002;007'}
    >>> matched.warnings["activities"]
    {'leading_zeros:lead_id': Warned(count=3, example='09002 = 9002')}
    """
    written, cells, warnings = dict(tables), dict[str, dict[str, Cells]](), dict[str, dict[str, Warned]]()
    for join in _JOINS:
        homes = [(table, column) for table, column in join.homes if column in provided.get(table, ())]
        if not homes or join.column not in provided.get(join.table, ()):
            continue
        ids = [written[table].select(home=written[table][column]) for table, column in homes]
        new, warned = _renamed(engine, written[join.table], join.column, under_one_another(*ids))
        if new:
            written[join.table] = _rename(engine, written[join.table], join.column, new)
            cells.setdefault(join.table, {})[join.column] = new
            warnings.setdefault(join.table, {}).update(warned)
    return Matched(written, cells, warnings)


def _renamed(engine: Engine, rows: Expr, column: str, homes: Expr) -> tuple[dict[str, str], dict[str, Warned]]:
    homes = engine.keep("homes", homes.filter(homes.home.notnull()).distinct())
    given = rows.filter(rows[column].notnull()).select(id=column).distinct()
    several = split_cells(engine, [rows[column]])
    ids = given.filter(~given.id.contains(SEPARATOR))
    if not several.empty:
        ids = fn.union(ids, engine.keep("id_cells", several).select("id"), distinct=True)
    strangers = engine.keep("strangers", ids.anti_join(homes, ids.id == homes.home))
    if not engine.run(strangers.count().as_table()).iloc[0, 0]:
        return {}, {}
    own = several.sort_values(["cell", "place"]).groupby("cell")["id"].agg(list)
    cells: dict[str, str] = {}
    warnings = {}
    for code, way in _WAYS.items():
        pairs = _pairs(engine, strangers, homes, way)
        if pairs:
            new = pairs | {cell: SEPARATOR.join(pairs.get(id_, id_) for id_ in held) for cell, held in own.items()}
            new = {cell: name for cell, name in new.items() if cell != name}
            warnings[f"{code}:{column}"] = Warned(
                _count(engine, rows, column, list(new)), " = ".join(min(pairs.items()))
            )
            cells |= new
    return cells, warnings


def _pairs(engine: Engine, strangers: Expr, homes: Expr, way: _Way) -> dict[str, str]:
    ours = homes.filter(way.is_written(homes.home))
    ours = ours.mutate(same=way.same(ours.home)).group_by("same")
    ours = ours.agg(ids=fn.row.home.nunique(), ours=fn.row.home.min()).filter(fn.row.ids == 1)
    theirs = strangers.filter(way.is_written(strangers.id))
    joined = theirs.mutate(same=way.same(theirs.id)).join(ours, "same")
    found = engine.run(joined.filter(joined.id.length() != joined.ours.length()).select("id", "ours").order_by("id"))
    return dict(zip(found["id"], found["ours"], strict=True))


def _count(engine: Engine, rows: Expr, column: str, cells: list[str]) -> int:
    asked = engine.keep("renamed", pd.DataFrame({"cell": pd.Series(cells, dtype="str")}))
    joined = rows.select(column).join(asked, rows[column] == asked.cell)
    return int(engine.run(joined.agg(rows=joined.count()))["rows"].iloc[0])


def _rename(engine: Engine, rows: Expr, column: str, cells: Cells) -> Expr:
    """A table with cells of a column written anew."""
    pairs = pd.DataFrame({"cell": list(cells), "renamed": list(cells.values())}, dtype="str")
    kept = engine.keep("renamed", pairs)
    joined = rows.left_join(kept, rows[column] == kept.cell)
    return joined.mutate(**{column: fn.coalesce(joined.renamed, joined[column])}).drop("cell", "renamed")


def rename_in_file(path: Path, cells: Mapping[str, Cells]) -> None:
    """Write a table again with cells of some columns written anew, its rows in the same order."""
    other = path.with_suffix(".matched")
    with parquet.ParquetFile(path) as file, parquet.ParquetWriter(other, file.schema_arrow) as writer:
        for batch in file.iter_batches():
            for column, new in cells.items():
                position = file.schema_arrow.get_field_index(column)
                ids = batch.column(position).dictionary_encode()
                names = [new.get(cell, cell) for cell in ids.dictionary.to_pylist()]
                batch = batch.set_column(position, column, pyarrow.array(names, pyarrow.string()).take(ids.indices))
            writer.write_batch(batch)
    other.replace(path)
