"""The lists to act on: which rows, in which order, on the page, in Excel and as CSV for the team's tool."""

import csv
from dataclasses import replace
from datetime import date

import openpyxl
import pandas as pd
import pytest

from kpi_helpers.kpis.attempts import given_up
from kpi_helpers.kpis.owners import owner_stalled
from kpi_helpers.kpis.quadrants import every_open_deal
from kpi_helpers.kpis.worklists import leads_given_up, stalled_deals, untouched_accounts
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.outputs.companions import write_outputs
from kpi_helpers.report.publishing import publication
from kpi_helpers.report.worklists import (
    FOCUS,
    GIVEN_UP,
    STALLED,
    UNANSWERED,
    WORKLISTS,
    addresses,
    page_table,
    write_list,
)
from kpi_helpers.workbook.config import load_config
from kpi_helpers.workbook.errors import WorkbookError
from tests.page.hostile import HOSTILE


@pytest.fixture
def leads_world(make_workbook):
    """Of four inbound leads two were called, one of them reached; as_of is 2026-11-18."""

    def make(company="ミドリ商事", **config):
        leads = [
            {"lead_id": name, "created_at": day, "motion": "inbound", "company_name": company, "rep": "佐藤"}
            for name, day in [
                ("OLD", "2026-10-01 09:00"),
                ("CALLED", "2026-10-02 09:00"),
                ("REACHED", "2026-10-02 10:00"),
                ("NEW", "2026-11-17 09:30"),
            ]
        ]
        activities = [
            {"started_at": day, "rep": "佐藤", "kind": "call", "outcome": outcome, "lead_id": lead}
            for lead, day, outcome in [
                ("CALLED", "2026-10-02 09:10", "absent"),
                ("REACHED", "2026-10-02 10:10", "connected"),
                ("NOBODY", "2026-09-01 10:00", "absent"),
                ("NOBODY", "2026-11-18 10:00", "absent"),
            ]
        ]
        deals = [
            {"opportunity_id": name, "created_at": day, "lead_id": lead}
            for name, day, lead in [
                ("FIRST", "2026-09-01 12:00", "NOBODY"),
                ("O", "2026-10-02 12:00", "REACHED"),
                ("LAST", "2026-11-18 12:00", "NOBODY"),
            ]
        ]
        return make_workbook({"leads": leads, "activities": activities, "opportunities": deals}, **config)

    return make


