"""Chapter 1, the KPI tree; the rows stand in kpi_helpers/workbook/example.py."""

import pytest

from kpi_helpers.kpis import tree
from kpi_helpers.workbook.example import example

OCTOBER, NOVEMBER = ["2026-10", "2026-11"]
MONTHS = [OCTOBER, NOVEMBER]


def test_visitors(wb, cells):
    # October 500; November 600 of Web and 400 of no channel, the 999 of 11-19 are not known yet.
    found = cells(tree.visitors(wb, by=("all", "channel"), period=MONTHS))
    assert found == {
        ("all", OCTOBER): 500,
        ("all", NOVEMBER): 600 + 400,
        ("channel=Web", OCTOBER): 500,
        ("channel=Web", NOVEMBER): 600,
        ("channel=", OCTOBER): 0,
        ("channel=", NOVEMBER): 400,
    }


def test_leads_and_their_motions(wb, cells):
    # October L1, L2; November L3 to L6, of which L5 and L6 are outbound; L7 is of the day after.
    assert cells(tree.leads(wb, by=("all", "motion"), period=MONTHS)) == {
        ("all", OCTOBER): 2,
        ("all", NOVEMBER): 4,
        ("motion=inbound", OCTOBER): 2,
        ("motion=inbound", NOVEMBER): 2,
        ("motion=outbound", OCTOBER): 0,
        ("motion=outbound", NOVEMBER): 2,
    }
    assert cells(tree.inbound_leads(wb, period=MONTHS)) == {("all", OCTOBER): 2, ("all", NOVEMBER): 2}
    assert cells(tree.outbound_leads(wb, period=MONTHS)) == {("all", OCTOBER): 0, ("all", NOVEMBER): 2}


def test_valid_leads_by_the_definition_in_force(wb, cells):
    # L4 has no company name and a free-mail address; L6 has no address, which is no free-mail address either. Of the months
    # that the number is looked at in, October has a lead of 展示会 (L2), so that November's 0 is told.
    assert cells(tree.valid_leads(wb, by=("all", "channel"), period=NOVEMBER)) == {
        ("all", NOVEMBER): 3,
        ("channel=Web", NOVEMBER): 1,
        ("channel=", NOVEMBER): 2,
        ("channel=展示会", NOVEMBER): 0,
    }
    assert cells(tree.valid_rate(wb, period=MONTHS)) == {("all", OCTOBER): 2 / 2, ("all", NOVEMBER): 3 / 4}


def test_companies_are_told_by_id_domain_and_name(wb, cells):
    # October: L2 is L1's company by its domain. November: C2, d@gmail.com, and C3 twice, of L6 by its name.
    assert cells(tree.lead_companies(wb, period=MONTHS)) == {("all", OCTOBER): 1, ("all", NOVEMBER): 3}


def test_cvr_by_channel(wb, cells):
    # L3 and L4 came by Web; no inbound lead is without a channel; 展示会 has no visitors to be a share of.
    assert cells(tree.cvr(wb, by=("all", "channel"), period=MONTHS)) == pytest.approx(
        {
            ("all", OCTOBER): 2 / 500,
            ("all", NOVEMBER): 2 / 1000,
            ("channel=Web", OCTOBER): 1 / 500,
            ("channel=Web", NOVEMBER): 2 / 600,
            ("channel=", NOVEMBER): 0 / 400,
        }
    )


def test_opportunities_follow_their_lead(wb, cells):
    # November: O2 of L2 (展示会), O3 of L1 and O4 of L4 (Web), O6 of L5 (no channel), O5 of no lead.
    assert cells(tree.opportunities(wb, by=("all", "motion", "channel"), period=NOVEMBER)) == {
        ("all", NOVEMBER): 5,
        ("motion=inbound", NOVEMBER): 3,
        ("motion=outbound", NOVEMBER): 1,
        ("motion=", NOVEMBER): 1,
        ("channel=Web", NOVEMBER): 2,
        ("channel=展示会", NOVEMBER): 1,
        ("channel=", NOVEMBER): 2,
    }


