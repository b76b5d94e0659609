"""Chapter 3, slice and chase in one triangle; the rows stand in kpi_helpers/workbook/example.py."""

from datetime import date

import pytest

from kpi_helpers.kpis import cohorts, company_cohorts
from kpi_helpers.workbook.definitions import Condition, Definitions, Version

MONTHS = ["2026-10", "2026-11"]


def test_the_triangle(wb, cells):
    # L1 (10-05) had O1 on 10-12, L2 (10-20) O2 on 11-09; no valid lead of November has one.
    assert cells(cohorts.cohort_opportunities(wb, period=MONTHS)) == {
        ("month=2026-10", "2026-10"): 1,
        ("month=2026-11", "2026-10"): 1,
        ("month=2026-11", "2026-11"): 0,
    }


def test_what_the_chase_does_not_explain(wb, cells):
    # O5 has no lead, O6 (11-03) came before L5 (11-04), O4's lead is invalid, O3 is L1's second.
    november = {(f"reason={reason}", "2026-11"): 1 for reason in cohorts.REASONS}
    october = {(f"reason={reason}", "2026-10"): 0 for reason in cohorts.REASONS}
    assert cells(cohorts.cohort_unlinked(wb, period=MONTHS)) == november | october


def test_a_cohort_from_before_the_months_still_adds_to_their_columns(make_workbook, cells):
    leads = [{"lead_id": "L1", "created_at": "2025-01-10"}]
    opportunities = [{"opportunity_id": "O1", "created_at": "2026-11-02", "lead_id": "L1"}]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    filled = {key: value for key, value in cells(cohorts.cohort_opportunities(wb)).items() if value}
    assert filled == {("month=2026-11", "2025-01"): 1}


