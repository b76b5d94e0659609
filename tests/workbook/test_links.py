"""To which lead a row belongs, and by what; each case as small as the rule that it shows."""

import pandas as pd
import pytest


def lead(lead_id, created_at, **more):
    return {"lead_id": lead_id, "created_at": created_at, **more}


def call(started_at, **more):
    return {"activity_id": "A", "started_at": started_at, "rep": "佐藤", "kind": "call", **more}


def deal(created_at, **more):
    return {"opportunity_id": "O", "created_at": created_at, **more}


@pytest.fixture
def link_of(make_workbook):
    """The lead and the basis of the one activity or opportunity of a workbook."""

    def found(leads, activity=None, opportunity=None, **config):
        tables = {"leads": leads}
        if activity:
            tables["activities"] = [activity]
        if opportunity:
            tables["opportunities"] = [opportunity]
        wb = make_workbook(tables, **config)
        rows = wb.run(wb.activities if activity else wb.opportunities)
        row = rows.astype("object").where(rows.notna(), None).iloc[0]
        return row["lead_id"] if row["link_basis"] else None, row["link_basis"]

    return found


CONVERTED = [
    lead("L1", "2026-11-02 09:00", converted_contact_id="K1", converted_opportunity_id="O", email="a@one.example.jp"),
    lead("L2", "2026-11-03 09:00", converted_contact_id="K1", email="b@one.example.jp"),
    lead("L3", "2026-11-04 09:00", converted_contact_id="K3", email="B@one.example.jp "),
]


@pytest.mark.parametrize(
    ("more", "link"),
    [
        ({"lead_id": "L2", "contact_id": "K3", "email": "a@one.example.jp"}, ("L2", "id")),
        ({"lead_id": None, "contact_id": "K3", "email": "a@one.example.jp"}, ("L3", "id")),
        ({"lead_id": None, "contact_id": "K1", "email": None}, ("L1", "id")),  # of two converted to one contact the earliest
        ({"lead_id": "L9", "contact_id": "K9", "email": "a@one.example.jp"}, ("L1", "email")),
        ({"lead_id": None, "contact_id": None, "email": " B@ONE.example.jp"}, ("L3", "email")),  # the latest
        ({"lead_id": None, "contact_id": None, "email": "c@one.example.jp"}, (None, None)),
    ],
)  # fmt: skip
def test_an_activity_belongs_to_its_lead_by_the_first_that_finds_one(link_of, more, link):
    assert link_of(CONVERTED, call("2026-11-05 10:00", **more)) == link


@pytest.mark.parametrize(
    ("more", "link"),
    [
        ({"lead_id": "L2", "contact_id": "K3"}, ("L2", "id")),
        ({"lead_id": None, "contact_id": "K3"}, ("L1", "id")),  # converted to this opportunity comes before the contact
        ({"lead_id": "L9", "contact_id": None}, ("L1", "id")),
    ],
)
def test_an_opportunity_belongs_to_the_lead_that_was_converted_to_it(link_of, more, link):
    assert link_of(CONVERTED, None, deal("2026-11-05 10:00", **more)) == link


@pytest.mark.parametrize(
    ("created", "started", "found"),
    [
        ("2026-11-02 10:00:00", "2026-11-02 10:00:00", True),
        ("2026-11-02 10:00:01", "2026-11-02 10:00:00", False),
        ("2026-11-02 00:00:00", "2026-11-02 10:00:00", True),  # no time of day on one side: by date
        ("2026-11-02 10:00:00", "2026-11-02 00:00:00", True),
        ("2026-11-03 00:00:00", "2026-11-02 10:00:00", False),
        ("2026-11-03 10:00:00", "2026-11-02 00:00:00", False),
    ],
)
def test_on_or_before_is_by_moment_where_both_have_one(make_workbook, created, started, found):
    # Another lead and another call with a time of day, so that both columns have times.
    wb = make_workbook(
        {
            "leads": [lead("L1", created, email="a@one.example.jp"), lead("L0", "2026-10-01 09:00:00")],
            "activities": [
                call(started, lead_id=None, email="A@one.example.jp"),
                call("2026-10-01 09:30:00", lead_id="L0") | {"activity_id": "B"},
            ],
        }
    )
    rows = wb.run(wb.activities).set_index("activity_id")
    assert rows.loc["A", "lead_known"] == found


def test_a_company_links_only_where_there_is_no_column_for_ids_at_all(link_of):
    leads = [
        lead("L1", "2026-11-02 09:00", company_name="株式会社サクラ"),
        lead("L2", "2026-11-03 09:00", company_name="サクラ(株)"),
        lead("L3", "2026-11-09 09:00", company_name="サクラ"),
    ]
    of_company = call("2026-11-05 10:00", company_name="サクラ㈱")
    assert link_of(leads, of_company) == ("L2", "company")
    assert link_of(leads, of_company | {"lead_id": None}) == (None, None)
    assert link_of(leads, of_company | {"contact_id": None}) == (None, None)
    assert link_of(leads, None, deal("2026-11-05 10:00", company_name="サクラ㈱")) == ("L2", "company")


