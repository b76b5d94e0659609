"""A workbook in another currency is written in it: sentences, tables, figures for the desk and the phone, tiles, Excel."""

import openpyxl
import pytest

from kpi_helpers.charts.formats import format_value
from kpi_helpers.report.headline import tile_of
from kpi_helpers.report.kpi_rows import kpi_rows
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.marketing_sync import campaigns
from kpi_helpers.report.meetings.sales_sync import quadrants, sales
from kpi_helpers.report.minutes import minutes_writer
from kpi_helpers.report.outputs.companions import write_outputs
from kpi_helpers.workbook.example import example

TABLES = ("leads", "activities", "opportunities", "targets", "visits", "campaigns", "accounts")


@pytest.fixture(scope="module")
def meeting(make_workbook):
    """The example in dollars."""
    own = example()._tables
    return Meeting("sales_sync", make_workbook({name: own[name] for name in TABLES}, currency="USD"), "ja")


@pytest.mark.parametrize("section", [sales, quadrants, campaigns])
def test_every_amount_of_a_section_is_in_dollars(meeting, section):
    markup = str(section(meeting).to_element())
    assert "$" in markup and "¥" not in markup and "円" not in markup


def test_minutes_and_tiles_are_too(meeting):
    text = minutes_writer(meeting)([])["sales_sync.minutes.md"]
    assert "| 売上 | $1.2M | $3.8M | 32% |" in text
    tiles = str(tile_of(meeting, "sales"))
    assert "$1.2M" in tiles and "円" not in tiles


def test_excel_shows_dollars_and_cents(meeting, tmp_path):
    numbers = kpi_rows(meeting.wb, ("sales",))
    numbers.insert(0, "meeting", "sales_sync")
    write_outputs(meeting, tmp_path, numbers, ("excel",))
    [sheet] = [one for one in openpyxl.load_workbook(tmp_path / "numbers.xlsx").worksheets if "着地" in one.title]
    value = next(cell for cell in sheet[1] if cell.value == "値").column
    assert {row[value - 1].number_format for row in sheet.iter_rows(min_row=2)} == {'"$"#,##0.00'}


def test_a_yen_workbook_after_it_is_in_yen(meeting):
    assert str(sales(meeting).to_element()) and format_value(12_300_000, "currency") == "1,230万円"