def read_csv(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_unanswered_leads_come_newest_first_with_what_a_call_takes(leads_world):
    wb = leads_world()
    table = page_table(UNANSWERED, Meeting("team_sync", wb), UNANSWERED.rows(wb))
    assert table.columns.tolist() == ["リード ID", "会社", "チャネル", "待ち日数", "担当", "作成日", "有効・無効"]
    assert table.to_numpy().tolist() == [
        ["NEW", "ミドリ商事", "（未入力）", "1日", "佐藤", "2026-11-17 09:30", "–"],
        ["OLD", "ミドリ商事", "（未入力）", "48日", "佐藤", "2026-10-01 09:00", "–"],
    ]
    judged = UNANSWERED.rows(wb).assign(is_valid=[True, False])
    assert page_table(UNANSWERED, Meeting("team_sync", wb), judged)["有効・無効"].tolist() == ["有効", "無効"]


def test_those_given_up_are_as_many_as_the_number_says_the_never_called_first(leads_world):
    wb = leads_world()
    found = leads_given_up(wb)
    assert found[["lead_id", "calls_made"]].to_numpy().tolist() == [["OLD", 0], ["CALLED", 1]]
    assert len(found) == given_up(wb)["value"].sum()


def test_target_companies_never_reached_come_before_those_reached_long_ago(make_workbook):
    wb = make_workbook(
        {
            "accounts": [{"company_id": name, "company_name": f"{name}社", "segment": "中堅"} for name in "ABCD"],
            "activities": [
                {"started_at": day, "rep": "佐藤", "company_id": company}
                for company, day in [("A", "2026-11-17"), ("B", "2026-08-20"), ("C", "2026-08-21")]
            ],
        }
    )
    # The 90 days that end with 18 November begin on 21 August.
    found = untouched_accounts(wb)
    assert found["company_id"].tolist() == ["D", "B"]
    assert found["last_activity"].isna().tolist() == [True, False] and found["last_activity"].iloc[1] == date(
        2026, 8, 20
    )


def test_stalled_opportunities_are_as_many_as_the_owners_numbers_add_up_to(make_workbook):
    won = {"opportunity_id": "W", "created_at": "2026-10-01", "closed_at": "2026-10-11", "is_won": True, "owner": "森"}
    deals = [won] + [
        {"opportunity_id": name, "created_at": day, "owner": "森", "lead_id": lead, "amount": 1.0}
        for name, day, lead in [
            ("QUIET", "2026-09-01", None),
            ("MOVING", "2026-09-01", "L"),
            ("YOUNG", "2026-11-10", None),
        ]
    ]
    wb = make_workbook(
        {
            "leads": [{"lead_id": "L", "created_at": "2026-08-01"}],
            "activities": [
                {"started_at": day, "rep": "佐藤", "lead_id": lead}
                for day, lead in [("2026-09-01", "X"), ("2026-11-17", "L"), ("2026-11-18", "X")]
            ],
            "opportunities": deals,
        }
    )
    assert stalled_deals(wb)["opportunity_id"].tolist() == ["QUIET"]
    assert owner_stalled(wb)["value"].sum() == 1


def test_a_csv_bears_the_exports_own_heading_for_the_id_and_nothing_that_runs(leads_world, tmp_path):
    wb = leads_world(company="=cmd|' /C calc'!A1", links={"lead": "https://crm.example.com/{lead_id}"})
    write_list(UNANSWERED, Meeting("team_sync", wb, "en"), UNANSWERED.rows(wb), tmp_path)
    header, first, _ = read_csv(tmp_path / "unanswered_leads.csv")
    assert header == ["Lead ID", "Company", "Channel", "Waiting", "Rep", "Created", "Valid", "Link"]
    assert first == [
        *("NEW", "'=cmd|' /C calc'!A1", "", "1", "佐藤"),
        *("2026-11-17 09:30", "", "https://crm.example.com/NEW"),
    ]


@pytest.mark.parametrize("value", [*HOSTILE, "javascript:alert(1)", "../../x", "a b", "\r\nHost: x", "@evil.example"])
def test_no_value_leads_out_of_the_teams_tool(leads_world, value):
    wb = leads_world(links={"lead": "https://crm.example.com/r/{lead_id}/view"})
    rows = pd.DataFrame({"lead_id": [value]})
    [address] = addresses(UNANSWERED, Meeting("team_sync", wb), rows)
    before, after = "https://crm.example.com/r/", "/view"
    assert address.startswith(before) and address.endswith(after)
    assert not set("/:@?#<>\"' \r\n\\") & set(address.removeprefix(before).removesuffix(after))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert({lead_id})",
        "ftp://crm.example.com/{lead_id}",
        "https://{lead_id}.example.com/",
        "https://crm.example.com/",
        "https://crm.example.com/{email}",
        "https://crm.example.com/{lead_id} x",
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path, address):
    (tmp_path / "leads.csv").write_text("id,created\n", encoding="utf-8")
    text = f'tables: {{leads: {{file: leads.csv}}}}\nlinks: {{lead: "{address}"}}\n'
    (tmp_path / "workbook.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError, match="links.lead"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("line", "outputs"),
    [
        ("", ("excel", "digest", "lists")),
        ("outputs: []", ()),
        ("outputs: pdf", ("pdf",)),
        ("outputs: [lists, excel]", ("excel", "lists")),
    ],
)
def test_what_a_build_writes_is_chosen_in_the_workbook(tmp_path, line, outputs):
    (tmp_path / "leads.csv").write_text("id,created\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text(f"tables: {{leads: {{file: leads.csv}}}}\n{line}\n", encoding="utf-8")
    assert load_config(tmp_path).outputs == outputs


def test_an_output_that_nobody_makes_is_refused(tmp_path):
    (tmp_path / "leads.csv").write_text("id,created\n", encoding="utf-8")
    (tmp_path / "workbook.yml").write_text("tables: {leads: {file: leads.csv}}\noutputs: word\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match="'word'"):
        load_config(tmp_path)


def test_excel_holds_every_list_whole_masked_where_names_are(leads_world, tmp_path):
    wb = leads_world(links={"lead": "https://crm.example.com/{lead_id}"})
    numbers = pd.DataFrame(columns=["meeting", "kpi", "segment", "period", "value", "unit", "verdict"])
    meeting = Meeting("team_sync", wb, mask_names=True)
    write_outputs(meeting, tmp_path, numbers, ("excel", "lists"))
    written = [worklist for worklist in WORKLISTS if (tmp_path / worklist.file).exists()]
    assert written == [UNANSWERED, GIVEN_UP, FOCUS]
    book = openpyxl.load_workbook(tmp_path / "numbers.xlsx")
    sheet = book["未対応の反響リード"]
    assert [cell.value for cell in sheet["A"]] == ["リード ID", "NEW", "OLD"]
    assert sheet["A2"].hyperlink.target == "https://crm.example.com/NEW"
    assert sheet["D2"].value == 1 and sheet["F2"].value.isoformat() == "2026-11-17T09:30:00"
    for path in tmp_path.iterdir():
        texts = (
            path.read_text(encoding="utf-8-sig")
            if path.suffix == ".csv"
            else str([[cell.value for cell in row] for one in book.worksheets for row in one.iter_rows()])
        )
        assert "ミドリ" not in texts and "佐藤" not in texts

    named = leads_world(links={"lead": "https://crm.example.com/%E4%BD%90%E8%97%A4/{lead_id}"})
    masked = addresses(UNANSWERED, Meeting("team_sync", named, mask_names=True), UNANSWERED.rows(named))
    assert len(masked) == 2 and not any(masked)


@pytest.mark.parametrize("name", ["unanswered_leads.csv", "numbers.xlsx"])
def test_a_file_that_excel_holds_open_is_named_in_one_sentence(leads_world, tmp_path, name):
    """Windows refuses to replace it; here a folder of its name stands for that."""
    day = tmp_path / "2026-11-18"
    (day / name).mkdir(parents=True)
    numbers = pd.DataFrame(columns=["meeting", "kpi", "segment", "period", "value", "unit", "verdict"])
    with pytest.raises(WorkbookError, match=f"{name} cannot be written"), publication(day, tmp_path) as draft:
        write_outputs(Meeting("team_sync", leads_world()), draft, numbers, ("excel", "lists"))


def test_without_links_no_column_of_links_is_written(leads_world, tmp_path):
    wb = leads_world()
    wb.config = replace(wb.config, links={})
    write_list(GIVEN_UP, Meeting("team_sync", wb), GIVEN_UP.rows(wb), tmp_path)
    assert read_csv(tmp_path / "leads_given_up.csv")[0][-1] == "最後の活動"


@pytest.mark.parametrize(
    ("company", "told"), [(None, "–"), ("別の会社", "活動なし")], ids=["activities that meet nothing", "others'"]
)
def test_no_activity_is_claimed_only_of_a_deal_that_one_could_meet(make_workbook, company, told):
    wb = make_workbook(
        {
            "opportunities": [{"opportunity_id": "O", "created_at": "2026-11-01", "company_name": "甲"}],
            "activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "company_name": company}],
        }
    )
    shown = page_table(STALLED, Meeting("sales_sync", wb), every_open_deal(wb))
    assert shown["最後の活動から"].tolist() == [told]
