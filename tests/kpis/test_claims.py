"""Claims: the one rule of difference, who may be named, plan and landing."""

import math

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from kpi_helpers.kpis import claims
from kpi_helpers.kpis.claims import Count, Rate


def test_rates_differ_where_newcombes_interval_excludes_0():
    claim = claims.compare_rates("valid_rate", "channel=Web", Rate(40, 100), Rate(120, 400))
    assert (claim.low, claim.high) == pytest.approx(confint_proportions_2indep(40, 100, 120, 400, method="newcomb"))
    assert claim.p == pytest.approx(proportions_ztest([40, 120], [100, 400])[1])
    assert claim.verdict == "same" and not claim.holds  # 0.40 against 0.30: −0.003 to 0.207
    assert claims.compare_rates("valid_rate", "channel=Web", Rate(50, 100), Rate(120, 400)).verdict == "higher"
    assert claims.compare_rates("valid_rate", "channel=Web", Rate(120, 400), Rate(50, 100)).verdict == "lower"


def test_a_design_effect_makes_a_difference_uncertain():
    plain, clustered = (
        claims.compare_rates("contact_rate", "rep=A", Rate(50, 100, effect), Rate(120, 400, effect))
        for effect in (1, 4)
    )
    assert (plain.verdict, clustered.verdict) == ("higher", "same")
    # 12.5 of 25 against 30 of 100.
    assert clustered.p == pytest.approx(proportions_ztest([12.5, 30], [25, 100])[1])


@pytest.mark.parametrize("few", [Rate(29, 29), Rate(0, 0)])
def test_below_30_cases_nothing_is_said(few):
    claim = claims.compare_rates("valid_rate", "channel=Web", few, Rate(100, 400))
    assert (claim.verdict, claim.holds) == ("thin", False)


def test_counts_are_compared_in_proportion_to_their_business_days():
    # 40 in 10 days against 40 in 20: twice the rate. 40 in 10 against 80 in 20: the same.
    assert claims.compare_counts("leads", "2026-11", Count(40, 10), Count(40, 20), "2026-10").verdict == "higher"
    assert claims.compare_counts("leads", "2026-11", Count(40, 20), Count(40, 10), "2026-10").verdict == "lower"
    claim = claims.compare_counts("leads", "2026-11", Count(40, 10), Count(80, 20), "2026-10")
    assert (claim.verdict, claim.p) == ("same", 1)


def test_several_comparisons_are_held_to_a_false_discovery_rate():
    rest = Rate(300, 1000)
    groups = {f"rep={hits}": (Rate(hits, 100), rest) for hits in (20, 21, 30, 31, 33, 45)}
    found = claims.named("contact_rate", groups)
    p = [proportions_ztest([own.hits, 300], [100, 1000])[1] for own, _ in groups.values()]
    assert [claim.q for claim in found] == pytest.approx(multipletests(p, method="fdr_bh")[1])
    # 20 and 21 of 100 differ alone, not among six.
    alone = [claims.compare_rates("contact_rate", name, *pair).verdict for name, pair in groups.items()]
    assert alone == ["lower", "same", "same", "same", "same", "higher"]
    assert [claim.verdict for claim in found] == ["same", "same", "same", "same", "same", "higher"]


def test_who_is_too_thin_counts_for_nothing_in_the_rate():
    one = {"rep=A": (Rate(18, 100), Rate(300, 1000))}
    thin = {f"rep={number}": (Rate(8, 29), Rate(300, 1000)) for number in range(20)}
    (alone,), beside = claims.named("contact_rate", one), claims.named("contact_rate", one | thin)
    assert alone == beside[0] and alone.verdict == "lower" and {claim.verdict for claim in beside[1:]} == {"thin"}


def test_hours_that_differ_make_it_no_easier_to_name_anybody():
    hours = [claims.compare_rates("contact_rate", f"hour={n}", Rate(60, 100), Rate(300, 1000)) for n in range(9)]
    # 20.5 of 100 against 300 of 1000: p = 0.046, q = 0.046 among ten of which nine are certain.
    rep = claims.compare_rates("contact_rate", "rep=A", Rate(20.5, 100), Rate(300, 1000))
    *_, beside = claims.among([*hours, rep])
    (alone,) = claims.among([rep])
    assert rep.verdict == "lower" and beside.q < 0.05
    assert beside.verdict == alone.verdict == "same"


def test_of_teams_without_any_difference_at_most_5_percent_of_pages_name_anybody():
    # Nine reps, all at 30%, 30 to 250 calls each: 2,000 pages; five standard errors of 5% are 2.4 points.
    random = np.random.default_rng(14)
    pages = 0
    for _ in range(2000):
        cases = random.integers(30, 250, 9)
        hits = random.binomial(cases, 0.3)
        own = [Rate(int(h), int(c)) for h, c in zip(hits, cases, strict=True)]
        whole = Rate(int(hits.sum()), int(cases.sum()))
        pages += any(
            claim.holds for claim in claims.named("contact_rate", {str(i): (r, whole - r) for i, r in enumerate(own)})
        )
    assert 0 < pages <= 2000 * 0.05 + 5 * math.sqrt(2000 * 0.05 * 0.95)


def test_a_plan_and_a_landing_are_held_against_their_numbers():
    assert claims.against_plan("sales", "all", math.nan, 100).verdict == ""
    assert claims.against_plan("sales", "all", 5, 0).verdict == ""
    assert [claims.against_plan("sales", "all", at, 100).holds for at in (106, 101, 97, 89)] == [
        True,
        False,
        False,
        True,
    ]
    assert claims.against_target("won", "all", 5, 3, 8, math.nan).verdict == ""


def test_a_team_lies_below_a_reference_that_its_interval_excludes():
    assert claims.against_reference("contact_rate", "team=SDR", Rate(270, 1000), 0.3).verdict == "lower"
    assert claims.against_reference("contact_rate", "team=SDR", Rate(270, 1000, effect=2), 0.3).verdict == "same"
    assert claims.against_reference("contact_rate", "team=SDR", Rate(340, 1000), 0.3).verdict == "higher"
    assert claims.against_reference("contact_rate", "team=SDR", Rate(0, 29), 0.3).verdict == "thin"


def test_true_differences_of_one_kind_let_none_of_another_pass():
    """Beside 7 hours that differ beyond doubt a list's p of 0.03 is 0.03 · 9/8 = 0.034; of two lists alone it is 0.03 · 2/1 = 0.06."""

    def claim(subject, p):
        return claims.Claim("rates", "contact_rate", subject, "rest", 0.6, 0.2, "", claims.HIGHER, p=p)

    hours = [claim(f"hour={hour:02}", 1e-9) for hour in range(7)]
    *held, web, fair = claims.among([*hours, claim("channel=Web", 0.03), claim("campaign=Fair", 0.5)])
    assert {one.verdict for one in held} == {"higher"}
    assert web.q == pytest.approx(0.03375) and (web.verdict, fair.verdict) == ("same", "same")
