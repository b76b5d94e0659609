"""LMDI-I: the published formula, its laws, and zeros."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi_helpers.kpis.divisia import log_mean, term_shares

FACTORS = ("activity", "structure", "intensity")
size = st.one_of(st.just(0.0), st.floats(0.01, 1000))
sides = st.fixed_dictionaries(dict.fromkeys(FACTORS, size))


def rounding(actual, target):
    """What floating point may leave: a share can be as large as the product of each factor's larger side."""
    return 1e-9 * math.prod(max(actual[factor], target[factor], 1) for factor in FACTORS)


def test_an_industry_of_two_sectors_by_the_formula_of_the_practical_guide():
    """Energy use of an industry of two sectors, activity × structure × intensity (Ang 2005, eq. 5).

    Sector 1 goes from 50 × 0.2 × 3.0 = 30 to 80 × 0.5 × 2.0 = 80,
    sector 2 from 50 × 0.8 × 0.5 = 20 to 80 × 0.5 × 0.4 = 16.
    """
    before = [(50, 0.2, 3.0), (50, 0.8, 0.5)]
    after = [(80, 0.5, 2.0), (80, 0.5, 0.4)]
    weights = [(80 - 30) / math.log(80 / 30), (16 - 20) / math.log(16 / 20)]
    expected = {
        "activity": (weights[0] + weights[1]) * math.log(80 / 50),
        "structure": weights[0] * math.log(0.5 / 0.2) + weights[1] * math.log(0.5 / 0.8),
        "intensity": weights[0] * math.log(2.0 / 3.0) + weights[1] * math.log(0.4 / 0.5),
    }
    found = dict.fromkeys(FACTORS, 0.0)
    for old, new in zip(before, after, strict=True):
        shares = term_shares(dict(zip(FACTORS, new, strict=True)), dict(zip(FACTORS, old, strict=True)), FACTORS)
        for factor, share in shares.items():
            found[factor] += share
    assert found == pytest.approx(expected)
    assert sum(found.values()) == pytest.approx(96 - 50)


LMDIR_YEARS = (  # factors 1 to 3 of two subcategories in 1971 to 1974
    ((1, 10, 2), (4, 5, 3)),
    ((4, 5, 3), (5, 6, 4)),
    ((8, 2, 4), (5, 7, 5)),
    ((10, 1, 5), (6, 8, 6)),
)


@pytest.mark.parametrize(
    ("year", "published"),
    [
        (1972, (69.79006598, -9.455125793, 39.66505981)),
        (1973, (42.96021467, -34.31902656, 50.3588119)),
        (1974, (54.01064234, -9.021284671, 54.01064234)),
    ],
)
def test_three_changes_of_a_table_published_with_the_r_package_after_ang_2005(year, published):
    """The values that LMDIR 0.1.14 (Heun) holds itself to, worked out there in a spreadsheet."""
    before, after = LMDIR_YEARS[year - 1972 : year - 1970]
    found = dict.fromkeys(FACTORS, 0.0)
    for old, new in zip(before, after, strict=True):
        shares = term_shares(dict(zip(FACTORS, new, strict=True)), dict(zip(FACTORS, old, strict=True)), FACTORS)
        found = {factor: found[factor] + share for factor, share in shares.items()}
    assert tuple(found.values()) == pytest.approx(published, rel=1e-8)


@given(sides, sides)
def test_the_shares_sum_to_the_difference_of_the_products(actual, target):
    difference = math.prod(actual.values()) - math.prod(target.values())
    assert sum(term_shares(actual, target, FACTORS).values()) == pytest.approx(difference, abs=rounding(actual, target))


@given(sides, sides)
@example(
    {"activity": 0.0, "structure": 0.01171875, "intensity": 0.01},
    {"activity": 9.0, "structure": 62.0, "intensity": 235.0},
)
def test_going_back_costs_what_going_there_brought(actual, target):
    there, back = term_shares(actual, target, FACTORS), term_shares(target, actual, FACTORS)
    assert [-share for share in back.values()] == pytest.approx(list(there.values()), abs=rounding(actual, target))


def test_the_mean_of_two_numbers_far_apart_keeps_its_digits_too():
    one, other = 2.0**-10, 2.0**17
    assert log_mean(one, other) == pytest.approx((2.0**17 - 2.0**-10) / (27 * math.log(2)), rel=1e-15)
    assert log_mean(one, other) == log_mean(other, one)


def test_a_factor_that_vanished_takes_what_the_others_leave():
    # 10 × 0.5 = 5 was planned, 20 × 0 = 0 came: at the planned 0.5 the doubling is worth +5, the rest is −10.
    shares = term_shares({"leads": 20, "rate": 0}, {"leads": 10, "rate": 0.5}, ("leads", "rate"))
    assert shares == pytest.approx({"leads": 20 * 0.5 - 10 * 0.5, "rate": 0 - 5 - 5})


def test_the_first_of_two_vanished_factors_takes_the_rest():
    shares = term_shares({"a": 0, "b": 0, "c": 4}, {"a": 2, "b": 3, "c": 2}, ("a", "b", "c"))
    assert shares == pytest.approx({"a": -12 - (24 - 12), "b": 0, "c": 24 - 12})


def test_a_product_that_is_zero_on_both_sides_has_no_shares():
    assert term_shares({"a": 0, "b": 5}, {"a": 3, "b": 0}, ("a", "b")) == {}


@given(st.floats(0.001, 1e6), st.floats(0.001, 1e6))
def test_the_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic(one, other):
    assert math.sqrt(one * other) * (1 - 1e-9) <= log_mean(one, other) <= (one + other) / 2 * (1 + 1e-9)
