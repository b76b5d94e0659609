"""Chapter 2, budget against actual, and the gap's factors; the rows stand in kpi_helpers/workbook/example.py."""

import math

import pandas as pd
import pytest

from kpi_helpers.kpis import targets
from kpi_helpers.kpis.gap import gap, gap_contribution
from kpi_helpers.kpis.landing.outlook import landings
from kpi_helpers.kpis.month_claims import of_month

GONE = 12 / 19
"""November's business days up to 11-18."""


def by_metric(table):
    return {
        segment.removeprefix("metric="): value for segment, value in zip(table["segment"], table["value"], strict=True)
    }


def test_actual_and_target(wb):
    actual, target = by_metric(of_all(targets.actual(wb))), by_metric(of_all(targets.target(wb)))
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
    assert actual.keys() == target.keys()
    assert targets.plan(wb).set_index("metric").at["win_rate_closed", "actual"] == 1 / 2  # without a target


def test_teams_and_reps_stand_beside_their_own_targets(wb):
    # 佐藤 has three calls in November (A4, A5, A6) and won the meetings of two of its opportunities, 高橋 three calls.
    rows = targets.plan_of_groups(wb).set_index("segment")
    assert rows[["actual", "target"]].T.to_dict("list") == {
        "rep=佐藤;metric=calls": [3, 100],
        "rep=佐藤;metric=opportunities": [2, 2],
        "rep=高橋;metric=calls": [3, 80],
    }
    pace = targets.pace(wb).set_index("segment")["value"]
    assert pace["rep=佐藤;metric=opportunities"] == pytest.approx(2 / (2 * GONE))
    assert targets.attainment(wb).set_index("segment")["value"]["rep=高橋;metric=calls"] == 3 / 80


def test_in_a_teams_own_workbook_its_target_is_the_wholes_and_the_teams(make_workbook):
    """高橋's own target is no team's; SDR's stands where BDR's would."""
    target = {"month": "2026-11", "metric": "opportunities"}
    rows = [{**target, "team": "SDR", "value": 5}, {**target, "team": "BDR", "rep": "高橋", "value": 2}]
    opportunity = {"opportunity_id": "P1", "created_at": "2026-11-04", "rep": "佐藤"}
    made = make_workbook({"targets": rows, "opportunities": [opportunity]}, team="SDR")
    held = targets.plan_of_groups(made)
    assert held[["segment", "actual", "target"]].to_numpy().tolist() == [["team=SDR;metric=opportunities", 1, 5]]
    assert targets.targets_of_month(made) == {"opportunities": 5}


