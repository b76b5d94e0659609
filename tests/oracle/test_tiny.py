"""A workbook small enough to be worked out by hand, as arithmetic."""

import pytest

from .numbers import expected_numbers

WORKBOOK = """
name: 小さな例
timezone: Asia/Tokyo
tables:
  leads: {file: leads.csv}
  activities: {file: calls.csv, constants: {kind: call}}
  opportunities: {file: opportunities.csv}
  visits: {file: visits.csv}
  targets: {file: targets.csv}
calendar: {country: JP, business_hours: ["09:00", "18:00"]}
teams: {SDR: [佐藤], BDR: [高橋]}
definitions: definitions.yml
"""
DEFINITIONS = """
valid_lead:
  - {from: 2026-01-01, why: 最初, agreed_by: [営業部], conditions: [{column: email, is_not: freemail}]}
"""
LEADS = """lead_id,created_at,email,channel,motion,rep,industry
L1,2026-10-05 10:00:00,a@one.example.jp,展示会,inbound,佐藤,IT
L2,2026-10-06 10:00:00,b@one.example.jp,展示会,inbound,佐藤,IT
L3,2026-10-07 10:00:00,c@gmail.com,,inbound,佐藤,製造
L4,2026-11-04 10:00:00,d@four.example.jp,展示会,inbound,佐藤,製造
L5,2026-11-05 17:30:00,e@five.example.jp,,inbound,高橋,
L6,2026-11-05 10:00:00,f@six.example.jp,,outbound,高橋,
L7,2026-11-21 00:00:00,g@seven.example.jp,,inbound,高橋,
"""
CALLS = """started_at,rep,outcome,talk_seconds,lead_id
2026-11-04T01:05:00Z,佐藤,connected,300,L4
2026-11-04T01:40:00Z,佐藤,absent,,L4
2026-11-06T00:30:00Z,高橋,reception_refused,20,L5
2026-11-06T00:31:00Z,高橋,connected,200,L6
2026-11-06T03:00:00Z,高橋,謎,,
2026-11-20T15:00:00Z,高橋,connected,400,L6
"""
OPPORTUNITIES = """opportunity_id,created_at,lead_id,rep,temperature,is_target,amount,closed_at,is_won
O1,2026-10-12,L1,佐藤,hot,true,1000000,2026-11-10,true
O2,2026-11-02,L1,佐藤,hot,true,500000,2026-11-20,false
O3,2026-11-09,L2,佐藤,cold,false,700000,2026-11-25,true
O4,2026-11-09,L3,佐藤,,true,,2026-11-12,false
O5,2026-10-30,L4,佐藤,hot,,200000,,true
O6,2026-11-10,,高橋,hot,false,300000,2026-11-15,true
"""
VISITS = "date,visitors\n2026-11-01,300\n2026-11-20,100\n2026-11-21,999\n"
TARGETS = """month,metric,value,rep
2026-11,visitors,800,
2026-11,leads,10,
2026-11,inbound_leads,8,
2026-11,outbound_leads,2,
2026-11,valid_leads,5,
2026-11,opportunities,4,
2026-11,won,2,
2026-11,sales,4000000,
2026-11,calls,100,佐藤
2026-11,opportunities,3,佐藤
"""


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    files = {"leads": LEADS, "calls": CALLS, "opportunities": OPPORTUNITIES, "visits": VISITS, "targets": TARGETS}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "workbook.yml").write_text(WORKBOOK, "utf-8")
    (folder / "definitions.yml").write_text(DEFINITIONS, "utf-8")
    rows = expected_numbers(folder, "2026-11-20")
    return {(row["kpi"], row["segment"], row["period"]): row for row in rows}


