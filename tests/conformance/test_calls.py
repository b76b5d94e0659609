"""Chapter 5 on the example: calls A4–A10 in November, A1 and A3 before; A2 is an e-mail."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis import calls, golden_hours, key_persons, talk_time

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
        calls.call_hours,
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
        calls.cph,
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
    low, high = proportion_confint(2, 4, method="wilson")
    assert (in_range["low"], in_range["high"]) == pytest.approx((low, high))
    assert talk_time.att_seconds(world, period=NOVEMBER)["value"].tolist() == [(299 + 300 + 480 + 481) / 4]


def test_the_talk_range_is_the_workbooks(wb, make_workbook):
    row = {"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call", "outcome": "connected", "talk_seconds": 100}
    world = make_workbook({"activities": [row]}, benchmarks={**wb.config.benchmarks, "att_seconds": [60, 120]})
    assert talk_time.att_in_range(world, period=NOVEMBER)["value"].tolist() == [1.0]


def test_without_leads_there_is_no_motion(make_workbook):
    world = make_workbook({"activities": [{"started_at": "2026-11-02 10:00", "rep": "佐藤", "kind": "call"}]})
    assert calls.calls(world, by="motion").empty


def _call(rep, at):
    return {"started_at": at, "rep": rep, "kind": "call"}


@pytest.fixture(scope="module")
def timesheet_world(make_workbook):
    """佐藤 wrote 3 h and 1.5 h down, 高橋 forgot to, 鈴木 wrote 2 h down and did not call."""
    made = [
        _call("佐藤", "2026-11-04 10:00"),
        _call("佐藤", "2026-11-04 10:30"),
        _call("佐藤", "2026-11-05 11:00"),
        _call("高橋", "2026-11-04 09:00"),
        _call("高橋", "2026-11-05 09:00"),
    ]
    hours = [
        {"date": "2026-11-04", "rep": "佐藤", "hours": 3.0},
        {"date": "2026-11-12", "rep": "佐藤", "hours": 1.5},
        {"date": "2026-11-05", "rep": "鈴木", "hours": 2.0},
        {"date": "2026-11-19", "rep": "佐藤", "hours": 99.0},
    ]
    leads = [{"lead_id": "L1", "created_at": "2026-11-01", "motion": "inbound"}]
    return make_workbook({"activities": made, "timesheet": hours, "leads": leads})


@pytest.mark.after_counting
def test_hours_come_from_the_timesheet(timesheet_world, cells):
    table = calls.call_hours(timesheet_world, by=EVERY, period=NOVEMBER)
    # 高橋's two clock hours stand in for the missing entries; the entry of the 19th lies after as_of.
    expected = {
        "all": 3 + 1.5 + 2 + 2,
        "team=SDR": 3 + 1.5 + 2,
        "team=BDR": 2,
        "rep=佐藤": 3 + 1.5,
        "rep=鈴木": 2,
        "rep=高橋": 2,
    }
    assert cells(table) == {(segment, NOVEMBER): hours for segment, hours in expected.items()}


@pytest.mark.after_counting
def test_calls_per_hour_of_the_timesheet(timesheet_world, cells):
    table = calls.cph(timesheet_world, by=("all", "rep"), period=NOVEMBER)
    expected = {"all": 5 / 8.5, "rep=佐藤": 3 / 4.5, "rep=鈴木": 0 / 2, "rep=高橋": 2 / 2}
    assert cells(table) == pytest.approx({(segment, NOVEMBER): value for segment, value in expected.items()})


@pytest.mark.after_counting
def test_timesheet_hours_belong_to_their_week(timesheet_world, cells):
    # W45 has 佐藤's 3 h, 鈴木's 2 h and 高橋's two clock hours; the log of calls ends on its Thursday, before W46.
    table = calls.call_hours(timesheet_world, period=["2026-W45", "2026-W46"])
    assert cells(table) == {("all", "2026-W45"): 3 + 2 + 2}


@pytest.mark.after_counting
def test_a_timesheet_without_a_call_is_no_fault(make_workbook, cells):
    no_calls = [{"started_at": "2026-11-04 10:00", "rep": "佐藤", "kind": "email"}]
    hours = [{"date": "2026-11-04", "rep": "佐藤", "hours": 3.0}]
    world = make_workbook({"activities": no_calls, "timesheet": hours})
    assert cells(calls.cph(world, by=("all", "rep"), period=NOVEMBER)) == {
        ("all", NOVEMBER): 0 / 3,
        ("rep=佐藤", NOVEMBER): 0 / 3,
    }


@pytest.mark.after_counting
def test_a_timesheet_of_another_time_changes_nothing(make_workbook, cells):
    hours = [{"date": "2025-01-06", "rep": "佐藤", "hours": 3.0}]
    world = make_workbook({"activities": [_call("佐藤", "2026-11-04 10:00")], "timesheet": hours})
    assert cells(calls.call_hours(world, period=NOVEMBER)) == {("all", NOVEMBER): 1}


def test_contact_rate_by_weekday_and_hour(wb):
    # Monday 9: A3, A7, A8; Monday 10: A1, A4, A5; Thursday 10: A6; Tuesday 15: A9; Wednesday 23: A10.
    table = golden_hours.contact_rate_by_hour(wb, by="hour")
    assert table[["segment", "period", "numerator", "denominator"]].to_numpy().tolist() == [
        ["hour=Mon 09", EIGHT_WEEKS, 2, 3],
        ["hour=Mon 10", EIGHT_WEEKS, 2, 3],
        ["hour=Tue 15", EIGHT_WEEKS, 0, 1],
        ["hour=Wed 23", EIGHT_WEEKS, 0, 1],
        ["hour=Thu 10", EIGHT_WEEKS, 1, 1],
    ]


def test_contact_rate_by_hour_and_the_leads_columns(wb):
    # 製造 (L1, L2): A1 at 10, A3 at 9. 小売 (L3): A4, A5, A6 at 10. 物流 (L5, L6): A7, A8 at 9. Nobody: A9, A10.
    table = golden_hours.contact_rate_by_hour(wb, by=("industry", "department"))
    assert table[["segment", "numerator", "denominator"]].to_numpy().tolist() == [
        ["industry=;hour=15", 0, 1],
        ["industry=;hour=23", 0, 1],
        ["industry=小売;hour=10", 2, 3],
        ["industry=物流;hour=09", 1, 2],
        ["industry=製造;hour=09", 1, 1],
        ["industry=製造;hour=10", 1, 1],
        # 営業 (L2, L6): A3, A8. 総務 (L1, L3, L5): A7 at 9, A1, A4, A5, A6 at 10.
        ["department=;hour=15", 0, 1],
        ["department=;hour=23", 0, 1],
        ["department=営業;hour=09", 2, 2],
        ["department=総務;hour=09", 0, 1],
        ["department=総務;hour=10", 3, 4],
    ]


def _calls_at(hour, lead, settled, total, day="2026-11-10"):
    return [
        {
            "started_at": f"{day} {hour:02d}:{number:02d}",
            "rep": "佐藤",
            "kind": "call",
            "lead_id": lead,
            "outcome": "connected" if number < settled else "no_answer",
        }
        for number in range(total)
    ]


@pytest.mark.after_counting
def test_the_best_hour_is_best_even_if_luck_ran_against_it(make_workbook):
    leads = [
        {"lead_id": "L1", "created_at": "2026-10-01", "industry": "製造"},
        {"lead_id": "L2", "created_at": "2026-10-01", "industry": "小売"},
        {"lead_id": "L3", "created_at": "2026-10-01", "industry": "物流"},
    ]
    made = [
        # 製造: 29 of 29 are too few calls; 18 of 30 at 10 beat 12 of 30 at 11.
        *_calls_at(9, "L1", 29, 29),
        *_calls_at(10, "L1", 18, 30),
        *_calls_at(11, "L1", 12, 30),
        # 小売: 17 of 30 is the higher share, but 33 of 60 are known better.
        *_calls_at(13, "L2", 17, 30),
        *_calls_at(14, "L2", 33, 60),
        # 物流: 16 and 15 are alike, so the earlier one; nothing before the eight weeks counts.
        *_calls_at(16, "L3", 10, 40),
        *_calls_at(15, "L3", 10, 40),
        *_calls_at(10, "L3", 40, 40, day="2026-09-27"),
    ]
    table = golden_hours.best_hour(make_workbook({"leads": leads, "activities": made}))
    assert table[["segment", "verdict", "numerator", "denominator"]].to_numpy().tolist() == [
        ["industry=小売", "14", 33, 60],
        ["industry=物流", "15", 10, 40],
        ["industry=製造", "10", 18, 30],
    ]
    low, high = proportion_confint(33, 60, method="wilson")
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])
    assert table["value"].isna().all()


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
    assert golden_hours.contact_rate_by_hour(world).empty
    assert golden_hours.best_hour(world).empty
