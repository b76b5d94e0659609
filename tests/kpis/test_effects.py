"""What a number did since an action: by hand, against scipy, and over simulated teams."""

import math

import numpy as np
import pytest
from scipy.stats import t as student

from kpi_helpers.kpis.effects import FEWEST_WEEKS, LATEST, LEFT_OUT, Weeks, _t, effect_of

CALLS = 300


def simulated(rng, rate, weeks, *, spread=0.0):
    """Weeks of calls; `spread` is how far the weeks' true rates lie apart."""
    rates = np.clip(rate + spread * rng.standard_normal(weeks), 0.01, 0.99)
    return tuple((float(rng.binomial(CALLS, each)), float(CALLS)) for each in rates)


@pytest.mark.parametrize("share", [0.9, 0.975, 0.9975])
@pytest.mark.parametrize("freedom", [7, 15, 40])
def test_quantiles_of_students_t_are_scipys(share, freedom):
    assert _t(share, freedom) == pytest.approx(student.ppf(share, freedom), rel=0.01)


def test_the_change_is_the_difference_of_differences():
    # 30% to 40% here, 20% to 25% there: +10 points against +5.
    own = Weeks(((90, 300),) * 24, ((120, 300),) * 4)
    others = Weeks(((60, 300),) * 24, ((75, 300),) * 4)
    found = effect_of(own, others, is_share=True)
    assert found.change == pytest.approx(0.05, abs=0.001) and found.compared
    # 20 weeks before and 4 after without spread: p q / n each, t with 19 degrees of freedom.
    error = math.sqrt(0.3 * 0.7 / 6000 + 0.4 * 0.6 / 1200 + 0.2 * 0.8 / 6000 + 0.25 * 0.75 / 1200)
    assert found.high - found.low == pytest.approx(2 * student.ppf(0.975, 19) * error, rel=0.01)


def test_good_and_bad_weeks_of_all_cancel():
    # Weeks of 20 and 40 in a hundred here and of 10 and 30 there, always together: ten points apart, and no spread of that.
    own = Weeks(((20, 100), (40, 100)) * 12, ((40, 100),) * 4)
    others = Weeks(((10, 100), (30, 100)) * 12, ((20, 100),) * 4)
    together = effect_of(own, others, is_share=True)
    # 20 weeks of 30 and of 20 in a hundred, then four of 40 and of 20: ten points by chance alone, t with 19.
    error = math.sqrt(0.3 * 0.7 / 2000 + 0.4 * 0.6 / 400 + 0.2 * 0.8 / 2000 + 0.2 * 0.8 / 400)
    assert together.high - together.low == pytest.approx(2 * student.ppf(0.975, 19) * error, rel=0.01)
    assert together.change == pytest.approx(0.1, abs=0.002)
    # Good weeks here in bad weeks there: the difference moves twice as far, and the interval says so.
    against = effect_of(own, Weeks(others.before[1:] + others.before[:1], others.after), is_share=True)
    assert against.high - against.low > 2 * (together.high - together.low)


def test_a_count_is_compared_by_business_day():
    # 10 in 5 days against 12 in 4 days: 2 a day, then 3 a day, half as many again.
    found = effect_of(Weeks(((10, 5),) * 30, ((12, 4),) * 12), is_share=False)
    assert found.change == pytest.approx(0.5, abs=0.01) and found.verdict == "better"


def test_fewer_of_what_is_bad_is_better():
    weeks = Weeks(((150, 300),) * 20, ((60, 300),) * 4)
    assert effect_of(weeks, is_share=True, high_is_good=False).verdict == "better"
    assert effect_of(weeks, is_share=True).verdict == "worse"


def test_one_week_is_too_early_and_a_short_past_no_baseline():
    assert effect_of(Weeks(((90, 300),) * 30, ((300, 300),)), is_share=True).verdict == "too_early"
    short = ((90, 300),) * (LEFT_OUT + FEWEST_WEEKS - 1)
    assert effect_of(Weeks(short, ((300, 300),) * 3), is_share=True).verdict == "no_baseline"


def test_weeks_without_a_call_say_nothing():
    weeks = Weeks(((90, 300), (0, 0)) * 15, ((0, 0), (0, 0)))
    assert effect_of(weeks, is_share=True).verdict == "no_baseline"


@pytest.mark.parametrize("hits", [0, 300])
def test_a_rate_of_nothing_or_all_is_no_effect(hits):
    found = effect_of(Weeks(((hits, 300),) * 20, ((hits, 300),) * 3), is_share=True)
    assert found.verdict == "no_difference" and math.isfinite(found.low) and math.isfinite(found.high)


@pytest.mark.parametrize("spread", [0.0, 0.04])
@pytest.mark.parametrize("with_others", [False, True])
def test_without_an_effect_hardly_any_action_is_praised_or_blamed(spread, with_others):
    """Acted on because of the worst of the last four weeks, looked at on every page for twelve weeks."""
    rng = np.random.default_rng(18)
    said = 0
    for _ in range(200):
        long = simulated(rng, 0.3, 60, spread=spread)
        end = min(range(30, 48), key=lambda week: long[week][0]) + 1
        other = simulated(rng, 0.25, 60, spread=spread)
        verdicts = {
            effect_of(
                Weeks(long[end - 30 : end], long[end : end + weeks]),
                Weeks(other[end - 30 : end], other[end : end + weeks]) if with_others else None,
                is_share=True,
            ).verdict
            for weeks in range(1, LATEST + 1)
        }
        said += bool(verdicts & {"better", "worse"})
    assert said <= 10  # 5% of 200


@pytest.mark.parametrize(("spread", "common"), [(0.02, 0.0), (0.015, 0.015), (0.015, 0.03)])
def test_eight_points_are_found_within_six_weeks(spread, common):
    """Both teams have good and bad weeks of their own, and some in common."""
    rng = np.random.default_rng(8)
    found = 0
    for _ in range(200):
        shared = common * rng.standard_normal(36)
        own = simulated(rng, 0.3 + shared[:30], 30, spread=spread) + simulated(
            rng, 0.38 + shared[30:], 6, spread=spread
        )
        others = simulated(rng, 0.3 + shared, 36, spread=spread)
        verdicts = {
            effect_of(Weeks(own[:30], own[30:end]), Weeks(others[:30], others[30:end]), is_share=True).verdict
            for end in range(32, 37)
        }
        found += "better" in verdicts
    assert found >= 160
