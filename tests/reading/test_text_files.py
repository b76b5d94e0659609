"""CSV and its kin in every encoding, line end and delimiter that tools write."""

import pytest

from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import rejected_rows

LEADS = {
    "leads": {
        "file": "leads.csv",
        "columns": {"lead_id": "リード ID", "created_at": "作成日", "company_name": "会社名"},
    }
}
TEXT = "リード ID,作成日,会社名\nL1,2026/11/01 9:05,株式会社サクラ①\nL2,2026/11/02 10:00,ｻｸﾗ\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT, "utf-8"),
        (TEXT, "utf-8-sig"),
        (TEXT, "cp932"),
        (TEXT, "utf-16"),
        (TEXT, "utf-16-le"),
        (TEXT, "utf-16-be"),
        (TEXT.replace("\n", "\r\n"), "cp932"),
        (TEXT.replace("\n", "\r"), "cp932"),
        (TEXT.replace("\n", "\r"), "utf-16"),
        (TEXT.replace(",", "\t"), "utf-16"),
        (TEXT.replace(",", ";"), "utf-8"),
        (TEXT.replace("\n", "\r\r\n"), "utf-8"),
        (TEXT.rstrip("\n"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("cp932"), None),
        (TEXT, "euc_jis_2004"),
    ],
    ids=[
        "utf8",
        "bom",
        "cp932",
        "utf16",
        "utf16le",
        "utf16be",
        "crlf",
        "cr",
        "utf16-cr",
        "tab",
        "semicolon",
        "crcrlf",
        "no-end",
        "bom-cp932",
        "euc",
    ],
)
def test_the_same_rows_come_from_every_encoding(book, content, encoding):
    book.put("leads.csv", content, encoding or "utf-8")
    leads = book.table("leads", LEADS)
    assert leads["company_name"].tolist() == ["株式会社サクラ①", "ｻｸﾗ"]
    assert leads["created_at"].dt.strftime("%d %H:%M").tolist() == ["01 09:05", "02 10:00"]
    assert leads["motion"].tolist() == ["inbound", "inbound"]


def test_files_put_one_after_the_other_with_their_marks_are_one(book):
    book.put("leads.csv", "".join("\ufeff" + TEXT.replace("L", f"{n}-") for n in range(2)))
    report = book.load(LEADS).reports["leads"]
    assert (report.read, report.kept, report.set_aside) == (5, 4, {"repeated_header": 1})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x1f\x8b\x08 packed", "leads.csv is a packed file"),
        (b"%PDF-1.7 pages", "leads.csv is a PDF"),
        (b"\x89PNG\r\n", "leads.csv is a picture"),
        (b"ARROW1 columns", "leads.csv is an Arrow"),
        (b'[{"lead_id": "L1"}]', "leads.csv is JSON"),
    ],
)
def test_what_a_file_is_instead_is_said(book, content, sentence):
    book.put("leads.csv", content)
    with pytest.raises(WorkbookError, match=sentence):
        book.load({"leads": {"file": "leads.csv", "columns": {"lead_id": "リード ID", "created_at": "作成日"}}})


@pytest.mark.parametrize("encoding", ["iso2022_jp_ext", "euc_jp"])
def test_old_encodings_under_a_header_in_ascii_are_no_mojibake(book, encoding):
    """JIS is ASCII throughout, and EUC-JP is half-width kana to CP932, in which words have odd lengths too."""
    text = "lead_id,created_at,company_name,rep\nL1,2026/11/01,株式会社サクラ,ﾓﾘ\nL2,2026/11/02,フジ,佐藤\n"
    book.put("leads.csv", text, encoding)
    assert book.table("leads", {"leads": {"file": "leads.csv"}})["rep"].tolist() == ["ﾓﾘ", "佐藤"]
    assert book.table("leads")["company_name"].tolist() == ["株式会社サクラ", "フジ"]