def test_of_two_on_one_day_the_earlier_is_the_first(make_workbook, cells):
    leads = [{"lead_id": "L1", "created_at": "2026-11-02 18:00"}]
    opportunities = [
        {
            "opportunity_id": "O1",
            "created_at": "2026-11-02 12:00",
            "lead_id": "L1",
        },  # before its lead, but not on a day before
        {"opportunity_id": "O0", "created_at": "2026-11-02 13:00", "lead_id": "L1"},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    assert cells(cohorts.cohort_unlinked(wb, period="2026-11")) == {
        (f"reason={reason}", "2026-11"): int(reason == "repeat") for reason in cohorts.REASONS
    }
    assert cells(cohorts.cohort_opportunities(wb, period="2026-11")) == {("month=2026-11", "2026-11"): 1}


def test_the_curve_by_age(wb, cells):
    # October: L1 converts at 7 days, L2 at 20; L1 is followed for 44 days, L2 for 29.
    curve = cohorts.cohort_rate_by_age(wb, period="2026-10")
    assert cells(curve) == {
        ("age=0", "2026-10"): 0,
        ("age=7", "2026-10"): 1 / 2,
        ("age=14", "2026-10"): 1 / 2,
        ("age=30", "2026-10"): 1,
    }
    assert curve["denominator"].tolist() == [2, 2, 2, 1]
    # November: L3, L5 and L6 are followed for 16, 14 and 8 days; the cohort's earliest lead bounds the ages.
    young = cohorts.cohort_rate_by_age(wb, period="2026-11")
    assert cells(young) == {("age=0", "2026-11"): 0, ("age=7", "2026-11"): 0, ("age=14", "2026-11"): 0}
    assert young["denominator"].tolist() == [3, 3, 2]
    # Wilson over none of n: high = z² / (n + z²).
    assert young["high"].tolist() == pytest.approx([3.841459 / (n + 3.841459) for n in (3, 3, 2)], abs=1e-6)


def test_a_channels_curve_takes_twelve_months_together(wb, cells):
    # Opportunities are known from 10-12 on, so that the window begins there: without L1 of 10-05. 展示会: L2, converted at
    # 20 of 29 days; Web: L3, followed for 16 days.
    rows = cohorts.cohort_rate_by_age(wb, by="channel")
    assert set(rows["period"]) == {"2026-10-12..2026-11-18"}
    known = {key: value for (key, _), value in cells(rows).items() if not key.startswith("channel=;")}
    assert known == {f"channel={channel};age={age}": 0 for channel in ("Web", "展示会") for age in (0, 7, 14)}


def test_a_channels_leads_lost_from_sight_still_count_up_to_then(make_workbook, cells):
    # Web: L1 converts at 7 of 44 days, L3 is followed for 16 days and lost from sight after that.
    leads = [
        {"lead_id": "L1", "created_at": "2026-10-05", "channel": "Web"},
        {"lead_id": "L3", "created_at": "2026-11-02", "channel": "Web"},
    ]
    opportunities = [
        {"opportunity_id": "O0", "created_at": "2026-10-01"},
        {"opportunity_id": "O1", "created_at": "2026-10-12", "lead_id": "L1"},
        {"opportunity_id": "O2", "created_at": "2026-11-18"},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    window = "2026-10-05..2026-11-18"
    assert cells(cohorts.cohort_rate_by_age(wb, by="channel")) == {
        ("channel=Web;age=0", window): 0,
        ("channel=Web;age=7", window): 1 / 2,
        ("channel=Web;age=14", window): 1 / 2,
        ("channel=Web;age=30", window): 1 / 2,
    }


def test_where_opportunities_have_ended_leads_are_followed_to_their_last_day(make_workbook, cells):
    # The newest opportunity is of 10-15, 24 business days before as_of, when two a week had come before: they have ended.
    # L1 converts at 9 days; L2 of 10-08 is followed for 7; L3 of 10-20 is not seen at all.
    leads = [
        {"lead_id": f"L{number}", "created_at": day}
        for number, day in enumerate(("2026-10-06", "2026-10-08", "2026-10-20"), 1)
    ]
    opportunities = [
        {"opportunity_id": "O1", "created_at": "2026-10-01"},
        {"opportunity_id": "O2", "created_at": "2026-10-06"},
        {"opportunity_id": "O3", "created_at": "2026-10-09"},
        {"opportunity_id": "O4", "created_at": "2026-10-15", "lead_id": "L1"},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    curve = cohorts.cohort_rate_by_age(wb)
    assert cells(curve) == {("age=0", "2026-10"): 0, ("age=7", "2026-10"): 0}
    assert curve["denominator"].tolist() == [2, 2]


def test_months_before_the_oldest_row_have_no_row(make_workbook, cells):
    leads = [{"lead_id": "L1", "created_at": "2026-09-10"}, {"lead_id": "L2", "created_at": "2026-11-16"}]
    opportunities = [
        {"opportunity_id": "O1", "created_at": "2026-10-12", "lead_id": "L1"},
        {"opportunity_id": "O2", "created_at": "2026-11-18"},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    triangle = cells(cohorts.cohort_opportunities(wb))
    assert set(triangle) == {
        (f"month={month}", cohort)
        for cohort in ("2026-09", "2026-10", "2026-11")
        for month in ("2026-10", "2026-11")
        if month >= cohort
    }
    assert {key for key, value in triangle.items() if value} == {("month=2026-10", "2026-09")}
    assert {period for _, period in cells(cohorts.cohort_unlinked(wb))} == {"2026-10", "2026-11"}


def lead(lead_id, created_at, company, email="a@corp.example.jp"):
    return {"lead_id": lead_id, "created_at": created_at, "company_id": company, "email": email}


def test_by_company(make_workbook, cells):
    named = Definitions(valid_lead=(Version(date(2026, 4, 1), "", (), (Condition("email", "is", "present"),)),))
    leads = [
        lead("L1", "2026-09-10", "C1", email=None),  # not valid: the company begins with L2
        lead("L2", "2026-10-05", "C1"),
        lead("L3", "2026-11-05", "C1"),  # its second
        lead("L4", "2026-10-06", "C2"),
        lead("L5", "2026-11-06", "C3"),
        lead("L6", "2026-11-06", None, email="a@gmail.com"),
    ]
    opportunities = [
        {"opportunity_id": "O1", "created_at": "2026-09-20", "company_id": "C2"},  # before its first lead
        {"opportunity_id": "O2", "created_at": "2026-11-10", "company_id": "C1"},  # whatever lead it bears
        {"opportunity_id": "O3", "created_at": "2026-11-06", "company_id": "C3"},  # on the day itself
        {"opportunity_id": "O4", "created_at": "2026-11-11", "company_id": "C3"},
        {"opportunity_id": "O5", "created_at": "2026-11-12", "company_id": None},
        {"opportunity_id": "O6", "created_at": "2026-11-13", "company_id": None},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities}, definitions=named)
    months = ["2026-10", "2026-11"]
    # October: C1, C2; November: C3 and the address of L6. Met since: C1 of October, C3 of November.
    assert cells(company_cohorts.company_cohort(wb, period=months)) == {("all", "2026-10"): 2, ("all", "2026-11"): 2}
    assert cells(company_cohorts.company_opportunities(wb, period=months)) == {
        ("all", "2026-10"): 1,
        ("all", "2026-11"): 1,
    }
    rate = company_cohorts.company_rate_cohort(wb, period=months)
    assert cells(rate) == {("all", "2026-10"): 1 / 2, ("all", "2026-11"): 1 / 2}
    # Wilson, 1 of 2: (1/2 + z²/4 ± z·√(1/8 + z²/16)) / (1 + z²/2) with z = 1.959964.
    assert rate["low"].tolist() == pytest.approx([0.0945312] * 2, abs=1e-6)
    # O4 is C3's second; O5 and O6 have no company, so that neither repeats the other.
    assert cells(company_cohorts.repeat_company_opportunities(wb, period="2026-11")) == {("all", "2026-11"): 1}


def test_of_two_opportunities_of_one_moment_the_higher_id_repeats(make_workbook, cells):
    moments = (("O2", "2026-10-30 10:00"), ("O1", "2026-10-30 10:00"), ("O3", "2026-11-02 10:00"))
    rows = [{"opportunity_id": number, "created_at": moment, "company_id": "C1"} for number, moment in moments]
    wb = make_workbook({"opportunities": rows})
    assert cells(company_cohorts.repeat_company_opportunities(wb, period=["2026-10", "2026-11"])) == {
        ("all", "2026-10"): 1,
        ("all", "2026-11"): 1,
    }
    assert company_cohorts.company_cohort(wb).empty


def test_where_a_young_cohort_will_end(make_workbook, cells):
    # 2026-06: one lead, converted at 10 days. 2026-11: one of two converted on day 0, both seen for 16 days. Pooled: of the
    # three leads one converts on day 0 and one of the two left on day 10, which November has behind it: it stays at 1/2.
    leads = [
        {"lead_id": f"L{n}", "created_at": day} for n, day in enumerate(("2026-06-01", "2026-11-02", "2026-11-02"))
    ]
    opportunities = [
        {"opportunity_id": "O1", "created_at": "2026-06-11", "lead_id": "L0"},
        {"opportunity_id": "O2", "created_at": "2026-11-02", "lead_id": "L1"},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities})
    assert cells(cohorts.expected_final_rate(wb)) == pytest.approx({("all", "2026-06"): 1, ("all", "2026-11"): 1 / 2})
    # On 11-08 they have been seen for 6 days: the half that is left loses all of the pool's one lead on day 10.
    earlier = make_workbook({"leads": leads, "opportunities": opportunities}, as_of="2026-11-08")
    assert cells(cohorts.expected_final_rate(earlier))["all", "2026-11"] == pytest.approx(1 - 1 / 2 * (1 - 1 / 1))
