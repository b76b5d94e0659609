"""`kpi init`: from downloads to a workbook that can be built."""

import json
import os

import openpyxl
import pytest
import yaml

from kpi_helpers.workbook.starting.drafting import scalar


@pytest.mark.parametrize(
    ("tool", "encoding"),
    [
        ("bales", "utf-8-sig"),
        ("miitel", "cp932"),
        ("salesforce leads", "cp932"),
        ("salesforce opportunities", "utf-16"),
        ("salesforce api", "utf-8"),
        ("salesforce tasks", "utf-8"),
        ("salesforce events", "cp932"),
        ("hubspot contacts", "utf-8"),
        ("hubspot contacts in Japanese", "utf-8-sig"),
        ("hubspot deals", "utf-8-sig"),
        ("hubspot calls", "utf-16"),
        ("hubspot emails", "utf-8"),
        ("hubspot meetings", "utf-8-sig"),
        ("hubspot api calls", "utf-8"),
        ("zoho leads", "cp932"),
        ("zoho calls", "utf-8"),
        ("zoho deals", "utf-8"),
        ("kintone", "cp932"),
        ("our own names", "utf-16"),
    ],
)
def test_every_tool_is_recognised_and_its_workbook_reads(desk, exports, tool, encoding):
    export, preset, tables = exports.TOOLS[tool]
    book = desk.begin(desk.put("export.csv", export, encoding))
    assert list(book["tables"]) == tables
    assert {table.get("preset", "") for table in book["tables"].values()} == {preset}
    status, out, _ = desk.run("check", desk.book, "--json")
    assert status == 0
    assert all(table["set_aside"] == 0 and table["kept"] for table in json.loads(out)["tables"].values())


def test_it_ends_with_the_next_command_and_that_leads_to_numbers(desk, exports):
    desk.begin(
        desk.put("リード.csv", exports.SALESFORCE_LEADS, "cp932"),
        desk.put("商談.csv", exports.SALESFORCE_OPPORTUNITIES, "cp932"),
    )
    assert desk.said.splitlines()[-1] == "kpi check book"
    assert desk.run("check", desk.book)[0] == 0
    status, out, _ = desk.run("numbers", desk.book)
    assert (status, os.path.basename(out.strip())) == (0, "numbers.csv")


def test_what_is_not_sure_is_marked_in_the_file_and_on_the_screen(desk, exports):
    desk.begin(desk.put("e.csv", exports.SALESFORCE_OPPORTUNITIES))
    assert "opportunity_id: 商談 ID                   # 要確認\n" in desk.text
    assert "closed_at: 完了予定日\n" in desk.text
    assert "  要確認  opportunity_id ← 商談 ID\n" in desk.said
    assert "  要確認  is_won: 稟議中 (1)\n" in desk.said


def test_headers_in_english_are_answered_in_english(desk, exports):
    book = desk.begin(desk.put("deals.csv", exports.HUBSPOT_DEALS))
    assert book["language"] == "en"
    assert "# CHECK" in desk.text
    assert "deals.csv → opportunities (HubSpot, hubspot-en): 7 columns\n" in desk.said


def test_monthly_files_of_one_kind_become_one_table(desk, exports):
    more = exports.SALESFORCE_LEADS.replace("AbCdEEAV", "XyZzZEAV")
    book = desk.begin(desk.put("10月.csv", exports.SALESFORCE_LEADS), desk.put("11月.csv", more, "cp932"))
    assert book["tables"]["leads"]["file"] == ["10月.csv", "11月.csv"]
    assert len(desk.table("leads")) == 2


def test_tasks_and_events_become_one_table_that_counts_both(desk, exports):
    book = desk.begin(
        desk.put("leads.csv", exports.SALESFORCE_LEADS),
        desk.put("Task.csv", exports.SALESFORCE_TASKS),
        desk.put("Event.csv", exports.SALESFORCE_EVENTS),
    )
    assert [part["file"] for part in book["tables"]["activities"]] == ["Task.csv", "Event.csv"]
    assert desk.table("activities")["kind"].tolist() == ["call", "email", "meeting"]
    assert "copies" not in desk.text and "両方" not in desk.text
    status, out, _ = desk.run("check", desk.book, "--json")
    assert (status, json.loads(out)["tables"]["activities"]["kept"]) == (0, 3)


