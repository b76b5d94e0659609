"""What only two tables together show: events before their lead, unknown leads, targets twice, copies."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow
from pyarrow import compute, parquet

from kpi_helpers.workbook.reading.tally import Tally
from kpi_helpers.workbook.schema import METRICS

_BEFORE = """
    select count(*), first({id} || ' ' || strftime(e.{at}, '%Y-%m-%d') || ' < ' || strftime(l.created_at, '%Y-%m-%d')
                           order by e.{at}, {id})
    from {events} e join {leads} l on e.lead_id = l.lead_id
    where cast(e.{at} as date) < cast(l.created_at as date)"""

_UNKNOWN = """
    select count(*), first(lead_id order by lead_id) from {events} e
    where lead_id is not null and lead_id not in (select lead_id from {leads})"""

_COPIES = """
    select sum(copies - 1), first(example order by example) from (
        select count(*) copies, min(activity_id) || ' = ' || max(activity_id) example from {activities}
        where activity_id is not null
          and (cast(started_at as time) <> time '00:00:00' or talk_seconds is not null)
        group by hash({columns})
    ) where copies > 1"""


def matched_short_ids(paths: Mapping[str, Path], tallies: Mapping[str, Tally], memory: str = "2GB") -> None:
    """Give the 15-character Salesforce lead ids of other tables the 18 characters of the lead, or the reverse."""
    if "leads" not in paths or not {"activities", "opportunities"} & paths.keys():
        return
    with _connection(memory) as connection:
        connection.execute(f"""create temp table ids as
            select short, min(lead_id) lead_id from (select left(lead_id, 15) short, lead_id from {_scan(paths["leads"])}
                where length(lead_id) in (15, 18)) group by short having count(distinct lead_id) = 1""")
        for name in ("activities", "opportunities"):
            if name not in paths:
                continue
            pairs = dict(
                connection.execute(f"""
                select distinct e.lead_id, ids.lead_id from {_scan(paths[name])} e join ids on left(e.lead_id, 15) = ids.short
                where length(e.lead_id) in (15, 18) and length(e.lead_id) <> length(ids.lead_id)""").fetchall()
            )
            if pairs:
                count = _replace_ids(paths[name], pairs)
                tallies[name].add("short_lead_id", count, " = ".join(min(pairs.items())))


def _replace_ids(path: Path, pairs: Mapping[str, str]) -> int:
    """Write a table again with other lead ids in the same order; how many rows changed."""
    other, changed = path.with_suffix(".matched"), 0
    with parquet.ParquetFile(path) as file, parquet.ParquetWriter(other, file.schema_arrow) as writer:
        position = file.schema_arrow.get_field_index("lead_id")
        for batch in file.iter_batches():
            ids = batch.column(position).dictionary_encode()
            known = ids.dictionary.to_pylist()
            hit = compute.is_in(batch.column(position), pyarrow.array(pairs.keys(), pyarrow.string()))
            changed += compute.sum(hit, min_count=0).as_py()
            names = pyarrow.array([pairs.get(lead_id, lead_id) for lead_id in known], pyarrow.string())
            writer.write_batch(batch.set_column(position, "lead_id", names.take(ids.indices)))
    other.replace(path)
    return changed


def crosscheck(paths: Mapping[str, Path], tallies: Mapping[str, Tally], memory: str = "2GB") -> None:
    """Count what is odd between the canonical tables, with an example each."""
    if not {"activities", "opportunities", "targets"} & paths.keys():
        return
    events = {
        "activities": ("activity", "started_at", "coalesce(e.activity_id, e.rep)"),
        "opportunities": ("opportunity", "created_at", "e.opportunity_id"),
    }
    with _connection(memory) as connection:

        def count(table: str, code: str, query: str) -> None:
            found, example = connection.execute(query).fetchone()
            tallies[table].add(code, int(found or 0), example or "")

        for table, (word, at, name) in events.items():
            if table in paths and "leads" in paths:
                parts = {"events": _scan(paths[table]), "leads": _scan(paths["leads"]), "at": at, "id": name}
                count(table, f"{word}_before_lead", _BEFORE.format(**parts))
                count(table, "unknown_lead", _UNKNOWN.format(**parts))
        if "activities" in paths:
            names = parquet.read_schema(paths["activities"]).names
            columns = ", ".join(_named(name) for name in names if name != "activity_id")
            count(
                "activities", "copied_activity", _COPIES.format(activities=_scan(paths["activities"]), columns=columns)
            )
        if "opportunities" in paths:
            _opportunities(count, _scan(paths["opportunities"]))
        if "targets" in paths:
            _targets(count, _scan(paths["targets"]))


def _opportunities(count, opportunities: str) -> None:
    select = f"select count(*), first(opportunity_id order by opportunity_id) from {opportunities} where "
    count("opportunities", "won_without_amount", select + "is_won and amount is null")
    count("opportunities", "closed_without_date", select + "is_won is not null and closed_at is null")


def _targets(count, targets: str) -> None:
    known = ", ".join(f"'{metric}'" for metric in METRICS)
    count(
        "targets",
        "unknown_metric",
        f"select count(*), first(metric order by metric) from {targets} where metric not in ({known})",
    )
    count(
        "targets",
        "repeated_target",
        f"""
        select sum(times - 1), first(example order by example) from (
            select count(*) times, month || ' ' || metric example from {targets} group by month, metric, team, rep)
        where times > 1""",
    )


def _connection(memory: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"memory_limit": memory})
    # In a notebook's kernel the bar is on by itself and would land between the cells' outputs.
    connection.execute("SET enable_progress_bar = false")
    return connection


def _scan(path: Path) -> str:
    return f"read_parquet('{_quoted(path)}')"


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