def test_half_width_kana_of_windows_are_no_kanji_of_unix(book):
    names = ["ｻﾄｳ", "ｽｽﾞｷ", "ﾓﾘ", "ｲｼｲ", "ｶﾜｸﾞﾁ", "ｳｴﾀﾞ"]
    rows = "".join(f"L{n},2026/11/01,{name}\n" for n, name in enumerate(names))
    book.put("leads.csv", f"lead_id,created_at,rep\n{rows}", "cp932")
    assert book.table("leads", {"leads": {"file": "leads.csv"}})["rep"].tolist() == names
    book.put("leads.csv", f"lead_id,created_at,rep\n{rows.replace('ﾓﾘ', 'Müller')}", "utf-8")
    assert book.table("leads", {"leads": {"file": "leads.csv"}})["rep"].tolist()[2] == "Müller"
    book.put("leads.csv", "lead_id,created_at,rep\nL1,2026/11/01,ﾓﾘ\n", "cp932")
    assert book.table("leads", {"leads": {"file": "leads.csv"}})["rep"].tolist() == ["ﾓﾘ"]


def test_western_text_of_windows_is_read_and_told(book):
    """Five letters (four é, ü) and three marks beyond ASCII; both bytes of 本田 that lie there stand alone, too."""
    west = (
        "lead_id,created_at,company_name,rep\nL1,2026/11/01,Société Générale,Müller\nL2,2026/11/02,“Today’s” Inc,Lee\n"
    )
    book.put("leads.csv", west, "cp1252")
    wanted = {"leads": {"file": "leads.csv"}}
    assert book.load(wanted).reports["leads"].warnings["western_characters"].count == 8
    assert book.table("leads")["company_name"].tolist() == ["Société Générale", "“Today’s” Inc"]
    book.put("leads.csv", "lead_id,created_at,rep\nL1,2026/11/01,本田\n", "cp932")
    assert book.table("leads", wanted)["rep"].tolist() == ["本田"]


def test_an_encoding_shows_itself_after_megabytes_of_ascii(book):
    rows = "".join(f"L{number},2026/11/01,{'x' * 100}\n" for number in range(12_000))
    book.put("leads.csv", "lead_id,created_at,company_name\n" + rows + "LX,2026/11/01,サクラ\n", "cp932")
    leads = book.table("leads", {"leads": {"file": "leads.csv"}})
    assert leads["company_name"].iloc[-1] == "サクラ"


def test_headers_match_whatever_their_spaces_brackets_and_width(book):
    book.put("calls.csv", "活動ＩＤ,開始 時刻,ﾕｰｻﾞｰ名,通話時間　（秒）\nA1,2026/11/01 9:00,佐藤,30\n")
    calls = book.table(
        "activities",
        {
            "activities": {
                "file": "calls.csv",
                "columns": {
                    "activity_id": "活動ID",
                    "started_at": "開始時刻",
                    "rep": "ユーザー名",
                    "talk_seconds": "通話時間(秒)",
                },
            }
        },
    )
    assert calls.loc[0, ["activity_id", "rep", "talk_seconds", "kind"]].tolist() == ["A1", "佐藤", 30.0, "call"]


def test_note_lines_above_the_header_and_below_the_rows_are_no_data(book):
    book.put(
        "leads.csv",
        "新規リード一覧,,\n作成者: 佐藤,,\n\n" + TEXT + '\n"Confidential Information - Do Not Distribute"\n合計,2,\n',
        "cp932",
    )
    loaded = book.load(LEADS)
    report = loaded.reports["leads"]
    assert (report.read, report.kept, dict(report.set_aside)) == (4, 2, {"note_line": 1, "subtotal_row": 1})


def test_a_header_that_comes_again_is_set_aside(book):
    book.put("leads.csv", TEXT + TEXT.replace("L1", "L3").replace("L2", "L4"))
    assert book.load(LEADS).reports["leads"].set_aside == {"repeated_header": 1}


def test_line_numbers_count_the_lines_of_the_file(book):
    book.put("leads.csv", '注記\nリード ID,作成日,会社名\nL1,2026/11/01,"二\n行"\n\nL2,いつか,\nL1,2026/11/03,\n')
    rejected = book.load(LEADS).rejected
    assert rejected["line"].tolist() == [6, 7]
    assert rejected["reason"].tolist() == ["unreadable_date", "duplicate_id"]
    assert rejected["row"].tolist() == ["L2,いつか,", "L1,2026/11/03,"]


def test_reasons_are_told_in_the_language_of_the_workbook(book):
    book.put("leads.csv", "lead_id,created_at\nL1,\n")
    loaded = book.load({"leads": {"file": "leads.csv"}})
    assert rejected_rows(loaded, "ja").loc[0].tolist() == ["leads", "leads.csv", 2, "必須の値がない：created_at", "L1,"]
    assert rejected_rows(loaded, "en").loc[0, "reason"] == "a required value is missing: created_at"


