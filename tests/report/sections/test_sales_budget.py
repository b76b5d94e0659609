"""How to adjust the plan: by cohort and lag, and never against what the section on conversion says."""

import re

import pandas as pd
import pytest

from kpi_helpers.kpis.cohorts import expected_final_rate
from kpi_helpers.kpis.outlook import kpi
from kpi_helpers.kpis.outlook.model import Levers
from kpi_helpers.kpis.outlook.timing import days_to_deal, in_time_until, new_lead_rate
from kpi_helpers.kpis.scenarios import rates_of_today
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings import sales_sync
from kpi_helpers.report.sales_sync import budget
from kpi_helpers.report.sales_sync.scenarios import WhatIf
from tests.charts.figures import words_of
from tests.report.sections.sales_worlds import clockwork


@pytest.fixture(scope="module")
def world(make_workbook):
    made = {}

    def make(lang="en", target=1500, **options):
        options |= {"target": target, "leads_planned": 120 if target else None, "this_month": SHORT.get(target)}
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = make_workbook(clockwork(**options))
        return Meeting("sales_sync", made[key], lang)

    return make


SHORT = {500: 100, 1500: 10_000}
"""November's target by the one ahead: far below what comes, and far above."""


def test_half_of_the_deals_come_thirty_days_after_their_lead(world):
    """Ripe after 10 days, won 20 days later; of March's first days still in time: to the 28th of February less 30 days.

    40 leads a month are planned, and January's last business day is the 29th.
    """
    ahead = kpi.look_ahead(world().wb)
    assert days_to_deal(ahead.expected.curves) == 30
    assert f"{in_time_until(ahead)}" == "2027-01-29"
    assert "within 30 days of their lead; leads count for these months up to about 29 Jan (80 planned, " in _sentence(
        world
    )
    assert "リードから30日以内に決まるため、この期間の売上に効くのは1月29日ごろまで" in _sentence(world, "ja")


def _sentence(world, lang="en", target=1500):
    return sales_sync.budget(world(lang, target)).sentence


@pytest.mark.parametrize(
    ("target", "ja", "en"),
    [
        (500, "は今のままで、{}{}に届く見込みです", "will meet"),
        (9000, "が今のままでは、{}{}に届かない見込みです", "will miss"),
    ],
)
def test_the_chance_comes_first_in_words(world, target, ja, en):
    assert re.match(
        rf"リードの計画{ja.format('12月〜2027年2月の売上は合計で目標', f'{target:,}円')}（確率\d+%）。",
        _sentence(world, "ja", target),
    )
    assert _sentence(world, "en", target).startswith(
        f"With leads as planned, sales of Dec 2026 to Feb 2027 together {en} the target of ¥"
    )


@pytest.mark.parametrize("target", [500, 1500, 9000])
def test_what_is_said_of_chance_leads_and_plan_never_parts(world, target):
    """Where as many leads as planned are enough on average, half of the outcomes meet the target, and the words follow."""
    meeting = world(target=target)
    section = sales_sync.budget(meeting)
    rows = kpi.leads_needed(meeting.wb).set_index("segment")
    needed, chance = rows["value"].get("all"), kpi.target_chance(meeting.wb)["value"].item()
    said = section.sentence
    assert f"(chance {100 * chance:.0f}%)" in said
    if needed == 0:
        assert "alone are expected to make it" in said
    else:
        assert f"At today's rates an even chance takes about {needed:,.0f} leads in these months; " in said
        assert ("not enough with" in said) == (needed > 120 * 1.05)
        assert not ("not enough" in said and "should" in said.partition("(")[0] and chance < 0.5)
    assert "nan" not in said + " ".join(section.notes) + " ".join(alt for _, alt in section.figures)


def test_of_new_leads_no_more_is_expected_than_section_3_says(world):
    meeting = world()
    newest = expected_final_rate(meeting.wb)["value"].iloc[-1]
    rate = new_lead_rate(kpi.look_ahead(meeting.wb))
    assert 0 < rate <= newest + 1e-12
    assert f"{meeting.write(rate, 'share')} are expected" in sales_sync.budget(meeting).notes[0]
    # The rate with its interval behind it.
    shown = sales_sync.conversion(meeting).table["Expected at 180 days"].iloc[-1]
    assert shown.startswith(f"{meeting.write(newest, 'share')} (")


def test_the_months_stand_with_their_sources_and_the_scenarios_with_their_leads(world):
    meeting = world()
    section = sales_sync.budget(meeting)
    assert section.table["Month"].tolist() == ["Dec 2026", "Jan 2027", "Feb 2027"]
    assert section.table["Sales target"].tolist() == ["¥500"] * 3
    months, scenarios = (words_of(figure) for figure, _ in section.figures)
    assert "Dec 2026" in months and "At today's rates" in scenarios
    assert f"{kpi.leads_needed(meeting.wb)['value'].iloc[0]:,.0f}" in scenarios


def test_this_months_shortfall_is_reckoned_with(world):
    """A target of 10,000 in November, of which a few hundred come, adds what is missing to what the leads must bring."""
    said = _sentence(world)
    assert "Making up for this month's expected shortfall of ¥" in said and "more than planned" in said
    assert "Making up" not in _sentence(world, target=500)