def test_attainment_and_pace(wb):
    assert by_metric(of_all(targets.attainment(wb))) == pytest.approx(
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


def of_all(table):
    return table[table["segment"].str.startswith("metric=")]


def of_november(*rows):
    return [{"month": "2026-11", "metric": metric, "value": value} for metric, value in rows]


DEALS = [
    {
        "opportunity_id": "O1",
        "created_at": "2026-11-05",
        "amount": 100,
        "closed_at": "2026-11-06",
        "is_won": True,
        "rep": "佐藤",
    }
]


@pytest.mark.after_counting
def test_a_metric_given_twice_has_no_target(make_workbook):
    wb = make_workbook({"opportunities": DEALS, "targets": of_november(("won", 2), ("won", 3), ("sales", 400))})
    assert by_metric(targets.target(wb)) == {"sales": 400}
    assert targets.plan(wb).set_index("metric").at["won", "actual"] == 1


@pytest.mark.after_counting
def test_an_unknown_metric_and_a_target_of_a_team_or_rep_are_not_the_wholes(make_workbook):
    rows = of_november(("sales", 400), ("seles", 500))
    rows += [{**row, "team": "SDR"} for row in of_november(("won", 2))] + [
        {**row, "rep": "佐藤"} for row in of_november(("won", 1))
    ]
    rows += [{**row, "team": "知らない班"} for row in of_november(("won", 3))]
    wb = make_workbook({"opportunities": DEALS, "targets": rows})
    assert by_metric(of_all(targets.target(wb))) == {"sales": 400}
    assert by_metric(targets.target(wb)) == {"sales": 400, "team=SDR;metric=won": 2, "rep=佐藤;metric=won": 1}
    assert by_metric(targets.actual(wb))["rep=佐藤;metric=won"] == 1  # the deal's rep


@pytest.mark.after_counting
def test_no_day_left_and_a_target_of_0(make_workbook):
    wb = make_workbook(
        {
            "opportunities": [*DEALS, fresh("2026-11-30")],
            "targets": of_november(("won", 2), ("sales", 50), ("opportunities", 0)),
        },
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
    october = {**DEALS[0], "opportunity_id": "O0", "created_at": "2026-10-30", "closed_at": "2026-10-30"}
    rows = of_november(("won", 2), ("sales", 400))
    wb = make_workbook({"opportunities": [*DEALS, october], "targets": rows}, as_of="2026-11-01")
    assert targets.pace(wb).empty
    assert by_metric(targets.needed_per_day(wb)) == pytest.approx({"won": 2 / 19, "sales": 400 / 19})
    assert (gap(wb).reason, gap(wb).shares) == ("no_business_day", {})


def fresh(day="2026-11-18"):
    """An opportunity of the day itself, so that the table has not ended."""
    return {"opportunity_id": "fresh", "created_at": day}


def deals(*won):
    """One deal a day: (day, amount), created and won on it."""
    return [
        {
            "opportunity_id": f"O{n}",
            "created_at": day,
            "closed_at": day,
            "is_won": True,
            "amount": amount,
            "rep": "佐藤",
        }
        for n, (day, amount) in enumerate(won)
    ]


def months_of_deals(first, last, early, late):
    """In each month one deal on the 10th and one on the 28th."""
    months = pd.period_range(first, last, freq="M")
    return deals(*((f"{month}-{day}", amount) for month in months for day, amount in (("10", early), ("28", late))))


@pytest.mark.after_counting
def test_the_usual_share_is_that_of_the_same_stage_of_the_months_before(make_workbook):
    # On 2026-11-18, 12 of 19 business days are gone. At the same stage each month has its first deal, of the 10th, and not
    # its second: 1 of 2 deals, 100 of 400 yen. Without its first deal May is cut by more business days than any gap has
    # (16; the longest is 14), and five months are left; from April on there are seven.
    rows = months_of_deals("2026-05", "2026-10", 100, 300) + [dict(deals(("2026-11-05", 90))[0], opportunity_id="N")]
    rows = [fresh(), *(row for row in rows if row["created_at"] != "2026-05-10")]
    tables = {"opportunities": rows, "targets": of_november(("won", 4), ("sales", 800), ("win_rate_slice", 0.9))}
    short = make_workbook(tables)
    assert by_metric(targets.usual_share(short)) == pytest.approx({"won": GONE, "sales": GONE})
    assert targets.usual_share(short)["denominator"].isna().all()
    whole = make_workbook(
        tables | {"opportunities": months_of_deals("2026-04", "2026-10", 100, 300) + [fresh(), rows[-1]]}
    )
    shares = targets.usual_share(whole)
    assert by_metric(shares) == {"won": 1 / 2, "sales": 1 / 4}
    assert by_metric(shares.assign(value=shares["denominator"])) == {"won": 7, "sales": 7}
    expected = by_metric(targets.expected_to_date(whole))
    assert (expected["won"], expected["sales"], expected["average_deal"]) == (2, 200, 100)
    assert expected["win_rate_slice"] == 0.9  # opportunities have no target, so the rate's own
    assert by_metric(targets.pace(whole)) == pytest.approx({"won": 1 / 2, "sales": 90 / 200})


@pytest.mark.after_counting
def test_a_pace_is_missing_where_nothing_is_usually_there_by_now(make_workbook):
    late = deals(*((f"{month}-28", 100) for month in pd.period_range("2026-01", "2026-10", freq="M")))
    rows = [{"opportunity_id": "old", "created_at": "2025-12-01"}, *late]
    wb = make_workbook({"opportunities": rows, "targets": of_november(("won", 1), ("sales", 800))})
    assert by_metric(targets.usual_share(wb)) == {"won": 0, "sales": 0}
    assert targets.pace(wb).empty
    assert gap(wb).reason == "no_target"
    # The one that is due may come or not, and no course says which is likelier.
    month = of_month(wb, "won")
    assert month.low < month.target <= month.high and month.makes_target is month.on_course is None
    over = make_workbook({"opportunities": rows, "targets": of_november(("won", 4))}, as_of="2026-11-30")
    assert by_metric(targets.usual_share(over)) == {"won": 1}


@pytest.mark.after_counting
@pytest.mark.parametrize("metric", ["won", "sales"])
def test_a_target_of_0_or_less_has_neither_attainment_nor_pace(make_workbook, metric):
    wb = make_workbook({"opportunities": DEALS, "targets": of_november((metric, -5))})
    assert targets.attainment(wb).empty and targets.pace(wb).empty
    assert by_metric(targets.needed_per_day(wb)) == {metric: 0}


@pytest.mark.after_counting
def test_a_rate_of_a_negative_target_has_none(make_workbook):
    tables = {"opportunities": DEALS}
    whole = make_workbook(tables | {"targets": of_november(("won", 1), ("opportunities", 4))})
    below = make_workbook(tables | {"targets": of_november(("won", -1), ("opportunities", 4))})
    assert by_metric(targets.expected_to_date(whole))["win_rate_slice"] == 1 / 4
    assert "win_rate_slice" not in by_metric(targets.expected_to_date(below))


EVERY_STEP = of_november(("leads", 10), ("valid_leads", 8), ("opportunities", 4), ("won", 2))
LEADS = [{"lead_id": f"L{day}", "created_at": f"2026-11-{day}", "channel": "Web"} for day in ("02", "18")]


@pytest.mark.after_counting
@pytest.mark.parametrize(
    ("amount", "target", "reason"),
    [(-500_000, 400, "below_zero"), (100, -400, "below_zero"), (0, 0, "nothing"), (100, 0, ""), (0, 400, "")],
)
def test_sales_and_targets_at_or_below_zero_crash_nothing(make_workbook, amount, target, reason):
    made = dict(DEALS[0], amount=amount)
    tables = {"leads": LEADS, "opportunities": [made, fresh()], "targets": EVERY_STEP + of_november(("sales", target))}
    found = gap(make_workbook(tables))
    assert found.reason == reason
    assert sum(found.shares.values()) == pytest.approx(amount - target * GONE if not reason else 0)


@pytest.mark.after_counting
def test_a_table_that_has_ended_has_neither_pace_nor_gap_nor_landing(make_workbook):
    # The newest opportunity and closing are of October 28th, 15 business days before; the longest gap in the year has 14.
    days = pd.bdate_range("2026-09-01", "2026-11-19")
    leads = [{"lead_id": f"L{n}", "created_at": day, "channel": "Web"} for n, day in enumerate(days)]
    tables = {"leads": leads, "opportunities": months_of_deals("2026-01", "2026-10", 100, 300)}
    late = make_workbook(tables | {"targets": EVERY_STEP + of_november(("sales", 400))}, as_of="2026-11-19")
    assert set(by_metric(targets.pace(late))) == {"leads", "valid_leads"}
    assert gap(late).reason == "stale" and gap_contribution(late).empty
    assert set(landings(late)) == {"leads", "valid_leads"}
    assert by_metric(targets.target(late))["won"] == 2


@pytest.mark.after_counting
def test_a_count_of_zero_above_one_that_is_not_cannot_close(make_workbook):
    old = [
        dict(DEALS[0], created_at="2026-10-05", opportunity_id=f"O{n}", closed_at=f"2026-11-{n}") for n in ("06", "17")
    ]
    tables = {"leads": LEADS, "opportunities": old, "targets": EVERY_STEP + of_november(("sales", 400))}
    found = gap(make_workbook(tables))
    assert (found.reason, found.shares) == ("count_above_zero", {})


@pytest.mark.after_counting
@pytest.mark.parametrize("empty", ["targets", "leads", "opportunities", "visits"])
def test_a_table_with_its_header_alone_crashes_nothing(make_workbook, empty):
    columns = {"targets": "month metric value team rep", "visits": "date visitors"}
    columns |= {
        "leads": "lead_id created_at channel",
        "opportunities": "opportunity_id created_at closed_at is_won amount rep",
    }
    tables = {
        "leads": LEADS,
        "opportunities": [*DEALS, fresh()],
        "visits": [{"date": f"2026-11-{day}", "visitors": 5} for day in ("02", "18")],
        "targets": EVERY_STEP + of_november(("sales", 400), ("visitors", 9)),
    }
    wb = make_workbook(tables | {empty: pd.DataFrame(columns=columns[empty].split())})
    for kpi in (targets.actual, targets.pace, targets.usual_share, targets.expected_to_date, gap_contribution):
        assert set(kpi(wb)["period"]) <= {"2026-11"}
    assert gap(wb).reason in {"no_table", "no_target", "nothing", "count_above_zero", ""}


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
