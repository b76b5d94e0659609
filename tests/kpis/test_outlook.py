"""Chapter 10: cohorts and lags by hand, the same curve as chapter 3, sources that sum, seeds that hold."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_helpers.kpis.catalogue import CATALOGUE
from kpi_helpers.kpis.outlook import kpi
from kpi_helpers.kpis.outlook.curves import Curves, curves, final_rate, run_down, share_by_age, won_by_age
from kpi_helpers.kpis.outlook.history import NEVER, Past, past
from kpi_helpers.kpis.outlook.levels import Origin, learnt
from kpi_helpers.kpis.outlook.model import Levels, Levers, Plan, expect
from kpi_helpers.kpis.outlook.planning import arrivals, business_days, coming_months, newest_final_rate
from kpi_helpers.kpis.outlook.simulate import draw


def known(leads=(), deals=(), as_of=100):
    """Leads as (day, first opportunity or None, how many), deals as (day, end or None, won, first, amount)."""
    never = [NEVER if first is None else first for _, first, _ in leads]
    return Past(
        as_of,
        np.array([day for day, _, _ in leads], int),
        np.array(never, int),
        np.array([number for *_, number in leads], float),
        np.array([day for day, *_ in deals], int),
        np.array([NEVER if end is None else end for _, end, *_ in deals], int),
        np.array([won for _, _, won, _, _ in deals], bool),
        np.array([first for *_, first, _ in deals], bool),
        np.array([amount for *_, amount in deals], float),
    )


def test_leads_ripen_by_kaplan_meier():
    # Ten leads of day 0, two of them ripe at age 3; five of day 98, none by day 100.
    found = curves(known([(0, 3, 2), (0, None, 8), (98, None, 5)]), pooled_since=0)
    assert found.ripen[:5].tolist() == [0, 0, 0, 2 / 10, 0]  # at age 3 only the ten were followed
    assert found.first_opportunities == 2


def test_deals_are_won_by_their_age_and_lost_ones_are_out():
    # Four deals of day 0: won at 5, lost at 5, won at 9, open. At 5 one of four is won, two leave; at 9 one of two.
    deals = [(0, 5, True, True, 1.0), (0, 5, False, True, 1.0), (0, 9, True, True, 1.0), (0, None, False, True, 1.0)]
    found = curves(known(deals=deals * 20), pooled_since=0)
    assert (found.win[5], found.close[5], found.win[9], found.close[9]) == (1 / 4, 1 / 2, 1 / 2, 1 / 2)
    assert won_by_age(found, 20).sum() == pytest.approx(1 / 4 + 1 / 2 * 1 / 2)


def by_hand(ripen, win, close):
    size = 1095
    flat = np.zeros(size)
    filled = [flat.copy() for _ in range(3)]
    for hazard, at in zip(filled, (ripen, win, close), strict=True):
        for age, value in at.items():
            hazard[age] = value
    return Curves(*filled, 10, 10)


def test_a_month_is_what_past_and_planned_leads_bring_and_what_is_open(monkeypatch):
    # A lead ripens 2 days after it came (half of them), a deal is won 3 days after it was made (four of ten).
    monkeypatch.setattr("kpi_helpers.kpis.outlook.model.curves", lambda *_: by_hand({2: 0.5}, {3: 0.4}, {3: 0.4}))
    here = known(
        [(99, None, 10), (100, None, 6), (98, None, 4)],
        [
            (99, None, False, True, 50.0),
            (99, None, False, True, np.nan),
            (90, None, False, True, 70.0),
            (1, 2, True, True, 30.0),
        ],
    )
    plan = Plan([(101, 106)], np.zeros(5, bool), np.array([0.0, 8.0, 0.0, 0.0, 0.0]))
    ahead = expect(here, plan, 0)
    # Day 99's ten are 2 days old on day 101, day 100's six on 102; day 98's are past it. Day 102's eight ripen on 104.
    assert {source: each.tolist() for source, each in ahead.opportunities.items()} == {
        "past_leads": [5 + 3], "new_leads": [4], "others": [0],
    }  # fmt: skip
    # Made on 101 and 102, won on 104 and 105; those of 104 on 107, too late.
    assert ahead.wins["past_leads"].tolist() == pytest.approx([0.4 * 8]) and ahead.wins["new_leads"].tolist() == [0]
    # Deals of day 99 are 3 days old on 102; that of day 90 is past it. No amount counts as the mean of what was won.
    assert ahead.sales["open_deals"].tolist() == pytest.approx([0.4 * (50 + 30)])
    assert ahead.sales["past_leads"].tolist() == pytest.approx([0.4 * 8 * 30])
    better = expect(here, plan, 0, levers=Levers(2.0, 1.5, 2.0, 3.0))
    assert better.opportunities["new_leads"].tolist() == [4 * 2 * 1.5]
    assert better.sales["past_leads"].tolist() == pytest.approx([0.4 * 8 * 30 * 1.5 * 2 * 3])
    slower = expect(here, plan, 0, Levels(open_deals=0.5, later_deals=0.25))
    assert slower.sales["open_deals"].tolist() == pytest.approx([0.2 * 80])
    assert slower.wins["past_leads"].tolist() == pytest.approx([0.1 * 8])


def test_run_down_is_the_share_by_age_of_those_that_just_came():
    hazard = np.array([0.0, 0.1, 0.3, 0.2, 0.0, 0.0])
    assert run_down(np.array([1.0, 0, 0, 0, 0, 0]), hazard, 3).tolist() == pytest.approx(
        share_by_age(hazard, 3)[1:].tolist()
    )


def test_levels_are_what_came_over_what_was_expected():
    # Forty deals open on day 60, of which the curves expect some; none was won later: ten as expected hold the level.
    deals = [(day, day + 4, day % 2 == 0, True, 1.0) for day in range(40)] + [(58, None, False, True, 1.0)] * 40
    here = known([(0, None, 1)], deals)
    origin = Origin(60, [(61, 90)], np.ones(29, bool), 0)
    expected = expect(here.at(60), Plan([(61, 90)], np.ones(29, bool), np.zeros(29)), 0).wins["open_deals"].sum()
    assert expected > 5
    assert learnt(here, [origin]).open_deals == pytest.approx(max(10 / (10 + expected), 0.5))
    assert learnt(here, []) == Levels()


@pytest.mark.after_counting
def test_the_final_rate_is_that_of_chapter_3(wb, team):
    known_now = past(team)
    rows = CATALOGUE["expected_final_rate"].function(team).set_index("period")["value"]
    assert newest_final_rate(known_now) == pytest.approx(rows[team.month.month.label])
    assert newest_final_rate(past(wb)) == pytest.approx(CATALOGUE["expected_final_rate"].function(wb)["value"].iloc[-1])


ages = st.lists(
    st.tuples(st.integers(0, 399), st.one_of(st.none(), st.integers(0, 250)), st.integers(1, 5)),
    min_size=1,
    max_size=40,
)


@given(ages, st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_of_new_leads_never_more_is_expected_than_the_final_rate(leads, planned):
    dated = [(day, day + age if age is not None and day + age <= 400 else None, number) for day, age, number in leads]
    here = known(dated, as_of=400)
    most = final_rate(here, 370, 401, 36)
    plan = Plan(
        [(401, 641)],
        np.ones(240, bool),
        np.concatenate([[float(planned)], np.zeros(239)]),
        1.0 if most is None else most,
    )
    came = expect(here, plan, 36).opportunities["new_leads"].sum()
    assert came <= planned * (1.0 if most is None else most) + 1e-9


@pytest.fixture(scope="module")
def team(make_workbook):
    """A team of ten months: a valid lead a business day, a third of them ripe after 5 to 60 days, half of these won."""
    rng = np.random.default_rng(10)
    days = pd.bdate_range("2026-01-05", "2026-11-18").repeat(3)
    leads = pd.DataFrame({"lead_id": [f"L{n}" for n in range(len(days))], "created_at": days, "channel": "Web"})
    ripe = rng.random(len(days)) < 0.35
    made = days[ripe] + pd.to_timedelta(rng.integers(5, 61, ripe.sum()), "D")
    closed = made + pd.to_timedelta(rng.integers(3, 50, ripe.sum()), "D")
    deals = pd.DataFrame(
        {
            "opportunity_id": [f"O{n}" for n in range(ripe.sum())],
            "lead_id": leads["lead_id"][ripe].to_numpy(),
            "created_at": made,
            "closed_at": closed,
            "is_won": rng.random(ripe.sum()) < 0.5,
            "amount": rng.choice([100.0, 200.0, 400.0], ripe.sum()),
            "rep": "佐藤",
        }
    )
    targets = [
        {"month": month, "metric": metric, "value": value}
        for month in ("2026-12", "2027-01", "2027-02")
        for metric, value in (("sales", 2200), ("leads", 60))
    ] + [{"month": "2026-11", "metric": "leads", "value": 500}]
    return make_workbook({"leads": leads, "opportunities": deals, "targets": targets}, as_of="2026-11-18")


@pytest.mark.after_counting
def test_sources_sum_to_the_month_within_its_interval(team):
    rows = kpi.outlook(team).set_index("segment")
    months = [month.label for month in coming_months(team)]
    assert months == ["2026-12", "2027-01", "2027-02"]
    for month in months:
        for metric, sources in (("opportunities", 3), ("sales", 4)):
            whole = f"month={month};metric={metric}"
            parts = rows[rows.index.str.startswith(f"{whole};source=")]
            assert len(parts) == sources and parts["value"].sum() == pytest.approx(rows.at[whole, "value"])
            assert rows.at[whole, "low"] < rows.at[whole, "value"] < rows.at[whole, "high"]
    # 21 leads a week of whom 35% ripen: about 25 a month, as the ten months before.
    made = past(team).sums(*((date(2026, month, 1) - date(1970, 1, 1)).days for month in (8, 11)))["opportunities"] / 3
    assert rows.at["month=2026-12;metric=opportunities", "value"] == pytest.approx(made, rel=0.25)


@pytest.mark.after_counting
def test_planned_leads_are_spread_over_business_days(team):
    months, here = coming_months(team), past(team)
    worked = business_days(team, team.as_of, months[-1].end)
    came = arrivals(team, here, months, worked)
    december = slice((date(2026, 12, 1) - date(2026, 11, 19)).days, (date(2027, 1, 1) - date(2026, 11, 19)).days)
    assert came.of_months[december].sum() == pytest.approx(60)  # every lead is valid
    assert set(np.round(came.of_months[december][worked[december]], 9)) == {round(60 / worked[december].sum(), 9)}
    assert came.leads == 180 and not came.of_months[: december.start].any()
    # 39 of November's 500 are there, three a weekday, a holiday among them: what the landing expects of the seven days
    # left, between 3 and 39 ÷ 12 a day, and not the 461 that the target lacks.
    rest = came.valid_leads[: december.start].sum()
    assert 7 * 3 < rest < 7 * 39 / 12
    landing = CATALOGUE["landing"].function(team).set_index("segment").at["metric=valid_leads", "value"]
    assert 39 + rest == pytest.approx(landing)


@pytest.mark.after_counting
def test_with_the_leads_needed_the_expected_sales_meet_the_targets(team):
    needed = kpi.leads_needed(team).set_index("segment")
    assert needed.at["all", "target"] == 180 and needed.at["all", "period"] == "2026-12-01..2027-02-28"
    look = kpi.look_ahead(team)
    factor = needed.at["all", "value"] / 180
    scaled = look.arrivals.valid_leads + (factor - 1) * look.arrivals.of_months
    plan = Plan(look.plan.months, look.plan.business, scaled, look.plan.most)
    sales = expect(look.known, plan, (date(2025, 12, 1) - date(1970, 1, 1)).days, look.levels).sales
    assert sum(each.sum() for each in sales.values()) == pytest.approx(3 * 2200)


@pytest.mark.after_counting
def test_the_chance_is_the_share_of_draws_and_the_same_each_time(team):
    look, chance = kpi.look_ahead(team), kpi.target_chance(team)["value"].item()
    again = draw(look.expected, look.known, look.levels, look.known.as_of).sales
    assert chance == (sum(each.sum(axis=1) for each in again.values()) >= 6600).mean()
    assert 0 < chance < 1


@pytest.mark.after_counting
def test_errors_stand_beside_those_of_the_slice_plan(team):
    ours, sliced = (of(team).set_index("segment") for of in (kpi.outlook_error, kpi.outlook_error_slice))
    assert ours["denominator"].tolist() == sliced["denominator"].tolist()
    assert list(ours.index) == ["metric=opportunities", "metric=sales"]


@pytest.mark.after_counting
@pytest.mark.parametrize(
    "of", [kpi.outlook, kpi.outlook_error, kpi.outlook_error_slice, kpi.leads_needed, kpi.target_chance]
)
def test_without_three_months_of_history_or_any_row_nothing_is_said(wb, make_workbook, of):
    leads = pd.DataFrame({"lead_id": pd.Series(dtype=str), "created_at": pd.Series(dtype="datetime64[s]")})
    deals = pd.DataFrame(
        {
            "opportunity_id": pd.Series(dtype=str),
            "created_at": pd.Series(dtype="datetime64[s]"),
            "closed_at": pd.Series(dtype="datetime64[s]"),
            "is_won": pd.Series(dtype=bool),
            "amount": pd.Series(dtype=float),
        }
    )
    assert of(wb).empty and of(make_workbook({"leads": leads, "opportunities": deals})).empty


@pytest.mark.after_counting
def test_no_deal_won_leaves_opportunities_alone(make_workbook):
    days = pd.bdate_range("2026-01-05", "2026-11-18")
    leads = pd.DataFrame({"lead_id": [f"L{n}" for n in range(len(days))], "created_at": days})
    deals = (
        leads.iloc[::5]
        .rename(columns={"lead_id": "opportunity_id"})
        .assign(lead_id=lambda rows: rows["opportunity_id"])
    )
    deals["created_at"] = (deals["created_at"] + timedelta(days=3)).where(lambda day: day < "2026-11-18", "2026-11-18")
    target = [{"month": "2026-12", "metric": "sales", "value": 100}]
    wb = make_workbook({"leads": leads, "opportunities": deals, "targets": target})
    assert kpi.outlook(wb)["segment"].str.contains("opportunities").all() and len(kpi.outlook(wb)) == 4
    assert kpi.leads_needed(wb).empty and kpi.target_chance(wb).empty
