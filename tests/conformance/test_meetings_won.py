"""Chapter 9, what reps and owners bring home; the example's rows stand in kpi_helpers/workbook/example.py."""

from datetime import date

import pytest

from kpi_helpers.kpis import meetings_won, owners
from kpi_helpers.kpis.windows import three_months_to

TWELVE_MONTHS, UP_TO_AS_OF = "2025-11-19..2026-11-18", "..2026-11-18"


def deal(number, created_at="2026-09-01 10:00", closed_at=None, is_won=None, **columns):
    return {
        "opportunity_id": f"O{number}",
        "created_at": created_at,
        "closed_at": closed_at,
        "is_won": is_won,
        **columns,
    }


def by(table, column="value"):
    return dict(zip(table["segment"], table[column], strict=True))


def test_opportunities_by_rep(wb):
    # November: 佐藤 O2 and O3, 鈴木 O4, 高橋 O5 and O6; O1 is of October, W42.
    assert by(meetings_won.rep_opportunities(wb)) == {"rep=佐藤": 2, "rep=鈴木": 1, "rep=高橋": 2}
    assert by(meetings_won.rep_opportunities(wb, period="2026-W42")) == {"rep=佐藤": 1, "rep=鈴木": 0, "rep=高橋": 0}


def test_every_rep_of_the_teams_and_who_else_occurs(make_workbook):
    rows = [
        deal(1, "2026-10-05", rep="佐藤"),
        deal(2, "2026-10-05", rep="外部"),
        deal(3, "2026-11-02", rep=None),
        deal(4, "2026-11-18", rep="佐藤"),
    ]
    wb = make_workbook({"opportunities": rows})
    table = meetings_won.rep_opportunities.numbers(wb)
    month = table[table["period"] == "2026-11"]
    assert by(month) == {"rep=": 1, "rep=佐藤": 1, "rep=鈴木": 0, "rep=高橋": 0}
    week = table[table["period"] == "2026-W41"]
    assert by(week) == {"rep=": 0, "rep=佐藤": 1, "rep=外部": 1, "rep=鈴木": 0, "rep=高橋": 0}
    sdr = make_workbook({"opportunities": rows}, team="SDR")
    assert by(meetings_won.rep_opportunities(sdr)) == {"rep=佐藤": 1, "rep=鈴木": 0}


def test_win_rates_are_of_what_was_closed_in_twelve_months(make_workbook):
    rows = [
        deal(1, "2025-06-02", "2025-11-18", True, rep="佐藤", owner="山口"),  # the day before
        deal(2, "2025-06-02", "2025-11-19", False, rep="佐藤", owner="山口"),
        deal(3, "2026-11-02", "2026-11-18", True, rep="佐藤", owner="木村"),
        deal(4, "2026-11-02", "2026-11-19", True, rep="鈴木", owner="木村"),  # the day after
        deal(5, "2026-11-02", "2026-11-18", True, rep=None, owner="山口"),
    ]
    wb = make_workbook({"opportunities": rows})
    reps, held = meetings_won.rep_win_rate(wb), meetings_won.owner_win_rate(wb)
    assert set(reps["period"]) == set(held["period"]) == {TWELVE_MONTHS}
    assert by(reps, "denominator") == {"rep=": 1, "rep=佐藤": 2} and by(reps) == {"rep=": 1, "rep=佐藤": 1 / 2}
    assert by(held) == {"owner=山口": 1 / 2, "owner=木村": 1}


def test_open_ones_by_owner(wb, make_workbook):
    # O2 and O6 of 山口, O4 and O5 of 木村; O1 and O3 are closed.
    assert by(owners.owner_open(wb)) == {"owner=山口": 2, "owner=木村": 2}
    assert set(owners.owner_open(wb)["period"]) == {UP_TO_AS_OF}
    rows = [deal(1, owner=None), deal(2, "2026-09-02", "2026-11-16", True, owner="山口")]
    assert by(owners.owner_open(make_workbook({"opportunities": rows}))) == {"owner=": 1, "owner=山口": 0}


def stalled_world(make_workbook, *touches, won=(10, 20, 30, 40), first="2026-09-01", elsewhere="C9"):
    """Won after 10, 20, 30 and 40 days: three quarters took 32.5 days or fewer. 佐々木 has three open ones."""
    ends = {10: "2026-09-12", 20: "2026-09-22", 30: "2026-10-02", 40: "2026-10-12"}
    rows = [deal(days, "2026-09-02", ends[days], True, owner="山口") for days in won]
    rows += [
        deal(1, "2026-10-16", owner="佐々木", lead_id="L1", company_id="C1"),  # 33 days old
        deal(2, "2026-10-17", owner="佐々木", lead_id="L2", company_id="C2"),  # 32 days
        deal(3, "2026-09-02", owner="佐々木", lead_id="L3", company_id="C3"),
    ]
    leads = [{"lead_id": f"L{number}", "created_at": "2026-09-01", "company_id": f"C{number}"} for number in (1, 2, 3)]
    work = [
        {"started_at": f"{first} 10:00", "rep": "佐藤", "company_id": elsewhere},
        {"started_at": "2026-11-17 10:00", "rep": "佐藤"},
        *touches,
    ]
    return make_workbook({"opportunities": rows, "leads": leads, "activities": work})


