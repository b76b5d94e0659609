"""Chapter 6, speed to lead; leads and answers stand in kpi_helpers/workbook/example.py."""

import numpy as np
import pandas as pd
import pytest

from kpi_helpers.kpis import speed
from kpi_helpers.workbook.periods import weeks_to

OCTOBER = (4 * 60, 60 * 60)  # L1 called after 4 minutes, L2 mailed after an hour
RESPONSES = ["<=5min", "5-10min", "10-30min", "30-60min", "1-24h", "later", "none"]


def test_percentiles_lie_between_the_answers(wb, cells):
    fast, slow = OCTOBER
    assert cells(speed.response_seconds_median(wb, period="2026-10")) == {("all", "2026-10"): (fast + slow) / 2}
    p90 = cells(speed.response_seconds_p90(wb, period="2026-10"))
    assert p90[("all", "2026-10")] == pytest.approx(fast + 0.9 * (slow - fast))


def test_a_percentile_in_which_an_unanswered_lead_weighs_is_missing(wb, cells):
    # November: L3 after 300 seconds, L4 never; the median lies halfway to "never".
    got = cells(speed.response_seconds_median(wb, by=("all", "rep"), period="2026-11"))
    assert got == {("rep=佐藤", "2026-11"): 300}


def test_within_five_minutes_counts_the_unanswered_below(wb):
    got = speed.first_response_within_5min(wb, by=("all", "channel", "rep"), period="2026-11")
    assert got[["segment", "numerator", "denominator"]].to_records(index=False).tolist() == [
        ("all", 1, 2), ("channel=Web", 1, 2), ("rep=佐藤", 1, 1), ("rep=鈴木", 0, 1),
    ]  # fmt: skip


def test_eight_weeks_and_the_month_each_have_a_row_for_all(wb, cells):
    got = cells(speed.unanswered(wb))
    assert got == {
        # Nothing is known before the oldest lead, in the second of the eight weeks.
        **{("all", week.label): 0 for week in weeks_to(wb.as_of, 7)}, ("all", "2026-W45"): 1, ("all", "2026-11"): 1,
    }  # fmt: skip


def test_an_empty_week_has_no_median(wb):
    assert speed.response_seconds_median(wb, period="2026-W47").empty


def test_bands_of_180_days(wb, cells):
    # L1 240 s, L3 exactly 300 s, L2 exactly an hour, L4 never; L5 and L6 are outbound.
    got = cells(speed.leads_by_response(wb))
    window = "2026-10-05..2026-11-18"  # of the 180 days what leads and activities cover
    assert got == dict(zip([(f"response={band}", window) for band in RESPONSES], [2, 0, 0, 1, 0, 0, 1], strict=True))


def test_contact_after_the_first_response(wb):
    # L1 settled at once, L3 with its second call 35 minutes later; L2's e-mail was followed by a refusal 6 days on.
    got = speed.contact_rate_by_response(wb)
    assert got[["segment", "numerator", "denominator"]].to_records(index=False).tolist() == [
        ("response=<=5min", 2, 2), ("response=30-60min", 1, 1),
    ]  # fmt: skip


def lead(number, created_at, **more):
    return {"lead_id": f"L{number}", "created_at": pd.Timestamp(created_at), "motion": "inbound", **more}


def call(number, started_at, outcome="no_answer", lead_id=None, kind="call"):
    return {
        "activity_id": f"A{number}", "started_at": pd.Timestamp(started_at), "rep": "佐藤", "kind": kind, "outcome": outcome,
        "lead_id": lead_id or f"L{number}",
    }  # fmt: skip


def test_upper_bounds_of_bands_are_included(make_workbook):
    waits = [300, 301, 600, 601, 1800, 1801, 3600, 3601, 86400, 86401]
    start = pd.Timestamp("2026-11-02 08:00")
    wb = make_workbook(
        {
            "leads": [lead(n, start) for n in range(len(waits))],
            "activities": [call(n, start + pd.Timedelta(seconds=wait)) for n, wait in enumerate(waits)],
        }
    )
    assert speed.response_bands(wb)["leads"].tolist() == [1, 2, 2, 2, 2, 1, 0]