def test_mails_and_meetings_are_no_calls_and_a_call_without_direction_is_one(desk, exports):
    calls = "Record ID,Call outcome,Call direction,Activity date,Activity assigned to\n1,Connected,,2026-11-02 10:00,Sato\n2,Connected,Inbound,2026-11-02 10:00,Sato\n"
    desk.begin(
        desk.put("calls.csv", calls),
        desk.put("emails.csv", exports.HUBSPOT_EMAILS),
        desk.put("meetings.csv", exports.HUBSPOT_MEETINGS),
    )
    assert desk.table("activities")["kind"].tolist() == ["call", "incoming", "email", "incoming", "meeting"]


def test_calls_of_two_tools_become_one_table_and_the_user_is_asked_for_copies(desk, exports):
    book = desk.begin(desk.put("miitel.csv", exports.MIITEL), desk.put("Task.csv", exports.SALESFORCE_TASKS))
    assert len(book["tables"]["activities"]) == 2
    assert len(desk.table("activities")) == 5
    assert "started_at ← CreatedDate: miitel.csv とあわせて一つの表にします" in desk.said


def test_a_second_export_of_the_same_rows_is_named_and_left(desk):
    desk.begin(
        desk.put("leads.csv", "Id,Company,LeadSource,CreatedDate,Status\n00Q1,Acme,Web,2026-11-01,New\n"),
        desk.put(
            "CampaignMember.csv",
            "LeadId,CampaignId,CompanyOrAccount,CreatedDate,HasResponded\n00Q1,701,Acme,2026-11-02,true\n",
        ),
    )
    assert (
        "not used: CampaignMember.csv: leads.csv is the table of leads already, and rows with the same ids stand in both"
        in desk.said
    )
    assert "# not used: CampaignMember.csv\n" in desk.text


def test_sheets_for_each_month_become_parts_of_one_table(desk):
    file = openpyxl.Workbook()
    file.remove(file.active)
    for month in (10, 11):
        sheet = file.create_sheet(f"{month}月")
        for row in (
            [f"{month}月の架電"],
            ["架電日時", "架電者", "架電結果"],
            [f"2026/{month}/02 10:00", "佐藤", "不在"],
            [f"2026/{month}/03 10:00", "鈴木", "不在"],
        ):
            sheet.append(row)
    file.save(desk.downloads / "架電.xlsx")
    book = desk.begin(desk.downloads / "架電.xlsx")
    assert [part["sheet"] for part in book["tables"]["activities"]] == ["10月", "11月"]
    assert desk.table("activities")["started_at"].dt.strftime("%m-%d").tolist() == ["10-02", "10-03", "11-02", "11-03"]


def test_the_sheets_of_a_hand_kept_file_are_tables_of_their_own(desk):
    file = openpyxl.Workbook()
    file.active.title = "リード"
    for row in (
        ["2026年度 リード"],
        [],
        ["リードID", "リード獲得日", "会社名", "流入経路", "担当"],
        ["L1", "2026/11/01", "サクラ", "Web", "佐藤"],
        ["小計", None, None, None, None],
    ):
        file.active.append(row)
    calls = file.create_sheet("架電")
    for row in (["架電日時", "担当", "架電結果", "通話時間"], ["2026/11/02 10:00", "佐藤", "不在", 312]):
        calls.append(row)
    file.create_sheet("メモ").append(["あれこれ"])
    file.save(desk.downloads / "team.xlsx")
    book = desk.begin(desk.downloads / "team.xlsx")
    assert {name: table["sheet"] for name, table in book["tables"].items()} == {"leads": "リード", "activities": "架電"}
    assert "talk_seconds ← 通話時間: 単位が見出しにない（例: 312）" in desk.said
    assert "使っていません: team.xlsx [メモ]: 見出しの行が見つかりません\n" in desk.said
    assert desk.table("leads")["lead_id"].tolist() == ["L1"]


