"""Leads of several campaigns: each counts in each of its campaigns, and once in all, in every KPI and view."""

import pytest

from kpi_helpers.explore.behind import rows
from kpi_helpers.explore.choices import options_of
from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.workbook import Workbook

WORKBOOK = """
name: 見本
tables:
  leads:
    file: members.csv
    repeats: {collect: [campaign]}
  activities:
    file: calls.csv
    constants: {kind: call}
"""
# L1 is a member of both campaigns, L2 of the fair, L3 of the webinar, L4 of none.
MEMBERS = """lead_id,created_at,campaign,email
L1,2026-11-02 09:00,展示会,a@a.example.jp
L1,2026-11-02 09:00,ウェビナー,a@a.example.jp
L2,2026-11-02 10:00,展示会,b@b.example.jp
L3,2026-11-03 10:00,ウェビナー,c@c.example.jp
L4,2026-11-04 10:00,,d@d.example.jp
"""
CALLS = """activity_id,started_at,rep,lead_id,outcome
A1,2026-11-02 09:05,佐藤,L1,connected
A2,2026-11-05 10:00,佐藤,L1,absent
A3,2026-11-05 11:00,佐藤,L2,connected
A4,2026-11-06 11:00,佐藤,L4,absent
"""


@pytest.fixture(scope="module")
def wb(tmp_path_factory):
    folder = tmp_path_factory.mktemp("members")
    for name, text in {"workbook.yml": WORKBOOK, "members.csv": MEMBERS, "calls.csv": CALLS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Workbook.open(folder, as_of="2026-11-20")


def by_campaign(wb, kpi, *columns):
    found = CATALOGUE[kpi](wb, by="campaign")
    return {
        row["segment"].removeprefix("campaign="): tuple(row[name] for name in columns) for _, row in found.iterrows()
    }


@pytest.mark.parametrize(
    ("kpi", "none", "webinar", "fair"),
    [
        ("list_leads", 1, 2, 2),
        ("list_called", 1, 1, 2),  # L3 was never called
        ("list_connected", 0, 1, 2),
        ("campaign_leads", 1, 2, 2),
        ("campaign_companies", 1, 2, 2),
    ],
)
def test_a_lead_counts_in_each_of_its_campaigns(wb, kpi, none, webinar, fair):
    assert by_campaign(wb, kpi, "value") == {"": (none,), "ウェビナー": (webinar,), "展示会": (fair,)}


def test_calls_count_for_each_campaign_of_their_lead_and_once_in_all(wb):
    # A1 and A2 of L1 in both, A3 in the fair, A4 in none.
    rates = by_campaign(wb, "contact_rate", "numerator", "denominator")
    assert rates == {"": (0, 1), "ウェビナー": (1, 2), "展示会": (2, 3)}
    assert CATALOGUE["contact_rate"](wb, by="all", period="2026-11")["denominator"].tolist() == [4]
    assert CATALOGUE["leads"](wb, by="all", period="2026-11")["value"].tolist() == [4]


def test_a_view_of_a_campaign_has_the_leads_of_several_too(wb):
    part = wb.view(campaign="展示会")
    assert sorted(part.run(part.leads)["lead_id"]) == ["L1", "L2"]
    assert sorted(part.run(part.activities)["activity_id"]) == ["A1", "A2", "A3"]
    none = wb.view(campaign="")
    assert none.run(none.leads)["lead_id"].tolist() == ["L4"]


def test_what_can_be_chosen_and_what_is_behind_a_number_are_single_campaigns(wb):
    meeting = Meeting("marketing_sync", wb, "en")
    assert [value for _, value in options_of("campaign", meeting)[1:]] == ["ウェビナー", "展示会", ""]
    window = CATALOGUE["list_leads"](wb, by="campaign")["period"].iloc[0]
    assert rows(wb, "list_leads", segment="campaign=ウェビナー", period=window)["lead_id"].tolist() == ["L1", "L3"]
