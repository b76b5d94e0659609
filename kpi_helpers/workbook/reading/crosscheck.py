"""What only two tables together show: events before their lead, unknown leads, targets twice, copies."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
from pyarrow import parquet

from kpi_helpers.workbook.reading.tally import Tally
from kpi_helpers.workbook.schema import METRICS

_BEFORE = """
    select count(*), first({id} || ' ' || strftime(e.{at}, '%Y-%m-%d') || ' < ' || strftime(l.created_at, '%Y-%m-%d')
                           order by e.{at}, {id})
    from {events} e join {leads} l on e.lead_id = l.lead_id
    where cast(e.{at} as date) < cast(l.created_at as date)"""

_UNKNOWN = """
    select count(*), first(lead_id order by lead_id) from {events} e
    where lead_id is not null and lead_id not in (select lead_id from {leads})
      and (not contains(lead_id, ';') or lead_id not in (
        select cell from (select distinct lead_id cell, trim(unnest(string_split(lead_id, ';'))) id
                          from {events} where contains(lead_id, ';')) where id in (select lead_id from {leads})))"""

_COPIES = """
    select sum(copies - 1), first(example order by example) from (
        select count(*) copies, min(activity_id) || ' = ' || max(activity_id) example from {activities}
        where activity_id is not null
          and (cast(started_at as time) <> time '00:00:00' or talk_seconds is not null)
        group by hash({columns})
    ) where copies > 1"""


def crosscheck(paths: Mapping[str, Path], tallies: Mapping[str, Tally], memory: str = "2GB") -> None:
    """Count what is odd between the canonical tables, with an example each."""
    if not {"activities", "opportunities", "targets"} & paths.keys():
        return
    events = {
        "activities": ("activity", "started_at", "coalesce(e.activity_id, e.rep)"),
        "opportunities": ("opportunity", "created_at", "e.opportunity_id"),
    }
    with connected(memory) as connection:

        def count(table: str, code: str, query: str) -> None:
            found, example = connection.execute(query).fetchone()
            tallies[table].add(code, int(found or 0), example or "")

        for table, (word, at, name) in events.items():
            if table in paths and "leads" in paths:
                parts = {"events": scan(paths[table]), "leads": scan(paths["leads"]), "at": at, "id": name}
                count(table, f"{word}_before_lead", _BEFORE.format(**parts))
                count(table, "unknown_lead", _UNKNOWN.format(**parts))
        if "activities" in paths:
            names = parquet.read_schema(paths["activities"]).names
            columns = ", ".join(_named(name) for name in names if name != "activity_id")
            count(
                "activities", "copied_activity", _COPIES.format(activities=scan(paths["activities"]), columns=columns)
            )
        if "opportunities" in paths:
            _opportunities(count, scan(paths["opportunities"]))
        if "targets" in paths:
            _targets(count, scan(paths["targets"]))


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


def connected(memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """A passing connection of DuckDB that keeps to so much memory."""
    connection = duckdb.connect(config={"memory_limit": memory})
    # In a notebook's kernel the bar is on by itself and would land between the cells' outputs.
    connection.execute("SET enable_progress_bar = false")
    return connection


def scan(path: Path) -> str:
    """A Parquet file as a query names it."""
    return f"read_parquet('{_quoted(path)}')"


def _named(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
