"""Chapter 7, campaigns; leads, opportunities and campaigns stand in kpi_helpers/workbook/example.py."""

from dataclasses import replace

from kpi_helpers.kpis import campaigns
from kpi_helpers.workbook.config_sources import Repeats, Source

WINDOW = "2026-06-01..2026-11-18"
LEADS, BOTH = "2026-10-05..2026-11-18", "2026-10-12..2026-11-18"
"""What the example knows of it: leads since L1, leads and opportunities since O1."""


def by_campaign(table, window=WINDOW):
    assert set(table["period"]) == {window}
    return dict(zip(table["segment"], table["value"], strict=True))


def test_leads_and_valid_leads(wb):
    # CP1: L1, L2; CP2: L3, and L4 with nothing but a free address; none: L5, L6.
    assert by_campaign(campaigns.campaign_leads(wb, by=("campaign", "channel")), LEADS) == {
        "campaign=": 2, "campaign=CP1": 2, "campaign=CP2": 2, "channel=": 2, "channel=Web": 3, "channel=展示会": 1,
    }  # fmt: skip
    assert by_campaign(campaigns.campaign_valid_leads(wb), LEADS) == {
        "campaign=": 2,
        "campaign=CP1": 2,
        "campaign=CP2": 1,
    }


def test_companies_old_and_new(wb):
    # L1 and L2 are サクラ工業, L5 and L6 アオバ物流, L3 ミドリ商事, L4 somebody's own address.
    assert by_campaign(campaigns.campaign_companies(wb, by=("all", "campaign", "channel")), LEADS) == {
        "all": 4, "campaign=": 1, "campaign=CP1": 1, "campaign=CP2": 2, "channel=": 1, "channel=Web": 3, "channel=展示会": 1,
    }  # fmt: skip
    # サクラ工業 came by the Web first: it is not new to 展示会.
    assert by_campaign(campaigns.campaign_new_companies(wb, by="channel"), LEADS) == {
        "channel=": 1, "channel=Web": 3, "channel=展示会": 0,
    }  # fmt: skip


def test_opportunities_count_companies_from_their_first_lead_on(wb):
    # サクラ工業: O1, O2, O3 are one company, and O2, O3 come after its 展示会 lead of 10-20; ミドリ商事 has none;
    # L4's O4 counts; アオバ物流's O6 of 11-03 is a day older than its lead L5. L1 came before opportunities are known.
    found = campaigns.campaign_opportunities(wb, by=("campaign", "channel"))
    assert by_campaign(found, BOTH) == {
        "campaign=": 0, "campaign=CP1": 1, "campaign=CP2": 1, "channel=": 0, "channel=Web": 1, "channel=展示会": 1,
    }  # fmt: skip


def test_costs(wb):
    # CP3 is planned for December and has no row; CP1 started on 10-01, before leads are known.
    assert by_campaign(campaigns.cost_per_company(wb), LEADS) == {"campaign=CP2": 120_000 / 2}
    assert by_campaign(campaigns.cost_per_opportunity(wb), BOTH) == {"campaign=CP2": 120_000 / 1}


def lead(lead_id, created_at, company, campaign="CP1"):
    return {"lead_id": lead_id, "created_at": created_at, "company_id": company, "campaign": campaign}


OTHERS = [lead("L0", "2026-05-29", None, None), lead("L9", "2026-11-18", None, None)]
"""Of no company and no campaign: what is known begins before the window and goes on to its end."""


def opportunity(number, created_at, company):
    return {"opportunity_id": number, "created_at": created_at, "company_id": company, "rep": "佐藤"}


def test_costs_begin_with_the_campaign(make_workbook):
    wb = make_workbook(
        {
            "leads": [
                lead("L1", "2026-10-09", "C1"),  # the day before the campaign starts
                lead("L2", "2026-10-10", "C2"),
                lead("L3", "2026-10-11", "C2"),
                lead("L4", "2026-10-12", "C1"),
                *OTHERS,
            ],
            "opportunities": [
                opportunity("O1", "2026-10-11", "C1"),
                opportunity("O2", "2026-10-10", "C2"),
                opportunity("O0", "2026-05-29", "C9"),
                opportunity("O9", "2026-11-18", None),
            ],
            "campaigns": [
                {"campaign": "CP1", "starts_on": "2026-10-10", "cost": 1_000},
                {"campaign": "CP2", "starts_on": "2026-10-10", "cost": 1_000},  # brought nobody
            ],
        }
    )
    assert by_campaign(campaigns.campaign_leads(wb)) == {"campaign=CP1": 4, "campaign=": 1}
    assert by_campaign(campaigns.campaign_opportunities(wb)) == {"campaign=CP1": 2, "campaign=": 0}
    assert by_campaign(campaigns.cost_per_company(wb)) == {"campaign=CP1": 1_000 / 2}
    # C1's opportunity of the 11th lies before its lead of the 12th, the first one since the start.
    assert by_campaign(campaigns.cost_per_opportunity(wb)) == {"campaign=CP1": 1_000 / 1}


def test_a_free_campaign_costs_nothing_and_an_older_one_has_no_cost(make_workbook):
    wb = make_workbook(
        {
            "leads": [
                lead("L1", "2026-10-09", "C1"),
                lead("L2", "2026-10-09", "C2", "CP2"),
                lead("L3", "2026-10-09", "C3", "CP3"),
                *OTHERS,
            ],
            "campaigns": [
                {"campaign": "CP1", "starts_on": "2026-06-01", "cost": 0.0},
                {"campaign": "CP2", "starts_on": "2026-05-31", "cost": 500.0},  # before the window
                {"campaign": "CP3", "starts_on": "2026-06-01", "cost": None},  # nobody knows
            ],
        }
    )
    assert by_campaign(campaigns.cost_per_company(wb)) == {"campaign=CP1": 0}
    assert campaigns.cost_per_opportunity(wb).empty and campaigns.campaign_opportunities(wb).empty


