"""Impossible values: what each does to the numbers, and that the page says so with count and example."""

import pytest

from kpi_helpers.kpis import campaigns, quadrants, roles, talk_time, targets, tree
from kpi_helpers.report.closing import data_notes
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.workbook.workbook import Workbook

WORKBOOK = """
name: 見本
tables:
  activities: {file: calls.csv}
  opportunities: {file: deals.csv}
  visits: {file: visits.csv}
  campaigns: {file: campaigns.csv}
  leads: {file: leads.csv}
  targets: {file: targets.csv}
"""
DEALS = """opportunity_id,created_at,amount,is_won,closed_at
O1,2026-11-02,1000,true,2026-11-04
O2,2026-11-02,-300,true,2026-11-05
O3,2026-11-02,,true,2026-11-06
O4,2026-11-02,5000,true,
O5,2026-11-02,700,false,
"""
CALLS = """started_at,rep,outcome,talk_seconds
2026-11-02 9:00,佐藤,connected,400
2026-11-02 9:10,佐藤,connected,90000
"""
TARGETS = """month,metric,value,rep
2026-11,sales,9000,
2026-11,won,3,
2026-11,won,4,
2026-11,wno,5,
2026-11,visitors,-10,
2026-11,calls,100,佐藤
2026-11,clals,100,佐藤
"""


@pytest.fixture(scope="module")
def wb(tmp_path_factory):
    """A workbook whose exports hold what cannot be."""
    folder = tmp_path_factory.mktemp("bad")
    files = {
        "workbook.yml": WORKBOOK,
        "deals.csv": DEALS,
        "calls.csv": CALLS,
        "targets.csv": TARGETS,
        "visits.csv": "date,visitors\n2026-11-02,100\n2026-11-03,-40\n",
        "campaigns.csv": "campaign,starts_on,cost\nCP1,2026-11-02,-5000\n",
        "leads.csv": "lead_id,created_at,campaign,company_name\nL1,2026-11-02,CP1,サクラ\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Workbook.open(folder, as_of="2026-11-18")


def november(kpi, wb, **by):
    [value] = kpi(wb, period="2026-11", **by)["value"]
    return value


def of_metrics(kpi, wb):
    rows = kpi(wb)
    return dict(zip(rows["segment"].str.removeprefix("metric="), rows["value"], strict=True))


def test_a_negative_amount_counts_as_it_stands_and_a_missing_one_0(wb):
    assert november(tree.won, wb) == 3  # O1, O2, O3
    assert november(tree.sales, wb) == 1000 - 300 + 0
    assert november(tree.average_deal, wb) == (1000 - 300 + 0) / 3


def test_won_or_lost_without_a_closing_date_is_open(wb):
    assert quadrants.quadrant_open(wb)["value"].sum() == 2  # O4, O5
    assert quadrants.quadrant_amount(wb)["value"].sum() == 5000 + 700


def test_a_talk_of_more_than_a_day_counts_as_it_stands(wb):
    assert november(talk_time.att_seconds, wb) == (400 + 90_000) / 2
    assert november(talk_time.att_in_range, wb) == 1 / 2


def test_a_negative_count_and_a_negative_cost_count_as_they_stand(wb):
    assert november(tree.visitors, wb) == 100 - 40
    assert campaigns.cost_per_company(wb)["value"].tolist() == [-5000 / 1]


def test_a_target_given_twice_or_for_an_unknown_metric_is_none(wb):
    assert of_metrics(targets.target, wb) == {"sales": 9000, "visitors": -10, "rep=佐藤;metric=calls": 100}
    assert of_metrics(targets.attainment, wb) == {
        "sales": 700 / 9000,
        "rep=佐藤;metric=calls": 2 / 100,
    }  # and no share of a target below 0
    assert roles.kpis_per_rep(wb)["value"].tolist() == [2]  # calls and the misspelt one: the rep is measured by both


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "ja",
            [
                "商談：金額がマイナス（そのまま数える） 1件（例：deals.csv:3 -300）",
                "商談：金額のない受注（0円として扱う） 1件（例：O3）",
                "商談：完了日のない受注・失注（進行中として扱う） 2件（例：O4）",
                "活動：通話が24時間を超える（単位の違い？ そのまま数える） 1件（例：calls.csv:3 90000）",
                "サイト訪問：数値がマイナス（そのまま数える）：visitors 1件（例：visits.csv:3 -40）",
                "施策：金額がマイナス（そのまま数える） 1件（例：campaigns.csv:2 -5000）",
                "目標：知らない指標の目標（予実には使わない） 2件（例：clals）",
                "目標：同じ月・指標の目標が二つ（どちらも使わない） 1件（例：2026-11 won）",
                "目標：数値がマイナス（そのまま数える）：value 1件（例：targets.csv:6 -10）",
            ],
        ),
        (
            "en",
            [
                "a negative amount (counted as it stands): 1 (e.g. deals.csv:3 -300)",
                "won without an amount (taken as 0): 1 (e.g. O3)",
                "won or lost without a close date (taken as open): 2 (e.g. O4)",
                "a talk of more than 24 hours (another unit? counted as it stands): 1 (e.g. calls.csv:3 90000)",
                "a negative number (counted as it stands): visitors: 1 (e.g. visits.csv:3 -40)",
                "two targets for the same month and metric (neither is used): 1 (e.g. 2026-11 won)",
            ],
        ),
    ],
)
def test_the_page_says_each_with_count_and_example(wb, lang, told):
    page = str(data_notes(Meeting("sales_sync", wb, lang)))
    assert [sentence for sentence in told if sentence not in page] == []
