"""Differences beyond chance, held against statsmodels and scipy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from kpi_helpers.kpis.clusters import ClusterSums
from kpi_helpers.kpis.comparing import counts_p, false_discoveries, is_found, newcombe, rates_p
from kpi_helpers.kpis.intervals import wilson

RATE = st.integers(1, 2000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases)))
LEADS = st.lists(
    st.integers(1, 9).flatmap(lambda calls: st.tuples(st.integers(0, calls), st.just(calls))), min_size=2, max_size=40
)


def bounds(hits, cases):
    low, high = wilson(np.array([hits]), np.array([cases]))
    return hits / cases, float(low[0]), float(high[0])


@given(RATE, RATE)
def test_the_difference_of_two_rates_is_that_of_statsmodels(one, other):
    expected = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert newcombe(*bounds(*one), *bounds(*other)) == pytest.approx(expected, abs=1e-9)


@given(RATE, RATE)
def test_the_p_value_of_two_rates_is_that_of_statsmodels(one, other):
    both = one[0] + other[0]
    if 0 < both < one[1] + other[1]:
        expected = proportions_ztest([one[0], other[0]], [one[1], other[1]])[1]
        assert rates_p(one[0] / one[1], one[1], other[0] / other[1], other[1]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("clusters", [4, 12, 100])
def test_few_clusters_are_held_to_students_distribution(clusters):
    """80% of 70 in so many clusters beside 60% of 80 that are independent: of the variance the first has a share of 80/150."""
    normal = stats.norm.isf(rates_p(0.8, 70, 0.6, 80) / 2)
    freedom = (clusters - 1) / (80 / 150) ** 2
    expected = 2 * stats.t.sf(normal, freedom)
    assert rates_p(0.8, 70, 0.6, 80, one_clusters=clusters) == pytest.approx(expected, rel=0.005)


def test_rates_that_are_both_0_or_rest_on_nothing_do_not_differ():
    assert rates_p(0, 10, 0, 20) == 1 and rates_p(1, 10, 1, 20) == 1 and rates_p(math.nan, 0, 0.5, 20) == 1


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 23), st.integers(1, 23))
def test_the_p_value_of_two_counts_is_that_of_scipy(one, other, one_days, other_days):
    expected = binomtest(one, one + other, one_days / (one_days + other_days)).pvalue if one + other else 1
    assert counts_p(one, other, one_days, other_days) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize(("one", "other"), [(5_000_000, 5_001_000), (4_990_000, 5_010_000), (10, 10_000_000), (0, 900)])
def test_counts_of_millions_are_compared_too(one, other):
    assert counts_p(one, other, 10, 10) == pytest.approx(binomtest(one, one + other, 0.5).pvalue, rel=1e-6, abs=1e-300)


def test_a_count_over_no_business_day_is_held_against_nothing():
    assert counts_p(3, 9, 0, 10) == 1 and counts_p(0, 0, 5, 10) == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_false_discovery_rate_is_that_of_statsmodels(p):
    reject, adjusted, *_ = multipletests(p, alpha=0.05, method="fdr_bh")
    assert false_discoveries(p) == pytest.approx(adjusted)
    assert is_found(p) == reject.tolist()


def test_no_comparison_is_no_discovery():
    assert is_found([]) == []


def effect_by_the_text(leads):
    """max(1, L/(L−1) · Σ (s − p·c)² / (n·p·(1−p))), lead by lead."""
    hits, cases = sum(s for s, _ in leads), sum(c for _, c in leads)
    p = hits / cases
    if p in (0, 1):
        return 1
    between = sum((s - p * c) ** 2 for s, c in leads)
    return max(1, len(leads) / (len(leads) - 1) * between / (cases * p * (1 - p)))


@given(LEADS)
def test_the_design_effect_of_sums_is_that_of_its_definition(leads):
    sums = ClusterSums.of(*zip(*leads, strict=True))
    assert float(sums.effect) == pytest.approx(effect_by_the_text(leads))


@given(LEADS, LEADS)
def test_sums_of_two_sets_of_leads_add_up_and_come_apart(some, others):
    one, other, both = (ClusterSums.of(*zip(*leads, strict=True)) for leads in (some, others, some + others))
    assert float((one + other).effect) == pytest.approx(float(both.effect))
    assert float((both - other).effect) == pytest.approx(float(one.effect))


def test_calls_to_as_many_leads_count_as_one_less_and_calls_to_one_lead_as_one():
    assert 12 / float(ClusterSums.of([1] * 5 + [0] * 7, [1] * 12).effect) == pytest.approx(11)
    assert 12 / float(ClusterSums.of([5], [12]).effect) == 1
    assert float(ClusterSums.of([0, 0], [5, 7]).effect) == 1 and float(ClusterSums.of([5, 7], [5, 7]).effect) == 1


def test_an_interval_with_design_effect_is_that_of_fewer_cases():
    low, high = wilson(np.array([30.0]), np.array([120.0]), 1.5)
    assert (low[0], high[0]) == pytest.approx(proportion_confint(20, 80, method="wilson"))
