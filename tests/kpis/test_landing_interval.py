"""The landing's intervals: their distributions by hand and by scipy, and what they hold on simulated steady teams."""

import numpy as np
import pytest
from scipy import stats

from kpi_helpers.kpis.landing.backtest import backtest, in_money, wape
from kpi_helpers.kpis.landing.funnel import Counts, Month
from kpi_helpers.kpis.landing.interval import count_chances, count_interval
from kpi_helpers.kpis.landing.money import Deals, amount_interval


def steady_teams(rate, teams, seed):
    """Points of teams with so many deals a month of 20 business days, of a lognormal amount each; and the same in money."""
    rng = np.random.default_rng(seed)
    months = [Month(start, start + 20) for start in range(0, 400, 20)]
    for _ in range(teams):
        daily = rng.poisson(rate / 20, 400).astype(float)
        day = np.repeat(np.arange(400), daily.astype(int))
        deals = Deals(day, rng.lognormal(13, 0.8, len(day)), np.ones(len(day)))
        counts = Counts(daily, np.ones(400, bool))
        for point in backtest(counts, months)[-18:]:
            yield point, in_money(point, counts, deals)


@pytest.mark.parametrize("rate", [2, 5, 10, 20, 50])
def test_eight_of_ten_months_of_steady_teams_lie_inside(rate):
    # 60 teams of six months each: one standard error of the share is about 1.5 points, since three points share a month.
    points = list(steady_teams(rate, 60, seed=rate))
    counts = np.mean([point.low <= point.outcome <= point.high for point, _ in points])
    money = np.mean([point.low <= point.outcome <= point.high for _, point in points])
    assert 0.73 <= money <= 0.90
    assert 0.73 <= counts <= (0.94 if rate <= 5 else 0.90)
    assert all(each.low < each.high for pair in points for each in pair)
    if rate <= 5:
        assert np.mean([held_by_a_narrower_one(point) for point, _ in points]) < 0.8


def held_by_a_narrower_one(point):
    """Whether the outcome lies in the interval without the less likely of its ends."""
    low, high = (round(bound - point.forecast.actual) for bound in (np.ceil(point.low), np.floor(point.high)))
    chances = np.append(count_chances(point.mean, point.spread), np.zeros(high + 1))
    low, high = (low + 1, high) if chances[low] < chances[high] else (low, high - 1)
    return low <= point.outcome - point.forecast.actual <= high


@pytest.mark.parametrize(
    ("rate", "moving"),
    [(2, 0.0), (10, 0.0), (50, 0.0), (400, 0.0), (10, 0.2), (50, 0.2), (400, 0.2), (50, 0.5), (400, 0.5)],
)
def test_where_nothing_is_to_be_learnt_the_run_rate_is_hardly_beaten(rate, moving):
    rng = np.random.default_rng(rate)
    months, found = [Month(start, start + 20) for start in range(0, 400, 20)], []
    for _ in range(25):
        level = np.repeat(rng.gamma(1 / moving**2, moving**2, 20) if moving else np.ones(20), 20)
        found += backtest(Counts(rng.poisson(rate / 20 * level).astype(float), np.ones(400, bool)), months)[-18:]
    came = [point.outcome for point in found]
    ours, plainly = (wape([getattr(p.forecast, way) for p in found], came) for way in ("landing", "run_rate"))
    assert ours <= 1.03 * plainly


def test_the_count_interval_is_the_shortest_of_the_negative_binomial():
    for mean, spread in ((0.4, 0.2), (8.0, 0.05), (70.0, 0.4), (12.0, 1e-9)):
        count = stats.nbinom(1 / spread, 1 / (1 + spread * mean))
        low, high = count_interval(mean, spread)
        assert count.cdf(high) - count.cdf(low - 1) >= 0.8
        shorter = range(high - low)  # from each beginning, one value fewer
        ends = [count.cdf(start + len(shorter) - 1) - count.cdf(start - 1) for start in range(high + 1)]
        assert max(ends) < 0.8 + 1e-9


def test_an_amount_is_the_deals_folded_into_their_number():
    # Poisson(2) deals of 100 or 300, as likely: chances of the sum by hand, in hundreds.
    deals = Deals(np.arange(1000), np.tile([100.0, 300.0], 500), np.ones(1000))
    rng = np.random.default_rng(3)
    drawn = np.sort([rng.choice([100.0, 300.0], number).sum() for number in rng.poisson(20, 20_000)])
    low, high = amount_interval(20.0, 0.0, deals)
    assert low == pytest.approx(drawn[2_000], rel=0.03) and high == pytest.approx(drawn[18_000], rel=0.03)
    # None at all has a chance of e⁻² = 0.135, more than one in ten: the interval begins at 0.
    assert amount_interval(2.0, 0.0, deals)[0] == 0
    assert amount_interval(0.0, 0.5, deals) == (0, 0)
    # Of 0.2 deals none comes four times in five, e^-0.2 = 0.82; the interval reaches to the least that one brings.
    low, high = amount_interval(0.2, 0.0, Deals(np.arange(50), np.full(50, 100.0), np.ones(50)))
    assert low == 0 and high == pytest.approx(100, abs=1)


def test_cancellations_may_bring_an_amount_below_zero():
    deals = Deals(np.arange(90), np.tile([100.0, 100.0, -400.0], 30), np.ones(90))
    low, high = amount_interval(3.0, 0.1, deals)
    assert low < 0 < high
    assert amount_interval(3.0, 0.1, Deals(np.arange(5), np.zeros(5), np.ones(5))) == (0, 0)
