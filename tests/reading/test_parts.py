"""A table whose files have different columns: kinds of a preset told apart by themselves, or a list of parts."""

import openpyxl
import pandas
import pytest

from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from kpi_helpers.workbook.reading import rejected_rows

TASKS = (
    '"Id","WhoId","Subject","ActivityDate","CreatedDate","OwnerId","CallDisposition","CallDurationInSeconds","TaskSubtype"\n'
    '"00T1","00QA","電話","2026-11-02","2026-11-02T01:00:00.000Z","佐藤","Connected","312","Call"\n'
)
EVENTS = '"Id","WhoId","Subject","StartDateTime","EndDateTime","OwnerId"\n"00U1","00QA","訪問","2026-11-03T01:00:00.000Z","2026-11-03T02:00:00.000Z","佐藤"\n'


@pytest.mark.parametrize(
    "activities",
    [
        {"file": ["tasks.csv", "events.csv"], "preset": "salesforce-api"},
        {"file": ["events.csv", "tasks.csv"]},
        [{"file": "tasks.csv", "preset": "salesforce-api"}, {"file": "events.csv", "preset": "salesforce-api"}],
        [
            {"file": "tasks.csv"},
            {
                "file": "events.csv",
                "constants": {"kind": "meeting"},
                "columns": {"activity_id": "Id", "started_at": "StartDateTime", "rep": "OwnerId"},
            },
        ],
    ],
)
def test_tasks_and_events_are_one_table(book, activities):
    book.put("tasks.csv", TASKS)
    book.put("events.csv", EVENTS)
    report = book.load({"activities": activities}).reports["activities"]
    assert (report.read, report.kept, set(report.files)) == (2, 2, {"tasks.csv", "events.csv"})
    found = book.table("activities").sort_values("activity_id")
    assert found["kind"].tolist() == ["call", "meeting"]
    assert found["started_at"].dt.day.tolist() == [2, 3]
    assert found["talk_seconds"].fillna(-1).tolist() == [312.0, -1.0]


def test_each_part_has_names_constants_values_and_units_of_its_own(book):
    book.put("a.csv", "開始,担当,結果,分\n03/04/2026 9:00,佐藤,話せた,5\n25/04/2026 9:00,佐藤,不通,0\n")
    book.put("b.csv", "at,agent,result,ms\n04/25/2026 9:00,Sato,ok,312000\n")
    calls = book.table(
        "activities",
        {
            "activities": [
                {
                    "file": "a.csv",
                    "columns": {
                        "started_at": "開始",
                        "rep": "担当",
                        "outcome": "結果",
                        "talk_seconds": {"column": "分", "unit": "minutes"},
                    },
                    "values": {"outcome": {"connected": ["話せた"], "no_answer": ["不通"]}},
                },
                {
                    "file": "b.csv",
                    "columns": {
                        "started_at": "at",
                        "rep": "agent",
                        "outcome": "result",
                        "talk_seconds": {"column": "ms", "unit": "milliseconds"},
                    },
                    "values": {"outcome": {"connected": ["ok"]}},
                    "constants": {"kind": "email"},
                },
            ]
        },
    )
    assert calls["started_at"].dt.strftime("%m-%d").tolist() == [
        "04-03",
        "04-25",
        "04-25",
    ]  # day first in one, month first in the other
    assert calls["talk_seconds"].tolist() == [300.0, 0.0, 312.0]
    assert calls["outcome"].tolist() == ["connected", "no_answer", "connected"]
    assert calls["kind"].tolist() == ["call", "call", "email"]


def test_files_of_a_preset_that_state_different_units_are_each_read_in_their_own(book):
    book.put("a.csv", "架電日時,担当,通話時間(秒)\n2026/11/01 9:00,佐藤,300\n")
    book.put("b.csv", "架電日時,担当,通話時間(分)\n2026/11/02 9:00,佐藤,5\n")
    calls = book.table("activities", {"activities": {"file": ["a.csv", "b.csv"], "preset": "hand-kept"}})
    assert calls["talk_seconds"].tolist() == [300.0, 300.0]