def test_won_and_sales_count_in_the_month_of_closing(wb, cells):
    # O1 of October was won on 11-06; O4 is won on 11-19, which is not known yet.
    assert cells(tree.won(wb, period=MONTHS)) == {("all", OCTOBER): 0, ("all", NOVEMBER): 1}
    assert cells(tree.sales(wb, period=MONTHS)) == {("all", OCTOBER): 0, ("all", NOVEMBER): 1_200_000}
    assert cells(tree.sales(wb, by="channel", period=NOVEMBER))["channel=Web", NOVEMBER] == 1_200_000
    assert cells(tree.average_deal(wb, period=MONTHS)) == {("all", NOVEMBER): 1_200_000 / 1}


def test_the_opportunity_rate_as_slice_and_as_cohort(wb, cells):
    # Slice: five opportunities over three valid leads. Cohort: L1 and L2 have their first; O3 is L1's second, O4's lead
    # is invalid, O6 came before its lead.
    assert cells(tree.opportunity_rate_slice(wb, period=MONTHS)) == {("all", OCTOBER): 1 / 2, ("all", NOVEMBER): 5 / 3}
    assert cells(tree.opportunity_rate_cohort(wb, period=MONTHS)) == {("all", OCTOBER): 2 / 2, ("all", NOVEMBER): 0 / 3}


def test_a_rate_above_1_has_no_interval(wb):
    over, under = (tree.opportunity_rate_slice(wb, period=month).iloc[0] for month in (NOVEMBER, OCTOBER))
    assert over[["numerator", "denominator"]].tolist() == [5, 3]
    assert over[["low", "high"]].isna().all()
    # Wilson over 1 of 2 with z = 1.96: (1/2 + z²/4 ± z·√(1/8 + z²/16)) / (1 + z²/2).
    assert under[["low", "high"]].tolist() == pytest.approx([0.094531, 0.905469], abs=1e-6)


def test_win_rates_as_slice_as_cohort_and_over_the_closed(wb, cells):
    # November: O1 won of five created; of those created in November none is won; closed are O1 (won) and O3 (lost).
    assert cells(tree.win_rate_slice(wb, period=MONTHS)) == {("all", OCTOBER): 0 / 1, ("all", NOVEMBER): 1 / 5}
    assert cells(tree.win_rate_cohort(wb, period=MONTHS)) == {("all", OCTOBER): 1 / 1, ("all", NOVEMBER): 0 / 5}
    assert cells(tree.win_rate_closed(wb, period=MONTHS)) == {("all", NOVEMBER): 1 / 2}


def test_by_default_the_thirteen_months_are_told_as_far_as_they_are_known(wb, make_workbook):
    assert tree.leads(wb)["period"].tolist() == MONTHS  # the oldest lead came in October
    steady = [{"lead_id": "L1", "created_at": "2025-10-31 09:00"}, {"lead_id": "L2", "created_at": "2026-11-18 09:00"}]
    table = tree.leads(make_workbook({"leads": steady}))
    assert table["period"].tolist()[::12] == ["2025-11", "2026-11"] and table["value"].tolist() == [0] * 12 + [1]
    assert tree.valid_rate(make_workbook({"leads": steady}))["period"].tolist() == [NOVEMBER]  # no rate over zero leads


def test_a_team_has_its_own_tree_and_no_visitors(wb, cells):
    bdr = example(team="BDR", engine=wb.engine)
    assert cells(tree.leads(bdr, period=NOVEMBER)) == {("all", NOVEMBER): 2}  # L5, L6 of 高橋
    assert cells(tree.opportunities(bdr, period=NOVEMBER)) == {("all", NOVEMBER): 2}  # O5, O6
    assert tree.visitors(bdr).empty
    assert tree.cvr(bdr).empty