@pytest.mark.parametrize(
    ("target", "ja", "en"),
    [
        (None, "来月以降の売上目標が登録されていないため", "No sales target lies ahead"),
        (-300, "合計が0円以下のため", "not above zero"),
    ],
)
def test_without_a_target_above_zero_the_months_are_expected_all_the_same(world, target, ja, en):
    for lang, said in (("ja", ja), ("en", en)):
        section = sales_sync.budget(world(lang, target=target))
        assert said in section.sentence and len(section.figures) == 1 and "nan" not in section.sentence
    assert "% interval" in section.sentence


def test_without_an_amount_only_opportunities_are_expected(world):
    section = sales_sync.budget(world("ja", amount=None))
    assert "金額のある受注がまだないため" in section.sentence and "円" not in section.sentence
    assert "–" in words_of(section.figures[0][0])


def test_without_three_months_nothing_is_expected(wb):
    assert "3 whole months are needed" in sales_sync.budget(Meeting("sales_sync", wb, "en")).sentence
    assert "3か月分そろわない" in sales_sync.budget(Meeting("sales_sync", wb, "ja")).sentence


def test_the_what_if_stands_beside_the_plan(world):
    meeting = world()
    twice = 2 * rates_of_today(meeting.wb).win_rate
    section = sales_sync.budget(meeting, rates={"win_rate": twice})
    expected = kpi.leads_for_targets(meeting.wb, Levers(win_rate=2.0))
    assert "At the what-if sales are expected at" in section.sentence
    assert f"; it takes {expected:,.0f} leads, " in section.sentence
    assert words_of(section.figures[1][0]).count("What if") == 1


def test_the_leads_of_a_month_of_the_plan_change_that_month_and_what_follows(world):
    """Won thirty days after their lead, those of January sell in February; without new leads only what they bring is missing."""
    meeting = world()
    ahead = kpi.look_ahead(meeting.wb)
    months = ["2026-12", "2027-01", "2027-02"]
    assert dict(ahead.arrivals.by_month) == dict.fromkeys(months, 40)  # as targeted, 120 together
    more = ahead.at(Levers(), {"2027-01": 80})
    gained = [more.sales[month] - ahead.sales[month] for month in months]
    assert gained[:2] == [0, 0] and gained[2] > 0
    # What twice as many of January add is what none of January would take away.
    less = ahead.at(Levers(), {"2027-01": 0})
    assert [ahead.sales[month] - less.sales[month] for month in months] == pytest.approx(gained)
    none = ahead.at(Levers(), dict.fromkeys(months, 0))
    of_november = none.expected.sales["new_leads"].sum()
    assert sum(ahead.sales.values()) - sum(none.sales.values()) == pytest.approx(
        ahead.expected.sales["new_leads"].sum() - of_november
    )
    section = sales_sync.budget(meeting, leads={"2027-01": 80})
    assert section.table["Sales expected at “What if”"].tolist() == [
        meeting.write(more.sales[month], "currency") for month in months
    ]
    assert "leads of Jan 2027 40 → 80" in words_of(section.figures[1][0])


def test_a_what_if_that_was_kept_stands_beside_the_plan_with_what_its_rates_come_to(world, monkeypatch):
    meeting = world()
    rates = {"win_rate": 0.5 * rates_of_today(meeting.wb).win_rate}
    once = sales_sync.budget(meeting, rates=rates).sentence.rpartition("what-if ")[2]  # "sales are expected at …"
    monkeypatch.setattr(budget, "read_what_ifs", lambda folder: {"Autumn": WhatIf(rates)})
    kept = sales_sync.budget(meeting)
    assert kept.sentence.endswith(f"\nAt “Autumn” {once}")
    assert "Autumn" in " ".join(words_of(kept.figures[-1][0]))


def test_where_the_records_have_ended_nothing_is_expected_and_the_page_says_why(make_workbook):
    """Leads of every day to November; looked at in the next April nothing has come for months."""
    wb = make_workbook(clockwork(target=None), as_of="2027-04-20")
    assert kpi.look_ahead(wb) is None and kpi.outlook(wb).empty
    said = {lang: sales_sync.budget(Meeting("sales_sync", wb, lang)).sentence for lang in ("ja", "en")}
    assert said["ja"] == "リードの記録が2026年11月18日で止まっているため、来月以降の見込みは出せません。"
    assert said["en"] == "The months ahead cannot be shown: the data of leads end on 18 Nov 2026."


def test_the_rate_of_new_leads_is_told_beside_the_months_that_expect_less(world, monkeypatch):
    """Planned with a half; of three months one is expected to reach 0.3, which is less, and one 0.5."""
    meeting = world()
    months = pd.DataFrame({"period": ["2026-09", "2026-10", "2026-11"], "value": [0.3, 0.4, 0.5]})
    monkeypatch.setattr(budget, "expected_final_rate", lambda wb: months)
    assert "Sep 2026 least, 30.0%" in budget._lower_months(meeting, 0.5)[1]
    assert budget._lower_months(meeting, 0.3) == ("", "")
