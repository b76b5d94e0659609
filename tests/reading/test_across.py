"""Targets whose months stand across the header."""

import pytest

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import rejected_rows

PLAN = "2026年度 下期予算,,,,\n項目,担当,11月,12月,1月,下期計\n架電数,,780,700,,1480\n売上（千円）,佐藤,5200,5000,4800,15000\n"


def told(book, text, **options):
    book.put("t.csv", text)
    table = book.table("targets", {"targets": {"file": "t.csv", "preset": "hand-kept", **options}})
    return [tuple(row) for row in table[["month", "metric", "value", "rep"]].fillna("").itertuples(index=False)]


def test_each_month_of_a_row_is_a_target_and_totals_are_none(book):
    """And the unit that a metric's name states is its own; January follows December."""
    named = {"values": {"metric": {"calls": ["架電数"], "sales": ["売上（千円）"]}}}
    assert told(book, PLAN, year=2026, **named) == [
        ("2026-11", "calls", 780, ""),
        ("2026-12", "calls", 700, ""),
        ("2026-11", "sales", 5_200_000, "佐藤"),
        ("2026-12", "sales", 5_000_000, "佐藤"),
        ("2027-01", "sales", 4_800_000, "佐藤"),
    ]


@pytest.mark.parametrize("months", ["2026-11,2026-12", "2026年11月,2026年12月", "Nov-26,Dec 2026", "2026/11/01,202612"])
def test_months_with_their_year_need_none_and_what_names_the_rows_needs_no_name(book, months):
    assert told(book, f",{months}\ncalls,1,2\n") == [("2026-11", "calls", 1, ""), ("2026-12", "calls", 2, "")]


def test_a_column_of_units_is_obeyed(book):
    """令和8年 is 2026; of counts the unit says no more than the metric."""
    plan = "2026年度 計画,,,\n指標,単位,令和8年12月,1月\n売上,千円,900,950\n商談数,件,20,22\n"
    named = {"values": {"metric": {"sales": ["売上（千円）"], "opportunities": ["商談数"]}}}
    assert told(book, plan, **named) == [
        ("2026-12", "sales", 900_000, ""),
        ("2027-01", "sales", 950_000, ""),
        ("2026-12", "opportunities", 20, ""),
        ("2027-01", "opportunities", 22, ""),
    ]


def test_months_without_a_year_ask_for_it(book):
    with pytest.raises(WorkbookError, match="t.csv: the month '11月' of the header bears no year: write year:"):
        told(book, PLAN)


def test_a_cell_that_is_set_aside_is_a_row_that_can_be_corrected(book):
    book.put("t.csv", ",2026-11,2026-12,2027-01\ncalls,many,2,more\n")
    loaded = book.load({"targets": {"file": "t.csv", "preset": "hand-kept"}})
    assert (loaded.reports["targets"].read, loaded.reports["targets"].kept) == (3, 1)
    rows = rejected_rows(loaded, "en")
    assert rows[["line", "row"]].values.tolist() == [[2, "calls,2026-11,many"], [2, "calls,2027-01,more"]]
    book.put("rejected.csv", rows.replace({"row": {"many": "1", "more": "3"}}, regex=True).to_csv(index=False))
    again = {"targets": {"file": ["t.csv", "rejected.csv"], "preset": "hand-kept"}}
    assert sorted(book.table("targets", again)["value"]) == [1, 2, 3]
    assert book.load(again).reports["targets"].set_aside == {"corrected": 2}
