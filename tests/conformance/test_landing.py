"""Chapter 2, the month's landing: by hand where the rate is plain, by its laws where leads are chased."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kpi_helpers.kpis.landing import kpi
from kpi_helpers.kpis.landing.backtest import backtest, land, wape
from kpi_helpers.kpis.landing.interval import correction, count_interval, dispersion
from kpi_helpers.kpis.landing.method import Counts, Funnel, Month, forecast, plain
from kpi_helpers.kpis.landing.outlook import landing_fan, landings, outlook


def by_metric(table, column="value"):
    return {name.removeprefix("metric="): value for name, value in zip(table["segment"], table[column], strict=True)}


def test_the_month_goes_on_at_its_steadied_rate(wb):
    # 12 business days gone, 7 left. Of the five before November, 10-26 to 10-30, none had a lead or a deal, so one more
    # day at rate 0 joins the 12: leads L3 to L6, valid L3, L5, L6, won O1.
    got = kpi.landing(wb)
    assert set(got["period"]) == {"2026-11"}
    assert by_metric(got) == pytest.approx(
        {
            "leads": 4 + 4 / 13 * 7,
            "valid_leads": 3 + 3 / 13 * 7,
            "won": 1 + 1 / 13 * 7,
            "sales": 1_200_000 + 1 / 13 * 7 * 1_200_000,
            "opportunities": by_metric(got)["opportunities"],
        }
    )


def test_the_plain_run_rate_stands_beside_it(wb):
    got = outlook(wb).set_index("metric")["run_rate"].to_dict()
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


def test_opportunities_are_the_mean_of_run_rate_and_chase(wb):
    # In the 30 days to 11-18 one valid lead had its first opportunity: L2 (10-20, O2 on 11-09, age 20). Leads at age 20 in
    # those days, the lead's own day included: L2; L1, created 10-05, was won over before (10-12). So h(20) = 1/1. The level of the
    # last ten business days (from 11-05): 1 seen, 1 expected: (1 + 20) / (1 + 20) = 1. Until 11-30 of the open leads L3 (10-31 + 2: age 20
    # on 11-22), L5 (11-24) and L6 (11-30) pass age 20, and convert. Leads to come are younger than 20 days by then.
    # Not first, in those 30 days with 21 business days: O3 (repeat), O4 (invalid lead), O5 (no lead), O6 (before its lead).
    business_days = 9 + 12  # 10-20 to 10-30, 11-01 to 11-18
    chase = 3 + 4 / business_days * 7
    run_rate = 5 / 12 * 7
    assert by_metric(kpi.landing(wb))["opportunities"] == pytest.approx(5 + (run_rate + chase) / 2)


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
    # One a day on the first five of September's 19 business days (three holidays), then nothing.
    wb = make_workbook({"opportunities": opportunities(SEPTEMBER_FIRST_FIVE)}, as_of="2026-10-05")
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
    rows = {"opportunities": opportunities(SEPTEMBER_FIRST_FIVE)}
    assert kpi.landing_error(make_workbook(rows, as_of="2026-09-29")).empty
    on_the_last = make_workbook(rows, as_of="2026-09-30")
    assert set(kpi.landing_error(on_the_last)["period"]) == {"2026-09"}
    assert outlook(on_the_last)[["landing", "low", "high", "run_rate"]].head(1).to_numpy().tolist() == [[5, 5, 5, 5]]


@pytest.mark.after_counting
def test_a_month_that_begins_before_the_data_is_left_out(make_workbook):
    wb = make_workbook({"opportunities": opportunities(pd.bdate_range("2026-08-04", "2026-09-30"))}, as_of="2026-10-05")
    assert set(outlook(wb)["months"]) == {1}


@pytest.mark.after_counting
def test_the_run_rate_leads_where_it_was_nearer(make_workbook):
    # A month of five a day, then one a day: the week before each month misleads the steadied rate in October only.
    days = [day for day in pd.bdate_range("2026-09-01", "2026-09-30") for _ in range(5)] + list(
        pd.bdate_range("2026-10-01", "2026-11-06")
    )
    wb = make_workbook({"opportunities": opportunities(days)}, as_of="2026-11-06")
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
        for number, day in enumerate(pd.bdate_range("2026-07-01", "2026-10-30"))
    ]
    wb = make_workbook(
        {"leads": leads, "opportunities": opportunities(pd.bdate_range("2026-10-01", "2026-10-30"))}, as_of="2026-11-06"
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
def test_the_interval_holds_eight_of_ten_poisson_months():
    rng = np.random.default_rng(80)
    business = np.ones(20 * 14, bool)
    months = [Month(start, start + 20) for start in range(0, 280, 20)]
    held = []
    for _ in range(40):
        points = backtest(Counts(rng.poisson(3, 280).astype(float), business), months)[-18:]
        held += [point.low <= point.outcome <= point.high for point in points]
    assert 0.75 < np.mean(held) < 0.9


@pytest.mark.after_counting
def test_a_rush_at_the_months_end_is_learned():
    # One a day, three a day in the last quarter of each month of 20 days; the plain rate cannot know.
    daily = np.tile([1.0] * 15 + [3.0] * 5, 9)
    counts = Counts(daily, np.ones(180, bool))
    months = [Month(start, start + 20) for start in range(0, 180, 20)]
    learned, plainly = (backtest(counts, months, [15], corrected=corrected)[-1] for corrected in (True, False))
    assert plainly.forecast.remaining < 7 < learned.forecast.remaining
    assert learned.forecast.remaining == pytest.approx(15, rel=0.1)
    assert learned.expected == plainly.expected


@pytest.mark.after_counting
def test_a_correction_needs_months_that_agree():
    assert correction([9, 9, 9], [19, 19, 19]) == pytest.approx(2)
    # ln 6/4, ln 6/4 and ln 8/4, their mean drawn back by four squared standard errors.
    ratios = np.log([1.5, 1.5, 2])
    back = 4 * (ratios.var(ddof=1) / 3) / ratios.mean() ** 2
    assert correction([3, 3, 3], [5, 5, 7]) == pytest.approx(np.exp(ratios.mean() * (1 - back)))
    assert correction([0, 0, 0], [99, 99, 99]) == pytest.approx(np.e)  # one month counts as a factor of e at most
    assert correction([9, 9, 9], [19, 9, 4]) == 1


@pytest.mark.after_counting
def test_count_interval_is_the_negative_binomials():
    for mean, spread in ((0.4, 0.2), (8.0, 0.05), (70.0, 0.4), (900.0, 0.01)):
        shape = 1 / spread
        expected = stats.nbinom(shape, shape / (shape + mean)).ppf([0.1, 0.9])
        low, high = count_interval(mean, spread)
        assert (low, high) == (min(expected[0], mean), max(expected[1], mean))
    assert count_interval(12.0, 0.0) == tuple(stats.poisson(12).ppf([0.1, 0.9]))


@pytest.mark.after_counting
def test_dispersion_by_hand():
    # Forecast 40, came 50: 100 − 40 beyond the Poisson; today, 30 expected, counts twice with 0.09 of 30².
    assert dispersion([40], [50], 30) == pytest.approx((100 - 40 + 0.09 * 2 * 900) / (1600 + 2 * 900))
    # Came 400: counts as six variances, 6 × (40 + 0.09 × 40²).
    assert dispersion([40], [400], 30) == pytest.approx((6 * (40 + 144) - 40 + 162) / (1600 + 1800))


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
