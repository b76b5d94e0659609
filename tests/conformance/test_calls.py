"""Chapter 5 on the example: calls A4–A10 in November, A1 and A3 before; A2 is an e-mail."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis import call_hours, calls, key_persons, talk_time

NOVEMBER = "2026-11"
EIGHT_WEEKS = "2026-09-28..2026-11-18"
EVERY = ("all", "team", "rep", "motion")

# 佐藤: A4 and A5 on the 2nd at 10, A6 on the 5th at 10. 高橋: A7 and A8 on the 16th at 9, A9 on the 17th at 15.
# 鈴木: A10 at 23. Settled are A5, A6 and A8 (connected; 500, 300 and 200 seconds).
# L3 is inbound (A4, A5, A6), L5 and L6 outbound (A7, A8), A9 and A10 went to no lead.
BY_HAND = [
    (
        calls.calls,
        {
            "all": 7,
            "team=SDR": 4,
            "team=BDR": 3,
            "rep=佐藤": 3,
            "rep=鈴木": 1,
            "rep=高橋": 3,
            "motion=inbound": 3,
            "motion=outbound": 2,
            "motion=": 2,
        },
    ),
    (
        call_hours.call_hours,
        {
            "all": 2 + 1 + 2,
            "team=SDR": 2 + 1,
            "team=BDR": 2,
            "rep=佐藤": 2,
            "rep=鈴木": 1,
            "rep=高橋": 2,
            "motion=inbound": 2,
            "motion=outbound": 1,
            "motion=": 2,
        },
    ),
    (
        call_hours.cph,
        {
            "all": 7 / 5,
            "team=SDR": 4 / 3,
            "team=BDR": 3 / 2,
            "rep=佐藤": 3 / 2,
            "rep=鈴木": 1 / 1,
            "rep=高橋": 3 / 2,
            "motion=inbound": 3 / 2,
            "motion=outbound": 2 / 1,
            "motion=": 2 / 2,
        },
    ),
    (
        calls.contact_rate,
        {
            "all": 3 / 7,
            "team=SDR": 2 / 4,
            "team=BDR": 1 / 3,
            "rep=佐藤": 2 / 3,
            "rep=鈴木": 0 / 1,
            "rep=高橋": 1 / 3,
            "motion=inbound": 2 / 3,
            "motion=outbound": 1 / 2,
            "motion=": 0 / 2,
        },
    ),
    # All three are connections, no reception refused.
    (
        calls.connected_rate,
        {
            "all": 3 / 7,
            "team=SDR": 2 / 4,
            "team=BDR": 1 / 3,
            "rep=佐藤": 2 / 3,
            "rep=鈴木": 0 / 1,
            "rep=高橋": 1 / 3,
            "motion=inbound": 2 / 3,
            "motion=outbound": 1 / 2,
            "motion=": 0 / 2,
        },
    ),
    (
        calls.refused_rate,
        {
            "all": 0 / 7,
            "team=SDR": 0 / 4,
            "team=BDR": 0 / 3,
            "rep=佐藤": 0 / 3,
            "rep=鈴木": 0 / 1,
            "rep=高橋": 0 / 3,
            "motion=inbound": 0 / 3,
            "motion=outbound": 0 / 2,
            "motion=": 0 / 2,
        },
    ),
    (
        call_hours.talk_minutes_per_hour,
        {
            "all": (500 + 300 + 200) / 60 / 5,
            "team=SDR": (500 + 300) / 60 / 3,
            "team=BDR": 200 / 60 / 2,
            "rep=佐藤": (500 + 300) / 60 / 2,
            "rep=鈴木": 0 / 1,
            "rep=高橋": 200 / 60 / 2,
            "motion=inbound": (500 + 300) / 60 / 2,
            "motion=outbound": 200 / 60 / 1,
            "motion=": 0 / 2,
        },
    ),
    (
        talk_time.att_seconds,
        {
            "all": (500 + 300 + 200) / 3,
            "team=SDR": (500 + 300) / 2,
            "team=BDR": 200,
            "rep=佐藤": (500 + 300) / 2,
            "rep=高橋": 200,
            "motion=inbound": (500 + 300) / 2,
            "motion=outbound": 200,
        },
    ),
    # Only the 300 seconds lie within 300 to 480.
    (
        talk_time.att_in_range,
        {
            "all": 1 / 3,
            "team=SDR": 1 / 2,
            "team=BDR": 0 / 1,
            "rep=佐藤": 1 / 2,
            "rep=高橋": 0 / 1,
            "motion=inbound": 1 / 2,
            "motion=outbound": 0 / 1,
        },
    ),
    # The key person of L3 (佐藤, inbound) became known on the 5th.
    (
        key_persons.key_persons,
        {
            "all": 1,
            "team=SDR": 1,
            "rep=佐藤": 1,
            "motion=inbound": 1,
        },
    ),
    (
        key_persons.key_persons_per_100_calls,
        {
            "all": 100 / 7,
            "team=SDR": 100 / 4,
            "team=BDR": 0,
            "rep=佐藤": 100 / 3,
            "rep=鈴木": 0,
            "rep=高橋": 0,
            "motion=inbound": 100 / 3,
            "motion=outbound": 0,
            "motion=": 0,
        },
    ),
]


@pytest.mark.parametrize(("kpi", "expected"), BY_HAND, ids=lambda part: getattr(part, "__name__", ""))
def test_november_by_all_team_rep_and_motion(wb, cells, kpi, expected):
    table = kpi(wb, by=EVERY, period=NOVEMBER)
    assert cells(table) == pytest.approx({(segment, NOVEMBER): value for segment, value in expected.items()})


def test_the_standard_periods_are_eight_weeks_and_the_month(wb, cells):
    # A1 in W41, A3 in W44, A4–A6 in W45, A7–A10 in W47; A2 of W43 is no call.
    weeks = {
        "2026-W41": 1,
        "2026-W42": 0,
        "2026-W43": 0,
        "2026-W44": 1,
        "2026-W45": 3,
        "2026-W46": 0,
        "2026-W47": 4,
        NOVEMBER: 7,
    }
    assert cells(calls.calls(wb)) == {("all", period): count for period, count in weeks.items()}


def test_a_refusal_at_reception_is_settled_but_no_talk(wb):
    # A3 of W44: reception refused after 20 seconds.
    assert calls.contact_rate(wb, period="2026-W44")["value"].tolist() == [1 / 1]
    assert calls.connected_rate(wb, period="2026-W44")["value"].tolist() == [0 / 1]
    assert calls.refused_rate(wb, period="2026-W44")["value"].tolist() == [1 / 1]
    assert talk_time.att_seconds(wb, period="2026-W44").empty


def test_both_ends_of_the_talk_range_belong_to_it(make_workbook):
    talks = [
        ("connected", 299),
        ("connected", 300),
        ("connected", 480),
        ("connected", 481),
        ("connected", None),
        ("absent", 400),
    ]
    rows = [
        {"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call", "outcome": outcome, "talk_seconds": seconds}
        for outcome, seconds in talks
    ]
    world = make_workbook({"activities": rows})
    in_range = talk_time.att_in_range(world, period=NOVEMBER).iloc[0]
    assert (in_range["numerator"], in_range["denominator"]) == (2, 4)
    # Four calls to nobody known are of four leads: d = 4 / 3 · 4 · (1/2)² / (4 · 1/2 · 1/2) = 4/3, so they count as three.
    low, high = proportion_confint(1.5, 3, method="wilson")
    assert (in_range["low"], in_range["high"]) == pytest.approx((low, high))
    assert talk_time.att_seconds(world, period=NOVEMBER)["value"].tolist() == [(299 + 300 + 480 + 481) / 4]


def test_the_talk_range_is_the_workbooks(wb, make_workbook):
    row = {"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call", "outcome": "connected", "talk_seconds": 100}
    world = make_workbook({"activities": [row]}, benchmarks={**wb.config.benchmarks, "att_seconds": [60, 120]})
    assert talk_time.att_in_range(world, period=NOVEMBER)["value"].tolist() == [1.0]


def test_without_leads_there_is_no_motion(make_workbook):
    world = make_workbook({"activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call"}]})
    assert calls.calls(world, by="motion").empty


def test_a_key_person_belongs_to_the_day_it_became_known(make_workbook, cells):
    leads = [
        {
            "lead_id": "L1",
            "created_at": "2026-08-01",
            "motion": "outbound",
            "rep": "高橋",
            "key_person_at": "2026-11-02 09:00",
        },
        {"lead_id": "L2", "created_at": "2026-11-02", "motion": "outbound", "rep": "高橋", "key_person_at": None},
        {
            "lead_id": "L3",
            "created_at": "2026-11-02",
            "motion": "inbound",
            "rep": "佐藤",
            "key_person_at": "2026-11-19 00:00",
        },
    ]
    table = key_persons.key_persons(make_workbook({"leads": leads}), by=EVERY, period=NOVEMBER)
    assert cells(table) == {
        ("all", NOVEMBER): 1,
        ("team=BDR", NOVEMBER): 1,
        ("rep=高橋", NOVEMBER): 1,
        ("motion=outbound", NOVEMBER): 1,
    }
    assert key_persons.key_persons_per_100_calls(make_workbook({"leads": leads})).empty


def test_leads_without_the_column_tell_no_key_person(make_workbook):
    world = make_workbook(
        {
            "leads": [{"lead_id": "L1", "created_at": "2026-11-02", "rep": "佐藤", "motion": "inbound"}],
            "activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call"}],
        }
    )
    assert key_persons.key_persons(world, by=EVERY).empty


def test_leads_without_a_rep_tell_no_key_person_by_rep(make_workbook, cells):
    world = make_workbook(
        {
            "leads": [
                {"lead_id": "L1", "created_at": "2026-11-01", "motion": "inbound", "key_person_at": "2026-11-02 12:00"}
            ],
            "activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call", "lead_id": "L1"}],
        }
    )
    # One call found one key person, but nobody can tell whose lead it was.
    per_100 = key_persons.key_persons_per_100_calls(world, by=EVERY, period=NOVEMBER)
    assert cells(per_100) == {("all", NOVEMBER): 100, ("motion=inbound", NOVEMBER): 100}


def test_without_activities_there_are_no_calls(make_workbook):
    world = make_workbook({"leads": [{"lead_id": "L1", "created_at": "2026-11-02"}]})
    assert calls.calls(world, by=EVERY).empty


def _made(lead, outcome, at="2026-11-04 10:00"):
    return {"started_at": at, "rep": "佐藤", "kind": "call", "lead_id": lead, "outcome": outcome}


def test_the_interval_of_a_rate_over_calls_minds_that_calls_to_one_lead_are_alike(make_workbook):
    leads = [{"lead_id": name, "created_at": "2026-10-01"} for name in ("L1", "L2", "L3")]
    # L1 settled on 4 of 4, L2 on 0 of 4, L3 on 1 of 2; two calls went to nobody known, one settled.
    outcomes = {
        "L1": 4 * ["connected"],
        "L2": 4 * ["absent"],
        "L3": ["reception_refused", "absent"],
        None: ["connected", "absent"],
    }
    made = [_made(lead, outcome) for lead, several in outcomes.items() for outcome in several]
    found = calls.contact_rate(make_workbook({"leads": leads, "activities": made}), period=NOVEMBER).iloc[0]
    assert (found["numerator"], found["denominator"]) == (6, 12)
    # p = 1/2, five leads: Σ (s − p·c)² = 2² + 2² + 0² + ½² + ½² = 8.5, d = 5/4 · 8.5 / (12 · ½ · ½) = 3.5417.
    effective = 12 / (5 / 4 * 8.5 / 3)
    low, high = proportion_confint(effective / 2, effective, method="wilson")
    assert (found["low"], found["high"]) == pytest.approx((low, high))


def test_calls_to_one_lead_tell_as_much_as_one(make_workbook):
    world = make_workbook(
        {
            "leads": [{"lead_id": "L1", "created_at": "2026-10-01"}],
            "activities": [_made("L1", outcome) for outcome in ("connected", "absent", "absent", "absent")],
        }
    )
    found = calls.contact_rate(world, period=NOVEMBER).iloc[0]
    low, high = proportion_confint(0.25, 1, method="wilson")
    assert (found["low"], found["high"]) == pytest.approx((low, high))


def test_contact_rate_by_list(wb):
    # CP1, the exhibition: A1 to L1 and A3 to L2 settled. CP2, of the Web: A4, A5, A6 to L3. No list: A7, A8 to L5, L6; A9, A10 to nobody.
    table = calls.contact_rate(wb, by=("campaign", "channel"))
    assert table[["segment", "numerator", "denominator"]].to_numpy().tolist() == [
        ["campaign=", 1, 4],
        ["campaign=CP1", 2, 2],
        ["campaign=CP2", 2, 3],
        ["channel=", 1, 4],
        ["channel=Web", 3, 4],
        ["channel=展示会", 1, 1],
    ]
