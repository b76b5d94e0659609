"""Ids of leads that tools write in two ways: 15 and 18 characters, with and without leading zeros."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import compute, parquet

from kpi_helpers.workbook.reading.crosscheck import connected, scan
from kpi_helpers.workbook.reading.tally import Tally

_WAYS = {
    "short_lead_id": ("left({id}, 15)", "length({id}) in (15, 18)"),
    "leading_zeros": ("ltrim({id}, '0')", "regexp_full_match({id}, '[0-9]+')"),
}
"""By warning: what is the same in both ways of writing an id, and which ids are written so."""


def matched_ids(paths: Mapping[str, Path], tallies: Mapping[str, Tally], memory: str = "2GB") -> None:
    """Give ids of other tables that no lead has, but for the way they are written, the way of the leads.

    Cells with several ids (``9002;9003``) are looked at id by id. Ids that may be those of two leads stay.
    """
    if "leads" not in paths:
        return
    with connected(memory) as connection:
        for name in ("activities", "opportunities"):
            if name in paths and _has_strangers(connection, paths[name], paths["leads"]):
                for code, way in _WAYS.items():
                    pairs = _pairs(connection, way)
                    if pairs:
                        count = _replace_ids(paths[name], pairs)
                        tallies[name].add(code, count, " = ".join(min(pairs.items())))


def _has_strangers(connection: Any, rows: Path, leads: Path) -> bool:
    """Keep the ids that no lead has; whether there are any."""
    connection.execute(f"""create or replace temp table strangers as
        select id from (select distinct trim(unnest(string_split(lead_id, ';'))) id from {scan(rows)} where lead_id is not null)
        where id <> '' and id not in (select lead_id from {scan(leads)})""")
    connection.execute(f"create or replace temp view leads as select lead_id from {scan(leads)}")
    return bool(connection.execute("select count(*) from strangers").fetchone()[0])


def _pairs(connection: Any, way: tuple[str, str]) -> dict[str, str]:
    same, written = way
    found = connection.execute(f"""
        with ours as (select {same.format(id="lead_id")} same, min(lead_id) lead_id from leads
                      where {written.format(id="lead_id")} group by same having count(distinct lead_id) = 1)
        select id, lead_id from strangers join ours on {same.format(id="id")} = ours.same
        where {written.format(id="id")} and length(id) <> length(lead_id)""")
    return dict(found.fetchall())


def _replace_ids(path: Path, pairs: Mapping[str, str]) -> int:
    """Write a table again with other lead ids in the same order; how many rows changed."""
    other, changed = path.with_suffix(".matched"), 0
    with parquet.ParquetFile(path) as file, parquet.ParquetWriter(other, file.schema_arrow) as writer:
        position = file.schema_arrow.get_field_index("lead_id")
        for batch in file.iter_batches():
            ids = batch.column(position).dictionary_encode()
            known = ids.dictionary.to_pylist()
            cells = [_cell(cell, pairs) for cell in known]
            hit = pyarrow.array([cell for cell, new in zip(known, cells, strict=True) if cell != new], pyarrow.string())
            changed += compute.sum(compute.is_in(batch.column(position), hit), min_count=0).as_py()
            names = pyarrow.array(cells, pyarrow.string())
            writer.write_batch(batch.set_column(position, "lead_id", names.take(ids.indices)))
    other.replace(path)
    return changed


def _cell(cell: str, pairs: Mapping[str, str]) -> str:
    if ";" not in cell:
        return pairs.get(cell, cell)
    return ";".join(pairs.get(one.strip(), one.strip()) for one in cell.split(";"))