# November 2026 has 19 business days (the 3rd and the 23rd are holidays), 14 of them up to Friday the 20th.
BY_HAND = [
    ("visitors", "all", "2026-11", 300 + 100),
    ("leads", "all", "2026-11", 3),
    ("leads", "channel=", "2026-11", 2),
    ("leads", "motion=outbound", "2026-11", 1),
    ("valid_leads", "all", "2026-10", 2),
    ("lead_companies", "all", "2026-10", 2),
    ("cvr", "all", "2026-11", 2 / 400),
    ("opportunities", "all", "2026-11", 4),
    ("opportunities", "motion=", "2026-11", 1),
    ("won", "all", "2026-11", 2),
    ("sales", "all", "2026-11", 1000000 + 300000),
    ("win_rate_slice", "all", "2026-11", 2 / 4),
    ("win_rate_cohort", "all", "2026-11", 1 / 4),
    ("win_rate_closed", "all", "2026-11", 2 / 4),
    ("average_deal", "all", "2026-11", 1300000 / 2),
    ("attainment", "metric=visitors", "2026-11", 400 / 800),
    ("pace", "metric=sales", "2026-11", 1300000 / (4000000 * 14 / 19)),
    ("needed_per_day", "metric=won", "2026-11", 0),
    ("needed_per_day", "metric=leads", "2026-11", (10 - 3) / 5),
    ("cohort_opportunities", "month=2026-10", "2026-10", 1),
    ("cohort_opportunities", "month=2026-11", "2026-10", 1),
    ("opportunity_rate_cohort", "all", "2026-10", 2 / 2),
    ("cohort_unlinked", "reason=repeat", "2026-11", 1),
    ("cohort_unlinked", "reason=invalid_lead", "2026-11", 1),
    ("cohort_unlinked", "reason=no_lead", "2026-11", 1),
    ("cohort_unlinked", "reason=before_lead", "2026-10", 1),
    ("cohort_rate_by_age", "age=7", "2026-10", 1 / 2),
    ("cohort_rate_by_age", "age=30", "2026-10", 1 / 2),
    ("expected_final_rate", "all", "2026-10", 1.0),
    ("activities", "all", "2026-11", 5),
    ("activities_without_company", "rep=高橋", "2026-11", 1),
    ("activities_per_company", "rep=佐藤", "2026-11", 2 / 1),
    ("calls", "motion=", "2026-11", 1),
    ("call_hours", "rep=高橋", "2026-11", 2),
    ("cph", "all", "2026-11", 5 / 3),
    ("contact_rate", "all", "2026-W45", 3 / 5),
    ("att_seconds", "all", "2026-11", (300 + 200) / 2),
    ("att_in_range", "all", "2026-11", 1 / 2),
    # The log ended on the 6th: ten business days without a row follow, of which it never had more than one before.
    ("contact_rate_by_hour", "hour=Fri 09", "2026-11-04..2026-11-06", 2 / 2),
    ("contact_rate_by_hour", "industry=製造;hour=10", "2026-11-04..2026-11-06", 1 / 2),
    # L4 waits 300 s, L5 from Thursday 17:30 to Friday 9:30, which are 16 hours and one business hour.
    ("response_seconds_median", "all", "2026-11", (300 + 57600) / 2),
    ("response_business_seconds_median", "all", "2026-11", (300 + 3600) / 2),
    ("first_response_within_5min", "all", "2026-11", 1 / 2),
    # Of the 180 days the log covers three, in which L4 and L5 came.
    ("leads_by_response", "response=none", "2026-11-04..2026-11-06", 0),
    ("leads_by_response", "response=<=5min", "2026-11-04..2026-11-06", 1),
    ("campaign_leads", "channel=展示会", "2026-10-05..2026-11-20", 3),
    ("campaign_companies", "channel=展示会", "2026-10-05..2026-11-20", 2),
    # Opportunities are known from 12 October on, when L1 and L2 were there already; L4's is older than its lead.
    ("campaign_opportunities", "channel=展示会", "2026-10-12..2026-11-20", 0),
    # October up to its 14th business day, the 21st: 展示会 2 of 2 valid then, 1 of 1 now; three leads each.
    ("lead_change", "channel=展示会;effect=volume", "2026-11", (3 - 3) * 0.5 * 1),
    ("lead_change", "channel=展示会;effect=mix", "2026-11", 3 * (1 / 3 - 2 / 3) * 1),
    ("lead_change", "channel=;effect=quality", "2026-11", (2 + 1) / 2 * (1 - 0)),
    ("condition_rejects_alone", "condition=2026-01-01#1", "2026-10-05..2026-11-20", 1),
    ("quadrant_open", "quadrant=unknown", "..2026-11-20", 1),
    ("quadrant_open", "quadrant=other_cold", "..2026-11-20", 1),
    ("quadrant_days_open", "quadrant=other_cold", "..2026-11-20", 11),
    ("quadrant_win_rate", "quadrant=target_hot", "2026-10-12..2026-11-20", 1 / 2),
    ("rep_opportunities", "rep=佐藤", "2026-11", 3),
    ("kpis_per_rep", "rep=佐藤", "2026-11", 2),
    ("motion_share", "rep=高橋;motion=inbound", "2026-11", 1 / 2),
]


@pytest.mark.parametrize(("kpi", "segment", "period", "value"), BY_HAND)
def test_by_hand(numbers, kpi, segment, period, value):
    assert numbers[kpi, segment, period]["value"] == pytest.approx(value, rel=1e-12, abs=0)


def test_verdicts(numbers):
    # The log has ended and has fewer than 30 activities: nobody's area or role is judged.
    told = {key[:2]: row["verdict"] for key, row in numbers.items() if row["verdict"]}
    assert told == {("quadrant_focus", "quadrant=other_cold"): "focus"}


def test_the_gap_is_shared_out(numbers):
    shares = [row["value"] for (kpi, _, _), row in numbers.items() if kpi == "gap_contribution"]
    assert len(shares) == 7
    assert sum(shares) == pytest.approx(1300000 - 4000000 * 14 / 19)


def test_what_is_missing_has_no_row(numbers):
    for key in (
        ("average_deal", "all", "2026-10"),
        ("companies_in_100", "all", "2026-11"),
        ("response_seconds_median", "all", "2026-W44"),
        ("list_coverage", "all", "2026-08-23..2026-11-20"),
        ("visitors", "channel=", "2026-11"),
        ("leads", "all", "2026-09"),
        ("contact_rate_by_response", "response=<=5min", "2026-11-04..2026-11-06"),
        ("owner_open", "all", "..2026-11-20"),
    ):
        assert key not in numbers