def test_rows_with_too_many_cells_are_set_aside_and_short_ones_filled_up(book):
    book.put(
        "leads.csv", TEXT + "L3,2026/11/03\nL4,2026/11/04,サクラ,東京\nL5,2026/11/05,フジ,,\nL6,2026/11/06,カエデ\n"
    )
    loaded = book.load(LEADS)
    assert loaded.reports["leads"].set_aside == {"too_many_cells": 1}
    assert loaded.rejected["row"].tolist() == ["L4,2026/11/04,サクラ,東京"]
    assert book.table("leads")["lead_id"].tolist() == ["L1", "L2", "L3", "L5", "L6"]


def test_a_quotation_mark_that_never_closes_costs_one_row(book):
    book.put("leads.csv", TEXT + 'L3,2026/11/03,"サクラ\nL4,2026/11/04,フジ\nL5,2026/11/05,カエデ\n')
    loaded = book.load(LEADS)
    assert loaded.reports["leads"].set_aside == {"broken_quotes": 1}
    assert loaded.rejected["line"].tolist() == [4]
    assert book.table("leads")["lead_id"].tolist() == ["L1", "L2", "L4", "L5"]


def test_rows_swallowed_between_two_stray_marks_are_seen(book):
    tables = {"leads": {"file": "leads.csv"}}
    book.put(
        "leads.csv",
        'lead_id,created_at,company_name,email\nL1,2026-11-01,"サクラ,a@b.example\nL2,2026-11-02,フジ,\n'
        'L3,2026-11-03,カエデ",c@d.example\nL4,2026-11-04,アオバ,\n',
    )
    loaded = book.load(tables)
    assert loaded.reports["leads"].set_aside == {"broken_quotes": 1}
    assert "L2,2026-11-02" in loaded.rejected["row"][0]


def test_commas_and_line_breaks_inside_a_note_are_no_fault(book):
    book.put("leads.csv", 'lead_id,created_at,company_name,memo\nL1,2026-11-01,サクラ,"a, b, c, d\n\ne, f, g, h"\n')
    assert book.load({"leads": {"file": "leads.csv"}}).reports["leads"].set_aside == {}


def test_a_trailing_delimiter_on_every_row_is_no_column(book):
    book.put("leads.csv", "lead_id,created_at\nL1,2026-11-01,\nL2,2026-11-02,\n")
    assert book.load({"leads": {"file": "leads.csv"}}).reports["leads"].kept == 2


def test_rows_that_all_have_a_comma_too_many_are_set_aside_and_not_shifted(book):
    book.put(
        "leads.csv", "lead_id,created_at,employees,rep\n" + "".join(f"L{n},2026/11/01,1,{n}00,佐藤\n" for n in range(3))
    )
    assert book.load({"leads": {"file": "leads.csv"}}).reports["leads"].set_aside == {"too_many_cells": 3}


def test_a_comma_too_many_is_seen_among_rows_that_end_in_a_delimiter(book):
    book.put(
        "leads.csv",
        "lead_id,created_at,employees,rep\n"
        + "".join(f"L{n},2026/11/01,5,佐藤,\n" for n in range(250))
        + "L250,2026/11/01,1,200,佐藤\n",
    )
    loaded = book.load({"leads": {"file": "leads.csv"}})
    assert (loaded.reports["leads"].kept, loaded.reports["leads"].set_aside) == (250, {"too_many_cells": 1})
    assert loaded.rejected["row"].tolist() == ["L250,2026/11/01,1,200,佐藤"]


def test_nul_and_broken_characters_are_counted_and_the_row_kept(book):
    book.put("leads.csv", TEXT.encode("cp932").replace(b"L1", b"L\x001") + b"L3,2026/11/03,\x83\n")
    loaded = book.load(LEADS)
    warnings = loaded.reports["leads"].warnings
    assert warnings["nul_characters"].count == 1
    assert warnings["unreadable_characters"].count == 1
    assert book.table("leads")["lead_id"].tolist() == ["L1", "L2", "L3"]