def test_an_id_that_stands_in_two_parts_is_counted_once(book):
    book.put("a.csv", "lead_id,created_at,email\nL1,2026-11-01,a@b.example\n")
    book.put("b.csv", "リードID,作成日\nL1,2026-11-01\nL2,2026-11-01\n")
    report = book.load(
        {"leads": [{"file": "a.csv"}, {"file": "b.csv", "columns": {"lead_id": "リードID", "created_at": "作成日"}}]}
    ).reports["leads"]
    assert (report.read, report.kept, report.set_aside) == (3, 2, {"duplicate_id": 1})


def test_sheets_of_one_file_are_named_apart_and_their_corrected_rows_find_their_sheet(book):
    file = openpyxl.Workbook()
    file.active.title = "10月"
    for row in (["リードID", "作成日", "会社名"], ["L1", "2026/10/01", "サクラ"], ["L2", "いつか", "フジ"]):
        file.active.append(row)
    other = file.create_sheet("11月")
    for row in (["作成日", "会社名", "リードID"], ["そのうち", "モミジ", "L3"]):
        other.append(row)
    file.save(book.folder / "team.xlsx")
    columns = {"lead_id": "リードID", "created_at": "作成日", "company_name": "会社名"}
    parts = [{"file": "team.xlsx", "sheet": sheet, "columns": dict(columns)} for sheet in ("10月", "11月")]
    rejected = rejected_rows(book.load({"leads": parts}), "ja")
    assert rejected[["file", "line"]].values.tolist() == [["team.xlsx [10月]", 3], ["team.xlsx [11月]", 2]]
    rejected["row"] = [row.replace("いつか", "2026/10/02").replace("そのうち", "2026/11/03") for row in rejected["row"]]
    book.put("rejected.csv", rejected.to_csv(index=False), "utf-8-sig")
    parts[0]["file"] = ["team.xlsx", "rejected.csv"]
    book.load({"leads": parts})
    leads = book.table("leads")
    assert sorted(leads["lead_id"]) == ["L1", "L2", "L3"]
    assert dict(zip(leads["lead_id"], leads["company_name"], strict=True))["L3"] == "モミジ"


def test_rejected_rows_alone_are_no_table(book):
    book.put("rejected.csv", "table,file,line,reason,row\n")
    with pytest.raises(WorkbookError, match="tables.leads.file names rejected rows alone"):
        book.load({"leads": {"file": "rejected.csv"}})


@pytest.mark.parametrize(
    ("leads", "sentence"),
    [
        ([{"file": "a.csv"}, {"table": "leads"}], r"tables.leads\[2\].table: only files can be parts of one table"),
        ([{"file": "a.csv"}, {"fiel": "a.csv"}], r"tables.leads\[2\].fiel is no known key; did you mean file\?"),
        ([{"file": "a.csv"}, "a.csv"], r"tables.leads\[2\] must hold `key: value` pairs, not 'a.csv'"),
        ([], r"tables.leads must hold `key: value` pairs, not a list"),
    ],
)
def test_a_faulty_part_is_named_by_its_number(book, leads, sentence):
    book.put("a.csv", "lead_id,created_at\nL1,2026-11-01\n")
    book.describe({"leads": leads}, connection="duckdb://")
    with pytest.raises(WorkbookError, match=sentence):
        load_config(book.folder)


def test_a_corrected_part_changes_the_cache(book):
    book.put("a.csv", "lead_id,created_at\nL1,2026-11-01\n")
    book.put("b.csv", "id,day\nL2,2026-11-01\n")
    parts = {"leads": [{"file": "a.csv"}, {"file": "b.csv", "columns": {"lead_id": "id", "created_at": "day"}}]}
    assert len(book.table("leads", parts)) == 2
    book.put("b.csv", "id,day\nL2,2026-11-01\nL3,2026-11-01\n")
    assert pandas.read_parquet(book.load().paths["leads"])["lead_id"].tolist() == ["L1", "L2", "L3"]
