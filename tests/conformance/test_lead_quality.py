"""Chapter 7, valid leads and their definition; the rows stand in kpi_helpers/workbook/example.py."""

from datetime import date

import pytest

from kpi_helpers.kpis import definition_outcome, lead_quality
from kpi_helpers.workbook.definitions import Condition, Definitions, Version

WINDOW = "2026-10-05..2026-11-18"
"""Three months, as far as the example's leads reach back."""


def by_segment(table):
    return dict(zip(table["segment"], table["value"], strict=True))


def test_change_by_volume_mix_and_quality(wb):
    # To 11-18, the 12th business day: Web has L3 (valid) and L4 (not), no channel L5 and L6 (both valid). Up to 10-19, the
    # eve of October's 13th: Web has L1 (valid); 展示会's L2 came on the 20th. Four leads against one; no channel had none:
    # its rate is November's.
    got = lead_quality.lead_change(wb)
    assert set(got["period"]) == {"2026-11"}
    assert by_segment(got) == pytest.approx(
        {
            "channel=;effect=volume": (4 - 1) * (2 / 4 + 0 / 1) / 2 * (1 + 1) / 2,
            "channel=;effect=mix": (4 + 1) / 2 * (2 / 4 - 0 / 1) * (1 + 1) / 2,
            "channel=;effect=quality": (2 + 0) / 2 * (1 - 1),
            "channel=Web;effect=volume": (4 - 1) * (2 / 4 + 1 / 1) / 2 * (1 / 2 + 1) / 2,
            "channel=Web;effect=mix": (4 + 1) / 2 * (2 / 4 - 1 / 1) * (1 / 2 + 1) / 2,
            "channel=Web;effect=quality": (2 + 1) / 2 * (1 / 2 - 1),
        }
    )
    assert got["value"].sum() == pytest.approx(3 - 1)  # valid leads L3, L5, L6 against L1


def lead(number, created_at, channel="Web", email="a@corp.example.jp"):
    return {"lead_id": f"L{number}", "created_at": created_at, "channel": channel, "email": email}


@pytest.mark.after_counting
def test_no_change_before_the_first_business_day(make_workbook):
    leads = [lead(1, "2026-10-01"), lead(2, "2026-11-01")]
    assert lead_quality.lead_change(make_workbook({"leads": leads}, as_of="2026-11-01")).empty  # a Sunday
    assert len(lead_quality.lead_change(make_workbook({"leads": leads}, as_of="2026-11-02"))) == 3


def test_a_month_that_is_over_compares_with_the_whole_of_the_last(make_workbook):
    # By 11-29, a Sunday, 18 business days are gone, so that October counts up to 10-27, the eve of its 19th.
    leads = [lead(0, "2026-09-30"), lead(1, "2026-10-30"), lead(2, "2026-11-02")]
    change = {
        as_of: lead_quality.change_by_channel(make_workbook({"leads": leads}, as_of=as_of))["leads_before"].tolist()
        for as_of in ("2026-11-29", "2026-11-30")
    }
    assert change == {"2026-11-29": [0], "2026-11-30": [1]}


def test_every_version_judges_the_whole_window(wb):
    # Since April an address (all but L6), since October a name (all but L4) and no free address (all but L4).
    got = lead_quality.definition_effect(wb)
    assert set(got["period"]) == {WINDOW}
    assert by_segment(got) == {"version=2026-04-01": 6 - 1, "version=2026-10-01": 6 - 1}


def test_conditions_of_the_definition_in_force(wb):
    assert by_segment(lead_quality.condition_rejects(wb)) == {"condition=2026-10-01#1": 1, "condition=2026-10-01#2": 1}
    # L4 fails both, so neither alone turned it away.
    assert by_segment(lead_quality.condition_rejects_alone(wb)) == {
        "condition=2026-10-01#1": 0,
        "condition=2026-10-01#2": 0,
    }


CHANNEL = Condition("channel", "is", "present")
EMAIL = Condition("email", "is", "present")
TWO = Definitions(
    valid_lead=(
        Version(date(2026, 4, 1), "", (), (CHANNEL, EMAIL)),
        Version(date(2026, 12, 1), "", (), (EMAIL,)),
    )
)


