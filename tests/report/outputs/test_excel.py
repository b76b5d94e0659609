"""numbers.xlsx, read back as a spreadsheet reads it."""

import math
from datetime import date

import openpyxl
import pandas as pd
import pytest

from kpi_helpers.report.meetings import MEETINGS
from kpi_helpers.report.outputs.excel import List, sheet_name, write_excel
from kpi_helpers.workbook.errors import WorkbookError
from tests.page.hostile import HOSTILE

NAMES = ("meeting", "kpi", "segment", "period", "value", "numerator", "denominator", "low", "high", "target")
MONTHS = [f"2026-{month:02}" for month in range(1, 7)]


def numbers(*rows):
    table = pd.DataFrame([dict(zip(NAMES, row, strict=False)) for row in rows], columns=NAMES)
    return table.assign(unit=[unit for *_, unit in rows], verdict="")


def row(kpi, segment, period, value, unit, *, part=math.nan, over=math.nan):
    return ("sales_sync", kpi, segment, period, value, part, over, math.nan, math.nan, math.nan, unit)


def read(tmp_path, table, lists=(), lang="ja"):
    write_excel(tmp_path / "numbers.xlsx", table, MEETINGS, lists, lang=lang)
    return openpyxl.load_workbook(tmp_path / "numbers.xlsx")


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_each_section_with_numbers_has_a_sheet_in_its_words(tmp_path):
    table = numbers(
        row("sales", "all", "2026-10", 33_610_000, "currency"),
        row("opportunity_rate_slice", "channel=展示会", "2026-10", 0.25, "share", part=5, over=20),
    )
    book = read(tmp_path, table)
    assert book.sheetnames[0] == "目次" and book.sheetnames[-1] == "全データ"
    [first] = [sheet for sheet in book.worksheets if "売上の着地は" in sheet.title]
    header, sales, rate = cells(first)
    assert header[:5] == ["指標", "チャネル", "期間", "値", "分子（件数）"]
    assert sales[:4] == ["売上", None, "2026年10月", 33_610_000]
    assert rate[1:6] == ["展示会", "2026年10月", 0.25, 5, 20]
    assert [first["D2"].number_format, first["D3"].number_format] == ['#,##0"円"', "0.0%"]
    assert (first.freeze_panes, first.auto_filter.ref) == ("B2", "A1:J3")


def test_the_numbers_are_those_of_numbers_csv_to_the_last_digit(tmp_path):
    table = numbers(*(row("leads", "all", month, 10 / (place + 3), "count") for place, month in enumerate(MONTHS)))
    tidy = cells(read(tmp_path, table)["全データ"])
    assert [line[4] for line in tidy[1:]] == pytest.approx(table["value"].tolist(), rel=1e-14)


def test_a_number_has_its_months_target_beside_it(tmp_path):
    table = numbers(
        row("sales", "all", "2026-09", 32.0, "currency"),
        row("sales", "all", "2026-10", 12.0, "currency"),
        row("rep_opportunities", "rep=佐藤", "2026-10", 10.0, "count"),
        row("target", "metric=sales", "2026-10", 30.0, "currency"),
        row("target", "rep=佐藤;metric=opportunities", "2026-10", 15.0, "count"),
    )
    book = read(tmp_path, table)
    by_section = {}
    for sheet in book.worksheets[1:-1]:
        header, *lines = cells(sheet)
        by_section |= {(line[0], line[header.index("期間")]): line[header.index("目標")] for line in lines}
    assert by_section["売上", "2026年10月"] == 30 and by_section["売上", "2026年9月"] is None
    assert by_section["担当者別の商談数", "2026年10月"] == 15
    # numbers.csv keeps its rows, so does the sheet that holds it.
    header, *lines = cells(book["全データ"])
    assert [line[header.index("target")] for line in lines] == [None] * 5


def test_time_is_time_of_a_day_as_excel_counts_it(tmp_path):
    # Two hours are a twelfth of a day.
    table = numbers(row("response_seconds_median", "all", "2026-10", 7200, "seconds"))
    [sheet] = [sheet for sheet in read(tmp_path, table).worksheets if "すぐ対応されたか" in sheet.title]
    assert sheet["C2"].value.total_seconds() == 7200 and sheet["C2"].number_format == "[h]:mm:ss"


def test_the_first_number_with_months_is_drawn(tmp_path):
    table = numbers(*(row("sales", "all", month, 1.0, "currency") for month in MONTHS))
    [sheet] = [sheet for sheet in read(tmp_path, table).worksheets if "売上の着地は" in sheet.title]
    [chart] = sheet._charts
    assert chart.series[0].val.numRef.f.endswith("$C$2:$C$7")


def test_no_text_is_a_formula_or_a_link(tmp_path):
    texts = [*HOSTILE, "=cmd|' /C calc'!A1", "+1", "@SUM(A1)", "http://example.com/", "{=1}"]
    table = numbers(*(row("leads", "all", "2026-10", 1.0, "count") for _ in texts)).assign(verdict=texts)
    book = read(tmp_path, table, [List(text, pd.DataFrame({text or "x": texts})) for text in texts[:3]])
    for sheet in book.worksheets[1:]:
        for line in sheet.iter_rows():
            assert not [cell for cell in line if cell.data_type == "f" or cell.hyperlink]


