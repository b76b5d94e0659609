"""Wilson's interval held against statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from kpi_helpers.kpis.intervals import wilson


@given(st.integers(1, 5000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases))))
def test_it_is_that_of_statsmodels(counts):
    successes, cases = counts
    low, high = wilson(np.array([successes]), np.array([cases]))
    assert (low[0], high[0]) == pytest.approx(proportion_confint(successes, cases, method="wilson"), abs=1e-12)


@given(st.integers(1, 500).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases))))
def test_it_holds_the_share_and_stays_between_0_and_1(counts):
    successes, cases = counts
    low, high = wilson(np.array([successes]), np.array([cases]))
    assert 0 <= low[0] <= successes / cases <= high[0] <= 1


@pytest.mark.parametrize(("successes", "cases"), [(0, 0), (5, 4), (-1, 4)])
def test_there_is_none_over_zero_cases_above_1_or_below_0(successes, cases):
    assert np.isnan(wilson(np.array([successes]), np.array([cases]))).all()