def test_rejected_alone_and_a_version_agreed_for_later(make_workbook):
    leads = [
        lead(1, "2026-09-01"),
        lead(2, "2026-09-02", channel=None),
        lead(3, "2026-09-03", channel=None),
        lead(4, "2026-09-04", email=None),
        lead(5, "2026-09-05", channel=None, email=None),
        lead(6, "2026-08-31", channel=None),
    ]
    wb = make_workbook({"leads": leads}, definitions=TWO)
    rejects, alone = lead_quality.condition_rejects(wb), lead_quality.condition_rejects_alone(wb)
    assert by_segment(rejects) == {"condition=2026-04-01#1": 3, "condition=2026-04-01#2": 2}
    assert by_segment(alone) == {"condition=2026-04-01#1": 2, "condition=2026-04-01#2": 1}
    assert by_segment(lead_quality.definition_effect(wb)) == {"version=2026-04-01": 1, "version=2026-12-01": 3}


def test_without_a_definition_there_is_nothing_to_reject(make_workbook):
    wb = make_workbook({"leads": [lead(1, "2026-11-02")]})
    assert lead_quality.definition_effect(wb).empty and lead_quality.condition_rejects(wb).empty
    before = make_workbook({"leads": [lead(1, "2026-03-02")]}, definitions=TWO, as_of="2026-03-31")
    assert lead_quality.condition_rejects(before).empty
    assert by_segment(lead_quality.definition_effect(before)) == {"version=2026-04-01": 1, "version=2026-12-01": 1}


def test_a_window_without_leads_counts_zero(make_workbook):
    wb = make_workbook({"leads": [lead(1, "2025-06-02"), lead(2, "2026-05-11")]}, definitions=TWO)
    assert by_segment(lead_quality.condition_rejects(wb)) == {"condition=2026-04-01#1": 0, "condition=2026-04-01#2": 0}


def test_what_became_of_those_that_meet_the_definition_and_of_those_that_miss_it(make_workbook):
    # As of 2026-11-18 the twelve months end on 08-20, 90 days before, and begin with the oldest row that both tables
    # cover, 03-02. Channel and address are asked for.
    leads = [
        lead(1, "2026-03-02"),  # meets; opportunity after 90 days
        lead(2, "2026-08-20"),  # meets; opportunity on as_of, after 90 days
        lead(3, "2026-08-21"),  # too young
        lead(4, "2026-04-01", channel=None),  # an opportunity on the same day
        lead(5, "2026-04-01", email=None),  # an opportunity the day before
        lead(6, "2026-04-01", email=None),
        lead(7, "2026-04-01", channel=None, email=None),  # misses both
    ]
    opportunities = [
        {"opportunity_id": f"O{number}", "created_at": day, "lead_id": f"L{number}"}
        for number, day in (
            (1, "2026-05-31"), (2, "2026-11-18"), (4, "2026-04-01"), (5, "2026-03-31"), (6, "2026-07-01"), (9, "2026-03-02"),
        )
    ]  # fmt: skip
    wb = make_workbook({"leads": leads, "opportunities": opportunities}, definitions=TWO)
    got = definition_outcome.definition_outcome(wb)
    assert set(got["period"]) == {"2026-03-02..2026-08-20"}
    assert dict(zip(got["segment"], zip(got["numerator"], got["denominator"], strict=True), strict=True)) == {
        "meets=yes": (2, 2),
        "meets=no": (1, 4),  # L4; L5's came before it, L6's after 91 days
        "condition=2026-04-01#1": (1, 1),
        "condition=2026-04-01#2": (0, 2),
    }
    assert definition_outcome.definition_outcome(make_workbook({"leads": leads}, definitions=TWO)).empty
    before = make_workbook({"leads": leads, "opportunities": opportunities}, definitions=TWO, as_of="2026-03-31")
    assert definition_outcome.definition_outcome(before).empty


def test_where_opportunities_have_ended_leads_are_followed_to_their_last_day(make_workbook):
    leads = [lead(1, "2026-03-02"), lead(2, "2026-04-01"), lead(3, "2026-11-17")]
    opportunities = [
        {"opportunity_id": "O1", "created_at": "2026-03-02", "lead_id": "L1"},
        {"opportunity_id": "O2", "created_at": "2026-05-11", "lead_id": None},
        {"opportunity_id": "O3", "created_at": "2026-06-30", "lead_id": None},
    ]
    wb = make_workbook({"leads": leads, "opportunities": opportunities}, definitions=TWO)
    got = definition_outcome.definition_outcome(wb)
    # 06-30 − 90 days = 04-01: the leads of both days are in.
    assert got[["segment", "period", "numerator", "denominator"]].to_numpy().tolist() == [
        ["meets=yes", "2026-03-02..2026-04-01", 1, 2]
    ]


def test_leads_that_have_ended_before_the_window_say_nothing_of_it(make_workbook):
    wb = make_workbook({"leads": [lead(1, "2026-01-05")]}, definitions=TWO)
    assert lead_quality.condition_rejects(wb).empty and lead_quality.definition_effect(wb).empty
    assert lead_quality.lead_change(wb).empty
