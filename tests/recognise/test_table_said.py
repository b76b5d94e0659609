"""`kpi init --table`: what the user says a file or a sheet is."""

import openpyxl
import yaml


def test_table_settles_what_the_content_cannot(desk):
    path = desk.put(
        "x.csv",
        "No,When,Who\n1,2026/11/02 9:05,Mori\n2,2026/11/03 9:05,Abe\n3,2026/11/03 9:06,Abe\n4,2026/11/04 9:06,Abe\n",
    )
    assert desk.run("init", desk.book, "--table", f"activities={path}")[0] == 0
    assert (
        yaml.safe_load((desk.book / "workbook.yml").read_text(encoding="utf-8"))["tables"]["activities"]["columns"][
            "started_at"
        ]
        == "When"
    )
    assert "write it as activities=calls.csv; did you mean activities?" in desk.refused(
        "init", desk.book, "--table", "activites=x.csv"
    )


def test_table_settles_single_sheets_of_a_file_by_the_name_that_the_screen_tells(desk):
    book = openpyxl.Workbook()
    for title, rows in {
        "目標": [("いつ", "何", "いくつ"), ("2026-11", "won", 24)],
        "一覧": [("No", "When", "Who"), (1, "2026/11/02 9:05", "森"), (2, "2026/11/03 9:05", "森")],
        "隠し": [("month", "metric", "value", "rep"), ("2026-12", "won", 25, "全社"), ("2026-12", "won", 5, "森")],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book["隠し"].sheet_state = "hidden"
    path = desk.downloads / "IS管理表.xlsx"
    book.save(path)
    told = ["--table", "targets=IS管理表.xlsx [隠し]", "--table", f"activities={path}[一覧]"]
    assert desk.run("init", desk.book, path, *told)[0] == 0
    text = (desk.book / "workbook.yml").read_text(encoding="utf-8")
    tables = yaml.safe_load(text)["tables"]
    assert "全社" not in text and "# teams: {SDR: [森]}" in text
    assert {name: table["sheet"] for name, table in tables.items()} == {"activities": "一覧", "targets": "隠し"}
    told[1] = "targets=IS管理表.xlsx [目票]"
    assert "目票" in desk.refused("init", desk.book.with_name("other"), path, *told)