def test_fourteen_days_are_whole_to_the_second_on_both_sides(make_workbook):
    # as_of ends 2026-11-19 00:00, 14 × 24 h before is 2026-11-05 00:00.
    wb = make_workbook(
        {
            "leads": [lead(n, "2026-11-01 09:00") for n in range(4)],
            "activities": [
                call(20, "2026-11-01 08:00"),  # calls are known from that day on
                call(0, "2026-11-04 23:59:59"),
                call(10, "2026-11-18 23:59:58", "connected", "L0"),
                call(1, "2026-11-05 00:00:01", "connected"),  # too late to be followed
                call(2, "2026-11-04 10:00"),
                call(12, "2026-11-18 10:00", "connected", "L2"),  # the last second of the 14 days
                call(3, "2026-11-04 10:00"),
                call(13, "2026-11-18 10:00:01", "connected", "L3"),  # a second too late
            ],
        }
    )
    later = speed.response_bands(wb).set_index("response").loc["later"]
    assert later[["leads", "followed", "reached"]].tolist() == [4, 3, 2]


def test_only_activities_from_the_leads_creation_on_answer_it(make_workbook):
    wb = make_workbook(
        {
            "leads": [
                lead(1, "2026-11-02 10:00"),
                lead(2, "2026-11-02 10:00"),
                lead(3, "2026-11-02 10:00", motion="outbound"),
            ],
            "activities": [
                call(1, "2026-11-02 09:59:59", "connected"),
                call(2, "2026-11-02 10:00"),
                call(3, "2026-11-02 10:01"),
            ],
        }
    )
    # L1 was called before it existed, L2 in the very second; L3 is no inbound lead.
    assert speed.response_bands(wb).set_index("response")["leads"].loc[["<=5min", "none"]].tolist() == [1, 1]


def test_business_seconds_stand_still_outside_business_hours(make_workbook, cells):
    # Friday 17:30 to Wednesday 9:10 over Labour Thanksgiving Day (Monday 23rd): 30 minutes + Tuesday's nine hours + 10 minutes.
    wb = make_workbook(
        {
            "leads": [lead(1, "2026-11-20 17:30")],
            "activities": [call(1, "2026-11-25 09:10")],
        },
        as_of="2026-11-25",
    )
    got = cells(speed.response_business_seconds_median(wb, period="2026-11"))
    assert got == {("all", "2026-11"): 30 * 60 + 9 * 3600 + 10 * 60}


def test_without_activities_nothing_can_be_said(make_workbook):
    wb = make_workbook({"leads": [lead(1, "2026-11-02 10:00")]})
    assert speed.unanswered(wb).empty and speed.leads_by_response(wb).empty


def test_percentiles_are_numpys_where_an_unanswered_lead_waits_for_ever(make_workbook, cells):
    rng = np.random.default_rng(6)
    never, start = 1e12, pd.Timestamp("2026-11-02 00:00:01")
    leads, activities, waits = [], [], {}
    for size in range(1, 30):
        waits[f"channel=c{size}"] = rng.integers(0, 1_000_000, size).astype(float)
        waits[f"channel=c{size}"][rng.random(size) < rng.choice([0, 0.1, 0.6])] = never
        for wait in waits[f"channel=c{size}"]:
            number = len(leads)
            leads.append(lead(number, start, channel=f"c{size}"))
            if wait < never:
                activities.append(call(number, start + pd.Timedelta(seconds=wait)))
    wb = make_workbook({"leads": leads, "activities": activities})
    for kpi, share in ((speed.response_seconds_median, 50), (speed.response_seconds_p90, 90)):
        got = cells(kpi(wb, by="channel", period="2026-11"))
        expected = {name: np.percentile(seconds, share) for name, seconds in waits.items()}
        finite = {(name, "2026-11"): value for name, value in expected.items() if value < 1e9}
        assert 5 < len(finite) < len(waits)
        assert got == pytest.approx(finite)


