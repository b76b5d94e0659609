"""Chapter 3, slice and chase in one triangle; the rows stand in kpi_helpers/workbook/example.py."""

import pytest

from kpi_helpers.kpis import cohorts

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
    assert cells(cohorts.cohort_unlinked(wb, period="2026-11")) == {("reason=repeat", "2026-11"): 1}
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
    # Web: L1 (converted at 7 of 44 days) and L3 (followed for 16); L3 is lost from sight after that.
    rows = cohorts.cohort_rate_by_age(wb, by="channel")
    assert set(rows["period"]) == {"2025-12-01..2026-11-18"}
    web = {key: value for (key, _), value in cells(rows).items() if key.startswith("channel=Web;")}
    assert web == {
        "channel=Web;age=0": 0,
        "channel=Web;age=7": 1 / 2,
        "channel=Web;age=14": 1 / 2,
        "channel=Web;age=30": 1 / 2,
    }


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