def test_dates_that_can_be_read_in_two_ways_are_asked_for(desk):
    path = desk.put("e.csv", "リードID,リード獲得日,流入経路\nL1,03/04/2026,Web\n")
    desk.begin(path)
    assert "日と月のどちらが先か決まらない（例: 03/04/2026）" in desk.text
    assert "date_order" in desk.refused("check", desk.book)


def test_a_year_that_cannot_be_told_is_asked_for(desk):
    desk.begin(desk.put("e.csv", "リードID,リード獲得日,流入経路\nL1,26/11/20,Web\n"))
    assert "年・月・日の順が決まらない（例: 26/11/20）" in desk.text


def test_a_date_column_that_stands_twice_is_taken_with_a_doubt(desk):
    book = desk.begin(desk.put("e.csv", "リードID,リード獲得日,リード獲得日,流入経路\nL1,2026/11/01,2026/11/02,Web\n"))
    assert book["tables"]["leads"]["columns"]["created_at"] == "リード獲得日 (1)"
    assert "要確認  created_at ← リード獲得日 (1): 同じ見出しが複数ある" in desk.said
    assert desk.table("leads")["created_at"].dt.day.tolist() == [1]


def test_a_table_that_has_its_id_wins_over_one_that_lacks_it(desk):
    assert list(desk.begin(desk.put("e.csv", "lead_id,created_at,email\nL1,2026-11-01,a@b.example\n"))["tables"]) == [
        "leads"
    ]


def test_hidden_sheets_are_named_and_left(desk):
    file = openpyxl.Workbook()
    for title in ("今", "昔"):
        sheet = file.create_sheet(title)
        sheet.append(["リードID", "リード獲得日", "流入経路"])
        sheet.append([title, "2026/11/01", "Web"])
    file.remove(file["Sheet"])
    file["昔"].sheet_state = "hidden"
    file.save(desk.downloads / "team.xlsx")
    desk.begin(desk.downloads / "team.xlsx")
    assert "使っていません: team.xlsx [昔]: 非表示のシートです" in desk.said
    assert desk.table("leads")["lead_id"].tolist() == ["今"]


def test_merged_cells_that_were_saved_as_text_are_filled_or_asked_for(desk):
    """Without a rep no row can be used, so that it is drafted; a company may lack by right, so that it is asked for."""
    lines = ["会社名,架電日時,担当,結果"]
    lines += [f"{'サクラ' * (n == 0)},2026/11/02 {9 + n}:05,{'佐藤' * (n == 0)},不在" for n in range(5)]
    lines += [f"{'フジ' * (n == 0)},2026/11/03 {9 + n}:05,{'鈴木' * (n == 0)},不在" for n in range(5)]
    book = desk.begin(desk.put("e.csv", "\n".join(lines) + "\n", "cp932"))
    assert book["tables"]["activities"]["fill_down"] == ["担当"] and "下へ埋めます。空のまま" in desk.text
    assert "要確認: 会社名 はグループの先頭行にだけ値がある列" in desk.text
    assert desk.table("activities")["rep"].tolist() == ["佐藤"] * 5 + ["鈴木"] * 5


def test_nothing_is_ever_overwritten(desk, exports):
    path = desk.put("e.csv", exports.SALESFORCE_LEADS)
    desk.begin(path)
    before = {file: file.read_bytes() for file in desk.book.iterdir() if file.is_file()}
    assert "book/workbook.yml exists and is never overwritten" in desk.refused("init", desk.book, path)
    (desk.book / "workbook.yml").unlink()
    path.write_text(exports.HUBSPOT_CONTACTS, "utf-8")
    assert "another e.csv is there; rename one of them" in desk.refused("init", desk.book, path)
    del before[desk.book / "workbook.yml"]
    assert {file: file.read_bytes() for file in desk.book.iterdir() if file.is_file()} == before


def test_files_in_the_folder_stay_where_they_are(desk, exports):
    place = desk.book / "exports" / "e.csv"
    place.parent.mkdir(parents=True)
    place.write_text(exports.SALESFORCE_LEADS, encoding="utf-8")
    assert desk.begin(place, place)["tables"]["leads"]["file"] == "exports/e.csv"
    assert sorted(entry.name for entry in desk.book.iterdir()) == ["exports", "workbook.schema.json", "workbook.yml"]