def test_a_call_that_bears_a_name_finds_the_lead_that_is_known_by_its_domain(link_of):
    leads = [
        lead("L1", "2026-11-02 09:00", company_name="株式会社サクラ", email="a@sakura.example.jp"),
        lead("L2", "2026-11-03 09:00", company_name="モミジ", email="a@momiji.example.jp"),
    ]
    assert link_of(leads, call("2026-11-05 10:00", company_name="サクラ㈱")) == ("L1", "company")
    assert link_of(leads, call("2026-11-05 10:00", company_name="momiji", email="b@momiji.example.jp")) == (
        "L2",
        "company",
    )
    assert link_of(leads, call("2026-11-05 10:00", company_name="カエデ")) == (None, None)


SEVERAL = [lead("9002", "2026-11-03 09:00"), lead("9003", "2026-11-02 09:00"), lead("9004", "2026-11-02 09:00")]


def test_an_activity_answers_each_of_its_leads_and_stands_on_the_first_that_is_known(make_workbook):
    wb = make_workbook(
        {"leads": SEVERAL, "activities": [call("2026-11-03 09:05", outcome="connected", lead_id="9001; 9002;9003")]}
    )
    (activity,) = wb.run(wb.activities).to_dict("records")
    assert (activity["lead_id"], activity["attempt"]) == ("9002", 1)
    leads = wb.run(wb.leads).set_index("lead_id")
    assert leads["calls"].to_dict() == {"9002": 1, "9003": 1, "9004": 0}
    day = 24 * 3600
    assert leads["response_seconds"].dropna().to_dict() == {"9002": 300, "9003": day + 300}


def test_contacts_too_may_be_several(make_workbook):
    leads = [SEVERAL[0] | {"converted_contact_id": "K2"}, SEVERAL[1] | {"converted_contact_id": "K3"}]
    wb = make_workbook({"leads": leads, "activities": [call("2026-11-03 09:05", lead_id=None, contact_id="K3;K2;K9")]})
    assert wb.run(wb.activities)["lead_id"].tolist() == ["9003"]
    assert wb.run(wb.leads).set_index("lead_id")["calls"].to_dict() == {"9002": 1, "9003": 1}


def test_an_opportunity_with_several_leads_belongs_to_the_earliest(link_of):
    assert link_of(SEVERAL, None, deal("2026-11-05 10:00", lead_id="9002;9003")) == ("9003", "id")
    assert link_of(SEVERAL, None, deal("2026-11-05 10:00", lead_id="9002;9004;9003")) == ("9003", "id")


def test_a_row_without_a_company_takes_the_one_of_its_lead(make_workbook):
    wb = make_workbook(
        {
            "leads": [lead("L1", "2026-11-02 09:00", company_id="501;502", converted_contact_id="K1")],
            "activities": [call("2026-11-05 10:00", lead_id=None, contact_id="K1")],
            "opportunities": [deal("2026-11-05 10:00", lead_id="L1", company_id="501")],
        }
    )
    (key,) = wb.run(wb.leads)["company_key"]
    assert wb.run(wb.activities)["company_key"].tolist() == [key]
    assert wb.run(wb.opportunities)["company_key"].tolist() == [key]


def test_what_is_planned_is_no_activity(make_workbook):
    wb = make_workbook(
        {
            "leads": SEVERAL,
            "activities": [
                call("2026-11-05 10:00", lead_id="9002", status="planned"),
                call("2026-11-06 10:00", lead_id="9002", status=None) | {"activity_id": "B"},
            ],
        }
    )
    assert wb.run(wb.activities)["activity_id"].tolist() == ["B"]


@pytest.mark.parametrize("rows", [1, 40])
def test_leads_times_activities_of_one_address_are_not_multiplied(make_workbook, rows):
    """Each activity finds the lead just before it, however many there are."""
    start = pd.Timestamp("2026-10-01 09:30")
    hours = [start + pd.Timedelta(hours=2 * number) for number in range(rows)]
    wb = make_workbook(
        {
            "leads": [lead(f"L{number:02d}", hour, email="info@one.example.jp") for number, hour in enumerate(hours)],
            "activities": [
                call(hour + pd.Timedelta(hours=1), email="info@one.example.jp", lead_id=None)
                | {"activity_id": f"A{number:02d}"}
                for number, hour in enumerate(hours)
            ],
        }
    )
    found = wb.run(wb.activities).sort_values("activity_id")["lead_id"].tolist()
    assert found == [f"L{number:02d}" for number in range(rows)]
