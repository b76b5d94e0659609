"""Ids of leads that tools write in two ways: 15 and 18 characters, with and without leading zeros."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow
from pyarrow import parquet

from kpi_helpers.workbook.engine import Bool, Column, Engine, Expr
from kpi_helpers.workbook.engine import functions as fn
from kpi_helpers.workbook.id_cells import SEPARATOR, ids_of_cells
from kpi_helpers.workbook.reading.tally import Warned


@dataclass(frozen=True)
class _Way:
    """Which ids are written in a way, and what of them is the same in the other."""

    is_written: Callable[[Column], Bool]
    same: Callable[[Column], Column]


_WAYS = {
    "short_lead_id": _Way(lambda id_: id_.length().isin([15, 18]), lambda id_: id_.left(15)),
    "leading_zeros": _Way(lambda id_: id_.re_search("^[0-9]+$"), lambda id_: id_.re_replace("^0+", "")),
}


@dataclass(frozen=True)
class Renamed:
    """Cells of ``lead_id`` that are written in the leads' way from now on, and what is warned of."""

    cells: Mapping[str, str]
    warnings: Mapping[str, Warned]


def renamed_ids(engine: Engine, events: Expr, leads: Expr) -> Renamed:
    """Ids that no lead has, but for the way they are written, in the way of the leads.

    Cells with several ids (``9002;9003``) are looked at id by id. Ids that may be those of two leads stay.

    Examples
    --------
    >>> engine = Engine()
    >>> leads = engine.keep("leads", pd.DataFrame({"lead_id": ["007", "9002"]}))
    >>> calls = engine.keep("calls", pd.DataFrame({"lead_id": ["7", "7", "09002;7", "5"]}))
    >>> renamed_ids(engine, calls, leads)
    Renamed(cells={'09002': '9002', '7': '007', '09002;7': '9002;007'},
            warnings={'leading_zeros': Warned(count=3, example='09002 = 9002')})
    """
    given = events.filter(events.lead_id.notnull()).select(cell="lead_id").distinct()
    several = ids_of_cells(engine, [events.lead_id])
    ids = fn.union(given.filter(~given.cell.contains(SEPARATOR)).select(id="cell"), several.select("id"), distinct=True)
    strangers = engine.keep("strangers", ids.anti_join(leads, ids.id == leads.lead_id))
    cells: dict[str, str] = {}
    warnings = {}
    for code, way in _WAYS.items():
        pairs = _pairs(engine, strangers, leads, way)
        if pairs:
            held = engine.run(several.order_by(["cell", "place"])).groupby("cell")["id"].agg(list)
            new = pairs | {cell: SEPARATOR.join(pairs.get(id_, id_) for id_ in own) for cell, own in held.items()}
            new = {cell: name for cell, name in new.items() if cell != name}
            warnings[code] = Warned(_count(engine, events, list(new)), " = ".join(min(pairs.items())))
            cells |= new
    return Renamed(cells, warnings)


def _pairs(engine: Engine, strangers: Expr, leads: Expr, way: _Way) -> dict[str, str]:
    ours = leads.filter(way.is_written(leads.lead_id))
    ours = ours.mutate(same=way.same(ours.lead_id)).group_by("same")
    ours = ours.agg(ids=fn.row.lead_id.nunique(), ours=fn.row.lead_id.min()).filter(fn.row.ids == 1)
    theirs = strangers.filter(way.is_written(strangers.id))
    joined = theirs.mutate(same=way.same(theirs.id)).join(ours, "same")
    found = engine.run(joined.filter(joined.id.length() != joined.ours.length()).select("id", "ours").order_by("id"))
    return dict(zip(found["id"], found["ours"], strict=True))


def _count(engine: Engine, events: Expr, cells: list[str]) -> int:
    asked = engine.keep("renamed", pd.DataFrame({"cell": pd.Series(cells, dtype="str")}))
    joined = events.select("lead_id").join(asked, events.lead_id == asked.cell)
    return int(engine.run(joined.agg(rows=joined.count()))["rows"].iloc[0])


def rename(engine: Engine, events: Expr, cells: Mapping[str, str]) -> Expr:
    """A table of a database with cells of ``lead_id`` written anew."""
    pairs = pd.DataFrame({"cell": list(cells), "renamed": list(cells.values())}, dtype="str")
    kept = engine.keep("renamed", pairs)
    joined = events.left_join(kept, events.lead_id == kept.cell)
    return joined.mutate(lead_id=fn.coalesce(joined.renamed, joined.lead_id)).drop("cell", "renamed")


def rename_in_file(path: Path, cells: Mapping[str, str]) -> None:
    """Write a table again with cells of ``lead_id`` written anew, its rows in the same order."""
    other = path.with_suffix(".matched")
    with parquet.ParquetFile(path) as file, parquet.ParquetWriter(other, file.schema_arrow) as writer:
        position = file.schema_arrow.get_field_index("lead_id")
        for batch in file.iter_batches():
            ids = batch.column(position).dictionary_encode()
            names = [cells.get(cell, cell) for cell in ids.dictionary.to_pylist()]
            written = pyarrow.array(names, pyarrow.string()).take(ids.indices)
            writer.write_batch(batch.set_column(position, "lead_id", written))
    other.replace(path)