def test_leads_of_the_same_moment_make_a_company_new_once(make_workbook):
    wb = make_workbook(
        {
            "leads": [
                lead("L2", "2026-10-09 10:00", "C1", "CP2"),
                lead("L1", "2026-10-09 10:00", "C1"),
                lead("L3", "2026-10-09 10:00", None, "CP3"),
                *OTHERS,
            ]
        }
    )
    assert by_campaign(campaigns.campaign_new_companies(wb)) == {
        "campaign=CP1": 1,
        "campaign=CP2": 0,
        "campaign=CP3": 0,
        "campaign=": 0,
    }
    assert by_campaign(campaigns.campaign_companies(wb)) == {
        "campaign=CP1": 1,
        "campaign=CP2": 1,
        "campaign=CP3": 0,
        "campaign=": 0,
    }


def test_the_window_begins_with_the_sixth_month(make_workbook):
    wb = make_workbook(
        {"leads": [lead("L1", "2026-05-31 23:59:59", "C1"), lead("L2", "2026-06-01 00:00:00", "C1"), OTHERS[1]]}
    )
    assert by_campaign(campaigns.campaign_leads(wb)) == {"campaign=CP1": 1, "campaign=": 1}
    # The company came in May.
    assert by_campaign(campaigns.campaign_new_companies(wb)) == {"campaign=CP1": 0, "campaign=": 0}


def test_sales_of_the_example_begin_with_its_opportunities(wb):
    # O1, won with 1,200,000, belongs to L1 of 10-05, before opportunities are known; O4 of L4 is won after as_of.
    assert by_campaign(campaigns.campaign_sales(wb), BOTH) == {"campaign=": 0, "campaign=CP1": 0, "campaign=CP2": 0}
    # CP1 started on 10-01.
    returned = campaigns.sales_per_cost(wb)
    assert by_campaign(returned, BOTH) == {"campaign=CP2": 0}
    assert returned["denominator"].tolist() == [120_000]


def test_sales_go_by_the_lead_and_costs_by_leads_since_the_start(make_workbook):
    won = {"is_won": True, "closed_at": "2026-11-01"}
    wb = make_workbook(
        {
            "leads": [
                lead("L1", "2026-10-09", "C1"),  # the day before the campaign starts
                lead("L2", "2026-10-10", "C2"),
                lead("L3", "2026-10-10", "C3", "CP2"),
                lead("L4", "2026-10-10", None, "CP3"),
                lead("L5", "2026-05-01", "C5"),
            ],
            "opportunities": [
                {**opportunity("O0", "2026-05-20", "C9"), **won, "lead_id": None, "amount": 7},
                {
                    **opportunity("O1", "2026-10-20", "C9"),
                    **won,
                    "lead_id": "L1",
                    "amount": 100,
                },  # by its lead, not its company
                {**opportunity("O2", "2026-10-21", "C2"), **won, "lead_id": "L2", "amount": 40},
                {**opportunity("O3", "2026-10-22", "C2"), **won, "lead_id": "L2", "amount": None},
                {**opportunity("O4", "2026-10-23", "C3"), **won, "lead_id": "L3", "amount": 9},
                {**opportunity("O5", "2026-10-23", "C4"), **won, "lead_id": "L4", "amount": 9},
                {
                    **opportunity("O6", "2026-10-23", "C5"),
                    **won,
                    "lead_id": "L5",
                    "amount": 8,
                },  # of a lead before the window
            ],
            "campaigns": [
                {"campaign": "CP1", "starts_on": "2026-10-10", "cost": 1_000},
                {"campaign": "CP2", "starts_on": "2026-10-10", "cost": 0},
                {"campaign": "CP3", "starts_on": "2026-10-10", "cost": 1_000},  # no company is known
            ],
        }
    )
    assert by_campaign(campaigns.campaign_sales(wb)) == {"campaign=CP1": 140, "campaign=CP2": 9, "campaign=CP3": 9}
    assert by_campaign(campaigns.sales_per_cost(wb)) == {"campaign=CP1": 40 / 1_000}


def test_a_member_of_several_campaigns_counts_in_each_and_once_in_all(make_workbook):
    source = Source("leads", repeats=Repeats("last", collect=("campaign",)))
    tables = {
        "leads": [
            lead("L1", "2026-10-09", "C1", "CP1;CP2"),
            lead("L2", "2026-10-10", "C2", "CP2"),
            lead("L3", "2026-10-10", "C3", None),
        ],
        "opportunities": [
            {
                **opportunity("O1", "2026-10-09", "C1"),
                "lead_id": "L1",
                "amount": 5,
                "is_won": True,
                "closed_at": "2026-11-01",
            }
        ],
    }
    members = make_workbook(tables)
    members.config = replace(members.config, tables={"leads": source})
    window = "2026-10-09..2026-10-10"
    everywhere = ("all", "campaign")
    assert by_campaign(campaigns.campaign_leads(members, by=everywhere), window) == {
        "all": 3, "campaign=": 1, "campaign=CP1": 1, "campaign=CP2": 2,
    }  # fmt: skip
    assert by_campaign(campaigns.campaign_sales(members, by=everywhere), window) == {
        "all": 5, "campaign=": 0, "campaign=CP1": 5, "campaign=CP2": 5,
    }  # fmt: skip
    # Where nobody collects campaigns the same cell is a name.
    assert by_campaign(campaigns.campaign_leads(make_workbook(tables)), window) == {
        "campaign=": 1, "campaign=CP1%3BCP2": 1, "campaign=CP2": 1,
    }  # fmt: skip
