"""Ditto marks and the errors of a spreadsheet: cells that hold no value of their own."""

import pytest

from kpi_helpers.workbook.reading.words import reason_text, warning_text
from kpi_helpers.workbook.starting import start_workbook

CALLS = """架電日,時刻,架電者,会社名,架電結果
2026/11/02,9:05,森,甲社,不在
〃,9:30,〃,〃,#N/A
2026/11/03,10:00,林,#REF!,担当者接触
同上,10:05,,乙社,不在
2026/11/04,〃,林,,不在
"""
COLUMNS = {
    "started_at": {"date": "架電日", "time": "時刻"},
    "rep": "架電者",
    "company_name": "会社名",
    "outcome": "架電結果",
}
CALLED = {"file": "c.csv", "columns": COLUMNS, "values": {"outcome": {"connected": ["担当者接触"], "absent": ["不在"]}}}


def test_a_mark_is_never_a_value_and_is_told_by_its_name(book):
    book.put("c.csv", CALLS)
    report = book.load({"activities": CALLED}).reports["activities"]
    assert report.set_aside == {"ditto_mark": 2}
    assert {code: one.count for code, one in report.warnings.items()} == {"sheet_error:company_name": 1}
    kept = book.table("activities")
    assert kept["company_name"].fillna("").tolist() == ["甲社", "", ""]
    assert "〃" in reason_text("ditto_mark", "ja", "started_at")
    assert "fill_down" in warning_text("ditto_mark:rep", "en")


def test_marks_are_filled_where_the_workbook_says_so_and_blank_cells_stay_blank(book):
    book.put("c.csv", CALLS)
    filled = CALLED | {"fill_down": ["架電日", "架電者", "会社名"]}
    loaded = book.load({"activities": filled})
    # The fourth row has no rep, and no mark for one.
    assert loaded.reports["activities"].set_aside == {"missing_required": 1}
    assert loaded.reports["activities"].warnings["sheet_error:outcome"].count == 1
    kept = book.table("activities")
    assert kept["started_at"].dt.strftime("%d %H:%M").tolist() == ["02 09:05", "02 09:30", "03 10:00", "04 00:00"]
    assert kept["rep"].tolist() == ["森", "森", "林", "林"]
    assert kept["company_name"].fillna("").tolist() == ["甲社", "甲社", "", ""]


@pytest.mark.parametrize("mark", ["〃", "同上", "々", "↑", '""""'])
def test_init_proposes_to_fill_the_columns_with_marks(book, mark):
    rows = "".join(f"2026/11/{n:02d} 9:{n},{'森' if n % 2 else mark},甲社{n},不在\n" for n in range(3, 13))
    path = book.put("c.csv", "架電日時,架電者,会社名,架電結果\n" + rows)
    text = start_workbook(book.folder, [path]).path.read_text(encoding="utf-8")
    assert "fill_down: [架電者]" in text
    assert book.table("activities")["rep"].tolist() == ["森"] * 10