def test_old_ones_that_nobody_touched_are_stalled(make_workbook):
    def touch(day, **columns):
        return {"started_at": f"{day} 10:00", "rep": "佐藤", **columns}

    # Where no activity tells its lead or its company nobody knows.
    assert owners.owner_stalled(stalled_world(make_workbook, elsewhere=None)).empty
    # O1 and O3 are older than 32.5 days, O2 is not.
    assert by(owners.owner_stalled(stalled_world(make_workbook))) == {"owner=佐々木": 2, "owner=山口": 0}
    # 10-20 is the first of the 30 days that end with 11-18: by the lead, and by the company.
    touched = stalled_world(make_workbook, touch("2026-10-20", lead_id="L1"), touch("2026-10-19", lead_id="L3"))
    assert by(owners.owner_stalled(touched)) == {"owner=佐々木": 1, "owner=山口": 0}
    company = stalled_world(make_workbook, touch("2026-11-02", company_id="C1"), touch("2026-11-02", company_id="C3"))
    assert by(owners.owner_stalled(company)) == {"owner=佐々木": 0, "owner=山口": 0}


def test_without_a_won_deal_or_thirty_days_of_activities_nothing_is_stalled(make_workbook):
    assert owners.owner_stalled(stalled_world(make_workbook, won=())).empty
    assert owners.owner_stalled(stalled_world(make_workbook, first="2026-10-21")).empty


def test_meetings_held_and_accepted_of_those_that_say(make_workbook):
    leads = [{"lead_id": "L1", "created_at": "2026-08-01", "channel": "Web"}]
    rows = [
        deal(0, "2026-08-18", rep="佐藤", held=False, accepted=False),  # the day before the three months
        deal(1, "2026-08-19", rep="佐藤", held=True, accepted=True, lead_id="L1"),
        deal(2, "2026-09-01", rep="佐藤", held=False, accepted=None, lead_id="L1"),
        deal(3, "2026-11-18", rep="鈴木", held=True, accepted=False),
        deal(4, "2026-11-18", rep="鈴木", held=None, accepted=None),  # still to come
    ]
    wb = make_workbook({"leads": leads, "opportunities": rows})
    everything = ("all", "rep", "channel")
    held = meetings_won.held_rate(wb, by=everything)
    assert set(held["period"]) == {"2026-08-19..2026-11-18"}
    assert by(held) == {
        "all": 2 / 3, "rep=佐藤": 1 / 2, "rep=鈴木": 1, "channel=": 1, "channel=Web": 1 / 2,
    }  # fmt: skip
    assert by(meetings_won.accepted_rate(wb, by=everything)) == {
        "all": 1 / 2, "rep=佐藤": 1, "rep=鈴木": 0, "channel=": 0, "channel=Web": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "first"), [("2026-11-18", "2026-08-19"), ("2026-05-31", "2026-03-01"), ("2026-02-28", "2025-11-29")]
)
def test_three_months_begin_on_the_day_after_the_same_date(make_workbook, as_of, first):
    assert three_months_to(make_workbook({}, as_of=as_of))[0].start == date.fromisoformat(first)


def test_reasons_of_the_twelve_months_losses(make_workbook):
    rows = [
        deal(1, "2025-06-02", "2025-11-18", False, lost_reason="価格"),  # the day before
        deal(2, "2025-06-02", "2025-11-19", False, lost_reason="価格"),
        deal(3, "2026-11-02", "2026-11-18", False, lost_reason="時期"),
        deal(4, "2026-11-02", "2026-11-17", False, lost_reason="価格"),
        deal(5, "2026-11-02", "2026-11-17", False, lost_reason=None),
        deal(6, "2026-11-02", "2026-11-17", True, lost_reason="競合"),  # won
        deal(7, "2026-11-02", lost_reason="競合"),  # open
    ]
    table = meetings_won.lost_reasons(make_workbook({"opportunities": rows}))
    assert set(table["period"]) == {TWELVE_MONTHS}
    assert by(table) == {"reason=": 1, "reason=価格": 2, "reason=時期": 1}
