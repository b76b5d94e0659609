"""What the sales meeting says of the gap, of the slice rate and of a landing where one of its pages could say two things."""

from dataclasses import replace

import pandas as pd
import pytest

from kpi_helpers.kpis.claims import Rate, compare_rates
from kpi_helpers.kpis.gap import gap
from kpi_helpers.kpis.landing.outlook import landings
from kpi_helpers.kpis.newest_cohort import Newest
from kpi_helpers.kpis.targets import targets_of_month
from kpi_helpers.report.headline import tile_of
from kpi_helpers.report.meeting import Meeting
from kpi_helpers.report.meetings.sales_sync import sales
from kpi_helpers.report.plan_tree import held, node_claims
from kpi_helpers.report.sales_sync import sales as section
from kpi_helpers.report.sales_sync import slice_words

TARGETS = {"leads": 10, "valid_leads": 8, "opportunities": 4, "won": 2, "sales": 800}


def november(**targets):
    return [{"month": "2026-11", "metric": metric, "value": value} for metric, value in targets.items()]


def deal(number, day, amount=100, *, is_won=True):
    made = {"opportunity_id": f"O{number}", "created_at": day, "closed_at": day, "is_won": is_won, "amount": amount}
    return made | {"rep": "佐藤"}


@pytest.mark.after_counting
def test_a_gap_to_other_sales_than_those_due_is_not_shared_out_on_a_page(make_workbook):
    # Seven months have a deal of 100 on the 10th and one of 300 on the 28th: 1/4 of 800 are due on 11-18. Leads are on
    # record for three months, so that the shares are those of 90 − 800 × 12/19.
    months = pd.period_range("2026-04", "2026-10", freq="M")
    days = [(f"{month}-{day}", amount) for month in months for day, amount in (("10", 100), ("28", 300))]
    deals = [deal(number, *each) for number, each in enumerate([*days, ("2026-11-05", 90)])]
    dates = pd.bdate_range("2026-09-01", "2026-11-18")
    leads = [{"lead_id": f"L{number}", "created_at": day, "channel": "Web"} for number, day in enumerate(dates)]
    fresh = {"opportunity_id": "fresh", "created_at": "2026-11-18"}
    wb = make_workbook({"leads": leads, "opportunities": [*deals, fresh], "targets": november(**TARGETS)})
    found = gap(wb)
    assert found.linear == ("leads", "valid_leads") and not found.is_told
    assert sum(found.shares.values()) == pytest.approx(90 - 800 * 12 / 19)
    for lang, why, linear, words in (
        ("en", "and these have fewer: Leads, Valid leads.", "These targets to date are linear", "costs most|largest"),
        ("ja", "リード数・有効リード数はまだ足りません。", "ただし次の今日時点の目標は", "響いている|最大は|いちばん"),
    ):
        section = sales(Meeting("sales_sync", wb, lang))
        notes = section.notes
        assert any(note.endswith(why) for note in notes)
        usual = next(note for note in notes if linear in note).partition(linear)
        assert usual[0].count("%") == 2 and usual[2].count("%") == 1  # sales 25.0%, opportunities; valid leads 63.2%
        said = pd.Series([section.sentence, *notes, *(alt for _, alt in section.figures)])
        assert not said.str.contains(words).any()
    # A mark of the tree goes by what the tree says is due: 1 of 2 deals and 3 or 4 of 4 × its own share.
    claims = node_claims(Meeting("sales_sync", wb, "en"))
    assert claims["win_rate_slice"].other == pytest.approx(held(wb, "win_rate_slice").due)


@pytest.mark.after_counting
def test_what_was_never_won_lands_nowhere_and_is_behind_no_plan(make_workbook):
    rows = [deal(number, day, is_won=False) for number, day in enumerate(("2026-11-02", "2026-11-06", "2026-11-18"))]
    wb = make_workbook({"opportunities": rows, "targets": november(opportunities=4, won=1.6, sales=2_200_000)})
    assert set(landings(wb)) == {"opportunities"} and targets_of_month(wb)["sales"] == 2_200_000
    # 1.6 × 12/19 = 1.01 deals are due; that none came is e^−1.01 = 36% likely.
    for lang, said, none in (
        ("en", "not clearly off plan", "No won deals are on record yet, so no landing can be given."),
        ("ja", "予定とはっきりした差はありません", "受注がまだ1件も記録されていないため、着地見込みは出せません。"),
    ):
        meeting = Meeting("sales_sync", wb, lang)
        section = sales(meeting)
        assert said in section.sentence and none in section.sentence
        assert {tile_of(meeting, kpi).verdict_form for kpi in ("sales", "won")} == {"none"}


def test_no_slice_rate_is_called_usual_beside_a_cohort_that_tells_better(wb, monkeypatch):
    # 5 ÷ 3 with 2/3 planned: +100 points, which so few cannot tell from chance; nor is any other factor, were it not for visitors.
    monkeypatch.setattr(section, "_beyond", lambda _: {})
    for verdict, calm in (("lower", True), ("same", True), ("higher", False)):
        claim = replace(compare_rates("cohort_rate_by_age", "2026-09", Rate(9, 90), Rate(9, 90)), verdict=verdict)
        monkeypatch.setattr(slice_words, "newest_cohort", lambda _, claim=claim: Newest("2026-09", 30, claim))
        for lang, usual, cohort in (
            ("en", "nothing unusual", "go by the cohort"),
            ("ja", "ばらつきの範囲", "追っかけで見て"),
        ):
            said = slice_words.slice_words(Meeting("sales_sync", wb, lang))
            assert (usual in said, cohort in said) == (calm, not calm)
        assert ("No factor is out of the ordinary" in sales(Meeting("sales_sync", wb, "en")).sentence) == calm
