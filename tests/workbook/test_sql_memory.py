"""SQL that is remembered is the SQL that would be written."""

import datetime
import gc
import weakref

import ibis
import pandas as pd
import pytest

from kpi_helpers.kpis.catalogue import all_numbers
from kpi_helpers.workbook import sql_memory
from kpi_helpers.workbook.example import example
from kpi_helpers.workbook.sql_memory import remembering, temporary_name


@pytest.fixture
def con():
    """A connection that remembers."""
    con = remembering(ibis.duckdb.connect())
    yield con
    con.disconnect()


@pytest.fixture
def calls(con):
    """Calls on three days, of companies whose names look like days, labels and tables."""
    rows = pd.DataFrame(
        {
            "day": [20_000, 20_001, 20_002],
            "company": ["20000", "2026-11", "it's 20001 \\"],
        }
    )
    return con.create_table(temporary_name("calls"), rows)


def companies(con, rows):
    return con.raw_sql(con.compile(rows.order_by("day").select("company"))).df()["company"].tolist()


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(
            [
                (lambda calls: (calls.day >= 20_000) & (calls.day < 20_002), ["20000", "2026-11"]),
                (lambda calls: (calls.day >= 20_001) & (calls.day < 20_003), ["2026-11", "it's 20001 \\"]),
            ],
            id="other days",
        ),
        pytest.param(
            [
                (lambda calls: (calls.day >= 20_001) & (calls.day <= 20_001), ["2026-11"]),
                (lambda calls: (calls.day >= 20_000) & (calls.day <= 20_001), ["20000", "2026-11"]),
            ],
            id="days that were the same and differ",
        ),
        pytest.param(
            [
                (lambda calls: (calls.day >= 20_001) & (calls.day <= ibis.literal(20_001, "int64")), ["2026-11"]),
                (
                    lambda calls: (calls.day >= 20_000) & (calls.day <= ibis.literal(20_001, "int64")),
                    ["20000", "2026-11"],
                ),
            ],
            id="days of two types that were the same and differ",
        ),
        pytest.param(
            [
                (lambda calls: (calls.day == 20_000) | (calls.company == "20000"), ["20000"]),
                (lambda calls: (calls.day == 20_001) | (calls.company == "20000"), ["20000", "2026-11"]),
            ],
            id="a company called like a day",
        ),
        pytest.param(
            [
                (
                    lambda calls: (calls.day == 20_001) | (calls.company == "it's 20001 \\"),
                    ["2026-11", "it's 20001 \\"],
                ),
                (lambda calls: (calls.day == 20_000) | (calls.company == "it's 20001 \\"), ["20000", "it's 20001 \\"]),
            ],
            id="a day within a company's name",
        ),
        pytest.param(
            [
                (lambda calls: calls.company == "2026-11", ["2026-11"]),
                (lambda calls: calls.company == "2026-10", []),
            ],
            id="a company called like a month",
        ),
        pytest.param(
            [
                (lambda calls: calls.day + 5 > 20_006, ["it's 20001 \\"]),
                (lambda calls: calls.day + 6 > 20_006, ["2026-11", "it's 20001 \\"]),
            ],
            id="a number that is part of the question",
        ),
        pytest.param(
            [
                (lambda calls: (calls.day >= 20_001) & (calls.day > -20_001), ["2026-11", "it's 20001 \\"]),
                (lambda calls: (calls.day >= 20_002) & (calls.day > -20_001), ["it's 20001 \\"]),
                (lambda calls: (calls.day >= 20_000) & (calls.day > -20_001), ["20000", "2026-11", "it's 20001 \\"]),
            ],
            id="a number below zero",
        ),
        pytest.param(
            [
                (
                    lambda calls: (calls.day < 20_002) & (calls.day < ibis.literal("20002", "decimal(9,0)")),
                    ["20000", "2026-11"],
                ),
                (lambda calls: (calls.day < 20_001) & (calls.day < ibis.literal("20002", "decimal(9,0)")), ["20000"]),
                (
                    lambda calls: (calls.day < 20_003) & (calls.day < ibis.literal("20002", "decimal(9,0)")),
                    ["20000", "2026-11"],
                ),
            ],
            id="the same number of another type",
        ),
        pytest.param(
            [
                (
                    lambda calls: (calls.company == "2026-11") & ibis.literal(["2026-11", "x"]).contains(calls.company),
                    ["2026-11"],
                ),
                (
                    lambda calls: (calls.company == "2026-10") & ibis.literal(["2026-11", "x"]).contains(calls.company),
                    [],
                ),
                (
                    lambda calls: (calls.company != "2026-10") & ibis.literal(["2026-11", "x"]).contains(calls.company),
                    ["2026-11"],
                ),
            ],
            id="a label within a list",
        ),
        pytest.param(
            [
                (lambda calls: (ibis.range(30_000)[20_000] == calls.day) & (calls.day >= 20_000), ["20000"]),
                (lambda calls: (ibis.range(30_000)[20_001] == calls.day) & (calls.day >= 20_001), ["2026-11"]),
            ],
            id="a number that ibis writes as another one",
        ),
    ],
)
def test_a_question_asked_again_gets_its_own_answer(con, calls, asked):
    for condition, expected in asked:
        assert companies(con, calls.filter(condition(calls))) == expected


def test_another_table_of_the_same_columns_is_read(con, calls):
    other = con.create_table(temporary_name("calls"), pd.DataFrame({"day": [20_000], "company": ["別の会社"]}))
    assert companies(con, calls.filter(calls.day < 20_001)) == ["20000"]
    assert companies(con, other.filter(other.day < 20_001)) == ["別の会社"]


def test_a_table_that_was_two_is_not_taken_for_one(con, calls):
    other = con.create_table(temporary_name("calls"), pd.DataFrame({"day": [20_000], "company": ["別の会社"]}))
    assert companies(con, ibis.union(calls, calls).filter(lambda rows: rows.day == 20_000)) == ["20000", "20000"]
    both = companies(con, ibis.union(calls, other).filter(lambda rows: rows.day == 20_000))
    assert sorted(both) == ["20000", "別の会社"]


def test_a_limit_is_not_taken_for_a_day(con, calls):
    few = [calls.filter(calls.day >= first).limit(20_001) for first in (20_001, 20_002)]
    assert [con.compile(rows).count("LIMIT 20001") for rows in few] == [1, 1]


def test_a_connection_ends_with_its_last_reader(con):
    other = remembering(ibis.duckdb.connect())
    other.con.execute("CREATE TABLE calls (day BIGINT)")
    other.compile(other.table("calls"))
    gone = weakref.ref(other)
    gc.collect()
    gc.disable()
    try:
        del other
        assert gone() is None
    finally:
        gc.enable()


def test_every_question_of_the_workbook_is_written_as_without_memory(monkeypatch):
    known = []
    remembered = sql_memory._Remembering.__call__

    def compared(self, expr, /, **options):
        before = len(sql_memory._written)
        found = remembered(self, expr, **options)
        if len(sql_memory._written) == before:
            assert found == self.anew(expr, **options)
            known.append(found)
        return found

    monkeypatch.setattr(sql_memory, "_written", {})
    monkeypatch.setattr(sql_memory._Remembering, "__call__", compared)
    wb = example()
    for view in (wb, wb.view(team="SDR"), wb.view(as_of=datetime.date(2026, 11, 17)), wb.view(rep="佐藤")):
        all_numbers(view)
    assert len(known) > len(sql_memory._written)
