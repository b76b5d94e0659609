"""Chapter 2, budget against actual, and the gap's factors; the rows stand in kpi_helpers/workbook/example.py."""

import math

import pytest

from kpi_helpers.kpis import targets
from kpi_helpers.kpis.gap import gap, gap_contribution

GONE = 12 / 19
"""November's business days up to 11-18."""


def by_metric(table):
    return {
        segment.removeprefix("metric="): value for segment, value in zip(table["segment"], table["value"], strict=True)
    }


def test_actual_and_target(wb):
    actual, target = by_metric(targets.actual(wb)), by_metric(targets.target(wb))
    assert {metric: (actual[metric], value) for metric, value in target.items()} == {
        "visitors": (1000, 1900),
        "leads": (4, 8),
        "inbound_leads": (2, 4),
        "outbound_leads": (2, 4),
        "valid_leads": (3, 6),
        "opportunities": (5, 4),
        "won": (1, 2),
        "sales": (1_200_000, 3_800_000),
    }
    assert actual["win_rate_closed"] == 1 / 2  # a metric without a target has its actual all the same


def test_attainment_and_pace(wb):
    assert by_metric(targets.attainment(wb)) == pytest.approx(
        {
            "visitors": 1000 / 1900,
            "leads": 4 / 8,
            "inbound_leads": 2 / 4,
            "outbound_leads": 2 / 4,
            "valid_leads": 3 / 6,
            "opportunities": 5 / 4,
            "won": 1 / 2,
            "sales": 1.2 / 3.8,
        }
    )
    pace = by_metric(targets.pace(wb))
    assert pace["leads"] == pytest.approx(4 / (8 * GONE))
    assert pace["sales"] == pytest.approx(1_200_000 / 2_400_000)  # 3,800,000 × 12/19
    assert not pace.keys() & set(targets.RATES)


def test_needed_per_day(wb):
    # Seven business days are left; opportunities are met.
    needed = by_metric(targets.needed_per_day(wb))
    assert needed["leads"] == pytest.approx((8 - 4) / 7)
    assert needed["sales"] == pytest.approx((3_800_000 - 1_200_000) / 7)
    assert needed["opportunities"] == 0


def of_november(*rows):
    return [{"month": "2026-11", "metric": metric, "value": value} for metric, value in rows]


DEALS = [{"opportunity_id": "O1", "created_at": "2026-11-05", "amount": 100, "closed_at": "2026-11-06", "is_won": True}]


@pytest.mark.after_counting
def test_a_metric_given_twice_has_no_target(make_workbook):
    wb = make_workbook({"opportunities": DEALS, "targets": of_november(("won", 2), ("won", 3), ("sales", 400))})
    assert by_metric(targets.target(wb)) == {"sales": 400}
    assert by_metric(targets.actual(wb))["won"] == 1


@pytest.mark.after_counting
def test_an_unknown_metric_and_a_target_of_a_team_or_rep_are_not_the_wholes(make_workbook):
    rows = of_november(("sales", 400), ("seles", 500))
    rows += [{**row, "team": "SDR"} for row in of_november(("won", 2))] + [
        {**row, "rep": "佐藤"} for row in of_november(("won", 1))
    ]
    wb = make_workbook({"opportunities": DEALS, "targets": rows})
    assert by_metric(targets.target(wb)) == {"sales": 400}


@pytest.mark.after_counting
def test_no_day_left_and_a_target_of_0(make_workbook):
    wb = make_workbook(
        {"opportunities": DEALS, "targets": of_november(("won", 2), ("sales", 50), ("opportunities", 0))},
        as_of="2026-11-30",
    )
    assert by_metric(targets.needed_per_day(wb)) == {
        "sales": 0,
        "opportunities": 0,
    }  # two won are missing, and no day is left
    assert by_metric(targets.attainment(wb)) == {"won": 1 / 2, "sales": 2}
    assert by_metric(targets.pace(wb)) == {"won": 1 / 2, "sales": 2}


@pytest.mark.after_counting
def test_before_the_first_business_day_there_is_no_pace_and_no_gap(make_workbook):
    wb = make_workbook({"opportunities": DEALS, "targets": of_november(("won", 2), ("sales", 400))}, as_of="2026-11-01")
    assert targets.pace(wb).empty
    assert by_metric(targets.needed_per_day(wb)) == pytest.approx({"won": 2 / 19, "sales": 400 / 19})
    assert (gap(wb).reason, gap(wb).shares) == ("no_business_day", {})


def test_the_gap_is_shared_out_over_the_factors(wb):
    # Both motions sold 600,000 (2 × 3/4 × 5/3 × 1/5 × 1,200,000) where 1,200,000 were planned:
    # inbound 1200 visitors × 4/1900, outbound 48/19 leads, each × 6/8 × 4/6 × 2/4 × 1,900,000.
    mean = (600_000 - 1_200_000) / math.log(600_000 / 1_200_000)
    rows = gap_contribution(wb)
    found = {
        segment.removeprefix("factor="): value for segment, value in zip(rows["segment"], rows["value"], strict=True)
    }
    assert found == pytest.approx(
        {
            "visitors": mean * math.log(1000 / 1200),
            "cvr": mean * math.log((2 / 1000) / (4 / 1900)),
            "valid_rate": 2 * mean * math.log((3 / 4) / (6 / 8)),
            "opportunity_rate": 2 * mean * math.log((5 / 3) / (4 / 6)),
            "win_rate": 2 * mean * math.log((1 / 5) / (2 / 4)),
            "average_deal": 2 * mean * math.log(1_200_000 / 1_900_000),
            "outbound_leads": mean * math.log(2 / (4 * GONE)),
        }
    )
    assert sum(found.values()) == pytest.approx(1_200_000 - 3_800_000 * GONE)
