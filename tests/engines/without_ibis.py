"""The way out of ibis: the SQL of every KPI as DuckDB is sent it, which DuckDB runs by itself.

``python -m tests.engines.recording`` writes the snapshot anew;
``python tests/engines/without_ibis.py FILE`` runs one and prints what it finds, without ibis.
"""

import json
import re
import sys
from pathlib import Path

import duckdb

SNAPSHOT = Path(__file__).parent / "snapshots" / "duckdb.sql"


def recorded() -> tuple[str, list[str]]:
    """The example's tables, their preparation and the question of every KPI as SQL, and what each question found."""
    import pytest

    from kpi_helpers.kpis.catalogue import CATALOGUE
    from kpi_helpers.workbook.engine import Engine, backends, session
    from kpi_helpers.workbook.example import example

    engine, written, found = Engine(), [], []
    about = ["facts"]

    def give(con, name, rows, given=backends.give):
        table = given(con, name, rows)
        written.append(f"-- {about[0]}\n{_laid_down(con, name, rows, table.schema())}")
        return table

    def asked(con, rows, found_by=backends._found):
        answer = found_by(con, rows)
        written.append(f"-- {about[0]}\n{backends.sql_of(con, rows.op())}")
        found.append(_answer(answer))
        return answer

    def keep(con, name, rows, kept_by=backends.keep):
        kept = kept_by(con, name, rows)
        written.append(f'-- {about[0]}\nCREATE TEMPORARY TABLE "{name}" AS\n{backends.sql_of(con, rows.op())}')
        return kept

    def view(con, name, rows, seen_by=backends.view):
        written.append(f'-- {about[0]}\nCREATE TEMPORARY VIEW "{name}" AS\n{backends.sql_of(con, rows.op())}')
        return seen_by(con, name, rows)

    with pytest.MonkeyPatch.context() as patch:
        for module in (backends, session):
            patch.setattr(module, "give", give)
        patch.setattr(session, "keep", keep)
        patch.setattr(session, "view", view)
        patch.setattr(backends, "_found", asked)
        wb = example(engine=engine)
        assert wb.leads is not None
        for record in CATALOGUE.values():
            about[0] = record.id
            record.numbers(wb)
    engine.close()
    # ibis names the columns that it leaves out in the order of a set.
    script = re.sub(
        r"EXCLUDE \(([^)]*)\)",
        lambda held: f"EXCLUDE ({', '.join(sorted(held[1].split(', ')))})",
        ";\n\n".join(written),
    )
    return f"{script};\n", found


def run(script: str) -> list[str]:
    """What each question of a snapshot finds; nothing but DuckDB reads it."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone='UTC'")
        found = []
        for statement in connection.extract_statements(script):
            answer = connection.execute(statement)
            if statement.type == duckdb.StatementType.SELECT:
                found.append(_answer(answer.to_arrow_table()))
        return found


def _laid_down(con, name, rows, schema) -> str:
    types = con.compiler.type_mapper
    columns = ", ".join(f'"{column}" {types.to_string(kind)}' for column, kind in schema.items())
    lines = [", ".join(map(_literal, row.values())) for row in rows.to_pylist()]
    made = f'CREATE TEMPORARY TABLE "{name}" ({columns})'
    return f'{made};\nINSERT INTO "{name}" VALUES ' + ", ".join(f"({line})" for line in lines) if lines else made


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (bool, int, float)) else "'" + str(value).replace("'", "''") + "'"


def _answer(found) -> str:
    rows = [json.dumps(row, ensure_ascii=False, default=str, sort_keys=True) for row in found.to_pylist()]
    return "\n".join(sorted(rows))


if __name__ == "__main__":
    sys.modules |= dict.fromkeys(("ibis", "sqlglot", "kpi_helpers", "pandas"))
    print(json.dumps(run(Path(sys.argv[1]).read_text("utf-8")), ensure_ascii=False))
