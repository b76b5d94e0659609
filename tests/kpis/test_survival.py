"""Kaplan–Meier held against lifelines, with events and censorings on the same day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis.survival import continued, kaplan_meier

leads = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60)


def by_age(ages, converted, length):
    events = np.bincount([age for age, event in zip(ages, converted, strict=True) if event], minlength=length)
    censored = np.bincount([age for age, event in zip(ages, converted, strict=True) if not event], minlength=length)
    return events, censored


def test_events_come_before_censorings_of_the_same_day():
    # 100 leads: 20 convert and 40 are censored on day 1; censored first it would be 20 / 60.
    curve = kaplan_meier(np.array([0, 20, 0]), np.array([0, 40, 40]))
    assert curve.share.tolist() == pytest.approx([0, 20 / 100, 20 / 100])
    assert curve.at_risk.tolist() == [100, 100, 40]


def test_the_share_multiplies_over_days():
    # Day 0: 1 of 4 converts; day 2: 1 of the 2 still in sight (1 was censored on day 1).
    curve = kaplan_meier(np.array([1, 0, 1]), np.array([0, 1, 1]))
    assert curve.share.tolist() == pytest.approx([1 / 4, 1 / 4, 1 - 3 / 4 * 1 / 2])


@settings(deadline=None, max_examples=60)
@given(leads)
def test_share_and_interval_are_those_of_lifelines(sample):
    ages, converted = zip(*sample, strict=True)
    curve = kaplan_meier(*by_age(ages, converted, 13))
    fitter = KaplanMeierFitter().fit(ages, converted, timeline=range(13))
    assert curve.share.tolist() == pytest.approx((1 - fitter.survival_function_["KM_estimate"]).tolist())
    inside = (curve.share > 0) & (curve.share < 1)
    bounds = 1 - fitter.confidence_interval_
    assert curve.low[inside].tolist() == pytest.approx(bounds["KM_estimate_upper_0.95"][inside].tolist())
    assert curve.high[inside].tolist() == pytest.approx(bounds["KM_estimate_lower_0.95"][inside].tolist())


def test_without_events_the_interval_is_wilsons_over_those_followed():
    curve = kaplan_meier(np.array([0, 0]), np.array([3, 7]))
    for age, followed in enumerate((10, 7)):
        low, high = proportion_confint(0, followed, method="wilson")
        assert (curve.low[age], curve.high[age]) == pytest.approx((low, high))


def test_where_the_share_has_reached_1_the_interval_is_wilsons_over_those_who_converted():
    # 8 of 10 were censored on day 0; the 2 left convert on day 1: two cases are known, not ten.
    curve = kaplan_meier(np.array([0, 2]), np.array([8, 0]))
    assert curve.share[1] == 1
    assert (curve.low[1], curve.high[1]) == pytest.approx(proportion_confint(2, 2, method="wilson"))


def test_a_young_curve_goes_on_with_the_hazard_of_the_pool():
    # Seen up to day 1: 2 of 10 converted. The pool loses 1 of 5 on day 2 and 1 of 4 on day 3.
    young = kaplan_meier(np.array([0, 2]), np.array([0, 8]))
    pool = kaplan_meier(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 3]))
    value, low, high = continued(young, pool, 3)
    assert value == pytest.approx(1 - 8 / 10 * 4 / 5 * 3 / 4)
    assert low < value < high


def test_a_curve_is_not_continued_beyond_the_age_asked_for():
    old = kaplan_meier(np.array([0, 2, 5]), np.array([0, 0, 3]))
    value, *_ = continued(old, old, 1)
    assert value == pytest.approx(2 / 10)
