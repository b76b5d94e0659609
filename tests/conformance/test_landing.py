"""Chapter 2, the month's landing: by hand where the rate is plain, by its laws where leads are chased."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_helpers.kpis.landing import kpi
from kpi_helpers.kpis.landing.backtest import backtest, land, wape
from kpi_helpers.kpis.landing.funnel import Counts, Funnel, Month
from kpi_helpers.kpis.landing.interval import correction, variation
from kpi_helpers.kpis.landing.method import forecast, plain, steadied
from kpi_helpers.kpis.landing.outlook import landing_fan, landings, outlook
from kpi_helpers.kpis.landing.settings import SETTINGS


def by_metric(table, column="value"):
    return {name.removeprefix("metric="): value for name, value in zip(table["segment"], table[column], strict=True)}


def test_the_month_goes_on_at_its_steadied_rate(wb):
    # 12 business days gone, 7 left: leads L3 to L6, valid L3, L5, L6, won O1. The data begin on 10-05, 19 business days
    # before November; L1 came in them, and L2 (10-20), both valid, no deal. They are worth 1 ÷ (1/19 + 0.25 × rate) days, the rate the
    # higher one: November's.
    worth = {name: 1 / (1 / 19 + 0.25 * seen / 12) for name, seen in (("leads", 4), ("valid_leads", 3), ("won", 1))}
    ahead = {
        name: (seen + worth[name] * before / 19) / (12 + worth[name]) * 7
        for name, seen, before in (("leads", 4, 2), ("valid_leads", 3, 2), ("won", 1, 0))
    }
    got = kpi.landing(wb)
    assert set(got["period"]) == {"2026-11"}
    assert by_metric(got) == pytest.approx(
        {
            "leads": 4 + ahead["leads"],
            "valid_leads": 3 + ahead["valid_leads"],
            "won": 1 + ahead["won"],
            "sales": 1_200_000 + ahead["won"] * 1_200_000,
            "opportunities": by_metric(got)["opportunities"],
        }
    )


def test_the_plain_run_rate_stands_beside_it(wb):
    rows = kpi.landing_run_rate(wb)
    got = by_metric(rows)
    assert (rows["low"] < rows["value"]).all() and (rows["value"] < rows["high"]).all()
    assert got == pytest.approx(
        {
            metric: actual * 19 / 12
            for metric, actual in {
                "opportunities": 5,
                "won": 1,
                "sales": 1_200_000,
                "leads": 4,
                "valid_leads": 3,
            }.items()
        }
    )


@pytest.mark.parametrize("method", [forecast, plain])
def test_a_month_whose_days_off_bring_deals_is_open_after_its_last_business_day(method):
    # Five weeks, one a day from Monday to Saturday; the month is the last four, and their last Friday (day 32) is over:
    # 20 + 3 are there, and of the 8 days off 4 had one, so of the two left 2 × 4 ÷ 8 bring one.
    business = np.array(([True] * 5 + [False] * 2) * 5)
    weekly = np.array(([1.0] * 6 + [0.0]) * 5)
    point = land(Counts(np.where(np.arange(35) > 32, 0, weekly), business), Month(7, 35), 32, method=method)
    assert (point.forecast.actual, point.forecast.landing) == (23, 24)
    assert point.low == 23 and point.high >= 25
    # Where days off bring nothing, nothing more is to come.
    worked = land(Counts(np.where(business, 1.0, 0.0), business), Month(7, 35), 32, method=method)
    assert (worked.low, worked.forecast.landing, worked.high) == (20, 20, 20)


def test_opportunities_are_the_mean_of_run_rate_and_chase(wb):
    # In the 21 days to 11-18 one valid lead had its first opportunity: L2 (10-20, O2 on 11-09, age 20). Leads at age 20 in
    # those days, the lead's own day included: L2; L1, created 10-05, was won over before (10-12). So h(20) = 1/1. The level of the
    # last ten business days (from 11-05): 1 seen, 1 expected: (1 + 20) / (1 + 20) = 1. Until 11-30 of the open leads L3 (10-31 + 2: age 20
    # on 11-22), L5 (11-24) and L6 (11-30) pass age 20, and convert. Leads to come are younger than 20 days by then.
    # Not first, in those 21 days with 14 business days: O3 (repeat), O4 (invalid lead), O5 (no lead), O6 (before its lead).
    business_days = 2 + 12  # 10-29 and 10-30, 11-01 to 11-18
    assert parts_of(wb, "opportunities") == pytest.approx(
        {
            "actual": 5,
            "pace": 5 / 12 * 7 / 2,
            "open": 3 / 2,
            "to_come": 0,
            "others": 4 / business_days * 7 / 2,
            "month_end": 0,
        }
    )


def parts_of(wb, metric):
    rows = kpi.landing_part(wb)
    mine = rows[rows["segment"].str.startswith(f"metric={metric};")]
    return dict(zip(mine["segment"].str.rpartition("=")[2], mine["value"], strict=True))


def test_the_parts_sum_to_the_landing_exactly(wb):
    landing = by_metric(kpi.landing(wb))
    for metric, value in landing.items():
        parts = parts_of(wb, metric)
        assert list(parts)[0] == "actual" and list(parts)[-1] == "month_end"
        assert sum(parts.values()) == pytest.approx(value, rel=1e-12)
        assert ("open" in parts) == (metric == "opportunities")


def test_no_errors_without_a_whole_month_of_data(wb):
    assert kpi.landing_error(wb).empty and kpi.landing_error_run_rate(wb).empty and kpi.landing_coverage(wb).empty


def opportunities(days):
    """One opportunity a day, won the same day."""
    return [
        {
            "opportunity_id": f"O{number}",
            "created_at": day,
            "closed_at": day,
            "is_won": True,
            "amount": 100.0,
            "rep": "佐藤",
        }
        for number, day in enumerate(days)
    ]


SEPTEMBER_FIRST_FIVE = pd.bdate_range("2026-09-01", "2026-09-07")


@pytest.mark.after_counting
def test_errors_of_one_closed_month_by_hand(make_workbook):
    # One a day on the first five of September's 19 business days (three holidays), then nothing till October.
    days = [*SEPTEMBER_FIRST_FIVE, pd.Timestamp("2026-10-02")]
    wb = make_workbook({"opportunities": opportunities(days)}, as_of="2026-10-05")
    error = kpi.landing_error_run_rate(wb).set_index("segment").loc["metric=opportunities"]
    forecasts = [5 / 5 * 19, 5 / 10 * 19, 5 / 15 * 19]
    assert error["numerator"] == pytest.approx(sum(forecast - 5 for forecast in forecasts))
    assert error["denominator"] == 3 * 5
    assert error["value"] == pytest.approx(sum(forecast - 5 for forecast in forecasts) / 15)
    # Data begin with the month: nothing steadies the rate, both ways say the same, and the method leads.
    assert by_metric(kpi.landing_error(wb)) == pytest.approx(by_metric(kpi.landing_error_run_rate(wb)))
    assert set(outlook(wb)["leading"]) == {"landing"} and set(outlook(wb)["months"]) == {1}
    assert by_metric(kpi.landing_coverage(wb), "denominator") == {"opportunities": 3, "won": 3, "sales": 3}


@pytest.mark.after_counting
def test_a_month_is_closed_on_its_last_day(make_workbook):
    rows = {"opportunities": opportunities([*SEPTEMBER_FIRST_FIVE, pd.Timestamp("2026-09-29")])}
    assert kpi.landing_error(make_workbook(rows, as_of="2026-09-29")).empty
    on_the_last = make_workbook(rows, as_of="2026-09-30")
    assert set(kpi.landing_error(on_the_last)["period"]) == {"2026-09"}
    assert outlook(on_the_last)[["landing", "low", "high", "run_rate"]].head(1).to_numpy().tolist() == [[6, 6, 6, 6]]


@pytest.mark.after_counting
def test_a_month_that_begins_before_the_data_is_left_out(make_workbook):
    wb = make_workbook({"opportunities": opportunities(pd.bdate_range("2026-08-04", "2026-09-30"))}, as_of="2026-10-05")
    assert set(outlook(wb)["months"]) == {1}


@pytest.mark.after_counting
def test_the_run_rate_leads_where_it_was_nearer(make_workbook):
    # A month of five a day, then one a day: the week before each month misleads the steadied rate in October only.
    days = [day for day in pd.bdate_range("2026-09-01", "2026-09-30") for _ in range(5)] + list(
        pd.bdate_range("2026-10-01", "2026-11-09")
    )
    # Tested on the fifth business day at the earliest: November 9th, after the holiday of the 3rd.
    early, wb = (make_workbook({"opportunities": opportunities(days)}, as_of=f"2026-11-0{day}") for day in (6, 9))
    assert outlook(early).set_index("metric").loc["won", "leading"] == "landing" and kpi.landing_run_rate(early).empty
    row = outlook(wb).set_index("metric").loc["won"]
    assert row["error_run_rate"] < row["error"] and row["leading"] == "run_rate"
    assert (
        row[["expected", "expected_low", "expected_high"]].tolist()
        == row[["run_rate", "run_rate_low", "run_rate_high"]].tolist()
    )
    fan = landing_fan(wb, "won").iloc[0]
    assert fan["landing"] == row["run_rate"] and fan["business_day"] == wb.month.total


@pytest.mark.after_counting
def test_before_the_first_business_day_nothing_lands_but_errors_stand(make_workbook):
    days = pd.bdate_range("2026-09-01", "2026-10-30")
    wb = make_workbook({"opportunities": opportunities(days)}, as_of="2026-11-01")  # a Sunday
    assert kpi.landing(wb).empty and landing_fan(wb).empty
    assert len(kpi.landing_error(wb)) == 3


@pytest.mark.after_counting
def test_an_empty_month_is_no_proof(make_workbook):
    # Leads since July, deals since October: July to September had nothing to expect and nothing came.
    leads = [
        {"lead_id": f"L{number}", "created_at": day}
        for number, day in enumerate(pd.bdate_range("2026-07-01", "2026-11-05"))
    ]
    wb = make_workbook(
        {"leads": leads, "opportunities": opportunities(pd.bdate_range("2026-10-01", "2026-11-05"))}, as_of="2026-11-06"
    )
    assert outlook(wb).set_index("metric")["months"].to_dict() == {
        "opportunities": 1, "won": 1, "sales": 1, "leads": 4, "valid_leads": 4,
    }  # fmt: skip


@pytest.mark.after_counting
def test_a_lead_of_a_mistyped_century_changes_nothing(make_workbook):
    leads = [
        {"lead_id": f"L{number}", "created_at": str(day)}
        for number, day in enumerate(pd.bdate_range("2026-09-01", "2026-11-06"))
    ]
    clean = make_workbook({"leads": leads}, as_of="2026-11-06")
    stray = make_workbook(
        {"leads": [*leads, {"lead_id": "L", "created_at": "1926-09-01 00:00:00"}]}, as_of="2026-11-06"
    )
    assert (
        outlook(stray).set_index("metric")["landing"].to_dict()
        == outlook(clean).set_index("metric")["landing"].to_dict()
    )


def test_later_rows_change_no_landing(make_workbook):
    rng = np.random.default_rng(2)
    days = pd.date_range("2026-04-01", "2026-12-31")
    leads = pd.DataFrame({"created_at": rng.choice(days, 600), "email": "a@corp.example.jp"})
    leads["lead_id"] = [f"L{number}" for number in range(len(leads))]
    made = leads.sample(250, random_state=2)
    deals = pd.DataFrame(
        {
            "opportunity_id": [f"O{number}" for number in range(250)],
            "lead_id": made["lead_id"],
            "rep": "佐藤",
            "created_at": made["created_at"].to_numpy() + pd.to_timedelta(rng.integers(0, 40, 250), "D"),
            "amount": 100.0,
            "is_won": True,
        }
    )
    deals["closed_at"] = deals["created_at"] + pd.to_timedelta(rng.integers(0, 40, 250), "D")
    whole = make_workbook({"leads": leads, "opportunities": deals}, as_of="2026-11-18")
    end = pd.Timestamp("2026-11-19")
    known = deals[deals["created_at"] < end].assign(
        is_won=lambda rows: rows["is_won"].where(rows["closed_at"] < end, None),
        closed_at=lambda rows: rows["closed_at"].where(rows["closed_at"] < end),
    )
    cut = make_workbook({"leads": leads[leads["created_at"] < end], "opportunities": known}, as_of="2026-11-18")
    assert landings(whole) == landings(cut)
    # Nor do the last weeks change what was said of the months before.
    earlier = make_workbook({"leads": leads, "opportunities": deals}, as_of="2026-10-31")
    assert len(outlook(whole)) == 5 and set(outlook(whole)["months"]) == {6}
    for metric, landed in landings(earlier).items():
        assert [point.forecast for point in landings(whole)[metric].method.past] == [
            point.forecast for point in landed.method.past
        ]  # fmt: skip


funnels = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 12)), max_size=40)


@given(
    leads=st.lists(st.integers(0, 6), min_size=60, max_size=60),
    events=funnels,
    others=st.lists(st.integers(0, 3), min_size=60, max_size=60),
    off=st.sets(st.integers(0, 59)),
    as_of=st.integers(30, 59),
)
@settings(max_examples=60, deadline=None)
@pytest.mark.after_counting
def test_nothing_after_the_forecasts_day_is_read(leads, events, others, off, as_of):
    events = [(day, age) for day, age in events if age <= day]
    business = np.array([day not in off for day in range(60)])
    daily = np.array(others, float) + np.bincount([day for day, _ in events], minlength=60)
    # A lead for each first opportunity, so that no more leave than came.
    created = np.array(leads, float) + np.bincount([day - age for day, age in events], minlength=60)
    whole = Counts(
        daily, business, Funnel(created, np.array([d for d, _ in events], int), np.array([a for _, a in events], int))
    )
    early = [(day, age) for day, age in events if day <= as_of]
    known = np.arange(60) <= as_of
    cut = Counts(
        np.where(known, daily, 99),
        business,
        Funnel(
            np.where(known, created, 99), np.array([d for d, _ in early], int), np.array([a for _, a in early], int)
        ),
    )
    month = Month(30, 60)
    for method in (forecast, plain):
        seen = land(whole, month, as_of, method=method)
        assert seen == land(cut, month, as_of, method=method)
        if seen is not None:
            assert seen.forecast.actual <= seen.low <= seen.forecast.landing <= seen.high


@pytest.mark.after_counting
def test_no_deal_in_four_days_is_no_proof_of_none(make_workbook):
    # Two deals a month for a year, none yet on the fourth business day of November.
    months = pd.period_range("2025-11", "2026-10", freq="M")
    rows = list(opportunities([f"{month}-{day}" for month in months for day in ("12", "25")]))
    wb = make_workbook({"opportunities": rows}, as_of="2026-11-06")
    found = outlook(wb).set_index("metric")
    for metric in ("won", "sales"):
        assert found.at[metric, "low"] == 0 < found.at[metric, "high"]
    assert found.at["sales", "high"] >= 100  # one deal


@pytest.mark.after_counting
def test_a_rush_at_the_months_end_is_learned():
    # One a day, three a day in the last quarter of each month of 20 days; the plain rate cannot know.
    daily = np.tile([1.0] * 15 + [3.0] * 5, 9)
    counts = Counts(daily, np.ones(180, bool))
    months = [Month(start, start + 20) for start in range(0, 180, 20)]
    # Months that differ by nothing, so that the same is expected of each.
    alike = replace(SETTINGS, steady_variation=0.0)
    learned, plainly = (
        backtest(counts, months, [15], corrected=corrected, settings=alike)[-1] for corrected in (True, False)
    )
    assert plainly.forecast.remaining < 7 < learned.forecast.remaining
    # Each month before left 15 where as much as now was expected; one event more on both sides keeps small numbers quiet.
    assert learned.forecast.remaining == pytest.approx((15 + 1) / (learned.expected + 1) * learned.expected)
    assert learned.expected == plainly.expected


@pytest.mark.after_counting
def test_a_correction_needs_months_that_agree():
    assert correction([9, 9, 9], [19, 19, 19])[0] == pytest.approx(2)
    # ln 6/4, ln 6/4 and ln 8/4, their mean drawn back by four squared standard errors.
    ratios = np.log([1.5, 1.5, 2])
    back = 4 * (ratios.var(ddof=1) / 3) / ratios.mean() ** 2
    factor, doubt = correction([3, 3, 3], [5, 5, 7])
    assert factor == pytest.approx(np.exp(ratios.mean() * (1 - back))) and doubt == pytest.approx(
        ratios.var(ddof=1) / 3
    )
    assert correction([0, 0, 0], [99, 99, 99])[0] == pytest.approx(np.e)  # one month counts as a factor of e at most
    assert correction([9, 9, 9], [19, 9, 4]) == (1, 0)


@pytest.mark.after_counting
def test_the_days_before_a_month_count_less_the_more_events_there_are():
    def weight(rate):
        known, exposure = steadied(np.full(30, rate), np.ones(30, bool), 20, 24)
        assert known / exposure == pytest.approx(rate)  # the same rate before and after
        return exposure - 5

    before = SETTINGS.steady_days
    assert [weight(rate) for rate in (0.0, 0.1, 100.0)] == pytest.approx(
        [before, 1 / (1 / before + 0.25 * 0.1), 1 / (1 / before + 25)]
    ) and before == 20


@pytest.mark.after_counting
def test_variation_by_hand():
    # Forecast 40 from 79.5 events, came 60: 400 less chance, 40 + 40² / 80; today, 30 expected, counts twice with 0.09 of 30².
    expected = (400 - 60 + 0.09 * 2 * 900) / (1600 + 2 * 900)
    assert variation([40], [79.5], [60], 30, prior=0.09) == pytest.approx(expected)
    # Came 400: counts as six variances, 6 × (60 + 0.09 × 40²).
    assert variation([40], [79.5], [400], 30, prior=0.09) == pytest.approx((6 * 204 - 60 + 162) / (1600 + 1800))


@pytest.mark.after_counting
def test_wape_of_nothing_is_missing():
    assert wape([1.0], [0.0]) is None


@pytest.mark.after_counting
def test_a_point_without_outcome_teaches_nothing():
    counts = Counts(np.ones(40), np.ones(40, bool))
    open_point = land(counts, Month(0, 20), 9)
    assert land(counts, Month(20, 40), 29, [open_point]) == land(counts, Month(20, 40), 29)
    closed = replace(open_point, outcome=60.0)
    assert land(counts, Month(20, 40), 29, [closed]).high > land(counts, Month(20, 40), 29).high
