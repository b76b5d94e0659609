"""What is written once for all tables of the same columns is what ibis writes for each of them."""

import re

import ibis
import pytest

from kpi_helpers.kpis import calls, speed, tree
from kpi_helpers.workbook.engine import backends, sql_memo
from kpi_helpers.workbook.example import example


def as_written(sql):
    # ibis names the columns that it leaves out in the order of a set.
    return re.sub(r"EXCLUDE \(([^)]*)\)", lambda held: str(sorted(re.split(r"\W+", held[1]))), sql)


def test_the_next_view_is_asked_without_ibis_writing_anything(monkeypatch):
    asked = []

    def both(con, rows):
        sql = sql_memo.sql_of(con, rows)
        asked.append((as_written(sql), as_written(con.compile(rows.to_expr()))))
        return sql

    monkeypatch.setattr(backends, "sql_of", both)
    wb, missed = example(), []
    for part in ({"rep": "佐藤"}, {"rep": "高橋"}, {"channel": "Web"}, {"channel": "展示会"}):
        before = sql_memo._pieces.cache_info().misses
        for kpi in (calls.contact_rate, speed.response_seconds_median, tree.opportunity_rate_cohort):
            kpi(wb.view(**part), by="all")
        missed.append(sql_memo._pieces.cache_info().misses - before)
    assert missed[1] == missed[3] == 0 < len(asked)
    assert [own for own, of_ibis in asked if own != of_ibis] == []


@pytest.mark.parametrize("text", ["calls_1", 'in "calls_1"', "calls"])
def test_a_text_that_names_a_table_stays_as_it_is(text):
    con = ibis.duckdb.connect()
    for name in ("calls_1", "calls_2"):
        table = con.create_table(name, schema={"rep": "string", text: "string"})
        con.raw_sql(f"INSERT INTO {name} VALUES ('{text}', '{name}')")
        found = con.raw_sql(sql_memo.sql_of(con, table.filter(table.rep == text).op())).fetchall()
        assert found == [(text, name)]
