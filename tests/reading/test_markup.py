"""Tables that tools write as a web page or as XML and call .xls."""

import pytest

from kpi_helpers.workbook.errors import WorkbookError

LEADS = {"leads": {"file": "report.xls", "preset": "salesforce-ja"}}
SHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def page(rows: str, charset: str = "UTF-8") -> str:
    return f'<html><head><meta charset="{charset}"></head><body><h1>リード</h1><table><tr><td>絞り込み</td></tr></table><table>{rows}</table></body></html>'


def cells(*texts: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


HEAD = cells("リード ID", "作成日", "会社名", "リードソース", tag="th")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_web_page_is_read_by_its_largest_table_that_names_columns(book, encoding):
    rows = cells("L1", "2026/11/02", "A&amp;B<br>商会", "Web") + cells("L2", "2026/11/03", "<b>サクラ</b>", "展示会")
    book.put("report.xls", page(HEAD + rows), encoding)
    table = book.table("leads", LEADS)
    assert table["company_name"].tolist() == ["A&B\n商会", "サクラ"]
    assert table["channel"].tolist() == ["Web", "展示会"]


def test_cells_that_stretch_stand_in_every_row_and_column(book):
    rows = (
        '<tr><td>L1</td><td rowspan="3">2026/11/02</td><td>サクラ</td><td rowspan=2>Web</td></tr>'
        "<tr><td>L2</td><td>モミジ</td></tr><tr><td>L3</td><td colspan=2>ツバキ</td></tr><tr><td>L4<td>2026/11/05<td>クス<td>Web"
    )
    book.put("report.xls", page(HEAD + rows))
    table = book.table("leads", LEADS)
    assert table["created_at"].dt.day.tolist() == [2, 2, 2, 5]
    assert table["company_name"].tolist() == ["サクラ", "モミジ", "ツバキ", "クス"]
    assert table["channel"].tolist() == ["Web", "Web", "ツバキ", "Web"]


def test_an_xml_spreadsheet_is_read_with_the_cells_that_it_leaves_out(book):
    def row(*data: str) -> str:
        return f"<Row>{''.join(data)}</Row>"

    def cell(text: str, kind: str = "String", extra: str = "") -> str:
        return f'<Cell {extra}><Data ss:Type="{kind}">{text}</Data></Cell>'

    head = row(*map(cell, ("リード ID", "作成日", "会社名", "リードソース")))
    first = row(cell("L1"), cell("2026-11-02T00:00:00.000", "DateTime"), cell("Web", extra='ss:Index="4"'))
    second = row(cell("L2"), cell("2026-11-03T09:05:00.000", "DateTime"), cell("サクラ"))
    sheet = f'<Worksheet ss:Name="a"><Table>{head}{first}{second}</Table></Worksheet>'
    book.put("report.xls", f'<?xml version="1.0"?><Workbook xmlns="{SHEET}" xmlns:ss="{SHEET}">{sheet}</Workbook>')
    table = book.table("leads", LEADS)
    assert table["created_at"].dt.strftime("%d %H:%M").tolist() == ["02 00:00", "03 09:05"]
    assert table["company_name"].fillna("").tolist() == ["", "サクラ"]
    assert table["channel"].fillna("").tolist() == ["Web", ""]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (page(cells("a", "b")), "no row names a column"),
        ("<html>ログインしてください</html>", "is a web page, not a table"),
        (f'<!DOCTYPE x [<!ENTITY a "a">]><Workbook xmlns="{SHEET}">&a;</Workbook>', "defines entities of its own"),
        (f'<Workbook xmlns="{SHEET}"><Worksheet>', "report.xls is damaged"),
    ],
)
def test_what_holds_no_table_gets_one_sentence(book, content, sentence):
    book.put("report.xls", content)
    with pytest.raises(WorkbookError, match=sentence):
        book.load({"leads": {**LEADS["leads"], "columns": {"lead_id": "リード ID"}}})


def test_two_header_rows_are_one_and_their_groups_are_calls(book):
    book.put(
        "list.csv",
        "基本情報,,1回目,,,2回目,,\n管理番号,会社名,日付,架電者,結果,日付,架電者,結果\n"
        "1,サクラ,2026/11/02,佐藤,不在,2026/11/05,鈴木,担当者接触\n2,モミジ,2026/11/03,佐藤,不在,,,\n",
    )
    columns = {"started_at": "N回目：日付", "rep": "N回目：架電者", "outcome": "N回目：結果", "lead_id": "管理番号"}
    values = {"outcome": {"connected": ["担当者接触"], "absent": ["不在"]}}
    table = book.table("activities", {"activities": {"file": "list.csv", "columns": columns, "values": values}})
    assert table["outcome"].tolist() == ["absent", "connected", "absent"]
    assert table["lead_id"].tolist() == ["1", "1", "2"]


def test_an_open_task_without_a_date_is_told_and_costs_nothing(book):
    book.put(
        "Task.csv",
        "Id,WhoId,Subject,Status,CompletedDateTime,OwnerId,TaskSubtype\n"
        "00T1,00Q1,Call,Completed,2026-11-02T01:00:00.000Z,005A,Call\n00T2,00Q1,Call,Not Started,,005A,Call\n",
    )
    loaded = book.load({"activities": {"file": "Task.csv", "preset": "salesforce-api"}}, rejected_budget=0)
    assert loaded.reports["activities"].set_aside == {"planned_undated": 1}
    assert book.table("activities")["status"].tolist() == ["done"]


def test_website_addresses_are_domains(book):
    book.put("Account.csv", "Id,Name,Website,BillingCity\n001A,サクラ,https://www.Sakura.example/ja,東京\n")
    table = book.table("companies", {"companies": {"file": "Account.csv", "preset": "salesforce-api"}})
    assert table["email_domain"].tolist() == ["sakura.example"]
