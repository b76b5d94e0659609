"""Chapter 5: hours spent calling, by the clock and by the timesheet."""

import pytest

from kpi_helpers.kpis import call_hours, calls

NOVEMBER = "2026-11"
EVERY = ("all", "team", "rep", "motion")


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
    table = call_hours.call_hours(timesheet_world, by=EVERY, period=NOVEMBER)
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
    table = call_hours.cph(timesheet_world, by=("all", "rep"), period=NOVEMBER)
    expected = {"all": 5 / 8.5, "rep=佐藤": 3 / 4.5, "rep=鈴木": 0 / 2, "rep=高橋": 2 / 2}
    assert cells(table) == pytest.approx({(segment, NOVEMBER): value for segment, value in expected.items()})


@pytest.mark.after_counting
def test_timesheet_hours_belong_to_their_week(timesheet_world, cells):
    # W45 has 佐藤's 3 h, 鈴木's 2 h and 高橋's two clock hours; the log of calls ends on its Thursday, before W46.
    table = call_hours.call_hours(timesheet_world, period=["2026-W45", "2026-W46"])
    assert cells(table) == {("all", "2026-W45"): 3 + 2 + 2}


@pytest.mark.after_counting
def test_a_timesheet_without_a_call_is_no_fault(make_workbook, cells):
    no_calls = [{"started_at": "2026-11-04 10:00", "rep": "佐藤", "kind": "email"}]
    hours = [{"date": "2026-11-04", "rep": "佐藤", "hours": 3.0}]
    world = make_workbook({"activities": no_calls, "timesheet": hours})
    assert cells(call_hours.cph(world, by=("all", "rep"), period=NOVEMBER)) == {
        ("all", NOVEMBER): 0 / 3,
        ("rep=佐藤", NOVEMBER): 0 / 3,
    }


@pytest.mark.after_counting
def test_a_timesheet_of_another_time_changes_nothing(make_workbook, cells):
    hours = [{"date": "2025-01-06", "rep": "佐藤", "hours": 3.0}]
    world = make_workbook({"activities": [_call("佐藤", "2026-11-04 10:00")], "timesheet": hours})
    assert cells(call_hours.call_hours(world, period=NOVEMBER)) == {("all", NOVEMBER): 1}


def test_a_call_without_a_time_of_day_is_in_no_hour(make_workbook, cells):
    # 20 calls at 20 hours of two days; of the two at midnight nobody knows the hour.
    timed = [_call("佐藤", f"2026-11-{day:02d} {hour}:15") for day in (4, 5) for hour in range(9, 19)]
    world = make_workbook({"activities": [*timed, *2 * [_call("佐藤", "2026-11-06 00:00")]]})
    assert cells(calls.calls(world, period=NOVEMBER)) == {("all", NOVEMBER): 22}
    assert cells(call_hours.call_hours(world, period=NOVEMBER)) == {("all", NOVEMBER): 20}
    assert cells(call_hours.cph(world, period=NOVEMBER)) == {("all", NOVEMBER): 20 / 20}


def test_talk_minutes_are_those_of_calls_with_a_time_of_day(make_workbook, cells):
    talk = {"outcome": "connected", "talk_seconds": 360.0}
    made = [
        _call("佐藤", "2026-11-04 10:00") | talk,
        _call("佐藤", "2026-11-04 11:00"),
        _call("佐藤", "2026-11-05 00:00") | talk,
    ]
    world = make_workbook({"activities": made})
    assert cells(call_hours.talk_minutes_per_hour(world, period=NOVEMBER)) == {("all", NOVEMBER): 6 / 2}
    hours = [{"date": "2026-11-05", "rep": "佐藤", "hours": 4.0}]
    sheet = make_workbook({"activities": made, "timesheet": hours})
    assert cells(call_hours.talk_minutes_per_hour(sheet, period=NOVEMBER)) == {("all", NOVEMBER): (6 + 6) / 4}


def test_where_calls_have_no_time_of_day_only_the_timesheet_knows_hours(make_workbook, cells):
    made = [_call("佐藤", "2026-11-04 00:00"), _call("佐藤", "2026-11-05 00:00"), _call("高橋", "2026-11-05 00:00")]
    assert call_hours.call_hours(make_workbook({"activities": made}), period=NOVEMBER).empty
    world = make_workbook({"activities": made, "timesheet": [{"date": "2026-11-05", "rep": "佐藤", "hours": 4.0}]})
    hours = call_hours.call_hours(world, by=("all", "rep"), period=NOVEMBER)
    assert cells(hours) == {("all", NOVEMBER): 4, ("rep=佐藤", NOVEMBER): 4}
    assert call_hours.cph(world, period=NOVEMBER).empty
