"""A month that one list of many leads and few companies makes look low reads as that, and no other does."""

from __future__ import annotations

import pytest

from kpi_helpers.kpis.crowded import crowded_months
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.sales_sync import conversion
from tests.report.sections.marketing_worlds import leads, meeting


def world(companies, lang="ja", **listed):
    """In July 40 leads of one list, of so many companies, the first of which has an opportunity; 40 others, 16 with one."""
    july = [
        *leads(40, "2026-07-06 10:00", "C", company_id=lambda number: f"S{number % companies}", **listed),
        *leads(40, "2026-07-06 10:00", "O", company_id=lambda number: f"T{number}"),
    ]
    deals = [
        {"opportunity_id": f"P{number}", "created_at": "2026-07-20", "lead_id": f"O{number}"} for number in range(1, 17)
    ]
    deals.append({"opportunity_id": "Q", "created_at": "2026-11-17", "lead_id": None, "company_id": "S1"})
    return meeting({"leads": july, "opportunities": deals}, lang=lang)


def test_the_list_is_named_with_what_the_month_is_without_it():
    opened = world(2, campaign="合同勉強会")
    (one,) = crowded_months(opened.wb)
    assert (one.month, one.split, one.name) == ("2026-07", "campaign", "合同勉強会")
    assert [one.whole.share, one.own.share, one.rest.share] == pytest.approx([16 / 80, 0, 16 / 40])
    assert (one.companies, one.leads_per_company) == (2, 20)
    section = conversion(opened)
    assert (
        "7月の追っかけ（今日まで）20.0%が低く見えるのは、1つの施策のためです：「合同勉強会」の有効リード40件は2社だけから来ており（1社あたり20.0件）、"
        "商談になったリードは0件です。これを除くと7月は40.0%（40件）です。"
    ) in section.sentence
    assert one.claim in section.claims
    english = conversion(world(2, "en", campaign="合同勉強会")).sentence
    assert "looks low because of one campaign" in english and "Without it Jul 2026 is at 40.0% (n = 40)." in english


def test_a_channel_stands_where_leads_bear_no_campaign():
    (one,) = crowded_months(world(2, channel="展示会").wb)
    assert (one.split, one.name) == ("channel", "展示会")


def test_a_list_of_many_companies_is_not_named_however_little_it_converts():
    """40 leads of 21 companies are 1.9 each."""
    assert crowded_months(world(21, campaign="合同勉強会").wb) == []


def test_where_no_lead_is_valid_that_is_the_reason_and_not_the_months(make_workbook, wb):
    # Both bear the address of a free mail, which the definition of the example leaves out.
    tables = {
        "leads": [
            {"lead_id": name, "created_at": "2026-11-02 10:00", "email": email, "company_name": "青空商事"}
            for name, email in (("L1", "b@yahoo.co.jp"), ("L2", "a@gmail.com"))
        ],
        "opportunities": [{"opportunity_id": "O1", "lead_id": "L1", "created_at": "2026-11-16 10:00"}],
    }
    for lang, said in (
        ("ja", "13か月のリード2件に有効リードの定義を満たすものがないため、"),
        ("en", "None of the 2 leads of thirteen months meets"),
    ):
        invalid = Meeting("sales_sync", make_workbook(tables, definitions=wb.definitions), lang)
        assert conversion(invalid).sentence.startswith(said)