def test_what_is_odd_about_a_file_is_counted_once_though_it_is_read_twice(book):
    book.put("leads.csv", b"lead_id,created_at\nL\x001,03/25/2026\n")
    assert book.load({"leads": {"file": "leads.csv"}}).reports["leads"].warnings["nul_characters"].count == 1


def test_a_cell_of_ten_thousand_characters_is_a_cell(book):
    book.put("leads.csv", TEXT + "L3,2026/11/03," + "長" * 10_000 + "\n")
    assert book.table("leads", LEADS)["company_name"].str.len().max() == 10_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leads.csv is empty"),
        (b"\n\n \n", "leads.csv is empty"),
        (b"<html><p>lead_id</p><table></table></html>", "is a web page"),
        (b"\x80\xa0\xfd\xfe\xff" * 100, "neither UTF-8, UTF-16 nor CP932"),
        (b"a,b\n1,2\n", "no row names a column of the table leads"),
        ("lead_id,作成日時\nL1,2026/11/01\n".encode(), "leads.csv has no column for leads.created_at"),
        (b"lead_id,created_at,created_at\nL1,2026/11/01,2026/11/02\n", "stands 2 times"),
    ],
    ids=["empty", "blank", "html", "binary", "stranger", "no-date", "twice"],
)
def test_a_file_that_is_no_table_gets_one_sentence(book, content, sentence):
    book.put("leads.csv", content)
    with pytest.raises(WorkbookError, match=sentence) as error:
        book.load({"leads": {"file": "leads.csv"}})
    assert "\n" not in str(error.value)


def test_a_column_that_stands_twice_can_be_named(book):
    book.put("leads.csv", "lead_id,created_at,created_at\nL1,2026/11/01,2026/11/02\n")
    leads = book.table("leads", {"leads": {"file": "leads.csv", "columns": {"created_at": "created_at (2)"}}})
    assert leads["created_at"].dt.day.tolist() == [2]


def test_a_folder_for_a_file_is_named_as_such(book):
    book.put("exports/leads.csv", TEXT)
    with pytest.raises(
        WorkbookError, match=r"tables.leads.file 'exports' is a folder: name its files, as in exports/\*.csv"
    ):
        book.load({"leads": {"file": "exports"}})


def test_a_misspelt_column_is_answered_with_the_nearest(book):
    book.put("leads.csv", TEXT)
    with pytest.raises(
        WorkbookError, match=r"no column '作成日時', .*tables.leads.columns.created_at: the nearest is '作成日'"
    ):
        book.load({"leads": {"file": "leads.csv", "columns": {"lead_id": "リード ID", "created_at": "作成日時"}}})


def test_a_header_without_rows_is_an_empty_table(book):
    book.put("leads.csv", "lead_id,created_at\n")
    report = book.load({"leads": {"file": "leads.csv"}}).reports["leads"]
    assert (report.read, report.kept, report.oldest) == (0, 0, None)


def test_a_mark_that_swallows_megabytes_is_named_with_its_line(book, monkeypatch):
    monkeypatch.setattr("kpi_helpers.workbook.reading.delimited._BLOCK", 1 << 12)
    rows = "".join(f"L{number},2026-11-01,社\n" for number in range(2_000))
    book.put("leads.csv", 'lead_id,created_at,company_name\nLX,2026-11-01,"\n' + rows)
    with pytest.raises(WorkbookError, match=r"leads.csv, at or after line 2: .*quotation mark"):
        book.load({"leads": {"file": "leads.csv"}})


def test_half_width_katakana_of_an_old_export_is_read(book):
    book.put(
        "leads.csv",
        "ﾘｰﾄﾞ ID,作成日,会社名,区分\rL1,2026/11/01,ﾄﾖﾀﾌﾟﾛｼﾞｪｸﾄ,ﾊﾝｷｮｳ\rL2,2026/11/02,トヨタプロジェクト,ハンキョウ\r",
        "cp932",
    )
    leads = book.table(
        "leads",
        {
            "leads": {
                **LEADS["leads"],
                "columns": {**LEADS["leads"]["columns"], "motion": "区分"},
                "values": {"motion": {"inbound": ["ハンキョウ"]}},
            }
        },
    )
    assert leads["motion"].tolist() == ["inbound", "inbound"]
    assert leads["company_name"].tolist() == ["ﾄﾖﾀﾌﾟﾛｼﾞｪｸﾄ", "トヨタプロジェクト"]
