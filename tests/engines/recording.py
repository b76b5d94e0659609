"""Every expression that the numbers rest on, as SQL of engines that no test can reach.

``python -m tests.engines.recording`` writes the snapshots anew;
``python -m tests.engines.recording bigquery`` prints the SQL.
"""

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import ibis
import sqlglot
from sqlglot import expressions as sql

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.workbook import remote
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.engine import Engine, backends, session
from kpi_helpers.workbook.example import example
from tests.engines import databases, without_ibis

DIALECTS = ("bigquery", "snowflake")
SNAPSHOTS = Path(__file__).parent / "snapshots"

_WORKBOOK = """
connection: duckdb://{file}
tables:
  leads: {{table: leads}}
  activities: {{table: activities, values: {{outcome: {{connected: [担当者接触*]}}}}}}
  opportunities: {{table: opportunities}}
"""
_TABLES = {
    "leads": "select '00Q000000000001AAA' lead_id, '2026-11-02T10:00:00+09:00' created_at, ' サクラ ' company_name, '1,200' employees",
    "activities": "select timestamptz '2026-11-02 10:00:00+00' started_at, '佐藤' rep, '担当者接触：アポ' outcome, '0:05:12' talk_seconds, "
    "'00Q000000000001' lead_id",
    "opportunities": "select 1.0 opportunity_id, date '2026-11-09' created_at, 5::decimal(9, 2) amount, '受注' is_won",
}
"""Every type that a column of a database may have, in as few columns as that takes."""


class RecordingEngine(Engine):
    """DuckDB that remembers every expression it is given."""

    def __init__(self, connection: str | None = None) -> None:
        super().__init__(connection)
        self.remote, self.has_row_ids = True, False
        self.about = "tables of a database" if connection else "facts"
        self.seen: list[tuple[str, ibis.Table]] = []

    def keep(self, name, rows):
        """Remember, then keep."""
        if isinstance(rows, ibis.Table):
            self.seen.append((self.about, rows))
        return super().keep(name, rows)

    def run(self, expression):
        """Remember, then run."""
        self.seen.append((self.about, expression))
        return super().run(expression)


def recorded() -> list[tuple[str, ibis.Table]]:
    """What every expression is for, "tables of a database", "facts" or a KPI, and the expression."""
    with _numbered_tables():
        return [*_of_tables(), *_of_numbers()]


def sql_of(expression: ibis.Table, dialect: str) -> str:
    """The expression as an engine would be sent it."""
    return str(ibis.to_sql(expression, dialect=dialect))


def functions_in(tree: sql.Expression, dialect: str) -> list[str]:
    """Everything that a query asks of its engine beyond names, literals and the clauses of SQL."""
    asked = {f"cast as {node.to.sql(dialect)}" for node in tree.find_all(sql.Cast)}
    asked |= {node.name.upper() for node in tree.find_all(sql.Anonymous)}
    asked |= {
        node.sql_name()
        for node in tree.find_all(sql.Func)
        if not isinstance(node, (sql.Anonymous, sql.Cast, sql.And, sql.Or))
    }
    return sorted(asked)


def snapshot(dialect: str) -> str:
    """One line for each query: what it is for, and what it asks of the engine."""
    seen = [
        f"{about}: {', '.join(functions_in(sqlglot.parse_one(sql_of(expression, dialect), read=dialect), dialect)) or '-'}"
        for about, expression in recorded()
    ]
    return "\n".join(seen) + "\n"


def _of_tables() -> list[tuple[str, ibis.Table]]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "crm.duckdb"
        databases.create(file, _TABLES)
        (folder / "workbook.yml").write_text(_WORKBOOK.format(file=file), "utf-8")
        before, remote.Engine = remote.Engine, RecordingEngine
        try:
            *_, engine = remote.open_tables(load_config(folder), {})
        finally:
            remote.Engine = before
        engine.close()
        return engine.seen


def _of_numbers() -> list[tuple[str, ibis.Table]]:
    engine = RecordingEngine()
    wb = example(engine=engine)
    assert wb.leads is not None
    for record in CATALOGUE.values():
        engine.about = record.id
        record.numbers(wb)
    engine.close()
    return engine.seen


@contextmanager
def _numbered_tables():
    """Temporary tables are called by their place, not by chance."""
    made = []
    before = backends.temporary_name
    for module in (backends, session):
        module.temporary_name = lambda _, name: made.append(name) or f"kpi_{name}_{len(made)}"
    try:
        yield
    finally:
        for module in (backends, session):
            module.temporary_name = before


if __name__ == "__main__":
    if sys.argv[1:]:
        for about, expression in recorded():
            print(f"-- {about}\n{sql_of(expression, sys.argv[1])};\n")
    else:
        SNAPSHOTS.mkdir(exist_ok=True)
        for dialect in DIALECTS:
            (SNAPSHOTS / f"{dialect}.txt").write_text(snapshot(dialect), "utf-8")
        without_ibis.SNAPSHOT.write_text(without_ibis.recorded()[0], "utf-8")