def test_a_link_in_the_folder_to_a_file_outside_is_refused(desk, exports):
    desk.book.mkdir()
    (desk.book / "e.csv").symlink_to(desk.put("e.csv", exports.SALESFORCE_LEADS))
    assert "another e.csv is there" in desk.refused("init", desk.book, desk.book / "e.csv")
    assert not (desk.book / "workbook.yml").exists()


def test_two_files_of_one_name_are_refused_before_anything_is_copied(desk, exports):
    one = desk.put("e.csv", exports.SALESFORCE_LEADS)
    other = desk.downloads / "more" / "e.csv"
    other.parent.mkdir()
    other.write_text(exports.HUBSPOT_CONTACTS, "utf-8")
    assert "another e.csv is there" in desk.refused("init", desk.book, one, other)
    assert not desk.book.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b,c\n", "e.csv: it has no row of column names with rows of data below it."),
        ("", "e.csv is empty"),
        ("<html>", "e.csv is a web page"),
        ("table,file,line,reason,row\nleads,a.csv,2,x,y\n", "e.csv: it holds rows that were set aside"),
    ],
)
def test_what_cannot_be_recognised_gets_one_sentence_and_no_workbook(desk, content, sentence):
    assert sentence in desk.refused("init", desk.book, desk.put("e.csv", content))
    assert not desk.book.exists()


def test_a_required_column_that_is_missing_is_a_line_to_fill_in(desk):
    book = desk.begin(desk.put("e.csv", "商談名,商談 所有者,フェーズ,作成日\nA,田中,受注,2026/11/01\n"))
    assert book["tables"]["opportunities"]["preset"] == "salesforce-ja"
    assert (
        "      # opportunity_id:                         # 要確認: 必須です。商談の IDにあたる列の名前を書いてください\n"
        in desk.text
    )
    assert "  要確認  opportunity_id: 必須です" in desk.said
    assert "e.csv has no column for opportunities.opportunity_id" in desk.refused("check", desk.book)


def test_a_missing_file_and_a_folder_are_named(desk):
    assert "nothing.csv does not exist" in desk.refused("init", desk.book, "nothing.csv")
    assert "downloads is a folder: name the exports in it" in desk.refused("init", desk.book, desk.downloads)
    assert "Missing argument 'FILE...'" in desk.refused("init", desk.book)


def test_a_folder_that_cannot_be_made_gets_one_sentence(desk, exports):
    path = desk.put("e.csv", exports.SALESFORCE_LEADS)
    assert "cannot be written" in desk.refused("init", path / "book", path)


HOSTILE = """"リードID","リード獲得日","会社名","流入経路","担当","a
tables: {x: 1}","# evil: &anchor *alias !!python/object","\x1b[2J"
"L1","2026/11/01","サク: ラ","Web","佐
藤: [x"," ",,
"L2","2026/11/02","=cmd()","!!x","true"," ",,
"""


def test_headers_and_values_never_become_yaml_or_orders_to_the_terminal(desk):
    book = desk.begin(desk.put('ex: port #1 & "x".csv', HOSTILE))
    assert list(book) == ["name", "timezone", "language", "tables"]
    assert book["tables"]["leads"]["file"] == 'ex: port #1 & "x".csv'
    assert "\x1b" not in desk.text + desk.said
    assert len(desk.table("leads")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "true",
        "No",
        "null",
        "~",
        "2026",
        "1e3",
        "2026-11-01",
        "9:00",
        "a: b",
        "a #b",
        "- a",
        "[x",
        "x]",
        "&a",
        "*a",
        "!a",
        "'",
        '"',
        "\\",
        "\u2028",
        "\x85",
        "a\nb",
        " a",
        "a ",
        "",
        "%a",
        "@a",
        "`a",
        "確度(%)",
        "コール結果N：開始日時",
        "担当者接触*",
        "?",
        "a, b",
        "a: ",
        "…",
    ],
)
def test_a_scalar_is_read_back_as_the_same_text(text):
    assert yaml.safe_load(f"x: [{scalar(text)}, {{k: {scalar(text)}}}]") == {"x": [text, {"k": text}]}
