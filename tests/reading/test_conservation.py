"""Rows read = rows kept + rows set aside; the law itself is checked by every load of a test."""

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import check_budget, load, rejected_rows
from kpi_helpers.workbook.reading.conservation import Seen
from kpi_helpers.workbook.schema import TABLES


def test_canonical_tables_have_every_column_of_the_schema_in_file_order(book):
    book.put("v.csv", "visitors,date\n5,2026-11-02\n3,2026-11-01\n")
    visits = book.table("visits", {"visits": {"file": "v.csv"}})
    assert list(visits.columns) == [column.name for column in TABLES["visits"].columns]
    assert visits["visitors"].tolist() == [5.0, 3.0]
    assert visits["date"].astype(str).tolist() == ["2026-11-02", "2026-11-01"]
    assert visits["channel"].isna().all()


def test_the_later_copy_of_an_id_is_set_aside(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\nL1,2026-11-02\nL2,2026-11-03\n")
    leads = book.table("leads", {"leads": {"file": "l.csv"}})
    assert leads["created_at"].dt.day.tolist() == [1, 3]


def test_a_copy_of_a_row_that_was_set_aside_is_no_duplicate(book):
    book.put("l.csv", "lead_id,created_at\nL1,いつか\nL1,2026-11-02\n")
    assert book.load({"leads": {"file": "l.csv"}}).reports["leads"].set_aside == {"unreadable_date": 1}


def test_monthly_files_that_overlap_count_a_row_once(book):
    book.put("calls-10.csv", "activity_id,started_at,rep\nA1,2026-10-30 9:00,佐藤\nA2,2026-10-31 9:00,鈴木\n")
    book.put(
        "calls-11.csv",
        "rep,activity_id,started_at\n鈴木,A2,2026/10/31 09:00:00\n高橋,A2,2026/10/31 09:00:00\n佐藤,A3,2026/11/01 9:00\n",
    )
    report = book.load({"activities": {"file": "calls-*.csv"}}).reports["activities"]
    assert (report.read, report.kept, report.set_aside) == (5, 3, {"duplicate_id": 1, "overlap": 1})


def test_without_ids_a_row_is_kept_as_often_as_the_file_that_has_it_most(book):
    row, other = "2026-10-31 09:00,佐藤\n", "2026-11-01 09:00,佐藤\n"
    book.put("a.csv", "started_at,rep\n" + 2 * row)
    book.put("b.csv", "started_at,rep\n" + 3 * row + other)
    book.put("c.csv", "started_at,rep\n" + row + 2 * other)
    report = book.load({"activities": {"file": ["a.csv", "b.csv", "c.csv"]}}).reports["activities"]
    assert report.kept == 3 + 2  # three of the row (b), two of the other (c)
    assert report.set_aside == {"overlap": 2 + 2}


def test_a_column_name_of_a_definition_is_data_and_never_code(book):
    name = 'x"); drop table y; --'
    book.put(
        "a.csv",
        'activity_id,started_at,rep,"x""); drop table y; --"\nA1,2026-11-01 9:00,佐藤,1\nA2,2026-11-01 9:00,佐藤,1\n',
    )
    loaded = book.load({"activities": {"file": "a.csv"}}, extra_columns={"activities": {name: "number"}})
    assert loaded.reports["activities"].warnings["copied_activity"].count == 1


def test_progress_is_told_while_reading(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\nL2,2026-11-01\n")
    book.describe({"leads": {"file": "l.csv"}})
    told = []
    load(
        load_config(book.folder),
        cache_dir=book.folder / "cache",
        progress=lambda table, rows: told.append((table, rows)),
    )
    assert told == [("leads", 2)]


def test_files_that_disagree_are_named_with_the_column(book):
    book.put("a.csv", "lead_id,created_at,email\nL1,2026-11-01,a@b.example\n")
    book.put("b.csv", "lead_id,created_at\nL2,2026-11-01\n")
    with pytest.raises(WorkbookError, match="b.csv lacks the column 'email' that a.csv has"):
        book.load({"leads": {"file": ["a.csv", "b.csv"]}})
    with pytest.raises(WorkbookError, match="b.csv lacks the column 'email' that a.csv has"):
        book.load({"leads": {"file": ["b.csv", "a.csv"]}})


def test_the_budget_stops_with_table_share_and_reasons(book):
    book.put("l.csv", "lead_id,created_at\n" + "".join(f"L{n},2026-11-01\n" for n in range(48)) + "L1,2026-11-01\nX,\n")
    loaded = book.load({"leads": {"file": "l.csv"}})
    with pytest.raises(
        WorkbookError, match=r"l.csv: 2 of 50 rows of leads \(4.0%\) .* 2.0% allows \(.*earlier row: 1, .*missing: 1\)"
    ):
        check_budget(loaded, load_config(book.folder))
    loaded = book.load({"leads": {"file": "l.csv"}}, rejected_budget=0.04)
    check_budget(loaded, load_config(book.folder))


def test_totals_notes_and_overlap_are_no_loss(book):
    book.put("a.csv", "lead_id,created_at,email\nL1,2026-11-01,a@b.example\n合計,1,\n印刷日 2026/11/20,,\n")
    book.put("b.csv", "lead_id,created_at,email\nL1,2026-11-01,a@b.example\nlead_id,created_at,email\n")
    loaded = book.load({"leads": {"file": "?.csv"}})
    assert loaded.reports["leads"].set_aside == {"note_line": 1, "overlap": 1, "repeated_header": 1, "subtotal_row": 1}
    check_budget(loaded, load_config(book.folder))


def test_rejected_rows_are_read_again_once_corrected(book):
    book.put(
        "l.csv", 'lead_id,created_at,company_name\nL1,2026-11-01,サクラ\n=L2,2026-13-01,"フ,ジ"\nL3,いつか,\n', "cp932"
    )
    loaded = book.load({"leads": {"file": "l.csv"}})
    rejected = rejected_rows(loaded, "ja")
    assert rejected["row"].tolist() == ['=L2,2026-13-01,"フ,ジ"', "L3,いつか,"]
    rejected["row"] = ["'" + rejected["row"][0].replace("13-01", "11-30"), rejected["row"][1]]
    book.put("rejected.csv", rejected.to_csv(index=False), "utf-8-sig")
    report = book.load({"leads": {"file": ["l.csv", "rejected.csv"]}}).reports["leads"]
    assert (report.read, report.kept, report.files) == (5, 2, ("l.csv", "rejected.csv"))
    assert book.table("leads").loc[1, ["lead_id", "company_name"]].tolist() == ["=L2", "フ,ジ"]
    assert report.set_aside == {"corrected": 2, "unreadable_date": 1}  # L3 was given again as it was


def test_a_row_that_is_given_again_corrected_is_no_loss(book):
    book.put("l.csv", "lead_id,created_at,email\nL1,2026-11-01,\nL2,いつか,\n")
    book.put("rejected.csv", 'table,file,line,reason,row\nleads,l.csv,3,x,"L2,2026-11-02,"\n')
    both = {"leads": {"file": ["l.csv", "rejected.csv"]}}
    loaded = book.load(both)
    assert (loaded.reports["leads"].kept, loaded.reports["leads"].set_aside) == (2, {"corrected": 1})
    check_budget(loaded, load_config(book.folder))
    book.put("l.csv", "lead_id,created_at,email\nL1,2026-11-01,\nL9,来週,k@l.example\n")  # next week's export
    assert book.load(both).reports["leads"].set_aside == {"unreadable_date": 1}


def test_a_corrected_call_of_a_wide_list_is_that_call(book):
    """Its row holds the lead and this call alone, not the cells of the list."""
    book.put(
        "w.csv",
        "ID,会社,1回目：日時,1回目：結果,2回目：日時,2回目：結果\n"
        "L1,サクラ,2026-11-02 9:00,connected,いつか,absent\nL2,カエデ,2026-11-03 9:00,absent,,\n",
    )
    columns = {"started_at": "N回目：日時", "outcome": "N回目：結果", "lead_id": "ID", "company_name": "会社"}
    source = {"file": "w.csv", "columns": columns, "constants": {"rep": "佐藤"}}
    rejected = rejected_rows(book.load({"activities": source}), "en")
    assert rejected["line"].tolist() == [2]
    book.put("rejected.csv", rejected.replace({"row": {"いつか": "2026-11-04 9:00"}}, regex=True).to_csv(index=False))
    again = {"activities": {**source, "file": ["w.csv", "rejected.csv"]}}
    calls = book.table("activities", again)[["lead_id", "company_name", "outcome"]]
    assert calls.values.tolist() == [
        ["L1", "サクラ", "connected"],
        ["L2", "カエデ", "absent"],
        ["L1", "サクラ", "absent"],
    ]
    assert book.load(again).reports["activities"].set_aside == {"corrected": 1}


def test_rejected_rows_of_a_file_that_is_not_read_are_refused(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\n")
    book.put("rejected.csv", 'table,file,line,reason,row\nleads,old.csv,3,x,"L2,2026-11-01"\n')
    with pytest.raises(WorkbookError, match="rejected.csv holds rows of old.csv"):
        book.load({"leads": {"file": ["l.csv", "rejected.csv"]}})


def test_salesforce_ids_of_15_characters_find_their_lead(book):
    long, short = "00Q5g00000AbCdEEAV", "00Q5g00000AbCdE"
    book.put("l.csv", f"lead_id,created_at\n{long},2026-11-01\n00Q5g00000XXXXX,2026-11-01\n")
    book.put(
        "a.csv",
        f"started_at,rep,lead_id\n2026-11-02,佐藤,{short}\n2026-11-03,佐藤,00Q5g00000XXXXXEAV\n2026-11-04,佐藤,00Q5g00000YYYYY\n",
    )
    tables = {"leads": {"file": "l.csv"}, "activities": {"file": "a.csv"}}
    loaded = book.load(tables)
    activities = pandas.read_parquet(loaded.paths["activities"])
    assert activities["lead_id"].tolist() == [long, "00Q5g00000XXXXX", "00Q5g00000YYYYY"]
    assert activities["started_at"].dt.day.tolist() == [2, 3, 4]
    warnings = loaded.reports["activities"].warnings
    assert {code: warned.count for code, warned in warnings.items()} == {"short_id:lead_id": 2, "unknown_lead": 1}


def test_odd_rows_between_tables_are_counted_with_an_example(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-10 12:00\n")
    book.put(
        "a.csv",
        "activity_id,started_at,rep,lead_id,talk_seconds\nA1,2026-11-09 9:00,佐藤,L1,5\nA2,2026-11-10 9:00,佐藤,L1,5\n"
        "A3,2026-11-10 9:00,佐藤,L1,5\nA4,2026-11-11,佐藤,L9,\n",
    )
    book.put(
        "o.csv",
        "opportunity_id,created_at,lead_id,is_won,amount,closed_at\nO1,2026-11-09,L1,true,,2026-11-12\n"
        "O2,2026-11-12,L8,false,-5,\nO3,2026-11-12,,,,\n"
        "O4,2026-11-12,,false,5,2026-11-11\n",
    )
    book.put("t.csv", "month,metric,value\n2026-11,won,3\n2026-11,won,4\n2026-11,deals,5\n2026-11,leads,30%\n")
    book.put("h.csv", "rep,date,hours\n佐藤,2026-11-10,8\n佐藤,2026-11-10,20\n佐藤,2026-11-11,24\n")
    loaded = book.load(
        {
            "leads": {"file": "l.csv"},
            "activities": {"file": "a.csv"},
            "opportunities": {"file": "o.csv"},
            "targets": {"file": "t.csv"},
            "timesheet": {"file": "h.csv"},
        }
    )
    found = {
        (report.table, code): (warned.count, warned.example)
        for report in loaded.reports.values()
        for code, warned in report.warnings.items()
    }
    assert found == {
        ("activities", "activity_before_lead"): (1, "A1 2026-11-09 < 2026-11-10"),
        ("activities", "copied_activity"): (1, "A2 = A3"),
        ("activities", "unknown_lead"): (1, "L9"),
        ("opportunities", "opportunity_before_lead"): (1, "O1 2026-11-09 < 2026-11-10"),
        ("opportunities", "unknown_lead"): (1, "L8"),
        ("opportunities", "won_without_amount"): (1, "O1"),
        ("opportunities", "closed_without_date"): (1, "O2"),
        ("opportunities", "closed_before_created"): (1, "O4"),
        ("opportunities", "negative_amount"): (1, "o.csv:3 -5"),
        ("targets", "repeated_target"): (1, "2026-11 won"),
        ("targets", "unknown_metric"): (1, "deals"),
        ("targets", "share_for_count"): (1, "2026-11 leads"),
        ("timesheet", "long_day"): (1, "佐藤"),
    }


def test_a_wide_call_list_becomes_one_row_per_call(book):
    header = (
        "会社情報：会社名,リードID,コール結果1：開始日時,コール結果1：結果,コール結果1：担当,コール結果2：開始日時,コール結果2：結果,"
        "コール結果2：担当,商談1：商談作成日時,商談1：金額\n"
    )
    book.put(
        "bales.csv",
        header
        + 'サクラ,L1,2026/11/01 9:00,不在,佐藤,2026/11/02 9:00,接触,鈴木,2026/11/05 10:00,"￥1,000"\n'
        + "フジ,L2,,,,,,,,\n"
        + "カエデ,L3,,,,2026/11/03 9:00,不在,佐藤,2026/11/06 10:00,\n"
        + "アオバ,L4,いつか,不在,佐藤,,,,,\n",
        "cp932",
    )
    loaded = book.load(
        {
            "activities": {
                "file": "bales.csv",
                "values": {"outcome": {"connected": ["接触"], "absent": ["不在"]}},
                "columns": {
                    "started_at": "コール結果N：開始日時",
                    "outcome": "コール結果N：結果",
                    "rep": "コール結果N：担当",
                    "lead_id": "リードID",
                },
            },
            "opportunities": {
                "file": "bales.csv",
                "columns": {
                    "created_at": "商談N：商談作成日時",
                    "amount": "商談N：金額",
                    "lead_id": "リードID",
                    "company_name": "会社情報：会社名",
                },
            },
        }
    )
    calls = pandas.read_parquet(loaded.paths["activities"])
    assert list(zip(calls["lead_id"], calls["rep"], calls["outcome"], calls["started_at"].dt.day, strict=True)) == [
        ("L1", "佐藤", "absent", 1),
        ("L1", "鈴木", "connected", 2),
        ("L3", "佐藤", "absent", 3),
    ]
    assert loaded.reports["activities"].read == 4
    assert loaded.rejected["line"].tolist() == [5]
    opportunities = pandas.read_parquet(loaded.paths["opportunities"])
    assert opportunities["opportunity_id"].tolist() == ["L1 2026/11/05 10:00", "L3 2026/11/06 10:00"]
    assert opportunities["company_name"].tolist() == ["サクラ", "カエデ"]
    assert opportunities["amount"].fillna(0).tolist() == [1000.0, 0.0]


@given(st.lists(st.lists(st.integers(0, 30), max_size=40), max_size=12))
def test_ids_are_remembered_over_any_number_of_batches(batches):
    seen, met = Seen(), set()
    for batch in batches:
        expected = []
        for number in batch:
            expected.append(number in met)
            met.add(number)
        ids = numpy.array(batch, dtype="uint64")
        before, _ = seen.look_up(ids, numpy.zeros(len(ids), dtype="uint64"))
        assert before.tolist() == expected


def test_ids_with_and_without_leading_zeros_are_the_same_lead_and_told(book):
    book.put("l.csv", "lead_id,created_at\n000001,2026-11-01\n000012,2026-11-01\n12a,2026-11-01\n")
    book.put(
        "a.csv",
        "started_at,rep,lead_id\n2026-11-02,佐藤,1\n2026-11-02,佐藤,1; 12\n2026-11-02,佐藤,7\n2026-11-02,佐藤,000012\n",
    )
    loaded = book.load({"leads": {"file": "l.csv"}, "activities": {"file": "a.csv"}})
    assert book.table("activities")["lead_id"].tolist() == ["000001", "000001;000012", "7", "000012"]
    warnings = loaded.reports["activities"].warnings
    assert (warnings["leading_zeros:lead_id"].count, warnings["leading_zeros:lead_id"].example) == (2, "1 = 000001")
    assert warnings["unknown_lead"].count == 1


def test_an_id_that_may_be_two_leads_stays(book):
    book.put("l.csv", "lead_id,created_at\n01,2026-11-01\n001,2026-11-01\n")
    book.put("a.csv", "started_at,rep,lead_id\n2026-11-02,佐藤,1\n")
    loaded = book.load({"leads": {"file": "l.csv"}, "activities": {"file": "a.csv"}})
    assert set(loaded.reports["activities"].warnings) == {"unknown_lead"}


def test_a_cell_of_several_ids_is_known_by_one_of_them(book):
    book.put("l.csv", "lead_id,created_at\nL1,2026-11-01\n")
    book.put("a.csv", "started_at,rep,lead_id\n2026-11-02,佐藤,L9;L1\n2026-11-02,佐藤,L8;L9\n")
    loaded = book.load({"leads": {"file": "l.csv"}, "activities": {"file": "a.csv"}})
    assert loaded.reports["activities"].warnings["unknown_lead"].count == 1