def drawn(book, title):
    """Name and cells of the values of each chart on a sheet."""
    [sheet] = [one for one in book.worksheets if title in one.title]
    return [(chart.series[0].tx.v, chart.series[0].val.numRef.f.rpartition("!")[2]) for chart in sheet._charts]


def test_a_sum_of_a_month_that_is_not_over_is_no_fall_in_the_chart(tmp_path):
    table = numbers(*(row("sales", "all", month, 1.0, "currency") for month in MONTHS))
    for day, last in ((date(2026, 6, 29), 6), (date(2026, 6, 30), 7)):
        write_excel(tmp_path / "numbers.xlsx", table, MEETINGS, lang="ja", as_of=day)
        assert drawn(openpyxl.load_workbook(tmp_path / "numbers.xlsx"), "売上の着地は") == [("売上", f"$C$2:$C${last}")]


def test_the_chart_answers_the_question_of_its_section_by_month_or_by_week(tmp_path):
    weeks = [f"2026-W{week}" for week in range(40, 48)]
    table = numbers(
        *(row("valid_leads", "all", month, 9.0, "count") for month in MONTHS),
        *(row("opportunity_rate_slice", "all", month, 0.2, "share") for month in MONTHS),
        *(row("cph", "all", week, 12.0, "ratio") for week in weeks),
        row("contact_rate", "all", "2026-11", 0.3, "share"),
        *(row("contact_rate", "all", week, 0.3, "share") for week in weeks),
    )
    book = read(tmp_path, table)
    # Six months of valid leads stand above the rate, eight weeks of calls and a month above the contact rate.
    assert drawn(book, "商談化率は上がっているか") == [("商談化率（輪切り）", "$C$8:$C$13")]
    assert drawn(book, "どこに手を打つか") == [("接触率", "$C$11:$C$18")]
    assert [name[:3] for name in book.sheetnames if "リードは予定どおり" in name] == ["マーケ"]


def test_a_list_leads_into_the_teams_tool(tmp_path):
    rows = pd.DataFrame({"リードID": ["00Q1", "00Q2"], "会社": ["A社", "B社"]})
    book = read(tmp_path, numbers(), [List("未対応のリード", rows, ["https://crm.example.com/00Q1", ""])])
    sheet = book["未対応のリード"]
    assert cells(sheet) == [["リードID", "会社"], ["00Q1", "A社"], ["00Q2", "B社"]]
    assert sheet["A2"].hyperlink.target == "https://crm.example.com/00Q1" and sheet["A3"].hyperlink is None


def test_contact_data_is_nowhere(tmp_path):
    book = read(tmp_path, numbers(), [List("リード", pd.DataFrame({"会社": ["taro@example.co.jp", "03-1234-5678"]}))])
    assert not [cell for line in cells(book["リード"]) for cell in line if "example" in cell or "1234" in cell]


@pytest.mark.parametrize("title", ["x" * 40, "a[b]:c*d?e/f\\g", "'quoted'", "", "目次", "History", "😀" * 31])
def test_any_title_becomes_a_sheet(tmp_path, title):
    lists = [List(title, pd.DataFrame({"x": [1]})), List(title, pd.DataFrame({"x": [2]}))]
    book = read(tmp_path, numbers(), lists)
    assert len(book.sheetnames) == len({name.lower() for name in book.sheetnames}) == 4
    assert all(1 <= len(name) <= 31 for name in book.sheetnames)


def test_names_of_sheets_differ_where_titles_do_not():
    assert sheet_name("A", ["a", "A 2"]) == "A 3"


def test_the_same_input_gives_the_same_bytes(tmp_path):
    table = numbers(row("leads", "all", "2026-10", 1.0, "count"))
    for name in ("a.xlsx", "b.xlsx"):
        write_excel(tmp_path / name, table, MEETINGS, lang="en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "numbers.xlsx").mkdir()
    with pytest.raises(WorkbookError, match="numbers.xlsx"):
        write_excel(tmp_path / "numbers.xlsx", numbers(), MEETINGS, lang="ja")
    assert not list(tmp_path.glob(".numbers*"))


def test_forty_thousand_rows_are_all_there(tmp_path):
    rows = pd.DataFrame({"リードID": [f"L{place}" for place in range(40_000)], "会社": "=cmd|' /C calc'!A0"})
    write_excel(tmp_path / "numbers.xlsx", numbers(), MEETINGS, [List("未対応", rows)], lang="ja")
    book = openpyxl.load_workbook(tmp_path / "numbers.xlsx", read_only=True)
    *_, last = book["未対応"].iter_rows(values_only=True)
    assert last == ("L39999", "=cmd|' /C calc'!A0") and book["未対応"].max_row == 40_001
    book.close()


def test_a_pace_is_a_ratio_and_its_target_in_the_unit_of_its_metric(tmp_path):
    pace = ("sales_sync", "pace", "metric=sales", "2026-10", 0.5, *[math.nan] * 4, 33_600_000, "ratio")
    [sheet] = [one for one in read(tmp_path, numbers(pace)).worksheets if "売上の着地は" in one.title]
    assert [cell.number_format for cell in sheet[2]][3] == "#,##0.00"
    assert [cell.number_format for cell in sheet[2] if cell.value == 33_600_000] == ['#,##0"円"']
    assert sheet.column_dimensions["I"].width >= len("33,600,000円")