def test_seconds_are_real_ones_over_a_change_of_the_clocks(make_workbook, cells):
    # Berlin's clocks went back an hour on 2026-10-25 and forward on 2026-03-29.
    wb = make_workbook({
        "leads": [lead(1, "2026-10-24 12:00"), lead(2, "2026-03-28 12:00"), lead(3, "2026-10-20 12:00")],
        "activities": [
            call(1, "2026-10-25 12:00"), call(2, "2026-03-29 12:00"),
            # 14 × 24 hours from the first response have passed at 11:00 by the new clock.
            call(3, "2026-10-20 12:00"), call(4, "2026-11-03 11:00:01", "connected", "L3"),
        ],
    }, timezone="Europe/Berlin")  # fmt: skip
    assert cells(speed.response_seconds_median(wb, period=["2026-W43", "2026-03"])) == {
        ("all", "2026-W43"): (0 + 25 * 3600) / 2, ("all", "2026-03"): 23 * 3600,
    }  # fmt: skip
    assert speed.response_bands(wb).set_index("response").loc["<=5min", ["leads", "followed", "reached"]].tolist() == [
        1,
        1,
        0,
    ]


def test_the_same_day_ends_with_the_day_or_the_next_business_day(make_workbook):
    # 2026-11-06 is a Friday; the office closes at 18:00; as_of is Wednesday the 18th.
    came = {
        "L1": ("2026-11-06 10:00", "2026-11-06 23:59"),  # the same evening
        "L2": ("2026-11-06 10:00", "2026-11-07 09:00"),  # the day after is late
        "L3": ("2026-11-06 17:59:59", "2026-11-09 09:00"),  # came just before closing: late
        "L4": ("2026-11-06 18:00", "2026-11-09 23:00"),  # came at closing, due on Monday
        "L5": ("2026-11-07 10:00", "2026-11-09 09:00"),  # on a Saturday, due on Monday
        "L6": ("2026-11-08 10:00", "2026-11-10 09:00"),
        "L7": ("2026-11-06 11:00", "2026-11-06 10:59"),  # called a minute before it came
        "L8": ("2026-11-18 18:30", "2026-11-18 18:31"),  # due tomorrow: left out
    }
    world = make_workbook(
        {
            "leads": [lead(int(name[1:]), at) for name, (at, _) in came.items()],
            "activities": [call(int(name[1:]), answer) for name, (_, answer) in came.items()],
        }
    )
    found = speed.first_response_same_day(world, period="2026-11").iloc[0]
    assert (found["numerator"], found["denominator"]) == (3, 7)


def test_dates_alone_tell_whether_a_lead_was_answered_the_same_day(make_workbook, cells):
    days = ["2026-11-02", "2026-11-04", "2026-11-05"]
    world = make_workbook(
        {
            "leads": [lead(n, day) for n, day in enumerate(days)],
            "activities": [call(0, "2026-11-02"), call(1, "2026-11-05"), call(5, "2026-11-04", lead_id="L2")],
        }
    )
    assert cells(speed.first_response_same_day(world, period="2026-11")) == {("all", "2026-11"): 1 / 3}
    assert cells(speed.unanswered(world, period="2026-11")) == {("all", "2026-11"): 1}


def test_a_lead_without_its_time_is_in_no_number_of_seconds(make_workbook, cells):
    minute = pd.Timedelta(minutes=1)
    moments = pd.date_range("2026-11-04 10:00", periods=25, freq="5min")
    world = make_workbook(
        {
            "leads": [*[lead(n, at) for n, at in enumerate(moments)], lead(90, "2026-11-04")],
            "activities": [*[call(n, at + minute) for n, at in enumerate(moments)], call(90, "2026-11-04 12:00")],
        }
    )
    assert cells(speed.first_response_within_5min(world, period="2026-11")) == {("all", "2026-11"): 25 / 25}
    assert cells(speed.response_seconds_p90(world, period="2026-11")) == {("all", "2026-11"): 60}
    assert cells(speed.first_response_same_day(world, period="2026-11")) == {("all", "2026-11"): 26 / 26}
    assert speed.response_bands(world)["leads"].sum() == 25
